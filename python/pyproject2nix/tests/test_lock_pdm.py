"""pdm.lock: entries, extras and groups are read; whatever else is in it is refused."""

import re
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locks import VALUES, Key, changed, keys_of, or_refusal, tables_of, write

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Directory, Git, LocalFile, Lock
from pyproject2nix.base.target import Target
from pyproject2nix.lock.pdm.content_hash import pdm_content_hashes
from pyproject2nix.lock.pdm.lock import read_pdm_lock

HASH = "sha256:" + "ab" * 32
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONTENT = "sha256:" + "0" * 64


def entry(name: str, version: str = "1.0", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "requires_python": ">=3.8",
        "summary": f"What {name} is",
        "groups": ["default"],
        "files": [{"file": f"{name}-{version}-py3-none-any.whl", "hash": HASH}],
        **more,
    }


def placed(name: str, **source: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "summary": "", "groups": ["default"], **source}


LOCK: dict[str, Any] = {
    "metadata": {
        "groups": ["default", "dev"],
        "strategy": ["inherit_metadata", "static_urls"],
        "lock_version": "4.5.1",
        "content_hash": CONTENT,
        "targets": [
            {
                "requires_python": ">=3.11,!=3.12.1",
                "platform": "linux",
                "implementation": "cpython",
            },
            {"requires_python": ">=3.13", "platform": "manylinux_2_28_aarch64"},
            {"platform": "alpine"},
        ],
    },
    "package": [
        entry("dep", dependencies=["six>=1; python_version < '3.15'", "tree"]),
        entry("dep", extras=["Fast", "full"], dependencies=["dep==1.0", "quick", "six"]),
        entry("dep", extras=["fast"], dependencies=["dep==1.0", "quick"]),
        entry("six", groups=["default", "dev"], marker="os_name != 'nt'"),
        entry("tree", files=[{"url": "https://index.example/tree-1.0.tar.gz", "hash": HASH}]),
        entry("quick"),
        placed("folder", path="./folder", editable=True, dependencies=["six"]),
        placed("inner", path="./folder", subdirectory="inner"),
        placed("file", path="../file-1.0.zip", files=[{"file": "file-1.0.zip", "hash": HASH}]),
        placed(
            "address",
            url="https://index.example/address-1.0.zip",
            subdirectory="a/b",
            files=[{"file": "address-1.0.zip", "hash": HASH}],
        ),
        placed(
            "repo",
            git="https://git.example/repo",
            ref="v1",
            revision=COMMIT,
            subdirectory="sub",
            dependencies=[
                "address[more] @ https://index.example/address-1.0.zip ; os_name != 'nt'",
                "inner @ file:///${PROJECT_ROOT}/folder#subdirectory=inner",
            ],
        ),
        placed(
            "last",
            git="ssh://git@git.example/last",
            revision=COMMIT,
            dependencies=[f"repo @ git+https://git.example/repo@{COMMIT}"],
        ),
    ],
}


def read(tmp_path: Path, data: dict[str, Any], hashes: frozenset[str] | None = None) -> Lock:
    return read_pdm_lock(write(tmp_path / "pdm.lock", data), hashes)


def test_a_lock_as_a_whole(tmp_path: Path) -> None:
    lock = read(tmp_path, LOCK, frozenset([CONTENT]))
    assert lock.format == "pdm.lock 4.5.1"
    assert lock.update == "pdm lock"
    assert lock.tells_groups
    assert lock.tells_edges
    assert [p.name for p in lock.packages] == [
        *("dep", "six", "tree", "quick", "folder", "inner", "file", "address", "repo", "last")
    ]


def test_an_entry(tmp_path: Path) -> None:
    packages = {p.name: p for p in read(tmp_path, LOCK).packages}
    six = packages["six"]
    assert six.groups == ("dev", "main")
    assert [str(m) for m in six.condition] == ['os_name != "nt"']
    assert six.description == "What six is"
    assert not six.python_versions.allows("3.7")
    assert [f.name for f in packages["tree"].files] == ["tree-1.0.tar.gz"]
    dep = packages["dep"]
    assert [(e.name, e.constraint.text, str(e.marker)) for e in dep.dependencies] == [
        ("six", ">=1", 'python_version < "3.15"'),
        ("tree", "*", "None"),
    ]


