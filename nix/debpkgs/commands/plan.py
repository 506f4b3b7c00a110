"""What a list of names means: entries with outputs, and all that has to be pinned for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyproject2nix.plan.cycles import cycles
from update.config import ARCHITECTURES
from update.errors import UpdateError
from update.resolve import Resolved, Universe, resolve

from .examine import Facts
from .hold import held, stays
from .names import IGNORED, is_development, packages_of
from .nodes import archive_of, node_name, plain_name
from .side import Side, resolve_side

__all__ = ["Base", "Plan", "make_plan"]

_OUTPUTS = ("out", "bin", "dev")


@dataclass(frozen=True)
class Base:
    """What debpkgs has."""

    pinned: Mapping[str, Mapping[str, Any]]
    """Architecture -> Debian package -> its entry in the lock."""
    homes: Mapping[str, str]
    """Debian package -> the name that debpkgs has it under."""


@dataclass
class Plan:
    """What debpkgs.lock says."""

    entries: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Name -> output -> Debian packages."""
    uses: dict[str, list[str]] = field(default_factory=dict)
    """Name -> Debian packages that it stands for, and that other entries or debpkgs have."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Further names of entries."""
    there: dict[str, str] = field(default_factory=dict)
    """Names of what debpkgs has itself -> its name there."""
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Architecture -> Debian package, or PACKAGE@ARCHIVE -> its pin."""
    archives: dict[str, Any] = field(default_factory=dict)
    """Archives that files are from -> where they are."""

    def document(self, suite: str) -> dict[str, Any]:
        """Return the file's content."""
        return {
            "version": 1,
            "suite": suite,
            "entries": self.entries,
            "uses": self.uses,
            "aliases": self.aliases,
            "there": self.there,
            "packages": self.packages,
            **({"archives": self.archives} if self.archives else {}),
        }


def make_plan(
    wanted: Mapping[str, Mapping[str, Any]],
    universes: Mapping[str, Universe],
    base: Base,
    place: str,
    facts: Mapping[str, Facts],
    sides: Mapping[str, Mapping[str, Side]] | None = None,
) -> Plan:
    """Return the plan of a list: names, each with the keys that it has there.

    `facts` are what was found in packages themselves; `sides` are other archives, by their names
    and architectures.
    """
    for name, keys in wanted.items():
        if "from" in keys and name in base.homes.values():
            raise UpdateError(
                f"{place}: packages.{name}: debpkgs has {name} itself, and its own packages use "
                f"that; name the entry {name}-{keys['from']}"
            )
    more = {name: one.depends for name, one in facts.items()}
    plan = Plan()
    claimed: dict[str, str] = {}
    roots_of = _roots_by_architecture(wanted, universes, sides or {})
    for architecture in ARCHITECTURES:
        universe = universes[architecture]
        there = base.pinned[architecture]
        roots = roots_of[architecture]
        every = {one for some in roots.values() for one in some}
        beside: dict[str, Resolved] = {}
        # Of what debpkgs has, its version is the one that all have.
        shared = held(universe, there, stays) if sides else universe
        for archive, of_archive in (sides or {}).items():
            own = sorted(one for one in every if archive_of(one) == archive)
            nodes, needed = resolve_side(
                archive,
                of_archive[architecture],
                shared,
                [plain_name(one) for one in own],
                IGNORED,
                place,
                more,
            )
            beside |= nodes
            every = every.difference(own).union(needed)
        found = resolve(universe, sorted(every - there.keys()), IGNORED, there, place, more)
        found |= beside
        universe = universe.with_versions(one.package for one in beside.values())
        plan.packages[architecture] = {
            name: _pin(one, facts.get(name, Facts())) for name, one in found.items()
        }
        for name, some in roots.items():
            others = {one for other in roots.values() for one in other}.difference(some)
            archive = wanted[name].get("from", "")
            given = {
                output: [node_name(key, archive) for key in keys]
                for output, keys in wanted[name].items()
                if output in _OUTPUTS
            }
            new = [one for one in some if one in found]
            if given or new:
                _enter(plan, claimed, name, given or _outputs(universe, found, new, others))
            if new:
                _use(plan, claimed, name, some)
            _answer(plan, universe, name, some, others, base)
        # What others build on is propagated with its headers, so it has outputs, too.
        for one in found:
            if one not in claimed and is_development(universe, one):
                _enter(plan, claimed, one, _outputs(universe, found, [one], ()))
        _join(plan, found)
    plan.uses = {name: sorted(some) for name, some in sorted(plan.uses.items())}
    plan.aliases = {
        name: _followed(plan, entry)
        for name, entry in sorted(plan.aliases.items())
        if name not in plan.entries
    }
    plan.there = {name: home for name, home in sorted(plan.there.items()) if name != home}
    return plan


