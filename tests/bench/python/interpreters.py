"""The interpreters that are compared."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))

from debian_programs import UnreachableError, debian_programs  # noqa: E402

__all__ = ["Interpreter", "UnreachableError", "interpreters"]

#: The Debian suite that has the same version.
SUITES = {"3.13": "trixie", "3.11": "bookworm"}


@dataclass(frozen=True)
class Interpreter:
    """One of those compared; all have the same packages."""

    name: str
    path: Path
    #: site-packages of the environment that holds pyperformance.
    packages: Path
    #: That environment's own interpreter.
    packaged: Path


def _built(attribute: str) -> Path:
    """The store path of an output of this flake."""
    command = ["nix", "build", "--json", "--no-link", f"{ROOT}#bench-python.{attribute}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UnreachableError(
            f"{attribute} cannot be built; the packages of tests/bench/python are fetched by"
            f" `pyproject2nix fetch tests/bench/python`, which needs the network:\n{done.stderr}"
        )
    return Path(json.loads(done.stdout)[0]["outputs"]["out"])


def interpreters(version: str, cache: Path, more: Mapping[str, Path]) -> list[Interpreter]:
    """Ours, ours without optimizations, Debian's, and `more` by name."""
    attribute = "python" + version.replace(".", "")
    environment = _built(f"{attribute}.packages")
    program = f"python{version}"
    packages = environment / "lib" / program / "site-packages"
    debian = debian_programs(SUITES[version], [program], [program], cache / program)
    if not (compiled := cache / program / "compiled").exists():
        # Debian compiles when it installs.
        library = debian.parent / "lib" / program
        subprocess.run([debian / program, "-m", "compileall", "-q", library], check=False)
        compiled.touch()
    paths = {
        "optimized": _built(f"{attribute}.optimized") / "bin" / program,
        "plain": _built(f"{attribute}.plain") / "bin" / program,
        "Debian": debian / program,
        **more,
    }
    for name, path in paths.items():
        asked = [str(path), "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if found != version:
            raise UnreachableError(f"{name}: {path} is Python {found or 'nothing'}, not {version}")
    return [
        Interpreter(name, path, packages, environment / "bin" / program)
        for name, path in paths.items()
    ]
