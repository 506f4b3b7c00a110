"""One dependency of [tool.poetry], in any of the forms that Poetry documents."""

from dataclasses import dataclass

from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.markers import marker_of

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


@dataclass(frozen=True)
class PoetryDependency:
    """A requirement, and whether only an extra asks for it."""

    dependency: Dependency
    optional: bool
    form: str
    """`version`, `git`, `url`, `path` or `file`."""


def read_dependencies(table: Table) -> list[PoetryDependency]:
    """Return what a table of dependencies asks for, but for `python`.

    Where a dependency comes from is left to the lock, which has its hash or commit.
    """
    found = []
    for key, value in table.data.items():
        if key.lower() == "python":
            continue
        several = isinstance(value, list)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"{key}[{index}]" if several else key
            spec = table.as_table({"version": item} if isinstance(item, str) else item, place)
            found.append(_dependency(checked_name(key, spec.place), spec))
        if value == []:
            raise RefusedError(table.at(key), "an empty list of constraints", _REMEDY)
    return found


def _dependency(name: str, spec: Table) -> PoetryDependency:
    form = _form(spec)
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
        marker=marker_of(spec),
        extras=tuple(sorted({checked_name(e, spec.at("extras")) for e in spec.texts("extras")})),
    )
    return PoetryDependency(dependency, spec.flag("optional", False), form)


def _form(spec: Table) -> str:
    forms = [form for form in _FORMS if form in spec.data] or ["version"]
    if len(forms) > 1:
        raise RefusedError(spec.place, f"{' and '.join(forms)} at once", _REMEDY)
    spec.allow([forms[0], *_FORMS[forms[0]], *_WHERE], _REMEDY)
    return forms[0]
