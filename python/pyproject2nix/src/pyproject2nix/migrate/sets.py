"""Interpreters, and the sets of packages that pyproject.nix makes for them."""

from pyproject2nix.migrate.overrides import read_overlay
from pyproject2nix.migrate.subject import Findings, Subject
from pyproject2nix.migrate.value import Call, Root, Select, Set, Value, spine

__all__ = ["is_interpreter", "is_package_set", "note_interpreter", "read_overlays"]


def is_interpreter(value: Value) -> bool:
    """Tell whether a value is one of nixpkgs' interpreters."""
    return (
        isinstance(value, Select)
        and value.name.startswith("python3")
        and not value.name.endswith("Packages")
        and isinstance(value.of, Root)
        and value.of.kind == "pkgs"
    )


def note_interpreter(value: Value, findings: Findings) -> None:
    """Note which interpreter of nixpkgs a value is, or was made of."""
    for candidate in (value, value.of if isinstance(value, Select | Call) else value):
        if is_interpreter(candidate):
            assert isinstance(candidate, Select)
            findings.pythons.add(candidate.name)


def is_package_set(value: Value) -> bool:
    """Tell whether a value is a set of pyproject.nix, with or without overlays."""
    while True:
        name, arguments, owner = spine(value)
        if name in ("overrideScope", "pythonPkgsHostHost") and owner is not value:
            value = owner
            continue
        return name == "callPackage" and bool(arguments) and _is_builder(arguments[0])


def _is_builder(value: Value) -> bool:
    return (
        isinstance(value, Select)
        and value.name == "packages"
        and isinstance(value.of, Select)
        and value.of.name == "build"
    )


def read_overlays(value: Value, subject: Subject, findings: Findings) -> None:
    """Read what was changed by hand in a set of packages, and the interpreter it was made for."""
    while isinstance(value, Call | Select):
        name, arguments, owner = spine(value)
        if name == "overrideScope":
            for overlay in arguments:
                read_overlay(overlay, findings, subject.name)
        for argument in arguments:
            if isinstance(argument, Set) and "python" in argument.attrs:
                note_interpreter(argument.attrs["python"].value, findings)
        value = owner
