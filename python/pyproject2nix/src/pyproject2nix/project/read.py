"""Reading pyproject.toml, whichever tool it was written for.

Standards: PEP 517/518 (build-system), PEP 621 and 639 (project), PEP 735 (dependency-groups).
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.notes import Note
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import read_text
from pyproject2nix.files.toml import read_toml
from pyproject2nix.project.dynamic import static_value
from pyproject2nix.project.groups import read_groups
from pyproject2nix.project.poetry.table import read_poetry_table
from pyproject2nix.project.project import Project
from pyproject2nix.project.requirement import parse_requirements, read_extras, without_self
from pyproject2nix.project.settings import read_settings
from pyproject2nix.project.workspace import workspace_of

__all__ = ["read_folder", "read_project", "requirements_only"]

_HOMEPAGE_LABELS = ("homepage", "source", "repository", "sourcecode", "github")


def read_folder(folder: Path) -> Project:
    """Read the project of a folder, which may have a requirements file alone."""
    if not (folder / "pyproject.toml").exists() and _has_lock(folder):
        return requirements_only(folder)
    return read_project(folder)


def _has_lock(folder: Path) -> bool:
    patterns = ["*requirements*.txt", "requirements*.lock", "pylock*.toml"]
    patterns += ["requirements/*.txt", "requirements/*.lock", "requirements/*/*.txt"]
    return any(True for pattern in patterns for _ in folder.glob(pattern))


def read_project(folder: Path, toml: Table | None = None) -> Project:
    """Read `folder`/pyproject.toml, or `toml` in its place, whichever tool it was written for."""
    if toml is None:
        toml = _read(folder)
    tool = toml.table("tool")
    settings = read_settings(tool.table("pyproject2nix"))
    is_poetrys = "project" in toml.data and _has_poetrys_lock_alone(folder)
    if "poetry" in tool.data or is_poetrys:
        said = _by_poetry(toml)
    elif "project" in toml.data:
        said = _by_standard(folder, toml)
    elif "workspace" in tool.table("uv").data:
        said = _of_groups(toml)
    else:
        raise RefusedError(toml.at("project"), "there is no [project] table", "add it (PEP 621)")
    project = toml.table("project")
    steps = Steps(toml.at("project"))
    name, extras = said.name or _name_of_folder(folder), said.extras
    version = said.version or settings.version
    if said.is_package and not version:
        version = _computed("version", folder, toml)
    return Project(
        folder=folder,
        name=name,
        version=version or "0",
        description=" ".join(said.description.split()),
        license=_license(project) or said.license,
        homepage=_homepage(said.urls) or said.homepage,
        scripts=said.scripts,
        is_package=said.is_package,
        python=said.python,
        requirements=without_self(said.requirements, name, extras, steps),
        extras={one: without_self(some, name, extras, steps) for one, some in extras.items()},
        groups={
            group: without_self(some, name, extras, steps) for group, some in said.groups.items()
        },
        optional_groups=said.optional_groups,
        build_system=_build_system(toml),
        modules=said.modules,
        settings=settings,
        digest=_digest(toml),
        toml=toml,
        notes=said.notes,
        python_version=_python_version(folder),
    )


def _python_version(folder: Path) -> str:
    """Return the version of CPython in `.python-version`, which pyenv, uv and others read."""
    try:
        text = read_text(folder / ".python-version", limits.LINE)
    except (FileNotFoundError, RefusedError):
        return ""
    match = re.match(r"\s*(?:cpython-|python)?(3\.[0-9]{1,3}(?:\.[0-9]{1,3})?)\s", f"{text}\n")
    return match[1] if match else ""


def _has_poetrys_lock_alone(folder: Path) -> bool:
    """Tell whether a project without [tool.poetry] is Poetry's: then all of it is."""
    return (folder / "poetry.lock").exists() and not (folder / "uv.lock").exists()


def _read(folder: Path) -> Table:
    if not (folder / "pyproject.toml").exists() and (folder / "setup.py").exists():
        raise RefusedError(
            str(folder / "setup.py"),
            "a program, which is not run to be understood",
            "write its metadata into pyproject.toml, [project] (PEP 621)",
        )
    return read_toml(folder / "pyproject.toml")


def requirements_only(folder: Path) -> Project:
    """Return the project of a folder that has a requirements file and no pyproject.toml."""
    toml = Table("pyproject.toml", {})
    return Project(
        folder=folder,
        name=_name_of_folder(folder),
        version="0",
        description="",
        license="",
        homepage="",
        scripts=(),
        is_package=False,
        python=Constraint.ANY,
        requirements=(),
        extras={},
        groups={},
        optional_groups=frozenset(),
        build_system=(),
        modules=(),
        settings=read_settings(toml),
        digest=_digest(toml),
        toml=toml,
    )


def _name_of_folder(folder: Path) -> str:
    words = re.findall(r"[A-Za-z0-9]+", os.path.basename(os.path.realpath(folder)))
    name = "-".join(words)[: limits.NAME] or "environment"
    return checked_name(name, str(folder))


