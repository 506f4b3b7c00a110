"""Lines that say what was assumed."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MakeProject, entry

from pyproject2nix.base.notes import SHOWN, Note, Notes, shown
from pyproject2nix.cli import main
from pyproject2nix.plan import make
from pyproject2nix.plan.plan import Plan


def test_each_note_is_kept_once_and_sorted() -> None:
    notes = Notes([Note("b: key", "two")])
    notes.add("a: key", "one")
    notes.extend([Note("b: key", "two")])
    assert notes.found == (Note("a: key", "one"), Note("b: key", "two"))


def test_a_note_is_one_line_of_limited_length() -> None:
    line = str(Note("pyproject.toml: a\nb", "x" * 1000))
    assert len(line) <= 500
    assert line.startswith("pyproject.toml: a\\nb: xxx")


@pytest.mark.parametrize(("count", "last"), [(SHOWN, "note: p: 9"), (SHOWN + 1, "note: 2 more")])
def test_at_most_ten_lines_are_shown(count: int, last: str) -> None:
    lines = list(shown([Note("p", f"{number:x}") for number in range(count)], "explain"))
    assert len(lines) == SHOWN
    assert lines[-1].startswith(last)


def test_the_command_prints_notes_and_explain_lists_them(
    make_project: MakeProject,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = make_project(entry())
    make_plan = make.make_plan

    def noted(*arguments: object, **options: object) -> Plan:
        plan = make_plan(*arguments, **options)  # type: ignore[arg-type]
        return replace(plan, notes=(Note("uv.lock: x", "assumed y"),))

    monkeypatch.setattr("pyproject2nix.cli.commands.make_plan", noted)
    assert main(["generate", str(folder)]) == 0
    printed = capsys.readouterr()
    assert printed.err == "pyproject2nix: note: uv.lock: x: assumed y\n"
    assert main(["explain", str(folder)]) == 0
    printed = capsys.readouterr()
    assert "\nnote: uv.lock: x: assumed y\n" in printed.out
    assert printed.err == ""
    assert main(["explain", "--json", str(folder)]) == 0
    assert '"place": "uv.lock: x"' in capsys.readouterr().out
