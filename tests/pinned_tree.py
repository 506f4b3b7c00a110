"""Trees that a flake's lock pins, for tests: fetched, or the test is skipped."""

import json
import subprocess
from collections.abc import Mapping

import pytest

__all__ = ["fetched"]


def fetched(locked: Mapping[str, object], what: str, variable: str) -> str:
    """Return the path of a tree, from its `locked`; `variable` is what else names one."""
    fetch = f"(builtins.fetchTree (builtins.fromJSON ''{json.dumps(locked)}'')).outPath"
    done = subprocess.run(
        ["nix", "eval", "--raw", "--expr", fetch],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        why = next(
            (line for line in done.stderr.splitlines() if "error" in line), "no reason given"
        )
        pytest.skip(f"{what} cannot be fetched here ({why.strip()}); set {variable}")
    return done.stdout
