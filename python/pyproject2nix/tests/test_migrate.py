"""From other tools' flakes to ours: outputs' names, what each becomes, and what is told as lost."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import MakeProject, Nix, entry

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.lock.find import read_lock
from pyproject2nix.lock.pylock.lock import read_pylock
from pyproject2nix.migrate.command import BACKUP, Migration, plan_migration
from pyproject2nix.migrate.dream_lock import find_dream_locks, pylock_of
from pyproject2nix.migrate.express import Express
from pyproject2nix.migrate.subject import Findings, Subject
from pyproject2nix.migrate.value import Root, Select, Text
from pyproject2nix.write.replace import STAGED, replace_files

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

[tool.setuptools]
packages = ["sample"]
"""

OFFERED = {
    "packages": [
        "mkShell",
        "poetry",
        "python3",
        "python3Packages",
        "runCommand",
        "uv",
        "writeShellScriptBin",
        "zlib",
    ],
    "python": ["pytest", "setuptools"],
}

OTHERS = "outputs for aarch64-darwin, x86_64-darwin are left out: ours are for Linux"
EXTRAS = "extras (pages) are in environments, not in the package"

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
        dep = (
            entry("dep").replace("-1.0-py3-none-any.whl", "-1.0.tar.gz") if sdist else entry("dep")
        )
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
    return plan_migration(folder, lambda project: read_lock(project, lambda *_: {}))


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
        ("uv-init", False, BOTH, {"devShells": ["default"], "packages": ["default"]}),
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
        (
            "pynixify-flake",
            False,
            BOTH[1:],
            {"devShells": ["default"], "packages": ["env", "sample"]},
        ),
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


def test_what_uv_init_made_by_uv2nix(project: Project) -> None:
    migration = planned(project("uv-init"))
    assert migration.tools == ("uv2nix",)
    assert outputs_of(migration) == {
        "packages.default": "project.env",
        "devShells.default": '(build { extras = [ "pages" ]; }).editableShell.overrideAttrs (old: '
        "{ nativeBuildInputs = old.nativeBuildInputs or [ ] ++ [ pkgs.uv ]; "
        'shellHook = old.shellHook or "" + '
        "'' unset PYTHONPATH export REPO_ROOT=$(git rev-parse --show-toplevel) ''; "
        'UV_NO_SYNC = "1"; UV_PYTHON = project.python.interpreter; '
        'UV_PYTHON_DOWNLOADS = "never"; })',
    }
    assert migration.losses == ()
    assert migration.notes == (OTHERS,)


def test_what_stands_in_the_way_of_every_output_is_told(project: Project) -> None:
    folder = project("uv-init")
    flake = folder / "flake.nix"
    flake.write_text(flake.read_text().replace("lib.head", "builtins.head ./no-list"))
    with pytest.raises(RefusedError, match=r"no output is made by any .*, and of \S+ Nix says: "):
        planned(folder)


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
    files = json.loads(migration.generated["nix/pypi.json"])["files"]
    assert {file["file"] for file in files} == {"dep-1.0.tar.gz", "tester-1.0-py3-none-any.whl"}


