"""Reading pyproject.toml, whichever tool it was written for.

Standards: PEP 517/518 (build-system), PEP 621 and 639 (project), PEP 735 (dependency-groups).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import read_text
from pyproject2nix.files.toml import read_toml
from pyproject2nix.project.backend import asks_hook, backend_of, build_system_of
from pyproject2nix.project.built import version_of, with_modules
from pyproject2nix.project.digest import tables_digest
from pyproject2nix.project.groups import read_groups
from pyproject2nix.project.metadata import Metadata, Source, name_of_folder
from pyproject2nix.project.poetry.table import read_poetry_table
from pyproject2nix.project.project import Project
from pyproject2nix.project.requirement import without_self
from pyproject2nix.project.rust import rust_of
from pyproject2nix.project.settings import read_settings
from pyproject2nix.project.setup_files import SetupFiles, read_setup_files
from pyproject2nix.project.setup_metadata import read_setup_metadata
from pyproject2nix.project.standard import read_standard

__all__ = ["METADATA", "read_folder", "read_project", "requirements_only"]

METADATA = ("pyproject.toml", "setup.cfg", "setup.py")
"""Files that say what a project is."""
_FIELDS = (
    "authors",
    "classifiers",
    "dependencies",
    "description",
    "dynamic",
    "entry-points",
    "gui-scripts",
    "import-names",
    "import-namespaces",
    "keywords",
    "license",
    "license-files",
    "maintainers",
    "name",
    "optional-dependencies",
    "readme",
    "requires-python",
    "scripts",
    "urls",
    "version",
)
"""Keys of [project]: PEP 621, 639 and 794."""
_HOMEPAGE_LABELS = ("homepage", "source", "repository", "sourcecode", "github")


def read_folder(folder: Path, recorded: Mapping[str, str] | None = None) -> Project:
    """Read the project of a folder, which may have a lock file alone."""
    # A pyproject.toml that is a broken link is refused, not passed over.
    if not any(os.path.lexists(folder / name) for name in METADATA) and _has_lock(folder):
        return requirements_only(folder)
    return read_project(folder, recorded=recorded)


def _has_lock(folder: Path) -> bool:
    patterns = ["*requirements*.txt", "requirements*.lock", "pylock*.toml"]
    patterns += ["requirements/*.txt", "requirements/*.lock", "requirements/*/*.txt"]
    return any(True for pattern in patterns for _ in folder.glob(pattern))


def read_project(
    folder: Path, toml: Table | None = None, recorded: Mapping[str, str] | None = None
) -> Project:
    """Read `folder`/pyproject.toml, or `toml` in its place, whichever tool it was written for.

    `recorded` are versions by project: they take the place of those that the repository's history
    gives now.
    """
    notes = Notes()
    if toml is None:
        toml = _read(folder)
    tool = toml.table("tool")
    settings = read_settings(tool.table("pyproject2nix"))
    files = SetupFiles() if "poetry" in tool.data else read_setup_files(folder)
    backend, preparation = backend_of(toml)
    source = Source(folder, toml, backend, files, notes)
    is_poetrys = "project" in toml.data and _has_poetrys_lock_alone(folder)
    if "poetry" in tool.data or is_poetrys:
        metadata = read_poetry(source)
    elif "project" in toml.data:
        metadata = read_standard(source)
    elif "workspace" in tool.table("uv").data:
        # The root of a workspace, which is no project: it has groups, and the lock has members.
        return _no_package(folder, toml)
    elif files.has_script or "metadata" in files.config:
        metadata = read_setup_metadata(source)
    else:
        return _no_package(folder, toml)
    metadata = with_modules(source, metadata, settings)
    if "optional-dependencies" not in metadata.computed:
        metadata = _expanded(metadata, Steps(toml.at("project")))
    version, has_history, given = version_of(source, metadata, settings, recorded or {})
    project = toml.table("project")
    _check_fields(project, notes)
    system = toml.table("build-system")
    if system.data and "requires" not in system.data:
        # PEP 518 wants it: another key may be that one with a slip.
        system.allow(["backend-path", "build-backend"], "see PEP 518")
    # As pip and uv do.
    system.pass_over(["backend-path", "build-backend", "requires"], notes)
    build_system = build_system_of(toml, backend, files)
    return Project(
        folder=folder,
        name=metadata.name,
        version=version,
        description=" ".join(metadata.description.split()),
        license=_license(project) or metadata.license,
        homepage=_homepage(metadata.urls) or metadata.homepage,
        scripts=metadata.scripts,
        is_package=metadata.is_package,
        python=metadata.python,
        requirements=metadata.requirements,
        extras=metadata.extras,
        groups=metadata.groups,
        optional_groups=metadata.optional_groups,
        build_system=build_system,
        asks_hook=asks_hook(toml, files),
        imports=metadata.imports if metadata.is_package else (),
        settings=settings,
        digest=tables_digest(toml.data),
        toml=toml,
        computed=metadata.computed,
        preparation=replace(preparation, variables=given.variables, files=given.files),
        has_history=has_history,
        notes=notes.found,
        rust=rust_of(folder, toml, build_system),
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
    return os.path.lexists(folder / "poetry.lock") and not os.path.lexists(folder / "uv.lock")


def _check_fields(project: Table, notes: Notes) -> None:
    """Note unknown fields; refuse those that are static and dynamic at once."""
    for key in sorted(set(project.data).difference(_FIELDS)):
        notes.add(project.at(key), "no key of [project] (PEP 621), so nothing is made of it")
    for field in project.texts("dynamic"):
        if field in ("dynamic", "name"):
            raise RefusedError(
                project.at("dynamic"), f"{field!r} cannot be dynamic", "correct it: see PEP 621"
            )
        if field not in _FIELDS:
            notes.add(project.at("dynamic"), f"{field!r} is no field, so nothing is made of it")
        if field in project.data:
            raise RefusedError(
                project.at("dynamic"), f"{field!r} is static, too", "remove one of them"
            )


def _read(folder: Path) -> Table:
    if not os.path.lexists(folder / "pyproject.toml") and any(
        (folder / name).exists() for name in METADATA
    ):
        return Table("pyproject.toml", {})
    return read_toml(folder / "pyproject.toml")


def requirements_only(folder: Path) -> Project:
    """Return the project of a folder that has a lock file and no pyproject.toml."""
    return _no_package(folder, Table("pyproject.toml", {}))


def _no_package(folder: Path, toml: Table) -> Project:
    """Return a project that has no metadata: the lock's packages, and nothing to install."""
    groups = read_groups(toml)
    return Project(
        folder=folder,
        name=name_of_folder(folder),
        version="0",
        description="",
        license="",
        homepage="",
        scripts=(),
        is_package=False,
        python=Constraint.ANY,
        requirements=(),
        extras={},
        groups=groups,
        optional_groups=frozenset(),
        build_system=(),
        asks_hook=False,
        imports=(),
        settings=read_settings(toml.table("tool").table("pyproject2nix")),
        digest=tables_digest(toml.data),
        toml=toml,
        computed=frozenset(["dependencies"]),
        python_version=_python_version(folder),
    )


