"""The locked versions in other tools' files: read back, they say the same."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, MakeProject, entry

from pyproject2nix.base.target import make_targets
from pyproject2nix.cli import main
from pyproject2nix.lock.find import read_lock
from pyproject2nix.plan.distribution import pinned_file
from pyproject2nix.plan.make import make_plan
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.read import read_project
from pyproject2nix.project.read_local import read_local_sources
from pyproject2nix.render.explain import explain_json

LOCKS = {"pdm": "pdm.lock", "poetry1": "poetry.lock", "uv": "uv.lock"}

PYPROJECT = """\
[project]
name = "sample"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["dep[fast]>=1", "only-there; sys_platform == 'win32'"]

[project.optional-dependencies]
more = ["extra-dep"]

[dependency-groups]
test = ["tester"]

[tool.pyproject2nix]
imports = ["sample"]
groups = ["test"]

[build-system]
requires = ["builder"]
build-backend = "builder.api"
"""
LOCK = "".join(
    [
        entry("builder", groups='"build"'),
        entry(
            "dep",
            more="[package.dependencies]\ndeep = '*'\nquick = {version = '*', optional = true}\n"
            "[package.extras]\nfast = ['quick']\n",
        ),
        entry("deep"),
        entry("quick"),
        entry("only-there", more="markers = \"sys_platform == 'win32'\"\n"),
        entry("extra-dep", more="markers = 'extra == \"more\"'\n"),
        entry("tester", groups='"test"'),
    ]
)


def chosen(folder: Path) -> list[dict[str, Any]]:
    """Return what a plan of the project takes, without what only tells how it was found."""
    plan = plan_of(folder)
    return [
        {key: row[key] for key in ("target", "name", "version", "file", "sha256", "dependencies")}
        for row in json.loads(explain_json(plan))["chosen"]
    ]


def plan_of(folder: Path) -> Plan:
    project = read_project(folder)
    targets = make_targets(("3.13",), ("x86_64-linux",), "test")
    lock = read_lock(project, lambda *_: {})
    return make_plan(project, lock, read_local_sources(project, lock), targets)


def export(folder: Path, to: str, out: Path, *options: str) -> int:
    return main(["export", str(folder), "--to", to, "--out", str(out), *options])


@pytest.mark.parametrize("to", LOCKS)
def test_read_back_it_is_the_same(make_project: MakeProject, tmp_path: Path, to: str) -> None:
    folder = make_project(LOCK, PYPROJECT)
    out = tmp_path / "out"
    assert export(folder, to, out) == 0
    assert {path.name for path in out.iterdir()} >= {LOCKS[to]}
    if not (out / "pyproject.toml").exists():
        # No pdm.lock holds what builds the project.
        text = (folder / "pyproject.toml").read_text().replace('["builder"]', "[]")
        (out / "pyproject.toml").write_text(text)
    (out / "sample").mkdir()
    before = [row for row in chosen(folder) if row["name"] != "builder"]
    assert [row for row in chosen(out) if row["name"] != "builder"] == before
    assert {row["name"] for row in before} == {"dep", "deep", "quick", "extra-dep", "tester"}


def test_poetry_1_is_told_what_is_wanted_to_the_version(
    make_project: MakeProject, tmp_path: Path
) -> None:
    assert export(make_project(LOCK, PYPROJECT), "poetry1", tmp_path / "out") == 0
    poetry = tomllib.loads((tmp_path / "out/pyproject.toml").read_text())
    assert poetry["build-system"] == {"requires": ["builder"], "build-backend": "builder.api"}
    assert poetry["tool"]["poetry"] | {"description": ""} == {
        "name": "sample",
        "version": "1.0",
        "description": "",
        "authors": [],
        "dependencies": {
            "python": ">=3.13",
            "dep": "1.0",
            "extra-dep": {"version": "1.0", "optional": True},
        },
        "extras": {"more": ["extra-dep"]},
        "group": {
            "build-system": {"dependencies": {"builder": "1.0"}},
            "test": {"dependencies": {"tester": "1.0"}},
        },
    }
    lock = tomllib.loads((tmp_path / "out/poetry.lock").read_text())
    assert lock["metadata"]["lock-version"] == "2.0"
    assert [p["name"] for p in lock["package"] if p["optional"]] == ["extra-dep"]


def test_dream2nix_is_told_which_edges_there_are(make_project: MakeProject, tmp_path: Path) -> None:
    assert export(make_project(LOCK, PYPROJECT), "dream2nix-pip", tmp_path / "out") == 0
    lock = json.loads((tmp_path / "out/lock.x86_64-linux.json").read_text())
    assert lock["fetchPipMetadata"]["targets"]["default"] == {
        "builder": [],
        "deep": [],
        "dep": ["deep", "quick"],
        "extra-dep": [],
        "quick": [],
        "sample": ["dep"],
        "tester": [],
    }
    assert lock["fetchPipMetadata"]["sources"]["dep"] == {
        "is_direct": False,
        "sha256": "ab" * 32,
        "type": "url",
        "url": "https://index.example/packages/py3/d/dep/dep-1.0-py3-none-any.whl",
        "version": "1.0",
    }


def test_pynixify_is_told_what_is_needed_at_run_time(
    make_project: MakeProject, tmp_path: Path
) -> None:
    assert export(make_project(LOCK, PYPROJECT), "pynixify", tmp_path / "out") == 0
    lines = (tmp_path / "out/requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "deep==1.0",
        "dep==1.0",
        "quick==1.0",
    ]
    edges = json.loads((tmp_path / "out/edges.json").read_text())
    assert edges["dependencies"] == ["dep"]
    assert edges["packages"]["dep"] == {"version": "1.0", "dependencies": ["deep", "quick"]}


def test_a_group_of_the_name_that_is_written_is_refused(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pyproject = PYPROJECT.replace("test = [", "build-system = [").replace('["test"]', "[]")
    lock = LOCK.replace('groups = ["test"]', 'groups = ["build-system"]')
    pyproject = pyproject.replace("groups = []", 'groups = ["build-system"]')
    assert export(make_project(lock, pyproject), "uv", tmp_path / "out") == 2
    assert "dependency-groups.build-system" in capsys.readouterr().err


def test_the_index_can_be_named(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(LOCK, PYPROJECT)
    assert export(folder, "uv", tmp_path / "out", "--index", "https://mirror.example/py/") == 0
    text = (tmp_path / "out/uv.lock").read_text()
    assert '{ registry = "https://mirror.example/py/simple" }' in text
    assert '"https://mirror.example/py/packages/py3/d/dep/dep-1.0-py3-none-any.whl"' in text


def test_targets_that_differ_are_refused(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pyproject = PYPROJECT.replace("sys_platform == 'win32'", "python_version < '3.12'")
    lock = LOCK.replace("sys_platform == 'win32'", "python_version < '3.12'")
    folder = make_project(lock, pyproject)
    assert export(folder, "poetry1", tmp_path / "out", "--python", "3.11,3.13") == 2
    message = capsys.readouterr().err
    assert "only-there: the targets differ: 3.13-x86_64-linux: not needed there" in message
    assert "--python 3.13 --platform x86_64-linux" in message
    assert not (tmp_path / "out").exists()


def test_what_is_no_file_of_an_index_is_refused(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        '[package.source]\ntype = "git"\nurl = "https://git.example/dep.git"\n'
        f'reference = "main"\nresolved_reference = "{"c" * 40}"\n'
    )
    lock = LOCK.replace("[package.dependencies]\ndeep", f"{source}[package.dependencies]\ndeep", 1)
    pyproject = f'{PYPROJECT}[tool.pyproject2nix.build-systems]\ndep = ["builder"]\n'
    assert export(make_project(lock, pyproject), "poetry1", tmp_path / "out") == 2
    assert "dep is no file of an index" in capsys.readouterr().err


@pytest.mark.parametrize("to", ["uv", "pdm"])
def test_what_stands_in_poetrys_table_is_not_lost_on_others(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    pyproject = (
        '[tool.poetry]\nname = "sample"\nversion = "1.0"\n'
        '[tool.poetry.dependencies]\npython = ">=3.11"\ndep = "^1"\n'
        '[tool.pyproject2nix]\nimports = ["sample"]\n'
    )
    folder = make_project(entry("dep"), pyproject)
    assert export(folder, to, tmp_path / "out") == 2
    assert "reads [project] alone" in capsys.readouterr().err


def test_a_projects_own_files_are_not_replaced(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, PYPROJECT)
    before = (folder / "pyproject.toml").read_bytes()
    assert export(folder, "poetry1", folder) == 2
    assert "was not written by pyproject2nix; choose another folder" in capsys.readouterr().err
    assert (folder / "pyproject.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("to", "name"),
    [("dream2nix-pip", "lock.x86_64-linux.json"), ("pynixify", "edges.json"), ("uv", "uv.lock")],
)
def test_files_of_the_other_tools_are_not_replaced(
    make_project: MakeProject,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    to: str,
    name: str,
) -> None:
    folder = make_project(LOCK, PYPROJECT)
    target = ("--python", "3.13", "--platform", "x86_64-linux")
    out = tmp_path / "out"
    assert export(folder, to, out, *target) == 0
    assert f"wrote {out / name}" in capsys.readouterr().out
    assert export(folder, to, out, *target) == 0
    assert f"unchanged {out / name}" in capsys.readouterr().out
    (out / name).write_text('{ "theirs": 1 }')
    assert export(folder, to, out, *target) == 2
    assert f"{name}: was not written by pyproject2nix; choose" in capsys.readouterr().err
    assert (out / name).read_text() == '{ "theirs": 1 }'


def test_what_cannot_be_written_or_read_is_named(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, PYPROJECT)
    (tmp_path / "out" / "uv.lock").mkdir(parents=True)
    assert export(folder, "uv", tmp_path / "out") == 2
    assert "out/uv.lock: Is a directory; " in capsys.readouterr().err
    assert export(folder, "uv", folder / "poetry.lock") == 2
    assert "poetry.lock/uv.lock: Not a directory; " in capsys.readouterr().err


@pytest.mark.parametrize("index", ["", "mirror.example", 'https://a"b', "https://a b"])
def test_an_index_is_an_address(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str], index: str
) -> None:
    folder = make_project(LOCK, PYPROJECT)
    assert export(folder, "uv", tmp_path / "out", "--index", index) == 2
    assert f"--index: {index!r} is no address; write it as https://" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_sample_keeps_every_file(tmp_path: Path) -> None:
    folder = SAMPLES / "plain"
    plan = plan_of(folder)
    assert export(folder, "pdm", tmp_path, "--python", "3.13", "--platform", "x86_64-linux") == 0
    lock = tomllib.loads((tmp_path / "pdm.lock").read_text())
    written = {file["file"] for package in lock["package"] for file in package["files"]}
    assert written
    files = (pinned_file(v.distribution) for p in plan.packages for v in p.variants.values())
    assert written <= {file.name for file in files if file}
