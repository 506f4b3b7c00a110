"""What a person types, beside generate, check and explain: lock, completion, help, colours."""

import importlib.util
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeProject, entry

from pyproject2nix import cli
from pyproject2nix.base.tables import Table
from pyproject2nix.cli import main
from pyproject2nix.programs.locker import locker_of

needs_pip = pytest.mark.skipif(
    importlib.util.find_spec("pip") is None, reason="this Python has no pip"
)

LOCKER = """\
#!/bin/sh
echo "$PWD $*" >ran
env >environment
exit ${STATUS:-0}
"""


@pytest.fixture
def locker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a program that notes how it was called, in place of both lockers."""
    program = tmp_path / "locker"
    program.write_text(LOCKER)
    program.chmod(0o755)
    for name in ("PYPROJECT2NIX_POETRY", "PYPROJECT2NIX_UV"):
        monkeypatch.setenv(name, str(program))
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://me:pw@one.example/x https://two.example/x")
    for name in ("POETRY_PYPI_MIRROR_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    return program


@needs_pip
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.poetry]\n", "POETRY_PYPI_MIRROR_URL=https://index.example/simple"),
        ("[project]\n", "UV_DEFAULT_INDEX=https://index.example/simple"),
        ("[project]\n", "UV_INDEX=https://me:pw@one.example/x https://two.example/x"),
        ("[project]\n", "UV_INDEX_STRATEGY=unsafe-best-match"),
    ],
)
def test_lock_runs_the_projects_locker_against_pips_index(
    locker: Path, tmp_path: Path, text: str, told: str
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(text)
    assert main(["lock", str(folder), "--", "--upgrade"]) == 0
    assert (folder / "ran").read_text() == f"{folder} lock --upgrade\n"
    assert told in (folder / "environment").read_text().splitlines()


@needs_pip
def test_a_locker_that_fails_is_a_refusal(
    locker: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STATUS", "3")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert main(["lock", str(tmp_path)]) == 2
    assert "uv lock ended with status 3; see its message above" in capsys.readouterr().err


def test_a_locker_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PYPROJECT2NIX_UV", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert main(["lock", str(tmp_path)]) == 2
    assert "uv: not found on PATH; install it, or run: nix run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("pdm.lock", "run pdm lock"),
        ("pylock.toml", "run the program that wrote it"),
        ("requirements.txt", "run pip-compile --generate-hashes"),
    ],
)
def test_what_poetry_and_uv_do_not_write_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, command: str
) -> None:
    (tmp_path / name).touch()
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert main(["lock", str(tmp_path)]) == 2
    assert f"{name}: is not written by Poetry or uv; {command}" in capsys.readouterr().err


def test_an_old_lock_decides_which_program_writes_the_new_one(tmp_path: Path) -> None:
    assert locker_of(tmp_path, Table("x", {})) == "uv"
    (tmp_path / "poetry.lock").touch()
    assert locker_of(tmp_path, Table("x", {})) == "poetry"
    (tmp_path / "uv.lock").touch()
    assert locker_of(tmp_path, Table("x", {"tool": {"poetry": {}}})) == "uv"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_the_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert all(
        word in text for word in ("generate", "explain", "--find-links", "migrate", "completion")
    )


def test_completion_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["completion", "bash"])
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    command = (
        f". {script}; COMP_WORDS=(pyproject2nix generate --f); COMP_CWORD=2; "
        'COMP_LINE="pyproject2nix generate --f"; _shtab_pyproject2nix; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", command], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["--find-links", "--force"]


@pytest.mark.parametrize(
    "command",
    ["generate", "check", "explain", "export", "fetch", "lock", "migrate", "completion"],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_what_no_command_looks_for_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_path: Path, **_: object) -> bool:
        raise PermissionError(13, "Permission denied", "closed/requirements.txt")

    monkeypatch.setattr(Path, "exists", fail)
    assert main(["explain", str(tmp_path)]) == 2
    message = "pyproject2nix: closed/requirements.txt: Permission denied; make it readable\n"
    assert capsys.readouterr().err == message


@pytest.mark.parametrize("arguments", [[], ["generate"], ["gennerate", "."], ["generate", "--x"]])
def test_what_is_typed_wrong_is_answered_in_two_lines(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: pyproject2nix" in capsys.readouterr().err


def on_terminal(folder: Path, **environment: str) -> str:
    """Return what explain prints on a terminal."""
    parent, child = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "pyproject2nix", "explain", str(folder)],
        stdout=child,
        check=True,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(child)
    text = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # how Linux says that a terminal's other end is closed
            piece = b""
        if not piece:
            os.close(parent)
            return text.decode()
        text += piece


def test_colours_are_for_terminals(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(entry("dep") + entry("tester", groups='"test"'))
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[1mtarget" in on_terminal(folder)
    assert "\033[" not in on_terminal(folder, NO_COLOR="1")
    assert "\033[" not in on_terminal(folder, TERM="dumb")
    assert main(["explain", str(folder)]) == 0
    assert "\033[" not in capsys.readouterr().out


class _Reader:
    place = "uv.lock: package.one"


def _fails(error: BaseException) -> Callable[[object], int]:
    def run(_: object) -> int:
        place, table = "uv.lock", _Reader()
        assert place in table.place
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RecursionError("deep"), "it is nested too deeply"),
        (MemoryError(), "it needs more memory than there is"),
        (ValueError("one\ntwo\x1b[31m" + "x" * 10_000), r"ValueError one\ntwo\x1b[31mxxx"),
    ],
)
def test_what_nobody_foresaw_is_one_line_with_a_place(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    reason: str,
) -> None:
    monkeypatch.setitem(vars(cli)["COMMANDS"], "explain", _fails(error))
    assert main(["explain", "."]) == 2
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.startswith(f"pyproject2nix: uv.lock: package.one: unforeseen: {reason}")
    assert line.endswith("please report it")
    assert line.isprintable()
    assert len(line) <= 500


def test_a_wrong_usage_repeats_nothing_unprintable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explain", ".", "--\x1b[31m" + "x" * 10_000])
    assert stopped.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].isprintable()
    assert len(lines[-1]) <= 600
