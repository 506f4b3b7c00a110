"""What pyproject.toml says, in one record whatever the tool: metadata, requirements, settings.

Standards: PEP 517/518 (build-system), PEP 621 and 639 (project), PEP 735 (dependency-groups).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from pyproject2nix.constraint import Constraint
from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Dependency
from pyproject2nix.metadata.groups import read_groups
from pyproject2nix.metadata.requirement import parse_requirements, without_self
from pyproject2nix.names import checked_name, checked_version
from pyproject2nix.settings import Settings, read_settings
from pyproject2nix.tables import Table, read_toml

__all__ = ["Project", "read_project"]

_HOMEPAGE_LABELS = ("homepage", "source", "repository", "sourcecode", "github")


@dataclass(frozen=True)
class Project:
    """One pyproject.toml, read and checked."""

    folder: Path
    name: str
    """Normalised (PEP 503)."""
    version: str
    description: str
    license: str
    """An SPDX expression, or empty."""
    homepage: str
    scripts: tuple[str, ...]
    is_package: bool
    """False where the file only lists requirements."""
    python: Constraint
    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    optional_groups: frozenset[str]
    """Those of `groups` that are left out unless they are asked for."""
    build_system: tuple[Dependency, ...]
    modules: tuple[str, ...]
    """What the file says that is imported; empty where it leaves that to convention."""
    settings: Settings
    digest: str
    """SHA-256 of the tables that were read, so that a linter's settings do not count."""
    toml: Table
    """The whole file, for the lock's own check."""


def read_project(folder: Path) -> Project:
    """Read `folder`/pyproject.toml."""
    toml = read_toml(folder / "pyproject.toml")
    settings = read_settings(toml.table("tool").table("pyproject2nix"))
    if "project" not in toml.data:
        raise RefusedError(toml.at("project"), "there is no [project] table", "add it (PEP 621)")
    project = toml.table("project")
    name = checked_name(project.data.get("name"), project.at("name"))
    extras = _extras(project)
    groups = read_groups(toml)
    requirements = parse_requirements(project.texts("dependencies"), project.at("dependencies"))
    return Project(
        folder=folder,
        name=name,
        version=checked_version(project.data.get("version"), project.at("version")),
        description=" ".join(project.text("description", "").split()),
        license=_license(project),
        homepage=_homepage(project.table("urls")),
        scripts=tuple(sorted(project.table("scripts").data)),
        is_package=toml.table("tool").table("poetry").flag("package-mode", True),
        python=_python(project),
        requirements=without_self(requirements, name, extras),
        extras={extra: without_self(some, name, extras) for extra, some in extras.items()},
        groups={group: without_self(some, name, extras) for group, some in groups.items()},
        optional_groups=frozenset(),
        build_system=_build_system(toml),
        modules=(),
        settings=settings,
        digest=_digest(toml),
        toml=toml,
    )


def _extras(project: Table) -> dict[str, tuple[Dependency, ...]]:
    table = project.table("optional-dependencies")
    return {
        checked_name(extra, table.place): parse_requirements(table.texts(extra), table.at(extra))
        for extra in table.data
    }


def _python(project: Table) -> Constraint:
    text = project.text("requires-python", "")
    try:
        return Constraint.of(SpecifierSet(text))
    except InvalidSpecifier:
        raise RefusedError(
            project.at("requires-python"), f"{text!r} is not understood", "see PEP 440"
        ) from None


def _build_system(toml: Table) -> tuple[Dependency, ...]:
    # PEP 518: without the table, or without `requires`, setuptools is meant.
    table = toml.table("build-system")
    return parse_requirements(table.texts("requires", ("setuptools",)), table.at("requires"))


def _license(project: Table) -> str:
    value = project.data.get("license", "")
    if isinstance(value, dict):
        # Before PEP 639: a text that may be a name or a whole licence, or a file.
        text = value.get("text", "")
        return text if isinstance(text, str) and len(text.split()) <= 5 else ""
    return project.text("license", "")


def _homepage(urls: Table) -> str:
    labels = {
        "".join(c for c in label.lower() if c.isalnum()): urls.text(label) for label in urls.data
    }
    return next((labels[label] for label in _HOMEPAGE_LABELS if label in labels), "")


def _digest(toml: Table) -> str:
    tool = toml.table("tool")
    read = {
        key: toml.table(key).data for key in ("build-system", "dependency-groups", "project")
    } | {key: tool.table(key).data for key in ("pdm", "poetry", "pyproject2nix", "uv")}
    return hashlib.sha256(json.dumps(read, sort_keys=True, default=str).encode()).hexdigest()
