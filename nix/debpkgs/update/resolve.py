"""Follow dependencies from a list of package names.

Not a solver: one suite holds one version of each package, so only alternatives and virtual
packages leave a choice, and the choice made here depends on nothing but the indexes and the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .deb822 import Package
from .errors import UpdateError
from .version import is_newer

__all__ = ["Resolved", "Universe", "resolve"]


@dataclass(frozen=True)
class Resolved:
    """A package and the names, all of them resolved too, that it depends on."""

    package: Package
    depends: tuple[str, ...]


class Universe:
    """The packages one can choose from."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self.by_name: dict[str, Package] = {}
        providers: dict[str, set[str]] = defaultdict(set)
        for package in packages:
            known = self.by_name.get(package.name)
            if known is None or is_newer(package.version, known.version):
                self.by_name[package.name] = package
        for package in self.by_name.values():
            for virtual in package.provides:
                providers[virtual].add(package.name)
        self._providers = providers

    def with_versions(self, packages: Iterable[Package]) -> "Universe":
        """Return the same packages, some of them in other versions, which provide the same."""
        other = Universe(())
        other.by_name = self.by_name | {package.name: package for package in packages}
        other._providers = self._providers
        return other

    def candidates(self, alternatives: Iterable[str]) -> list[str]:
        """Real packages that satisfy one of the alternatives, best first."""
        names = []
        for alternative in alternatives:
            if alternative in self.by_name:
                names.append(alternative)
            names.extend(sorted(self._providers.get(alternative, ())))
        return names


def resolve(
    universe: Universe,
    roots: Iterable[str],
    ignore: Iterable[str] = (),
    there: Iterable[str] = (),
    place: str = "packages.toml",
    more: Mapping[str, Iterable[str]] | None = None,
) -> dict[str, Resolved]:
    """`roots` and everything they need, sorted by name.

    Of several alternatives one that is already chosen wins, then the first that exists. A
    dependency of which any alternative is in `ignore` is dropped. What is in `there` is chosen
    already, with all that it needs, and is not returned. `place` is the list, for messages; `more`
    are further dependencies of packages.
    """
    ignored, present = set(ignore), set(there)
    chosen = set(roots) | present
    for root in sorted(chosen - present):
        if root not in universe.by_name:
            raise UpdateError(
                f"{place}: {root}: no such package in the suite; correct the name, "
                "or list it for one architecture (out-amd64, out-arm64)"
            )
    depends: dict[str, tuple[str, ...]] = {}
    queue = sorted(chosen - present)
    while queue:
        name = queue.pop(0)
        needed = set()
        further = [(other,) for other in (more or {}).get(name, ())]
        for alternatives in [*universe.by_name[name].depends, *further]:
            if ignored.intersection(alternatives):
                continue
            candidates = universe.candidates(alternatives)
            if not candidates:
                raise UpdateError(
                    f"{place}: {name} depends on {' | '.join(alternatives)}, "
                    "which the suite lacks; list a package that provides it, "
                    "or add the name to `ignore`"
                )
            pick = next((c for c in candidates if c in chosen), candidates[0])
            if pick not in chosen:
                chosen.add(pick)
                queue.append(pick)
            if pick != name:
                needed.add(pick)
        depends[name] = tuple(sorted(needed))
    return {n: Resolved(universe.by_name[n], depends[n]) for n in sorted(chosen - present)}
