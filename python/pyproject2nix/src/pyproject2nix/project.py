"""What pyproject.toml says: metadata, requirements and this program's own settings.

Standards: PEP 517/518 (build-system), PEP 621 and 639 (project), PEP 735 (dependency-groups).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from pyproject2nix.errors import RefusedError
from pyproject2nix.names import checked_name, checked_version
from pyproject2nix.settings import Settings, read_settings
from pyproject2nix.tables import Table, read_toml

__all__ = ["Project", "read_project"]

_HOMEPAGE_LABELS = ("homepage", "source", "repository", "sourcecode", "github")

# Of [tool.poetry], the keys that change neither the dependencies nor where they come from.
_HARMLESS_POETRY_KEYS = frozenset(
    ["exclude", "include", "package-mode", "packages", "requires-plugins", "requires-poetry"]
)


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
    requires_python: SpecifierSet
    requirements: tuple[Requirement, ...]
    extras: Mapping[str, tuple[Requirement, ...]]
    groups: Mapping[str, tuple[Requirement, ...]]
    build_system: tuple[Requirement, ...]
    settings: Settings
    digest: str
    """SHA-256 of the tables that were read, so that a linter's settings do not count."""
    poetry_hashes: frozenset[str]
    """What Poetry calls the content hash of this file, with and without groups."""


def read_project(folder: Path) -> Project:
    """Read `folder`/pyproject.toml."""
    toml = read_toml(folder / "pyproject.toml")
    poetry = toml.table("tool").table("poetry")
    if "project" not in toml.data:
        raise RefusedError(
            toml.at("project"),
            "there is no [project] table",
            "move the metadata of [tool.poetry] there (PEP 621)"
            if poetry.data
            else "add it (PEP 621)",
        )
    for key in poetry.data:
        if key not in _HARMLESS_POETRY_KEYS:
            raise RefusedError(
                poetry.at(key),
                f"{key!r} beside [project] is not understood",
                "move it to [project] or [dependency-groups]",
            )
    project = toml.table("project")
    dynamic = project.texts("dynamic")
    for key in ("name", "version", "requires-python", "dependencies", "optional-dependencies"):
        if key in dynamic:
            raise RefusedError(
                project.at("dynamic"),
                f"{key!r} is computed when the package is built",
                f"write {key} into [project]",
            )
    name = checked_name(project.data.get("name"), project.at("name"))
    settings = read_settings(toml.table("tool").table("pyproject2nix"))
    requires_python = project.text("requires-python", "")
    try:
        python_set = SpecifierSet(requires_python)
    except InvalidSpecifier:
        raise RefusedError(
            project.at("requires-python"), f"{requires_python!r} is not understood", "see PEP 440"
        ) from None
    extras = project.table("optional-dependencies")
    return Project(
        folder=folder,
        name=name,
        version=checked_version(project.data.get("version"), project.at("version")),
        description=" ".join(project.text("description", "").split()),
        license=_license(project),
        homepage=_homepage(project.table("urls")),
        scripts=tuple(sorted(project.table("scripts").data)),
        is_package=poetry.flag("package-mode", True),
        requires_python=python_set,
        requirements=_requirements(project.texts("dependencies"), project.at("dependencies")),
        extras={
            checked_name(extra, extras.place): _requirements(extras.texts(extra), extras.at(extra))
            for extra in extras.data
        },
        groups=_groups(toml.table("dependency-groups")),
        build_system=_build_system(toml),
        settings=settings,
        digest=_digest(toml),
        poetry_hashes=_poetry_hashes(toml),
    )


def _requirements(texts: Iterable[str], place: str) -> tuple[Requirement, ...]:
    requirements = []
    for text in texts:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            raise RefusedError(
                place, f"{text!r} is not a requirement", "write it as in PEP 508"
            ) from None
        if requirement.url is not None:
            raise RefusedError(
                place,
                f"{text!r} comes from an address, not from an index",
                "require a released version",
            )
        requirement.name = checked_name(requirement.name, place)
        requirements.append(requirement)
    return tuple(requirements)


def _build_system(toml: Table) -> tuple[Requirement, ...]:
    # PEP 518: without the table, or without `requires`, setuptools is meant.
    table = toml.table("build-system")
    requires = table.texts("requires", ("setuptools",))
    return _requirements(requires, table.at("requires"))


def _groups(table: Table) -> dict[str, tuple[Requirement, ...]]:
    names = {checked_name(name, table.place): name for name in table.data}
    if len(names) < len(table.data):
        raise RefusedError(table.place, "two groups have the same name (PEP 735)", "rename one")

    def expand(group: str, path: tuple[str, ...]) -> tuple[Requirement, ...]:
        place = table.at(group)
        if group in path:
            raise RefusedError(place, f"includes itself: {' -> '.join(path)}", "break the circle")
        if group not in names:
            raise RefusedError(place, f"there is no group {group!r}", "correct include-group")
        items = table.data[names[group]]
        if not isinstance(items, list):
            raise RefusedError(place, f"{items!r} is not a list", "see PEP 735")
        found: list[Requirement] = []
        for item in items:
            if isinstance(item, str):
                found += _requirements([item], place)
            elif isinstance(item, dict) and list(item) == ["include-group"]:
                included = checked_name(item["include-group"], place)
                found += expand(included, (*path, group))
            else:
                raise RefusedError(place, f"{item!r} is not understood", "see PEP 735")
        return tuple(found)

    return {group: expand(group, ()) for group in sorted(names)}


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
        "project": toml.table("project").data,
        "build-system": toml.table("build-system").data,
        "dependency-groups": toml.table("dependency-groups").data,
        "poetry": tool.table("poetry").data,
        "pyproject2nix": tool.table("pyproject2nix").data,
    }
    return hashlib.sha256(json.dumps(read, sort_keys=True, default=str).encode()).hexdigest()


def _poetry_hashes(toml: Table) -> frozenset[str]:
    project = toml.table("project").data
    relevant = ("requires-python", "dependencies", "optional-dependencies")
    with_project = {key: project[key] for key in relevant if key in project}
    groups = toml.table("dependency-groups").data
    contents: list[dict[str, object]] = []
    for group_content in ({}, groups):
        content: dict[str, object] = {}
        if with_project:
            content["project"] = with_project
        if group_content:
            content["dependency-groups"] = group_content
        # Where nothing is relevant, Poetry hashes the absence of its own old keys.
        old = dict.fromkeys(("dependencies", "source", "extras", "dev-dependencies"))
        contents.append({**content, "tool": {"poetry": {}}} if content else {**old})
    return frozenset(
        hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
        for content in contents
    )
