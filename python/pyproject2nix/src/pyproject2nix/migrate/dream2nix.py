"""Modules of dream2nix: what they set, and whether ours has it."""

from collections.abc import Iterator, Mapping

from packaging.utils import canonicalize_name

from pyproject2nix.migrate.overrides import read_inputs
from pyproject2nix.migrate.subject import BY_OVERRIDE, CannotCarryError, Findings, Subject
from pyproject2nix.migrate.value import Attr, List, Modules, Root, Select, Set, Text, Value

__all__ = ["read_modules"]

# What ours reads from pyproject.toml and the lock, or does by itself.
_KNOWN = frozenset(
    [
        "buildPythonPackage.build-system",
        "buildPythonPackage.format",
        "buildPythonPackage.pyproject",
        "deps",
        "imports",
        "mkDerivation.src",
        "name",
        "paths",
        "pdm.lockfile",
        "pdm.pyproject",
        "pdm.sourceSelector",
        "pip.flattenDependencies",
        "pip.requirementsFiles",
        "pip.requirementsList",
        "pip.editables",
        "pip.pypiSnapshotDate",
        "pip.ignoredDependencies",
        "public",
        "version",
    ]
)
_SETTINGS = {
    "mkDerivation.buildInputs": "build-inputs",
    "mkDerivation.propagatedBuildInputs": "build-inputs",
    "mkDerivation.nativeBuildInputs": "native-build-inputs",
}


def read_modules(modules: Modules, subject: Subject, findings: Findings) -> Iterator[Value]:
    """Read every option that is set; yield the interpreters."""
    for module in modules.modules:
        deps = module.attrs.get("deps")
        if deps is not None and isinstance(deps.value, Set) and "python" in deps.value.attrs:
            yield deps.value.attrs["python"].value
        for option, attr in _options(module.attrs):
            try:
                _read_option(option, attr, subject, findings)
            except CannotCarryError as error:
                findings.lose(option, attr.at, error)


def _options(attrs: Mapping[str, Attr]) -> Iterator[tuple[str, Attr]]:
    for name, attr in attrs.items():
        if name in _KNOWN or not isinstance(attr.value, Set):
            yield name, attr
            continue
        for key, inner in attr.value.attrs.items():
            yield f"{name}.{key}", inner


def _read_option(option: str, attr: Attr, subject: Subject, findings: Findings) -> None:
    value = attr.value
    if option in _KNOWN:
        return
    if option == "pip.overrides" and isinstance(value, Set):
        for name, override in value.attrs.items():
            _read_override(canonicalize_name(name), override, findings)
    elif option == "buildPythonPackage.pythonImportsCheck" and isinstance(value, List):
        findings.settings["imports"] = [
            item.plain for item in value.items if isinstance(item, Text) and item.plain
        ]
    elif option in _SETTINGS and isinstance(value, List):
        for item in value.items:
            match item:
                case Select(Select(Root("config"), "deps"), name) | Select(Root("pkgs"), name):
                    findings.add_inputs(_SETTINGS[option], [name])
                case Select(Select(_, "pkgs"), _):
                    pass  # a Python package that builds it: [build-system] names those
                case _:
                    raise CannotCarryError("an input that cannot be read from here", BY_OVERRIDE)
    else:
        raise CannotCarryError("an option that ours does not have", BY_OVERRIDE)


def _read_override(name: str, override: Attr, findings: Findings) -> None:
    attrs = override.value.attrs if isinstance(override.value, Set) else {}
    for option, attr in _options(attrs):
        if option.startswith("mkDerivation."):
            try:
                read_inputs(name, {option.removeprefix("mkDerivation."): attr}, findings)
            except CannotCarryError as error:
                findings.lose(f"override of {name}", attr.at, error)
        elif option not in _KNOWN and option != "buildPythonPackage.pythonImportsCheck":
            lost = CannotCarryError(f"it changes {option}", BY_OVERRIDE)
            findings.lose(f"override of {name}", attr.at, lost)
