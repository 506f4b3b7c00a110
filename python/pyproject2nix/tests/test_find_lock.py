"""Several lock files: the one of the locker that the project is written for, said in one line."""

from pathlib import Path

import pytest
from conftest import HASH, PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main

LOCK = entry("dep") + entry("tester", groups='"test"')
UV = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "sample"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "dep" }]

[package.dev-dependencies]
test = [{ name = "tester" }]

[package.metadata]
requires-dist = [{ name = "dep" }]

[package.metadata.requires-dev]
test = [{ name = "tester" }]
""" + "".join(
    f"""
[[package]]
name = "{name}"
version = "2.0"
source = {{ registry = "https://index.example/simple" }}
wheels = [{{ url = "https://index.example/{name}-2.0-py3-none-any.whl", hash = "{HASH}" }}]
"""
    for name in ("dep", "tester")
)
REQUIREMENTS = f"dep==3.0 \\\n    --hash={HASH}\n"


@pytest.fixture
def both(make_project: MakeProject) -> Path:
    """Return a project with the locks of Poetry (dep 1.0) and uv (dep 2.0)."""
    folder = make_project(LOCK)
    (folder / "uv.lock").write_text(UV)
    return folder


def taken(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the lock that was read, and the notes."""
    assert main(["generate", str(folder), "--groups", "none"]) == 0, capsys.readouterr().err
    lock = (folder / "overlay.nix").read_text().splitlines()[0]
    return lock.removesuffix(". Do not edit; to update:").rpartition(" ")[
        2
    ], capsys.readouterr().err


def test_uv_comes_first(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock, printed = taken(both, capsys)
    assert lock == "uv.lock"
    assert printed == (
        "pyproject2nix: note: uv.lock: taken as the lock, not poetry.lock; to choose another: "
        'lock = "poetry.lock" in [tool.pyproject2nix]\n'
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("[tool.poetry]\npackages = []\n", "there is a table [tool.poetry]"),
        ('build-backend = "poetry.core.masonry.api"\n', "poetry.core.masonry.api is the build"),
        (
            'build-backend = "poetry.core.masonry.api"\n[tool.uv]\n[tool.poetry]\n',
            "there is a table [tool.poetry]",
        ),
    ],
)
def test_the_table_or_the_backend_decides(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], table: str, reason: str
) -> None:
    folder = make_project(LOCK, PYPROJECT + table)
    (folder / "uv.lock").write_text(UV)
    lock, printed = taken(folder, capsys)
    assert lock == "poetry.lock"
    assert f"taken as the lock, not uv.lock, since {reason}" in printed


def test_what_the_note_says_works(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = PYPROJECT.replace("imports =", 'lock = "poetry.lock"\nimports =')
    (both / "pyproject.toml").write_text(text)
    assert taken(both, capsys) == ("poetry.lock", "")


def test_requirements_without_hashes_are_no_lock(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    (folder / "requirements.txt").write_text("dep==3.0\n")
    assert taken(folder, capsys) == ("poetry.lock", "")
    (folder / "requirements.txt").write_text(REQUIREMENTS)
    lock, printed = taken(folder, capsys)
    assert (lock, printed.count("not requirements.txt")) == ("poetry.lock", 1)


@pytest.mark.parametrize("text", ["dep==3.0\n", "", "<html>", "\0"])
def test_what_is_no_lock_hides_no_good_one(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    folder = make_project(LOCK)
    for name in ("uv.lock", "pylock.toml"):
        (folder / name).write_text(text)
    (folder / "pdm.lock").mkdir()
    assert taken(folder, capsys) == ("poetry.lock", "")


def test_a_file_that_is_the_only_one_is_read_and_refused(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    (folder / "poetry.lock").write_text("dep==3.0\n")
    assert main(["generate", str(folder)]) == 2
    assert "poetry.lock: not a TOML file" in capsys.readouterr().err
