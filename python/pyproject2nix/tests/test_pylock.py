"""pylock.toml: records, markers by the project's extras and groups, refusals."""

import contextlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Directory, File, Git, LocalFile, Lock
from pyproject2nix.cli import main
from pyproject2nix.lock.pylock.lock import read_pylock

A, B = "ab" * 32, "cd" * 32
HEAD = 'lock-version = "1.0"\ncreated-by = "uv"\n'
ONE = f"""
[[packages]]
name = "one"
version = "1.0"
[[packages.wheels]]
url = "https://index.example/one-1.0-py3-none-any.whl"
hashes = {{sha256 = "{A}", blake2b = "x"}}
"""
EDGES = f"""
[[packages]]
name = "top"
version = "2.0"
index = "https://index.example/simple"
dependencies = [{{name = "low", version = "1.0"}}, {{name = "low", version = "2.0"}}]
sdist = {{name="top-2.0.tar.gz", url="https://e.org/top-2.0.tar.gz?", hashes = {{sha256 = "{A}"}}}}
[[packages]]
name = "low"
version = "1.0"
marker = "sys_platform == 'win32'"
dependencies = []
wheels = [{{path = "w/low-1.0-py3-none-any.whl", hashes = {{sha256 = "{A}"}}}}]
[[packages]]
name = "low"
version = "2.0"
marker = "sys_platform == 'linux'"
dependencies = []
vcs = {{type = "git", url = "https://example.org/r", commit-id = "{"a" * 40}", subdirectory = "s"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str, name: str = "pylock.toml") -> Lock:
    (folder / name).write_text(text, encoding="utf-8")
    return read_pylock(folder / name)


def test_files_and_what_the_file_is_for(folder: Path) -> None:
    text = HEAD + 'requires-python = ">=3.12"\nenvironments = ["os_name == \'posix\'"]\n' + ONE
    lock = read(folder, text, "pylock.dev.toml")
    (package,) = lock.packages
    assert package.place == "pylock.dev.toml: packages.one"
    assert package.files == (File("one-1.0-py3-none-any.whl", A),)
    assert (package.version, package.condition, package.index) == ("1.0", (), "")
    assert [str(marker) for marker in lock.environments] == ['os_name == "posix"']
    assert lock.python_versions.allows("3.12")
    assert not lock.python_versions.allows("3.11")
    assert (lock.format, lock.tells_edges, lock.tells_groups) == ("pylock.toml 1.0", False, False)
    assert lock.update == "uv export --format pylock.toml --output-file pylock.dev.toml"


def test_edges_where_every_entry_tells_them(folder: Path) -> None:
    lock = read(folder, HEAD + EDGES)
    top, windows, linux = lock.packages
    assert lock.tells_edges
    assert top.files == (File("top-2.0.tar.gz", A),)
    assert windows.source == LocalFile(
        "w/low-1.0-py3-none-any.whl", File("low-1.0-py3-none-any.whl", A)
    )
    assert linux.source == Git("https://example.org/r", "a" * 40, "s")
    assert [str(marker) for marker in linux.condition] == ['sys_platform == "linux"']
    assert [(e.name, e.constraint.text, str(e.marker), e.source) for e in top.dependencies] == [
        ("low", "==1.0", 'sys_platform == "win32"', windows.source),
        ("low", "==2.0", 'sys_platform == "linux"', linux.source),
    ]


def test_an_edge_that_means_several_entries_holds_where_any_does(folder: Path) -> None:
    text = EDGES.replace(
        '{name = "low", version = "1.0"}, {name = "low", version = "2.0"}', '{name = "low"}'
    )
    (edge,) = read(folder, HEAD + text).packages[0].dependencies
    assert str(edge.marker) == 'sys_platform == "win32" or sys_platform == "linux"'
    assert edge.constraint.allows("1.0")
    assert edge.constraint.allows("2.0")
    assert not edge.constraint.allows("3.0")


def test_an_edge_to_an_entry_for_everywhere_holds_everywhere(folder: Path) -> None:
    edges = '{name = "low", version = "1.0"}, {name = "low", version = "2.0"}'
    text = EDGES.replace(edges, '{name = "low"}').replace(
        "marker = \"sys_platform == 'linux'\"", ""
    )
    (edge,) = read(folder, HEAD + text).packages[0].dependencies
    assert edge.marker is None


def test_markers_by_extra_leave_the_choice_to_the_entries(folder: Path) -> None:
    lock = read(folder, HEAD + EDGES.replace("sys_platform == 'linux'", "'x' in extras"))
    assert not lock.tells_edges
    assert [package.dependencies for package in lock.packages] == [(), (), ()]
    assert str(lock.packages[2].condition[0]) == '"x" in extras'


@pytest.mark.parametrize(
    ("marker", "held", "groups"),
    [
        ("'default' in dependency_groups", True, ()),
        ("'default' not in dependency_groups", False, ()),
        ("'default' in dependency_groups and os_name == 'nt'", False, ()),
        ("'test' in dependency_groups", False, ()),
        ("'test' in dependency_groups", True, ("test",)),
    ],
)
def test_default_groups_are_always_asked_for(
    folder: Path, marker: str, held: bool, groups: tuple[str, ...]
) -> None:
    text = ONE.replace('version = "1.0"', f'version = "1.0"\nmarker = "{marker}"')
    lock = read(folder, HEAD + 'default-groups = ["default"]\n' + text)
    environment: dict[str, Any] = {
        "os_name": "posix",
        "extras": frozenset[str](),
        "dependency_groups": frozenset(groups),
    }
    assert lock.packages[0].condition[0].evaluate(environment, context="lock_file") is held


def test_other_sources(folder: Path) -> None:
    lock = read(
        folder,
        f"""{HEAD}
        [[packages]]
        name = "a"
        directory = {{path = "../a", subdirectory = "b", editable = true}}
        [[packages]]
        name = "b"
        archive = {{url = "https://e.org/b.zip#x", hashes = {{sha256 = "{A}"}}, subdirectory = "s"}}
        [[packages]]
        name = "c"
        archive = {{path = "c-1.0.tar.gz", hashes = {{sha256 = "{B}"}}}}
        [[packages]]
        name = "demo"
        directory = {{path = "."}}
        """,
    )
    assert [package.source for package in lock.packages] == [
        Directory("../a/b", editable=True),
        Archive("https://e.org/b.zip", File("b.zip", A), "s"),
        LocalFile("c-1.0.tar.gz", File("c-1.0.tar.gz", B)),
    ]
    assert {package.version for package in lock.packages} == {""}


def test_an_index_is_kept_where_it_tells_entries_apart(folder: Path) -> None:
    two = ONE.replace(
        '"1.0"', '"1.0"\nmarker = "os_name == \'a\'"\nindex = "https://index.example/a"'
    )
    three = ONE.replace('"1.0"', '"1.0"\nindex = "https://index.example/b"')
    assert [p.index for p in read(folder, HEAD + three).packages] == [""]
    assert [p.index for p in read(folder, HEAD + two + three).packages] == [
        "https://index.example/a",
        "https://index.example/b",
    ]


def test_a_version_that_only_the_file_tells(folder: Path) -> None:
    lock = read(folder, HEAD + ONE.replace('version = "1.0"', ""))
    assert lock.packages[0].version == "1.0"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('lock-version = "1.0"', ""), "lock-version: Missing required value"),
        (('"1.0"\ncreated', '"2.0"\ncreated'), "pylock version 2.0 is not supported"),
        (('"one"', '"One"'), "packages.0..name"),
        (('"one"', '"two"'), "not consistent with"),
        (("one-1.0-py3", "one-2.0-py3"), "not consistent with"),
        (("https://index.example/", "https://["), "packages|not an address"),
        (("url =", "path ="), "is not a relative path"),
        (("[[packages.wheels]]", "[packages.directory]"), "packages"),
        (('name = "one"', f'name = "one"\nmarker = "{"(" * 3000}"'), r"packages\[0\].marker"),
        (('name = "one"', 'name = "one"\nmarker = "x"'), r"packages\[0\].marker"),
        (('name = "one"', 'name = "one"\nrequires-python = "x"'), r"packages\[0\].requires-python"),
    ],
)
def test_what_is_refused(folder: Path, change: tuple[str, str], message: str) -> None:
    text = HEAD + ONE
    assert change[0] in text
    with pytest.raises(RefusedError, match=message) as caught:
        read(folder, text.replace(*change, 1))
    assert caught.value.place.startswith("pylock.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"git"', '"hg"'), "vcs.type: 'hg' is not git"),
        (("a" * 40, "main"), "'main' is not a full commit"),
        (('url = "https://example.org/r"', 'path = "../r"'), "a repository without an address"),
    ],
)
def test_what_is_refused_of_sources(folder: Path, change: tuple[str, str], message: str) -> None:
    old, new = change
    assert old in EDGES
    text = EDGES.replace(old, f"{old}, {old}" if old == new else new, 1)
    with pytest.raises(RefusedError, match=message):
        read(folder, HEAD + text)


@pytest.mark.parametrize(
    ("change", "place", "text"),
    [
        (('"1.0"\ncreated', '"1.1"\ncreated'), ": lock-version", "1.1 is read like 1.0"),
        (('created-by = "uv"', 'created-by = "uv"\nnew = 1'), "", "the key 'new' is not known"),
        (('name = "one"', 'name = "one"\nnew = 1'), "", "the key 'new' is not known"),
        (('blake2b = "x"}', 'blake2b = "x"}\nnew = 1'), "", "the key 'new' is not known"),
    ],
)
def test_what_is_newer_is_noted(
    folder: Path, change: tuple[str, str], place: str, text: str
) -> None:
    lock = read(folder, (HEAD + ONE).replace(*change, 1))
    assert [one.problem for one in lock.packages[0].files] == [None]
    (note,) = lock.notes
    assert note.place == f"pylock.toml{place}"
    assert text in note.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{sha256", "{md5"), r"hashes: there is no sha256, only blake2b, md5"),
        ((A, "AB" * 32), "is not a SHA-256"),
        (("https://index.example/one", "one"), "'one-1.0-py3-none-any.whl' is not an address"),
    ],
)
def test_a_file_that_cannot_be_read_counts_only_where_it_is_chosen(
    folder: Path, change: tuple[str, str], message: str
) -> None:
    (package,) = read(folder, (HEAD + ONE).replace(*change, 1)).packages
    assert re.search(message, str(package.files[0].problem))


@pytest.mark.parametrize("new", ['version = "3.0"', 'new = "2.0"'])
def test_dependencies_that_lead_nowhere_are_not_read(folder: Path, new: str) -> None:
    text = EDGES.replace('name = "low", version = "2.0"', f'name = "low", {new}', 1)
    assert read(folder, HEAD + EDGES).tells_edges
    lock = read(folder, HEAD + text)
    assert not lock.tells_edges
    assert "dependencies are not read" in lock.notes[0].text


def test_files_of_another_index_keep_their_address(folder: Path) -> None:
    def one(name: str, host: str) -> str:
        text = ONE.replace("one", name).replace("index.example", host)
        return text.replace('"1.0"', f'"1.0"\nindex = "https://{host}/simple"')

    lock = read(folder, HEAD + one("a", "main") + one("b", "other") + one("c", "main"))
    found = {package.name: package.files[0] for package in lock.packages}
    assert (found["a"].url, found["a"].index) == ("", "")
    assert found["b"].index == "https://other/simple"
    assert found["b"].url.startswith("https://other/")


def test_a_folder_within_a_local_archive_is_refused(folder: Path) -> None:
    archive = f'archive = {{path = "c.zip", subdirectory = "s", hashes = {{sha256 = "{A}"}}}}'
    with pytest.raises(RefusedError, match="a folder within a local file"):
        read(folder, f'{HEAD}[[packages]]\nname = "a"\n{archive}')


FIELDS = ['"1.0"', '"uv"', '"top"', '"2.0"', '"https://index.example/simple"', '"low"', '"git"']
FIELDS += [
    '"top-2.0.tar.gz"',
    '"https://e.org/top-2.0.tar.gz?"',
    f'"{A}"',
    '"s"',
    f'"{"a" * 40}"',
]
FIELDS += ["\"sys_platform == 'win32'\"", '"w/low-1.0-py3-none-any.whl"', "[]", "{name", '"posix"']
HOSTILE = ["${x}", '"', "\\", "a\nb", "\0", "../evil", "https://[", "9" * 900, "é", "'x' in extras"]


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(field='"https://index.example/simple"', value="https://[")
@given(
    field=st.sampled_from(FIELDS),
    value=st.sampled_from(HOSTILE)
    | st.text()
    | st.integers()
    | st.booleans()
    | st.lists(st.text()),
)
def test_any_value_is_read_or_refused(folder: Path, field: str, value: object) -> None:
    head = HEAD + 'default-groups = ["posix"]\n'
    data = tomllib.loads(head + EDGES)
    assert data
    new = _toml(value)
    with contextlib.suppress(RefusedError):
        read(
            folder, (head + EDGES).replace(field, new + " " if field != "{name" else f"{{{new}", 1)
        )


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
    return str(value)


def test_what_pdm_locks_into_pdm_locks_again(folder: Path) -> None:
    text = HEAD.replace('"uv"', '"pdm"') + ONE
    assert read(folder, text).update == "pdm lock --lockfile pylock.toml"
    (folder / "pdm.lock").touch()
    assert read(folder, text).update == "pdm export --format pylock --output pylock.toml"


def test_what_only_a_group_asks_for_is_no_dependency_of_the_package(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "sample"\nversion = "1"\nrequires-python = ">=3.13"\n'
        'dependencies = ["one"]\n[dependency-groups]\ntest = ["two"]\n'
        '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n'
    )
    (folder / "sample.py").touch()
    head = 'lock-version = "1.0"\ncreated-by = "pdm"\ndefault-groups = ["default"]\n'
    entries = [
        ONE.replace('"one"', f'"{name}"')
        .replace("/one-", f"/{name}-")
        .replace('version = "1.0"', f'version = "1.0"\nmarker = "\'{group}\' in dependency_groups"')
        for name, group in (("one", "default"), ("two", "test"))
    ]
    (folder / "pylock.toml").write_text(head + "".join(entries))
    assert main(["generate", str(folder), "--out", str(folder)]) == 0
    package = (folder / "package.nix").read_text()
    assert "dependencies = [ one ];" in package
    assert "two" in (folder / "overlay.nix").read_text()
