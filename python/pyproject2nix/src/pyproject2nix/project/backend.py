"""The build backend of a project, and what builds need in place of a named one."""

from collections.abc import Collection, Iterator
from contextlib import suppress

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.tables import Table
from pyproject2nix.project.project import Preparation
from pyproject2nix.project.requirement import parse_requirements
from pyproject2nix.project.setup_files import COMPUTED, SetupFiles

__all__ = ["asks_hook", "backend_of", "build_system_of"]

POETRY_CORE = "poetry.core.masonry.api"
_SETUP_REQUIRES = "setup_requires"


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


def asks_hook(toml: Table, files: SetupFiles) -> bool:
    """Tell whether code of the project's own decides what its build requires."""
    is_computed = (files.script or {}).get(_SETUP_REQUIRES) is COMPUTED
    return is_computed or "backend-path" in toml.table("build-system").data


def build_system_of(toml: Table, backend: str, files: SetupFiles) -> tuple[Dependency, ...]:
    """Return what a build requires (PEP 518), and what setuptools' files state besides."""
    # Without the table, or without `requires`, setuptools is meant.
    table = toml.table("build-system")
    default = ("poetry-core",) if backend == POETRY_CORE else ("setuptools",)
    found = parse_requirements(table.texts("requires", default), table.at("requires"))
    if backend != POETRY_CORE:
        return (*found, *_setup_requires(files, {one.name for one in found}))
    # Poetry is a program; its backend is poetry-core.
    core = Dependency(table.at("requires"), "poetry-core", Constraint.ANY)
    names = {one.name for one in found}
    others = tuple(one for one in found if one.name != "poetry")
    return others if "poetry" not in names or "poetry-core" in names else (*others, core)


def _setup_requires(files: SetupFiles, names: Collection[str]) -> Iterator[Dependency]:
    if "setuptools" not in names:
        return
    for text in files.requirements(_SETUP_REQUIRES) or ():
        # What setuptools itself cannot read, it says when it builds.
        with suppress(RefusedError):
            (one,) = parse_requirements([text], f"setup.py: {_SETUP_REQUIRES}")
            if one.name not in names:
                yield one
