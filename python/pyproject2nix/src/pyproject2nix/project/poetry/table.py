"""[tool.poetry], alone (Poetry 1) or together with [project] (Poetry 2), as one record."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.notes import Note, Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.poetry.groups import read_poetry_groups
from pyproject2nix.project.poetry.main import read_main
from pyproject2nix.project.scripts import checked_script, read_scripts

__all__ = ["PoetryMetadata", "PoetrySource", "poetry_content_hashes", "read_poetry_table"]

_KEYS = (
    "authors",
    "build",
    "build-constraints",
    "classifiers",
    "dependencies",
    "description",
    "dev-dependencies",
    "documentation",
    "exclude",
    "extras",
    "group",
    "homepage",
    "include",
    "keywords",
    "license",
    "maintainers",
    "name",
    "package-mode",
    "packages",
    "plugins",
    "readme",
    "repository",
    "requires-plugins",
    "requires-poetry",
    "scripts",
    "source",
    "urls",
    "version",
)
_SOURCE_KEYS = ("default", "indexed", "links", "name", "priority", "secondary", "url")


@dataclass(frozen=True)
class PoetrySource:
    """One [[tool.poetry.source]]; the machine's configuration decides which index serves a file."""

    name: str
    url: str
    """Empty for PyPI."""
    priority: str


@dataclass(frozen=True)
class PoetryMetadata:
    """What Poetry takes [project], [dependency-groups] and [tool.poetry] together to say."""

    name: str
    """Normalised, if it is a name at all; empty where there is none."""
    version: str
    """Empty where there is none: no package, or [project] computes it."""
    description: str
    license: str
    """As [tool.poetry] has it; empty where [project] has one."""
    homepage: str
    """As [tool.poetry] has it."""
    urls: Mapping[str, str]
    scripts: tuple[str, ...]
    """Names of commands, sorted."""
    python: Constraint
    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    """Without `main`, includes expanded; also those of [dependency-groups]."""
    optional_groups: frozenset[str]
    """Those of `groups` that `poetry install` leaves out unless asked."""
    package_mode: bool
    sources: tuple[PoetrySource, ...]
    notes: tuple[Note, ...]
    """What Poetry ignores, and does not always say."""


def read_poetry_table(toml: Table) -> PoetryMetadata:
    """Read pyproject.toml as Poetry 2.5 does: what that refuses is refused, too."""
    poetry, project = toml.table("tool").table("poetry"), toml.table("project")
    poetry.allow(_KEYS, "correct it, or report it if Poetry documents it")
    sources, notes = _sources(poetry), Notes()
    main = read_main(project, poetry, notes)
    groups = read_poetry_groups(toml, notes)
    package_mode = poetry.flag("package-mode", True)
    return PoetryMetadata(
        name=_name(project, poetry),
        version=_version(project, poetry, package_mode),
        description=" ".join(_either(project, poetry, "description").split()),
        license="" if "license" in project.data else poetry.text("license", ""),
        homepage=poetry.text("homepage", "") or poetry.text("repository", ""),
        urls=_urls(project, poetry),
        scripts=_scripts(project, poetry),
        python=_python(project, poetry),
        requirements=main.requirements,
        extras=main.extras,
        groups={name: group.dependencies for name, group in groups.items()},
        optional_groups=frozenset(name for name, group in groups.items() if group.optional),
        package_mode=package_mode,
        sources=sources,
        notes=notes.found,
    )


def _either(project: Table, poetry: Table, key: str) -> str:
    return project.text(key, "") or poetry.text(key, "")


def _name(project: Table, poetry: Table) -> str:
    """Return the name, as it is written where it is none of PEP 508: Poetry takes any."""
    name = _either(project, poetry, "name")
    table = project if project.text("name", "") else poetry
    try:
        return checked_name(name, table.at("name"))
    except RefusedError:
        return name


def _version(project: Table, poetry: Table, package_mode: bool) -> str:
    version = _either(project, poetry, "version")
    table = project if project.text("version", "") else poetry
    needed = package_mode and "version" not in project.texts("dynamic")
    return checked_version(version, table.at("version")) if version or needed else ""


def _urls(project: Table, poetry: Table) -> dict[str, str]:
    if "urls" in project.data:
        urls = project.table("urls")
        return {label: urls.text(label) for label in urls.data}
    own = poetry.table("urls")
    keys = [key for key in ("homepage", "repository", "documentation") if poetry.text(key, "")]
    return {key: poetry.text(key) for key in keys} | {label: own.text(label) for label in own.data}


def _scripts(project: Table, poetry: Table) -> tuple[str, ...]:
    standard, own = read_scripts(project), poetry.table("scripts")
    files = set()
    for name, value in own.data.items():
        checked_script(name, own)
        if not isinstance(value, str):
            script = own.as_table(value, name)
            script.allow(["callable", "extras", "reference", "type"], "see Poetry's documentation")
            if script.text("type", "console") == "file":
                files.add(name)
    # Console scripts of [project] replace those of [tool.poetry], files they cannot name.
    console = standard if "scripts" in project.data else own.data
    return tuple(sorted({*console, *files}))


def _python(project: Table, poetry: Table) -> Constraint:
    python = Constraint.ANY
    if "requires-python" in project.data:
        text, place = project.text("requires-python"), project.at("requires-python")
        python = parse_poetry_constraint(text, place)
    dependencies = poetry.table("dependencies")
    for key, value in dependencies.data.items():
        if key.lower() == "python":
            place = dependencies.at(key)
            python = python.narrowed(parse_poetry_constraint(value, place), place)
    return python


def _sources(poetry: Table) -> tuple[PoetrySource, ...]:
    sources = []
    for table in poetry.tables("source"):
        table.allow(_SOURCE_KEYS, "see Poetry's documentation")
        priority = table.text("priority", "primary")
        sources.append(PoetrySource(table.text("name"), table.text("url", ""), priority))
    return tuple(sources)
