"""Packages that come from elsewhere than an index, and packages that come together."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HASH, PYPROJECT, MakeProject, Nix, entry

from pyproject2nix.base.target import make_targets
from pyproject2nix.cli import main
from pyproject2nix.lock.find import read_lock
from pyproject2nix.plan.cycles import cycles, unwound
from pyproject2nix.plan.make import make_plan
from pyproject2nix.project.read import read_project
from pyproject2nix.project.read_local import read_local_sources
from pyproject2nix.render.files import render_files

COMMIT = "0123456789abcdef0123456789abcdef01234567"
BUILT = PYPROJECT.replace(
    "[build-system]",
    '[tool.pyproject2nix.build-systems]\ndep = ["setuptools"]\n\n[build-system]',
)


def source(kind: str, url: str, more: str = "") -> str:
    return f'[package.source]\ntype = "{kind}"\nurl = "{url}"\n{more}'


def overlay(folder: Path) -> str:
    assert main(["generate", str(folder)]) == 0
    return (folder / "overlay.nix").read_text()


def refusal(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["generate", str(folder)]) == 2
    assert not (folder / "overlay.nix").exists()
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://forge.example/a/dep.git", "https://forge.example/a/dep.git"),
        ("git@forge.example:a/dep.git", "ssh://git@forge.example/a/dep.git"),
    ],
)
def test_a_commit(make_project: MakeProject, nix: Nix, url: str, written: str) -> None:
    more = f'reference = "main"\nresolved_reference = "{COMMIT}"\nsubdirectory = "py/dep"'
    text = overlay(make_project(entry(more=source("git", url, more)), BUILT))
    nix("--parse", "-", text=text)
    assert (
        f"""\
    src = builtins.fetchGit {{
      url = "{written}";
      rev = "{COMMIT}";
      allRefs = true;
    }} + "/py/dep";

    build-system = [ self.setuptools ];
"""
        in text
    )


def test_a_wheel_at_an_address(make_project: MakeProject, nix: Nix) -> None:
    url = "https://files.example/dep-1.0-py3-none-any.whl"
    folder = make_project(entry(more=source("url", url)))
    text = overlay(folder)
    nix("--parse", "-", text=text)
    assert 'format = "wheel";' in text
    assert f'url = "{url}";' in text
    assert json.loads((folder / "pypi.json").read_text())["files"] == []


def test_a_file_beside_the_project(
    make_project: MakeProject, nix: Nix, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "dep-1.0-py3-none-any.whl"
    lock = entry(more=source("file", f"wheels/{name}"))
    folder = make_project(lock)
    assert "'wheels/dep-1.0-py3-none-any.whl': No such file" in refusal(folder, capsys)
    (folder / "wheels").mkdir()
    (folder / "wheels" / name).write_bytes(b"other")
    assert "not abab" in refusal(folder, capsys)
    (folder / "wheels" / name).write_bytes(b"wheel")
    folder = make_project(lock.replace(HASH[7:], hashlib.sha256(b"wheel").hexdigest()))
    text = overlay(folder)
    nix("--parse", "-", text=text)
    assert f'src = ./. + "/wheels/{name}";' in text


def test_a_project_beside_the_project(
    make_project: MakeProject, nix: Nix, capsys: pytest.CaptureFixture[str]
) -> None:
    needs = '[package.dependencies]\nadded = "*"\n'
    lock = entry(more=needs + source("directory", "libs/dep")) + entry("added")
    folder = make_project(lock.replace("files = [{", "files = [] #", 1))
    assert "'libs/dep' holds no pyproject.toml" in refusal(folder, capsys)
    member = folder / "libs" / "dep"
    (member / "src" / "dep").mkdir(parents=True)
    member.joinpath("pyproject.toml").write_text('[project]\nname = "dep2"\nversion = "1.0"\n')
    assert "'dep2' is locked as 'dep'" in refusal(folder, capsys)
    member.joinpath("pyproject.toml").write_text('[project]\nname = "dep"\nversion = "1.0"\n')
    text = overlay(folder)
    nix("--parse", "-", text=text)
    assert 'dep = self.callPackage (./packages + "/dep.nix") { };' in text
    package = (folder / "packages" / "dep.nix").read_text()
    nix("--parse", "-", text=package)
    assert "src = ./../libs/dep;" in package
    assert "dependencies = [ added ];" in package
    assert "build-system = [ setuptools ];" in package
    assert main(["check", str(folder)]) == 0


def test_a_cycle_comes_whole(make_project: MakeProject, evaluate: Callable[[str], Any]) -> None:
    def needing(name: str) -> str:
        return f'[package.dependencies]\n{name} = "*"\n'

    lock = entry(more=needing("a")) + entry("a", more=needing("b"))
    lock += entry("b", more=needing("c")) + entry("c", more=needing("a"))
    folder = make_project(lock)
    overlay(folder)
    names = evaluate(
        f"""
        let self = {{
          python.pythonVersion = "3.13"; stdenv.hostPlatform.system = "x86_64-linux";
          pkgs.fetchPypi = args: null;
        }} // import {folder}/overlay.nix self {{ buildPythonPackage = args: args; }};
        in map (p: {{ name = p.pname; needs = map (d: d.pname) (p.dependencies or [ ]);
          alone = p.dontCheckRuntimeDeps or false; }}) [ self.dep self.a self.b self.c ]
        """
    )
    assert names == [
        {"name": "dep", "needs": ["a", "b", "c"], "alone": False},
        {"name": "a", "needs": [], "alone": True},
        {"name": "b", "needs": [], "alone": True},
        {"name": "c", "needs": [], "alone": True},
    ]


def test_cycles_are_found_wherever_one_starts() -> None:
    edges = {"a": ("b",), "b": ("c", "d"), "c": ("a",), "d": ("e",), "e": ("d", "f"), "f": ()}
    one, two = frozenset("abc"), frozenset("de")
    expected = {"a": one, "b": one, "c": one, "d": two, "e": two}
    for start in edges:
        turned = {name: edges[name] for name in sorted(edges, key=lambda n: (n != start, n))}
        assert cycles(turned) == expected
    assert unwound(["a"], expected, "f") == ("a", "b", "c")
    assert unwound(edges["b"], expected, "b") == ("d", "e")


def test_what_no_target_needs_may_be_missing(make_project: MakeProject) -> None:
    elsewhere = "markers = \"sys_platform == 'win32'\"\n"
    file = entry("file", more=elsewhere + source("file", "wheels/file-1.0-py3-none-any.whl"))
    folder = entry("folder", more=elsewhere + source("directory", "libs/folder"))
    text = overlay(make_project(entry() + file + folder.replace("files = [{", "files = [] #")))
    assert "folder" not in text


@pytest.mark.parametrize("name", ["poetry-beside", "uv-sources", "uv-workspace"])
def test_a_plan_is_made_and_rendered_when_the_folder_is_gone(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    shutil.copytree(Path(__file__).parent / "corpus" / "projects" / name, folder)
    project = read_project(folder)
    lock = read_lock(project, lambda *_: {})
    sources = read_local_sources(project, lock)
    settings = project.settings
    targets = make_targets(settings.pythons or ("3.13",), settings.platforms, settings.place)

    def rendered() -> dict[str, str]:
        return render_files(make_plan(project, lock, sources, targets), ".", "generate")

    before = rendered()
    shutil.rmtree(tmp_path)
    assert rendered() == before
