"""uv.lock: every kind of entry and edge is read; whatever else is in it is refused."""

import re
import tomllib
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locks import VALUES, Key, changed, keys_of, or_refusal, tables_of, write

from pyproject2nix.base.conflicts import conflict_extras
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Archive, Directory, Git, LocalFile, Lock
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.lock.uv.freshness import Metadata, uv_stale
from pyproject2nix.lock.uv.lock import read_uv_lock
from pyproject2nix.plan.closure import Wish, resolve
from pyproject2nix.plan.distribution import choose_distribution

HASH = "sha256:" + "ab" * 32
COMMIT = "0123456789abcdef0123456789abcdef01234567"
INDEX = {"registry": "https://index.example/simple"}
OTHER = {"registry": "https://other.example/simple"}


def wheel(name: str, version: str) -> dict[str, Any]:
    url = f"https://index.example/{name}-{version}-py3-none-any.whl"
    return {"url": url, "hash": HASH, "size": 9, "upload-time": "2024-01-01T00:00:00Z"}


def entry(name: str, version: str = "1.0", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "source": INDEX,
        "wheels": [wheel(name, version)],
        **{key.replace("_", "-"): value for key, value in more.items()},
    }


CPU = "extra == 'extra-4-proj-cpu'"
LOCK: dict[str, Any] = {
    "version": 1,
    "revision": 3,
    "requires-python": ">=3.11",
    "resolution-markers": ["python_full_version >= '3.12'", "python_full_version < '3.12'"],
    "supported-markers": ["sys_platform == 'linux'"],
    "required-markers": ["platform_machine == 'x86_64'"],
    "conflicts": [[{"package": "proj", "extra": "cpu"}, {"package": "proj", "group": "dev"}]],
    "options": {"exclude-newer": "2024-01-01T00:00:00Z", "prerelease-mode": "allow"},
    "manifest": {
        "members": ["proj", "member"],
        "constraints": [{"name": "six", "specifier": "<2"}],
        "dependency-groups": {"dev": [{"name": "six"}]},
    },
    "package": [
        entry(
            "dep",
            dependencies=[
                {"name": "six", "version": "1.0", "source": INDEX, "marker": CPU},
                {
                    "name": "six",
                    "version": "1.0",
                    "source": OTHER,
                    "marker": CPU.replace("==", "!="),
                },
            ],
            optional_dependencies={"fast": [{"name": "tree", "marker": "os_name != 'nt'"}]},
            sdist={"url": "https://index.example/dep-1.0.tar.gz", "hash": HASH},
        ),
        {
            "name": "member",
            "source": {"editable": "member"},
            "dev-dependencies": {"dev": [{"name": "dep"}]},
            "metadata": {"requires-dist": [{"name": "dep", "specifier": ">=1"}]},
        },
        {
            "name": "proj",
            "version": "1",
            "source": {"virtual": "."},
            "dependencies": [
                {"name": "dep", "extra": ["Fast"]},
                {"name": "member"},
                {"name": "repo"},
                {"name": "file"},
                {"name": "address"},
            ],
            "optional-dependencies": {"cpu": [{"name": "tree"}]},
            "dev-dependencies": {"dev": [{"name": "tree"}]},
            "metadata": {
                "requires-dist": [
                    {"name": "dep", "extras": ["fast"], "specifier": ">=1"},
                    {"name": "member", "editable": "member"},
                    {"name": "repo", "git": "https://git.example/repo?tag=v1"},
                    {"name": "file", "path": "file-1.0-py3-none-any.whl"},
                    {"name": "address", "url": "https://index.example/address-1.0.zip"},
                    {
                        "name": "tree",
                        "marker": "python_full_version < '3.13' and extra == 'cpu'",
                        "conflict": {"package": "proj", "extra": "cpu"},
                    },
                ],
                "provides-extras": ["cpu", "none"],
                "requires-dev": {"dev": [{"name": "tree", "specifier": "==1.0"}], "empty": []},
            },
        },
        {
            "name": "address",
            "version": "1.0",
            "source": {"url": "https://index.example/address-1.0.zip", "subdirectory": "a/b"},
            "sdist": {"hash": HASH},
        },
        {
            "name": "file",
            "version": "1.0",
            "source": {"path": "file-1.0-py3-none-any.whl"},
            "wheels": [{"filename": "file-1.0-py3-none-any.whl", "hash": HASH}],
        },
        {
            "name": "repo",
            "version": "1.0",
            "source": {"git": f"https://git.example/repo?subdirectory=sub&tag=v1#{COMMIT}"},
        },
        entry("six", resolution_markers=["python_full_version >= '3.12'"]),
        entry("six", source=OTHER),
        entry("tree"),
    ],
}
PYPROJECT: dict[str, Any] = {
    "requirements": [
        "Dep[FAST] >= 1.0",
        "member",
        "repo>=3",
        "file",
        "address @ https://index.example/address-1.0.zip",
    ],
    "extras": {"cpu": ["tree; python_version < '3.13'"], "None": []},
    "groups": {"dev": ["tree==1.0"], "empty": []},
}


