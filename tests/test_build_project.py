"""`buildProject` told something wrong says what, and what there is instead; nothing is built."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest


def refusal(root: Path, project: Path, attribute: str, arguments: str = "") -> str:
    """The message with which an attribute of a project is not evaluated."""
    expression = f"""
      let pkgs = import {root}/nix/debpkgs {{ overlays = [ (import {root}/nix/overlay.nix) ]; }};
      in (pkgs.buildProject {{ projectRoot = {project}; {arguments} }}).{attribute}.outPath
    """
    done = subprocess.run(
        ["nix", "eval", "--impure", "--expr", expression],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0, done.stdout
    return done.stderr


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the template: a package `example` with the group `test`, for Python 3.13."""
    shutil.copytree(root / "templates" / "python", tmp_path / "project")
    return tmp_path / "project"


def change(project: Path, **values: object) -> None:
    """Set top-level keys of project.json."""
    file = project / "nix" / "project.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_nothing_was_generated(root: Path, tmp_path: Path) -> None:
    message = refusal(root, tmp_path, "package")
    missing = f"{tmp_path}/project.json: missing, as in the folders nix and .nix"
    assert f"{missing}; run: pyproject2nix generate PROJECT, and git add" in message


def test_another_version_of_the_data(root: Path, project: Path) -> None:
    change(project, version=3)
    assert "project.json: version: 3 is not 1 or 2; use the" in refusal(root, project, "env")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('groups = [ "docs" ];', 'example: there is no group "docs"; choose from test'),
        ('extras = [ "fast" ];', 'example: there is no extra "fast"; choose from none'),
        (
            "python = pkgs.python311;",
            "-linux is not locked; choose from 3.13-aarch64-linux 3.13-x86_64-linux, or add it to",
        ),
    ],
)
def test_something_that_is_not_there(
    root: Path, project: Path, arguments: str, message: str
) -> None:
    assert message in refusal(root, project, "devShell", arguments)


def test_an_interpreter_that_the_package_set_lacks(root: Path, project: Path) -> None:
    change(project, pythons=["3.99"])
    assert "the package set has no python399; give one: python = …" in refusal(root, project, "env")


@pytest.mark.parametrize("attribute", ["package", "wheel", "sdist", "editableShell"])
def test_a_project_that_is_no_package(root: Path, project: Path, attribute: str) -> None:
    change(project, package=False)
    assert "example: it is no package" in refusal(root, project, attribute)
