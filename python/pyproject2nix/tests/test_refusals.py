"""What is not understood is refused: with file, key, value and remedy, never a traceback."""

import re
from pathlib import Path

import pytest
from conftest import HASH, PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main

GOOD = entry("dep") + entry("tester", groups='"test"')


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["generate", str(folder), *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert not list(folder.glob("*.nix"))
    return captured.err


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('name = "dep"', 'name = "../evil"'), r"package\[0\].name: '../evil' is not a package"),
        (('name = "dep"', 'name = "${x}"'), "is not a package name"),
        (('name = "dep"', 'name = "lib"'), "'lib' is an attribute of nixpkgs' Python scope"),
        (('version = "1.0"', 'version = "one"'), "package.dep.version: 'one' is not a version"),
        (('version = "1.0"', 'version = "1.0 "'), "has spaces around it"),
        (('version = "1.0"', "version = 1"), "1 is not a version"),
        (('file = "dep', 'file = "../dep'), r"files\[0\]: '../dep-1.0-py3-none-any.whl'"),
        (("sha256:", "md5:"), r"files\[0\]: 'md5:abab.* is not a SHA-256; lock again"),
        ((f', hash = "{HASH}"', ""), "dep-1.0-py3-none-any.whl has no hash"),
        (("optional = false", "optional = false\ndevelop = true"), "editable packages are not pi"),
        (('groups = ["main"]', "groups = []"), "dep.groups: missing or empty; run: poetry lock"),
        (('groups = ["main"]', 'groups = "main"'), "'main' is not a list of strings"),
        (('description = ""', 'description = "a\\u0000"'), "package.dep.description.*NUL"),
        (('description = ""', "description = 3"), "package.dep.description: 3 is not a string"),
        (('">=3.9"', '">=3.14"'), "wants Python >=3.14, which 3.13-x86_64-linux does not have"),
        (('">=3.9"', '"^^3.9"'), "dep.python-versions: version constraint .* is not understood"),
        (("files = [", "files = 3 #"), "dep.files: 3 is not a list"),
        (("py3-none-any", "cp313-cp313-win_amd64"), "no wheel for 3.13-x86_64-linux and no sdist"),
    ],
)
def test_a_lock_entry(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
    message: str,
) -> None:
    assert change[0] in GOOD
    folder = make_project(GOOD.replace(*change, 1))
    assert re.search(message, refused(folder, capsys))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            '[package.source]\ntype = "git"\nurl = "x"',
            "source.reference: None is not a full commit",
        ),
        ('[package.source]\ntype = "url"\nurl = "x"', "dep.source.url: 'x' is not an address"),
        ('[package.source]\ntype = "hg"\nurl = "x"', "dep.source.type: 'hg' is not a kind of"),
        ('[package.source]\ntype = "file"\nurl = "/x"', "dep.source.url: '/x' is not a relative"),
        (
            '[package.dependencies]\nx = {version = "*", python = "y"}',
            "x.python: version constraint 'y' is not",
        ),
        ("[package.dependencies]\nx = 3", "dependencies.x: 3 is not a table"),
        (
            '[package.dependencies]\nx = "^^1"',
            r"dependencies.x.version: version constraint '\^\^1'",
        ),
        ('[package.dependencies]\nx = {version = "*", markers = "a b"}', "'a b' is not a marker"),
        ('markers = "sys_platform =="', "dep.markers: 'sys_platform ==' is not a marker"),
        ("markers = 3", "dep.markers: 3 is not a table"),
        ("[package.extras]\nx = [3]", r"dep.extras.x: \[3\] is not a list of strings"),
        ('[package.extras]\nx = ["$"]', "dep.extras.x: '\\$' is not a package name"),
    ],
)
def test_a_lock_entry_with_more(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], more: str, message: str
) -> None:
    folder = make_project(entry(more=more) + entry("tester", groups='"test"'))
    assert re.search(message, refused(folder, capsys))


@pytest.mark.parametrize(
    ("lock", "message"),
    [
        (GOOD + entry("dep"), "one version of a package is in it twice"),
        (GOOD + entry("dep", "2.0"), "dep 1.0, 2.0: no marker tells which one"),
        (
            entry(more='[package.dependencies]\na = "<2"\nb = "*"')
            + entry("a", "1.0")
            + entry("a", "2.0")
            + entry("b", more='[package.dependencies]\na = ">=2"'),
            r"a [12].0 and [12].0 \(for .*\) are both required",
        ),
        (entry(more='[package.dependencies]\nlib = "*"') + entry("lib"), "'lib' is an attribute"),
        (entry(more='[package.dependencies]\nsample = "*"') + entry("sample"), "project itself is"),
    ],
)
def test_a_lock_as_a_whole(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], lock: str, message: str
) -> None:
    assert re.search(message, refused(make_project(lock), capsys))


