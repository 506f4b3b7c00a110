"""The plan compared with the rendered text: packages, edges and hashes, counted from the text."""

import json
import re
from collections.abc import Iterable

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Directory
from pyproject2nix.base.nix_syntax import nix_attr
from pyproject2nix.plan.distribution import Sdist, Wheel
from pyproject2nix.plan.plan import Plan

__all__ = ["check_account", "check_pins"]

_ATTRIBUTE = re.compile(r"^  (\S+) = (.*?)(?=^  \S+ = |\Z)", re.MULTILINE | re.DOTALL)
_LIST = re.compile(r"^ +(build-system|dependencies) = (.*?);$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r'self\.("[^"]*"|[A-Za-z0-9_-]+)')
_HASH = re.compile(r'^ +hash = "(sha256-[^"]+)";$', re.MULTILINE)

Edges = set[tuple[str, str, str]]


def check_account(plan: Plan, overlay: str, own: str = "package.nix") -> None:
    """Compare an overlay with the plan it was made from: nothing lost, nothing invented."""
    attributes = dict(_ATTRIBUTE.findall(overlay.split("\nin\n{\n")[1]))
    names = {nix_attr(package.name) for package in plan.packages}
    if plan.project.is_package and own:
        names.add(nix_attr(plan.project.name))
    distributions = [v.distribution for p in plan.packages for v in p.variants.values()]
    fetched = [d.file for d in distributions if isinstance(d, Sdist | Wheel | Archive)]
    _compare("packages", names, attributes)
    _compare("edges", _planned_edges(plan), _written_edges(attributes))
    _compare("hashes", {file.sri for file in fetched}, _HASH.findall(overlay))


def check_pins(plan: Plan, pins: str) -> None:
    """Compare pypi.json with the plan it was made from."""
    distributions = [v.distribution for p in plan.every_package() for v in p.variants.values()]
    of_index = {d.file.name for d in distributions if isinstance(d, Sdist | Wheel)}
    pinned = {entry["file"] for entry in json.loads(pins)["files"] if entry["targets"]}
    _compare("files", of_index, pinned)


def _compare(what: str, planned: set[str] | Edges, written: Iterable[object]) -> None:
    if planned != set(written):
        raise RefusedError(
            "overlay.nix",
            f"{what} differ: planned and not written {planned - set(written)}, written and not "
            f"planned {set(written) - planned}",
            "nothing was written; this is an error of pyproject2nix, please report it",
        )


def _planned_edges(plan: Plan) -> Edges:
    return {
        (nix_attr(package.name), what, nix_attr(name))
        for package in plan.packages
        for variant in package.variants.values()
        if not isinstance(variant.distribution, Directory)
        for what, names in (
            ("build-system", variant.build_system),
            ("dependencies", variant.dependencies),
        )
        for name in names
    }


def _written_edges(attributes: dict[str, str]) -> Edges:
    return {
        (attribute, what, name)
        for attribute, text in attributes.items()
        for what, names in _LIST.findall(text)
        for name in _NAME.findall(names)
    }
