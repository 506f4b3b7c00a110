"""Projects written for a test, and Nix where there is one."""

import functools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from effort import ALL
from hypothesis import settings
from index.build import build
from index.serve import serve

from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.read import read_project

# How long an example takes is the machine's affair. `make check` tries the same ones each time,
# `make check-all` others.
settings.register_profile("ours", deadline=None, derandomize=not ALL)
settings.load_profile("ours")

SAMPLES = Path(__file__).parent / "samples"

HASH = "sha256:" + "ab" * 32

PYPROJECT = """\
[project]
name = "sample"
version = "1.0"
dependencies = ["dep"]

[dependency-groups]
test = ["tester"]

[tool.pyproject2nix]
imports = ["sample"]
groups = []
out = "."

[build-system]
requires = []
"""

MakeProject = Callable[..., Path]
Nix = Callable[..., str]


def entry(name: str = "dep", version: str = "1.0", more: str = "", groups: str = '"main"') -> str:
    """Return a [[package]] entry with a universal wheel, for a lock of version 2.1."""
    wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    return f"""
[[package]]
name = "{name}"
version = "{version}"
description = ""
optional = false
python-versions = ">=3.9"
groups = [{groups}]
files = [{{file = "{wheel}", hash = "{HASH}"}}]
{more}
"""


def entry_without_files(name: str = "dep") -> str:
    """Return a [[package]] entry of something that is no file of an index."""
    return re.sub(r"^files = .*$", "files = []", entry(name), flags=re.MULTILINE)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what an index answers to the tests away from the user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Return a function that writes a project with a fresh lock and returns its folder."""

    def make(lock: str = "", pyproject: str = PYPROJECT, lock_version: str = "2.1") -> Path:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
        content_hash = sorted(poetry_content_hashes(read_project(folder).toml))[0]
        metadata = (
            f'[metadata]\nlock-version = "{lock_version}"\npython-versions = ">=3.11"\n'
            f'content-hash = "{content_hash}"\n'
        )
        (folder / "poetry.lock").write_text(lock + metadata, encoding="utf-8")
        return folder

    return make


@pytest.fixture(autouse=True)
def _no_network(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing ask the machine's index, and nothing keep files in the user's cache."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    cache = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the made-up index."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def address(index: Path) -> Iterator[str]:
    """Return the address of the made-up index, without `/simple`."""
    with serve(index) as served:
        yield served


@pytest.fixture
def own_index(address: str, _no_network: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let pip and uv ask the made-up index alone."""
    for name in ("PIP_NO_INDEX", "UV_OFFLINE"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple")
    return address


@functools.cache
def _nix_problem() -> str | None:
    if shutil.which("nix-instantiate") is None:
        return "nix-instantiate is not on PATH"
    done = subprocess.run(
        ["nix-instantiate", "--eval", "-E", "1"], capture_output=True, text=True, check=False
    )
    return None if done.returncode == 0 else f"nix-instantiate does not work: {done.stderr!r}"


@pytest.fixture(scope="session")
def nix() -> Nix:
    """Return a function that runs nix-instantiate and returns its output; skip without Nix."""
    if problem := _nix_problem():
        pytest.skip(problem)

    def run(*arguments: str, text: str | None = None) -> str:
        done = subprocess.run(
            ["nix-instantiate", *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "NIX_PATH": ""},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def evaluate(nix: Nix) -> Callable[[str], Any]:
    """Return a function that evaluates a Nix expression to plain data."""

    def run(expression: str) -> Any:
        return json.loads(nix("--eval", "--strict", "--json", "-", text=expression))

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/samples/*.golden")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"nix", "evaluate"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("nix")