def read_poetry(source: Source) -> Metadata:
    project = source.toml.table("project")
    poetry = read_poetry_table(source.toml)
    poetry_place = source.toml.table("tool").at("poetry")
    place = project.at("name") if "name" in project.data else f"{poetry_place}.name"
    # Poetry takes any text for a name in its own table.
    any_text = "name" not in project.data
    name, is_named = source.name(poetry.name, place, any_text)
    source.notes.extend(poetry.notes)
    return Metadata(
        name=name,
        version=poetry.version,
        description=poetry.description,
        license=poetry.license,
        homepage=poetry.homepage,
        urls=poetry.urls,
        scripts=poetry.scripts,
        is_package=poetry.package_mode and is_named,
        python=poetry.python,
        requirements=poetry.requirements,
        extras=poetry.extras,
        groups=poetry.groups,
        optional_groups=poetry.optional_groups,
        is_version_dynamic="version" in project.texts("dynamic"),
    )


def _expanded(metadata: Metadata, steps: Steps) -> Metadata:
    """Return what is metadata with the project's own extras replaced by what they ask for."""
    name, extras = metadata.name, metadata.extras
    return replace(
        metadata,
        requirements=without_self(metadata.requirements, name, extras, steps),
        extras={one: without_self(some, name, extras, steps) for one, some in extras.items()},
        groups={
            one: without_self(some, name, extras, steps) for one, some in metadata.groups.items()
        },
    )


def _license(project: Table) -> str:
    if isinstance(project.data.get("license"), dict):
        # Before PEP 639: a text that may be a name or a whole licence, or a file.
        table = project.table("license")
        table.allow(["file", "text"], 'write license = "MIT" (PEP 639)')
        if len(table.data) != 1:
            raise RefusedError(
                table.place,
                f"{sorted(table.data)} exclude each other",
                'write license = "MIT" (PEP 639)',
            )
        table.text("file", "")
        text = table.text("text", "")
        return text if len(text.split()) <= 5 else ""
    return project.text("license", "")


def _homepage(urls: Mapping[str, str]) -> str:
    labels = {"".join(c for c in label.lower() if c.isalnum()): url for label, url in urls.items()}
    return next((labels[label] for label in _HOMEPAGE_LABELS if label in labels), "")
