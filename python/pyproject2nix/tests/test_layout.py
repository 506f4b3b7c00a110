"""The folders of the package: imports lead downward, and what plans and renders touches no disk."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from layout import ALONE, ORDER, between_formats, cycle, modules, on_disk, upward

import pyproject2nix

PACKAGE = Path(pyproject2nix.__file__).parent
README = Path(__file__).parents[1] / "README.md"


def test_each_import_leads_downward() -> None:
    assert upward(PACKAGE) == []


def test_no_lock_format_imports_another() -> None:
    assert between_formats(PACKAGE) == []


def test_no_modules_import_each_other() -> None:
    assert cycle(PACKAGE) == []


def test_what_plans_and_renders_touches_no_disk() -> None:
    assert on_disk(PACKAGE) == []


def test_each_folder_has_its_place_and_its_line_in_the_readme() -> None:
    there = {name.partition(".")[0] for name in modules(PACKAGE)} - {""}
    assert there == {*ORDER, ALONE}
    rows = re.findall(r"^\| `([a-z_]+)(?:/|\.py)` \|", README.read_text(encoding="utf-8"), re.M)
    assert rows == [*(name for name in ORDER if name != "__main__"), ALONE]


@pytest.mark.parametrize(
    ("check", "name", "text", "expected"),
    [
        (
            upward,
            "plan/late.py",
            "\n\nfrom pyproject2nix.render.files import x",
            "plan/late.py:3: imports render.files; render stands above plan",
        ),
        (
            upward,
            "base/late.py",
            "def f():\n    from pyproject2nix import cli",
            "base/late.py:2: imports cli; cli stands above base",
        ),
        (
            upward,
            "lock/uv/late.py",
            "from ...plan.plan import x",
            "lock/uv/late.py:1: imports plan.plan; plan stands above lock",
        ),
        (
            upward,
            "fetch/late.py",
            "import pyproject2nix.base.errors",
            "fetch/late.py:1: imports base.errors; fetch stands alone",
        ),
        (
            between_formats,
            "lock/uv/late.py",
            "from pyproject2nix.lock.pdm.lock import x",
            "lock/uv/late.py:1: imports lock.pdm.lock, another format",
        ),
        (cycle, "base/errors.py", "from pyproject2nix.plan.plan import x", "plan.plan"),
        (on_disk, "plan/late.py", "\nimport os", "plan/late.py:2: imports os"),
        (on_disk, "plan/late.py", "from os import path", "plan/late.py:1: imports os.path"),
        (on_disk, "render/late.py", "import subprocess", "render/late.py:1: imports subprocess"),
        (on_disk, "render/late.py", "x = open('x')", "render/late.py:1: calls open"),
        (on_disk, "plan/late.py", "p.folder.is_dir()", "plan/late.py:1: calls p.folder.is_dir"),
        (
            on_disk,
            "plan/plan.py",
            "from pyproject2nix.files.reader import x",
            "files/reader.py:1: imports pathlib.Path",
        ),
    ],
)
def test_what_is_out_of_place_is_named_with_file_and_line(
    tmp_path: Path, check: Callable[[Path], list[str]], name: str, text: str, expected: str
) -> None:
    texts = {
        "__init__.py": "",
        "base/errors.py": "",
        "cli/__init__.py": "",
        "fetch/__init__.py": "",
        "files/reader.py": "from pathlib import Path",
        "lock/pdm/lock.py": "from pyproject2nix.files.reader import x",
        "plan/plan.py": "from pyproject2nix.base.errors import x",
        "render/files.py": "from pyproject2nix.plan.plan import x",
    }
    for file, content in texts.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(content)
    assert check(tmp_path) == []
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    assert expected in check(tmp_path)
