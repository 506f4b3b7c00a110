"""Other versions of Nix, from Debian's newer releases: unpacked into a folder, re-linked there.

They have to be re-linked rather than started through their own ld.so, since Nix starts itself
again by /proc/self/exe.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "nix" / "debpkgs"))

from update.apt import PrivateApt, machine_archive  # noqa: E402
from update.errors import UpdateError  # noqa: E402
from update.resolve import Universe, resolve  # noqa: E402

__all__ = ["SUITES", "NixVersion", "UnreachableError", "offline", "other_nix", "system_nix"]

#: Version -> the Debian suite that has it. "current" moves with Debian's testing.
SUITES = {"2.26": "trixie", "current": "forky"}

_IGNORE = ("adduser", "debconf", "dpkg", "init-system-helpers", "passwd", "perl", "perl-base")
_TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
_LOADERS = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}


class UnreachableError(Exception):
    """This Nix cannot be had here; the text says why."""


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
    folder = cache / f"nix-{name}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            _unpack(SUITES[name], folder / "root")
        except UpdateError as error:
            raise UnreachableError(str(error)) from None
        _relink(folder / "root")
        (folder / "complete").touch()
    programs = folder / "root" / "usr" / "bin"
    return NixVersion(_version(programs / "nix"), programs)


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]


def _unpack(suite: str, root: Path) -> None:
    architecture = _architecture()
    with tempfile.TemporaryDirectory() as directory:
        apt = PrivateApt(Path(directory), machine_archive(), [suite], [architecture])
        apt.update()
        universe = Universe(apt.packages(suite, architecture))
        for resolved in resolve(universe, ["nix-bin"], _IGNORE).values():
            package = resolved.package
            deb = Path(directory) / "package.deb"
            deb.unlink(missing_ok=True)
            apt.download(package.path, package.sha256, deb)
            subprocess.run(["dpkg-deb", "-x", deb, root], check=True)


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _relink(root: Path) -> None:
    patchelf = shutil.which("patchelf")
    if patchelf is None:
        raise UnreachableError("no patchelf on PATH")
    architecture = _architecture()
    libraries = root / "usr" / "lib" / _TRIPLETS[architecture]
    loader = libraries / _LOADERS[architecture]
    run_path = f"{libraries}:{root}/usr/lib/nix:{libraries}/nix"
    program = root / "usr" / "bin" / "nix"
    subprocess.run(
        [patchelf, "--set-interpreter", loader, "--set-rpath", run_path, program], check=True
    )
    for path in sorted((root / "usr" / "lib").rglob("*.so*")):
        # The C library finds its own parts, and must not be changed.
        if _is_elf(path) and not path.name.startswith(("ld-linux", "libc.so")):
            subprocess.run([patchelf, "--set-rpath", run_path, path], check=True)
