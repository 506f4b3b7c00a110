"""Other versions of Nix, from Debian's newer releases."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "nix" / "debpkgs"))
sys.path.insert(0, str(ROOT / "python" / "pyproject2nix" / "src"))

from update.programs import UnreachableError, debian_programs  # noqa: E402

__all__ = [
    "ROOT",
    "SUITES",
    "NixVersion",
    "UnreachableError",
    "debian_programs",
    "offline",
    "other_nix",
    "printed_offline",
    "system_nix",
]

#: Version -> the Debian suites that have it; a mirror's index of the first may be out of date.
SUITES = {"2.26": ("trixie",), "current": ("forky", "sid")}


@dataclass(frozen=True)
class NixVersion:
    """A Nix to run tests with."""

    version: str
    #: Folder of its programs.
    bin: Path

    def environment(self, base: dict[str, str] | None = None) -> dict[str, str]:
        """`base`, or this process's, with this Nix first on PATH."""
        environment = dict(os.environ if base is None else base)
        environment["PATH"] = f"{self.bin}:{environment['PATH']}"
        return environment


def offline(*command: str) -> list[str]:
    """The command where nothing answers; without root it runs as it is."""
    return ["unshare", "-n", *command] if os.getuid() == 0 else list(command)


def printed_offline(folder: Path, version: NixVersion, *command: str) -> str:
    """What a command prints that has to succeed there, with this Nix and without a network."""
    done = subprocess.run(
        offline(*command),
        cwd=folder,
        env=version.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _version(program: Path) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UnreachableError(f"{program} does not run: {done.stderr.strip()}")
    return done.stdout.split()[-1]


def system_nix() -> NixVersion:
    """The Nix on PATH."""
    program = shutil.which("nix")
    if program is None:
        raise UnreachableError("no nix on PATH; run ./setup")
    return NixVersion(_version(Path(program)), Path(program).parent)


def other_nix(name: str, cache: Path) -> NixVersion:
    """`name` of `SUITES`, unpacked into `cache` once."""
    reasons = []
    for suite in SUITES[name]:
        try:
            # A mirror that stands still has a Nix as good as any.
            programs = debian_programs(
                suite, ["nix-bin"], ["nix"], cache / f"nix-{name}", may_be_expired=True
            )
        except UnreachableError as error:
            reasons.append(f"{suite}: {error}")
        else:
            return NixVersion(_version(programs / "nix"), programs)
    raise UnreachableError("; ".join(reasons))
