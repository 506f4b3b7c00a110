"""Files in the Nix store, by name and hash, as fixed-output derivations have them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.programs.nix import reason_of, run_nix
from pyproject2nix.templates import fill

__all__ = ["add_to_store", "lacking", "store_paths"]


def lacking(wanted: Sequence[File]) -> list[File]:
    """Return those files that the store does not have."""
    paths = dict(zip(store_paths(wanted), wanted, strict=True))
    check = ["nix-store", "--check-validity", "--print-invalid"]
    invalid = [path for some in _parts([*paths]) for path in _run([*check, *some]).splitlines()]
    return [paths[path] for path in invalid]


def store_paths(wanted: Sequence[File]) -> list[str]:
    """Return where the store has files, or would have them."""
    pins = json.dumps([{"name": file.name, "sha256": file.sha256} for file in wanted])
    expression = fill("store-paths.nix", pins=nix_string(pins))
    found = _run(["nix-instantiate", "--eval", "--strict", "--json", "-"], expression)
    paths: list[str] = json.loads(found)
    return paths


def add_to_store(paths: Sequence[Path]) -> None:
    """Add whole files; what the store has already is left alone."""
    for some in _parts([*map(str, paths)]):
        _run(["nix-store", "--add-fixed", "sha256", *some])


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    # Linux takes 2 MB of arguments.
    for start in range(0, len(words), 1000):
        yield words[start : start + 1000]


def _run(command: Sequence[str], text: str = "") -> str:
    done = run_nix(command, text)
    if done.returncode:
        raise RefusedError(command[0], reason_of(done), "repair that")
    return done.stdout
