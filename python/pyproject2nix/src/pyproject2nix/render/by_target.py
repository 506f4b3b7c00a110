"""Text that differs between targets: tables keyed as coarsely as the values allow."""

from collections.abc import Callable, Iterable, Mapping

from pyproject2nix.base.target import Target

__all__ = ["HELPERS", "KEYS", "attrset", "by_key"]

KEYS: Mapping[str, Callable[[Target], str]] = {
    "forSystem": lambda target: target.platform,
    "forPython": lambda target: target.python_version,
    "forTarget": lambda target: target.name,
}
"""How a table may be keyed, the coarsest first, by the Nix function that looks into it."""

HELPERS = {
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
    "nativeLibrary": (
        "  nativeLibrary =\n"
        "    name: package:\n"
        "    self.pkgs.${name}\n"
        '      or (throw "${package} needs the native library ${name}, which this package set does '
        "not have; run: nix run .#debpkgs -- add ${name}, name another one: "
        "[tool.pyproject2nix.libraries] ${package} = [ ... ], or lock a release that has a wheel"
        '");\n'
    ),
    "rustTool": (
        "  rustTool =\n"
        "    name: package:\n"
        "    self.pkgs.${name}\n"
        '      or (throw "${package} is built from Rust and needs ${name}, which this package set '
        "does not have; run: nix run .#debpkgs -- add cargo rustc, or lock a release that has a "
        'wheel");\n'
    ),
    "onlyOn": "  onlyOn = some: packages: if builtins.elem target some then packages else [ ];\n",
}
"""Definitions of the Nix functions that an overlay may use."""


def by_key(values: Mapping[Target, str]) -> tuple[str, dict[str, str]]:
    """Return the coarsest table that tells the values apart, and the helper that reads it."""
    for helper, key in KEYS.items():  # noqa: B007 - the one that fits is returned
        table = {key(target): value for target, value in values.items()}
        if all(table[key(target)] == value for target, value in values.items()):
            break
    return helper, table


def attrset(lines: Iterable[str], indent: str) -> str:
    """Return an attribute set in nixfmt's style; `indent` is that of its first line."""
    return "\n".join(["{", *(f"{indent}  {line}" for line in lines), f"{indent}}}"])
