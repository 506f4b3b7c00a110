"""What was assumed where the input leaves something open: one line each, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyproject2nix.base.errors import one_line

__all__ = ["SHOWN", "Note", "Notes", "shown"]

SHOWN = 10
"""Lines that a command prints; `explain` shows all."""


@dataclass(frozen=True, order=True)
class Note:
    """One assumption: it is not a problem, and a setting says otherwise."""

    place: str
    """File and, after a colon and a blank, the key: as in a refusal."""
    text: str
    """What was assumed, and how to say otherwise."""

    def __str__(self) -> str:
        return one_line(self.place, self.text)


class Notes:
    """Collects notes while something is read or planned; each is kept once.

    A reader makes one, passes it to its helpers, and records `notes.found` in what it returns
    (`Project.notes`, `Lock.notes`). The plan has the notes of all that it uses.
    """

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._notes = set(notes)

    def add(self, place: str, text: str) -> None:
        """Record what was assumed."""
        self._notes.add(Note(place, text))

    def extend(self, notes: Iterable[Note]) -> None:
        """Record the notes of something that is used."""
        self._notes.update(notes)

    @property
    def found(self) -> tuple[Note, ...]:
        """All notes, sorted."""
        return tuple(sorted(self._notes))


def shown(notes: Iterable[Note], command: str) -> Iterator[str]:
    """Yield at most SHOWN lines; `command` is what shows the others."""
    lines = [f"note: {note}" for note in sorted(set(notes))]
    if len(lines) <= SHOWN:
        yield from lines
        return
    yield from lines[: SHOWN - 1]
    yield f"note: {len(lines) - SHOWN + 1} more; to see them: {command}"
