"""What an sdist says of its build: read from the archive, without unpacking or running it."""

import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.sdist import LEGACY, build_needs, read_build_needs


def tar_of(path: Path, files: Mapping[str, str], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def zip_of(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


TABLE = '[build-system]\nrequires = ["Cython <3", "setuptools>=61"]\n'
FILES = {
    "dep-1.0/README": "x" * 5000,
    "dep-1.0/tests/pyproject.toml": '[build-system]\nrequires = ["wrong"]\n',
    "dep-1.0/pyproject.toml": TABLE,
    "dep-1.0/python/pyproject.toml": '[build-system]\nrequires = ["inner"]\n',
}


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("dep-1.0.tar.gz", lambda path: tar_of(path, FILES)),
        ("dep-1.0.tar.bz2", lambda path: tar_of(path, FILES, "w:bz2")),
        ("dep-1.0.zip", lambda path: zip_of(path, FILES)),
        (
            "dot-1.0.tar.gz",
            lambda path: tar_of(path, {f"./{name}": text for name, text in FILES.items()}),
        ),
    ],
)
def test_requires_is_that_of_the_uppermost_pyproject_toml(
    tmp_path: Path, name: str, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path / name)
    assert read_build_needs(path, name).requires == ("Cython<3", "setuptools>=61")
    assert read_build_needs(path, name, "python").requires == ("inner",)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, LEGACY),
        ({"pyproject.toml": "[tool.black]\n"}, LEGACY),
        ({"pyproject.toml": "[build-system]\n"}, LEGACY),
        ({"pyproject.toml": "[build-system]\nrequires = []\n"}, ()),
        (
            {"setup.cfg": "[options]\nsetup_requires =\n  pytest-runner\n  # why\n  numpy>=1\n"},
            (*LEGACY, "numpy>=1", "pytest-runner"),
        ),
        ({"setup.cfg": "[options]\nsetup_requires = a; b\n"}, (*LEGACY, "a", "b")),
        ({"setup.cfg": "no section"}, LEGACY),
        ({"setup.py": 'setup(name="x", setup_requires=["cffi>=1.0"])'}, (*LEGACY, "cffi>=1.0")),
        ({"setup.py": 'needs = ["a"]\nsetup(setup_requires=needs)'}, (*LEGACY, "a")),
        ({"setup.py": "setup(setup_requires=some() + ['a'])"}, LEGACY),
        ({"setup.py": "print 'Python 2'"}, LEGACY),
        ({"setup.py": 'setup(setup_requires=["not a requirement!", 3])'}, LEGACY),
        # Other back ends do not look into setup.py.
        (
            {
                "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n',
                "setup.py": 'setup(setup_requires=["a"])',
            },
            ("hatchling",),
        ),
    ],
)
def test_what_the_files_of_a_source_require(
    texts: dict[str, str], expected: tuple[str, ...]
) -> None:
    found = build_needs({name: text.encode() for name, text in texts.items()}, "dep 1.0")
    assert found.requires == tuple(sorted(expected))


TABLES = '[build-system]\nrequires = ["{}"]\nbuild-backend = "{}"\n'


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, True),
        ({"setup.py": 'setup(setup_requires=["a"])'}, True),
        ({"setup.py": "setup(setup_requires=some())"}, False),
        ({"setup.py": 'setup(**{"setup_requires": ["a"]})'}, False),
        ({"pyproject.toml": TABLES.format("hatchling", "hatchling.build")}, True),
        ({"pyproject.toml": TABLES.format("meson-python", "mesonpy")}, True),
        ({"pyproject.toml": TABLES.format("odd", "odd.build")}, False),
        ({"pyproject.toml": TABLES.format("x", "own") + 'backend-path = ["."]\n'}, False),
    ],
)
def test_what_may_ask_for_more_in_its_hooks(texts: dict[str, str], expected: bool) -> None:
    files = {name: text.encode() for name, text in texts.items()}
    assert build_needs(files, "dep 1.0").is_whole is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[build-system", "pyproject.toml of dep 1.0: not a TOML file"),
        ("[build-system]\nrequires = 3\n", "build-system.requires: 3 is not a list of strings"),
        ('[build-system]\nrequires = ["-r /etc/passwd"]\n', "is not a requirement"),
        ('[build-system]\nrequires = ["a\\n--index-url=b"]\n', "is not a requirement"),
        (
            f"[build-system]\nrequires = {[f'p{n}' for n in range(300)]}\n".replace("'", '"'),
            "300 requirements of its build",
        ),
    ],
)
def test_an_odd_pyproject_toml_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(message)):
        build_needs({"pyproject.toml": text.encode()}, "dep 1.0")


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    for name in ("dep-1.0.tar.gz", "dep-1.0.zip"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 and nothing more")
        with pytest.raises(RefusedError, match="not readable as an sdist"):
            read_build_needs(tmp_path / name, name)


def test_an_archive_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 3)
    for path in (tar_of(tmp_path / "a-1.tar.gz", FILES), zip_of(tmp_path / "a-1.zip", FILES)):
        with pytest.raises(RefusedError, match="more files or bytes than any sdist"):
            read_build_needs(path, path.name)


def test_an_archive_of_too_many_bytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_CONTENT", 4000)
    for path in (tar_of(tmp_path / "a-1.tar.gz", FILES), zip_of(tmp_path / "a-1.zip", FILES)):
        with pytest.raises(RefusedError, match="more files or bytes than any sdist"):
            read_build_needs(path, path.name)


def test_links_and_paths_out_of_the_archive_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "dep-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("dep-1.0/pyproject.toml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("../dep-1.0/pyproject.toml"), io.BytesIO())
    assert read_build_needs(path, path.name).requires == LEGACY
