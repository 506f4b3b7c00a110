"""Metadata in [project] (PEP 621), with those fields that files state."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_version
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.base.tables import Table
from pyproject2nix.project.dynamic import static_extras
from pyproject2nix.project.groups import read_groups
from pyproject2nix.project.metadata import Metadata, Source, read_extra_texts
from pyproject2nix.project.requirement import parse_requirements, read_extras
from pyproject2nix.project.scripts import read_scripts
from pyproject2nix.project.workspace import workspace_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_standard"]


def read_standard(source: Source) -> Metadata:
    """Return what [project] says."""
    toml = source.toml
    project = toml.table("project")
    urls, dynamic = project.table("urls"), project.texts("dynamic")
    name, is_named = source.name(project.data.get("name"), project.at("name"))
    is_package = is_named and _is_package(source.folder, toml)
    has_version = is_package or bool(project.data.get("version"))
    if is_package and "version" not in project.data and "version" not in dynamic:
        raise RefusedError(project.at("version"), "there is none", "add it, or make it dynamic")
    requirements, computed = project.texts("dependencies"), set()
    if "dependencies" in dynamic:
        text = source.value("dependencies")
        requirements = tuple((text or "").splitlines())
        computed |= {"dependencies"} if text is None else set()
    extras = read_extras(project)
    if "optional-dependencies" in dynamic:
        found = static_extras(source.folder, toml, source.backend, source.files)
        place = project.at("optional-dependencies")
        extras = read_extra_texts(found or {}, place)
        computed |= {"optional-dependencies"} if found is None else set()
    return Metadata(
        name=name,
        version=(
            checked_version(project.data["version"], project.at("version"))
            if "version" in project.data and has_version
            else ""
        ),
        description=project.text("description", ""),
        license="",
        homepage="",
        urls={label: urls.text(label) for label in urls.data},
        scripts=read_scripts(project),
        is_package=is_package,
        python=_python(source),
        requirements=parse_requirements(requirements, project.at("dependencies")),
        extras=extras,
        groups=read_groups(toml),
        is_version_dynamic="version" in dynamic,
        computed=frozenset(computed),
    )


def _is_package(folder: Path, toml: Table) -> bool:
    """Tell whether there is something to install, by the settings and rules of uv and PDM.

    Without [build-system], uv takes a project for a list of requirements; others, for one that
    setuptools builds (PEP 518).
    """
    tool = toml.table("tool")
    uv, pdm = tool.table("uv"), tool.table("pdm")
    if "package" in uv.data:
        return uv.flag("package", True)
    if "build-system" not in toml.data and (
        os.path.lexists(folder / "uv.lock") or workspace_of(folder) is not None
    ):
        return False
    if "package-type" in pdm.data:
        return pdm.text("package-type") == "library"
    return pdm.flag("distribution", True)


def _python(source: Source) -> Constraint:
    project = source.toml.table("project")
    text, place = project.text("requires-python", ""), project.at("requires-python")
    if "requires-python" in project.texts("dynamic"):
        text = source.value("requires-python") or ""
    return Constraint.of(parse_specifiers(text, place))
