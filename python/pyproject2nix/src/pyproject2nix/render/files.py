"""The files of a plan: rendered, compared with the plan, and headed."""

import posixpath
import re

from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.inputs import Inputs
from pyproject2nix.render.alternatives import (
    member_file,
    overlay_file,
    own_file,
    render_alternative,
)
from pyproject2nix.render.build_sets import render_build_sets
from pyproject2nix.render.cargo import cargo_files
from pyproject2nix.render.header import digest_lines, headed, make_header
from pyproject2nix.render.overlay import render_overlay
from pyproject2nix.render.package import render_package
from pyproject2nix.render.pins import render_pins
from pyproject2nix.render.project import render_project
from pyproject2nix.render.verify import check_account, check_build_sets, check_pins

__all__ = ["render_files"]


_ATTRIBUTES = """\
# Reviews fold these files, and `git diff` leaves their lines out; `git diff --text` shows them.
* linguist-generated gitlab-generated -diff
"""


def render_files(
    plan: Plan,
    root: str,
    command: str,
    inputs: Inputs | None = None,
    out: str = ".",
    copy: str = "",
) -> dict[str, str]:
    """Return the text of every file, by name.

    `root` is the path from the folder of the files to the project's; `command` is what writes
    them again; `inputs` are what they are made from, and `out` is the path from the project's
    folder to that of the files. `copy` is the folder of the copy of hpds, if it is another one.
    """
    sources = ["pyproject.toml", plan.lock.place]
    if not plan.project.toml.data:
        sources.remove("pyproject.toml")
    digests = [plan.project.digest, plan.lock.digest]
    if plan.build_sets:
        sources.append(BUILD_LOCK)
        digests.append(plan.builds.digest)
    check_locked(plan)
    header = make_header(sources, command, " ".join(digests))
    overlay = render_overlay(plan, root)
    data = {
        "pypi.json": render_pins(plan),
        "project.json": render_project(plan, root, inputs),
        **cargo_files(plan),
    }
    build_sets = render_build_sets(plan, root) if plan.build_sets else ""
    check_account(plan, overlay)
    check_build_sets(plan, build_sets)
    check_pins(plan, data["pypi.json"])
    files = {"overlay.nix": headed(header + digest_lines(data), overlay), **data}
    if build_sets:
        files["build-sets.nix"] = headed(header, build_sets)
    if out != "." and not out.startswith("../"):
        files[".gitattributes"] = headed(header, _ATTRIBUTES)
    if plan.project.is_package:
        files["package.nix"] = headed(header, _project(plan, plan.local, root, copy or out))
    for member in plan.members:
        files[f"packages/{member.project.name}.nix"] = headed(header, _member(member, root))
    for alternative in plan.alternatives:
        text = render_alternative(plan, alternative, root)
        files[overlay_file(alternative)] = headed(header, text)
        if own := own_file(plan, alternative):
            files[own] = headed(header, _project(plan, alternative.local, root, copy or out))
        for member in alternative.members:
            name = member_file(member.project.name, alternative)
            files[f"packages/{name}.nix"] = headed(header, _member(member, root))
    return files


def check_locked(plan: Plan) -> None:
    """Refuse a plan that lacks what builds something."""
    for one in plan.from_source:
        if not one.is_locked:
            raise RefusedError(
                BUILD_LOCK,
                f"what builds {one.built.name} {one.built.version} is not locked there",
                "run: pyproject2nix generate",
            )


def _project(plan: Plan, local: LocalPackage, root: str, own: str) -> str:
    return render_package(local, _nix_path(root), bool(plan.build_sets), own)


def _member(member: LocalPackage, root: str) -> str:
    return render_package(member, _nix_path(posixpath.join("..", root, member.path)))


def _nix_path(relative: str) -> str:
    relative = posixpath.normpath(relative)
    path = "./." if relative == "." else f"./{relative}"
    if re.fullmatch(r"[A-Za-z0-9._+/-]+", path, re.ASCII) is None:
        raise RefusedError(
            relative, "cannot be written as a Nix path", "choose a plainer name for the folder"
        )
    return path
