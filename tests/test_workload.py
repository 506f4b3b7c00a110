"""The workload that optimized interpreters train on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nix_versions import ROOT

WORKLOAD = ROOT / "python" / "cpython" / "profile" / "workload"


def workload(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it in an empty folder below `folder`."""
    workspace = folder / f"workspace{len(list(folder.iterdir()))}"
    workspace.mkdir()
    return subprocess.run(
        [sys.executable, "-B", WORKLOAD, *arguments, workspace],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_run_computes_the_same(tmp_path: Path) -> None:
    first = workload(tmp_path, "--unchecked", PYTHONHASHSEED="0")
    other = tmp_path / "elsewhere"
    other.mkdir()
    second = workload(
        other, "--unchecked", PYTHONHASHSEED="0", HOME="/nowhere", USER="other", TZ="Asia/Tokyo"
    )
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert len(re.findall(r"^\w+ +[0-9a-f]{8}$", first.stdout, re.MULTILINE)) > 40


@pytest.mark.parametrize("seed", ["", "7"])
def test_counters_that_would_differ_are_refused(tmp_path: Path, seed: str) -> None:
    done = workload(tmp_path, **({"PYTHONHASHSEED": seed} if seed else {}))
    assert done.returncode == 2
    assert "set it to 0" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_subject_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-B", WORKLOAD, "--unchecked", tmp_path / "empty", "gardening"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no subject gardening; there are calls, classes" in done.stderr


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-B", WORKLOAD, "--unchecked", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "is not an empty folder" in done.stderr
