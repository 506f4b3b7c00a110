"""[tool.poetry], alone and beside [project]: what Poetry 2.5 makes of it, or a refusal."""

import contextlib
import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import Marker

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.table import (
    PoetryMetadata,
    PoetrySource,
    poetry_content_hashes,
    read_poetry_table,
)

NAMED = '[tool.poetry]\nname = "My_Demo"\nversion = "1.0"\n'
PROJECT = '[project]\nname = "demo"\nversion = "1.0"\n'
NONE: dict[str, Any] = {"extra": ""}


def read(text: str) -> PoetryMetadata:
    return read_poetry_table(Table("pyproject.toml", tomllib.loads(text)))


def shown(dependencies: tuple[Dependency, ...]) -> list[str]:
    return [
        f"{d.name}{list(d.extras) if d.extras else ''} {d.constraint.text}"
        + (f" ; {d.marker}" if d.marker else "")
        for d in dependencies
    ]


def requirement(value: str, more: str = "") -> Dependency:
    text = f"{NAMED}{more}[tool.poetry.dependencies]\ndep = {value}\n"
    (found,) = read(text).requirements
    return found


def test_a_table_of_poetry_1() -> None:
    found = read(
        NAMED
        + """
        description = "  two\\n words"
        license = "MIT"
        repository = "https://example.org/r"
        packages = [{include = "demo", from = "src"}, {include = "extra/**/*.py"}]
        [tool.poetry.urls]
        Docs = "https://example.org/d"
        [tool.poetry.scripts]
        run = "demo:main"
        old = {callable = "demo:old", extras = ["fast"]}
        tool = {reference = "bin/tool.sh", type = "file"}
        [tool.poetry.dependencies]
        Python = "^3.11"
        Some_Dep = "^1.2"
        x = {version = ">=1", optional = true}
        y = {version = "*", optional = true}
        [tool.poetry.extras]
        Fast = ["X", "some-dep"]
        slow = ["y"]
        [[tool.poetry.source]]
        name = "inner"
        url = "https://index.example/simple"
        priority = "explicit"
        """
    )
    assert (found.name, found.version, found.license) == ("my-demo", "1.0", "MIT")
    assert found.description == "two words"
    assert found.homepage == "https://example.org/r"
    assert found.urls == {"repository": "https://example.org/r", "Docs": "https://example.org/d"}
    assert found.scripts == ("old", "run", "tool")
    assert (found.python.allows("3.13.1"), found.python.allows("3.10")) == (True, False)
    assert shown(found.requirements) == ["some-dep ^1.2"]
    assert {extra: shown(some) for extra, some in found.extras.items()} == {
        "fast": ["some-dep ^1.2", "x >=1"],
        "slow": ["y *"],
    }
    assert found.sources == (PoetrySource("inner", "https://index.example/simple", "explicit"),)
    assert found.package_mode


def test_a_project_that_is_no_package_needs_no_name() -> None:
    found = read("[tool.poetry]\npackage-mode = false\n")
    assert (found.name, found.version, found.package_mode) == ("", "", False)


@pytest.mark.parametrize(
    "value",
    [
        '{git = "https://example.org/r.git", tag = "v1", subdirectory = "sub"}',
        '{git = "git@example.org:a/r.git", branch = "main", develop = true}',
        '{url = "https://example.org/dep-1.0.tar.gz"}',
        '{path = "../dep", develop = true}',
        '{file = "wheels/dep-1.0-py3-none-any.whl"}',
    ],
)
def test_an_address_is_left_to_the_lock(value: str) -> None:
    found = requirement(value)
    assert (found.constraint.text, found.source) == ("*", None)


def test_the_rest_of_a_dependency() -> None:
    found = requirement(
        '{version = "~1.2", extras = ["B", "a"], source = "Inner", allow-prereleases = true, '
        "markers = \"os_name == 'posix' or os_name == 'nt'\", python = '>=3.12', "
        'platform = "linux || darwin"}',
        '[[tool.poetry.source]]\nname = "inner"\n',
    )
    assert found.place == "pyproject.toml: tool.poetry.dependencies.dep"
    assert found.extras == ("a", "b")
    assert str(found.marker) == (
        '(os_name == "posix" or os_name == "nt") and python_version >= "3.12" and '
        '(sys_platform == "linux" or sys_platform == "darwin")'
    )


