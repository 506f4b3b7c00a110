"""What can be typed of the commands for a whole project."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pyproject2nix.cli.project_command import add_command
from pyproject2nix.init.extras import EXTRAS
from pyproject2nix.init.new import KINDS

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add_init"]


def add_init(commands: Commands) -> None:
    """Add init, sync, undo and upgrade."""
    init = add_command(
        commands,
        "init",
        "make an existing project, or an empty folder, one that Nix builds",
        "Finds out what it can: locks where there is no lock, generates, writes flake.nix, adds\n"
        "its files to Git, fetches, says what it did and assumed. A second run changes nothing.",
        may_be_here=True,
    )
    init.add_argument("--dry-run", action="store_true", help="show what it would do")
    origin = init.add_mutually_exclusive_group()
    origin.add_argument(
        "--carry", action="store_true", help="keep a copy of hpds in the repository, for clones"
    )
    origin.add_argument(
        "--from", dest="url", default="", metavar="URL", help="take hpds from a Git server"
    )
    origin.add_argument(
        "--local", action="store_true", help="take hpds from this machine's registry"
    )
    init.add_argument("--name", default="", help="of a new project (default: the folder's)")
    init.add_argument(
        "--kind", default="", choices=tuple(KINDS), help="of a new project, in an empty folder"
    )
    for word, (file, _) in EXTRAS.items():
        init.add_argument(
            f"--{word}",
            dest="extra_files",
            action="append_const",
            const=word,
            help=f"also write {file}",
        )
    _no_fetch(init)
    sync = add_command(
        commands,
        "sync",
        "bring lock, Nix files and store up to date",
        "After a change of dependencies. Locks if pyproject.toml changed and the lock did not,\n"
        "generates, and fetches.",
        may_be_here=True,
    )
    sync.add_argument("--no-lock", action="store_true", help="leave the lock as it is")
    sync.add_argument(
        "--check", action="store_true", help="change nothing; exit status 1 if files are stale"
    )
    _no_fetch(sync)
    add_command(
        commands,
        "undo",
        "take back what init, sync and upgrade changed",
        "Files that changed afterwards stay.",
        may_be_here=True,
    )
    upgrade = add_command(
        commands,
        "upgrade",
        "move a project to another version of hpds",
        "A copy in the repository becomes the version that runs this: nix run hpds#upgrade.\n"
        "From a Git server the newest version is taken.",
        may_be_here=True,
    )
    _no_fetch(upgrade)


def _no_fetch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--no-fetch", action="store_true", help="download nothing into the store")
