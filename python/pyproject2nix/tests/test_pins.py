"""pypi.json: read back for file names and for what the store lacks."""

import hashlib
import json
from pathlib import Path

import pytest
from conftest import Nix

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.cli import main
from pyproject2nix.files.pins import read_pins
from pyproject2nix.lock.requirements.known_names import known_names
from pyproject2nix.store.paths import lacking

WHEEL = File("one-1.0-py3-none-any.whl", hashlib.sha256(b"wheel").hexdigest())
PIN = {
    "name": "one",
    "version": "1.0",
    "file": WHEEL.name,
    "sha256": WHEEL.sha256,
    "targets": ["3.13-x86_64-linux"],
}


def write(folder: Path, *pins: object) -> Path:
    path = folder / "pypi.json"
    path.write_text(json.dumps({"version": 1, "files": pins}))
    return path


def test_file_names_are_known_by_release(tmp_path: Path) -> None:
    path = write(tmp_path, PIN)
    assert known_names(frozenset(["one==1.0"]), path) == {"one==1.0": [WHEEL]}
    with pytest.raises(
        RefusedError, match=r"does not know the files of one==2\.0; run: .*generate"
    ):
        known_names(frozenset(["one==1.0", "one==2.0"]), path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"file": "../x"}, "is not the file name"),
        ({"sha256": "ab"}, "is not a SHA-256"),
        ({"name": "a/b"}, "is not a package name"),
        ({"version": "one"}, "is not a version"),
        ({"targets": [3]}, r"targets: \[3\] is not a list of names"),
        ({"url": "ftp://x/y"}, r"url: 'ftp://x/y' is not an address"),
        ({"index": 3}, "index: 3 is not an address"),
    ],
)
def test_a_pin_that_is_none_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(RefusedError, match=rf"pypi\.json: files\[0\].*{message}"):
        read_pins(write(tmp_path, {**PIN, **change}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not readable as JSON"),
        ("[]", "not a list of pins of version 1"),
        ('{"version": 2}', "not a list of pins of version 1"),
        ('{"version": 1, "files": 3}', "files: 3 is not a list"),
        ('{"version": 1, "files": [3]}', "3 is not a pin"),
    ],
)
def test_a_file_that_is_no_list_of_pins_is_refused(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pypi.json").write_text(text)
    assert main(["fetch", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


def test_fetch_before_generate_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", str(tmp_path)]) == 2
    assert (
        f"has no generated files; run: pyproject2nix generate {tmp_path}" in capsys.readouterr().err
    )
    write(tmp_path)
    assert main(["fetch", str(tmp_path), "--platform", "riscv64-linux"]) == 2
    assert "'riscv64-linux' is not a known platform; choose from" in capsys.readouterr().err


def test_the_store_lacks_what_is_not_in_it(nix: Nix) -> None:
    nix("--version")
    odd = File(WHEEL.name, "ab" * 32)
    assert lacking([odd]) == [odd]
    assert lacking([]) == []
