"""From other tools' flakes to ours: outputs' names, what each becomes, and what is told as lost."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeProject, Nix, entry

from pyproject2nix.cli import main
from pyproject2nix.lock.find import read_lock
from pyproject2nix.migrate.command import BACKUP, Migration, plan_migration

FLAKES = Path(__file__).parent / "migrate"
LIB = Path(__file__).parents[3] / "nix" / "lib"

PYPROJECT = """\
[project]
name = "sample"
version = "1.0"
dependencies = ["dep"]

[project.optional-dependencies]
pages = ["tester"]

[build-system]
requires = []
"""

OFFERED = {
    "packages": ["poetry", "uv", "zlib", "mkShell", "runCommand", "writeShellScriptBin"],
    "python": ["pytest", "setuptools"],
}

OTHERS = "outputs for aarch64-darwin, x86_64-darwin are left out: ours are for Linux"
EXTRAS = "extras (pages) are in environments, not in the package"

Migrate = Callable[[Path], Migration]
Project = Callable[..., Path]


@pytest.fixture
def project(
    make_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nix: Nix
) -> Project:
    """Return a function that makes the project of one of the flakes, whose dep is an sdist."""
    names = tmp_path / "names.json"
    names.write_text(json.dumps(OFFERED))
    monkeypatch.setenv("PYPROJECT2NIX_LIB", str(LIB))
    monkeypatch.setenv("PYPROJECT2NIX_NAMES", str(names))

    def make(name: str = "", sdist: bool = False) -> Path:
        dep = entry("dep").replace("-1.0-py3-none-any.whl", "-1.0.tar.gz") if sdist else entry("dep")
        tester = entry("tester").replace("optional = false", "optional = true")
        tester += "markers = \"extra == 'pages'\"\n"
        folder = make_project(f'{dep}{tester}\n[extras]\npages = ["tester"]\n\n', PYPROJECT)
        (folder / "sample").mkdir()
        (folder / "sample" / "__init__.py").touch()
        (folder / "data").mkdir()
        (folder / "data" / "names.txt").touch()
        if name:
            shutil.copytree(FLAKES / name, folder, dirs_exist_ok=True)
        return folder

    return make


def planned(folder: Path) -> Migration:
    return plan_migration(folder, lambda project: read_lock(project, lambda _: {}))


def outputs_of(migration: Migration) -> dict[str, str]:
    return dict(line.split(" = ", 1) for line in migration.outputs)


@pytest.fixture
def names_after(evaluate: Callable[[str], Any]) -> Callable[[Path], Any]:
    """Return a function that asks Nix for the names of the new flake's outputs."""

    def run(folder: Path) -> Any:
        return evaluate(f"""
            let
              lib = import {LIB};
              each = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ];
              hpds.lib = lib // each (_: {{ buildProject = _: {{ }}; }});
              hpds.legacyPackages = each (_: {{ }});
              outputs = (import {folder}/flake.nix).outputs {{ self = {{ }}; inherit hpds; }};
            in
            lib.mapAttrs (_: lib.mapAttrs (_: builtins.attrNames)) outputs
        """)

    return run


BOTH = ("aarch64-linux", "x86_64-linux")


@pytest.mark.parametrize(
    ("name", "sdist", "systems", "names"),
    [
        (
            "poetry2nix",
            True,
            BOTH,
            {
                "apps": ["default"],
                "checks": ["runs"],
                "devShells": ["default", "env", "poetry"],
                "packages": ["app", "default", "env", "list"],
            },
        ),
        (
            "uv2nix",
            True,
            BOTH,
            {
                "apps": ["default"],
                "devShells": ["default"],
                "packages": ["bare", "default", "dep", "pages", "venv", "wheel"],
            },
        ),
        (
            "pyproject-nix",
            False,
            BOTH[1:],
            {"devShells": ["default"], "packages": ["default", "environment"]},
        ),
        (
            "flake-parts",
            False,
            BOTH,
            {"apps": ["default"], "devShells": ["default"], "packages": ["default"]},
        ),
        ("dream2nix", True, BOTH[1:], {"devShells": ["default"], "packages": ["default", "env"]}),
        ("pynixify", False, BOTH, {"devShells": ["default"], "packages": ["default", "sample"]}),
        ("pynixify-flake", False, BOTH[1:], {"devShells": ["default"], "packages": ["env", "sample"]}),
    ],
)
def test_the_new_flake_has_the_old_names(
    project: Project,
    names_after: Callable[[Path], Any],
    capsys: pytest.CaptureFixture[str],
    name: str,
    sdist: bool,
    systems: tuple[str, ...],
    names: dict[str, list[str]],
) -> None:
    folder = project(name, sdist)
    if name == "dream2nix":
        (folder / "poetry.lock").unlink()
    migration = planned(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["migrate", str(folder)]) == (1 if migration.losses else 0)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    main(["migrate", str(folder), "--write"])
    assert names_after(folder) == {k: dict.fromkeys(systems, v) for k, v in names.items()}
    # What generate would write is what is there now, and the old flake can be found.
    assert main(["check", str(folder)]) == 0
    assert (folder / BACKUP).exists() == (name != "pynixify")
    if name != "pynixify":
        capsys.readouterr()
        assert main(["migrate", str(folder)]) == 2
        assert "an earlier migration left it; remove it, or move it" in capsys.readouterr().err


