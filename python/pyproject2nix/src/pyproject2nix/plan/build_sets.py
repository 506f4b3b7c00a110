"""The packages of build sets: what of pylock.build.toml is needed, by set and target."""

from collections.abc import Iterable

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Directory, LockedPackage
from pyproject2nix.base.names import check_not_reserved
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_systems import (
    BuilderChoice,
    Builders,
    built_package,
    libraries_of,
    programs_of,
)
from pyproject2nix.plan.closure import Closure, Wish, resolve
from pyproject2nix.plan.cycles import cycles, unwound
from pyproject2nix.plan.distribution import choose_distribution, is_wheel
from pyproject2nix.plan.plan import PlannedPackage, Variant
from pyproject2nix.project.settings import Settings

__all__ = ["planned_sets"]


def planned_sets(
    builders: Builders, settings: Settings, targets: Iterable[Target], steps: Steps
) -> dict[str, tuple[PlannedPackage, ...]]:
    """Return what the sources need of each build set; sets that nothing needs are left out."""
    variants: dict[str, dict[str, dict[Target, Variant]]] = {}
    for target in targets:
        for name in builders.builds.sets:
            planner = _SetPlanner(builders, settings, name, target, steps)
            for package, variant in planner.variants().items():
                variants.setdefault(name, {}).setdefault(package, {})[target] = variant
    return {
        name: tuple(PlannedPackage(one, some[one]) for one in sorted(some))
        for name, some in sorted(variants.items())
    }


class _SetPlanner:
    """One build set for one target."""

    def __init__(
        self, builders: Builders, settings: Settings, name: str, target: Target, steps: Steps
    ) -> None:
        self.builders = builders
        self.settings = settings
        self.name = name
        self.target = target
        self.steps = steps
        self.chosen: dict[str, BuilderChoice] = {}
        """By name, what builds a package of the set that has no wheel."""

    def variants(self) -> dict[str, Variant]:
        """Return the packages that the sources of this set and target need."""
        closure: Closure = {}
        # What builds a source may have to be built, too.
        for _ in range(limits.ROUNDS):
            roots = self.builders.roots(self.name, self.target)
            closure = self._resolved(roots)
            if len(self.builders.roots(self.name, self.target)) == len(roots):
                break
        found = cycles({name: node.dependencies for name, node in closure.items()})
        return {
            name: self._variant(
                node.package, unwound(node.dependencies, found, name), name in found
            )
            for name, node in closure.items()
        }

    def _resolved(self, roots: list[Dependency]) -> Closure:
        lock = self.builders.builds.sets[self.name]
        try:
            closure = resolve(lock, self.target, roots, Wish(), self.steps)
        except RefusedError as refusal:
            raise RefusedError(
                refusal.place,
                refusal.problem,
                f"remove {lock.place}, and run: pyproject2nix generate",
            ) from None
        for node in closure.values():
            package = node.package
            check_not_reserved(package.name, package.place)
            distribution = choose_distribution(package, self.target)
            if isinstance(distribution, Directory):
                raise RefusedError(
                    package.place, "a folder cannot be in a build set", "take a release of it"
                )
            if not is_wheel(distribution):
                built = built_package(package, distribution, self.settings)
                self.chosen[package.name] = self.builders.from_set(built, self.target)
        return closure

    def _variant(
        self, package: LockedPackage, dependencies: tuple[str, ...], in_cycle: bool
    ) -> Variant:
        distribution = choose_distribution(package, self.target)
        is_built = not is_wheel(distribution)
        choice = self.chosen.get(package.name, BuilderChoice(()))
        # Rendering, too: a line for each.
        spend(30 + 4 * (len(dependencies) + len(choice.names)), package.place)
        return Variant(
            locked=package,
            version=package.version,
            description="",
            distribution=distribution,
            dependencies=dependencies,
            build_system=choice.names,
            build_set=choice.set_name,
            libraries=libraries_of(package.name, self.settings, is_built),
            programs=programs_of(package.name, is_built),
            rust=choice.rust,
            is_alone=in_cycle or not self.builders.builds.sets[self.name].tells_edges,
        )