def read(tmp_path: Path, data: dict[str, Any]) -> Lock:
    return read_uv_lock(write(tmp_path / "uv.lock", data), "proj")


def read_all(tmp_path: Path, data: dict[str, Any]) -> Lock:
    """Return the lock, or refuse what a target would be refused that takes all of it."""
    lock = read(tmp_path, data)
    for package in lock.packages:
        for problem in (package.problem, *(file.problem for file in package.files)):
            if problem is not None:
                raise problem
    return lock


def compared(lock: Lock, pyproject: dict[str, Any]) -> tuple[str | None, str]:
    """Return what the lock lacks, and what else differs."""
    notes = Notes()
    problem = uv_stale(lock, lock.root, Metadata(**pyproject), notes)
    return problem, "\n".join(map(str, notes.found))


def test_the_data_is_toml(tmp_path: Path) -> None:
    path = write(tmp_path / "uv.lock", LOCK)
    assert tomllib.loads(path.read_text()) == LOCK


def test_a_lock_as_a_whole(tmp_path: Path) -> None:
    lock = read(tmp_path, LOCK)
    assert lock.format == "uv.lock 1.3"
    assert lock.update == "uv lock"
    assert [p.name for p in lock.packages] == [
        *("dep", "member", "address", "file", "repo", "six", "six", "tree")
    ]
    # Forks cover what is supported: only that counts.
    assert [str(m) for m in lock.environments] == ['sys_platform == "linux"']
    assert lock.python_versions.allows("3.11.0")
    assert not lock.python_versions.allows("3.10.9")
    assert lock.conflicts == (frozenset(["extra-4-proj-cpu", "group-4-proj-dev"]),)
    assert not lock.tells_groups
    assert not lock.tells_extras


def test_files_and_sources(tmp_path: Path) -> None:
    packages = {p.name: p for p in read(tmp_path, LOCK).packages}
    assert [f.name for f in packages["dep"].files] == ["dep-1.0.tar.gz", "dep-1.0-py3-none-any.whl"]
    assert {f.sha256 for f in packages["dep"].files} == {"ab" * 32}
    assert packages["dep"].source is None
    assert packages["member"].source == Directory("member", editable=True)
    assert packages["member"].version == ""
    assert packages["repo"].source == Git("https://git.example/repo", COMMIT, "sub")
    address = packages["address"].source
    assert isinstance(address, Archive)
    assert (address.file.name, address.subdirectory) == ("address-1.0.zip", "a/b")
    local = packages["file"].source
    assert isinstance(local, LocalFile)
    assert (local.path, local.file.name) == (("file-1.0-py3-none-any.whl",) * 2)
    assert [p.files for p in packages.values() if p.source] == [()] * 4


