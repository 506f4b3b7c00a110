"""Programs of other Debian suites: unpacked into a folder with all they need, and re-linked there.

Nothing is installed. A program's libraries are found by its run path, its interpreter is the
suite's own; starting it through ld.so would not do, since some start themselves again by
/proc/self/exe.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .apt import PrivateApt, machine_archive
from .errors import UpdateError
from .machines import own_machine
from .resolve import Universe, resolve

__all__ = ["UnreachableError", "debian_programs"]

#: Marks a folder that may be emptied.
_MARK = "unpacked-from-debian"
_IGNORE = ("adduser", "debconf", "dpkg", "init-system-helpers", "passwd", "perl", "perl-base")


class UnreachableError(Exception):
    """This program cannot be had here; the text says why."""


def debian_programs(
    suite: str,
    packages: Sequence[str],
    programs: Sequence[str],
    folder: Path,
    *,
    may_be_expired: bool = False,
) -> Path:
    """Where `programs` of `packages` are: a bin/ below `folder`, which is filled once.

    `folder` is new, empty, or what an earlier call left.
    """
    # Its programs run as this user, root maybe.
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise UnreachableError(f"{folder}: belongs to another user; name a folder of your own")
    if not (folder / "complete").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Two at once would unpack into each other; the second one finds it done.
        with folder.with_name(f"{folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _fill(suite, packages, programs, folder, may_be_expired)
    return folder / "root" / "usr" / "bin"


def _fill(
    suite: str,
    packages: Sequence[str],
    programs: Sequence[str],
    folder: Path,
    may_be_expired: bool,
) -> None:
    if (folder / "complete").exists():
        return
    if (folder / _MARK).is_file():
        shutil.rmtree(folder)
    folder.mkdir(exist_ok=True)
    if any(folder.iterdir()):
        raise UnreachableError(f"{folder}: has other files; name a new or an empty folder")
    (folder / _MARK).touch()
    try:
        _unpack(suite, packages, folder / "root", may_be_expired)
    except UpdateError as error:
        raise UnreachableError(str(error)) from None
    _relink(folder / "root", programs)
    (folder / "complete").touch()


def _unpack(suite: str, packages: Sequence[str], root: Path, may_be_expired: bool) -> None:
    architecture = own_machine().architecture
    with tempfile.TemporaryDirectory() as directory:
        apt = PrivateApt(
            Path(directory),
            machine_archive(),
            [suite],
            [architecture],
            may_be_expired=may_be_expired,
        )
        apt.update()
        universe = Universe(apt.packages(suite, architecture))
        for resolved in resolve(universe, list(packages), _IGNORE).values():
            package = resolved.package
            deb = Path(directory) / "package.deb"
            deb.unlink(missing_ok=True)
            apt.download(package.path, package.sha256, deb)
            subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    # Nothing here is for other users.
    subprocess.run(["chmod", "-R", "u-s,g-s", root], check=True)


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _relink(root: Path, programs: Sequence[str]) -> None:
    patchelf = shutil.which("patchelf")
    if patchelf is None:
        raise UnreachableError("no patchelf on PATH")
    machine = own_machine()
    # Before Debian 13 the C library is in /lib, elsewhere than the others.
    folders = [root / prefix / machine.triplet for prefix in ("usr/lib", "lib")]
    folders += [root / "usr/lib/nix", root / "usr/lib" / machine.triplet / "nix"]
    run_path = ":".join(str(folder) for folder in folders if folder.is_dir())
    loader = next(path for folder in folders if (path := folder / machine.loader).exists())
    for name in programs:
        subprocess.run(
            [
                patchelf,
                "--set-interpreter",
                loader,
                "--set-rpath",
                run_path,
                root / "usr/bin" / name,
            ],
            check=True,
        )
    for path in sorted({*(root / "usr/lib").rglob("*.so*"), *(root / "lib").rglob("*.so*")}):
        # The C library finds its own parts, and must not be changed.
        if _is_elf(path) and not path.name.startswith(("ld-linux", "libc.so")):
            subprocess.run([patchelf, "--set-rpath", run_path, path], check=True)
