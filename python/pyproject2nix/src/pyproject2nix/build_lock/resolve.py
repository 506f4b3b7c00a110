"""Build sets from lists of requirements: each is resolved alone, and merged where they agree."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from packaging.version import Version

from pyproject2nix.base.builds import BUILD_LOCK, DEFAULT_SET
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.target import Target
from pyproject2nix.programs.uv import Release, RemoteFile, Uv, UvError

__all__ = ["BuildSet", "Preferences", "Resolved", "Wanted", "resolve_sets"]

_THREADS = 4
_OWN_BDIST_WHEEL = Version("70.1")
"""The first setuptools that has the command bdist_wheel, which the package `wheel` had before."""
_SETUPTOOLS_OF_312 = Version("66.1")
"""The first setuptools that runs on Python 3.12 and later."""

Environment = Mapping[str, Release]


@dataclass(frozen=True)
class Wanted:
    """One source, with what it requires."""

    name: str
    identity: str
    requires: tuple[str, ...]
    targets: tuple[Target, ...]
    old_set: str = ""
    """The set that an earlier file had it in."""
    may_lack: bool = False
    """Whether it can be built with other versions, where these cannot be resolved."""


@dataclass(frozen=True)
class Resolved:
    """What became of a source."""

    set_name: str
    requires: tuple[str, ...]
    problem: str = ""
    """Why it has no set, although it requires something; empty where it has one."""


Preferences = Callable[[str, Target], Mapping[str, str]]
"""Return the versions to keep where requirements allow them, for a set and a target."""


@dataclass
class BuildSet:
    """Packages that can be installed together, by target."""

    name: str
    releases: dict[Target, dict[str, Release]] = field(default_factory=dict)
    files: dict[Target, Mapping[str, Sequence[RemoteFile]]] = field(default_factory=dict)

    def agrees(self, environments: Mapping[Target, Environment]) -> bool:
        """Tell whether no package of other environments has another version here."""
        return all(
            self.releases.get(target, {}).get(name, release).version == release.version
            for target, environment in environments.items()
            for name, release in environment.items()
        )

    def add(self, environments: Mapping[Target, Environment]) -> None:
        """Take in the packages of environments that agree."""
        for target, environment in environments.items():
            own = self.releases.setdefault(target, {})
            for name, release in environment.items():
                known = own[name].dependencies if name in own else ()
                every = tuple(sorted({*known, *release.dependencies}))
                own[name] = Release(release.version, every, release.is_sdist)


@dataclass(frozen=True)
class _List:
    """A list of requirements, and the sources that have it."""

    requires: tuple[str, ...]
    sources: tuple[Wanted, ...]
    targets: tuple[Target, ...]

    @property
    def names(self) -> str:
        """The sources, for messages."""
        names = sorted({source.name for source in self.sources})
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def resolve_sets(
    wanted: Iterable[Wanted], preferences: Preferences, uv: Uv
) -> tuple[list[BuildSet], dict[str, Resolved]]:
    """Return the build sets, and what became of each source, by its identity."""
    lists = _lists(wanted)
    with ThreadPoolExecutor(_THREADS) as pool:
        resolved = list(pool.map(lambda one: _resolved(one, preferences, uv), lists))
    sets: list[BuildSet] = []
    chosen: dict[str, Resolved] = {}
    for one, (requires, environments, problem) in zip(lists, resolved, strict=True):
        name = ""
        if any(environments.values()):
            name = _place(sets, one, environments).name
        outcome = Resolved(name, requires, problem)
        chosen |= {source.identity: outcome for source in one.sources}
    for some in sets:
        for target, releases in some.releases.items():
            some.files[target] = uv.files(releases, target)
    return sets, chosen


def _lists(wanted: Iterable[Wanted]) -> list[_List]:
    """Return the lists, those of the most sources first."""
    by_list: dict[tuple[str, ...], list[Wanted]] = {}
    for source in wanted:
        by_list.setdefault(source.requires, []).append(source)
    lists = [
        _List(
            requires,
            tuple(sources),
            tuple(sorted({target for source in sources for target in source.targets})),
        )
        for requires, sources in by_list.items()
    ]
    # The default set gets what most sources have, and of those the list that excludes least.
    return sorted(lists, key=lambda one: (-len(one.sources), _bounds(one.requires), one.requires))


def _bounds(requires: Iterable[str]) -> int:
    """Return how many clauses exclude newer versions."""
    return sum(len(re.findall("<|==|~=", text.partition(";")[0])) for text in requires)


def _resolved(
    one: _List, preferences: Preferences, uv: Uv
) -> tuple[tuple[str, ...], dict[Target, Environment], str]:
    """Return the requirements, completed, and what they need; or why that is not known."""
    try:
        environments = _environments(one, one.requires, preferences, uv)
        old = [e["setuptools"] for e in environments.values() if "setuptools" in e]
        is_old = any(Version(release.version) < _OWN_BDIST_WHEEL for release in old)
        if is_old and any("wheel" not in e for e in environments.values()):
            requires = tuple(sorted({*one.requires, "wheel"}))
            return requires, _environments(one, requires, preferences, uv), ""
    except UvError as refusal:
        if all(source.may_lack for source in one.sources):
            return one.requires, {}, f"{refusal.place}: {refusal.problem}"
        raise RefusedError(
            BUILD_LOCK,
            f"what builds {one.names} cannot be locked: {refusal.place}: {refusal.problem}",
            f"{refusal.remedy}, or name what builds it: [tool.pyproject2nix.build-systems] "
            f"{one.sources[0].name} = [ ... ]",
        ) from None
    return one.requires, environments, ""


def _environments(
    one: _List,
    requires: tuple[str, ...],
    preferences: Preferences,
    uv: Uv,
) -> dict[Target, Environment]:
    if not requires:
        return {}
    old_set = min(source.old_set for source in one.sources)
    # Where the package set can build it, a wheel of another version is better than an sdist.
    sdists = not all(source.may_lack for source in one.sources)
    return {
        target: uv.resolve(requires, _usable(preferences(old_set, target), target), target, sdists)
        for target in one.targets
    }


def _usable(preferences: Mapping[str, str], target: Target) -> Mapping[str, str]:
    setuptools = preferences.get("setuptools")
    if setuptools and target.python >= (3, 12) and Version(setuptools) < _SETUPTOOLS_OF_312:
        return {name: preferences[name] for name in preferences if name != "setuptools"}
    return preferences


def _place(
    sets: list[BuildSet], one: _List, environments: Mapping[Target, Environment]
) -> BuildSet:
    """Return the first set that agrees with a list's environments, or a new one."""
    for some in sets:
        if some.agrees(environments):
            some.add(environments)
            return some
    name = min(source.name for source in one.sources) if sets else DEFAULT_SET
    taken = {some.name for some in sets}
    unique = next(
        candidate
        for candidate in (name, *(f"{name}-{number}" for number in range(2, 1000)))
        if candidate not in taken
    )
    new = BuildSet(unique)
    new.add(environments)
    sets.append(new)
    return new
