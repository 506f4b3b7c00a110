"""overlay.nix: one readable expression for each locked package."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pyproject2nix.distribution import Sdist, Wheel
from pyproject2nix.nixtext import conditional_list, nix_attr, nix_list, nix_string
from pyproject2nix.plan import Plan, PlannedPackage, Variant
from pyproject2nix.target import Target
from pyproject2nix.templates import fill

__all__ = ["render_overlay"]

Fields = Mapping[str, str]
Variants = Mapping[Target, Variant]

# How a table of choices may be keyed, the coarsest first, and the helper that looks into it.
_KEYS: tuple[tuple[str, Callable[[Target], str]], ...] = (
    ("forSystem", lambda target: target.platform),
    ("forPython", lambda target: target.python_version),
    ("forTarget", lambda target: target.name),
)

_HELPERS = {
    "forPython": "  forPython = choices: choices.${self.python.pythonVersion};\n",
    "forSystem": "  forSystem = choices: choices.${self.stdenv.hostPlatform.system};\n",
    "forTarget": "  forTarget = choices: choices.${target};\n",
    "lockedFor": (
        "  lockedFor =\n"
        "    some: name: package:\n"
        "    if builtins.elem target some then\n"
        "      package\n"
        "    else\n"
        '      throw "overlay.nix: ${name} is not locked for ${target}: nothing needs it there";\n'
    ),
    "onlyOn": "  onlyOn = some: packages: if builtins.elem target some then packages else [ ];\n",
}


# manylinux: the wheel expects glibc and libstdc++ in the system's folders. debpkgs re-links
# every ELF file anyway, nixpkgs only on demand.
_COMPILED = (
    "nativeBuildInputs = [ self.pkgs.autoPatchelfHook ];",
    "buildInputs = [ self.stdenv.cc.cc.lib ];",
)


def render_overlay(plan: Plan) -> str:
    """Return overlay.nix without its header."""
    attributes = {package.name: _guarded(package, plan.targets) for package in plan.packages}
    if plan.local is not None:
        attributes[plan.project.name] = "self.callPackage ./package.nix { }"
    text = "\n\n".join(f"  {nix_attr(name)} = {attributes[name]};" for name in sorted(attributes))
    helpers = "".join(line for name, line in sorted(_HELPERS.items()) if f"{name} " in text)
    message = nix_string(
        f"overlay.nix of {plan.project.name}: @wanted@ is not locked; add it to "
        "[tool.pyproject2nix] in pyproject.toml and run pyproject2nix generate"
    )
    return fill(
        "overlay.nix",
        targets=nix_list((nix_string(target.name) for target in plan.targets), "  "),
        message=message.replace("@wanted@", "${wanted}"),
        helpers=f"{helpers}\n" if helpers else "",
        attributes=text,
    )


def _guarded(package: PlannedPackage, targets: Sequence[Target]) -> str:
    """Return the expression of a package, an error where a target does not need it."""
    if len(package.variants) == len(targets):
        return _package(package)
    some = nix_list((nix_string(target.name) for target in package.variants), "  ")
    return f"lockedFor {some} {nix_string(package.name)} ({_package(package)})"


def _package(package: PlannedPackage) -> str:
    def shape(variant: Variant) -> str:
        return f"{variant.version} {type(variant.distribution).__name__}"

    if len({shape(variant) for variant in package.variants.values()}) == 1:
        return _expression(package.name, package.variants, "  ")
    helper, table = _by_key({target: shape(v) for target, v in package.variants.items()})
    key = dict(_KEYS)[helper]
    lines = [f"{helper} {{"]
    for choice in sorted(table):
        some = {target: v for target, v in package.variants.items() if key(target) == choice}
        lines.append(f"    {nix_string(choice)} = {_expression(package.name, some, '    ')};")
    return "\n".join([*lines, "  }"])


def _expression(name: str, variants: Variants, indent: str) -> str:
    """Return the call of buildPythonPackage for variants of one version and kind."""
    first = next(iter(variants.values()))
    is_wheel = isinstance(first.distribution, Wheel)
    lines = [
        f"pname = {nix_string(name)};",
        f"version = {nix_string(first.version)};",
        'format = "wheel";' if is_wheel else "pyproject = true;",
        "",
        f"src = {_source(name, variants, f'{indent}  ')};",
    ]
    if any(_is_compiled(v) for v in variants.values()):
        lines += ["", *_COMPILED]
    if any(v.build_system for v in variants.values()):
        builders = {target: v.build_system for target, v in variants.items()}
        lines += ["", f"build-system = {_packages(builders, f'{indent}  ')};"]
    if any(v.dependencies for v in variants.values()):
        dependencies = {target: v.dependencies for target, v in variants.items()}
        lines += ["", f"dependencies = {_packages(dependencies, f'{indent}  ')};"]
    if first.description:
        lines += ["", f"meta.description = {nix_string(first.description)};"]
    body = "\n".join(f"{indent}  {line}" if line else "" for line in lines)
    return f"self.buildPythonPackage rec {{\n{body}\n{indent}}}"


def _is_compiled(variant: Variant) -> bool:
    distribution = variant.distribution
    return isinstance(distribution, Wheel) and distribution.platform != "any"


def _source(name: str, variants: Variants, indent: str) -> str:
    """Return the call of fetchPypi: what is the same everywhere first, then a table of the rest."""
    fields = {target: _fetch_fields(name, v) for target, v in variants.items()}
    one = next(iter(fields.values()))
    common = {key for key in one if all(f.get(key) == one[key] for f in fields.values())}
    inherited = [key for key in ("pname", "version") if key not in one]
    shared = [f"inherit {' '.join(inherited)};"] if inherited else []
    shared += [f"{key} = {nix_string(one[key])};" for key in one if key in common]
    if all(set(f) == common for f in fields.values()):
        return f"fetchPypi {_attrset(shared, indent)}"
    rest = {
        target: _attrset(
            [f"{key} = {nix_string(f[key])};" for key in f if key not in common], f"{indent}    "
        )
        for target, f in fields.items()
    }
    helper, table = _by_key(rest)
    choices = [f"{nix_string(choice)} = {table[choice]};" for choice in sorted(table)]
    inner = f"{indent}  "
    return (
        f"fetchPypi (\n{inner}{_attrset(shared, inner)}\n"
        f"{inner}// {helper} {_attrset(choices, inner)}\n{indent})"
    )


def _fetch_fields(name: str, variant: Variant) -> dict[str, str]:
    """Return fetchPypi's arguments, without those that are inherited or have their default."""
    distribution = variant.distribution
    fields = {}
    if distribution.pname != name:
        fields["pname"] = distribution.pname
    if distribution.version != variant.version:
        fields["version"] = distribution.version
    if isinstance(distribution, Sdist):
        if distribution.extension != "tar.gz":
            fields["extension"] = distribution.extension
    else:
        fields |= {"format": "wheel", "dist": distribution.python, "python": distribution.python}
        if distribution.abi != "none":
            fields["abi"] = distribution.abi
        if distribution.platform != "any":
            fields["platform"] = distribution.platform
    return {**fields, "hash": distribution.file.sri}


def _attrset(lines: Iterable[str], indent: str) -> str:
    return "\n".join(["{", *(f"{indent}  {line}" for line in lines), f"{indent}}}"])


def _by_key(values: Mapping[Target, str]) -> tuple[str, dict[str, str]]:
    """Return the coarsest table that tells the values apart, and the helper that reads it."""
    for helper, key in _KEYS[:-1]:
        table = {key(target): value for target, value in values.items()}
        if all(table[key(target)] == value for target, value in values.items()):
            return helper, table
    helper, key = _KEYS[-1]
    return helper, {key(target): value for target, value in values.items()}


def _packages(names: Mapping[Target, tuple[str, ...]], indent: str) -> str:
    return conditional_list(
        {target.name: some for target, some in names.items()},
        lambda name: f"self.{nix_attr(name)}",
        lambda targets, packages: f"onlyOn {targets} {packages}",
        indent,
    )
