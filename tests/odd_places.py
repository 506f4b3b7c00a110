"""Where people open a shell without a second thought, and where it might not open."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev_shell import clone
from nix_versions import NixVersion, offline

__all__ = ["PLACES", "Place", "Places"]

#: The user nobody of every Linux; owns nothing but what a test gives it.
NOBODY = 65534


@dataclass(frozen=True)
class Place:
    """A folder with a checkout, and what a command typed there begins with."""

    folder: Path
    nix: NixVersion
    prefix: tuple[str, ...] = ()
    flake: str = "."

    def develop(self, shell: str) -> list[str]:
        """`nix develop` of a shell, with no network."""
        # Nix's progress goes from a person's screen; a test's terminal would keep all of it.
        quiet = ("--quiet", "--log-format", "raw")
        typed = (str(self.nix.bin / "nix"), *quiet, "develop", f"{self.flake}#{shell}")
        return offline(*self.prefix, *typed)


Places = Callable[[Path, Path, NixVersion], Iterator[Place]]


def an_empty_environment(root: Path, _folder: Path, nix: NixVersion) -> Iterator[Place]:
    """No HOME, no USER, no TERM, and no PATH but Git's."""
    git = shutil.which("git")
    assert git is not None
    yield Place(root, nix, ("env", "-i", f"PATH={Path(git).parent}"))


def a_folder_with_a_space(root: Path, folder: Path, nix: NixVersion) -> Iterator[Place]:
    """It opens by its plain name, or setup says by which other."""
    checkout = clone(root, folder / "a checkout")
    yield _as_setup_says(checkout, nix, "below a folder with a space in its name")


def a_checkout_of_another_user(root: Path, folder: Path, nix: NixVersion) -> Iterator[Place]:
    """As root's container has it from a person's home."""
    checkout = clone(root, folder / "checkout")
    _give_away(checkout)
    yield _as_setup_says(checkout, nix, "of another user")


def _give_away(folder: Path) -> None:
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)


def _as_setup_says(checkout: Path, nix: NixVersion, reason: str) -> Place:
    said = subprocess.run(
        ["./setup", "--no-config"],
        cwd=checkout,
        env=nix.environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    plain = Place(checkout, nix)
    command = [*plain.develop("ci"), "-c", "true"]
    opens = subprocess.run(command, cwd=checkout, capture_output=True, check=False)
    assert (f"opens no flake {reason}" in said) == (opens.returncode != 0)
    return plain if opens.returncode == 0 else Place(checkout, nix, flake="path:.")


def a_checkout_that_cannot_be_written(root: Path, folder: Path, nix: NixVersion) -> Iterator[Place]:
    """By its mount, as on a file server, if the test may mount; else by its modes."""
    checkout = clone(root, folder / "checkout")
    if os.geteuid() == 0:
        script = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"'
        yield Place(checkout, nix, ("unshare", "-m", "sh", "-c", script, "sh"))
    else:
        subprocess.run(["chmod", "-R", "a-w", checkout], check=True)
        try:
            yield Place(checkout, nix)
        finally:
            subprocess.run(["chmod", "-R", "u+w", checkout], check=True)


def a_user_who_is_not_root(root: Path, _folder: Path, nix: NixVersion) -> Iterator[Place]:
    """Somebody with a checkout and a home, on a machine whose store is root's: by its daemon."""
    if os.geteuid() != 0:
        yield Place(root, nix)
        return
    # Not below pytest's own folder, which others may not enter.
    with tempfile.TemporaryDirectory(prefix="user-") as name:
        home = Path(name)
        checkout = clone(root, home / "checkout")
        _give_away(home)
        become = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        own = ("env", "-i", f"HOME={name}", f"PATH={os.environ['PATH']}", "TERM=xterm")
        with _daemon(nix) as variables:
            yield Place(checkout, nix, (*become, *own, *variables))


@contextmanager
def _daemon(nix: NixVersion) -> Iterator[tuple[str, ...]]:
    """Nix's daemon over the machine's store, on a socket of its own; what its users have to set."""
    with tempfile.TemporaryDirectory(prefix="daemon-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        socket = folder / "socket"
        process = subprocess.Popen(
            [nix.bin / "nix-daemon"],
            env={**nix.environment(), "NIX_DAEMON_SOCKET_PATH": str(socket)},
            stderr=subprocess.DEVNULL,
        )
        try:
            while not socket.exists():
                assert process.poll() is None, "nix-daemon does not start"
                time.sleep(0.05)
            yield (f"NIX_DAEMON_SOCKET_PATH={socket}", "NIX_REMOTE=daemon")
        finally:
            # It heeds SIGTERM only once somebody connects.
            process.kill()
            process.wait()


PLACES: dict[str, Places] = {
    place.__name__.replace("_", " "): place
    for place in (
        an_empty_environment,
        a_folder_with_a_space,
        a_checkout_that_cannot_be_written,
        a_user_who_is_not_root,
        # Who is not root has no files of others to give.
        *([a_checkout_of_another_user] if os.geteuid() == 0 else []),
    )
}
