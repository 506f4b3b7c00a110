"""The tables in data/: what no metadata says."""

import json
from pathlib import Path

import pytest

from pyproject2nix import data
from pyproject2nix.base.pep508 import parse_requirement

BASE = Path(__file__).parents[2] / "base" / "pypi.json"


@pytest.mark.skipif(not BASE.exists(), reason="debpkgs' own Python packages are not here")
def test_the_versions_of_the_package_set_are_those_of_debpkgs() -> None:
    files = json.loads(BASE.read_text(encoding="utf-8"))["files"]
    versions = {file["name"]: file["version"] for file in files}
    assert data.package_set() == {name: versions[name] for name in data.package_set()}


def test_what_back_ends_ask_for_is_written_as_requirements() -> None:
    for name, back_end in data.back_ends().items():
        for text in (*back_end.wheel, *back_end.editable):
            parse_requirement(text, name)
        assert back_end.rust or back_end.wheel or back_end.editable
