"""Groups and extras: which of them are written, which exclude each other, which are the default."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.conflicts import encoded_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Lock
from pyproject2nix.plan.projects import Own

__all__ = ["Exclusive", "Item", "exclusive", "fitting", "in_words", "names_of", "subsets"]


@dataclass(frozen=True, order=True)
class Item:
    """A dependency group or an extra of the project, or a member of its workspace."""

    kind: str
    """`group`, `extra` or `member`."""
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Exclusive:
    """Groups and extras that change what others mean."""

    items: frozenset[Item]
    pairs: frozenset[frozenset[Item]]
    """Those that cannot be chosen together."""

    def fits(self, items: frozenset[Item]) -> bool:
        """Tell whether all these can be chosen together."""
        return not any(pair <= items for pair in self.pairs)


# Poetry's markers and, after `not in`, those of PEP 751.
_NEGATED = re.compile(
    r'\bextra != "(?P<extra>[^"]*)"|"(?P<one>[^"]*)" not in (?P<set>extras|dependency_groups)\b'
)
_MENTIONED = re.compile(
    r'\bextra == "(?P<extra>[^"]*)"|"(?P<one>[^"]*)" in (?P<set>extras|dependency_groups)\b'
)


def exclusive(lock: Lock, project: str, own: Own, items: Iterable[Item]) -> Exclusive:
    """Return what of `items` excludes another one: as the lock declares, or as markers say."""
    known = set(items)
    words = {encoded_name(item.kind, project, item.name): item for item in known}
    pairs: set[frozenset[Item]] = set()
    for conflict in lock.conflicts:
        present = sorted(words[word] for word in conflict if word in words)
        spend(len(present) ** 2, f"{lock.place}: conflicts")
        pairs.update(map(frozenset, combinations(present, 2)))
    found = {item for pair in pairs for item in pair}
    if not lock.conflicts:
        for text in _markers(lock, own):
            negated = known & _items(_NEGATED, text)
            found |= negated
            mentioned = known & _items(_MENTIONED, text)
            spend(len(text) / 5 + len(negated) * len(mentioned), lock.place)
            pairs |= {frozenset([one, two]) for one in negated for two in mentioned - negated}
    return Exclusive(frozenset(found), frozenset(pairs))


def _markers(lock: Lock, own: Own) -> set[str]:
    every = [*own.dependencies]
    for table in (own.extras, own.groups):
        every += [one for some in table.values() for one in some]
    markers = {one.marker for one in every if one.marker is not None}
    for package in lock.packages:
        markers.update(package.condition)
        markers.update(package.markers.values())
    return {text for text in map(str, markers) if _NEGATED.search(text)}


def _items(pattern: re.Pattern[str], text: str) -> set[Item]:
    return {
        Item("group" if match["set"] == "dependency_groups" else "extra", match[1] or match[2])
        for match in pattern.finditer(text)
    }


def subsets(found: Exclusive, place: str) -> list[frozenset[Item]]:
    """Return the choices among items that exclude each other, the smallest first.

    No more than limits.VARIANTS are planned, so where there are more, one more is returned.
    `place` is the lock, for messages.
    """
    last: list[frozenset[Item]] = [frozenset()]
    ready = [*last]
    while last and len(ready) <= limits.VARIANTS:
        spend(len(last) * len(found.items) * (1 + len(found.pairs) / 5), place)
        larger = {
            one | {item} for one in last for item in found.items - one if found.fits(one | {item})
        }
        last = sorted(larger, key=sorted)
        ready += last
    return ready[: limits.VARIANTS + 1]


def fitting(
    firm: frozenset[Item], others: Iterable[Item], plan: Callable[[frozenset[Item]], object]
) -> tuple[frozenset[Item], Mapping[Item, RefusedError]]:
    """Return `firm` with as many of the others as can be planned, and why not the rest.

    `plan` refuses what cannot be planned; what it refuses of `firm` alone is refused.
    """
    some = sorted(others)
    accepted = firm
    refused: dict[Item, RefusedError] = {}

    def add(items: list[Item]) -> None:
        nonlocal accepted
        try:
            plan(accepted.union(items))
        except RefusedError as refusal:
            divide(items, refusal)
        else:
            accepted = accepted.union(items)

    def divide(items: list[Item], refusal: RefusedError) -> None:
        if len(items) == 1:
            refused[items[0]] = refusal
            return
        add(items[: len(items) // 2])
        add(items[len(items) // 2 :])

    try:
        plan(firm.union(some))
    except RefusedError as refusal:
        if some:
            plan(firm)
            divide(some, refusal)
        else:
            raise
    else:
        accepted = firm.union(some)
    return accepted, refused


def in_words(items: Iterable[Item]) -> str:
    """Return `extras cpu, gpu and group docs`."""
    some = sorted(items)
    parts = []
    for kind in ("extra", "group", "member"):
        names = [item.name for item in some if item.kind == kind]
        if names:
            parts.append(f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names)}")
    return " and ".join(parts)


def names_of(kind: str, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the names of the groups, or of the extras, among items."""
    return tuple(sorted(item.name for item in items if item.kind == kind))
