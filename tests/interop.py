"""The trees of the other Python-to-Nix tools, for tests.

`DEBPKGS_TEST_INTEROP` names a folder that holds them under the names of the inputs of
nix/interop/flake.nix. Without it the pinned ones are fetched.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from nix_versions import ROOT, NixVersion, printed_offline
from pinned_tree import fetched

__all__ = ["INTEROP", "LOCK", "expression", "nix_json", "tool_trees"]

SET = "DEBPKGS_TEST_INTEROP"
INTEROP = ROOT / "nix" / "interop"
LOCK = json.loads((INTEROP / "flake.lock").read_text())["nodes"]


def tool_trees() -> dict[str, str]:
    """Return the path of each input but nixpkgs, or skip the test where one cannot be had."""
    names = sorted(set(LOCK) - {"nixpkgs", "root"})
    if given := os.environ.get(SET):
        trees = {name: Path(given).resolve() / name for name in names}
        for path in trees.values():
            assert path.is_dir(), f"{SET}={given}: there is no {path.name}"
        return {name: str(path) for name, path in trees.items()}
    return {name: fetched(LOCK[name]["locked"], name, SET) for name in names}


def expression(trees: Mapping[str, str], body: str, arguments: str = "") -> str:
    """Return an expression in which `interop` is nix/interop with these trees."""
    # A copy in the store: what a builder is given has to be there.
    inputs = " ".join(f'{name} = /. + "{path}";' for name, path in trees.items())
    return f"let interop = import {INTEROP} {{ inputs = {{ {inputs} }}; {arguments} }}; in {body}"


def nix_json(version: NixVersion, text: str) -> object:
    """Return the value of an expression, evaluated to derivations where no network is."""
    command = ("nix", "eval", "--impure", "--json", "--expr", text)
    return json.loads(printed_offline(ROOT, version, *command))