def test_several_constraints_are_several_requirements() -> None:
    text = f'{NAMED}[tool.poetry.dependencies]\ndep = ["<2", {{version = "^2", python = "^3.12"}}]'
    found = read(text).requirements
    assert [d.constraint.text for d in found] == ["<2", "^2"]
    assert found[1].place == "pyproject.toml: tool.poetry.dependencies.dep[1]"


@pytest.mark.parametrize(
    ("python", "inside", "outside"),
    [
        ("^3.11", "3.11.0 3.13.5", "3.10.9 4.0.0"),
        (">=3.11.2", "3.11.2 3.12.0", "3.11.1"),
        # Poetry takes these for the first release of the series.
        ("<=3.12", "3.11.9 3.12.0", "3.12.1"),
        (">3.12", "3.12.1 3.13.0", "3.12.0"),
        ("!=3.12", "3.12.1 3.13.0", "3.12.0"),
        ("3.12", "3.12.0 3.12.7", "3.11.9 3.13.0"),
        ("3.12.*", "3.12.7", "3.13.0"),
        ("!=3.12.*", "3.13.0", "3.12.7"),
        ("~3.12", "3.12.7", "3.13.0"),
        ("3.11 || >=3.13", "3.11.4 3.14.0", "3.12.0"),
        ("3.*", "3.12.0", "2.7.0"),
    ],
)
def test_python_as_a_marker(python: str, inside: str, outside: str) -> None:
    marker = requirement(f'{{version = "*", python = "{python}"}}').marker
    assert marker is not None

    def holds(full: str) -> bool:
        minor = ".".join(full.split(".")[:2])
        return marker.evaluate({"python_full_version": full, "python_version": minor})

    assert [version for version in inside.split() if not holds(version)] == []
    assert [version for version in outside.split() if holds(version)] == []


def test_a_platform_that_is_ruled_out() -> None:
    marker = requirement('{version = "1", platform = "!=win32,!=darwin"}').marker
    assert str(marker) == 'sys_platform != "win32" and sys_platform != "darwin"'


def test_any_python_and_any_platform_make_no_marker() -> None:
    assert requirement('{version = "1", python = "*", platform = "*"}').marker is None


def test_groups_and_what_they_include() -> None:
    found = read(
        NAMED
        + """
        [tool.poetry.dev-dependencies]
        old = "*"
        [tool.poetry.group.dev.dependencies]
        new = "*"
        [tool.poetry.group.Docs]
        optional = true
        include-groups = ["dev", "std"]
        [tool.poetry.group.Docs.dependencies]
        sphinx = "^7"
        [dependency-groups]
        std = ["pytest>=8", {include-group = "more"}]
        more = ["more"]
        """
    )
    assert {name: shown(some) for name, some in found.groups.items()} == {
        "dev": ["new *", "old *"],
        "docs": ["sphinx ^7", "new *", "old *", "pytest >=8", "more *"],
        "more": ["more *"],
        "std": ["pytest >=8", "more *"],
    }
    assert found.optional_groups == {"docs"}


def test_both_tables_poetrys_narrows() -> None:
    found = read(
        PROJECT
        + """
        requires-python = ">=3.11"
        dependencies = ["plain", "dep[a]>=1; os_name == 'posix'", "split>=1"]
        optional-dependencies = {x = ["opt>=2"]}
        [tool.poetry]
        name = "other"
        [tool.poetry.dependencies]
        python = "<3.14"
        Dep = {version = "<2", source = "pypi"}
        split = [{version = "<2", python = "3.11"}, {git = "https://example.org/r", python = ">3"}]
        opt = "^2.1"
        """
    )
    assert found.name == "demo"
    assert shown(found.requirements) == [
        "plain *",
        "dep['a'] <2,>=1 ; os_name == \"posix\"",
        'split <2,>=1 ; python_version == "3.11"',
        'split >=1 ; python_full_version > "3.0.0"',
    ]
    assert shown(found.extras["x"]) == ["opt <3,>=2,>=2.1"]
    assert (found.python.allows("3.13"), found.python.allows("3.14")) == (True, False)
    assert found.python.allows("3.10") is False