def test_what_dream2nix_builds_with_is_a_setting_or_told(project: Project) -> None:
    folder = project("dream2nix")
    (folder / "poetry.lock").unlink()
    modules = folder / "default.nix"
    text = modules.read_text()
    inputs = (
        "[ config.deps.zlib config.deps.python.pkgs.setuptools (config.deps.zlib.override { }) ]"
    )
    text = text.replace("[ config.deps.zlib ]", inputs)
    text = text.replace("overrides.tester = {", "overrides.tester = { buildPythonPackage.x = 1;")
    modules.write_text(text.replace("patches = [ ];", "buildInputs = [ config.deps.zlib ];"))
    migration = planned(folder)
    assert 'build-inputs = ["zlib"]' in migration.changed["pyproject.toml"]
    told = [loss.split(";")[0] for loss in migration.losses]
    assert (
        "mkDerivation.buildInputs (default.nix:24): an input that cannot be read from here" in told
    )
    assert "override of tester (default.nix:37): it changes buildPythonPackage.x" in told


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
      app = p2n.mkPoetryApplication { projectDir = ./.; extras = [ ]; };
    in
    {
      packages.x86_64-linux.app = app;
      packages.x86_64-linux.it = BODY;
    };
}
"""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("p2n.mkPoetryEnv { projectDir = ./.; extras = [ ]; }", "project.env"),
        (r'pkgs.uv "a\"b\\c"', r'pkgs.uv "a\"b\\c"'),
        (r'pkgs.uv "one\n\ttwo\n"', r'pkgs.uv "one\n\ttwo\n"'),
        (r'pkgs.uv "one\ntwo"', r'pkgs.uv "one\ntwo"'),
        (r'pkgs.uv "  one\ntwo\n"', "pkgs.uv '' one two ''"),
        (r'pkgs.uv "\${a}\n"', "pkgs.uv '' ''${a} ''"),
        (r'pkgs.uv "\${a}"', r'pkgs.uv "\${a}"'),
        ("pkgs.uv ./data", "pkgs.uv ./data"),
        ('pkgs.uv (self + "/data")', "pkgs.uv ./data"),
        ('pkgs.uv "-f ${self}/data"', 'pkgs.uv "-f ${./data}"'),
        ("pkgs.uv self", "pkgs.uv ./."),
        (
            'pkgs.uv { n = -1; x = null; e = { }; l = [ true 1.5 ]; "a b" = [ ]; }',
            'pkgs.uv { "a b" = [ ]; e = { }; l = [ true 1.5 ]; n = -1; x = null; }',
        ),
        (
            "pkgs.uv [ (pkgs.zlib app) app ]",
            "pkgs.uv [ (pkgs.zlib project.package) project.package ]",
        ),
        ("pkgs.uv 1 // { a = app; }", "(pkgs.uv 1) // { a = project.package; }"),
        ("(pkgs.uv 1).dev", "(pkgs.uv 1).dev"),
        ("app.python", "project.python"),
        ("pkgs.uv nixpkgs.lib.makeBinPath", "pkgs.uv pkgs.lib.makeBinPath"),
        ("pkgs.uv nixpkgs.lib.maintainers.x", "pkgs.uv pkgs.lib.maintainers.x"),
        ("nixpkgs.lib.getExe app", '"${pkgs.lib.getExe project.package}"'),
        ("pkgs.python3.pkgs.pytest", "pkgs.python3.pkgs.pytest"),
        ("pkgs.python3Packages.setuptools", "pkgs.python3Packages.setuptools"),
        (
            "pkgs.mkShell { packages = [ pkgs.python3 ]; buildInputs = pkgs.zlib; }",
            "pkgs.mkShell { buildInputs = [ pkgs.zlib ]; packages = [ pkgs.python3 ]; }",
        ),
    ],
)
def test_a_value_is_written_anew(project: Project, nix: Nix, body: str, text: str) -> None:
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", body))
    migration = planned(folder)
    assert not migration.losses
    assert outputs_of(migration)["packages.it"] == text
    nix("--parse", "-", text=migration.changed["flake.nix"])


TEXTS = (
    *("", "a", "$", "a\n", "\n", "\n\n", "a\n\n  b\n", "  a\n b\n", " a\n  b\n", "\na\n", "a\n \n"),
    *("${a}\n", "$${a}\n", "'${a}\n", "''\n", "''${a}\n", "'''\n", "a'\n", "a\t\n", "\\n\n", '"\n'),
    *("a\r\nb\n", "''\\n\n", "$\n", "a$", "'", "é\n", "x\n  ''$\n"),
)


def test_texts_stay_the_same(evaluate: Callable[[str], Any], tmp_path: Path) -> None:
    subject = Subject(tmp_path, "sample", True, (), frozenset(), "x86_64-linux", None)
    express = Express(subject, Findings(), "it")
    zlib = Select(Root("pkgs"), "zlib")
    between = [Text((one, zlib, other)) for one in TEXTS for other in TEXTS]
    values = [*map(Text, zip(TEXTS)), *between]
    wanted = [*TEXTS, *(f"{one}ZLIB{other}" for one in TEXTS for other in TEXTS)]
    written = " ".join(f"({express.value(value, '  ')})" for value in values)
    assert evaluate(f'let pkgs.zlib = "ZLIB"; in [ {written} ]') == wanted


@pytest.mark.parametrize(
    ("body", "loss"),
    [
        ("pkgs.uv (x: y: x)", "a function that cannot be read from here; write it by hand"),
        ("pkgs.uv ({ a }: a)", "a function that cannot be read from here; write it by hand"),
        ("pkgs.uv ./../beside", "beside is not in the project; write it by hand"),
        ("pkgs.nothing", "nothing is not in the package set; take it from nixpkgs: hpds.legacy"),
        ("pkgs.python3.pkgs.dep", "the Python package dep is not in the package set; add it to a"),
        ("app.passthru.x", "passthru of it is not one of ours; project.package has run its tests"),
        ("app.meta", "meta of it is not one of ours; write it by hand"),
        ("app.overridePythonAttrs (old: { })", "what is overridden in it cannot be read from here"),
        ("poetry2nix.packages.x86_64-linux.cli", "it comes from the input poetry2nix; add that"),
        (
            "p2n.mkPoetryPackages { projectDir = ./.; }",
            "ours has nothing like it; take project.pyt",
        ),
        ("p2n.mkPoetryEnv 1 // { x = 1; }", "it comes from the input poetry2nix; add that input"),
        (
            "p2n.mkPoetryEnv { projectDir = ./.; overrides = _: p: { dep = p.dep.overrideAttrs "
            "(o: { buildInputs = 1; }); }; }",
            "override of dep (flake.nix:10): it changes buildInputs; write it into an overlay",
        ),
        ('pkgs.uv "${./data/names.txt} ${./gone.txt}"', "gone.txt"),
        ("p2n.mkPoetryEnv { projectDir = ./data; }", "made of another folder, data; migrate that"),
        ("p2n.mkPoetryEnv { projectDir = pkgs.uv; }", "folder, what cannot be read from here; m"),
        (
            "p2n.mkPoetryEnv { projectDir = ./.; poetrylock = ./other.lock; }",
            "it is made of another folder, other.lock",
        ),
        ("app // { passthru = 1; }", "passthru was merged over it by hand; write: project.package"),
        ("app // { x = self.y; }", "Nix says: attribute 'y' missing at "),
        (
            "p2n.mkPoetryApplication { projectDir = ./.; postInstall = 1; }",
            "the argument postInstall is not carried over; write: project.package.overrideAttrs",
        ),
        (
            "p2n.mkPoetryApplication { projectDir = ./.; buildInputs = pkgs.zlib; }",
            "the argument buildInputs is not carried over; write: project.package.overrideAttrs",
        ),
        (
            "p2n.mkPoetryEnv { projectDir = ./.; overrides = [ ({ a }: a) ]; }",
            "changes that cannot be read from here; write it into an overlay: buildProject { over",
        ),
        (
            "p2n.mkPoetryEnv { projectDir = ./.; overrides = _: p: { dep = null; }; }",
            "override of dep (flake.nix:10): a change that is no list of what builds it; write it",
        ),
        (
            "p2n.mkPoetryEnv { projectDir = ./.; overrides = _: p: { dep = p.dep.overrideAttrs "
            "(o: { buildInputs = [ 1 ]; }); }; }",
            "override of dep (flake.nix:10): an input that cannot be read from here; write it",
        ),
        (
            "pkgs.mkShell { packages = [ app ]; inputsFrom = [ pkgs.uv ]; }",
            "inputsFrom of another package; write it by hand",
        ),
        ("pkgs.mkShell { packages = [ app ]; x = x: y: x; }", "x: a function that cannot be read"),
    ],
)
def test_what_is_lost_is_told(project: Project, nix: Nix, body: str, loss: str) -> None:
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", body))
    migration = planned(folder)
    (told,) = migration.losses
    assert loss in told
    assert outputs_of(migration)["packages.app"] == "project.package"
    nix("--parse", "-", text=migration.changed["flake.nix"])


@pytest.mark.parametrize(
    ("body", "key", "values"),
    [
        ("buildInputs = [ pkgs.zlib ];", "build-inputs", ["zlib"]),
        ("nativeBuildInputs = [ pkgs.uv pkgs.poetry ];", "native-build-inputs", ["poetry", "uv"]),
    ],
)
def test_what_the_project_is_built_with_becomes_a_setting(
    project: Project, body: str, key: str, values: list[str]
) -> None:
    folder = project()
    more = f"p2n.mkPoetryApplication {{ projectDir = ./.; {body} }}"
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", more))
    assert f"\n{key} = {json.dumps(values)}\n" in planned(folder).changed["pyproject.toml"]


def test_what_two_outputs_are_built_with_becomes_one_setting(project: Project) -> None:
    folder = project()
    one, other = (
        f"p2n.mkPoetryApplication {{ projectDir = ./.; buildInputs = [ pkgs.{name} ]; }}"
        for name in ("zlib", "libffi")
    )
    text = FLAKE.replace("BODY", f"{one}; packages.x86_64-linux.second = {other}")
    (folder / "flake.nix").write_text(text)
    assert 'build-inputs = ["libffi", "zlib"]\n' in planned(folder).changed["pyproject.toml"]


def test_a_pair_of_overlays_is_read(project: Project) -> None:
    folder = project(sdist=True)
    lists = """p2n.mkPoetryEnv {
      projectDir = ./.;
      overrides = [
        p2n.defaultPoetryOverrides
        (final: prev: {
          dep = prev.dep.overridePythonAttrs (old: {
            nativeBuildInputs = old.nativeBuildInputs ++ [ [ pkgs.zlib final.pkgs.setuptools ] ];
            doCheck = false;
          });
        })
      ];
    }"""
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", lists))
    migration = planned(folder)
    assert not migration.losses
    assert 'libraries]\n"dep" = ["zlib"]\n' in migration.changed["pyproject.toml"]
    assert 'build-systems]\n"dep" = ["setuptools"]\n' in migration.changed["pyproject.toml"]


UV = """\
{
  inputs.uv2nix.url = "github:pyproject-nix/uv2nix";
  outputs = { self, nixpkgs, uv2nix, pyproject-nix }:
    let
      pkgs = nixpkgs.legacyPackages.aarch64-linux;
      workspace = uv2nix.lib.workspace.loadWorkspace { workspaceRoot = ./.; };
      base = pkgs.callPackage pyproject-nix.build.packages { inherit (pkgs) python3; };
      set = base.overrideScope (final: prev: {
        sample = prev.sample.overrideAttrs (old: { src = ./.; buildInputs = [ pkgs.zlib ]; });
      });
    in
    {
      packages.aarch64-linux.default = set.sample;
      packages.aarch64-linux.it = BODY;
    };
}
"""


@pytest.mark.parametrize(
    ("body", "text", "told"),
    [
        ('set.mkVirtualEnv "x" workspace.deps.groups', "project.env", "dependency groups are in"),
        ('set.mkVirtualEnv "x" { sample = [ "dev" ]; }', "project.env", "dependency groups are i"),
        ('set.mkVirtualEnv "x" workspace.deps.optionals', None, "extras"),
        ("set.python", "project.python", ""),
        ('set.mkVirtualEnv "x" { dep = [ ]; }', "", "an environment of other packages than"),
        ("set.nothing", "", "nothing is not in the lock; add it to a dependency group, and lock"),
        ("set.sample.override { x = 1; }", "", "what is overridden in it cannot be read from here"),
        ("pkgs.callPackages pkgs.uv { } { venv = 1; }", "", ""),
    ],
)
def test_more_of_uv2nix(project: Project, body: str, text: str | None, told: str) -> None:
    folder = project()
    (folder / "flake.nix").write_text(UV.replace("BODY", body))
    migration = planned(folder)
    assert outputs_of(migration)["packages.default"] == "project.package"
    assert 'build-inputs = ["zlib"]' in migration.changed["pyproject.toml"]
    if text:
        assert outputs_of(migration)["packages.it"] == text
    assert told in " ".join([*migration.notes, *migration.losses, *migration.outputs])


SYSTEMS = """\
{
  outputs = { self, nixpkgs, poetry2nix }:
    let
      inherit (nixpkgs) lib;
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = f: lib.genAttrs systems (system: f system nixpkgs.legacyPackages.${system});
    in
    {
      formatter = each (_: pkgs: pkgs.uv);
      legacyPackages = each (_: pkgs: pkgs);
      packages = each (
        system: pkgs:
        {
          app = pkgs.poetry2nix.mkPoetryApplication { projectDir = ./.; extras = [ ]; };
          it = if pkgs.stdenv.hostPlatform.system == "aarch64-linux" then pkgs.uv else pkgs.zlib;
        }
        // lib.optionalAttrs pkgs.stdenv.isx86_64 { only = pkgs.zlib; }
      );
    };
}
"""


def test_what_differs_between_systems_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.uname", lambda: SimpleNamespace(machine="x86_64"))
    folder = project()
    (folder / "flake.nix").write_text(SYSTEMS)
    migration = planned(folder)
    assert outputs_of(migration) == {
        "packages.app": "project.package",
        "packages.it": "pkgs.zlib",
        "packages.only": "pkgs.zlib",
        "formatter": "pkgs.uv",
        "legacyPackages": "pkgs",
    }
    assert migration.notes == (
        "packages.it: the old flake had another for aarch64-linux",
        "packages.only was not there for aarch64-linux",
    )


def test_a_folder_that_cannot_be_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project("pyproject-nix")

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = sorted(folder.iterdir())
    monkeypatch.setattr("os.replace", fail)
    assert main(["migrate", str(folder), "--write"]) == 2
    assert "Permission denied; make the folder writable" in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [BACKUP, "flake.nix", "pypi.json", "pyproject.toml"])
def test_nothing_is_half_written(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: BaseException,
    at: str,
) -> None:
    folder = project("poetry2nix")

    def files() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    before = files()
    replace = os.replace

    def fail(source: str, target: Path) -> None:
        if target.name == at and STAGED in Path(source).parts:
            raise failure
        replace(source, target)

    monkeypatch.setattr("os.replace", fail)
    assert main(["migrate", str(folder), "--write"]) == (2 if isinstance(failure, OSError) else 130)
    assert files() == before
    monkeypatch.undo()
    capsys.readouterr()


def test_the_old_flake_stays_where_an_interrupt_comes_late(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project("poetry2nix")
    old = (folder / "flake.nix").read_text()

    def interrupted(files: dict[str, str], where: Path) -> None:
        replace_files(files, where)
        if "flake.nix" in files:
            raise KeyboardInterrupt

    monkeypatch.setattr("pyproject2nix.write.generated.replace_files", interrupted)
    assert main(["migrate", str(folder), "--write"]) == 130
    assert (folder / BACKUP).read_text() == old
    capsys.readouterr()


def test_links_that_lead_nowhere_are_no_expressions(project: Project) -> None:
    folder = project("poetry2nix")
    (folder / "gone.nix").symlink_to("/nowhere")
    assert planned(folder).outputs


def test_groups_are_told(project: Project) -> None:
    folder = project()
    (folder / "flake.nix").write_text(
        FLAKE.replace("BODY", 'p2n.mkPoetryEnv { projectDir = ./.; groups = [ "main" "dev" ]; }')
    )
    assert "dependency groups are in the shells; project.env leaves" in planned(folder).notes[0]
    (folder / "flake.nix").write_text(
        FLAKE.replace("BODY", 'p2n.mkPoetryEnv { projectDir = ./.; groups = [ "dev" ]; }')
    )
    assert "groups without main" in " ".join(planned(folder).notes)


def test_settings_that_are_there_stay(project: Project) -> None:
    folder = project("poetry2nix")
    with (folder / "pyproject.toml").open("a") as file:
        file.write("\n[tool.pyproject2nix]\n")
    migration = planned(folder)
    assert "pyproject.toml" not in migration.changed
    place = "pyproject.toml: tool.pyproject2nix"
    assert f"{place}.build-systems.dep: the old flake had setuptools" in migration.notes
    assert f"outputs for aarch64-linux: {place} does not have it" in " ".join(migration.losses)


def test_systems_and_interpreters_that_are_not_locked_are_told(project: Project) -> None:
    folder = project("poetry2nix")
    lock = (folder / "poetry.lock").read_text()
    wheel = "dep-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"
    (folder / "poetry.lock").write_text(lock.replace("dep-1.0-py3-none-any.whl", wheel))
    migration = planned(folder)
    (lost,) = [loss for loss in migration.losses if loss.startswith("outputs for aarch64-linux")]
    assert "package.dep.files: dep 1.0 has no wheel for 3.11-aarch64-linux" in lost
    assert any(note.startswith("Python 3.13, since 3.11 is not") for note in migration.notes)
    assert 'genAttrs [ "x86_64-linux" ]' in migration.changed["flake.nix"]


@pytest.mark.parametrize(
    ("flake", "message"),
    [
        ("", "syntax error, unexpected end of file"),
        ("{ outputs = _: { packages", "; correct it"),
        (
            '{ outputs = { self, ... }: { }; inputs."../a".url = "x"; }',
            "flake.nix: '../a' is no input's name; correct it",
        ),
        (
            '{ outputs = { self, a }: { packages.x86_64-linux.b = throw "no way"; }; }',
            "and of packages.x86_64-linux.b Nix says: no way",
        ),
        ("{ }", "flake.nix: attribute 'outputs' missing"),
        ("{ outputs = _: { }; }", "its outputs are for ; ours are for"),
        (
            "{ outputs = { nixpkgs, self }: { packages.x86_64-darwin.a = nixpkgs.x; }; }",
            "its outputs are for x86_64-darwin; ours are for aarch64-linux and x86_64-linux",
        ),
        (
            "{ outputs = { nixpkgs, self }: { packages.x86_64-linux.default = "
            "nixpkgs.legacyPackages.x86_64-linux.uv; }; }",
            "no output is made by any of poetry2nix, uv2nix",
        ),
        ('{ outputs = { self, a }: throw "x"; }', "flake.nix: x"),
    ],
)
def test_a_flake_that_is_not_understood(
    project: Project, capsys: pytest.CaptureFixture[str], flake: str, message: str
) -> None:
    folder = project()
    (folder / "flake.nix").write_text(flake)
    refused(folder, capsys, message)


def refused(folder: Path, capsys: pytest.CaptureFixture[str], message: str) -> None:
    assert main(["migrate", str(folder), "--write"]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert not (folder / "overlay.nix").exists() or (folder / "overlay.nix").read_text() == "mine"


def test_a_folder_that_cannot_be_migrated(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project()
    refused(folder, capsys, "flake.nix: no such file, and pynixify wrote nothing here; nix flake")
    shutil.copy(FLAKES / "poetry2nix" / "flake.nix", folder)
    for place in ("nix", ".nix"):
        (folder / place).mkdir()
        (folder / place / "overlay.nix").write_text("mine")
    refused(folder, capsys, "overlay.nix: is there already, and pyproject2nix writes a file of")
    for place in ("nix", ".nix"):
        shutil.rmtree(folder / place)
    for i in range(501):
        (folder / "data" / f"{i}.nix").touch()
    refused(folder, capsys, "has more than 500 files *.nix; migrate the project's own folder")
    shutil.rmtree(folder / "data")
    lock = (folder / "poetry.lock").rename(folder / "kept")
    refused(folder, capsys, "there is no lock file (uv.lock, poetry.lock")
    lock.rename(folder / "poetry.lock")
    monkeypatch.delenv("PYPROJECT2NIX_LIB")
    monkeypatch.setenv("NIX_PATH", "")
    refused(folder, capsys, "PYPROJECT2NIX_LIB: not set, and there is no <nixpkgs/lib>; run it by")
    monkeypatch.setenv("NIX_PATH", f"nixpkgs={LIB.parent}")
    assert main(["migrate", str(folder)]) == 1
    capsys.readouterr()
    monkeypatch.setenv("PATH", str(folder))
    refused(folder, capsys, "nix-instantiate: not found on PATH; install Nix")
    (folder / "pyproject.toml").unlink()
    refused(folder, capsys, "pyproject.toml: no such file")


def dream_lock(**sources: dict[str, str]) -> str:
    targets: dict[str, dict[str, list[str]]] = {"default": {name: [] for name in sources}}
    return json.dumps({"fetchPipMetadata": {"sources": sources, "targets": targets}})


def source(file: str = "dep-1.0.tar.gz", **changes: str) -> dict[str, str]:
    url = f"https://index.example/{file}"
    return {"type": "url", "url": url, "sha256": "ab" * 32, "version": "1.0", **changes}


@pytest.mark.parametrize(
    ("x86", "arm", "message"),
    [
        ("{", None, "is not a lock of dream2nix' pip module"),
        ("[]", None, "is not a lock of dream2nix' pip module"),
        (
            dream_lock(dep=source(type="git")),
            None,
            "sources.dep: a source of type 'git'; lock anew",
        ),
        (dream_lock(dep=source(version="x")), None, "sources.dep: 'x' is not a version"),
        (dream_lock(dep=source("a b")), None, "'a b' is not the file name of a wheel"),
        (
            dream_lock(dep=source()),
            dream_lock(dep=source(version="2.0")),
            "the locks of the systems have 1.0, 2.0; lock anew",
        ),
        (
            dream_lock(dep=source()),
            dream_lock(dep=source("dep-1.0.zip")),
            "the locks of the systems have different sdists",
        ),
        (
            dream_lock(dep=source()),
            dream_lock(dep=source()).replace(": []", ': ["x"]'),
            "the locks of the systems differ in what it needs",
        ),
    ],
)
def test_a_lock_of_dream2nix_that_is_refused(
    tmp_path: Path, x86: str, arm: str | None, message: str
) -> None:
    (tmp_path / "lock.x86_64-linux.json").write_text(x86)
    if arm is not None:
        (tmp_path / "lock.aarch64-linux.json").write_text(arm)
    with pytest.raises(RefusedError, match=re.escape(message)):
        pylock_of(find_dream_locks(tmp_path), "sample")


def test_locks_of_dream2nix_become_one(tmp_path: Path) -> None:
    wheel = "dep-1.0-cp313-cp313-manylinux_2_17_{}.whl"
    arm = dream_lock(dep=source(wheel.format("aarch64")), sample=source())
    x86 = dream_lock(dep=source(wheel.format("x86_64")), only=source("only-1.0.tar.gz"))
    (tmp_path / "lock.aarch64-linux.json").write_text(arm)
    (tmp_path / "lock.x86_64-linux.json").write_text(x86)
    path = tmp_path / "pylock.toml"
    path.write_text(pylock_of(find_dream_locks(tmp_path), "sample"))
    read = {package.name: package for package in read_pylock(path).packages}
    assert {file.name for file in read["dep"].files} == {
        wheel.format("aarch64"),
        wheel.format("x86_64"),
    }
    assert "\nmarker = \"platform_machine == 'x86_64'\"\n" in path.read_text()
    assert set(read) == {"dep", "only"}
    for place in tmp_path.glob("lock.*"):
        place.unlink()
    (tmp_path / "lock.json").write_text(x86)
    assert set(find_dream_locks(tmp_path)) == {"aarch64-linux", "x86_64-linux"}