def test_extras_are_merged_into_their_package(tmp_path: Path) -> None:
    dep = read(tmp_path, LOCK).named("dep")
    assert len(dep) == 1
    extras = {extra: [e.name for e in edges] for extra, edges in dep[0].extras.items()}
    assert extras == {"fast": ["quick"], "full": ["quick", "six"]}


def test_sources(tmp_path: Path) -> None:
    packages = {p.name: p for p in read(tmp_path, LOCK).packages}
    assert packages["folder"].source == Directory("folder", editable=True)
    assert packages["inner"].source == Directory("folder/inner")
    assert packages["repo"].source == Git("https://git.example/repo", COMMIT, "sub")
    address, file = packages["address"].source, packages["file"].source
    assert isinstance(address, Archive)
    assert (address.file.sha256, address.subdirectory) == ("ab" * 32, "a/b")
    assert isinstance(file, LocalFile)
    assert file.path == "../file-1.0.zip"
    assert packages["file"].files == packages["address"].files == ()


def test_an_edge_to_an_address_leads_to_its_entry(tmp_path: Path) -> None:
    packages = {p.name: p for p in read(tmp_path, LOCK).packages}
    address, inner = packages["repo"].dependencies
    assert (address.source, address.extras) == (packages["address"].source, ("more",))
    assert str(address.marker) == 'os_name != "nt"'
    assert inner.source == packages["inner"].source
    assert packages["last"].dependencies[0].source == packages["repo"].source


def test_an_edge_to_an_address_leads_to_no_other_of_that_name(tmp_path: Path) -> None:
    data = deepcopy(LOCK)
    data["package"].append(placed("repo", git="https://git.example/other", revision=COMMIT))
    data["package"].append(placed("address", path="./address"))
    lock = read(tmp_path, data)
    first = lock.named("repo")[0]
    assert lock.named("last")[0].dependencies[0].source == first.source
    assert first.dependencies[0].source == lock.named("address")[0].source


@pytest.mark.parametrize(
    ("target", "patch", "holds"),
    [
        ("3.11 x86_64-linux", 4, True),
        ("3.12 x86_64-linux", 1, False),
        ("3.10 x86_64-linux", 4, False),
        ("3.13 aarch64-linux", 4, True),
        ("3.12 aarch64-linux", 4, False),
    ],
)
def test_targets(tmp_path: Path, target: str, patch: int, holds: bool) -> None:
    python, platform = target.split()
    one = Target((3, int(python[2:])), platform, patch)
    environments = read(tmp_path, LOCK).environments
    assert len(environments) == 3
    assert any(one.holds(marker, "x") for marker in environments) == holds


@pytest.mark.parametrize("targets", [None, [{}]])
def test_a_lock_for_every_target(tmp_path: Path, targets: object) -> None:
    data = changed(LOCK, ("metadata", "targets"), targets)
    data["metadata"]["strategy"] = ["cross_platform"]
    data["metadata"]["lock_version"] = "4.4"
    lock = read(tmp_path, data)
    assert lock.environments == ()
    assert not lock.tells_groups
    assert {p.groups for p in lock.packages} == {()}