def test_edges(tmp_path: Path) -> None:
    lock = read(tmp_path, LOCK)
    dep = lock.named("dep")[0]
    first, second = dep.dependencies
    assert (first.name, first.constraint.text, first.index) == (
        *("six", "===1.0", "https://index.example/simple"),
    )
    assert second.index == "https://other.example/simple"
    assert [p.index for p in lock.named("six")] == [first.index, second.index]
    assert [len(p.condition) for p in lock.named("six")] == [1, 0]
    assert [edge.name for edge in dep.extras["fast"]] == ["tree"]
    assert lock.root is not None
    assert lock.root.dependencies[0].extras == ("fast",)
    assert lock.root.dependencies[0].constraint.text == "*"
    assert [edge.name for edge in lock.root.groups["dev"]] == ["tree"]
    assert list(lock.root.extras) == ["cpu", "none"]
    assert list(lock.root.groups) == ["dev", "empty"]


def test_an_exact_version_is_not_its_local_variant(tmp_path: Path) -> None:
    data = changed(LOCK, ("package", 7), entry("six", "1.0+cpu", source=OTHER))
    data["package"][0]["dependencies"][1]["version"] = "1.0+cpu"
    plain, variant = read(tmp_path, data).named("dep")[0].dependencies
    assert [plain.constraint.allows(v) for v in ("1.0", "1.0+cpu")] == [True, False]
    assert [variant.constraint.allows(v) for v in ("1.0", "1.0+cpu")] == [False, True]


