"""Any text at any field: whole files come out, or a one-line refusal. Never a traceback."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import PYPROJECT, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from pyproject2nix.cli import main
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.read import read_project

LOCK = entry(more='[package.dependencies]\nadded = "*"\n[package.extras]\nx = ["added"]') + entry(
    "added", more="markers = \"os_name != 'nt'\""
)

# (file, text to replace): each holds one field of the two files.
FIELDS = [
    ("pyproject.toml", '"sample"'),
    ("pyproject.toml", '"1.0"'),
    ("pyproject.toml", '"dep"'),
    ("pyproject.toml", '["tester"]'),
    ("pyproject.toml", "test ="),
    ("pyproject.toml", '["sample"]'),
    ("pyproject.toml", "imports"),
    ("pyproject.toml", "requires = []"),
    ("poetry.lock", '"dep"'),
    ("poetry.lock", '"1.0"'),
    ("poetry.lock", '"dep-1.0-py3-none-any.whl"'),
    ("poetry.lock", '"sha256:'),
    ("poetry.lock", '">=3.9"'),
    ("poetry.lock", '["main"]'),
    ("poetry.lock", '"*"'),
    ("poetry.lock", "added ="),
    ("poetry.lock", '"added"'),
    ("poetry.lock", '["added"]'),
    ("poetry.lock", "x ="),
    ("poetry.lock", "\"os_name != 'nt'\""),
    ("poetry.lock", 'description = ""'),
]

HOSTILE = ["${x}", "''", '"', "\\", "a\nb", "\0", "../evil", "é" * 3, "x" * 5000, "a;b", "1!2"]

VALUES = st.recursive(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.integers(-5, 2**40),
        st.booleans(),
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def toml(value: object) -> str:
    """Return a TOML value; JSON's strings are TOML's but for one letter."""
    return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def texts_with(field: tuple[str, str], value: object, as_key: bool) -> dict[str, str]:
    texts = {"pyproject.toml": PYPROJECT, "poetry.lock": LOCK}
    name, old = field
    assert old in texts[name]
    new = toml(value)
    if old.endswith("="):
        new = f"{toml(str(value))} ="
    elif "=" in old and not old.startswith('"'):
        new = f"{old.split(' =')[0]} = {new}"
    elif old.endswith(":"):
        new = f"{new} #"
    if as_key and not old.endswith("="):
        new = f"{{{toml(str(value))} = 1}}"
    texts[name] = texts[name].replace(old, new, 1)
    return texts


@settings(deadline=None, max_examples=400)
@given(field=st.sampled_from(FIELDS), value=VALUES, as_key=st.booleans())
def test_no_field_makes_a_traceback(field: tuple[str, str], value: object, as_key: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        texts = texts_with(field, value, as_key)
        write(folder, {"pyproject.toml": PYPROJECT})
        project_hash = min(poetry_content_hashes(read_project(folder).toml))
        write(folder, texts)
        with contextlib.suppress(Exception):
            project_hash = min(poetry_content_hashes(read_project(folder).toml))
        with (folder / "poetry.lock").open("a") as lock:
            lock.write(f'\n[metadata]\nlock-version = "2.1"\ncontent-hash = "{project_hash}"\n')
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
            status = main(["generate", str(folder / ".")])
        assert status in (0, 2)
        lines = [line for line in errors.getvalue().splitlines() if ": note: " not in line]
        assert len(lines) == (status == 2)
        assert {p.name for p in folder.iterdir()} <= {
            "overlay.nix",
            "package.nix",
            "poetry.lock",
            "project.json",
            "pypi.json",
            "pyproject.toml",
        }


@pytest.mark.parametrize("value", [v for v in HOSTILE if "\0" not in v])
def test_a_description_evaluates_to_itself(
    make_project: Callable[..., Path], evaluate: Callable[[str], Any], value: str
) -> None:
    lock = entry().replace('description = ""', f"description = {toml(value)}")
    folder = make_project(lock, PYPROJECT.replace('test = ["tester"]', ""))
    assert main(["generate", str(folder)]) == 0
    found = evaluate(
        f"""(import {folder}/overlay.nix {{
          python.pythonVersion = "3.13"; stdenv.hostPlatform.system = "x86_64-linux";
          pkgs.fetchPypi = null; buildPythonPackage = args: args;
        }} {{ }}).dep.meta.description"""
    )
    assert found == " ".join(value.split())