REFUSED: list[tuple[Key, object, str]] = [
    (("metadata", "lock_version"), "3.1", "'3.1' is not one of 4.0 to 4.5"),
    (("metadata", "lock_version"), "4.6", "'4.6' is not one of 4.0 to 4.5"),
    (("metadata", "content_hash"), None, "the key 'content_hash' is missing"),
    (("metadata", "strategy"), ["x"], "strategy: 'x' is not understood"),
    (("metadata", "groups", 1), "main", "groups: 'main' is a group; give it another name"),
    (("metadata", "targets", 0, "new"), 1, r"targets\[0\].new: the key"),
    (("metadata", "targets", 0, "platform"), "plan9", "platform: 'plan9' is not understood"),
    (("metadata", "targets", 0, "implementation"), "a'b", 'implementation: "a\'b" is not one'),
    (("metadata", "targets", 0, "requires_python"), "x", "requires_python: 'x' is not underst"),
    (("package", 0, "name"), "a/b", r"package\[0\].name: 'a/b' is not a package name"),
    (("package", 0, "version"), None, "package.dep.version: None is not a version"),
    (("package", 0, "groups"), None, "package.dep.groups: missing or empty; run: pdm lock"),
    (("package", 0, "marker"), "x", "marker: 'x' is not a marker"),
    (("package", 0, "requires_python"), "^3", r"requires_python: version constraint '\^3'"),
    (("package", 0, "files", 0, "file"), "dep-1.0.zip", "files: differ from those without"),
    (("package", 0, "revision"), COMMIT, "revision: 'revision' has no meaning for this source"),
    (("package", 0, "extras"), ["x"], "package.dep: an extra is in it without its package"),
    (("package", 1, "extras"), ["fast"], r"\('fast',\) twice; run: pdm lock"),
    (("package", 0, "dependencies", 0), "a b", "'a b' is not a requirement"),
    (("package", 0, "dependencies", 0), "six @ https://h/x", "'six @ .* is 0 of the lock's pack"),
    (("package", 3), entry("tree", files=[]), "tree 1.0 is in it twice"),
    (("package", 6, "path"), "/abs", "'/abs' is not a relative path"),
    (("package", 6, "url"), "https://h/x", "it comes from path and url"),
    (("package", 8, "subdirectory"), "x", "file-1.0.zip is a file: 'x' is not read"),
    (("package", 8, "files"), None, "one file, file-1.0.zip, is expected and there is none"),
    (("package", 9, "files", 0, "file"), "b-1.0.zip", "one file, address-1.0.zip, is expected"),
    (("package", 10, "revision"), None, "revision: None is not a full commit"),
    (("package", 10, "revision"), "v1", "revision: 'v1' is not a full commit"),
    (("package", 10, "git"), "git.example:repo", "'git.example:repo' is not an address"),
]


@pytest.mark.parametrize(("key", "value", "message"), REFUSED)
def test_what_is_not_understood_is_refused(
    tmp_path: Path, key: Key, value: object, message: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        read(tmp_path, changed(LOCK, key, value))
    assert re.search(message, str(caught.value))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("package", "key", "value", "message"),
    [
        ("six", "hash", None, "six-1.0-py3-none-any.whl has no hash"),
        ("six", "hash", "md5:00", "'md5:00' of six-1.0-py3-none-any.whl is not"),
        ("six", "file", "../x", r"'../x' is not the file name"),
        ("six", "file", None, "either file or url is expected"),
        ("six", "url", "https://h/x", "either file or url is expected"),
        ("tree", "url", "https://[", r"'https://\[' is not an address"),
        ("tree", "url", "https://${T}@h/x", "holds a variable"),
    ],
)
def test_a_file_that_cannot_be_read_counts_only_where_it_is_chosen(
    tmp_path: Path, package: str, key: str, value: object, message: str
) -> None:
    index = next(i for i, one in enumerate(LOCK["package"]) if one["name"] == package)
    lock = read(tmp_path, changed(LOCK, ("package", index, "files", 0, key), value))
    (file,) = lock.named(package)[0].files
    assert re.search(message, str(file.problem))


@pytest.mark.parametrize("key", [("new",), ("metadata", "new"), ("package", 0, "new")])
def test_a_key_that_pdm_does_not_know_is_passed_over(tmp_path: Path, key: Key) -> None:
    (note,) = read(tmp_path, changed(LOCK, key, 1)).notes
    assert (note.place, note.text) == ("pdm.lock", "the key 'new' is not known, and passed over")


def test_files_of_another_index_keep_their_address(tmp_path: Path) -> None:
    def files(name: str, host: str) -> dict[str, Any]:
        return entry(name, files=[{"url": f"https://{host}/{name}-1.0.tar.gz", "hash": HASH}])

    data = changed(LOCK, ("package",), [files("a", "main"), files("b", "me:pw@other")])
    data["package"].append(files("c", "main"))
    found = {p.name: (p.files[0].url, p.files[0].index) for p in read(tmp_path, data).packages}
    other = ("https://other/b-1.0.tar.gz", "https://other")
    assert found == {"a": ("", ""), "b": other, "c": ("", "")}


@pytest.mark.parametrize(
    ("key", "value", "note"),
    [
        ("targets", [], "may be for the machine alone that wrote it"),
        ("lock_inputs", {"project": {}}, "not compared with pyproject.toml"),
    ],
)
def test_what_pdm_installs_anyway_is_noted(
    tmp_path: Path, key: str, value: object, note: str
) -> None:
    hashes = frozenset[str]() if key == "lock_inputs" else None
    (found,) = read(tmp_path, changed(LOCK, ("metadata", key), value), hashes).notes
    assert found.place == f"pdm.lock: metadata.{key}"
    assert note in found.text