def test_an_edge_to_one_of_two_sources_says_which(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    repo = data["package"][5]
    data["package"].append(entry("repo"))
    data["package"][2]["dependencies"][2] |= {"version": "1.0", "source": repo["source"]}
    lock = read(tmp_path, data)
    assert lock.root is not None
    assert lock.root.dependencies[2].source == Git("https://git.example/repo", COMMIT, "sub")


def test_an_edge_to_an_index_means_no_file_of_the_same_version(tmp_path: Path) -> None:
    url = "https://files.example/tree-1.0-cp312-cp312-linux_x86_64.whl"
    data = deepcopy(LOCK)
    data["package"].append(entry("tree", source={"url": url}, wheels=[{"url": url, "hash": HASH}]))
    which = {"version": "1.0", "source": INDEX}
    data["package"][0]["optional-dependencies"]["fast"][0] |= which
    data["package"][2]["optional-dependencies"]["cpu"][0] |= which
    data["package"][2]["dev-dependencies"]["dev"][0] |= which
    lock = read(tmp_path, data)
    assert lock.root is not None
    target, steps = Target((3, 13), "x86_64-linux"), Steps("uv.lock", 100, 1)
    found = resolve(lock, target, lock.root.extras["cpu"], Wish(), steps)
    assert found["tree"].package.source is None


def test_names_of_conflicting_extras_and_groups() -> None:
    assert conflict_extras("My.Proj", ["Cpu"], ["dev_x"]) == {
        "project-7-my-proj",
        "extra-7-my-proj-cpu",
        "group-7-my-proj-dev-x",
    }


@pytest.mark.parametrize(
    ("extras", "groups", "holds"),
    [([], [], False), (["cpu"], [], True), ([], ["dev"], False), (["cpu"], ["dev"], True)],
)
def test_markers_of_conflicts_are_evaluated_as_a_set(
    tmp_path: Path, extras: list[str], groups: list[str], holds: bool
) -> None:
    lock = read(tmp_path, LOCK)
    marker = lock.named("dep")[0].dependencies[0].marker
    asked = conflict_extras("proj", extras, groups)
    assert Target((3, 13), "x86_64-linux").holds(marker, "x", asked) == holds


REFUSED: list[tuple[Key, object, str]] = [
    (("version",), 2, r"uv.lock: version: 2 is not 1; lock again with uv 0.13"),
    (("version",), True, "True is not 1"),
    (("revision",), -1, "revision: -1 is not a number from 0 on"),
    (("supported-markers",), ["x"], "supported-markers: 'x' is not a marker"),
    (("required-markers",), ["x"], "required-markers: 'x' is not a marker"),
    (("requires-python",), "^3", r"requires-python: version constraint '\^3'"),
    (("conflicts",), 1, "conflicts: 1 is not a list"),
    (("conflicts", 0, 0, "group"), "x", r"conflicts.0\[0\]: it is both an extra and a group"),
    (("package", 0, "name"), "a/b", r"package\[0\].name: 'a/b' is not a package name"),
    (("package", 0, "version"), "one", "package.dep.version: 'one' is not a version"),
    (("package", 0, "version"), None, "package.dep.version: None is not a version"),
    (("package", 0, "wheels", 0, "hash"), None, "dep-1.0-py3-none-any.whl has no hash"),
    (("package", 0, "wheels", 0, "hash"), "md5:" + "a" * 32, "'md5:a+' of dep-1.0.* is not a SHA"),
    (("package", 0, "wheels", 0, "path"), "x", "one of filename, path, url is expected"),
    (("package", 0, "wheels", 0, "url"), None, "one of filename, path, url is expected"),
    (("package", 0, "wheels", 0, "url"), "https://[", r"'https://\[' is not an address"),
    (("package", 0, "source"), {}, "is not one of directory, editable, git, path, registry"),
    (("package", 1, "wheels"), [], "member.wheels: a source of kind editable has no files"),
    (("package", 1, "source", "editable"), "/abs", "'/abs' is not a relative path"),
    (("package", 2, "source", "virtual"), "sub", "0 of its packages are 'proj' in this folder"),
    (("package", 2, "name"), "other", "0 of its packages are 'proj' in this folder"),
    (("package", 3, "sdist"), None, "one file, address-1.0.zip, is expected and there is none"),
    (("package", 3, "source", "subdirectory"), "/x", "'/x' is not a relative path"),
    (("package", 4, "wheels", 0, "filename"), "g-1.0-py3-none-any.whl", "one file, file-1.0-py3"),
    (("package", 5, "source", "git"), "https://git.example/r#main", "'main' is not a full commit"),
    (("package", 5, "source", "git"), f"https://g.example/r?lfs=true#{COMMIT}", "lfs=true is not"),
    (("package", 8), entry("six"), "six 1.0 is in it twice|is 2 of the lock's packages"),
    (("package", 0, "dependencies", 0, "name"), "gone", "'gone'.* is 0 of the lock's packages"),
    (("package", 0, "dependencies", 0, "version"), "2", "'six'.* is 0 of the lock's packages"),
    (("package", 0, "dependencies", 0, "source"), None, "'six'.* is 2 of the lock's packages"),
    (("package", 0, "dependencies", 0, "marker"), "x", "marker: 'x' is not a marker"),
    (("package", 0, "optional-dependencies"), {"a-b": [], "a_b": []}, "are the same name"),
]


@pytest.mark.parametrize(("key", "value", "message"), REFUSED)
def test_what_is_not_understood_is_refused(
    tmp_path: Path, key: Key, value: object, message: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        read_all(tmp_path, changed(LOCK, key, value))
    assert re.search(message, str(caught.value))
    assert caught.value.remedy


@pytest.mark.parametrize(
    "key",
    [
        ("new",),
        ("options", "new"),
        ("manifest", "new"),
        ("package", 0, "new"),
        ("package", 0, "wheels", 0, "new"),
        ("package", 0, "source", "new"),
    ],
)
def test_keys_of_a_newer_uv_are_passed_over_and_noted(tmp_path: Path, key: Key) -> None:
    lock = read_all(tmp_path, changed(LOCK, key, 1))
    (note,) = lock.notes
    assert note.text == "the key 'new' is not known, and passed over"
    assert lock.packages == read(tmp_path, LOCK).packages


def test_a_newer_revision_is_read_and_noted(tmp_path: Path) -> None:
    lock = read_all(tmp_path, changed(LOCK, ("revision",), 6))
    assert lock.format == "uv.lock 1.6"
    assert "revision: 6 is newer than 5, and read as that; or: lock" in str(lock.notes[0])


def test_what_no_target_takes_is_not_refused(tmp_path: Path) -> None:
    """uv does not look at it either: a wheel for Windows without a hash, an odd entry."""
    data = deepcopy(LOCK)
    odd = {"url": "https://index.example/a%2Fb/dep-1.0-cp311-cp311-win_amd64.whl"}
    data["package"][0]["wheels"].append(odd)
    data["package"].append({"name": "odd", "version": "one", "source": {"hg": "x"}})
    data["package"].append(entry("edge", dependencies=[{"name": "gone"}]))
    lock = read(tmp_path, data)
    dep = lock.named("dep")[0]
    assert [file.problem is None for file in dep.files] == [True, True, False]
    assert choose_distribution(dep, Target((3, 13), "x86_64-linux")) is not None
    assert "not one of directory" in str(lock.named("odd")[0].problem)
    assert "'gone'} is 0 of the" in str(lock.named("edge")[0].problem)


def test_a_file_is_refused_where_a_target_takes_it(tmp_path: Path) -> None:
    lock = read(tmp_path, changed(LOCK, ("package", 0, "wheels", 0, "hash"), None))
    with pytest.raises(RefusedError, match=r"dep-1.0-py3-none-any.whl has no hash"):
        choose_distribution(lock.named("dep")[0], Target((3, 13), "x86_64-linux"))


def test_a_member_that_only_lists_requirements(tmp_path: Path) -> None:
    data = changed(LOCK, ("package", 1, "source"), {"virtual": "member"})
    (member,) = read_all(tmp_path, data).named("member")
    assert member.is_virtual


def test_files_of_another_index_keep_their_address(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    url = "https://user:secret@other.example/a%2Bb/six-1.0-py3-none-any.whl#sha256=1"
    data["package"][7]["wheels"][0]["url"] = url
    data["package"][7]["source"] = {"registry": "https://user:secret@other.example/simple"}
    data["package"][0]["dependencies"][1]["source"] = data["package"][7]["source"]
    lock = read_all(tmp_path, data)
    one, other = (package.files[0] for package in lock.named("six"))
    assert (one.url, one.index) == ("", "")
    assert other.url == "https://other.example/a%2Bb/six-1.0-py3-none-any.whl"
    assert other.index == "https://other.example/simple"


def test_a_member_has_the_lock_of_its_root(tmp_path: Path) -> None:
    """Paths of the lock start from its folder, those that are returned from the member's."""
    path = write(tmp_path / "uv.lock", LOCK)
    lock = read_uv_lock(path, "member", "member")
    assert lock.root is not None
    assert lock.root.name == "member"
    assert lock.place == "../uv.lock"
    sources = {package.name: package.source for package in lock.packages}
    assert sources["proj"] == Directory("..")
    assert isinstance(sources["file"], LocalFile)
    assert sources["file"].path == "../file-1.0-py3-none-any.whl"


def test_the_root_of_a_workspace_that_is_no_project(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    del data["package"][2]
    data["manifest"]["members"] = ["member"]
    data["package"][1]["optional-dependencies"] = {"more": [{"name": "tree"}]}
    root = read_uv_lock(write(tmp_path / "uv.lock", data), "any", is_project=False).root
    assert root is not None
    assert [edge.name for edge in root.dependencies] == ["member"]
    assert [(e.name, e.extras) for e in root.extras["more"]] == [("member", ("more",))]
    assert [edge.name for edge in root.groups["dev"]] == ["dep", "six"]


def test_one_file_with_two_hashes_is_refused(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    wheels = data["package"][0]["wheels"]
    wheels.append({**wheels[0], "hash": "sha256:" + "0" * 64})
    with pytest.raises(RefusedError, match=r"dep-1.0-py3-none-any.whl is there with two hashes"):
        read_all(tmp_path, data)


def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    data["package"] += [entry("alone"), entry("alone")]
    with pytest.raises(RefusedError, match=r"package.alone: alone 1.0 is in it twice; run: uv lo"):
        read(tmp_path, data)


def test_a_lock_of_this_metadata_is_fresh(tmp_path: Path) -> None:
    assert compared(read(tmp_path, LOCK), PYPROJECT) == (None, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("requirements", 0, "dep[fast]>=2"), r"requires dep\[fast\]>=2, uv.lock dep\[fast\]>=1"),
        (("requirements", 0, "dep>=1"), r"requires dep>=1, uv.lock dep\[fast\]>=1"),
        (("requirements", 1, "new"), "requires new, uv.lock nothing more"),
        (("extras", "more", []), "has the extra 'more', and uv.lock has cpu, none"),
        (("groups", "new", ["six"]), "group new: pyproject.toml requires six, uv.lock nothing"),
        (("groups", "dev", ["tree==1.0", "six"]), "group dev: pyproject.toml requires six, uv.lo"),
    ],
)
def test_a_lock_that_lacks_something_is_stale(
    tmp_path: Path, change: tuple[str, Any, Any], message: str
) -> None:
    part, key, value = change
    pyproject = deepcopy(PYPROJECT)
    pyproject[part][key] = value
    found, _ = compared(read(tmp_path, LOCK), pyproject)
    assert found is not None
    assert re.search(message, found)


@pytest.mark.parametrize("is_flat", [True, False])
@pytest.mark.parametrize(
    ("every", "more", "stale"),
    [
        (["proj[cpu,more]"], ["six"], False),
        (["proj[cpu]", "proj[more]"], ["six; os_name == 'posix'"], False),
        (["proj[twice]"], ["six"], False),
        (["proj[cpu]"], ["six"], False),
        (["proj[cpu,more]", "seven"], ["six"], True),
        (["proj[cpu,more,new]"], ["six"], True),
    ],
)
def test_extras_that_ask_for_extras_are_compared_by_what_they_add_up_to(
    tmp_path: Path, every: list[str], more: list[str], stale: bool, is_flat: bool
) -> None:
    """Some versions of uv write the requirements of the extras that an extra asks for."""
    pyproject = deepcopy(PYPROJECT)
    pyproject["extras"] |= {"all": every, "more": more, "twice": ["proj[cpu]", "proj[more]"]}
    pyproject["extras"] |= {"new": ["eight"]}
    tree = {"name": "tree", "marker": "python_full_version < '3.13' and extra == 'EXTRA'"}
    six = {"name": "six", "marker": "extra == 'EXTRA'"}
    if "posix" in more[0]:
        six["marker"] = "os_name == 'posix' and extra == 'EXTRA'"
    data = deepcopy(LOCK)
    rows = data["package"][2]["metadata"]["requires-dist"]
    del rows[-1]

    def of(row: dict[str, Any], *extras: str) -> list[dict[str, Any]]:
        return [{**row, "marker": row["marker"].replace("EXTRA", extra)} for extra in extras]

    rows += (
        of(tree, "cpu")
        + of(six, "more")
        + of({**six, "name": "eight", "marker": "extra == 'EXTRA'"}, "new")
    )
    if is_flat:
        rows += of(tree, "all", "twice") + of(six, "all", "twice")
    else:
        own = {"name": "proj", "extras": ["cpu", "more"], "marker": "extra == 'EXTRA'"}
        rows += of(own, "all", "twice")
    data["package"][2]["metadata"]["provides-extras"] = [
        "all",
        "cpu",
        "more",
        "new",
        "none",
        "twice",
    ]
    found, _ = compared(read(tmp_path, data), pyproject)
    assert (found is not None) == stale, found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("requirements", 1, "member; os_name == 'nt'"), "requires member ; os_name"),
        (("extras", "cpu", []), "requires nothing more, uv.lock tree ; python_full_version"),
        (("extras", "cpu", ["tree; python_version < '3.12'"]), "requires tree"),
        (("groups", "dev", []), "group dev: pyproject.toml requires nothing more, uv.lock tree"),
    ],
)
def test_more_in_the_lock_than_required_is_noted(
    tmp_path: Path, change: tuple[str, Any, Any], message: str
) -> None:
    part, key, value = change
    pyproject = deepcopy(PYPROJECT)
    pyproject[part][key] = value
    found, notes = compared(read(tmp_path, LOCK), pyproject)
    assert found is None
    assert re.search(f"{message}.*: the lock counts; to lock again: uv lock", notes)


