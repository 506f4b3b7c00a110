"""project.json: what hand-written Nix has to know of a project, as data."""

import json

from pyproject2nix.base.target import Target
from pyproject2nix.plan.local_package import ByTarget, LocalPackage, check_groups_of
from pyproject2nix.plan.plan import Alternative, Plan
from pyproject2nix.project.inputs import Inputs
from pyproject2nix.project.project import Project
from pyproject2nix.render.alternatives import member_file, overlay_file, own_file
from pyproject2nix.render.cargo import cargo_locks

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
    if set(shell_groups := _shell_groups(plan)) != set(plan.groups):
        document["default-groups"] = shell_groups
    if plan.members:
        document["members"] = sorted(member.project.name for member in plan.members)
    if editable := _editable(plan):
        document["editable"] = editable
    if programs := _native_check_inputs(plan):
        document["native-check-inputs"] = programs
    if locks := cargo_locks(plan, root):
        document["cargo-locks"] = locks
    if plan.releases:
        document["releases"] = dict(plan.releases)
    if plan.alternatives:
        document["exclusive"] = {
            "extras": list(plan.exclusive_extras),
            "groups": list(plan.exclusive_groups),
        }
        document["variants"] = [_variant(plan, one) for one in plan.alternatives]
    if inputs is not None:
        document |= {"root": root, "inputs": inputs.document()}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _of_history(plan: Plan) -> dict[str, object]:
    """Return what stays of the repository's history, where a version comes from it."""
    local = [plan.project, *(member.project for member in plan.members)]
    found: dict[str, object] = {}
    if recorded := {one.name: one.version for one in local if one.has_history}:
        found["recorded"] = dict(sorted(recorded.items()))
    return {**found, **_environment(plan.project)}


def _shell_groups(plan: Plan) -> list[str]:
    """Return the groups of the shells: what the locker installs unasked, and what tests need."""
    return sorted({*plan.default_groups, *check_groups_of(plan.project, plan.own, plan.groups)})


def _native_check_inputs(plan: Plan) -> list[str]:
    """Return the programs that tests of the project and its members run."""
    local = [plan.project, *(member.project for member in plan.members)]
    return sorted({name for one in local for name in one.settings.native_check_inputs})


def _variant(plan: Plan, one: Alternative) -> dict[str, object]:
    """Return an alternative: it is taken where the exclusive names that are asked for are its."""
    own = own_file(plan, one)
    editable = _editable(plan, one) if one.members else {}
    return {
        "extras": list(one.extras),
        "groups": list(one.groups),
        "overlay": overlay_file(one),
        **({"package": own} if own else {}),
        **({"editable": editable} if editable else {}),
        "targets": {target.name: _target(one.local, target) for target in plan.targets},
    }


def _editable(plan: Plan, one: Alternative | None = None) -> dict[str, object]:
    """Return the local projects that shells install editable, with their paths and files."""
    files = {member.project.name: (member, member.project.name) for member in plan.members}
    if one is not None:
        for member in one.members:
            files[member.project.name] = (member, member_file(member.project.name, one))
    return {
        name: {
            "path": member.path,
            "file": f"packages/{file}.nix",
            **_environment(member.project),
        }
        for name, (member, file) in sorted(files.items())
        if member.editable and member.project.is_package
    }


def _environment(project: Project) -> dict[str, object]:
    """Return the variables that a build sets in place of the repository's history."""
    variables = project.preparation.variables
    return {"environment": dict(sorted(variables.items()))} if variables else {}


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