@pytest.mark.parametrize("dynamic", ["dependencies", "optional-dependencies"])
def test_static_extras_beside_dynamic_dependencies(dynamic: str) -> None:
    found = read(
        f"""{PROJECT}
        dynamic = ["{dynamic}"]
        optional-dependencies = {{x = ["opt"]}}
        [tool.poetry.dependencies]
        dep = "^1"
        opt = {{version = "<3", optional = true}}
        """
    )
    assert shown(found.requirements) == ["dep ^1"]
    assert shown(found.extras["x"]) == ["opt <3"]


@pytest.mark.parametrize("line", ["", "dependencies = []", 'dynamic = ["dependencies"]'])
def test_half_migrated_projects_keep_their_dependencies(line: str) -> None:
    text = f'{PROJECT}{line}\n[tool.poetry.dependencies]\ndep = "^1"\nx = {{version="1", '
    text += 'optional=true}\n[tool.poetry.extras]\nx = ["x"]\n'
    found = read(text)
    assert shown(found.requirements) == ["dep ^1"]
    assert shown(found.extras["x"]) == ["x 1"]


def test_the_other_half_migrated_project_keeps_them_too() -> None:
    found = read(f'{NAMED}[project]\ndependencies = ["dep>=1"]\n')
    assert (found.name, shown(found.requirements)) == ("my-demo", ["dep >=1"])


def test_a_group_of_both_kinds_is_narrowed() -> None:
    found = read(
        f"""{PROJECT}
        [dependency-groups]
        Test = ["pytest>=8"]
        [tool.poetry.group.test]
        optional = true
        dependencies = {{pytest = "<9"}}
        """
    )
    assert shown(found.groups["test"]) == ["pytest <9,>=8"]
    assert found.optional_groups == {"test"}


DEPENDENCIES = f"{NAMED}[tool.poetry.dependencies]\n"
BOTH = f"{PROJECT}dependencies = [\"dep; os_name == 'a'\"]\n[tool.poetry.dependencies]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.poetry]\nname = "a"', "tool.poetry.version: '' is not a version"),
        (f'{NAMED}depndencies = "1"', "the key 'depndencies' is not understood"),
        (f'{DEPENDENCIES}dep = "^^1"', "dependencies.dep.version: version constraint"),
        (f"{DEPENDENCIES}dep = 1", "dependencies.dep: 1 is not a table"),
        (f"{DEPENDENCIES}dep = []", "dependencies.dep: an empty list of constraints"),
        (f'{DEPENDENCIES}dep = {{hg = "x"}}', "dep.hg: the key 'hg' is not understood"),
        (f'{DEPENDENCIES}dep = {{git = "https://e.org", path = "x"}}', "git and path at once"),
        (f'{DEPENDENCIES}dep = {{version = "1", markers = "x"}}', "dep.markers: 'x' is not a mark"),
        (f'{DEPENDENCIES}dep = {{version = "1", python = "y"}}', "dep.python: version constraint"),
        (f'{DEPENDENCIES}dep = {{version = "1", platform = "a b"}}', "dep.platform: 'a b' is not"),
        (f'{DEPENDENCIES}python = {{version = "1"}}', "dependencies.python: version constraint"),
        (f'{NAMED}[tool.poetry.scripts]\nx = {{reference = "x", new = 1}}', "x.new: the key 'new'"),
        (f'{NAMED}[tool.poetry.group.a]\ninclude-groups = ["b"]', "there is no group 'b'"),
        (
            f'{NAMED}[tool.poetry.group]\na.include-groups = ["b"]\nb.include-groups = ["a"]',
            "'a' includes itself",
        ),
        (f"{NAMED}[tool.poetry.group.A]\n[tool.poetry.group.a]", "are the same name"),
        (f"{NAMED}[tool.poetry.group.main]", "group.main: Poetry keeps this name"),
        (f"{NAMED}[dependency-groups]\na = 3", "groups.a: 3 is not a list"),
        (f"{NAMED}[dependency-groups]\na = [{{x = 1}}]", "groups.a: {'x': 1} is not understood"),
        (
            f'{DEPENDENCIES}dep = {{version = "1", markers = "{"(" * 9000}os_name{")" * 9000}"}}',
            "is not a marker",
        ),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message) as caught:
        read(text)
    assert caught.value.place.startswith("pyproject.toml: ")