def test_a_package_without_files_names_the_command_that_finds_them(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    start, _, end = GOOD.partition("files = [")
    folder = make_project(f"{start}files = []{end.partition(']')[2]}")
    message = refused(folder, capsys)
    assert "no file of dep 1.0, and so no SHA-256; lock again: poetry lock" in message


def test_a_package_without_a_wheel_names_what_is_missing(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(GOOD.replace("-py3-none-any.whl", ".tar.gz"))
    message = refused(folder, capsys)
    assert "poetry.lock: package.dep: dep 1.0 has no wheel, and its source cannot" in message
    assert 'build-systems] dep = ["setuptools"]' in message


@pytest.mark.parametrize("version", ["0.9", "3.0", "two", "2.1.1"])
def test_a_lock_of_another_version(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    folder = make_project(GOOD, lock_version=version)
    assert f"'{version}' is not 1.x or 2.x; lock again" in refused(folder, capsys)


def test_a_lock_that_is_older_than_the_project(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(GOOD)
    text = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(text.replace('["dep"]', '["dep", "more"]'))
    assert "was changed after the lock was written; run: poetry lock" in refused(folder, capsys)


@pytest.mark.parametrize("damage", ["= [", "\x00", "[[package]]\n[package]\n"])
def test_a_file_that_is_no_toml(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    folder = make_project(GOOD)
    (folder / "poetry.lock").write_text(damage)
    assert "poetry.lock: not a TOML file (" in refused(folder, capsys)


def test_a_file_that_is_no_text(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(GOOD)
    (folder / "poetry.lock").write_bytes(b"\xff\xfe")
    assert "poetry.lock: not UTF-8 at byte 0" in refused(folder, capsys)


def test_a_key_cannot_write_to_the_terminal(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project('"\\u001b[31m\\nred" = 1\n' + GOOD)
    assert main(["generate", str(folder)]) == 0
    assert r"poetry.lock: the key '\x1b[31m\nred' is not known" in capsys.readouterr().err


def test_missing_files(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "pyproject.toml: no such file" in refused(tmp_path, capsys)
    folder = make_project(GOOD)
    (folder / "poetry.lock").unlink()
    assert "there is no lock file (uv.lock, poetry.lock," in refused(folder, capsys)
    (folder / "poetry.lock").mkdir()
    assert "poetry.lock: Is a directory; put the file there" in refused(folder, capsys)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[project]", "[projekt]"), "there is no .project. table, and"),
        (("[project]", "[tool.poetry]"), "tool.poetry.dependencies: .* is not a table"),
        (('name = "sample"', 'name = "a/b"'), "project.name: 'a/b' is not a package name"),
        (('name = "sample"', 'name = "python"'), "'python' is an attribute of nixpkgs'"),
        (('version = "1.0"', 'version = ""'), "version: '' is not a version"),
        (('["dep"]', '["dep @ file:///x"]'), "dep @ file:///x.*has 1.0, for other"),
        (('["dep"]', '["de p"]'), "project.dependencies: 'de p' is not a requirement"),
        (('["dep"]', '"dep"'), "'dep' is not a list of strings"),
        (('["dep"]', '["dep>=2"]'), "dep >=2 is required for 3.13-x86_64-linux"),
        (
            ('["dep"]', '["dep"]\nrequires-python = "new"'),
            "requires-python: version constraint 'new' is not",
        ),
        (
            ('["dep"]', '["dep"]\nrequires-python = ">=3.14"'),
            "absent interpreter: '>=3.14' allows none",
        ),
        (('imports = ["sample"]', 'import = "x"'), "pyproject2nix.import: the key 'import' is"),
        (("groups = []", 'groups = ["no"]'), "there is no dependency group 'no'; choose from test"),
        (('imports = ["sample"]', 'extras = ["no"]'), "there is no extra 'no'; choose from none"),
        (('imports = ["sample"]', 'build-inputs = ["a b"]'), "'a b' is not a name in nixpkgs"),
        (('imports = ["sample"]', 'check-groups = ["test"]\nimports = ["x"]'), "'test' is not am"),
        (('imports = ["sample"]', 'pythons = ["4"]'), "pyproject2nix: '4' is not a Python vers"),
        (("requires = []", 'requires = ["cppy"]'), "what builds sample cannot be locked: uv"),
        (('test = ["tester"]', "test = 3"), "dependency-groups.test: 3 is not a list"),
        (('test = ["tester"]', "test = [3]"), "dependency-groups.test: 3 is not understood"),
        (('test = ["tester"]', 'test = [{include-group = "x"}]'), "there is no group 'x'"),
        (
            ('test = ["tester"]', 'test = [{include-group = "test"}]'),
            "test: 'test' includes itself",
        ),
        (('test = ["tester"]', "a-b = []\na_b = []"), "are the same name"),
        (
            ("[build-system]", "[tool.poetry]\ngroups = 1\n[build-system]"),
            "'groups' is not underst",
        ),
        (
            ("[build-system]", "[tool.poetry]\npackage-mode=1\n[build-system]"),
            "1 is not true or fa",
        ),
    ],
)
def test_a_project(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
    message: str,
) -> None:
    assert change[0] in PYPROJECT
    folder = make_project(GOOD)
    changed = PYPROJECT.replace(*change, 1)
    try:
        folder = make_project(GOOD, changed)
    except Exception:  # The fixture reads the project for its hash; the program is what is tested.
        (folder / "pyproject.toml").write_text(changed)
    assert re.search(message, refused(folder, capsys))


def test_a_command_line_that_makes_no_sense(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(GOOD)
    assert "command line: '3' is not a Python" in refused(folder, capsys, "--python", "3")
    assert "--groups: 'x\\ny' is not a package name" in refused(folder, capsys, "--groups", "x\ny")
    assert "cannot stand in a comment" in refused(folder, capsys, "--out", f"{folder}/a\nb")
    odd = folder.rename(folder.parent / "pröject")
    assert "written as a Nix path" in refused(odd, capsys, "--out", str(odd.parent / "out"))
