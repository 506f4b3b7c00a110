"""The interpreters that are compared."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests"))

from nix_versions import UnreachableError, debian_programs  # noqa: E402

__all__ = ["Interpreter", "UnreachableError", "interpreters", "python_version"]

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


def python_version(path: Path) -> str:
    """`3.13` of an interpreter; empty where it is none."""
    asked = [str(path), "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def interpreters(version: str, cache: Path, more: Mapping[str, Path]) -> list[Interpreter]:
    """Ours, ours without optimizations, Debian's, and `more` by name."""
    _fetch()
    attribute = "python" + version.replace(".", "")
    environment = _built(f"{attribute}.packages")
    program = f"python{version}"
    paths = {
        "optimized": _built(f"{attribute}.optimized") / "bin" / program,
        "plain": _built(f"{attribute}.plain") / "bin" / program,
        "Debian": _debian(version, cache),
        **more,
    }
    for name, path in paths.items():
        if (found := python_version(path)) != version:
            raise UnreachableError(f"{name}: {path} is Python {found or 'nothing'}, not {version}")
    packages = environment / "lib" / program / "site-packages"
    return [
        Interpreter(name, path, packages, environment / "bin" / program)
        for name, path in paths.items()
    ]


def _fetch() -> None:
    """The packages' files; done at once where the store has them."""
    program = shutil.which("pyproject2nix")
    if program is None:
        raise UnreachableError("no pyproject2nix on PATH; run `make bench-python`")
    command = [program, "fetch", str(ROOT / "tests/bench/python")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UnreachableError(
            "the benchmarks' packages, which ./setup leaves out, need the network once:\n"
            + done.stderr.strip()
        )


def _built(attribute: str) -> Path:
    """The store path of an output of this flake."""
    command = ["nix", "build", "--json", "--no-link", f"{ROOT}#bench-python.{attribute}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise UnreachableError(f"{attribute} cannot be built; Nix says above why")
    return Path(json.loads(done.stdout)[0]["outputs"]["out"])


def _debian(version: str, cache: Path) -> Path:
    """Debian's interpreter, unpacked once."""
    program = f"python{version}"
    folder = debian_programs(SUITES[version], [program], [program], cache / program)
    if not (compiled := cache / program / "compiled").exists():
        # Debian compiles when it installs. Its test files that cannot be compiled do not matter.
        library = folder.parent / "lib" / program
        subprocess.run([folder / program, "-m", "compileall", "-q", library], check=False)
        compiled.touch()
    return folder / program