def older(version: str, **flags: bool) -> dict[str, Any]:
    """Return a lock as PDM wrote it until 4.3: no strategy, targets and groups of entries."""
    data = deepcopy(LOCK)
    data["metadata"] = {"lock_version": version, "content_hash": CONTENT, **flags}
    for package in data["package"]:
        del package["groups"]
    return data


def test_the_files_of_a_lock_until_4_2(tmp_path: Path) -> None:
    data = older("4.2", cross_platform=True)
    data["metadata"]["files"] = {
        f"{package['name']} {package['version']}": package.pop("files")
        for package in data["package"]
        if "files" in package and "extras" not in package
    }
    for package in data["package"]:
        package.pop("files", None)
    new, old = read(tmp_path, older("4.4")), read(tmp_path, data)
    assert [(p.name, p.files, p.source) for p in old.packages] == [
        (p.name, p.files, p.source) for p in new.packages
    ]
    assert old.environments == ()
    assert not old.tells_groups
    assert old.highest_fits


def test_the_flags_of_a_lock_until_4_3(tmp_path: Path) -> None:
    assert read(tmp_path, older("4.3", cross_platform=True, static_urls=True)).notes == ()
    (note,) = read(tmp_path, older("4.3", cross_platform=False)).notes
    assert note.place == "pdm.lock: metadata.targets"


def test_a_lock_that_is_older_than_the_project_says_so(tmp_path: Path) -> None:
    stale = read(tmp_path, LOCK, frozenset(["sha256:" + "1" * 64])).stale
    assert re.search(r"pyproject.toml was changed .* run: pdm lock", str(stale))
    assert read(tmp_path, LOCK, frozenset([CONTENT])).stale is None


# Content hashes as PDM 2.29.3 wrote them.
@pytest.mark.parametrize(
    ("pyproject", "content_hash"),
    [
        (
            {"project": {"dependencies": ["six"], "requires-python": ">=3.11"}},
            "f1e7e3da00d70489adc4850b8ca1f03afecf22c6427836d6ae4fb2e2f2034f1a",
        ),
        (
            {
                "project": {"requires-python": ">=3.11", "optional-dependencies": {"x": ["six"]}},
                "dependency-groups": {"Dev_X": ["six"]},
                "tool": {
                    "pdm": {
                        "dev-dependencies": {"old": ["six"]},
                        "resolution": {"overrides": {"six": "1.17.0"}},
                    }
                },
            },
            "0160933bf004853665fcb15b9e8366ecb1fdf9ba78d54d3db981fa041bc63499",
        ),
    ],
)
def test_content_hashes(pyproject: dict[str, Any], content_hash: str) -> None:
    assert f"sha256:{content_hash}" in pdm_content_hashes(pyproject)
    other = deepcopy(pyproject)
    other["project"]["dependencies"] = ["other"]
    assert not pdm_content_hashes(pyproject) & pdm_content_hashes(other)


@settings(deadline=None, max_examples=200)
@given(
    key=st.sampled_from(
        [
            ("project",),
            ("project", "dependencies"),
            ("dependency-groups",),
            ("dependency-groups", "dev"),
            ("tool",),
            ("tool", "pdm"),
            ("tool", "pdm", "dev-dependencies"),
            ("tool", "pdm", "dev-dependencies", "dev"),
            ("tool", "pdm", "resolution"),
        ]
    ),
    value=VALUES,
)
def test_any_metadata_has_a_hash_or_is_refused(key: Key, value: object) -> None:
    pyproject = {
        "project": {"dependencies": ["six"]},
        "dependency-groups": {"dev": ["six"]},
        "tool": {"pdm": {"dev-dependencies": {"dev": ["six"]}, "resolution": {}}},
    }
    assert or_refusal(lambda: pdm_content_hashes(changed(pyproject, key, value)))


def read_hostile(data: dict[str, Any]) -> None:
    with TemporaryDirectory() as name:
        assert isinstance(or_refusal(lambda: read(Path(name), data)), Lock | str)


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
