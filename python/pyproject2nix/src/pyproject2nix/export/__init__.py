"""The locked versions in other tools' files, for projects that are built with those tools."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.export.dream2nix import render_dream2nix
from pyproject2nix.export.pdm import render_pdm
from pyproject2nix.export.poetry1 import render_poetry1
from pyproject2nix.export.pynixify import render_pynixify
from pyproject2nix.export.toml import HEADER
from pyproject2nix.export.uv import render_uv
from pyproject2nix.export.view import GENERATOR, View, make_view
from pyproject2nix.write.generated import read_text

__all__ = ["FORMATS", "check_not_others", "make_view"]

FORMATS: Mapping[str, Callable[[View], dict[str, str]]] = {
    "dream2nix-pip": render_dream2nix,
    "pdm": render_pdm,
    "poetry1": render_poetry1,
    "pynixify": render_pynixify,
    "uv": render_uv,
}
"""Texts by file name, for each format."""


def check_not_others(files: Mapping[str, str], out: Path) -> None:
    """Refuse to replace a file that a tool or a person wrote: a project's own pyproject.toml."""
    header, in_json = HEADER.partition("{}")[0], json.dumps(GENERATOR)[1:-1]
    for name in files:
        there = read_text(out / name)
        ours = in_json in there if name.endswith(".json") else there.startswith(header)
        if there and not ours:
            raise RefusedError(
                str(out / name),
                "was not written by pyproject2nix",
                "choose another folder: --out DIR",
            )