@dataclass(frozen=True)
class _Said:
    """What one dialect says, before the project asks for its own extras."""

    name: str
    version: str
    description: str
    license: str
    homepage: str
    urls: Mapping[str, str]
    scripts: tuple[str, ...]
    is_package: bool
    python: Constraint
    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    optional_groups: frozenset[str] = frozenset()
    modules: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def _by_poetry(toml: Table) -> _Said:
    poetry = read_poetry_table(toml)
    return _Said(
        name=poetry.name,
        version=poetry.version,
        description=poetry.description,
        license=poetry.license,
        homepage=poetry.homepage,
        urls=poetry.urls,
        scripts=poetry.scripts,
        is_package=poetry.package_mode,
        python=poetry.python,
        requirements=poetry.requirements,
        extras=poetry.extras,
        groups=poetry.groups,
        optional_groups=poetry.optional_groups,
        modules=poetry.modules,
        notes=poetry.notes,
    )


def _by_standard(folder: Path, toml: Table) -> _Said:
    project = toml.table("project")
    urls = project.table("urls")
    if "version" not in project.data and "version" not in project.texts("dynamic"):
        raise RefusedError(project.at("version"), "there is none", "add it, or make it dynamic")
    return _Said(
        name=checked_name(project.data.get("name"), project.at("name")),
        version=(
            checked_version(project.data["version"], project.at("version"))
            if "version" in project.data
            else ""
        ),
        description=project.text("description", ""),
        license="",
        homepage="",
        urls={label: urls.text(label) for label in urls.data},
        scripts=tuple(sorted(project.table("scripts").data)),
        is_package=_is_package(folder, toml),
        python=_python(project),
        requirements=_requirements(folder, toml),
        extras=read_extras(project),
        groups=read_groups(toml),
    )


def _of_groups(toml: Table) -> _Said:
    """Return the root of a workspace, which is no project: it has groups, and the lock members."""
    return _Said(
        name="",
        version="",
        description="",
        license="",
        homepage="",
        urls={},
        scripts=(),
        is_package=False,
        python=Constraint.ANY,
        requirements=(),
        extras={},
        groups=read_groups(toml),
    )


def _requirements(folder: Path, toml: Table) -> tuple[Dependency, ...]:
    project = toml.table("project")
    texts = project.texts("dependencies")
    if "dependencies" in project.texts("dynamic"):
        texts = tuple(_computed("dependencies", folder, toml).splitlines())
    for key in ("optional-dependencies", "requires-python"):
        if key in project.texts("dynamic"):
            _computed(key, folder, toml)
    return parse_requirements(texts, project.at("dependencies"))


def _computed(field: str, folder: Path, toml: Table) -> str:
    """Return a dynamic field that a file states, or refuse it."""
    value = static_value(field, folder, toml)
    if value is None or field in ("optional-dependencies", "requires-python"):
        raise RefusedError(
            toml.table("project").at("dynamic"),
            f"{field!r} is computed when the package is built",
            'write version = "…" into [tool.pyproject2nix]'
            if field == "version"
            else f"write {field} into [project]",
        )
    if field == "version":
        return checked_version(value, toml.table("project").at("version"))
    return value


def _is_package(folder: Path, toml: Table) -> bool:
    """Tell whether there is something to install, by the settings and rules of uv and PDM.

    Without [build-system], uv takes a project for a list of requirements; others, for one that
    setuptools builds (PEP 518).
    """
    tool = toml.table("tool")
    uv = tool.table("uv")
    if "package" in uv.data:
        return uv.flag("package", True)
    if "build-system" not in toml.data and (
        (folder / "uv.lock").exists() or workspace_of(folder) is not None
    ):
        return False
    return tool.table("pdm").flag("distribution", True)


def _python(project: Table) -> Constraint:
    text, place = project.text("requires-python", ""), project.at("requires-python")
    return Constraint.of(parse_specifiers(text, place))


def _build_system(toml: Table) -> tuple[Dependency, ...]:
    # PEP 518: without the table, or without `requires`, setuptools is meant.
    table = toml.table("build-system")
    return parse_requirements(table.texts("requires", ("setuptools",)), table.at("requires"))


def _license(project: Table) -> str:
    value = project.data.get("license", "")
    if isinstance(value, dict):
        # Before PEP 639: a text that may be a name or a whole licence, or a file.
        if len(value) != 1:
            raise RefusedError(
                project.at("license"),
                f"{sorted(value)} exclude each other",
                'write license = "MIT" (PEP 639)',
            )
        text = value.get("text", "")
        return text if isinstance(text, str) and len(text.split()) <= 5 else ""
    return project.text("license", "")


def _homepage(urls: Mapping[str, str]) -> str:
    labels = {"".join(c for c in label.lower() if c.isalnum()): url for label, url in urls.items()}
    return next((labels[label] for label in _HOMEPAGE_LABELS if label in labels), "")


def _digest(toml: Table) -> str:
    tool = toml.table("tool")
    read = {
        key: toml.table(key).data for key in ("build-system", "dependency-groups", "project")
    } | {key: tool.table(key).data for key in ("pdm", "poetry", "pyproject2nix", "uv")}
    return hashlib.sha256(json.dumps(read, sort_keys=True, default=str).encode()).hexdigest()