def _roots_by_architecture(
    wanted: Mapping[str, Mapping[str, Any]],
    universes: Mapping[str, Universe],
    sides: Mapping[str, Mapping[str, Side]],
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return what names stand for; one that an architecture lacks has no packages there."""
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in ARCHITECTURES}
    for name, keys in wanted.items():
        listed = tuple(one for output in _OUTPUTS for one in keys.get(output, ()))
        archive = keys.get("from", "")
        lacking: list[UpdateError] = []
        for architecture in ARCHITECTURES:
            universe = sides[archive][architecture].held if archive else universes[architecture]
            try:
                some = listed or packages_of(universe, _without_archive(universe, name, archive))
                if archive:
                    _require(universe, some, archive)
            except UpdateError as error:
                lacking.append(UpdateError(f"archive.{archive}: {error}") if archive else error)
            else:
                found[architecture][name] = tuple(node_name(one, archive) for one in some)
        if len(lacking) == len(ARCHITECTURES):
            raise lacking[0]
    return found


def _without_archive(universe: Universe, name: str, archive: str) -> str:
    """Return a name as the archive has it: `NAME-ARCHIVE` is what to call a second version."""
    short = name.removesuffix(f"-{archive}")
    return name if not archive or name in universe.by_name else short


def _require(universe: Universe, names: Iterable[str], archive: str) -> None:
    lacking = [one for one in names if one not in universe.by_name]
    if lacking:
        raise UpdateError(f"it has no package {', '.join(lacking)}")


def _outputs(
    universe: Universe,
    found: Mapping[str, Resolved],
    roots: Sequence[str],
    others: Collection[str],
) -> dict[str, list[str]]:
    """Return packages by output: with those of the same source that the roots depend on.

    `others` are of another name: cargo and rustc are one source.
    """
    members, queue = list(roots), list(roots)
    while queue:
        name = queue.pop(0)
        source = universe.by_name[name].source
        for other in found[name].depends:
            is_part = other in found and universe.by_name[other].source == source
            if is_part and other not in members and other not in others:
                members.append(other)
                queue.append(other)
    development = [one for one in members if is_development(universe, one)]
    rest = [one for one in members if one not in development]
    return {key: some for key, some in (("out", rest), ("dev", development)) if some}


def _enter(
    plan: Plan, claimed: dict[str, str], name: str, outputs: Mapping[str, Iterable[str]]
) -> None:
    """Add an entry; a package that another one has stays there."""
    entry = plan.entries.setdefault(name, {})
    for output, packages in outputs.items():
        for one in packages:
            if claimed.setdefault(one, name) == name and one not in entry.get(output, []):
                entry.setdefault(output, []).append(one)
    if not entry:
        del plan.entries[name]


def _use(plan: Plan, claimed: Mapping[str, str], name: str, roots: Sequence[str]) -> None:
    """Note what a name stands for and does not have itself: another entry's, or debpkgs'."""
    elsewhere = [one for one in roots if claimed.get(one) != name]
    homes = {claimed.get(one) for one in elsewhere}
    (home, *more) = homes or {None}
    if name not in plan.entries and home is not None and not more:
        plan.aliases[name] = home
    elif elsewhere:
        plan.entries.setdefault(name, {})
        known = plan.uses.setdefault(name, [])
        known += [one for one in elsewhere if one not in known]


def _followed(plan: Plan, name: str) -> str:
    """Return the entry that an alias of aliases leads to."""
    seen: set[str] = set()
    while name not in plan.entries and name in plan.aliases and name not in seen:
        seen.add(name)
        name = plan.aliases[name]
    return name


def _join(plan: Plan, found: Mapping[str, Resolved]) -> None:
    """Put packages that need each other into one output: store paths cannot need each other."""
    # A place is `NAME OUTPUT`; no name has a blank.
    place = {one: f"{one} out" for one in found}
    for name, entry in plan.entries.items():
        for output, packages in entry.items():
            place |= {one: f"{name} {output}" for one in packages if one in found}
    edges: dict[str, set[str]] = {at: set() for at in place.values()}
    for one, resolved in found.items():
        edges[place[one]] |= {place[other] for other in resolved.depends if other in place}
    for name in plan.entries:
        # Headers link to what they are of.
        if f"{name} dev" in edges and f"{name} out" in edges:
            edges[f"{name} dev"].add(f"{name} out")
    for name, some in plan.uses.items():
        here = edges.setdefault(f"{name} dev", set())
        here |= {place[one] for one in some if one in place}
    every = cycles({at: tuple(sorted(some)) for at, some in edges.items()}).values()
    for together in sorted({tuple(sorted(some)) for some in every}):
        _merge(plan, [(at.partition(" ")[0], at.partition(" ")[2]) for at in together], place)


def _merge(plan: Plan, places: Sequence[tuple[str, str]], place: Mapping[str, str]) -> None:
    """Make one output of several, by the name of an entry that has headers, if one does."""
    name, output = min(places, key=lambda at: (at[1] != "dev", at[0] not in plan.entries, at))
    names = {f"{one} {where}" for one, where in places}
    members = sorted(one for one, at in place.items() if at in names)
    for one, where in places:
        plan.entries.get(one, {}).pop(where, None)
    plan.entries.setdefault(name, {})[output] = members
    for one in {one for one, _ in places} - {name}:
        if not plan.entries.get(one):
            plan.entries.pop(one, None)
            plan.aliases[one] = name
            if one in plan.uses:
                plan.uses[name] = sorted({*plan.uses.get(name, ()), *plan.uses.pop(one)})


def _answer(
    plan: Plan,
    universe: Universe,
    name: str,
    roots: Sequence[str],
    others: Collection[str],
    base: Base,
) -> None:
    """Let an entry answer to Debian's names, and names of what debpkgs has to that."""
    new = [root for root in roots if root not in base.homes]
    if name in plan.entries:
        for other in (*new, *(universe.by_name[root].source for root in new)):
            if other != name and other not in others:
                plan.aliases.setdefault(other, name)
    for root in roots:
        home = base.homes.get(root)
        if home is not None:
            plan.there |= {one: home for one in ((root,) if new else (root, name)) if one != home}


def _pin(one: Resolved, facts: Facts) -> dict[str, Any]:
    package = one.package
    links = {"links": list(facts.links)} if facts.links else {}
    licenses = {"licenses": list(facts.licenses)} if facts.licenses else {}
    return {
        **links,
        **licenses,
        "version": package.version,
        "source": package.source,
        "path": package.path,
        "size": package.size,
        "sha256": package.sha256,
        "depends": list(one.depends),
        **({"archive": package.archive} if package.archive else {}),
    }
