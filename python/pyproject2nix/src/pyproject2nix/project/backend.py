"""The build backend of a project, and what builds need in place of a named one."""

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.tables import Table
from pyproject2nix.project.project import Preparation
from pyproject2nix.project.requirement import parse_requirements

__all__ = ["backend_of", "build_system_of"]

POETRY_CORE = "poetry.core.masonry.api"


def backend_of(toml: Table) -> tuple[str, Preparation]:
    """Return the module of the build backend, and how a project that names none is given it."""
    build = toml.table("build-system")
    backend = build.text("build-backend", "").partition(":")[0]
    if backend == "poetry.masonry.api":
        # The whole of Poetry was a backend; poetry-core has been the same since.
        return POETRY_CORE, Preparation(replaced={"pyproject.toml": (backend, POETRY_CORE)})
    if "build-system" not in toml.data and "poetry" in toml.table("tool").data:
        # Poetry does not look for the table, where others take setuptools.
        lines = ["", "[build-system]", 'requires = ["poetry-core"]']
        lines += [f'build-backend = "{POETRY_CORE}"', ""]
        return POETRY_CORE, Preparation(appended={"pyproject.toml": "\n".join(lines)})
    return backend or "setuptools.build_meta", Preparation()


def build_system_of(toml: Table, backend: str) -> tuple[Dependency, ...]:
    """Return what a build requires (PEP 518)."""
    # Without the table, or without `requires`, setuptools is meant.
    table = toml.table("build-system")
    default = ("poetry-core",) if backend == POETRY_CORE else ("setuptools",)
    found = parse_requirements(table.texts("requires", default), table.at("requires"))
    if backend != POETRY_CORE:
        return found
    # Poetry is a program; its backend is poetry-core.
    core = Dependency(table.at("requires"), "poetry-core", Constraint.ANY)
    names = {one.name for one in found}
    others = tuple(one for one in found if one.name != "poetry")
    return others if "poetry" not in names or "poetry-core" in names else (*others, core)
