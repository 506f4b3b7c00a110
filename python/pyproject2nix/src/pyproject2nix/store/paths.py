"""Files in the Nix store, by name and hash, as fixed-output derivations have them."""

import json
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.programs.nix import reason_of, run_nix
from pyproject2nix.templates import fill

__all__ = ["add_to_store", "lacking"]


def lacking(wanted: Sequence[File]) -> list[File]:
    """Return those files that the store does not have."""
    pins = json.dumps([{"name": file.name, "sha256": file.sha256} for file in wanted])
    expression = fill("store-paths.nix", pins=nix_string(pins))
    found = _run(["nix-instantiate", "--eval", "--strict", "--json", "-"], expression)
    paths = dict(zip(json.loads(found), wanted, strict=True))
    invalid = _run(["nix-store", "--check-validity", "--print-invalid", *paths])
    return [paths[path] for path in invalid.splitlines()]


def add_to_store(paths: Sequence[Path]) -> None:
    """Add whole files; what the store has already is left alone."""
    if paths:
        _run(["nix-store", "--add-fixed", "sha256", *map(str, paths)])


def _run(command: Sequence[str], text: str = "") -> str:
    done = run_nix(command, text)
    if done.returncode:
        raise RefusedError(command[0], reason_of(done), "repair that")
    return done.stdout
