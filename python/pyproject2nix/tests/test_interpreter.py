"""Which Python is planned for where no setting says so: the newest of the package set that fits."""

import json
import re
from pathlib import Path

import pytest
from conftest import HASH, PYPROJECT, MakeProject, Nix, entry

from pyproject2nix import data
from pyproject2nix.cli import main

LOCK = entry("dep") + entry("tester", groups='"test"')


def wheels(*tags: str) -> str:
    files = ", ".join(f'{{file = "dep-1.0-{tag}.whl", hash = "{HASH}"}}' for tag in tags)
    return LOCK.replace(f'{{file = "dep-1.0-py3-none-any.whl", hash = "{HASH}"}}', files)


def generated(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    """Return the only Python in project.json and what was printed to standard error."""
    assert main(["generate", str(folder), *options]) == 0, capsys.readouterr().err
    (python,) = json.loads((folder / "project.json").read_text())["pythons"]
    return python, capsys.readouterr().err


def requiring(text: str) -> str:
    return PYPROJECT.replace('["dep"]', f'["dep"]\nrequires-python = "{text}"')


def test_the_newest_is_taken_without_a_word(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generated(make_project(LOCK), capsys) == ("3.13", "")


def test_an_older_one_is_taken_where_requires_python_excludes_the_newest(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    python, printed = generated(make_project(LOCK, requiring("<3.13")), capsys)
    assert python == "3.11"
    assert re.fullmatch(
        r"pyproject2nix: note: Python 3\.11\.2: taken, not 3\.13\.5: pyproject\.toml: "
        r"requires-python: '<3\.13' does not allow it; to choose another: .*--python\n",
        printed,
    )


@pytest.mark.parametrize(
    ("requires", "wanted"),
    [
        ("==3.12.*", "3.12"),
        (">=3.14", "3.14"),
        ("==3.13.3", "3.13.3"),
        ("<3.11", "3.10"),
        (">=3.13.6,<3.14", "3.13"),
    ],
)
def test_an_absent_interpreter_is_refused_by_name(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], requires: str, wanted: str
) -> None:
    folder = make_project(LOCK, requiring(requires))
    assert main(["generate", str(folder)]) == 2
    message = capsys.readouterr().err
    assert "absent interpreter: " in message
    assert "allows none of the package set's, 3.13.5 and 3.11.2; to build with one" in message
    assert f"--python {wanted}, and buildProject {{ python = …; }}" in message


def test_poetrys_own_key_is_named_where_it_is_the_one(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    poetry = '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = "~3.8"\n'
    assert main(["generate", str(make_project(LOCK, poetry))]) == 2
    assert "pyproject.toml: tool.poetry.dependencies.python: absent interpreter: '~3.8' " in (
        capsys.readouterr().err
    )


def test_the_remedy_for_an_absent_interpreter_works(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, requiring("==3.12.*"))
    assert generated(folder, capsys, "--python", "3.12") == ("3.12", "")


def test_the_file_of_pyenv_and_uv_is_followed(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    (folder / ".python-version").write_text("3.11\n")
    python, printed = generated(folder, capsys)
    assert python == "3.11"
    assert "taken, not 3.13.5: .python-version is 3.11; to choose" in printed
    # Lockers take another one, too, where requires-python excludes it or where it is absent.
    for absent in ("3.12.1", "pypy3.10", "\0"):
        (folder / ".python-version").write_text(absent)
        assert generated(folder, capsys) == ("3.13", "")


def test_wheels_decide_between_two_that_are_allowed(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    linux = "manylinux_2_17_x86_64"
    windows = make_project(wheels(f"cp311-cp311-{linux}", "cp313-cp313-win_amd64"))
    python, printed = generated(windows, capsys)
    assert python == "3.11"
    assert "taken, not 3.13.5: poetry.lock: package.dep.files: dep 1.0 has no" in printed
    lock = wheels(f"cp311-cp311-{linux}").replace(
        "files = [", f'files = [{{file = "dep-1.0.tar.gz", hash = "{HASH}"}}, ', 1
    )
    table = "[tool.pyproject2nix.build-systems]\ndep = []\n\n[build-system]"
    folder = make_project(lock, PYPROJECT.replace("[build-system]", table))
    python, printed = generated(folder, capsys)
    assert python == "3.11"
    assert "the lock has no wheel of dep 1.0 for it" in printed


def test_a_marker_on_the_patch_release_is_decided_by_the_package_set(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    pyproject = PYPROJECT.replace('["dep"]', """["dep; python_full_version < '3.13.6'"]""")
    # Before version 2.1 a lock does not repeat who wants an entry.
    folder = make_project(re.sub("groups = .*", "", LOCK), pyproject, lock_version="2.0")
    generated(folder, capsys)
    assert "dep =" in (folder / "overlay.nix").read_text()
    generated(folder, capsys, "--python", "3.13.6")
    assert "dep =" not in (folder / "overlay.nix").read_text()


REDIS = [
    ("3.11", "python_full_version < '3.11.3'", True),
    ("3.11", "python_full_version == '3.11.7'", True),
    ("3.11", "python_full_version < '3.12'", False),
    ("3.13", "python_full_version < '3.11.3'", False),
    ("3.13", "implementation_version >= '3.13.2'", True),
]


@pytest.mark.parametrize(("python", "marker", "matters"), REDIS)
def test_another_patch_release_is_refused_where_a_marker_of_a_package_asks_for_it(
    make_project: MakeProject,
    nix: Nix,
    capsys: pytest.CaptureFixture[str],
    python: str,
    marker: str,
    matters: bool,
) -> None:
    edge = f'[package.dependencies]\nmore = {{version = "*", markers = "{marker}"}}'
    lock = entry("dep", more=edge) + entry("more") + entry("tester", groups='"test"')
    folder = make_project(re.sub("groups = .*", "", lock), lock_version="2.0")
    assert main(["generate", str(folder), "--python", python]) == 0
    document = json.loads((folder / "project.json").read_text())
    release = {"3.11": "3.11.2", "3.13": "3.13.5"}[python]
    assert document.get("releases") == ({python: release} if matters else None)
    overlay = (folder / "overlay.nix").read_text()
    assert ("self.python.version == releases." in overlay) == matters
    nix("--parse", "-", text=overlay)


def test_the_releases_are_sorted_by_number() -> None:
    assert data.interpreters() == ("3.13.5", "3.11.2")