def test_poetry2nix(project: Project) -> None:
    migration = planned(project("poetry2nix", sdist=True))
    pages = '(build { extras = [ "pages" ]; })'
    assert migration.tools == ("poetry2nix",)
    assert outputs_of(migration) == {
        "packages.app": "project.package",
        "packages.default": "project.package",
        "packages.env": "project.env",
        "packages.list": 'pkgs.writeShellScriptBin "list" \'\' for name in "$@"; do '
        "''${DRY:+echo} ${project.package}/bin/sample \"$name\" ${./data/names.txt} done ''",
        "devShells.default": f"{pages}.editableShell.overrideAttrs (old: {{ nativeBuildInputs = "
        'old.nativeBuildInputs or [ ] ++ [ pkgs.poetry ]; GREETING = "hello"; })',
        "devShells.env": f"{pages}.editableShell.overrideAttrs (old: {{ buildInputs = "
        "old.buildInputs or [ ] ++ [ pkgs.zlib ]; })",
        "devShells.poetry": "pkgs.mkShell { packages = [ pkgs.poetry ]; }",
        "apps.default": '{ program = "${project.package}/bin/sample"; type = "app"; }',
        "checks.runs": 'pkgs.runCommand "runs" { nativeBuildInputs = [ project.package ]; } '
        "'' sample ${pkgs.stdenv.hostPlatform.system} >$out ''",
    }
    assert migration.notes == (EXTRAS, OTHERS)
    assert [loss.split(";")[0] for loss in migration.losses] == [
        "devShells.default (flake.nix:71): no-such-program is not in the package set",
        "overlays (flake.nix:85): a kind of output that is not of one project",
        "override of tester (flake.nix:34): it changes postPatch",
        "packages.scripts (flake.nix:59): ours has nothing like it",
    ]
    assert all(f"#   {loss}\n" in migration.changed["flake.nix"] for loss in migration.losses)
    assert migration.changed["pyproject.toml"] == PYPROJECT + (
        '\n[tool.pyproject2nix]\npythons = ["3.11"]\n'
        'platforms = ["x86_64-linux", "aarch64-linux"]\n'
        '\n[tool.pyproject2nix.build-systems]\n"dep" = ["setuptools"]\n'
    )


def test_uv2nix(project: Project) -> None:
    migration = planned(project("uv2nix"))
    pages = '(build { extras = [ "pages" ]; })'
    assert migration.tools == ("uv2nix",)
    assert outputs_of(migration) == {
        "packages.bare": "project.package",
        "packages.default": "project.package",
        "packages.dep": "project.python.pkgs.dep",
        "packages.pages": f"{pages}.env",
        "packages.venv": "project.env",
        "packages.wheel": "project.wheel",
        "devShells.default": f"{pages}.editableShell.overrideAttrs (old: {{ nativeBuildInputs = "
        'old.nativeBuildInputs or [ ] ++ [ pkgs.uv ]; shellHook = old.shellHook or "" + '
        "'' unset PYTHONPATH export ROOT=$(git rev-parse --show-toplevel) ''; "
        'LD_LIBRARY_PATH = pkgs.lib.makeLibraryPath [ pkgs.zlib ]; UV_NO_SYNC = "1"; '
        "UV_PYTHON = project.python.interpreter; })",
        "apps.default": '{ program = "${project.env}/bin/sample"; type = "app"; }',
    }
    assert migration.notes == (
        "dep: comes as a wheel, so what built it is left out",
        "tester: a wheel is taken wherever there is one",
    )
    assert [loss.split(";")[0] for loss in migration.losses] == [
        "checks.tests (flake.nix:71): passthru of it is not one of ours",
        "override of other (flake.nix:38): it changes patches",
    ]


