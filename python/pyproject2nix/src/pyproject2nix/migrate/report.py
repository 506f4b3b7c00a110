"""A migration as a person reads it, and on the disk."""

from typing import TextIO

from pyproject2nix.base.terminal import styled
from pyproject2nix.base.text import printable
from pyproject2nix.migrate.command import BACKUP, Migration
from pyproject2nix.write.generated import read_text, write_files

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
    old = read_text(folder / "flake.nix")
    try:
        if old:
            write_files({BACKUP: old}, folder)
        return write_files({**migration.generated, **migration.changed}, folder)
    except BaseException:
        # An interrupt may come when everything is written.
        if read_text(folder / "flake.nix") == old:
            (folder / BACKUP).unlink(missing_ok=True)
        raise
