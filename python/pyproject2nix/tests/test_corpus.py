"""Each project of the corpus: the plan takes what pip takes, on every target.

expected/NAME.json is what pip and the locker's own export said; tests/corpus/record.py wrote it.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import Nix
from effort import ALL

from pyproject2nix.cli import main

CORPUS = Path(__file__).parent / "corpus"
PROJECTS: dict[str, Any] = tomllib.loads((CORPUS / "corpus.toml").read_text(encoding="utf-8"))
REFUSED: dict[str, str] = tomllib.loads((CORPUS / "refused.toml").read_text(encoding="utf-8"))
ACCEPTED: dict[str, str] = tomllib.loads((CORPUS / "accepted.toml").read_text(encoding="utf-8"))
PLATFORMS = "x86_64-linux,aarch64-linux"

# One of each kind of lock; `make check-all` asks pip about every project.
ASKED = (
    sorted(PROJECTS)
    if ALL
    else [
        "pdm-keyring",
        "poetry-enriched",
        "poetry11-cli",
        "poetry18-keyring",
        "pylock-science",
        "requirements-native",
        "uv-sources",
    ]
)

# What has to ask an index for the names of files, which pip does.
NEEDS_PIP = pytest.mark.skipif(find_spec("pip") is None, reason="pip is not installed")


def _marked(name: str, needs_pip: bool) -> object:
    return pytest.param(name, marks=NEEDS_PIP) if needs_pip else name


EVERY = [_marked(n, PROJECTS[n]["locker"] == "requirements") for n in sorted(PROJECTS)]
EVERY_REFUSED = [_marked(n, n.startswith("requirements-")) for n in sorted(REFUSED)]

EVERY_ACCEPTED = [_marked(n, n.startswith("requirements-")) for n in sorted(ACCEPTED)]

Row = tuple[str, str, str, str, str]
"""Target, name, version, file, SHA-256."""


@pytest.fixture(autouse=True)
def _own_index(own_index: str) -> None:
    """Let what asks an index (requirements.txt names no files) ask this one."""


def options(name: str) -> list[str]:
    pythons = PROJECTS[name].get("pythons", ["3.11", "3.13"])
    return [str(CORPUS / "projects" / name), "--python", ",".join(pythons), "--platform", PLATFORMS]


def expected(name: str) -> dict[str, Any]:
    text = (CORPUS / "expected" / f"{name}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def rows_of(files: Iterable[dict[str, Any]]) -> set[Row]:
    """Return the rows of a file such as pypi.json."""
    return {
        (target, file["name"], file["version"], file["file"], file["sha256"])
        for file in files
        for target in file["targets"]
    }


def difference(planned: set[Row], taken: set[Row]) -> str:
    """Return a line for each row that only one side has."""
    lines = [f"only planned: {' '.join(row)}" for row in sorted(planned - taken)]
    return "\n".join(
        lines + [f"only installed: {' '.join(row)}" for row in sorted(taken - planned)]
    )


def document(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["explain", *options(name), "--json"]) == 0, capsys.readouterr().err
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def rows(chosen: Iterable[dict[str, str]]) -> set[Row]:
    return {
        (row["target"], row["name"], row["version"], row["file"], row["sha256"]) for row in chosen
    }


def explained(name: str, capsys: pytest.CaptureFixture[str]) -> set[Row]:
    return rows(document(name, capsys)["chosen"])


@pytest.mark.parametrize("name", EVERY)
def test_the_plan_takes_what_installers_take(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = rows_of(expected(name)["files"])
    assert {row[0] for row in wanted} == {
        f"{python}-{system}" for python in ("3.11", "3.13") for system in PLATFORMS.split(",")
    }
    assert not difference(explained(name, capsys), wanted)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_written_fetches_it(
    name: str, nix: Nix, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    assert main(["generate", *options(name), *out]) == 0
    pins = json.loads((tmp_path / "out" / "pypi.json").read_text(encoding="utf-8"))
    # Commits and folders are no files of an index.
    wanted = {row for row in rows_of(expected(name)["files"]) if row[4]}
    direct = {row for row in wanted if f"/files/{row[3]}" in "\n".join(expected(name)["export"])}
    # What pylock.build.toml has is not installed, and no installer takes it.
    building = document(name, capsys)["build_sets"].values()
    wanted |= {row for some in building for row in rows(some)}
    assert not difference(rows_of(pins["files"]), wanted - direct)
    for file in (tmp_path / "out").rglob("*.nix"):
        nix("--parse", str(file))
    assert main(["check", *options(name), *out]) == 0


def _patch_is_another(name: str) -> bool:
    """Tell whether the running interpreter is a patch release that a marker tells apart."""
    minor, full = platform.python_version_tuple()[:2], platform.python_version()
    pythons = PROJECTS[name].get("pythons", [])
    return any(p.split(".")[:2] == list(minor) and p.count(".") == 2 and p != full for p in pythons)


@NEEDS_PIP
@pytest.mark.skipif(
    sys.version_info[:2] not in [(3, 11), (3, 13)] or sys.platform != "linux",
    reason="the running interpreter is no target of the corpus",
)
@pytest.mark.parametrize("name", ASKED)
def test_pip_takes_the_same_here(
    name: str, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if _patch_is_another(name):
        pytest.skip("a marker tells the running patch release from the recorded one")
    here = f"{sys.version_info[0]}.{sys.version_info[1]}-{platform.machine()}-linux"
    pip = pytest.importorskip("pip", reason="pip is not installed")
    lines = [line for line in expected(name)["export"] if "://" not in line and "./" not in line]
    (tmp_path / "pins.txt").write_text("\n".join(lines), encoding="utf-8")
    alone = ["--no-deps"] if name in ("uv-cycle", "uv-overrides") else []
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--pre"),
            *("--quiet", "--report=-", "--no-index", f"--find-links={index / 'files'}", *alone),
            *("--disable-pip-version-check", "-r", str(tmp_path / "pins.txt")),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": os.environ["PATH"],
            "PIP_CONFIG_FILE": os.devnull,
            "HOME": str(tmp_path),
            # Where pip is, if the interpreter does not know by itself.
            "PYTHONPATH": str(Path(pip.__file__).parents[1]),
        },
    )
    assert done.returncode == 0, done.stderr
    taken = {
        item["download_info"]["archive_info"]["hashes"]["sha256"]
        for item in json.loads(done.stdout)["install"]
    }
    export = "\n".join(expected(name)["export"])
    planned = {row for row in explained(name, capsys) if row[0] == here and row[4]}
    indexed = {row for row in planned if f"/files/{row[3]}" not in export}
    assert sorted(row for row in indexed if row[4] not in taken) == []
    assert len(indexed) == len(taken), sorted(taken - {row[4] for row in planned})


@pytest.mark.parametrize("name", EVERY_REFUSED)
def test_a_refusal_says_where_what_and_what_to_do(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = CORPUS / "refused" / name
    assert main(["generate", str(project), "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err.replace(str(project), "PROJECT")
    assert message.count("\n") == 1
    assert re.fullmatch(f"pyproject2nix: {REFUSED[name]}\n", message), message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", EVERY_ACCEPTED)
def test_what_was_refused_without_need_is_written(
    name: str, nix: Nix, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, out = CORPUS / "accepted" / name, tmp_path / "out"
    assert main(["generate", str(project), "--out", str(out)]) == 0, capsys.readouterr().err
    notes = capsys.readouterr().err.replace(str(project), "PROJECT")
    notes = notes.replace("pyproject2nix: note: ", "").removesuffix("\n")
    assert re.fullmatch(ACCEPTED[name], notes), notes
    for file in out.rglob("*.nix"):
        nix("--parse", str(file))
    assert main(["check", str(project), "--out", str(out)]) == 0


def test_every_project_is_listed() -> None:
    folders = {path.name for path in (CORPUS / "projects").iterdir()}
    assert folders == set(PROJECTS) == {path.stem for path in (CORPUS / "expected").iterdir()}
    assert {path.name for path in (CORPUS / "refused").iterdir()} == set(REFUSED)
    assert {path.name for path in (CORPUS / "accepted").iterdir()} == set(ACCEPTED)
    assert len(PROJECTS) >= 40


def test_the_difference_is_shown() -> None:
    one = ("3.13-x86_64-linux", "a", "1", "a-1.tar.gz", "00")
    other = ("3.13-x86_64-linux", "b", "1", "b-1.tar.gz", "00")
    assert difference({one}, {other}) == (
        "only planned: 3.13-x86_64-linux a 1 a-1.tar.gz 00\n"
        "only installed: 3.13-x86_64-linux b 1 b-1.tar.gz 00"
    )