def test_what_only_the_lock_knows_is_not_compared(tmp_path: Path) -> None:
    pyproject = {**PYPROJECT, "requirements": None, "extras": None}
    assert compared(read(tmp_path, LOCK), pyproject) == (None, "")


def test_uv_rewrites_markers(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    rows = data["package"][2]["metadata"]
    # By a marker in [tool.uv.sources], and by one in [tool.uv.dependency-groups].
    dep = rows["requires-dist"][0]
    rows["requires-dist"][:1] = [
        {**dep, "marker": "sys_platform == 'win32'", "index": "https://other.example/simple"},
        {**dep, "marker": "sys_platform != 'win32'"},
    ]
    rows["requires-dev"]["dev"][0]["marker"] = "python_full_version >= '3.12'"
    pyproject = {**PYPROJECT, "pythons": {"dev": ">=3.12"}}
    assert compared(read(tmp_path, data), pyproject) == (None, "")
    # What `requires-python` implies is left out.
    implied = "dep[fast] >= 1; python_version >= '3.11'"
    pyproject["requirements"] = [implied, *PYPROJECT["requirements"][1:]]
    assert compared(read(tmp_path, data), pyproject) == (None, "")


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("python_version < '3.13'", "python_full_version < '3.13'", True),
        ("python_version == '3.12'", "python_full_version == '3.12.*'", True),
        ("python_version > '3.12'", "python_full_version > '3.12'", False),
        ("python_full_version < '3.11.4'", "python_full_version < '3.11.5'", False),
        ("platform_machine == 'x86_64'", "platform_machine != 'aarch64'", True),
        ("platform_machine == 'x86_64'", "", False),
    ],
)
def test_markers_are_compared_by_what_they_say(
    tmp_path: Path, ours: str, theirs: str, same: bool
) -> None:
    data = deepcopy(LOCK)
    data["package"][2]["metadata"]["requires-dist"][1]["marker"] = theirs
    pyproject = deepcopy(PYPROJECT)
    pyproject["requirements"][1] = f"member; {ours}"
    assert (compared(read(tmp_path, data), pyproject) == (None, "")) == same