@pytest.mark.parametrize(
    ("text", "place", "note"),
    [
        (f'{DEPENDENCIES}dep = {{version = "1", optional = true}}', "dependencies.dep", "no extra"),
        (f'{NAMED}[tool.poetry.extras]\nx = ["y"]', "extras.x", "'y' is ignored"),
        (
            f'{NAMED}[tool.poetry.group.a.dependencies]\npython="3"',
            "group.a.dependencies.python",
            "ignored",
        ),
        (
            f'{NAMED}[tool.poetry.group.a.dependencies]\nx = {{version="3", optional = true}}',
            "group.a.dependencies.x",
            "to have it installed, remove `optional`",
        ),
        (f'{BOTH}new = "1"', "dependencies.new", r"ignored, .* \[project\] does not name 'new'"),
        (f'{BOTH}dep = {{version = "1", extras = ["x"]}}', "dependencies.dep.extras", r"dep\[x\]$"),
        (f'{BOTH}[tool.poetry.extras]\nx = ["dep"]', "extras", r"project.optional-dependencies"),
        (
            f'{PROJECT}[dependency-groups]\na = ["x"]\n[tool.poetry.group.a.dependencies]\ny = "1"',
            "group.a.dependencies.y",
            r"\[dependency-groups\] does not name 'y'",
        ),
        (
            f'{PROJECT}optional-dependencies.x = ["x"]\n[tool.poetry.dependencies]\ny = "1"',
            "dependencies.y",
            r"\[project\] does not name 'y'",
        ),
        (
            f'{PROJECT}dynamic = ["optional-dependencies"]\ndependencies = ["x"]\n'
            '[tool.poetry.dependencies]\ny = "1"',
            "dependencies.y",
            r"\[project\] does not name 'y'",
        ),
    ],
)
def test_what_poetry_ignores_is_noted(text: str, place: str, note: str) -> None:
    (found,) = read(text).notes
    assert found.place == f"pyproject.toml: tool.poetry.{place}"
    assert re.search(note, found.text)


@pytest.mark.parametrize(
    "value",
    [
        '{git = "https://example.org", tag = "1", rev = "2"}',
        # The lock has another address, which is the one that is read.
        '{path = "/x"}',
        '{version = "*", source = "nowhere"}',
    ],
)
def test_what_the_lock_decides_is_not_read_here(value: str) -> None:
    assert requirement(value).constraint.text == "*"


def test_an_optional_dependency_without_an_extra_is_not_installed() -> None:
    found = read(f'{DEPENDENCIES}a = "1"\nb = {{version = "1", optional = true}}')
    assert shown(found.requirements) == ["a 1"]
    group = '[tool.poetry.group.g.dependencies]\na = "1"\nb = {version = "1", optional = true}'
    assert shown(read(NAMED + group).groups["g"]) == ["a 1"]


def test_markers_of_both_tables_hold() -> None:
    found = read(f"{BOTH}dep = {{markers = \"sys_platform == 'b'\"}}").requirements
    assert shown(found) == ['dep * ; os_name == "a" and sys_platform == "b"']


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [("^3.11", "3.11.0 3.13.5", "3.10.9 4.0"), ("3.11.5", "3.11.5", "3.11.4 3.12.0")],
)
def test_requires_python_is_written_as_poetry_does(text: str, inside: str, outside: str) -> None:
    python = read(f'{PROJECT}requires-python = "{text}"\n[tool.poetry]').python
    assert all(python.allows(version) for version in inside.split())
    assert not any(python.allows(version) for version in outside.split())


