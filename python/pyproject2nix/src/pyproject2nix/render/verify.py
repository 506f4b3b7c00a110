"""The plan compared with the rendered text: packages, edges and hashes, counted from the text."""

import json
import re
from collections.abc import Iterable

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Directory
from pyproject2nix.base.nix_syntax import nix_attr
from pyproject2nix.plan.distribution import Sdist, Wheel
from pyproject2nix.plan.plan import Plan, PlannedPackage

__all__ = ["check_account", "check_build_sets", "check_pins"]

_ATTRIBUTE = re.compile(r"^  (\S+) = (.*?)(?=^  \S+ = |\Z)", re.MULTILINE | re.DOTALL)
_IN_SET = re.compile(r"^      (\S+) = (.*?)(?=^      \S+ = |\Z)", re.MULTILINE | re.DOTALL)
_SET = re.compile(r"^    (\S+) = \{\n(.*?)^    \};$", re.MULTILINE | re.DOTALL)
_LIST = re.compile(r"^ +(build-system|dependencies) = (.*?);$", re.MULTILINE | re.DOTALL)
_WORD = r'(?:"[^"]*"|[A-Za-z0-9_-]+)'
_NAME = re.compile(rf"(?:self\.buildSets|sets)\.({_WORD}\.{_WORD})|self\.({_WORD})")
_HASH = re.compile(r'^ +hash = "(sha256-[^"]+)";$', re.MULTILINE)
_BUILD_SETS = "buildSets"

Edges = set[tuple[str, str, str]]


def check_account(plan: Plan, overlay: str, own: str = "package.nix") -> None:
    """Compare an overlay with the plan it was made from: nothing lost, nothing invented."""
    attributes = dict(_ATTRIBUTE.findall(overlay.split("\nin\n{\n")[1]))
    if plan.build_sets:
        del attributes[_BUILD_SETS]
    names = {nix_attr(package.name) for package in plan.packages}
    if plan.project.is_package and own:
        names.add(nix_attr(plan.project.name))
    _compare("packages", names, attributes)
    _compare("edges", _planned_edges(plan.packages, ""), _written_edges(attributes))
    _compare("hashes", _planned_hashes(plan.packages), _HASH.findall(overlay))


def check_build_sets(plan: Plan, text: str) -> None:
    """Compare build-sets.nix with the plan it was made from; the text is empty without one."""
    sets = {name: dict(_IN_SET.findall(part)) for name, part in _SET.findall(text)}
    _compare("build sets", set(map(nix_attr, plan.build_sets)), sets)
    for name, packages in plan.build_sets.items():
        written = sets[nix_attr(name)]
        _compare(f"packages of {name}", {nix_attr(one.name) for one in packages}, written)
        _compare(f"edges of {name}", _planned_edges(packages, name), _written_edges(written))
    every = [package for packages in plan.build_sets.values() for package in packages]
    _compare("hashes of build sets", _planned_hashes(every), _HASH.findall(text))


def check_pins(plan: Plan, pins: str) -> None:
    """Compare pypi.json with the plan it was made from."""
    distributions = [v.distribution for p in plan.every_package() for v in p.variants.values()]
    of_index = {d.file.name for d in distributions if isinstance(d, Sdist | Wheel)}
    pinned = {entry["file"] for entry in json.loads(pins)["files"] if entry["targets"]}
    _compare("files", of_index, pinned)


def _planned_hashes(packages: Iterable[PlannedPackage]) -> set[str]:
    distributions = [v.distribution for p in packages for v in p.variants.values()]
    return {d.file.sri for d in distributions if isinstance(d, Sdist | Wheel | Archive)}


def _compare(what: str, planned: set[str] | Edges, written: Iterable[object]) -> None:
    if planned != set(written):
        raise RefusedError(
            "overlay.nix",
            f"{what} differ: planned and not written {planned - set(written)}, written and not "
            f"planned {set(written) - planned}",
            "nothing was written; this is an error of pyproject2nix, please report it",
        )


def _planned_edges(packages: Iterable[PlannedPackage], own_set: str) -> Edges:
    """Return the edges of some packages, whose dependencies are in the same set as they."""
    return {
        (nix_attr(package.name), what, f"{nix_attr(of)}.{nix_attr(name)}" if of else nix_attr(name))
        for package in packages
        for variant in package.variants.values()
        if not isinstance(variant.distribution, Directory)
        for what, names, of in (
            ("build-system", variant.build_system, variant.build_set),
            ("dependencies", variant.dependencies, own_set),
        )
        for name in names
    }


def _written_edges(attributes: dict[str, str]) -> Edges:
    return {
        (attribute, what, in_set or plain)
        for attribute, text in attributes.items()
        for what, names in _LIST.findall(text)
        for in_set, plain in _NAME.findall(names)
    }
