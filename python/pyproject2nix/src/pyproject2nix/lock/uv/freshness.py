"""Whether uv.lock is of the pyproject.toml beside it: requirements compared by meaning, not hashes.

uv rewrites requirements in its lock: markers of [tool.uv.sources] split them, those of
[tool.uv.dependency-groups] narrow them, what `requires-python` implies is left out, and some uvs
write what an extra asks of other extras in the place of that. What the lock certainly
lacks is an error, any other difference a note.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Lock, Root
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import parse_marker, parse_requirement, parse_specifiers
from pyproject2nix.base.target import PLATFORMS, Target

__all__ = ["Metadata", "uv_stale"]

_PATCH = re.compile(r"\b3\.\d{1,3}\.(\d{1,3})\b", re.ASCII)
_EXTRA = re.compile(r'\bextra [!=]= "([^"]*)"')
_MINORS = range(8, 20)


@dataclass(frozen=True)
class Metadata:
    """The requirements of a pyproject.toml, as they are written (PEP 508)."""

    requirements: Iterable[str] | None
    """None where they are dynamic: the lock alone has them."""
    extras: Mapping[str, Iterable[str]] | None
    groups: Mapping[str, Iterable[str]]
    """With their included groups."""
    pythons: Mapping[str, str] = field(default_factory=dict)
    """By group, `requires-python` of [tool.uv.dependency-groups]."""


def uv_stale(
    lock: Lock, root: Root | None, metadata: Metadata, notes: Notes, file: str = "pyproject.toml"
) -> str | None:
    """Return what an entry of the lock certainly lacks of the metadata, or nothing.

    `file` has the metadata, for messages.
    """
    if root is None:
        return f"{lock.place} has no entry of the project"
    comparison = _Comparison(lock, root, notes, file)
    wanted, parts = [], []
    if metadata.requirements is not None:
        place = f"{file}: project.dependencies"
        wanted += [_parse(text, place, None, None) for text in metadata.requirements]
        parts.append("")
    for extra, texts in (metadata.extras or {}).items():
        name = checked_name(extra, f"{file}: project.optional-dependencies")
        place = f"{file}: project.optional-dependencies.{name}"
        wanted += [_parse(text, place, name, None) for text in texts]
        parts.append(name)
        if root.provides_extras is not None and name not in root.provides_extras:
            known = ", ".join(root.provides_extras) or "none"
            return f"{file} has the extra {name!r}, and {lock.place} has {known}"
    if metadata.requirements is not None and metadata.extras is not None:
        gone = sorted(set(root.provides_extras or ()) - set(parts))
        if gone:
            notes.add(lock.place, f"it has the extras {gone}, and {file} does not")
        if problem := comparison.lacks(wanted, root.requires, ""):
            return problem
    for group, texts in metadata.groups.items():
        place = f"{file}: dependency-groups.{group}"
        name = checked_name(group, place)
        python = _as_marker(metadata.pythons.get(group, ""), place)
        some = [_parse(text, place, None, python) for text in texts]
        if problem := comparison.lacks(some, root.requires_groups.get(name, ()), f"group {name}: "):
            return problem
    known_groups = {checked_name(group, file) for group in metadata.groups}
    for group in sorted(set(root.requires_groups) - known_groups):
        if root.requires_groups[group]:
            notes.add(lock.place, f"it has the group {group!r}, and {file} does not")
    return None


def _as_marker(specifiers: str, place: str) -> str:
    """Return the marker that holds where `requires-python` of a group does."""
    parts = sorted(map(str, parse_specifiers(specifiers, place)))
    texts = []
    for part in parts:
        match = re.fullmatch(r"([^0-9A-Za-z]+)(.*)", part)
        if match is not None:
            texts.append(f'python_full_version {match[1]} "{match[2]}"')
    return " and ".join(texts)


def _parse(text: str, place: str, extra: str | None, further: str | None) -> Dependency:
    requirement = parse_requirement(text, place)
    marker = requirement.marker
    for more in (f'extra == "{extra}"' if extra is not None else "", further):
        if more:
            marker = parse_marker(f"({marker}) and {more}" if marker else more, place)
    return Dependency(
        place=place,
        name=checked_name(requirement.name, place),
        constraint=Constraint.of(requirement.specifier),
        marker=marker,
        extras=tuple(sorted(checked_name(e, place) for e in requirement.extras)),
    )


class _Own:
    """What a project asks of its own extras."""

    def __init__(self, rows: list[Dependency]) -> None:
        self.rows = rows
        self.closures: dict[tuple[Target, frozenset[str]], frozenset[str]] = {}

    @cached_property
    def by_extra(self) -> Mapping[str, list[Dependency]]:
        """The rows by the extras that their markers name."""
        found: dict[str, list[Dependency]] = {}
        for one in self.rows:
            for extra in _EXTRA.findall(str(one.marker)):
                found.setdefault(extra, []).append(one)
        return found

    def closed(self, target: Target, extras: frozenset[str]) -> frozenset[str]:
        """Return extras with all that they ask for."""
        key = (target, extras)
        if key not in self.closures:
            found, queue = set(extras), sorted(extras)
            while queue:
                for one in self.by_extra.get(queue.pop(), ()):
                    new = set(one.extras) - found
                    if new and target.holds(one.marker, one.place, frozenset(found)):
                        found |= new
                        queue += sorted(new)
            self.closures[key] = frozenset(found)
        return self.closures[key]


_Side = tuple[list[Dependency], _Own]
"""The requirements of a name, and those of own extras beside it."""


class _Comparison:
    """Compares requirements for every target that the lock may be for."""

    def __init__(self, lock: Lock, root: Root, notes: Notes, file: str) -> None:
        self.lock, self.root, self.notes, self.file = lock, root, notes, file
        self.steps = Steps(f"{lock.place}: package.{root.name}.metadata", limits.MARKER_CASES, 0)

    def lacks(
        self, wanted: Iterable[Dependency], locked: Iterable[Dependency], part: str
    ) -> str | None:
        """Return what `locked` lacks of `wanted`; note what else differs."""
        # What the project asks of its own extras counts by what that adds up to.
        mine, wanted = self._apart(wanted, part)
        its, locked = self._apart(locked, part)
        ours, theirs = _by_name(wanted), _by_name(locked)
        is_same = set(map(self._text, mine.rows)) == set(map(self._text, its.rows))
        lacking, differing = [], []
        for name in sorted({*ours, *theirs}):
            some, others = ours.get(name, []), theirs.get(name, [])
            if is_same and set(map(self._text, some)) == set(map(self._text, others)):
                continue
            cases = list(self._cases((some, mine), (others, its), is_same))
            if any(one - other for one, other in cases):
                lacking.append((some, others))
            elif any(one != other for one, other in cases):
                differing.append((some, others))
        if lacking:
            return f"{part}{self._difference(lacking)}"
        if differing:
            self.notes.add(
                self.lock.place,
                f"{part}{self._difference(differing)}: the lock counts; to lock again: uv lock",
            )
        return None

    def _apart(self, some: Iterable[Dependency], part: str) -> tuple[_Own, list[Dependency]]:
        """Return requirements of the project's own extras, and the others; groups have others."""
        every = list(some)
        own = [one for one in every if one.name == self.root.name and not part]
        return _Own(own), [one for one in every if part or one.name != self.root.name]

    def _cases(
        self, some: _Side, others: _Side, is_same: bool
    ) -> Iterator[tuple[set[int], set[int]]]:
        """Yield what is required and what is locked, for each target and extra that matters.

        Equal numbers stand for equal requirements.
        """
        rows_of_own = [] if is_same else [*some[1].rows, *others[1].rows]
        text = " ".join(str(one.marker) for one in (*some[0], *others[0], *rows_of_own))
        patches = {0, 999}
        for patch in _PATCH.findall(text):
            patches.update((max(int(patch) - 1, 0), int(patch), int(patch) + 1))
        choices = [frozenset[str](), *(frozenset([extra]) for extra in set(_EXTRA.findall(text)))]
        self.steps.take(len(text) * len(patches) * len(choices))
        numbers: dict[object, int] = {}
        ours, theirs = (
            [(one, numbers.setdefault(self._key(one), len(numbers))) for one in rows]
            for rows in (some[0], others[0])
        )
        for target in self._targets:
            for patch in patches:
                full = Target(target.python, target.platform, patch)
                if not self.lock.python_versions.allows(full.full_versions()[-1]):
                    continue
                for extras in choices:
                    spend(2 + 2 * len(ours) + 2 * len(theirs), self.lock.place)
                    yield (
                        _active(ours, full, some[1].closed(full, extras)),
                        _active(theirs, full, others[1].closed(full, extras)),
                    )

    def _key(self, one: Dependency) -> object:
        # [tool.uv.sources] names an address: the version that [project] asks for is not recorded.
        addressed = one.name in self.root.addressed
        return (one.extras, None if addressed else one.constraint.alternatives)

    @cached_property
    def _targets(self) -> list[Target]:
        every = [Target((3, minor), platform, 0) for platform in PLATFORMS for minor in _MINORS]
        supported = self.lock.environments
        return [
            target
            for target in every
            if not supported or any(target.holds(m, self.lock.place) for m in supported)
        ]

    def _difference(self, rows: list[tuple[list[Dependency], list[Dependency]]]) -> str:
        ours = ", ".join(self._text(one) for some, _ in rows for one in some)
        theirs = ", ".join(self._text(one) for _, others in rows for one in others)
        nothing = "nothing more"
        return f"{self.file} requires {ours or nothing}, {self.lock.place} {theirs or nothing}"

    def _text(self, one: Dependency) -> str:
        extras = f"[{','.join(one.extras)}]" if one.extras else ""
        is_any = one.constraint.text == "*" or one.name in self.root.addressed
        version = "" if is_any else one.constraint.text
        return f"{one.name}{extras}{version}{f' ; {one.marker}' if one.marker else ''}"


def _active(some: list[tuple[Dependency, int]], target: Target, extras: frozenset[str]) -> set[int]:
    return {number for one, number in some if target.holds(one.marker, one.place, extras)}


def _by_name(some: Iterable[Dependency]) -> dict[str, list[Dependency]]:
    found: dict[str, dict[object, Dependency]] = {}
    for one in some:
        # Hashing a constraint looks at each clause.
        spend(2 + len(one.constraint.text), one.place)
        rows = found.setdefault(one.name, {})
        rows.setdefault((one.extras, one.constraint.alternatives, str(one.marker)), one)
        if len(rows) > limits.ENTRIES_OF_A_NAME:
            raise RefusedError(
                one.place,
                f"more than {limits.ENTRIES_OF_A_NAME} requirements of {one.name} differ",
                "write one of them",
            )
    return {name: list(rows.values()) for name, rows in found.items()}
