"""Two whole projects: the text that comes out is compared, parsed and evaluated."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, Nix

from pyproject2nix.base.target import make_targets
from pyproject2nix.cli import main
from pyproject2nix.lock.find import read_lock
from pyproject2nix.plan.distribution import pinned_file
from pyproject2nix.plan.make import make_plan
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.read import read_project
from pyproject2nix.project.read_local import read_local_sources
from pyproject2nix.render.files import render_files

NAMES = ["plain", "tangled"]
UPDATE = "python -m pytest tests/test_samples.py --update-golden"

# Just enough of a Python package set to see what an overlay asks of it.
SCOPE = """
overlay: pythonVersion: system:
let
  self = rec {
    python = { inherit pythonVersion; pkgs = self; };
    stdenv = { hostPlatform = { inherit system; }; cc.cc.lib = null; };
    buildPythonPackage = args: args;
    callPackage = path: _: { version = "local"; src = null; };
    pkgs = self // { autoPatchelfHook = null; };
    fetchPypi =
      { pname, version, format ? "setuptools", extension ? "tar.gz", hash
      , dist ? "py2.py3", python ? "py2.py3", abi ? "none", platform ? "any" }:
      if format == "wheel" then
        assert dist == python;
        { inherit hash; file = "${pname}-${version}-${python}-${abi}-${platform}.whl"; }
      else
        { inherit hash; file = "${pname}-${version}.${extension}"; };
  } // removeAttrs (overlay self { }) [ "buildPythonPackage" ];
  names = ps: map (p: p.pname) ps;
  seen = p: {
    inherit (p) version src;
    dependencies = names (p.dependencies or [ ]);
    build-system = names (p.build-system or [ ]);
    description = p.meta.description or "";
  };
