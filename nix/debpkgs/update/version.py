"""The order of Debian's versions: `[epoch:]upstream[-revision]` (Debian Policy, 5.6.12)."""

import re
from functools import cache
from operator import eq, ge, gt, le, lt

__all__ = ["is_newer", "order", "satisfies"]

_PART = re.compile(r"([^0-9]*)([0-9]*)")
_END = 0
_CONSTRAINT = re.compile(r"(<<|<=|=|>=|>>)\s*(.*)")
_COMPARE = {"<<": lt, "<=": le, "=": eq, ">=": ge, ">>": gt}


def is_newer(version: str, than: str) -> bool:
    """True if Debian sorts `version` after `than`."""
    return order(version) > order(than)


def satisfies(version: str, constraint: str) -> bool:
    """True if a version is one that a constraint such as ">= 1.2" allows; "" allows all."""
    found = _CONSTRAINT.fullmatch(constraint)
    return found is None or _COMPARE[found[1]](order(version), order(found[2]))


@cache
def order(version: str) -> tuple[object, ...]:
    """Return what sorts as the version does."""
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    upstream, hyphen, revision = rest.rpartition("-")
    if not hyphen:
        upstream, revision = rest, "0"
    return int(epoch or "0"), _parts(upstream), _parts(revision)


def _parts(text: str) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return texts and numbers in turn, as far as there is one."""
    found = [
        ((*map(_letter, letters), _END), int(digits or "0"))
        for letters, digits in _PART.findall(text)
        if letters or digits
    ]
    # What ends here sorts as if nothing and zeros went on: after `~`, before all else.
    return (*found, ((_END,), 0))


def _letter(letter: str) -> int:
    """Return the place of a character: `~` before the end, letters before what is none."""
    if letter == "~":
        return _END - 1
    return ord(letter) if letter.isalpha() else ord(letter) + 256
