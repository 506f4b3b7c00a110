"""Names of files from an index are remembered, and the file that is the lock is found."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.notes import Notes
from pyproject2nix.lock.requirements import index_names
from pyproject2nix.lock.requirements.find import find_requirements
from pyproject2nix.lock.requirements.index_names import names_from_index

A, B, C = "aa" * 32, "bb" * 32, "cc" * 32
WHEEL = File("one-1.0-py3-none-any.whl", A)


class Index:
    """What pip's index would answer, and what it was asked for."""

    def __init__(self, files: Sequence[File]) -> None:
        self.answer = {"one": [{"file": file.name, "sha256": file.sha256} for file in files]}
        self.others: dict[str, list[dict[str, str]]] = {}
        self.asked: list[str] = []

    def run(self, module: str, arguments: Sequence[str], text: str) -> str:
        self.asked += text.split()
        if arguments and arguments[1] in self.others:
            return json.dumps(dict.fromkeys(text.split(), self.others[arguments[1]]))
        return json.dumps({name: self.answer.get(name, []) for name in text.split()})


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Index:
    made = Index([WHEEL, File("one-1.1.tar.gz", B)])
    monkeypatch.setattr(index_names, "run_with_pip", made.run)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return made


def names(*hashes: str) -> list[str]:
    return [file.name for file in names_from_index({"one==1.0": frozenset(hashes)})["one==1.0"]]


def test_the_index_is_asked_once(index: Index) -> None:
    assert names(A) == names(A) == [WHEEL.name]
    assert index.asked == ["one"]
    # What the index does not have is not asked for again, today.
    assert names(A, C) == names(A, C) == [WHEEL.name]
    assert index.asked == ["one"] * 2


def test_a_hash_that_was_absent_is_asked_for_another_day(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "one-1.0.zip" not in names(A, C)
    index.answer["one"].append({"file": "one-1.0.zip", "sha256": C})
    assert names(A, C) == [WHEEL.name]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    assert names(A, C) == names(A, C) == [WHEEL.name, "one-1.0.zip"]
    assert index.asked == ["one"] * 2


def test_a_release_without_any_file_is_asked_for_again(index: Index) -> None:
    """The refusal says to configure another index."""
    assert names(C) == []
    index.answer["one"].append({"file": "one-1.0.zip", "sha256": C})
    assert names(C) == ["one-1.0.zip"]


def test_an_index_that_the_lock_names_is_asked_if_the_first_has_nothing(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "https://index.example/other"

    def run(module: str, arguments: Sequence[str], text: str) -> str:
        if not arguments:
            raise RefusedError("pip's index", "private: no file with a SHA-256", "configure it")
        return index.run(module, arguments, text)

    monkeypatch.setattr(index_names, "run_with_pip", run)
    index.others[other] = [{"file": "private-1.0-py3-none-any.whl", "sha256": C}]
    wanted = {"private==1.0": frozenset([C])}
    (file,) = names_from_index(wanted, None, [other])["private==1.0"]
    assert file.index == other
    with pytest.raises(RefusedError, match="no file with a SHA-256"):
        names_from_index({"absent==1.0": frozenset([A])}, None, ["https://index.example/empty"])


@pytest.mark.parametrize(("python", "kept"), [(">= 3.12", ">=3.12"), (">=3.*.x", ""), ("", "")])
def test_the_pythons_of_a_release_are_remembered(index: Index, python: str, kept: str) -> None:
    index.answer["one"][0]["python"] = python
    for _ in range(2):
        (file,) = names_from_index({"one==1.0": frozenset([A])})["one==1.0"]
        assert file.python == kept
    assert index.asked == ["one"]


def test_another_index_is_not_remembered(index: Index) -> None:
    for _ in range(2):
        found = names_from_index({"one==1.0": frozenset([A])}, "https://index.example")
        assert found == {"one==1.0": (WHEEL,)}
    assert index.asked == ["one"] * 2


def test_an_index_that_the_lock_names_is_asked_for_the_rest(index: Index) -> None:
    other = "https://index.example/other"
    index.others[other] = [{"file": "one-1.0-cp313-cp313-any.whl", "sha256": C}]
    wanted = {"one==1.0": frozenset([A, C]), "two==2.0": frozenset([B])}
    for _ in range(2):
        found = names_from_index(wanted, None, [other])["one==1.0"]
        assert {file.name: file.index for file in found} == {
            WHEEL.name: "",
            "one-1.0-cp313-cp313-any.whl": other,
        }
    # The first answer about `one` is remembered.
    assert index.asked == ["one", "two", "one", "two", "two", "two"]
    assert names_from_index({"one==1.0": frozenset([A])}, None, [other])["one==1.0"] == (WHEEL,)
    assert len(index.asked) == 6


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"files": 3, "absent": {}}', '{"files": {}}', '{"files": {}, "absent": [1]}'],
)
def test_a_cache_that_is_broken_is_none(index: Index, tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject2nix/names-1").mkdir(parents=True)
    (tmp_path / "pyproject2nix/names-1/one.json").write_text(text)
    assert names(A) == [WHEEL.name]
    assert index.asked == ["one"]


def test_a_cache_that_cannot_be_made_is_none(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert names(A) == names(A) == [WHEEL.name]
    assert index.asked == ["one"] * 2


HASHED = f"one==1.0 --hash=sha256:{A}\n"


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["requirements/main.txt", "requirements/dev.txt", "requirements/tests.txt"], "main"),
        (["requirements/prod.txt", "requirements/dev.txt"], "requirements/prod.txt"),
        (["requirements/requirements.txt", "requirements/requirements.dev.txt"], "s/requirements"),
        (["requirements-hashed.txt", "requirements-assessment-hashed.txt"], "requirements-hashed"),
        (["requirements.lock"], "requirements.lock"),
        (["requirements/python3/requirements.txt", "requirements/python3/test.txt"], "python3/req"),
        (["requirements/only-one.txt"], "only-one"),
        (["requirements/base.txt", "requirements.txt"], "requirements.txt"),
        (["requirements/common.txt", "requirements/dev.txt"], "requirements/common.txt"),
        (["requirements/site.txt", "requirements/dev.txt", "requirements/docs.txt"], "site.txt"),
    ],
)
def test_the_file_with_hashes_that_is_the_lock(
    tmp_path: Path, files: list[str], chosen: str
) -> None:
    for name in [*files, "other.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(HASHED)
    (tmp_path / "requirements").mkdir(exist_ok=True)
    (tmp_path / "requirements/plain.txt").write_text("one==1.0\n")
    notes = Notes()
    found = find_requirements(tmp_path, notes)
    assert chosen in found
    assert found in files
    (note,) = notes.found
    assert note.place == found
    assert ("not " in note.text) == (len(files) > 1)


def test_files_that_nothing_tells_apart_are_refused(tmp_path: Path) -> None:
    for name in ("requirements-dev.txt", "requirements-docs.txt"):
        (tmp_path / name).write_text(HASHED)
    with pytest.raises(RefusedError, match=r'name the lock: lock = "requirements-dev.txt" in'):
        find_requirements(tmp_path, Notes())


def test_a_file_outside_the_folder_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(HASHED)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "requirements.txt").symlink_to("../requirements.txt")
    assert find_requirements(inner, Notes()) == ""
