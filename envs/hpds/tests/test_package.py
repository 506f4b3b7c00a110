"""The package as a whole: what it exports, its documentation and its self-test."""

from __future__ import annotations

import doctest
import importlib.metadata
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hpds
from hpds import accelerate, concurrent, wrapper

MODULES = [wrapper, concurrent, accelerate]


def test_versions_agree() -> None:
    assert hpds.__version__ == importlib.metadata.version("hpds")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_everything_exported_exists_and_python_functions_are_documented(module: object) -> None:
    assert module.__doc__
    for name in module.__all__:  # type: ignore[attr-defined]
        exported = getattr(module, name)
        if inspect.isfunction(exported):
            assert exported.__doc__, name


def test_the_package_is_typed() -> None:
    folder = Path(hpds.__file__).parent
    stubs = ["wrapper/_core.pyi", "concurrent/_core.pyi", "accelerate/_core.pyi"]
    for name in ["py.typed", *stubs]:
        assert (folder / name).is_file(), name


def test_the_readme_tells_the_truth() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False)
    assert (failed, tried > 0) == (0, True)


def test_the_self_test_runs_without_home_and_writable_directory() -> None:
    # The last two are for a build with sanitizers.
    names = ("PATH", "PYTHONPATH", "LD_PRELOAD", "ASAN_OPTIONS")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hpds"],
        env=kept,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].startswith(f"hpds {hpds.__version__} on Python ")
    assert "crc32c(" in done.stdout
    assert "cpu:0" in done.stdout
    assert "WRONG" not in done.stdout
    assert len(lines) <= 12
