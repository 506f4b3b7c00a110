"""The one exception of this program: input that it refuses, and what to do about it."""

import errno
from types import TracebackType

from pyproject2nix.base import limits
from pyproject2nix.base.text import printable, shortened

__all__ = ["RefusedError", "by_system", "one_line", "unforeseen"]

_REMEDIES = {
    errno.EDQUOT: "make room, and run it again",
    errno.EFBIG: "make room, and run it again",
    errno.ELOOP: "remove the links that lead to each other",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ENOSPC: "make room, and run it again",
    errno.EROFS: "choose a folder that can be written to",
}


class RefusedError(Exception):
    """Input that cannot be turned into Nix without losing or inventing something.

    `place` is the file and, after a colon, the key; `problem` holds the value; `remedy` is what
    the reader can do. The message is one line, whatever the three hold.
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(one_line(place, problem, remedy))
        self.place = place
        self.problem = problem
        self.remedy = remedy


def one_line(place: str, problem: str, remedy: str = "") -> str:
    """Return a message as one printable line of limited length, whatever the three hold."""
    text = f"{place}: {problem}; {remedy}" if remedy else f"{place}: {problem}"
    if len(text) <= limits.MESSAGE and text.isprintable():
        return text
    file, colon, key = place.partition(": ")
    # The end of a path and the start of a key tell most.
    start = f"{_short(file[-4000:], 110)}{colon}{_short(key, 60)}: "
    end = f"; {_short(remedy, 150)}" if remedy else ""
    return start + _short(problem, limits.MESSAGE - len(start) - len(end)) + end


def _short(text: str, length: int) -> str:
    # Escapes are longer than what they stand for: cut before and after.
    return shortened(printable(shortened(text, 2 * length)), length)


def by_system(place: str, error: OSError, remedy: str) -> RefusedError:
    """Return a failure of the operating system; `remedy` is for what is not known better."""
    reason = error.strerror or str(error)
    return RefusedError(place, reason, _REMEDIES.get(error.errno or 0, remedy))


def unforeseen(error: BaseException) -> RefusedError:
    """Return what nobody refused: a mistake of this program, at the place that it was reading."""
    what = f"{type(error).__name__} {error}".strip()
    if isinstance(error, MemoryError):
        what = "it needs more memory than there is"
    if isinstance(error, RecursionError):
        what = "it is nested too deeply"
    return RefusedError(
        _place_of(error.__traceback__),
        f"unforeseen: {what}",
        "simplify it; this is a mistake of pyproject2nix, please report it",
    )


def _place_of(traceback: TracebackType | None) -> str:
    """Return the innermost place (file and key) among the variables of the calls."""
    found = "pyproject.toml"
    while traceback is not None:
        variables = traceback.tb_frame.f_locals
        for name in ("place", "table"):
            value = variables.get(name)
            place = value if isinstance(value, str) else getattr(value, "place", None)
            if isinstance(place, str) and place:
                found = place
        traceback = traceback.tb_next
    return found
