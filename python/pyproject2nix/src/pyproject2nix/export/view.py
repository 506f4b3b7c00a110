"""The input of every format: the packages that the targets take, and their dependencies.

Markers are evaluated by then. The files hold what these targets take and nothing else, so that no
reader of them can choose otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.target import Target
from pyproject2nix.plan.distribution import Sdist, Wheel
from pyproject2nix.plan.local_package import ByTarget
from pyproject2nix.plan.plan import Plan, PlannedPackage
from pyproject2nix.project.project import Project

__all__ = ["BUILD_GROUP", "GENERATOR", "Pinned", "View", "make_view"]

_ADDRESS = re.compile(r"(https?|file)://[^\s\"'<>]+")
GENERATOR = {"generator": "pyproject2nix"}
"""What the JSON files have for a header."""
BUILD_GROUP = "build-system"
"""The group that holds what builds the project, as far as that is locked."""


@dataclass(frozen=True)
class Pinned:
    """One package, the same for each target but for the file."""

    name: str
    version: str
    files: tuple[File, ...]
    """One for each target, each once, sorted by name."""
    dependencies: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A project and its packages."""

    project: Project
    targets: tuple[Target, ...]
    index: str
    """Address of an index, for formats that want one."""
    packages: tuple[Pinned, ...]
    dependencies: tuple[str, ...]
    extras: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    """The chosen ones, and BUILD_GROUP."""

    @cached_property
    def versions(self) -> dict[str, str]:
        """Return the locked versions by name."""
        return {package.name: package.version for package in self.packages}

    @cached_property
    def edges(self) -> dict[str, tuple[str, ...]]:
        """Return the dependencies of each package by name."""
        return {package.name: package.dependencies for package in self.packages}

    def reached(self, roots: Iterable[str]) -> set[str]:
        """Return packages and all that these need."""
        queue, found = [*roots], set[str]()
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += self.edges[name]
                spend(1 + len(self.edges[name]) / 5, f"pyproject.toml ({self.project.name})")
        return found

    def check_standard(self, tool: str) -> None:
        """Refuse a project whose dependencies a reader of [project] alone does not see."""
        toml = self.project.toml
        if "project" not in toml.data or "dependencies" in toml.table("tool").table("poetry").data:
            raise RefusedError(
                "pyproject.toml: tool.poetry",
                f"{tool} reads [project] alone, and would miss what stands here",
                "write the dependencies into [project] (PEP 621)",
            )

    @property
    def python(self) -> str:
        """Return the oldest Python of the targets, as a specifier."""
        oldest = min((t.python_version for t in self.targets), key=_number)
        return f">={oldest}"


def make_view(plan: Plan, index: str) -> View:
    """Return the view of a plan, or refuse where its targets differ in more than files."""
    if not _ADDRESS.fullmatch(index):
        raise RefusedError(
            "--index", f"{index!r} is no address", "write it as https://index.example"
        )
    packages = tuple(_pinned(package, plan.targets) for package in plan.packages)
    names = {package.name for package in packages}
    local = plan.local
    # Builders of a build set may have other versions than the packages of these names.
    own = {
        target: () if local.build_set[target] else local.build_system[target]
        for target in plan.targets
    }
    builders = _same(own, f"{plan.project.name}: build-system")
    groups = {name: _same(some, f"group {name}") for name, some in local.groups.items()}
    if BUILD_GROUP in groups:
        raise RefusedError(
            f"pyproject.toml: dependency-groups.{BUILD_GROUP}",
            "the files that are written have a group of this name for what builds the project",
            "call the group by another name",
        )
    if locked := tuple(name for name in builders if name in names):
        groups[BUILD_GROUP] = locked
    return View(
        project=plan.project,
        targets=plan.targets,
        index=index.rstrip("/"),
        packages=packages,
        dependencies=_same(local.dependencies, plan.project.name),
        extras={name: _same(some, f"extra {name}") for name, some in local.extras.items()},
        groups=groups,
    )


def _pinned(package: PlannedPackage, targets: Iterable[Target]) -> Pinned:
    files: dict[str, File] = {}
    for variant in package.variants.values():
        distribution = variant.distribution
        if not isinstance(distribution, Sdist | Wheel):
            raise RefusedError(
                variant.locked.place,
                f"{package.name} is no file of an index, and the other tools' files are written "
                "of such files alone",
                "lock a release of it, or keep to the files that `pyproject2nix generate` writes",
            )
        files[distribution.file.name] = distribution.file
    some = package.variants
    absent = [target.name for target in targets if target not in some]
    if absent:
        _refuse(package.name, f"{', '.join(absent)}: not needed there")
    versions = {variant.version for variant in some.values()}
    if len(versions) > 1:
        _refuse(package.name, " and ".join(sorted(versions)))
    return Pinned(
        name=package.name,
        version=versions.pop(),
        files=tuple(files[name] for name in sorted(files)),
        dependencies=_same({t: v.dependencies for t, v in some.items()}, package.name),
    )


def _same(names: ByTarget, what: str) -> tuple[str, ...]:
    """Return what every target has, or refuse."""
    found = {tuple(sorted(set(some))) for some in names.values()}
    if len(found) > 1:
        _refuse(what, " and ".join(sorted(" ".join(some) or "nothing" for some in found)))
    return found.pop() if found else ()


def _refuse(what: str, difference: str) -> None:
    raise RefusedError(
        what,
        f"the targets differ: {difference}; markers are not written into other tools' files",
        "choose one target: --python 3.13 --platform x86_64-linux",
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
