"""The generated files have a folder of their own, and say what they were made from."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main
from pyproject2nix.project.digest import is_readable_by_nix, tables_digest
from pyproject2nix.project.read import read_project
from pyproject2nix.write.place import generated_folder, out_of

LOCK = entry("dep") + entry("tester", groups='"test"')
ANYWHERE = PYPROJECT.replace('out = "."\n', "") + 'build-backend = "flit_core.buildapi"\n'
SETUPTOOLS = (
    '[project]\nname = "sample"\nversion = "1"\n[build-system]\nrequires = ["setuptools"]\n'
)
FILES = [".gitattributes", "overlay.nix", "package.nix", "project.json", "pypi.json"]


def test_the_root_gets_nothing_but_a_folder(make_project: MakeProject) -> None:
    folder = make_project(LOCK, ANYWHERE)
    assert main(["generate", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "nix",
        "poetry.lock",
        "pyproject.toml",
    ]
    assert sorted(path.name for path in (folder / "nix").iterdir()) == FILES
    package = (folder / "nix" / "package.nix").read_text()
    assert "src = ./..;" in package
    assert '          "nix"\n' in package
    assert main(["check", str(folder)]) == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_reviews_fold_them(make_project: MakeProject) -> None:
    folder = make_project(LOCK, ANYWHERE)
    assert main(["generate", str(folder)]) == 0
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    told = subprocess.run(
        ["git", "check-attr", "linguist-generated", "diff", "--", "nix/overlay.nix", "poetry.lock"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.splitlines() == [
        "nix/overlay.nix: linguist-generated: set",
        "nix/overlay.nix: diff: unset",
        "poetry.lock: linguist-generated: unspecified",
        "poetry.lock: diff: unspecified",
    ]


def test_files_of_an_earlier_version_stay_where_they_are(make_project: MakeProject) -> None:
    folder = make_project(LOCK, PYPROJECT)
    assert main(["generate", str(folder)]) == 0
    (folder / "pyproject.toml").write_text(ANYWHERE)
    assert out_of(read_project(folder)) == generated_folder(folder) == folder / "."
    assert main(["generate", str(folder)]) == 0
    assert not (folder / "nix").exists()
    assert not (folder / ".gitattributes").exists()


def test_a_setting_names_the_folder(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, PYPROJECT.replace('"."', '"made/here"'))
    assert main(["generate", str(folder)]) == 0
    assert sorted(path.name for path in (folder / "made" / "here").iterdir()) == FILES
    for out in ("../x", "/x", "..", "a/../../x"):
        (folder / "pyproject.toml").write_text(PYPROJECT.replace('"."', f'"{out}"'))
        assert main(["generate", str(folder)]) == 2
        assert f"out: {out!r} leaves the project's folder; write" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["nix", "."])
def test_files_that_are_not_needed_now_are_removed_unless_edited(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    folder = make_project(LOCK, PYPROJECT.replace('"."', f'"{out}"'))
    assert main(["generate", str(folder)]) == 0
    package = (folder / out / "package.nix").read_text()
    unneeded = ["build-sets.nix", "overlay-cpu.nix", "package-cpu.nix", "packages/member.nix"]
    edited, others = "overlay-gpu.nix", ["overlay-mine.nix", "my-overlay-cpu.nix"]
    (folder / out / "packages").mkdir()
    for name in unneeded:
        (folder / out / name).write_text(package)
    (folder / out / edited).write_text(package + "# mine\n")
    (folder / out / others[0]).write_text("{ }\n")
    (folder / out / others[1]).write_text(package)
    capsys.readouterr()
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().err
    assert all(str(folder / out / name) in told for name in unneeded)
    assert main(["generate", str(folder)]) == 0
    printed = capsys.readouterr()
    assert all(f"removed {folder / out / name}\n" in printed.out for name in unneeded)
    assert f"{edited}: not needed now, but edited by hand" in printed.err
    assert not any((folder / out / name).exists() for name in (*unneeded, "packages"))
    assert all((folder / out / name).exists() for name in (edited, *others, "package.nix"))
    assert main(["check", str(folder)]) == 0


def test_nothing_is_removed_through_a_link(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(LOCK, ANYWHERE)
    assert main(["generate", str(folder)]) == 0
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(folder / "nix" / "package.nix", tmp_path / "elsewhere" / "member.nix")
    (folder / "nix" / "packages").symlink_to(tmp_path / "elsewhere")
    assert main(["generate", str(folder)]) == 0
    assert (tmp_path / "elsewhere" / "member.nix").exists()


def test_other_peoples_files_of_that_name_are_left_alone(make_project: MakeProject) -> None:
    folder = make_project(LOCK, ANYWHERE)
    (folder / "nix").mkdir()
    (folder / "nix" / "overlay.nix").write_text("mine")
    assert main(["generate", str(folder)]) == 0
    assert sorted(path.name for path in (folder / ".nix").iterdir()) == FILES
    assert main(["check", str(folder)]) == 0


def test_a_link_to_elsewhere_is_not_followed(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, ANYWHERE)
    (tmp_path / "elsewhere").mkdir()
    (folder / "nix").symlink_to(tmp_path / "elsewhere")
    assert main(["generate", str(folder)]) == 2
    assert "nix: leads out of the project's folder; remove" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("more", "files", "expected"),
    [
        ("", ["sample/__init__.py"], ".nix"),
        ("", ["src/sample/__init__.py"], "nix"),
        ("", ["sample/__init__.py", ("setup.py", "setup(packages=['sample'])")], "nix"),
        ("", [("setup.cfg", "[options]\npackages = find:\n")], "nix"),
        (
            "",
            ["sample/__init__.py", ("setup.cfg", "[options]\npackages = find_namespace:\n")],
            ".nix",
        ),
        ('[tool.setuptools]\npackages = ["sample"]\n', ["sample/__init__.py"], "nix"),
        ("[tool.setuptools.packages.find]\n", ["sample/__init__.py"], ".nix"),
    ],
)
def test_setuptools_does_not_take_them_for_a_package(
    tmp_path: Path, more: str, files: list[str | tuple[str, str]], expected: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(SETUPTOOLS + more)
    for file in files:
        name, text = (file, "") if isinstance(file, str) else file
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert out_of(read_project(tmp_path)) == tmp_path / expected


def test_project_json_has_the_digests_of_what_it_was_made_from(make_project: MakeProject) -> None:
    folder = make_project(LOCK, ANYWHERE)
    assert main(["generate", str(folder)]) == 0
    document = json.loads((folder / "nix" / "project.json").read_text())
    assert (document["version"], document["root"]) == (2, "..")
    digest = hashlib.sha256((folder / "poetry.lock").read_bytes()).hexdigest()
    assert document["inputs"]["files"] == {"poetry.lock": digest}
    tables = read_project(folder).digest
    assert document["inputs"]["projects"] == {"pyproject.toml": {"tables": tables}}


def test_a_file_with_a_date_counts_as_a_whole(make_project: MakeProject) -> None:
    folder = make_project(LOCK, ANYWHERE + "[tool.other]\nday = 2025-01-01\n")
    assert main(["generate", str(folder)]) == 0
    document = json.loads((folder / "nix" / "project.json").read_text())
    digest = hashlib.sha256((folder / "pyproject.toml").read_bytes()).hexdigest()
    assert document["inputs"]["projects"] == {"pyproject.toml": {"file": digest}}


def test_the_length_of_a_line_is_in_bytes_as_nix_counts() -> None:
    for line, expected in (("x" * 1990, True), ("日" * 800, False)):
        data = {"tool": {"uv": {"a": line}}}
        assert is_readable_by_nix(f'a = "{line}"\n', data) == expected


def test_what_requirements_include_counts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "sample"\nversion = "1"\n[tool.uv]\npackage = false\n'
    )
    (tmp_path / "requirements.txt").write_text("-r more/base.txt\n-c limits.txt\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "base.txt").write_text("\n")
    (tmp_path / "limits.txt").write_text("\n")
    assert main(["generate", str(tmp_path)]) == 0
    files = json.loads((tmp_path / "nix" / "project.json").read_text())["inputs"]["files"]
    assert list(files) == ["limits.txt", "more/base.txt", "requirements.txt"]


@pytest.mark.parametrize(
    ("setting", "files"),
    [("", [".python-version", "poetry.lock"]), ('pythons = ["3.13"]\n', ["poetry.lock"])],
)
def test_the_interpreter_that_pyenv_and_uv_take_counts(
    make_project: MakeProject, setting: str, files: list[str]
) -> None:
    folder = make_project(LOCK, ANYWHERE.replace("groups = []\n", f"groups = []\n{setting}"))
    (folder / ".python-version").write_text("3.13\n")
    assert main(["generate", str(folder)]) == 0
    document = json.loads((folder / "nix" / "project.json").read_text())
    assert list(document["inputs"]["files"]) == files


def test_what_people_read_does_not_count() -> None:
    table = {"name": "x", "version": "1"}
    one = tables_digest({"project": table})
    assert one == tables_digest({"project": {**table, "readme": "y"}, "tool": {"ruff": {"a": 1}}})
    assert one != tables_digest({"project": {**table, "version": "2"}})
