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
        ("<3", "*", None),
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
        assert "no marker tells which" in message or "are both required" in message
    else:
        document = explained(folder, capsys)
        found = [row["version"] for row in document["chosen"] if row["name"] == "many"]
        assert found == [chosen]
