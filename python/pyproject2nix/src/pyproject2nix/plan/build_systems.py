"""What builds a package without a wheel: its own metadata, the settings, the lock or a table tell.

Lockers do not pin what PEP 518 asks for. A build requirement that the lock happens to have is
taken from there; one that every package set offers is taken from the package set; any other is
refused by name.
"""

from collections.abc import Iterable

from pyproject2nix import data
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency, Lock, LockedPackage
from pyproject2nix.project.settings import Settings

__all__ = ["as_requirements", "build_system_of", "libraries_of", "locked_builders", "programs_of"]


def build_system_of(package: LockedPackage, settings: Settings, target: str) -> tuple[str, ...]:
    """Return the names of what builds a locked package that is not a wheel here."""
    name = package.name
    if name in settings.build_systems:
        return settings.build_systems[name]
    if package.build_system is not None:
        return package.build_system
    if name in data.sdists():
        return data.sdists()[name].build_system
    raise RefusedError(
        f"{settings.place}.build-systems",
        f"{name} {package.version} has no wheel for {target}, and neither the lock nor the table "
        "of known packages says what builds it",
        f'add {name} = ["setuptools"] (its [build-system] requires) there',
    )


def locked_builders(requirements: Iterable[Dependency], lock: Lock) -> list[Dependency]:
    """Return those build requirements that come from the lock; refuse what nothing offers."""
    locked = []
    for requirement in requirements:
        if lock.named(requirement.name):
            locked.append(requirement)
        elif requirement.name == "poetry":
            raise RefusedError(
                requirement.place,
                "the whole of Poetry is no build back end any more",
                'write requires = ["poetry-core"], build-backend = "poetry.core.masonry.api"',
            )
        elif requirement.name not in data.package_set():
            raise RefusedError(
                requirement.place,
                f"{requirement.name} is needed for building, and is neither in {lock.place} nor "
                "in the package set",
                f"add {requirement.name} to a dependency group, and lock again",
            )
    return locked


def as_requirements(names: Iterable[str], place: str) -> list[Dependency]:
    """Return plain names as requirements of any version."""
    return [Dependency(f"{place} ({name})", name, Constraint.ANY) for name in sorted(names)]


def libraries_of(name: str, settings: Settings, is_built: bool) -> tuple[str, ...]:
    """Return the native libraries of a package, by nixpkgs' names."""
    if name in settings.libraries:
        return settings.libraries[name]
    known = data.sdists().get(name)
    return known.build_inputs if is_built and known is not None else ()


def programs_of(name: str, is_built: bool) -> tuple[str, ...]:
    """Return the programs that a package's build runs, by nixpkgs' names."""
    known = data.sdists().get(name)
    return known.native_build_inputs if is_built and known is not None else ()
