"""Packages of another archive, with what they need, beside those of the suite.

In a lock they are named `PACKAGE@ARCHIVE`. The suite's PACKAGE is another version, which stays as
it is for what uses it. What they depend on is the suite's where that is new enough. A package of
the suite that depends on one of them is in the lock a second time, also as PACKAGE@ARCHIVE, since a
process has one version of a library. An archive with a C library of its own is a distribution: its
packages depend on that C library, so what they need is the archive's own.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from update.deb822 import Package
from update.errors import UpdateError
from update.resolve import Resolved, Universe
from update.version import satisfies

from .nodes import node_name

__all__ = ["Side", "resolve_side"]

_LIBC = "libc6"
#: Headers of the C and C++ libraries: programs are compiled by those of debpkgs' compiler.
_COMPILERS = re.compile(r"(libc6?|linux-libc|libstdc\+\+(-\d+)?|libgcc-\d+)-dev")


@dataclass(frozen=True)
class Side:
    """One archive, for one architecture."""

    held: Universe
    """What it has, in the versions that are pinned."""
    newest: Universe
    """What it has."""
    suite: Universe
    """What the suite has, in the versions that are pinned for this archive."""

    @property
    def is_distribution(self) -> bool:
        """Whether it has a C library of its own."""
        return _LIBC in self.held.by_name


def resolve_side(
    archive: str,
    side: Side,
    base: Universe,
    roots: Sequence[str],
    ignored: Collection[str],
    place: str,
    more: Mapping[str, Iterable[str]],
) -> tuple[dict[str, Resolved], list[str]]:
    """Return the packages of an archive that some need, and the suite's that these need.

    `roots` are Debian's names, `base` is what all entries of the suite have, and `more` are further
    dependencies of nodes of the lock.
    """
    choice = _Choice(archive, side, base, frozenset(ignored), place, more)
    while True:
        try:
            chosen, depends = choice.closure(roots)
        except _AgainError:
            continue
        break
    own = {name for name, package in chosen.items() if package != base.by_name.get(name)}
    # What needs one of them is theirs, too.
    grows = True
    while grows:
        found = {name for name in chosen if not own.isdisjoint(depends[name])}
        grows = not found <= own
        own |= found
    nodes = {}
    for name in sorted(own):
        package = chosen[name]._replace(
            name=node_name(name, archive),
            source=node_name(chosen[name].source, archive),
        )
        needed = [node_name(one, archive) if one in own else one for one in depends[name]]
        nodes[package.name] = Resolved(package, tuple(sorted(needed)))
    return nodes, sorted(chosen.keys() - own)


class _AgainError(Exception):
    """A version that was chosen is too old for what needs it, too."""


class _Choice:
    """Which version of each package: the first of its versions that all constraints allow.

    It remembers those that turned out to be too old, and begins again.
    """

    def __init__(
        self,
        archive: str,
        side: Side,
        base: Universe,
        ignored: frozenset[str],
        place: str,
        more: Mapping[str, Iterable[str]],
    ) -> None:
        self.archive, self.side = archive, side
        self.ignored, self.place, self.more = ignored, place, more
        self._own = (side.held, side.newest)
        of_suite = (base, side.suite)
        self._order = (*self._own, *of_suite) if side.is_distribution else (*of_suite, *self._own)
        self._roots: frozenset[str] = frozenset()
        self._at: dict[str, int] = {}
        """Package -> which of its versions."""

    def closure(
        self, roots: Sequence[str]
    ) -> tuple[dict[str, Package], dict[str, tuple[str, ...]]]:
        """Return packages by name, and what each needs."""
        self._roots = frozenset(roots)
        chosen = {name: self._current(name) for name in sorted(roots)}
        depends: dict[str, tuple[str, ...]] = {}
        queue = list(chosen)
        while queue:
            name = queue.pop(0)
            needed = set()
            for group in self._groups(chosen[name]):
                pick = self._pick(chosen[name], group, chosen)
                if pick not in chosen:
                    chosen[pick] = self._current(pick)
                    queue.append(pick)
                if pick != name:
                    needed.add(pick)
            depends[name] = tuple(sorted(needed))
        return chosen, depends

    def _versions(self, name: str) -> list[Package]:
        """Return the versions of a package, those that are preferred first."""
        # What a list asks for from an archive is that archive's.
        order = self._own if name in self._roots else self._order
        return [universe.by_name[name] for universe in order if name in universe.by_name]

    def _current(self, name: str) -> Package:
        return self._versions(name)[self._at.get(name, 0)]

    def _groups(self, package: Package) -> Iterator[tuple[tuple[str, str], ...]]:
        """Yield alternatives: names with version constraints."""
        constraints = package.constraints or tuple(("",) * len(one) for one in package.depends)
        for names, some in zip(package.depends, constraints, strict=True):
            if self.ignored.isdisjoint(names) and not any(map(self._is_compilers, names)):
                yield tuple(zip(names, some, strict=True))
        for name in self.more.get(node_name(package.name, self.archive), ()):
            yield ((name, ""),)

    def _is_compilers(self, name: str) -> bool:
        return (
            self.side.is_distribution
            and name not in self._roots
            and _COMPILERS.fullmatch(name) is not None
        )

    def _pick(
        self,
        package: Package,
        group: Sequence[tuple[str, str]],
        chosen: Mapping[str, Package],
    ) -> str:
        """Return the name of what satisfies a dependency."""
        found = [
            (one, constraint)
            for name, constraint in group
            for one in dict.fromkeys(
                one for universe in self._order for one in universe.candidates((name,))
            )
        ]
        right = [name for name, some in found if satisfies(self._current(name).version, some)]
        for name in (*(one for one in right if one in chosen), *right):
            return name
        for name, constraint in found:
            versions = self._versions(name)
            for index in range(self._at.get(name, 0) + 1, len(versions)):
                if satisfies(versions[index].version, constraint):
                    self._at[name] = index
                    if name in chosen:
                        raise _AgainError
                    return name
        raise UpdateError(self._lack(package, group, [name for name, _ in found]))

    def _lack(
        self, package: Package, group: Sequence[tuple[str, str]], names: Sequence[str]
    ) -> str:
        """Return what nothing satisfies, and what there is."""
        wanted = " | ".join(
            f"{name} ({constraint})" if constraint else name for name, constraint in group
        )
        there = dict.fromkeys(
            f"{name} {one.version}" for name in names for one in self._versions(name)
        )
        have = f"there is {', '.join(there)}" if there else "nothing has that name"
        return (
            f"{self.place}: archive.{self.archive}: {package.name} {package.version} depends on "
            f'{wanted}; {have}; name the archive that it was made for, as base = "NAME" in '
            f"archive.{self.archive}, or take one that was made for this suite of Debian"
        )
