"""project.json: what hand-written Nix has to know of a project, as data."""

import json

from pyproject2nix.base.target import Target
from pyproject2nix.plan.local_package import ByTarget, LocalPackage
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.inputs import Inputs

__all__ = ["VERSION", "render_project"]


VERSION = 2
"""Of project.json: `buildProject` reads this one and earlier ones."""


def render_project(plan: Plan, root: str, inputs: Inputs | None) -> str:
    """Return project.json: by target the names that the project, its extras and groups want.

    `root` is the path from its folder to the project's.
    """
    document: dict[str, object] = {
        "version": VERSION,
        "name": plan.project.name,
        "package": plan.project.is_package,
        "lock": plan.lock.place,
        "pythons": sorted({t.python_version for t in plan.targets}, key=_python),
        "platforms": sorted({t.platform for t in plan.targets}),
        **_of_history(plan),
        "targets": {target.name: _target(plan.local, target) for target in plan.targets},
    }
    if inputs is not None:
        document |= {"root": root, "inputs": inputs.document()}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _of_history(plan: Plan) -> dict[str, object]:
    """Return what stays of the repository's history, where a version comes from it."""
    local = [plan.project, *(member.project for member in plan.members)]
    found: dict[str, object] = {}
    if recorded := {one.name: one.version for one in local if one.has_history}:
        found["recorded"] = dict(sorted(recorded.items()))
    if variables := plan.project.preparation.variables:
        found["environment"] = dict(sorted(variables.items()))
    return found


def _python(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _target(local: LocalPackage, target: Target) -> dict[str, object]:
    def chosen(table: dict[str, ByTarget]) -> dict[str, list[str]]:
        return {name: sorted(table[name][target]) for name in sorted(table)}

    return {
        "dependencies": sorted(local.dependencies[target]),
        "extras": chosen(dict(local.extras)),
        "groups": chosen(dict(local.groups)),
    }
