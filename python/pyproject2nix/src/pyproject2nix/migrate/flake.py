"""The new flake: our package set and project under the old outputs' names."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.nix_syntax import nix_attr, nix_list, nix_string
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.migrate.express import Express
from pyproject2nix.migrate.subject import CannotCarryError, Findings, Subject
from pyproject2nix.migrate.trace import Outputs, Traced
from pyproject2nix.templates import fill

__all__ = ["KINDS", "Carried", "carry", "flake_text", "systems_of"]

_PROJECT = """\
          f {
            project = hpds.lib.${system}.buildProject { projectRoot = ./.; };
            pkgs = hpds.legacyPackages.${system};
          }"""
# Where outputs differ in the extras that they have.
_PROJECTS = """\
          let
            build = more: hpds.lib.${system}.buildProject ({ projectRoot = ./.; } // more);
          in
          f {
            inherit build;
            project = build { };
            pkgs = hpds.legacyPackages.${system};
          }"""

KINDS = (
    "packages",
    "devShells",
    "apps",
    "checks",
    "formatter",
    "legacyPackages",
    # Before Nix 2.7; read to this day.
    "defaultPackage",
    "devShell",
    "defaultApp",
)
_ARGUMENTS = re.compile(r"(?<![\w.-])(build|pkgs|project)(?![\w-])")

Carried = Mapping[tuple[str, str], str]
"""Expressions by kind and name; the name is empty for a kind that has none."""


def systems_of(names: Outputs) -> list[str]:
    """Return the systems of a flake's outputs, of all kinds."""
    return sorted({system for of in names.values() for system in of["systems"] or {}})


def carry(traced: Traced, subject: Subject, findings: Findings) -> Carried:
    """Write every output anew, or note that it is lost."""
    carried: dict[tuple[str, str], str] = {}
    for kind, of in traced.names.items():
        if kind not in KINDS or of["systems"] is None:
            error = CannotCarryError(
                "a kind of output that is not of one project", "add it by hand"
            )
            findings.lose(kind, of["at"], error)
            continue
        by_system = of["systems"]
        _note_differences(kind, by_system, findings)
        found = by_system.get(subject.system, {})
        for name, at in {"": of["at"]}.items() if found is None else found.items():
            path = (kind, subject.system, name) if name else (kind, subject.system)
            what = ".".join(filter(None, (kind, name)))
            if path in traced.problems:
                error = CannotCarryError(f"Nix says: {traced.problems[path]}", "write it by hand")
                findings.lose(what, at, error)
                continue
            try:
                indent = "        " if name else "      "
                text = Express(subject, findings, what).value(traced.values[path], indent)
            except (CannotCarryError, RefusedError) as refused:
                error = CannotCarryError(refused.problem, refused.remedy)
                findings.lose(what, at, error)
                continue
            carried[kind, name] = text
    return carried


def _note_differences(
    kind: str, by_system: Mapping[str, Mapping[str, str] | None], findings: Findings
) -> None:
    """Note the names that some systems lack: the new flake has them on each."""
    names = {s: set(by_system[s] or ()) for s in PLATFORMS if s in by_system}
    for name in set().union(*names.values()):
        lacking = sorted(system for system in names if name not in names[system])
        if lacking:
            findings.notes.add(f"{kind}.{name} was not there for {', '.join(lacking)}")


def flake_text(
    description: str, systems: Sequence[str], carried: Carried, losses: Iterable[str]
) -> str:
    """Return flake.nix."""
    kinds = sorted({kind for kind, _ in carried}, key=KINDS.index)
    blocks = [_block(kind, carried) for kind in kinds]
    told = [f"      #   {loss}" for loss in losses]
    if told:
        heading = "      # What pyproject2nix migrate could not carry over:"
        blocks.append("\n".join([heading, *told]))
    return fill(
        "flake.nix",
        description=nix_string(description or "Shells and packages of a Python project"),
        arguments=_PROJECTS if any("(build {" in text for text in carried.values()) else _PROJECT,
        systems=nix_list(map(nix_string, systems), " " * 8),
        outputs="\n".join(blocks),
    )


def _block(kind: str, carried: Carried) -> str:
    names = sorted((n for k, n in carried if k == kind), key=lambda name: (name != "default", name))
    if names == [""]:
        text = carried[kind, ""]
        return f"      {kind} = each ({_pattern(text)}: {text});"
    lines = [f"        {nix_attr(name)} = {carried[kind, name]};" for name in names]
    body = "\n".join(lines)
    return f"      {kind} = each ({_pattern(body)}: {{\n{body}\n      }});"


def _pattern(text: str) -> str:
    """Return the function's arguments that are used."""
    used = sorted(set(_ARGUMENTS.findall(text)))
    return "{ " + ", ".join([*used, "..."]) + " }"
