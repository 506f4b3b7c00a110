"""A migration as a person reads it, and on the disk."""

import os
from typing import TextIO

from pyproject2nix.errors import RefusedError
from pyproject2nix.migrate.command import BACKUP, Migration
from pyproject2nix.output import write_files
from pyproject2nix.terminal import styled
from pyproject2nix.text import printable

__all__ = ["report", "write_migration"]


def report(migration: Migration, stream: TextIO) -> str:
    """Return what was found, the difference, and what is left to do."""
    plan = migration.plan
    lines = [
        f"{printable(plan.project.name)}: {', '.join(migration.tools)}; {plan.lock.format}, "
        f"{len(plan.lock.packages)} packages locked",
        *_section("outputs", migration.outputs, stream),
        *_section("to be written", sorted({*migration.changed, *migration.generated}), stream),
        *_section("to know", migration.notes, stream),
        *_section("not carried over", migration.losses, stream, "bad"),
    ]
    return "\n".join([*lines, "", _shown(migration.difference())])


def _shown(text: str) -> str:
    """Return lines of files, in which tabs are as they are."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def _section(
    title: str, lines: tuple[str, ...] | list[str], stream: TextIO, style: str = "title"
) -> list[str]:
    return (
        ["", styled(title, style, stream), *(f"  {printable(line)}" for line in lines)]
        if lines
        else []
    )


def write_migration(migration: Migration) -> list[str]:
    """Write everything or nothing; return the names of the files that changed.

    The old flake is kept.
    """
    folder = migration.plan.project.folder
    files = {**migration.generated, **migration.changed}
    new = [name for name in files if not (folder / name).exists()]
    try:
        if "flake.nix" not in new:
            os.rename(folder / "flake.nix", folder / BACKUP)
    except OSError as error:
        raise RefusedError(
            str(folder), error.strerror or str(error), "make the folder writable"
        ) from None
    try:
        # pyproject.toml, which is changed, comes last.
        return write_files(files, folder)
    except BaseException:
        for name in new:
            (folder / name).unlink(missing_ok=True)
        if "flake.nix" not in new:
            os.replace(folder / BACKUP, folder / "flake.nix")
        raise