def test_pyproject_nix(project: Project) -> None:
    migration = planned(project("pyproject-nix"))
    assert migration.tools == ("pyproject.nix",)
    assert outputs_of(migration) == {
        "packages.default": "project.package",
        "packages.environment": "project.env",
        "devShells.default": "project.editableShell",
    }
    assert migration.notes == ("python312: ours has 3.13 and 3.11",)
    assert [loss.split(";")[0] for loss in migration.losses] == [
        "package.doCheck (flake.nix:17): doCheck was merged over it by hand",
        "packages.plain (flake.nix:19): python312 is not in the package set",
    ]
    # Nothing to be set: the file stays as it is.
    assert set(migration.changed) == {"flake.nix"}


def test_flake_parts_and_an_overlay(project: Project) -> None:
    migration = planned(project("flake-parts"))
    assert outputs_of(migration) == {
        "packages.default": "project.package",
        "apps.default": '{ program = "${project.package}/bin/sample"; type = "app"; }',
        "devShells.default": '(build { extras = [ "pages" ]; }).editableShell',
    }
    assert [loss.split(";")[0] for loss in migration.losses] == [
        "checks.other (flake.nix:36): it is made of another folder, other",
        "devShells.default (flake.nix:34): it comes from the input treefmt-nix",
    ]


def test_dream2nix_and_its_own_lock(project: Project) -> None:
    folder = project("dream2nix")
    (folder / "poetry.lock").unlink()
    migration = planned(folder)
    assert migration.tools == ("dream2nix",)
    assert outputs_of(migration) == {
        "packages.default": "project.package",
        "packages.env": "project.env",
        "devShells.default": "project.editableShell.overrideAttrs (old: { nativeBuildInputs = "
        "old.nativeBuildInputs or [ ] ++ [ project.python.pkgs.pytest ]; })",
    }
    assert [loss.split(";")[0] for loss in migration.losses] == [
        "mkDerivation.preBuild (default.nix:25): an option that ours does not have",
        "override of tester (default.nix:39): it changes patches",
        "packages.lock (flake.nix:36): lock of it is not one of ours",
    ]
    assert '"dep" = ["setuptools"]' in migration.changed["pyproject.toml"]
    assert 'build-inputs = ["zlib"]\nimports = ["sample"]' in migration.changed["pyproject.toml"]
    files = json.loads(migration.generated["pypi.json"])["files"]
    assert {file["file"] for file in files} == {"dep-1.0.tar.gz", "tester-1.0-py3-none-any.whl"}


def test_pynixify_with_a_flake(project: Project) -> None:
    migration = planned(project("pynixify-flake"))
    assert migration.tools == ("pynixify",)
    assert outputs_of(migration) == {
        "packages.sample": "project.package",
        "packages.env": "project.python.withPackages (ps: [ ps.sample ])",
        "devShells.default": "project.editableShell",
    }
    assert not migration.losses


def test_pynixify_pins_are_named_where_there_is_no_lock(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project("pynixify")
    (folder / "poetry.lock").unlink()
    assert main(["migrate", str(folder)]) == 2
    assert 'constraint-dependencies = ["dep==1.0"] in [tool.uv]' in capsys.readouterr().err


FLAKE = """\
{
  outputs = { self, nixpkgs, poetry2nix }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      p2n = poetry2nix.lib.mkPoetry2Nix { inherit pkgs; };
      app = p2n.mkPoetryApplication { projectDir = ./.; };
    in
    { packages.x86_64-linux.default = BODY; };
}
"""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("p2n.mkPoetryEnv { projectDir = ./.; extras = [ ]; }", "project.env"),
        ('pkgs.writeText "x" "a\\"b\\\\c"', r'pkgs.writeText "x" "a\"b\\c"'),
        ('pkgs.writeText "x" "one\\n  \\ttwo"', r'pkgs.writeText "x" "one\n  \ttwo"'),
        ('pkgs.writeText "x" "$" + "{y}"', None),
        ("pkgs.zlib.overrideAttrs { n = -1; x = null; e = { }; l = [ true ]; }",
         "pkgs.zlib.overrideAttrs { e = { }; l = [ true ]; n = -1; x = null; }"),
        ("pkgs.zlib // { a = app; }", "pkgs.zlib // { a = project.package; }"),
        ("pkgs.runCommand app.name { }", None),
    ],
)
def test_values(project: Project, nix: Nix, body: str, text: str | None) -> None:
    folder = project()
    body = f"pkgs.runCommand \"used\" {{ inherit app; }} ({body})" if "app" not in body and "p2n" not in body else body
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", body))
    migration = planned(folder)
    print(migration.outputs, migration.losses)
    nix("--parse", "-", text=migration.changed["flake.nix"])
