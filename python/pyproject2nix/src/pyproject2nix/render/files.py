"""The files of a plan: rendered, compared with the plan, and headed."""

import posixpath
import re

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.plan.plan import Plan
from pyproject2nix.render.alternatives import (
    member_file,
    overlay_file,
    own_file,
    render_alternative,
)
from pyproject2nix.render.header import digest_lines, headed, make_header
from pyproject2nix.render.overlay import render_overlay
from pyproject2nix.render.package import render_package
from pyproject2nix.render.pins import render_pins
from pyproject2nix.render.project import render_project
from pyproject2nix.render.verify import check_account, check_pins

__all__ = ["render_files"]


def render_files(plan: Plan, root: str, command: str) -> dict[str, str]:
    """Return the text of every file, by name.

    `root` is the path from the folder of the files to the project's; `command` is what writes
    them again.
    """
    sources = ["pyproject.toml", plan.lock.place]
    if not plan.project.toml.data:
        sources.remove("pyproject.toml")
    header = make_header(sources, command, f"{plan.project.digest} {plan.lock.digest}")
    overlay = render_overlay(plan, root)
    data = {"pypi.json": render_pins(plan), "project.json": render_project(plan)}
    check_account(plan, overlay)
    check_pins(plan, data["pypi.json"])
    files = {"overlay.nix": headed(header + digest_lines(data), overlay), **data}
    if plan.project.is_package:
        files["package.nix"] = headed(header, render_package(plan.local, _nix_path(root)))
    for member in plan.members:
        files[f"packages/{member.project.name}.nix"] = headed(header, _member(member, root))
    for alternative in plan.alternatives:
        text = render_alternative(plan, alternative, root)
        files[overlay_file(alternative)] = headed(header, text)
        if own := own_file(plan, alternative):
            text = render_package(alternative.local, _nix_path(root))
            files[own] = headed(header, text)
        for member in alternative.members:
            name = member_file(member.project.name, alternative)
            files[f"packages/{name}.nix"] = headed(header, _member(member, root))
    return files


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
