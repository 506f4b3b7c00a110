"""What an sdist needs and debpkgs lacks: `generate` says which command brings it."""

import json
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main

SETTINGS = """
build-inputs = ["qpdf"]
native-check-inputs = ["redis", "zlib"]
libraries.dep = ["libpq", "zlib"]
"""


@pytest.fixture
def folder(make_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that names native libraries; the package set has one of them."""
    names = tmp_path / "names.json"
    names.write_text(json.dumps({"packages": ["zlib"], "python": []}))
    monkeypatch.setenv("PYPROJECT2NIX_NAMES", str(names))
    return make_project(entry("dep"), PYPROJECT.replace('out = "."\n', SETTINGS))


def test_one_command_brings_all_that_is_lacking(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(folder), "--out", str(folder / "nix")]) == 0
    assert (
        "debpkgs lacks what these are built or tested with: libpq (dep), qpdf (sample), "
        "redis (sample); run: nix run .#debpkgs -- add libpq qpdf redis\n"
    ) in capsys.readouterr().err


def test_the_names_of_the_projects_own_packages_are_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aliases = {"qpdf": "libqpdf-dev", "redis": "redis-server"}
    lock = {"entries": {"libpq": {}}, "aliases": aliases, "there": {}}
    (folder / "debpkgs.lock").write_text(json.dumps(lock))
    assert main(["generate", str(folder), "--out", str(folder / "nix")]) == 0
    assert "debpkgs" not in capsys.readouterr().err


def test_without_the_names_of_a_package_set_nothing_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYPROJECT2NIX_NAMES")
    assert main(["generate", str(folder), "--out", str(folder / "nix")]) == 0
    assert "debpkgs" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"entries": [}', "[" * 100_000])
def test_a_broken_lock_of_debpkgs_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (folder / "debpkgs.lock").write_text(text)
    assert main(["generate", str(folder), "--out", str(folder / "nix")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{folder / 'debpkgs.lock'}: not a lock of debpkgs" in line
    assert "debpkgs -- update" in line
