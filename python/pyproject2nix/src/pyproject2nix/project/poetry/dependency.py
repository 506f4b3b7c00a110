"""One dependency of [tool.poetry], in any of the forms that Poetry documents."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from packaging.markers import Marker

from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import checked_path, checked_url
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.markers import all_of, platform_marker, python_marker

__all__ = ["PoetryDependency", "read_dependencies"]

_PRERELEASES = ("allow-prereleases", "allows-prereleases")
_WHERE = ("extras", "markers", "optional", "platform", "python")
# By the key that tells the form: what else it may have.
_FORMS = {
    "git": (*_PRERELEASES, "branch", "develop", "rev", "subdirectory", "tag"),
    "url": ("subdirectory",),
    "path": ("develop", "subdirectory"),
    "file": ("subdirectory",),
    "version": (*_PRERELEASES, "develop", "source"),
}
_REMEDY = "write it as Poetry documents: version, git, url, path or file"
# `git@host:path`, which is ssh.
_SCP = re.compile(r"(?P<host>[A-Za-z0-9._-]+@[A-Za-z0-9.-]+):(?P<path>[^/].*)", re.ASCII)


@dataclass(frozen=True)
class PoetryDependency:
    """A requirement, and whether only an extra asks for it."""

    dependency: Dependency
    optional: bool
    form: str
    """`version`, `git`, `url`, `path` or `file`."""


def read_dependencies(table: Table, sources: Collection[str]) -> list[PoetryDependency]:
    """Return what a table of dependencies asks for, but for `python`.

    `sources` are the names of [[tool.poetry.source]]. The address of what comes from no index is
    checked and left to the lock, which has the hash or the commit of it.
    """
    found = []
    for key, value in table.data.items():
        if key.lower() == "python":
            continue
        several = isinstance(value, list)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"{key}[{index}]" if several else key
            spec = table.as_table({"version": item} if isinstance(item, str) else item, place)
            found.append(_dependency(checked_name(key, spec.place), spec, sources))
        if value == []:
            raise RefusedError(table.at(key), "an empty list of constraints", _REMEDY)
    return found


def _dependency(name: str, spec: Table, sources: Collection[str]) -> PoetryDependency:
    form = _form(spec)
    _check_origin(form, spec, sources)
    for key in (*_PRERELEASES, "develop"):
        # What they change, Poetry has settled in the lock.
        spec.flag(key, False)
    constraint = Constraint.ANY
    if "version" in spec.data:
        constraint = parse_poetry_constraint(spec.data["version"], spec.at("version"))
    dependency = Dependency(
        place=spec.place,
        name=name,
        constraint=constraint,
        marker=_marker(spec),
        extras=tuple(sorted({checked_name(e, spec.at("extras")) for e in spec.texts("extras")})),
    )
    return PoetryDependency(dependency, spec.flag("optional", False), form)


def _form(spec: Table) -> str:
    forms = [form for form in _FORMS if form in spec.data] or ["version"]
    if len(forms) > 1:
        raise RefusedError(spec.place, f"{' and '.join(forms)} at once", _REMEDY)
    spec.allow([forms[0], *_FORMS[forms[0]], *_WHERE], _REMEDY)
    return forms[0]


def _marker(spec: Table) -> Marker | None:
    text, platform = spec.text("markers", ""), spec.text("platform", "*")
    return all_of(
        spec.place,
        parse_marker(text, spec.at("markers")) if text else None,
        python_marker(spec.data["python"], spec.at("python")) if "python" in spec.data else None,
        platform_marker(platform, spec.at("platform")),
    )


def _check_origin(form: str, spec: Table, sources: Collection[str]) -> None:
    if "subdirectory" in spec.data:
        checked_path(spec.data["subdirectory"], spec.at("subdirectory"))
    if form in ("path", "file"):
        checked_path(spec.data[form], spec.at(form))
    elif form == "url":
        checked_url(spec.data["url"], spec.at("url"))
    elif form == "git":
        match = _SCP.fullmatch(spec.text("git"))
        url = f"ssh://{match['host']}/{match['path']}" if match else spec.text("git")
        checked_url(url, spec.at("git"))
        named = [key for key in ("branch", "rev", "tag") if spec.text(key, "")]
        if len(named) > 1:
            raise RefusedError(spec.place, f"{' and '.join(named)} at once", "keep one of them")
    elif (source := spec.text("source", "")) and source.lower() not in sources:
        raise RefusedError(
            spec.at("source"),
            f"there is no source {source!r}",
            "add it to [[tool.poetry.source]]",
        )
