"""What a lock tells of a project's metadata that is computed when the package is built."""

from dataclasses import replace

from packaging.markers import Marker

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Lock, LockedPackage
from pyproject2nix.base.notes import Notes
from pyproject2nix.project.project import Project
from pyproject2nix.project.requirement import without_self

__all__ = ["completed"]


def completed(project: Project, lock: Lock) -> Project:
    """Return the project with the requirements that the lock has in place of computed ones."""
    if not lock.tells_edges and not _has_table(project):
        # What setup.py requires need not be what the file was compiled from.
        project = replace(project, requirements=())
    if not project.computed:
        return project
    notes = Notes(project.notes)
    requirements, extras = project.requirements, dict(project.extras)
    if "dependencies" in project.computed:
        requirements = _requirements(project, lock)
    if "optional-dependencies" in project.computed and lock.root is not None:
        extras |= lock.root.extras
    if project.is_package or _has_table(project):
        place = "setup.py"
        if "project" in project.toml.data:
            place = project.toml.table("project").at("dynamic")
        fields = " and ".join(sorted(project.computed))
        notes.add(place, f"{fields}: computed when the package is built; taken from {lock.place}")
    steps, name = Steps(lock.place), project.name
    return replace(
        project,
        requirements=without_self(requirements, name, extras, steps),
        extras={one: without_self(some, name, extras, steps) for one, some in extras.items()},
        groups={
            one: without_self(some, name, extras, steps) for one, some in project.groups.items()
        },
        notes=notes.found,
    )


def _has_table(project: Project) -> bool:
    """Tell whether pyproject.toml says what the project requires."""
    return "project" in project.toml.data or "poetry" in project.toml.table("tool").data


def _requirements(project: Project, lock: Lock) -> tuple[Dependency, ...]:
    if lock.root is not None:
        return lock.root.dependencies
    if not lock.tells_edges:
        # The project needs every entry.
        return ()
    if lock.tells_groups and (project.is_package or _has_table(project)):
        return tuple(_of_entry(one) for one in lock.packages if "main" in one.groups)
    if not lock.format.startswith("pylock"):
        raise RefusedError(
            project.toml.at("project"),
            f"there is no [project] table, and {lock.place} does not say what the project needs",
            "add it (PEP 621)",
        )
    return tuple(map(_of_entry, lock.packages))


def _of_entry(entry: LockedPackage) -> Dependency:
    text = " or ".join(f"({marker})" for marker in entry.condition)
    marker = Marker(text) if text else None
    return Dependency(entry.place, entry.name, Constraint.ANY, marker, source=entry.source)
