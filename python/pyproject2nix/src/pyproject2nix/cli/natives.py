"""Native libraries and programs that the package set lacks, and the command that brings them."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.init.survey import survey
from pyproject2nix.plan.plan import Plan

__all__ = ["lacking_natives"]

_LOCK = "debpkgs.lock"
# Where Nix's package of this program has the names of the package set.
_NAMES = "PYPROJECT2NIX_NAMES"


def lacking_natives(plan: Plan) -> str:
    """Return what is lacking for which package, and what to do; empty where nothing is.

    What is there is known to Nix's package of this program alone.
    """
    told = os.environ.get(_NAMES)
    if not told:
        return ""
    folder = plan.project.folder
    names = json.loads(Path(told).read_text(encoding="utf-8"))
    there = {*names["packages"], *names["python"], *_locked(folder)}
    wanted: dict[str, set[str]] = {}
    for name, package in _wanted(plan):
        if name not in there:
            wanted.setdefault(name, set()).add(package)
    if not wanted:
        return ""
    flake = "hpds" if survey(folder).flake == "other" else "."
    some = ", ".join(f"{name} ({', '.join(sorted(wanted[name]))})" for name in sorted(wanted))
    return (
        f"debpkgs lacks what these are built or tested with: {some}; "
        f"run: nix run {flake}#debpkgs -- add {' '.join(sorted(wanted))}"
    )


def _wanted(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield names of nixpkgs, each with a package that is built with it."""
    for package in plan.every_package():
        for variant in package.variants.values():
            tools = ("cargo", "rustc") if variant.rust is not None else ()
            for name in (*variant.libraries, *variant.programs, *tools):
                yield name, package.name
    for local in (plan.local, *plan.members):
        settings = local.project.settings
        tools = ("cargo", "rustc") if local.project.rust is not None else ()
        checks = settings.native_check_inputs
        for name in (*settings.build_inputs, *settings.native_build_inputs, *checks, *tools):
            yield name, local.project.name


def _locked(folder: Path) -> set[str]:
    """Return the names that a project's debpkgs.lock has."""
    path = folder / _LOCK
    if not is_file(path):
        return set()
    try:
        document = json.loads(read_text(path, limits.LOCK_FILE))
    except (RecursionError, ValueError):
        document = None
    if not isinstance(document, Mapping):
        raise RefusedError(
            str(path), "not a lock of debpkgs", "restore it, or run: nix run .#debpkgs -- update"
        )
    tables = (document.get(key, {}) for key in ("entries", "aliases", "there"))
    return {name for table in tables if isinstance(table, Mapping) for name in table}
