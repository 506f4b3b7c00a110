"""Every hostile input is answered: in bounded time and memory, by one line that says where."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile.inputs import INPUTS
from hostile.model import Input
from hostile.run import BYTES, SECONDS

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what came of every input, by name."""
    folder = tmp_path_factory.mktemp("hostile")
    path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-m", "hostile.run", str(folder)],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": path, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = map(json.loads, done.stdout.splitlines())
    return {row["name"]: row for row in rows}


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: one.name)
def test_a_hostile_input_is_answered(results: dict[str, Any], one: Input) -> None:
    result = results[one.name]
    assert result["status"] == one.status, result
    assert result["cpu"] <= SECONDS
    assert result["mb"] <= BYTES >> 20
    assert result["left"] == []
    assert result["lacking"] == []
    if one.status == 0:
        assert result["errors"] == ""
        assert (result["output"].replace("\n", "")).isprintable()
        return
    line = result["errors"].removesuffix("\n")
    assert line.startswith("pyproject2nix: ")
    assert line.isprintable()
    assert len(line) <= 500
    assert one.file in line
    assert one.key in line
    assert "unforeseen" not in line


def test_there_are_enough_of_them() -> None:
    assert len({one.name for one in INPUTS}) == len(INPUTS) >= 200
    assert len({one.kind for one in INPUTS}) >= 25
