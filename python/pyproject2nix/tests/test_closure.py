"""What is followed from the requirements: builders of sdists, extras, links, odd tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main


def explained(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    capsys.readouterr()
    status = main(["explain", str(folder), "--json", *options])
    captured = capsys.readouterr()
    assert status == 0, captured.err
    return json.loads(captured.out)


def names(document: Any) -> dict[str, str]:
    return {row["name"]: row["kind"] for row in document["chosen"]}


def sdist(text: str) -> str:
    return text.replace("-py3-none-any.whl", ".tar.gz")


def test_builders_of_sdists_are_followed_and_may_be_sdists(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = '[tool.pyproject2nix.build-systems]\ndep = ["first"]\nfirst = ["second"]\n\n'
    build = '[dependency-groups]\nbuild = ["first", "second"]\n'
    pyproject = PYPROJECT.replace("[build-system]", tables + "[build-system]")
    pyproject = pyproject.replace("[dependency-groups]\n", build)
    lock = sdist(entry("dep")) + sdist(entry("first", groups='"build"'))
    lock += entry("second", groups='"build"') + entry("tester", groups='"test"')
    folder = make_project(lock, pyproject)
    assert names(explained(folder, capsys)) == {"dep": "sdist", "first": "sdist", "second": "wheel"}


def test_a_builder_that_the_lock_and_the_package_set_lack_is_for_the_build_lock(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    table = '[tool.pyproject2nix.build-systems]\ndep = ["first"]\n\n[build-system]'
    lock = sdist(entry("dep")) + entry("tester", groups='"test"')
    folder = make_project(lock, PYPROJECT.replace("[build-system]", table))
    assert main(["generate", str(folder)]) == 2
    message = capsys.readouterr().err
    assert "pylock.build.toml: what builds dep cannot be locked: uv: not found on PATH" in message


OPTIONAL = """
[package.dependencies]
speed = {version = "*", optional = true}
[package.extras]
fast = ["speed (>=1)"]
"""


def test_an_optional_edge_of_an_old_lock_belongs_to_its_extra(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = (entry("dep", more=OPTIONAL) + entry("speed")).replace('groups = ["main"]\n', "")
    plain = make_project(lock, lock_version="2.0")
    assert names(explained(plain, capsys)) == {"dep": "wheel"}
    fast = make_project(lock, PYPROJECT.replace('["dep"]', '["dep[fast]"]'), lock_version="2.0")
    assert names(explained(fast, capsys)) == {"dep": "wheel", "speed": "wheel"}


def test_an_extra_that_a_release_dropped_adds_nothing(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    edge = '[package.dependencies]\nother = {version = "*", extras = ["gone"]}'
    lock = entry("dep", more=edge) + entry("other") + entry("tester", groups='"test"')
    assert names(explained(make_project(lock), capsys)) == {"dep": "wheel", "other": "wheel"}


def test_no_build_system_means_setuptools(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    pyproject = PYPROJECT.replace("[build-system]\nrequires = []\n", "")
    folder = make_project(entry("dep") + entry("tester", groups='"test"'), pyproject)
    assert main(["generate", str(folder)]) == 0
    assert "build-system = [ setuptools ];" in (folder / "package.nix").read_text()


@pytest.mark.parametrize(
    ("license_", "expected"),
    [
        ('{text = "MIT"}', "license = lib.licenses.mit;"),
        ('{file = "LICENSE"}', None),
        ('{text = "Permission is hereby granted, free of charge, to any"}', None),
        ('"LicenseRef-Ours"', 'license = "LicenseRef-Ours";'),
    ],
)
def test_licences_old_and_new(make_project: MakeProject, license_: str, expected: str) -> None:
    pyproject = PYPROJECT.replace('version = "1.0"', f'version = "1.0"\nlicense = {license_}')
    folder = make_project(entry("dep") + entry("tester", groups='"test"'), pyproject)
    assert main(["generate", str(folder)]) == 0
    text = (folder / "package.nix").read_text()
    assert (expected in text) if expected else ("license" not in text)


def test_different_files_for_each_target_make_a_table_by_target(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = entry("dep").replace(
        '{file = "dep-1.0-py3-none-any.whl"',
        ", ".join(
            f'{{file = "dep-1.0-{p}-{p}-manylinux_2_17_{m}.whl", hash = "sha256:{n:064x}"}}'
            for n, (p, m) in enumerate(
                [("cp311", "x86_64"), ("cp313", "x86_64"), ("cp313", "aarch64")]
            )
        )
        + ', {file = "dep-1.0.tar.gz"',
    )
    pyproject = PYPROJECT.replace(
        "[build-system]",
        "[tool.pyproject2nix.build-systems]\ndep = []\n\n[build-system]",
    )
    folder = make_project(lock + entry("tester", groups='"test"'), pyproject)
    options = ["--python", "3.11,3.13", "--platform", "x86_64-linux,aarch64-linux"]
    rows = explained(folder, capsys, *options)["chosen"]
    assert {row["target"]: row["file"] for row in rows} == {
        "3.11-aarch64-linux": "dep-1.0.tar.gz",
        "3.11-x86_64-linux": "dep-1.0-cp311-cp311-manylinux_2_17_x86_64.whl",
        "3.13-aarch64-linux": "dep-1.0-cp313-cp313-manylinux_2_17_aarch64.whl",
        "3.13-x86_64-linux": "dep-1.0-cp313-cp313-manylinux_2_17_x86_64.whl",
    }
    assert main(["generate", str(folder), *options]) == 0
    assert "  dep = forTarget {\n" in (folder / "overlay.nix").read_text()


@pytest.mark.parametrize(
    ("one", "other", "chosen"),
    [
        ("<3", ">=2", "2.0"),
        ("*", "<2", "1.0"),
        ("<3", "*", "2.0"),
        ("<2", ">=2", None),
    ],
)
def test_all_that_want_a_package_decide_its_version(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    one: str,
    other: str,
    chosen: str | None,
) -> None:
    """Locks before 2.1 say nowhere which of several versions is for a target."""
    lock = entry("dep", more=f'[package.dependencies]\na = "*"\nmany = "{one}"\n')
    lock += entry("a", more=f'[package.dependencies]\nmany = "{other}"\n')
    lock += "".join(entry("many", version) for version in ("1.0", "2.0", "3.0"))
    folder = make_project(lock, lock_version="2.0")
    if chosen is None:
        assert main(["explain", str(folder)]) == 2
        message = capsys.readouterr().err
        assert "are both required" in message
    else:
        document = explained(folder, capsys)
        found = [row["version"] for row in document["chosen"] if row["name"] == "many"]
        assert found == [chosen]


def old(lock: str) -> str:
    """Return entries as Poetry before 2.0 wrote them: without groups."""
    return lock.replace('groups = ["main"]\n', "")


def chosen(document: Any) -> dict[str, str]:
    return {row["name"]: row["version"] for row in document["chosen"]}


def needs(**wanted: str) -> str:
    return "[package.dependencies]\n" + "".join(f'{n} = "{c}"\n' for n, c in wanted.items())


@pytest.mark.parametrize(
    ("lock", "versions"),
    [
        # Nothing else decides.
        (entry("dep") + entry("dep", "2.0"), {"dep": "2.0"}),
        (entry("dep", "10.0") + entry("dep", "9.0"), {"dep": "10.0"}),
        # Another package rules the highest out, whichever is looked at first.
        (
            entry("dep", more=needs(low="*", two="*"))
            + entry("low", more=needs(two="<2"))
            + entry("two")
            + entry("two", "2.0"),
            {"dep": "1.0", "low": "1.0", "two": "1.0"},
        ),
        # That shows only after the highest was taken.
        (
            entry("dep", more=needs(two="*", far="*"))
            + entry("far", more=needs(near="*"))
            + entry("near", more=needs(three="*"))
            + entry("three")
            + entry("three", "3.0", more=needs(two="<2"))
            + entry("two")
            + entry("two", "2.0"),
            {"dep": "1.0", "far": "1.0", "near": "1.0", "three": "3.0", "two": "1.0"},
        ),
        # The highest needs what is not locked, itself or by what it needs.
        (entry("dep") + entry("dep", "2.0", more=needs(gone="*")), {"dep": "1.0"}),
        (
            entry("dep", more=needs(two="*"))
            + entry("two")
            + entry("two", "2.0", more=needs(via="*"))
            + entry("via", more=needs(dep=">=2")),
            {"dep": "1.0", "two": "1.0"},
        ),
        # It is for another Python.
        (
            entry("dep") + entry("dep", "2.0").replace(">=3.9", ">=3.14"),
            {"dep": "1.0"},
        ),
    ],
)
def test_an_old_lock_with_several_versions_takes_the_highest_that_fits(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    lock: str,
    versions: dict[str, str],
) -> None:
    folder = make_project(old(lock), lock_version="2.0")
    assert chosen(explained(folder, capsys)) == versions


@pytest.mark.parametrize(
    "lock",
    [
        # Two packages that exclude each other.
        entry("dep", more=needs(a="*", b="*"))
        + entry("a", more=needs(two="<2"))
        + entry("b", more=needs(two=">=2"))
        + entry("two")
        + entry("two", "2.0"),
        # No version of it has what it needs.
        entry("dep", more=needs(gone="*")) + entry("dep", "2.0", more=needs(gone="*")),
    ],
)
def test_versions_that_do_not_fit_together_are_refused(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], lock: str
) -> None:
    folder = make_project(old(lock), lock_version="2.0")
    assert main(["generate", str(folder)]) == 2
    message = capsys.readouterr().err
    assert "required for 3.13-x86_64-linux" in message
    assert len(message) < 500


MORE = entry("tester", groups='"test"')


@pytest.mark.parametrize(
    ("lock", "names", "note"),
    [
        (entry("dep") + entry("other") + MORE, "dep other", "list other, which nothing needs"),
        (
            entry("dep", groups='"test"') + entry("tester"),
            "tester",
            "list tester, which nothing needs and its groups leave out dep, which others need",
        ),
        (entry("depp") + MORE, "depp", "dep is required for 3.13-x86_64-linux and is not in"),
        (
            entry("dep", more=needs(x=">=1")) + MORE,
            "dep",
            "x is required for 3.13-x86_64-linux and is not in",
        ),
        (entry("dep", more=needs(tester=">=2")) + MORE, "dep", "tester >=2 is required"),
        (
            entry("dep", more="markers = \"sys_platform == 'win32'\"") + MORE,
            "",
            "has 1.0, for other versions or targets",
        ),
    ],
)
def test_the_groups_of_a_lock_decide(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    lock: str,
    names: str,
    note: str,
) -> None:
    """Poetry installs what groups and markers say, without a look at dependencies."""
    document = explained(make_project(lock), capsys)
    assert " ".join(sorted(chosen(document))) == names
    (found,) = document["notes"]
    assert found["place"] == "poetry.lock: package"
    assert note in found["text"]


def test_an_extra_that_the_locked_release_lacks_is_noted(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = entry("dep") + entry("tester", groups='"test"')
    folder = make_project(lock, PYPROJECT.replace('["dep"]', '["dep[fast]"]'))
    (note,) = explained(folder, capsys)["notes"]
    assert note["place"] == "pyproject.toml: project.dependencies (dep[fast])"
    assert note["text"] == "dep 1.0 has no extra 'fast' (it has none): nothing is added"
