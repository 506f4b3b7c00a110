"""overlay.nix: one readable expression for each locked package."""

from pyproject2nix.base.nix_syntax import nix_attr, nix_list, nix_string
from pyproject2nix.plan.plan import Plan
from pyproject2nix.render.by_target import HELPERS, attrset
from pyproject2nix.render.expression import Scope, guarded
from pyproject2nix.templates import fill

__all__ = ["render_overlay"]

_BUILD_SETS = """\
  # What builds the packages without a wheel.
  buildSets = import ./build-sets.nix { inherit self target fetchPypi; };

"""


def render_overlay(plan: Plan, root: str, own: str = "package.nix") -> str:
    """Return overlay.nix without its header; `root` is the path from it to the project.

    `own` is the file of the project itself; empty where another overlay has that.
    """
    scope = Scope("self", "self.buildSets")
    attributes = {
        package.name: guarded(package, plan.targets, root, scope, "  ") for package in plan.packages
    }
    if plan.project.is_package and own:
        attributes[plan.project.name] = f"self.callPackage (./. + {nix_string(f'/{own}')}) {{ }}"
        if own == "package.nix":
            attributes[plan.project.name] = "self.callPackage ./package.nix { }"
    text = "\n\n".join(f"  {nix_attr(name)} = {attributes[name]};" for name in sorted(attributes))
    helpers = "".join(line for name, line in sorted(HELPERS.items()) if f"{name} " in text)
    helpers += _releases(plan)
    message = nix_string(
        f"overlay.nix of {plan.project.name}: @wanted@ is not locked; add it to "
        "[tool.pyproject2nix] in pyproject.toml and run pyproject2nix generate"
    )
    return fill(
        "overlay.nix",
        targets=nix_list((nix_string(target.name) for target in plan.targets), "  "),
        message=message.replace("@wanted@", "${wanted}"),
        wanted=_wanted(plan),
        helpers=f"{helpers}\n" if helpers else "",
        attributes=f"{_BUILD_SETS if plan.build_sets else ''}{text}",
    )


def _wanted(plan: Plan) -> str:
    """Return the expression of the target, an error where markers ask for another release."""
    if not plan.releases:
        return "wanted"
    message = nix_string(
        f"overlay.nix of {plan.project.name}: markers of its lock ask for the patch release of "
        "Python, which is @release@ here; run: pyproject2nix generate PROJECT --python @release@"
    )
    return f"""\
if self.python.version == releases.${{self.python.pythonVersion}} or self.python.version then
        wanted
      else
        throw {message.replace("@release@", "${self.python.version}")}"""


def _releases(plan: Plan) -> str:
    """Return the releases of CPython that decide markers."""
    if not plan.releases:
        return ""
    rows = (f"{nix_string(minor)} = {nix_string(one)};" for minor, one in plan.releases.items())
    return f"  releases = {attrset(rows, '  ')};\n"