# Computed by Poetry 2.5.1: with and without [dependency-groups].
HASHES = [
    (
        '[tool.poetry]\nname="a"\n[tool.poetry.dependencies]\npython="^3.11"\nsix="*"\n',
        ["1b762626410e55c45723fba90400e238319b0b1d1b528e6b290787fb83315758"],
    ),
    (
        '[tool.poetry]\n[tool.poetry.dependencies]\nsix="*"\n[tool.poetry.dev-dependencies]\n'
        'b="1"\n[tool.poetry.group.x.dependencies]\nc="1"\n[tool.poetry.extras]\ne=["six"]\n'
        '[[tool.poetry.source]]\nname="s"\nurl="https://index.example/simple"\n',
        ["920a06f242b47f3a21741784f8bb380f5cead47966b989e4abf85296bc58238f"],
    ),
    (
        '[project]\nname="a"\nrequires-python=">=3.11"\ndependencies=["six"]\n'
        '[tool.poetry]\npackages=[]\n[tool.poetry.dependencies]\nsix="<2"\n',
        ["052f42316243bb0a07f935c3cf1af2d60f104915d006a0fe2684c8f9e86deb43"],
    ),
    (
        '[project]\ndependencies=["six"]\n[dependency-groups]\nt=["pytest"]\n'
        "[tool.poetry.group.t]\noptional=true\n",
        [
            "847593c9850ffc1576a98efc7c7853e1be9411df5f8b631f3c1782271d8a32fe",
            "8f9a7422a9f4c92daeda0668691482dd231b941d13c1d9dc90559ba8b985b0e3",
        ],
    ),
    (
        '[project]\nname="a"\n',
        ["115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8"],
    ),
    (
        '[dependency-groups]\nt=["pytest"]\n[tool.poetry.dependencies]\nsix="*"\n',
        [
            "4ccefa63cd56e0d4e4ca78ec54673032782fcb8db461319dbcca609d5506141e",
            "a9cca988c9796d10e5e7f2613293a5a632cdff0a8b5b23c705d58a08492f3a1f",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), HASHES)
def test_content_hashes_are_poetrys(text: str, expected: list[str]) -> None:
    table = Table("pyproject.toml", tomllib.loads(text))
    assert poetry_content_hashes(table) == frozenset(expected)


EVERYTHING = tomllib.loads(
    NAMED
    + """
    description = "d"
    package-mode = true
    license = "MIT"
    homepage = "h"
    urls.x = "u"
    scripts.x = "a:b"
    scripts.y = {reference = "x", type = "file"}
    packages = [{include = "x"}]
    extras.x = ["b"]
    source = [{name = "s", url = "u", priority = "explicit"}]
    dev-dependencies.x = "1"
    [tool.poetry.dependencies]
    python = "^3.11"
    a = {version = "^1", python = "3", platform = "linux", markers = "os_name == 'x'", source = "s"}
    b = [{git = "https://e.org/r", rev = "1", subdirectory = "x"}, {path = "x", develop = true}]
    c = {url = "https://e.org/c.zip", extras = ["x"], optional = false}
    [tool.poetry.group.g]
    optional = true
    include-groups = ["t"]
    dependencies = {x = "1"}
    [dependency-groups]
    t = ["x", {include-group = "h"}]
    h = []
    [project]
    name = "x"
    version = "1"
    requires-python = ">=3"
    dynamic = ["dependencies"]
    dependencies = []
    optional-dependencies = {}
    """
)
HOSTILE = ["${x}", "''", '"', "\\", "a\nb", "\0", "../evil", "https://[", "9" * 900, "^", "1!2", ""]
VALUES = st.recursive(
    st.sampled_from(HOSTILE) | st.text() | st.integers() | st.booleans() | st.dates() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["version", "x"]), inner)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        found.append((*path, key))
        if isinstance(inner, dict | list):
            found += places(inner, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], new: object) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@settings(deadline=None, max_examples=500)
@given(path=st.sampled_from(places(EVERYTHING)), value=VALUES)
def test_any_value_at_any_key_is_read_or_refused(path: tuple[Any, ...], value: object) -> None:
    # `tool` and `project` themselves are checked by Table as well.
    table = Table("pyproject.toml", replaced(EVERYTHING, path, value))
    with contextlib.suppress(RefusedError):
        found = read_poetry_table(table)
        assert all(isinstance(d.marker, Marker | None) for d in found.requirements)
    with contextlib.suppress(RefusedError):
        poetry_content_hashes(table)


def test_what_the_property_starts_from_is_read() -> None:
    assert {d.name for d in read_poetry_table(Table("p", EVERYTHING)).requirements} == {*"abc"}
