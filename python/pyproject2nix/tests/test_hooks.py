"""Hooks of build back ends: what they ask for is locked, with a note where that is not known."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import MakeProject, entry_without_files
from test_build_lock import NEEDS_UV, TESTER, build_lock, locked, versions, wanting
from test_history import git, repository

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.target import Target
from pyproject2nix.build_lock import ask
from pyproject2nix.cli import main
from pyproject2nix.programs import requires_hook
from pyproject2nix.programs.hooks import Source, ask_hook, can_ask

BACK_END = """\
import helper
class Hooks:
    @staticmethod
    def get_requires_for_build_wheel(settings):
        return [helper.NAME + ">=1", "ninja; sys_platform == 'linux'"]
hooks = Hooks
"""
TABLE = '[build-system]\nrequires = ["helper"]\nbuild-backend = "own:hooks"\nbackend-path = ["."]\n'


def sdist(folder: Path, back_end: str = BACK_END) -> Path:
    path = folder / "dep-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (("pyproject.toml", TABLE), ("own.py", back_end)):
            entry = tarfile.TarInfo(f"dep-1.0/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def helper(folder: Path) -> Path:
    path = folder / "helper-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("helper-1.0.data/purelib/helper.py", 'NAME = "needed"\n')
    return path


def run_hook(folder: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    (folder / "work").mkdir()
    return subprocess.run(
        [sys.executable, "-I", "-B", requires_hook.__file__, *map(str, arguments)],
        cwd=folder / "work",
        env={"out": str(folder / "out")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_in_the_sandbox_asks_a_back_end(tmp_path: Path) -> None:
    done = run_hook(tmp_path, sdist(tmp_path), "", helper(tmp_path))
    assert done.returncode == 0, done.stderr
    answer = json.loads((tmp_path / "out").read_text())
    assert answer == ["needed>=1", "ninja; sys_platform == 'linux'"]


def test_a_back_end_without_the_hook_asks_for_nothing(tmp_path: Path) -> None:
    done = run_hook(tmp_path, sdist(tmp_path, "hooks = None\n"), "")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out").read_text()) == []


@pytest.mark.nix
@pytest.mark.skipif(
    shutil.which("nix-build") is None or not os.environ.get("PYPROJECT2NIX_PYTHON"),
    reason="PYPROJECT2NIX_PYTHON names no interpreter in the Nix store",
)
def test_a_hook_runs_in_the_nix_sandbox(tmp_path: Path) -> None:
    source = Source(sdist(tmp_path), "dep-1.0.tar.gz")
    found = ask_hook(source, [helper(tmp_path)])
    assert found == ("needed>=1", "ninja; sys_platform == 'linux'")
    code = 'import socket\nsocket.create_connection(("127.0.0.1", 80))\n'
    with pytest.raises(RefusedError, match="Error: "):
        ask_hook(Source(sdist(tmp_path, code), "dep-1.0.tar.gz"), [helper(tmp_path)])


def test_hooks_are_asked_where_the_interpreter_is_that_of_the_target(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = f"{os.uname().machine}-linux"
    monkeypatch.setenv("PYPROJECT2NIX_PYTHON", "/nix/store/abc-python3-3.13.5/bin/python3")
    assert can_ask(Target((3, 13), here))
    assert not can_ask(Target((3, 11), here))
    assert not can_ask(Target((3, 13), "riscv64-linux"))
    monkeypatch.delenv("PYPROJECT2NIX_PYTHON")
    assert not can_ask(Target((3, 13), here))


@NEEDS_UV
@pytest.mark.parametrize("is_asked", [True, False])
def test_what_a_hook_asks_for_is_locked(
    make_project: MakeProject,
    own_index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_asked: bool,
) -> None:
    asked: list[tuple[str, list[str]]] = []

    def answer(source: Source, wheels: Sequence[Path]) -> tuple[str, ...]:
        asked.append((source.name, [path.name for path in wheels]))
        return ("ninja>=1",)

    monkeypatch.setattr(ask, "ask_hook", answer)
    monkeypatch.setattr(ask, "can_ask", lambda target: True)
    folder = make_project(locked("pinned-source") + TESTER, wanting("pinned-source"))
    options = [] if is_asked else ["--no-hooks"]
    assert main(["generate", str(folder), *options]) == 0
    captured = capsys.readouterr()
    document = build_lock(folder)
    if is_asked:
        ((name, wheels),) = asked
        assert name == "pinned_source-1.0.zip"
        assert "setuptools-59.8.0-py3-none-any.whl" in wheels
        assert versions(document)["ninja"] == "1.13.0"
        assert captured.err == ""
    else:
        assert asked == []
        assert "ninja" not in versions(document)
        assert captured.err.count("\n") == 1
        assert "note: pylock.build.toml: pinned-source: what its build hook asks for is not" in (
            captured.err
        )
    # The answer is recorded: nobody asks again.
    asked.clear()
    assert main(["check", str(folder)]) == 0
    assert main(["generate", str(folder)]) == 0
    assert asked == []


@NEEDS_UV
def test_a_hook_that_fails_is_a_note(
    make_project: MakeProject,
    own_index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(source: Source, wheels: Sequence[Path]) -> tuple[str, ...]:
        raise RefusedError(source.name, "ImportError: no module", "see nix log")

    monkeypatch.setattr(ask, "ask_hook", fail)
    monkeypatch.setattr(ask, "can_ask", lambda target: True)
    folder = make_project(locked("pinned-source") + TESTER, wanting("pinned-source"))
    assert main(["generate", str(folder)]) == 0
    error = capsys.readouterr().err
    assert "its build hook cannot be asked (ImportError: no module); if its build lacks" in error


OWN = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "own"\nbackend-path = ["."]\n'
COMPUTED = (
    "import sys\nfrom setuptools import setup\nneeded = ['ninja'] if sys.argv else []\n"
    "setup(setup_requires=needed)\n"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Answer for each hook, and return the folders and files that it was shown."""
    found: list[tuple[str, list[str]]] = []

    def answer(source: Source, wheels: Sequence[Path]) -> tuple[str, ...]:
        with tarfile.open(source.path) as archive:
            found.append((source.subdirectory, sorted(archive.getnames())))
        return ("ninja>=1",)

    monkeypatch.setattr(ask, "ask_hook", answer)
    monkeypatch.setattr(ask, "can_ask", lambda target: True)
    return found