in
builtins.listToAttrs (
  builtins.concatMap (
    name:
    let t = builtins.tryEval (builtins.deepSeq (seen self.${name}) (seen self.${name}));
    in if t.success then [ { inherit name; inherit (t) value; } ] else [ ]
  ) (builtins.attrNames (removeAttrs (overlay self { }) [ "buildPythonPackage" ]))
)
"""


def plan_of(name: str) -> Plan:
    project = read_project(SAMPLES / name)
    lock = read_lock(project, lambda *_: {})
    settings = project.settings
    targets = make_targets(settings.pythons or ("3.13",), settings.platforms, "settings")
    return make_plan(project, lock, read_local_sources(project, lock), targets)


def rendered(name: str) -> dict[str, str]:
    return render_files(plan_of(name), ".", "pyproject2nix generate .")


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_the_golden_text(name: str, pytestconfig: pytest.Config) -> None:
    folder = SAMPLES / name
    files = rendered(name)
    if pytestconfig.getoption("--update-golden"):
        for file, text in files.items():
            (folder / f"{file}.golden").write_text(text, encoding="utf-8")
    golden = {p.name.removesuffix(".golden"): p.read_text("utf-8") for p in folder.glob("*.golden")}
    assert files == golden, f"if the change is meant, run: {UPDATE}"


@pytest.mark.parametrize("name", NAMES)
def test_the_text_parses(name: str, nix: Nix, tmp_path: Path) -> None:
    for file, text in rendered(name).items():
        if file.endswith(".nix"):
            nix("--parse", "-", text=text)


@pytest.mark.parametrize("name", NAMES)
def test_the_overlay_evaluates_to_the_plan(
    name: str, evaluate: Callable[[str], Any], tmp_path: Path
) -> None:
    plan = plan_of(name)
    overlay = tmp_path / "overlay.nix"
    overlay.write_text(rendered(name)["overlay.nix"], encoding="utf-8")
    for target in plan.targets:
        expected: dict[str, Any] = {}
        for package in plan.packages:
            if target in package.variants:
                variant = package.variants[target]
                file = pinned_file(variant.distribution)
                assert file is not None
                expected[package.name] = {
                    "version": variant.version,
                    "src": {"file": file.name, "hash": file.sri},
                    "dependencies": sorted(variant.dependencies),
                    "build-system": sorted(variant.build_system),
                    "description": variant.description,
                }
        found = evaluate(
            f'({SCOPE}) (import {overlay}) "{target.python_version}" "{target.platform}"'
        )
        found.pop(plan.project.name, None)
        for package_found in found.values():
            package_found["dependencies"].sort()
        assert found == expected


def test_a_target_that_is_not_locked_is_an_error(nix: Nix, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.nix"
    overlay.write_text(rendered("tangled")["overlay.nix"], encoding="utf-8")
    scope = """
      let self = {{ python.pythonVersion = "{}"; stdenv.hostPlatform.system = "x86_64-linux";
        buildPythonPackage = a: a.src; pkgs.fetchPypi = a: a.hash; }};
      in (import {} self {{ }}).{}
    """
    for version, package, message in [
        ("3.12", "builder", "overlay.nix of tangled: 3.12-x86_64-linux is not locked; add it to"),
        ("3.13", "old-way", "old-way is not locked for 3.13-x86_64-linux: nothing needs it there"),
    ]:
        with pytest.raises(AssertionError, match=message):
            nix("--eval", "-", text=scope.format(version, overlay, package))


def test_package_nix_takes_what_it_uses(evaluate: Callable[[str], Any], tmp_path: Path) -> None:
    (tmp_path / "tangled").mkdir()
    (tmp_path / "tangled" / "package.nix").write_text(rendered("tangled")["package.nix"])
    (tmp_path / "tangled" / "build").mkdir()
    found = evaluate(
        f"""
        let
          function = import {tmp_path}/tangled/package.nix;
          stub = name: if name == "python" then {{
              pythonVersion = "3.11"; pkgs = {{ "3to2" = "3to2"; "with" = "with"; }};
            }} else if name == "stdenv" then {{ hostPlatform.system = "aarch64-linux"; }}
            else if name == "pkgs" then {{ helper = "program helper"; redis = "redis"; }}
            else if name == "buildPythonPackage" then (args: args)
            else if name == "lib" then {{
              licenses = {{ mit = "mit"; asl20 = "asl20"; }};
              optionals = condition: list: if condition then list else [ ];
              cleanSourceWith = {{ src, filter }}: map
                (name: filter (toString src + "/" + name) "regular")
                [ "build" "src/build" "src" "notes" "src/notes" "a.nix" "src/__pycache__" "b.py" ];
              hasSuffix = s: t: let l = builtins.stringLength s; n = builtins.stringLength t; in
                n >= l && builtins.substring (n - l) l t == s;
              hasPrefix = s: t: builtins.substring 0 (builtins.stringLength s) t == s;
            }} else name;
        in function (builtins.mapAttrs (name: _: stub name) (builtins.functionArgs function))
        """
    )
    assert found["src"] == [False, True, True, False, True, False, False, True]
    assert found["dependencies"] == ["3to2", "array", "native-code", "old-way"]
    assert found["build-system"] == ["builder", "with"]
    assert found["optional-dependencies"] == {"fast": ["array"]}
    assert found["nativeCheckInputs"] == [
        "helper",
        "pytestCheckHook",
        # A program, also where a Python package has its name.
        "program helper",
        "redis",
    ]
    assert json.loads(rendered("tangled")["project.json"])["native-check-inputs"] == [
        "helper",
        "redis",
    ]
    assert found["buildInputs"] == ["zlib"]
    assert found["meta"] == {
        "description": plan_of("tangled").project.description,
        "homepage": "tangled.example/?a=${b}",
        "license": ["mit", "asl20"],
        "mainProgram": "tangle",
    }


def test_the_pins_name_each_file_once_with_its_targets() -> None:
    pins = json.loads(rendered("tangled")["pypi.json"])
    assert pins["version"] == 1
    files = [pin["file"] for pin in pins["files"]]
    assert files == sorted(set(files))
    by_file = {pin["file"]: pin for pin in pins["files"]}
    assert by_file["array-2.0-cp313-cp313-manylinux_2_28_aarch64.whl"]["targets"] == [
        "3.13-aarch64-linux"
    ]
    assert by_file["Sources.Only-1.7.zip"] == {
        "name": "sources-only",
        "version": "1.7",
        "file": "Sources.Only-1.7.zip",
        "sha256": by_file["Sources.Only-1.7.zip"]["sha256"],
        "targets": [
            "3.11-aarch64-linux",
            "3.11-x86_64-linux",
            "3.13-aarch64-linux",
            "3.13-x86_64-linux",
        ],
    }


def test_explain_accounts_for_every_locked_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(SAMPLES / "tangled"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    chosen = {f"{row['name']} {row['version']}" for row in document["chosen"]}
    assert len(chosen) + len(document["unused"]) == document["locked"]
    assert chosen.isdisjoint(document["unused"])
    assert document["unused"] == {
        "linter 9.0": "only in group lint",
        "windows-only 1.0": 'no target has sys_platform == "win32"',
    }


def test_explain_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(SAMPLES / "plain"), "--groups", "none"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "target             name   version  kind   file                          why",
        "3.13-x86_64-linux  click  8.1.7    wheel  click-8.1.7-py3-none-any.whl  "
        "py3-none-any, the only wheel",
        "",
        "plain: poetry.lock 2.0, 3 packages locked, 1 chosen",
        "groups: none; extras: none",
        'not chosen: colorama 0.4.6: no target has platform_system == "Windows"',
        "not chosen: pytest 8.0.0: nothing that is chosen needs it",
    ]
