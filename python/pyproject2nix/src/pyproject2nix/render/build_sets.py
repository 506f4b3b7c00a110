"""build-sets.nix: what builds the packages without a wheel, from pylock.build.toml."""

from collections.abc import Iterable

from pyproject2nix.base.nix_syntax import nix_attr
from pyproject2nix.plan.plan import Plan
from pyproject2nix.render.by_target import HELPERS
from pyproject2nix.render.expression import Scope, guarded
from pyproject2nix.templates import fill

__all__ = ["render_build_sets"]


def render_build_sets(plan: Plan, root: str) -> str:
    """Return build-sets.nix without its header; `root` is the path from it to the project."""
    scopes = {name: Scope(f"sets.{nix_attr(name)}", "sets") for name in plan.build_sets}
    sets = []
    for name, packages in plan.build_sets.items():
        attributes = [
            f"      {nix_attr(package.name)} = "
            f"{guarded(package, plan.targets, root, scopes[name], '      ')};"
            for package in packages
        ]
        sets.append(f"    {nix_attr(name)} = {{\n{_blocks(attributes)}\n    }};")
    text = _blocks(sets)
    helpers = "".join(line for name, line in sorted(HELPERS.items()) if f"{name} " in text)
    return fill(
        "build-sets.nix", helpers=helpers.replace("overlay.nix:", "build-sets.nix:"), sets=text
    )


def _blocks(texts: Iterable[str]) -> str:
    return "\n\n".join(texts)
