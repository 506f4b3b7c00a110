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


def evaluated(root: Path, project: Path, attribute: str, arguments: str = "") -> str:
    """A text that is an attribute of a project, or made of one."""
    expression = f"""
      let
        pkgs = import {root}/nix/debpkgs {{ overlays = [ (import {root}/nix/overlay.nix) ]; }};
        outputs = pkgs.buildProject {{ projectRoot = {project}; {arguments} }};
      in with outputs; {attribute}
    """
    command = ["nix", "eval", "--raw", "--impure", "--expr", expression]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


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


@pytest.fixture
def exclusive(project: Path) -> Path:
    """The template, with the extras `cpu` and `gpu` that exclude each other."""
    data = json.loads((project / "nix" / "project.json").read_text())
    variants = []
    for name in ("cpu", "gpu"):
        targets = {
            target: {**wanted, "extras": {name: []}} for target, wanted in data["targets"].items()
        }
        overlay = f"overlay-{name}.nix"
        (project / "nix" / overlay).write_text(f'self: super: {{ which = "{name}"; }}')
        variants.append({"extras": [name], "groups": [], "overlay": overlay, "targets": targets})
    change(project, exclusive={"extras": ["cpu", "gpu"], "groups": []}, variants=variants)
    return project


@pytest.mark.parametrize(
    ("extras", "which"), [("", "none"), ('"gpu"', "gpu"), ('"cpu"', "cpu"), ('"cpu" "cpu"', "cpu")]
)
def test_the_extras_decide_which_variant_is_taken(
    root: Path, exclusive: Path, extras: str, which: str
) -> None:
    value = evaluated(root, exclusive, 'python.pkgs.which or "none"', f"extras = [ {extras} ];")
    assert value == which


@pytest.mark.parametrize(
    ("extras", "message"),
    [
        (
            '"cpu" "gpu"',
            "example: extra cpu and extra gpu are not written together: they exclude each other, ",
        ),
        ('"fast"', 'example: there is no extra "fast"; choose from cpu gpu'),
        ('"gpu" "fast"', 'example: there is no extra "fast"; choose from gpu cpu'),
    ],
)
def test_extras_that_exclude_each_other(
    root: Path, exclusive: Path, extras: str, message: str
) -> None:
    assert message in refusal(root, exclusive, "env", f"extras = [ {extras} ];")


def test_the_tests_of_the_package_have_the_extras_that_were_chosen(
    root: Path, project: Path
) -> None:
    data = json.loads((project / "nix" / "project.json").read_text())
    targets = {
        target: {**wanted, "extras": {"fast": ["packaging"]}}
        for target, wanted in data["targets"].items()
    }
    change(project, targets=targets)
    names = 'toString (map (one: one.pname or "") package.nativeBuildInputs)'
    assert "packaging" not in evaluated(root, project, names).split()
    assert "packaging" in evaluated(root, project, names, 'extras = [ "fast" ];').split()


def test_the_shells_have_the_groups_that_the_locker_installs_unasked(
    root: Path, project: Path
) -> None:
    groups = 'builtins.concatStringsSep " " project.groups'
    assert evaluated(root, project, groups) == "test"
    change(project, **{"default-groups": []})
    assert evaluated(root, project, groups) == ""
    assert evaluated(root, project, groups, 'groups = [ "test" ];') == "test"


def test_files_that_two_packages_have(root: Path, project: Path) -> None:
    assert evaluated(root, project, "toString env.ignoreCollisions") == ""
    chosen = "ignoreCollisions = true;"
    assert evaluated(root, project, "toString env.ignoreCollisions", chosen) == "1"


def test_an_interpreter_that_the_package_set_lacks(root: Path, project: Path) -> None:
    change(project, pythons=["3.99"])
    assert "the package set has no python399; give one: python = …" in refusal(root, project, "env")


@pytest.mark.parametrize("attribute", ["package", "wheel", "sdist", "editableShell"])
def test_a_project_that_is_no_package(root: Path, project: Path, attribute: str) -> None:
    change(project, package=False)
    assert "example: it is no package" in refusal(root, project, attribute)


def test_programs_that_the_tests_run(root: Path, project: Path) -> None:
    change(project, **{"native-check-inputs": ["jq"]})
    for shell in ("devShell", "editableShell"):
        programs = evaluated(root, project, f'toString {shell}.nativeBuildInputs or ""')
        assert "-jq-" in programs
    change(project, **{"native-check-inputs": ["postgresql"]})
    message = "example: native-check-inputs: the package set has no postgresql; run: nix run"
    assert f"{message} .#debpkgs -- add postgresql" in refusal(root, project, "devShell")
