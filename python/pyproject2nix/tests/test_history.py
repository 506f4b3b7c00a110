"""Versions from a repository's history: each tool's formula, and how a build is told.

The expected versions are what the tools themselves said of such repositories.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import MakeProject, entry

from pyproject2nix.cli import main
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_project
from pyproject2nix.write.place import generated_folder

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

HEAD = '[project]\nname = "demo"\ndynamic = ["version"]\n'
SCM = HEAD + '[build-system]\nrequires = ["setuptools", "setuptools-scm"]\n[tool.setuptools_scm]\n'
HATCH = (
    HEAD + '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[tool.hatch.version]\nsource = "{}"\n'
)
PDM = (
    HEAD + '[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n'
    '[tool.pdm.version]\nsource = "scm"\n'
)
POETRY = (
    '[tool.poetry]\nname = "demo"\nversion = "0.0.0"\n'
    '[build-system]\nrequires = ["poetry-core", "poetry-dynamic-versioning"]\n'
    'build-backend = "poetry_dynamic_versioning.backend"\n'
    "[tool.poetry-dynamic-versioning]\nenable = true\n"
)
SETUPTOOLS = HEAD + '[build-system]\nrequires = ["setuptools"{}]\n'
GIT_VERSIONING = SETUPTOOLS.format("") + "[tool.setuptools-git-versioning]\nenabled = true\n"
VERSIONEER = SETUPTOOLS.format("") + (
    '[tool.versioneer]\nversionfile_source = "demo/_version.py"\ntag_prefix = "v"\n'
)
UNPREFIXED = '[tool.uv-dynamic-versioning]\npattern = "default-unprefixed"\nbump = true\n'


def git(folder: Path, *arguments: str) -> None:
    names = {
        f"GIT_{who}_{what}": "x@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    dates = {f"GIT_{who}_DATE": "2024-03-05T10:00:00+0000" for who in ("AUTHOR", "COMMITTER")}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **names, **dates, "GIT_CONFIG_GLOBAL": os.devnull},
    )


def repository(folder: Path, text: str, steps: Sequence[str]) -> Path:
    """Commit a project; each step is a tag, or `-` for a commit."""
    (folder / "demo").mkdir(parents=True)
    (folder / "demo" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(text)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    for step in steps:
        if step.startswith("-"):
            git(folder, "commit", "-q", "--allow-empty", "-m", step[1:] or "more")
        else:
            git(folder, "tag", step)
    return folder


def read(folder: Path, text: str, steps: Sequence[str] = ()) -> Project:
    return read_project(repository(folder, text, steps))


@pytest.mark.parametrize(
    ("text", "steps", "expected"),
    [
        (SCM, ["-", "v1.2.3"], "1.2.3"),
        (SCM, ["v1.2.3", "-", "-"], "1.2.4.dev2+gCOMMIT9"),
        (SCM, ["-"], "0.1.dev2+gCOMMIT9"),
        (SCM, ["v2.0.0rc1", "-"], "2.0.0rc2.dev1+gCOMMIT9"),
        (SCM, ["demo-1.4.0", "-"], "1.4.1.dev1+gCOMMIT9"),
        (SCM, ["v1.0.dev0", "-"], "1.0.dev1+gCOMMIT9"),
        (f'{SCM}local_scheme = "no-local-version"', ["1.2", "-"], "1.3.dev1"),
        (
            f'{SCM}version_scheme = "no-guess-dev"\nlocal_scheme = "no-local-version"',
            ["v1.2", "-"],
            "1.2.post1.dev1",
        ),
        (f'{SCM}version_scheme = "post-release"', ["v1.2", "-"], "1.2.post1+gCOMMIT9"),
        (
            f'{SCM}version_scheme = "semver-pep440-release-branch"\nlocal_scheme = "dirty-tag"',
            ["v1.2.3", "-"],
            "1.3.0.dev1",
        ),
        (
            f'{SCM}version_scheme = "calver-by-date"\nlocal_scheme = "dirty-tag"',
            ["2024.3.1", "-"],
            "2024.3.5.0.dev1",
        ),
        (f"{SCM}tag_regex = '^release/(?P<version>.+)$'", ["release/1.5"], "1.5"),
        (
            f"{SCM}git_describe_command = \"git describe --tags --long --match 'b*'\"",
            ["b1.0", "a2.0"],
            "0.1.dev1+gCOMMIT9",
        ),
        (f"{SCM}tag_regex = 'b(.+)'", ["b1.0"], "1.0"),
        (HATCH.format("vcs"), ["v1.0", "-"], "1.1.dev1+gCOMMIT9"),
        (
            HATCH.format("vcs")
            + 'tag-pattern = "r(.+)"\nraw-options = {local_scheme = "dirty-tag"}',
            ["r1.0", "-"],
            "1.1.dev1",
        ),
        (HATCH.format("uv-dynamic-versioning"), ["v1.0", "-"], "1.0.post1.dev0+COMMIT7"),
        (HATCH.format("uv-dynamic-versioning"), ["1.0", "-"], "0.0.0.post2.dev0+COMMIT7"),
        (HATCH.format("uv-dynamic-versioning"), ["v1.0rc1"], "1.0rc1"),
        (HATCH.format("uv-dynamic-versioning") + UNPREFIXED, ["1.0", "-"], "1.1.dev1+COMMIT7"),
        (HATCH.format("versioningit"), ["v1.0", "-"], "1.0.post1+gCOMMIT7"),
        (HATCH.format("versioningit"), ["v1.0"], "1.0"),
        (PDM, ["1.0", "-", "-"], "1.1.dev2+gCOMMIT7"),
        (PDM, ["-"], "0.1.dev2+gCOMMIT7"),
        (POETRY, ["v3.1"], "3.1"),
        (f'{POETRY}metadata = false\nvcs = "git"', ["v3.1", "-"], "3.1.post1.dev0"),
        (f'{POETRY}format = "{{base}}.{{distance}}"', ["v3.1", "-", "-"], "3.1.2"),
        (GIT_VERSIONING, ["v1.0", "-"], "1.0.post1+git.COMMIT8"),
        (GIT_VERSIONING, [], "0.0.1"),
        (VERSIONEER, ["v1.0", "-"], "1.0+1.gCOMMIT7"),
        (VERSIONEER, [], "0+untagged.1.gCOMMIT7"),
        (f'{VERSIONEER}style = "pep440-pre"', ["v1.0", "-"], "1.0.post0.dev1"),
        (SETUPTOOLS.format(', "pbr"'), ["1.2.3", "-"], "1.2.4.dev1"),
        (SETUPTOOLS.format(', "pbr"'), ["1.2.3", "-x\n\nSem-Ver: feature"], "1.3.0.dev1"),
        (SETUPTOOLS.format(', "pbr"'), ["1.2.3"], "1.2.3"),
    ],
)
def test_each_tools_formula(tmp_path: Path, text: str, steps: Sequence[str], expected: str) -> None:
    project = read(tmp_path / "demo", text, steps)
    commit = subprocess.run(
        ["git", "-C", str(tmp_path / "demo"), "rev-parse", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for digits in (9, 8, 7):
        expected = expected.replace(f"COMMIT{digits}", commit[:digits])
    assert project.version == expected
    assert project.has_history
    assert project.notes == ()


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        (SCM, "SETUPTOOLS_SCM_PRETEND_VERSION"),
        (HATCH.format("vcs"), "SETUPTOOLS_SCM_PRETEND_VERSION"),
        (HATCH.format("uv-dynamic-versioning"), "UV_DYNAMIC_VERSIONING_BYPASS"),
        (PDM, "PDM_BUILD_SCM_VERSION"),
        (POETRY, "POETRY_DYNAMIC_VERSIONING_BYPASS"),
        (SETUPTOOLS.format(', "pbr"'), "PBR_VERSION"),
    ],
)
def test_a_build_gets_the_version_by_the_tools_variable(
    tmp_path: Path, text: str, variable: str
) -> None:
    project = read(tmp_path / "demo", text, ["v1.0.0"])
    assert project.preparation.variables == {variable: "1.0.0"}


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        (HATCH.format("versioningit"), "PKG-INFO", "\nVersion: 1.0\n"),
        (GIT_VERSIONING, "PKG-INFO", "\nVersion: 1.0\n"),
        (VERSIONEER, "demo/_version.py", '"version": "1.0"'),
    ],
)
def test_a_tool_without_a_variable_finds_a_file(
    tmp_path: Path, text: str, file: str, line: str
) -> None:
    project = read(tmp_path / "demo", text, ["v1.0"])
    assert line in project.preparation.files[file]


def test_the_setting_counts_more_and_reaches_the_build(tmp_path: Path) -> None:
    text = f'{POETRY}[tool.pyproject2nix]\nversion = "7.5"\n'
    project = read(tmp_path / "demo", text, ["v1.0"])
    assert (project.version, project.has_history) == ("7.5", False)
    assert project.preparation.variables == {"POETRY_DYNAMIC_VERSIONING_BYPASS": "7.5"}


def test_without_a_repository_the_tools_own_fallback_counts(tmp_path: Path) -> None:
    (tmp_path / "demo.py").touch()
    (tmp_path / "pyproject.toml").write_text(f'{SCM}fallback_version = "2.5"')
    project = read_project(tmp_path)
    assert (project.version, project.notes) == ("2.5", ())
    (tmp_path / "pyproject.toml").write_text(SCM)
    project = read_project(tmp_path)
    assert project.version == "0.0.0"
    assert "Git finds none here; 0.0.0 is assumed; to say otherwise: ver" in str(project.notes[0])


def test_an_unpacked_sdist_states_its_version(tmp_path: Path) -> None:
    (tmp_path / "demo.py").touch()
    (tmp_path / "pyproject.toml").write_text(SCM)
    (tmp_path / "PKG-INFO").write_text("Name: demo\nVersion: 8.1\n\nVersion: 9\n")
    project = read_project(tmp_path)
    assert (project.version, project.notes) == ("8.1", ())
    assert project.preparation.variables == {"SETUPTOOLS_SCM_PRETEND_VERSION": "8.1"}


def test_a_repository_of_something_else_does_not_count(tmp_path: Path) -> None:
    other = repository(tmp_path / "other", SCM, ["v9.9"])
    (other / "inner").mkdir()
    (other / "inner" / "demo.py").touch()
    (other / "inner" / "pyproject.toml").write_text(SCM)
    assert read_project(other / "inner").version == "0.0.0"


def test_a_shallow_clone_without_tags_is_told(tmp_path: Path) -> None:
    whole = repository(tmp_path / "whole", SCM, ["v1.0", "-", "-"])
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{whole}", str(clone))
    project = read_project(clone)
    assert project.version.startswith("0.0.0+g")
    assert "git fetch --unshallow --tags" in str(project.notes[0])
    git(clone, "fetch", "-q", "--unshallow", "--tags")
    project = read_project(clone)
    assert (project.version[:10], project.notes) == ("1.1.dev2+g", ())


def test_nothing_that_the_repository_names_is_run(tmp_path: Path) -> None:
    folder = repository(tmp_path / "demo", SCM, ["v1.0", "-"])
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand", "pager.log"):
        git(folder, "config", key, str(program))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path))
    assert read_project(folder).version.startswith("1.1.dev1")
    assert not (tmp_path / "ran").exists()


def test_code_of_the_project_is_not_run_to_know_a_scheme(tmp_path: Path) -> None:
    project = read(tmp_path / "demo", f'{SCM}version_scheme = "demo:scheme"', ["v1.0", "-"])
    assert project.version.startswith("1.1.dev1+g")
    assert "'demo:scheme' is the project's own code" in str(project.notes[0])


def test_a_version_that_pyproject_toml_states_is_left_alone(tmp_path: Path) -> None:
    text = SCM.replace('dynamic = ["version"]', 'version = "4"')
    project = read(tmp_path / "demo", text, ["v1.0"])
    assert (project.version, project.preparation.variables) == ("4", {})
    disabled = POETRY.replace("enable = true", "enable = false")
    project = read(tmp_path / "poetry", disabled, ["v1.0"])
    assert (project.version, project.preparation.variables) == ("0.0.0", {})


def test_files_are_not_stale_because_history_went_on(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(entry("dep"), f'{SCM}[dependency-groups]\ntest = ["dep"]\n')
    (folder / "demo.py").touch()
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    git(folder, "tag", "v1.0")
    assert main(["generate", str(folder)]) == 0
    package = (generated_folder(folder) / "package.nix").read_text()
    assert 'env.SETUPTOOLS_SCM_PRETEND_VERSION = "1.0";' in package
    written = (generated_folder(folder) / "project.json").read_text()
    assert '"recorded": {\n    "demo": "1.0"\n  }' in written
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "generated")
    assert main(["check", str(folder)]) == 0
    git(folder, "tag", "v2.0")
    assert main(["check", str(folder)]) == 0
    assert main(["generate", str(folder)]) == 0
    assert '\n  version = "2.0";' in (generated_folder(folder) / "package.nix").read_text()
    capsys.readouterr()
