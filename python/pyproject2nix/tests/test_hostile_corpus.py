"""Hostile text at every field of every format: it stays text, or is refused; nothing else moves."""

import contextlib
import io
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import Nix
from effort import examples
from fuzz.mutate import HOSTILE, fields, put
from fuzz.readers import LOCKS, accept_stale_locks
from fuzz.tomltext import toml_text
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pyproject2nix.cli import main

# Just enough of a Python package set to see versions and files; a commit is not fetched.
SCOPE = """
overlay: names:
let
  self = rec {
    python = { pythonVersion = "3.13"; pkgs = self; };
    stdenv = { hostPlatform.system = "x86_64-linux"; cc.cc.lib = null; };
    pkgs = self;
    fetchurl = { name, url, hash }: name;
    fetchPypi =
      { pname, version, format ? "setuptools", extension ? "tar.gz", hash
      , dist ? "py2.py3", python ? "py2.py3", abi ? "none", platform ? "any" }:
      if format == "wheel" then
        "${pname}-${version}-${python}-${abi}-${platform}.whl"
      else
        "${pname}-${version}.${extension}";
  } // overlay self { buildPythonPackage = args: args; };
in
map (name: { inherit (self.${name}) version src; }) names
"""

CORPUS = Path(__file__).parent / "corpus" / "projects"

# One of each format, small, with most of the keys that the format has.
NAMES = [
    "pdm-plain",
    "pdm-urls",
    "poetry-beside",
    "poetry-git",
    "poetry-half-migrated",
    "poetry11-web",
    "poetry18-cli",
    "pylock-cli",
    "pylock-sources",
    "uv-fork",
    "uv-git",
    "uv-workspace",
]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SETTINGS = settings(
    deadline=None,
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
Place = tuple[str, str, tuple[str | int, ...]]
"""Project, file, path of the field."""


def _places() -> Iterator[Place]:
    for name in NAMES:
        for file in ("pyproject.toml", *LOCKS):
            path = CORPUS / name / file
            if path.exists() and path.suffix != ".txt":
                for field in fields(tomllib.loads(path.read_text(encoding="utf-8"))):
                    yield name, file, field


PLACES = list(_places())


@pytest.fixture(scope="module", autouse=True)
def _stale_locks_pass() -> Iterator[None]:
    restore = accept_stale_locks()
    yield
    restore()


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _generate(base: Path, place: Place, value: object, as_key: bool) -> tuple[int, str]:
    """Write the files of a project with one field changed; return status and messages."""
    name, file, field = place
    tree = tomllib.loads((CORPUS / name / file).read_text(encoding="utf-8"))
    return _generate_with(base, name, file, toml_text(put(tree, field, value, as_key=as_key)))


def _generate_with(base: Path, name: str, file: str, text: str) -> tuple[int, str]:
    folder = base / "a" / "b" / "project"
    shutil.copytree(CORPUS / name, folder)
    (folder / file).write_text(text, encoding="utf-8")
    before = _snapshot(base)
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = main(["generate", str(folder), "--out", str(base / "a" / "out")])
    after = _snapshot(base)
    outside = {key: text for key, text in after.items() if not key.startswith(f"a{os.sep}out")}
    # It belongs next to the lock.
    outside.pop(os.path.join("a", "b", "project", "pylock.build.toml"), None)
    assert outside == before
    return status, errors.getvalue()


@SETTINGS
@given(
    place=st.sampled_from(PLACES), value=st.sampled_from(HOSTILE) | ANY_TEXT, as_key=st.booleans()
)
@example(  # a note, whose line starts with more words
    place=("poetry-git", "pyproject.toml", ("tool", "poetry", "packages", 0, "include")),
    value="x" * 5000,
    as_key=False,
)
@example(  # an index that most files are not of: they have their addresses
    place=("uv-fork", "uv.lock", ("package", 3, "source", "registry")),
    value="https://index.example/${throw ''injected''}",
    as_key=False,
)
def test_any_text_at_any_field_stays_text(
    nix: Nix, evaluate: Callable[[str], Any], place: Place, value: str, as_key: bool
) -> None:
    with TemporaryDirectory() as name:
        base = Path(name)
        _check(base, *_generate(base, place, value, as_key), nix, evaluate)


@SETTINGS
@given(line=st.integers(0, 200), cut=st.integers(0, 200), value=st.sampled_from(HOSTILE) | ANY_TEXT)
def test_any_text_in_requirements_stays_text(
    nix: Nix, evaluate: Callable[[str], Any], line: int, cut: int, value: str
) -> None:
    project, file = "requirements-native", "requirements.txt"
    lines = (CORPUS / project / file).read_text(encoding="utf-8").splitlines()
    old = lines[line % len(lines)]
    at = cut % (len(old) + 1)
    lines[line % len(lines)] = old[:at] + value + old[at:]
    with TemporaryDirectory() as name:
        base = Path(name)
        _check(base, *_generate_with(base, project, file, "\n".join(lines)), nix, evaluate)


def _check(base: Path, status: int, errors: str, nix: Nix, evaluate: Callable[[str], Any]) -> None:
    assert status in (0, 2)
    lines = errors.splitlines()
    assert all(line.isprintable() and len(line) <= 500 for line in lines)
    assert len([line for line in lines if "pyproject2nix: note: " not in line]) == (status == 2)
    if status == 2:
        return
    out = base / "a" / "out"
    for file in sorted(out.rglob("*.nix")):
        nix("--parse", str(file))
    planned = _planned(base / "a" / "b" / "project")
    names = " ".join(json.dumps(row["name"]) for row in planned)
    found = evaluate(f"({SCOPE}) (import {out}/overlay.nix) [ {names} ]")
    wanted = [{"version": row["version"], "src": row["file"]} for row in planned]
    assert found == wanted


def _planned(folder: Path) -> list[dict[str, str]]:
    """Return what 3.13-x86_64-linux takes from an index."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        assert main(["explain", str(folder), "--json"]) == 0
    rows: list[dict[str, str]] = json.loads(output.getvalue())["chosen"]
    return [
        row
        for row in rows
        if row["target"] == "3.13-x86_64-linux" and row["kind"] in ("wheel", "sdist")
    ]


@pytest.mark.parametrize("value", HOSTILE)
def test_the_projects_own_words_evaluate_to_themselves(
    evaluate: Callable[[str], Any], tmp_path: Path, value: str
) -> None:
    """Description and addresses of the project end in package.nix, as they are."""
    if "\0" in value:
        pytest.skip("NUL is refused: see refused/poetry-null")
    status, errors = _generate(
        tmp_path, ("poetry-web", "pyproject.toml", ("project", "description")), value, False
    )
    assert status == 0, errors
    package = tmp_path / "a" / "out" / "package.nix"
    stubs = 'name: if name == "buildPythonPackage" then (a: a.meta.description or "") else stub'
    found = evaluate(
        f"""
        let
          function = import {package};
          stub = {{
            pythonVersion = "3.13"; hostPlatform.system = "x86_64-linux"; licenses.asl20 = 1;
            cleanSourceWith = a: a; optionals = c: l: l; hasSuffix = a: b: true; pkgs = {{ }};
          }};
        in function (builtins.mapAttrs (name: _: ({stubs}) name) (builtins.functionArgs function))
        """
    )
    assert found == " ".join(value.split())
