"""What one run may cost in all: counted inside of a run, and far above what projects need."""

from functools import partial
from pathlib import Path

import pytest

from pyproject2nix import cli
from pyproject2nix.base import limits
from pyproject2nix.base.budget import ExhaustedError, limited, spend

PROJECTS = Path(__file__).parent / "corpus" / "projects"


def test_nothing_is_counted_outside_of_a_run() -> None:
    spend(2 * limits.WORK, "uv.lock: package.one")


def test_small_pieces_add_up_until_one_is_refused() -> None:
    with limited(10):
        spend(6, "uv.lock: package.one")
        spend(4, "uv.lock: package.two")
        with pytest.raises(ExhaustedError, match=r"^uv\.lock: package\.three: up to here, "):
            spend(1, "uv.lock: package.three")


def test_each_run_begins_anew() -> None:
    for _ in range(2):
        with limited(10):
            spend(10, "uv.lock")


@pytest.mark.parametrize(
    "name", sorted(p.name for p in PROJECTS.iterdir() if not (p / "requirements.txt").exists())
)
def test_no_project_of_the_corpus_takes_a_fiftieth(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "limited", partial(limited, limits.WORK / 50))
    assert cli.main(["explain", str(PROJECTS / name)]) == 0, capsys.readouterr().err
