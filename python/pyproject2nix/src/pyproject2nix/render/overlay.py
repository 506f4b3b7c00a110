"""overlay.nix: one readable expression for each locked package."""

from pyproject2nix.base.nix_syntax import nix_attr, nix_list, nix_string
from pyproject2nix.plan.plan import Plan
from pyproject2nix.render.by_target import HELPERS
from pyproject2nix.render.expression import Scope, guarded
from pyproject2nix.templates import fill

__all__ = ["render_overlay"]

_BUILD_SETS = """\
  # What builds the packages without a wheel.
  buildSets = import ./build-sets.nix { inherit self target fetchPypi; };

"""


def render_overlay(plan: Plan, root: str) -> str:
    """Return overlay.nix without its header; `root` is the path from it to the project."""
    scope = Scope("self", "self.buildSets")
    attributes = {
        package.name: guarded(package, plan.targets, root, scope, "  ") for package in plan.packages
    }
    if plan.project.is_package:
        attributes[plan.project.name] = "self.callPackage ./package.nix { }"
    text = "\n\n".join(f"  {nix_attr(name)} = {attributes[name]};" for name in sorted(attributes))
    helpers = "".join(line for name, line in sorted(HELPERS.items()) if f"{name} " in text)
    message = nix_string(
        f"overlay.nix of {plan.project.name}: @wanted@ is not locked; add it to "
        "[tool.pyproject2nix] in pyproject.toml and run pyproject2nix generate"
    )
    return fill(
        "overlay.nix",
        targets=nix_list((nix_string(target.name) for target in plan.targets), "  "),
        message=message.replace("@wanted@", "${wanted}"),
        helpers=f"{helpers}\n" if helpers else "",
        attributes=f"{_BUILD_SETS if plan.build_sets else ''}{text}",
    )
