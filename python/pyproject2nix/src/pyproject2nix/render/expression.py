"""The expression of one package: a call of buildPythonPackage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyproject2nix.base.model import Directory
from pyproject2nix.base.nix_syntax import conditional_list, nix_attr, nix_list, nix_string
from pyproject2nix.base.target import Target
from pyproject2nix.plan.distribution import Wheel, is_wheel
from pyproject2nix.plan.plan import PlannedPackage, Variant
from pyproject2nix.render.by_target import KEYS, by_key
from pyproject2nix.render.cargo import crates_attributes, lock_file
from pyproject2nix.render.source import directory_call, render_source

__all__ = ["Scope", "guarded"]

Variants = Mapping[Target, Variant]


@dataclass(frozen=True)
class Scope:
    """The Nix expressions of attribute sets that a package's lists refer to."""

    packages: str
    """Has what the package needs at run time."""
    build_sets: str
    """Has the build sets."""

    def builders(self, variant: Variant) -> dict[str, str]:
        """Return the attribute set of each package that builds a package."""
        of = "self"
        if variant.build_set:
            of = f"{self.build_sets}.{nix_attr(variant.build_set)}"
        return dict.fromkeys(variant.build_system, of)

    def dependencies(self, variant: Variant) -> dict[str, str]:
        """Return the attribute set of each package that a package needs at run time."""
        return dict.fromkeys(variant.dependencies, self.packages)


def guarded(
    package: PlannedPackage, targets: Sequence[Target], root: str, scope: Scope, indent: str
) -> str:
    """Return the expression of a package, an error where a target does not need it."""
    if len(package.variants) == len(targets):
        return _package(package, root, scope, indent)
    some = nix_list((nix_string(target.name) for target in package.variants), indent)
    text = _package(package, root, scope, indent)
    return f"lockedFor {some} {nix_string(package.name)} ({text})"


def _package(package: PlannedPackage, root: str, scope: Scope, indent: str) -> str:
    shapes = {target: _shape(variant) for target, variant in package.variants.items()}
    if len(set(shapes.values())) == 1:
        return _expression(package.name, package.variants, root, scope, indent)
    helper, table = by_key(shapes)
    key = KEYS[helper]
    lines = [f"{helper} {{"]
    for choice in sorted(table):
        some = {target: v for target, v in package.variants.items() if key(target) == choice}
        text = _expression(package.name, some, root, scope, f"{indent}  ")
        lines.append(f"{indent}  {nix_string(choice)} = {text};")
    return "\n".join([*lines, f"{indent}}}"])


def _shape(variant: Variant) -> str:
    """Return what variants have to share to stand in one expression."""
    kind = type(variant.distribution).__name__
    if kind not in ("Wheel", "Sdist"):
        kind = repr(variant.distribution)
    return f"{variant.version} {kind}"


def _expression(name: str, variants: Variants, root: str, scope: Scope, indent: str) -> str:
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
        _crates(name, first, inner),
        _list("build-system", {t: scope.builders(v) for t, v in variants.items()}, inner),
        _list("dependencies", {t: scope.dependencies(v) for t, v in variants.items()}, inner),
        _alone(variants),
        [f"meta.description = {nix_string(first.description)};"] if first.description else [],
    ]
    lines = [line for block in blocks if block for line in ("", *block)][1:]
    body = "\n".join(f"{inner}{line}" if line else "" for line in lines)
    return f"self.buildPythonPackage rec {{\n{body}\n{indent}}}"


def _native(variants: Variants, indent: str) -> list[str]:
    """Return what the native code of a package needs."""
    programs = {f"self.pkgs.{nix_attr(p)}" for v in variants.values() for p in v.programs}
    libraries = {
        f"(nativeLibrary {nix_string(name)} {nix_string(v.locked.name)})"
        for v in variants.values()
        for name in v.libraries
    }
    if any(variant.rust for variant in variants.values()):
        name = nix_string(next(iter(variants.values())).locked.name)
        programs |= {f'(rustTool "{tool}" {name})' for tool in ("cargo", "rustc")}
        programs.add("self.pkgs.rustPlatform.cargoSetupHook")
    is_compiled = any(_is_compiled(variant) for variant in variants.values())
    if is_compiled:
        # manylinux: the wheel expects glibc and libstdc++ in the system's folders. debpkgs
        # re-links every ELF file anyway, nixpkgs only on demand.
        programs.add("self.pkgs.autoPatchelfHook")
        libraries.add("self.stdenv.cc.cc.lib")
    lines = []
    if programs:
        lines.append(f"nativeBuildInputs = {nix_list(sorted(programs), indent)};")
    if libraries:
        lines.append(f"buildInputs = {nix_list(sorted(libraries), indent)};")
    if is_compiled:
        # As for pip: a part whose library is not there fails where it is imported.
        lines.append('autoPatchelfIgnoreMissingDeps = [ "*" ];')
    if "self.pkgs.cmake" in programs:
        lines.append("dontUseCmakeConfigure = true;")
    return lines


def _crates(name: str, variant: Variant, indent: str) -> list[str]:
    """Return the crates of a source in Rust."""
    path = f"./. + {nix_string('/' + lock_file(name, variant.version))}"
    return crates_attributes(variant.rust, path, "self.pkgs.rustPlatform", indent)


def _is_compiled(variant: Variant) -> bool:
    distribution = variant.distribution
    if isinstance(distribution, Wheel):
        return distribution.platform != "any"
    return is_wheel(distribution) and not distribution.file.name.endswith("-any.whl")


def _list(attribute: str, packages: Mapping[Target, Mapping[str, str]], indent: str) -> list[str]:
    """Return a list of packages by target; each name has the attribute set that it is from."""
    if not any(packages.values()):
        return []
    # Sorted by name, wherever a package is from.
    text = conditional_list(
        {target.name: [f"{n} {of}" for n, of in some.items()] for target, some in packages.items()},
        _select,
        lambda targets, some: f"onlyOn {targets} {some}",
        indent,
    )
    return [f"{attribute} = {text};"]


def _select(name_and_set: str) -> str:
    name, _, of = name_and_set.partition(" ")
    return f"{of}.{nix_attr(name)}"


def _alone(variants: Variants) -> list[str]:
    if not any(variant.is_alone for variant in variants.values()):
        return []
    return [
        "# What it needs at run time comes with the whole environment.",
        "dontCheckRuntimeDeps = true;",
    ]
