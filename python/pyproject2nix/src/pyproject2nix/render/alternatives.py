"""overlay-NAME.nix: what differs where groups and extras are chosen that exclude the default."""

from dataclasses import replace

from pyproject2nix.plan.plan import Alternative, Plan
from pyproject2nix.render.overlay import render_overlay
from pyproject2nix.render.source import directory_call
from pyproject2nix.render.verify import check_account

__all__ = ["member_file", "overlay_file", "own_file", "render_alternative"]


def overlay_file(alternative: Alternative) -> str:
    """Return the name of an alternative's overlay, which comes after that of the plan."""
    return f"overlay-{alternative.name}.nix"


def own_file(plan: Plan, alternative: Alternative) -> str:
    """Return the name of its package.nix; empty where the plan's serves."""
    main, local = plan.local, alternative.local
    differs = (
        local.dependencies != main.dependencies
        or local.build_system != main.build_system
        or local.build_set != main.build_set
        or local.check_inputs != main.check_inputs
    )
    return f"package-{alternative.name}.nix" if plan.project.is_package and differs else ""


def member_file(member: str, alternative: Alternative) -> str:
    """Return the name of the file of a local project that differs, without the suffix."""
    return f"{member}.{alternative.name}"


def render_alternative(plan: Plan, alternative: Alternative, root: str) -> str:
    """Return overlay-NAME.nix without its header; `root` is the path from it to the project."""
    # The overlay before it has the build sets.
    only = replace(plan, packages=alternative.packages, alternatives=(), build_sets={})
    own = own_file(plan, alternative)
    text = render_overlay(only, root, own)
    for member in alternative.members:
        name = member.project.name
        text = text.replace(directory_call(name), directory_call(member_file(name, alternative)))
    check_account(only, text, own)
    return text