@NEEDS_UV
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("inner", ["", "python/dep"])
def test_the_hook_of_a_commit_is_asked(
    make_project: MakeProject,
    own_index: str,
    asked: list[tuple[str, list[str]]],
    tmp_path: Path,
    inner: str,
) -> None:
    there = tmp_path / "dep" / inner
    there.mkdir(parents=True)
    (there / "own.py").touch()
    repository(tmp_path / "dep", "", [])
    (there / "pyproject.toml").write_text(OWN)
    git(tmp_path / "dep", "add", "-A")
    git(tmp_path / "dep", "commit", "-qm", "its back end")
    commit = (tmp_path / "dep" / ".git" / "refs" / "heads").glob("*")
    url = f"file://{tmp_path}/dep"
    text = entry_without_files() + (
        f'[package.source]\ntype = "git"\nurl = "{url}"\nreference = "HEAD"\n'
        f'resolved_reference = "{next(commit).read_text().strip()}"\n'
    )
    if inner:
        text += f'subdirectory = "{inner}"\n'
        url += f"#subdirectory={inner}"
    name = "dep @ git+" + url
    folder = make_project(text + TESTER, wanting(name))
    assert main(["generate", str(folder)]) == 0
    ((subdirectory, names),) = asked
    assert subdirectory == inner
    assert "/".join(filter(None, ["source", inner, "own.py"])) in names
    assert versions(build_lock(folder))["ninja"] == "1.13.0"


@NEEDS_UV
@pytest.mark.parametrize(
    ("table", "script"), [(OWN, ""), ("", COMPUTED), ("", "setup(setup_requires='ninja')")]
)
def test_the_project_says_what_builds_it(
    make_project: MakeProject,
    own_index: str,
    asked: list[tuple[str, list[str]]],
    table: str,
    script: str,
) -> None:
    pyproject = wanting()
    before, _, after = pyproject.partition("[build-system]\n")
    folder = make_project(TESTER, before + table + after.partition("\n\n")[2])
    (folder / "own.py").touch()
    (folder / ".venv").mkdir()
    (folder / ".venv" / "x.py").touch()
    if script:
        (folder / "setup.py").write_text(script)
    assert main(["generate", str(folder)]) == 0
    is_stated = script.endswith("'ninja')")
    assert len(asked) == (0 if is_stated else 1)
    for _, names in asked:
        assert "source/own.py" in names
        assert "source/.venv/x.py" not in names
    text = (folder / "package.nix").read_text()
    assert "ninja" in text
    asked.clear()
    assert main(["check", str(folder)]) == 0
    assert main(["generate", str(folder)]) == 0
    assert asked == []
