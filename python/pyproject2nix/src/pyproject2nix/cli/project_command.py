"""A command that is about one project: what all of them share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import shtab

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add_command", "complete"]


def add_command(
    commands: Commands, name: str, summary: str, text: str, may_be_here: bool = False
) -> argparse.ArgumentParser:
    """Add a command; `may_be_here`: without a folder the current one is meant."""
    command = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.\n\n{text}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if may_be_here:
        project = command.add_argument(
            "project",
            type=Path,
            nargs="?",
            default=Path("."),
            metavar="PROJECT",
            help="folder of the project (default: this one)",
        )
    else:
        project = command.add_argument(
            "project", type=Path, metavar="PROJECT", help="folder of pyproject.toml"
        )
    complete(project, "directory")
    return command


def complete(action: argparse.Action, kind: str) -> None:
    """Tell shtab what completes an argument."""
    action.complete = getattr(shtab, kind.upper())  # type: ignore[attr-defined]