def test_a_requirement_that_is_none_is_refused(tmp_path: Path) -> None:
    lock = read(tmp_path, LOCK)
    with pytest.raises(RefusedError, match="'a b' is not a requirement"):
        compared(lock, {**PYPROJECT, "requirements": ["a b"]})


def test_a_lock_without_the_project_is_stale() -> None:
    lock = Lock(place="uv.lock", format="uv.lock 1.3", digest="", packages=())
    assert compared(lock, PYPROJECT)[0] == "uv.lock has no entry of the project"


def read_hostile(data: dict[str, Any]) -> None:
    with TemporaryDirectory() as name:
        lock = or_refusal(lambda: read(Path(name), data))
        if isinstance(lock, Lock):
            assert isinstance(or_refusal(lambda: compared(lock, PYPROJECT)[0]), str | None)


@settings(deadline=None, max_examples=500)
@given(key=st.sampled_from(list(keys_of(LOCK))), value=VALUES)
def test_any_value_at_any_key(key: Key, value: object) -> None:
    read_hostile(changed(LOCK, key, value))


@settings(deadline=None, max_examples=200)
@given(key=st.sampled_from(tables_of(LOCK)), name=st.text("abn-", max_size=4), value=VALUES)
def test_any_key_in_any_table(key: Key, name: str, value: object) -> None:
    read_hostile(changed(LOCK, (*key, name), value))


@pytest.mark.parametrize("key", list(keys_of(LOCK)), ids=str)
def test_any_key_may_be_missing(key: Key) -> None:
    read_hostile(changed(LOCK, key, None))


def test_the_groups_that_uv_installs_unasked_are_no_matter(tmp_path: Path) -> None:
    text = (
        'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n[[package]]\nname = "demo"\n'
        'version = "1"\nsource = { virtual = "." }\ndefault-groups = GROUPS\n'
    )
    path = tmp_path / "uv.lock"
    path.write_text(text.replace("GROUPS", '["test"]'))
    assert read_uv_lock(path, "demo").packages == ()
    path.write_text(text.replace("GROUPS", "3"))
    with pytest.raises(RefusedError, match="0 of its packages are 'demo'"):
        read_uv_lock(path, "demo")
