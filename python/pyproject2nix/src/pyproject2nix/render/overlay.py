"""overlay.nix: one readable expression for each locked package."""

from collections.abc import Mapping, Sequence

from pyproject2nix.base.model import Directory
from pyproject2nix.base.nix_syntax import conditional_list, nix_attr, nix_list, nix_string
from pyproject2nix.base.target import Target
from pyproject2nix.plan.distribution import Wheel, is_wheel
from pyproject2nix.plan.plan import Plan, PlannedPackage, Variant
from pyproject2nix.render.by_target import HELPERS, KEYS, attrset, by_key
from pyproject2nix.render.source import directory_call, render_source
from pyproject2nix.templates import fill

__all__ = ["render_overlay"]

Variants = Mapping[Target, Variant]


def render_overlay(plan: Plan, root: str, own: str = "package.nix") -> str:
    """Return overlay.nix without its header; `root` is the path from it to the project.

    `own` is the file of the project itself; empty where another overlay has that.
    """
    attributes = {package.name: _guarded(package, plan.targets, root) for package in plan.packages}
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
        attributes=text,
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


def _guarded(package: PlannedPackage, targets: Sequence[Target], root: str) -> str:
    """Return the expression of a package, an error where a target does not need it."""
    if len(package.variants) == len(targets):
        return _package(package, root)
    some = nix_list((nix_string(target.name) for target in package.variants), "  ")
    return f"lockedFor {some} {nix_string(package.name)} ({_package(package, root)})"


def _package(package: PlannedPackage, root: str) -> str:
    shapes = {target: _shape(variant) for target, variant in package.variants.items()}
    if len(set(shapes.values())) == 1:
        return _expression(package.name, package.variants, root, "  ")
    helper, table = by_key(shapes)
    key = KEYS[helper]
    lines = [f"{helper} {{"]
    for choice in sorted(table):
        some = {target: v for target, v in package.variants.items() if key(target) == choice}
        lines.append(f"    {nix_string(choice)} = {_expression(package.name, some, root, '    ')};")
    return "\n".join([*lines, "  }"])


def _shape(variant: Variant) -> str:
    """Return what variants have to share to stand in one expression."""
    kind = type(variant.distribution).__name__
    if kind not in ("Wheel", "Sdist"):
        kind = repr(variant.distribution)
    return f"{variant.version} {kind}"


def _expression(name: str, variants: Variants, root: str, indent: str) -> str:
    """Return the call of buildPythonPackage for variants of one version and kind."""
    first = next(iter(variants.values()))
    if isinstance(first.distribution, Directory):
        return directory_call(name)
    inner = f"{indent}  "
    blocks = [
        [
            f"pname = {nix_string(name)};",
            f"version = {nix_string(first.version)};",
            'format = "wheel";' if is_wheel(first.distribution) else "pyproject = true;",
        ],
        render_source(
            name, first.version, {t: v.distribution for t, v in variants.items()}, root, inner
        ),
        _native(variants, inner),
        _some("build-system", {t: v.build_system for t, v in variants.items()}, inner),
        _some("dependencies", {t: v.dependencies for t, v in variants.items()}, inner),
        _alone(variants),
        [f"meta.description = {nix_string(first.description)};"] if first.description else [],
    ]
    lines = [line for block in blocks if block for line in ("", *block)][1:]
    body = "\n".join(f"{inner}{line}" if line else "" for line in lines)
    return f"self.buildPythonPackage rec {{\n{body}\n{indent}}}"


def _native(variants: Variants, indent: str) -> list[str]:
    """Return what the native code of a package needs."""
    programs = {f"self.pkgs.{nix_attr(p)}" for v in variants.values() for p in v.programs}
    libraries = {f"self.pkgs.{nix_attr(name)}" for v in variants.values() for name in v.libraries}
    if any(_is_compiled(variant) for variant in variants.values()):
        # manylinux: the wheel expects glibc and libstdc++ in the system's folders. debpkgs
        # re-links every ELF file anyway, nixpkgs only on demand.
        programs.add("self.pkgs.autoPatchelfHook")
        libraries.add("self.stdenv.cc.cc.lib")
    lines = []
    if programs:
        lines.append(f"nativeBuildInputs = {nix_list(sorted(programs), indent)};")
    if libraries:
        lines.append(f"buildInputs = {nix_list(sorted(libraries), indent)};")
    if "self.pkgs.cmake" in programs:
        lines.append("dontUseCmakeConfigure = true;")
    return lines


def _is_compiled(variant: Variant) -> bool:
    distribution = variant.distribution
    if isinstance(distribution, Wheel):
        return distribution.platform != "any"
    return is_wheel(distribution) and not distribution.file.name.endswith("-any.whl")


def _some(attribute: str, names: Mapping[Target, tuple[str, ...]], indent: str) -> list[str]:
    return [f"{attribute} = {_packages(names, indent)};"] if any(names.values()) else []


def _alone(variants: Variants) -> list[str]:
    if not any(variant.is_alone for variant in variants.values()):
        return []
    return [
        "# What it needs at run time comes with the whole environment.",
        "dontCheckRuntimeDeps = true;",
    ]


def _packages(names: Mapping[Target, tuple[str, ...]], indent: str) -> str:
    return conditional_list(
        {target.name: some for target, some in names.items()},
        lambda name: f"self.{nix_attr(name)}",
        lambda targets, packages: f"onlyOn {targets} {packages}",
        indent,
    )
