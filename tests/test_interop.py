"""hpds and a sample by the other Python-to-Nix tools: the same packages in the same versions."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from interop import INTEROP, LOCK, expression, nix_json, tool_trees
from nix_versions import NixVersion, offline, system_nix

SYSTEM = f"{os.uname().machine}-linux"
TOOLS = ["dream2nix-pdm", "dream2nix-pip", "poetry2nix", "pynixify", "uv2nix"]
#: pynixify builds what others take as wheels, from sdists, which are not among the pinned files.
BUILT = [tool for tool in TOOLS if tool != "pynixify"]
PROJECTS = {"hpds": "envs/hpds", "sample": "nix/interop/sample"}
#: Folder below locks/PROJECT -> what wrote it.
FORMATS = {
    "dream2nix-pip": ["--python", "3.13", "--platform"],
    "pdm": [],
    "poetry1": [],
    "pynixify": [],
    "uv": [],
}


@pytest.fixture(scope="session")
def trees() -> dict[str, str]:
    return tool_trees()


@pytest.fixture(scope="session")
def nix() -> NixVersion:
    return system_nix()


def run(*command: str, version: NixVersion | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        offline(*command),
        env=version.environment() if version else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


#: All that the comparison is about: what is needed at run time, and derivations.
COMPARED = """{
  inherit (interop) differences;
  drvs = builtins.mapAttrs (_: builtins.mapAttrs (_: project: [
    project.package.drvPath project.env.drvPath
  ])) interop.projects;
  ours = builtins.mapAttrs
    (_: project: interop.versionsOf project.package.dependencies) interop.ours;
}"""


def check_compared(found: object) -> None:
    assert isinstance(found, dict)
    assert found["differences"] == {tool: {name: [] for name in PROJECTS} for tool in TOOLS}
    assert found["ours"]["hpds"].keys() == {"numpy"}
    assert found["ours"]["sample"].keys() == {"click", "jinja2", "markupsafe"}
    drvs = [drv for some in found["drvs"].values() for pair in some.values() for drv in pair]
    assert len(drvs) == 2 * len(TOOLS) * len(PROJECTS)
    assert [drv for drv in drvs if not Path(drv).is_file()] == []


def test_each_needs_what_ours_needs(nix_version: NixVersion, trees: dict[str, str]) -> None:
    """Names and versions of all that is needed at run time; packages and environments evaluate."""
    check_compared(nix_json(nix_version, expression(trees, COMPARED)))


def test_on_nixpkgs_too(
    root: Path, nix_version: NixVersion, trees: dict[str, str], nixpkgs: str
) -> None:
    pkgs = f"pkgs = import {root}/tests/nixpkgs/set.nix {{ nixpkgs = {nixpkgs}; }};"
    check_compared(nix_json(nix_version, expression(trees, COMPARED, pkgs)))


@pytest.mark.parametrize("tool", BUILT)
def test_another_version_is_noticed(
    nix: NixVersion, trees: dict[str, str], tmp_path: Path, tool: str
) -> None:
    """What the comparison is worth: click of another version, and an edge that is gone."""
    folder = {"dream2nix-pdm": "pdm", "poetry2nix": "poetry1", "uv2nix": "uv"}.get(tool, tool)
    changed = tmp_path / "locks"
    shutil.copytree(INTEROP / "locks/sample" / folder, changed)
    for path in changed.iterdir():
        text = path.read_text().replace("8.5.1", "8.5.0")
        # jinja2's one dependency.
        text = re.sub(r'\n\[package.dependencies\]\nmarkupsafe = "3.0.4"', "", text)
        text = re.sub(r'dependencies = \["markupsafe==3.0.4"\]\n', "", text)
        text = re.sub(r'dependencies = \[\n    \{ name = "markupsafe" \},\n\]\n', "", text)
        text = re.sub(r'"jinja2": \[\s+"markupsafe"\s+\]', '"jinja2": []', text)
        path.write_text(text)
    found = nix_json(
        nix,
        expression(
            trees,
            f"""interop.compare.differences
              (interop.compare.versionsOf
                (interop.tools.{tool} {{
                  projectRoot = {INTEROP}/sample;
                  locks = {changed};
                }}).needs)
              (interop.compare.versionsOf interop.ours.sample.package.dependencies)""",
        ),
    )
    assert found == [
        "click: 8.5.0, where ours has 8.5.1",
        "markupsafe: missing, where ours has 3.0.4",
    ]


@pytest.mark.parametrize("tool", BUILT)
def test_the_sample_is_built_and_runs(
    nix: NixVersion, trees: dict[str, str], tmp_path: Path, tool: str
) -> None:
    """By the tool, on debpkgs, where no network is: files come from the store, by their hashes."""
    body = f"interop.run.{tool}.sample"
    done = run(
        *("nix", "build", "--impure", "--out-link", str(tmp_path / "built")),
        *("--expr", expression(trees, body)),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "built").read_text() == "<p>Hello &lt;b&gt;</p>\n"


@pytest.mark.slow
@pytest.mark.parametrize("tool", BUILT)
def test_hpds_is_built_and_runs(
    nix: NixVersion, trees: dict[str, str], tmp_path: Path, tool: str
) -> None:
    done = run(
        *("nix", "build", "--impure", "--out-link", str(tmp_path / "built")),
        *("--expr", expression(trees, f"interop.run.{tool}.hpds")),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "built").read_text() == "3808858755\n"


def overriding(trees: Mapping[str, str]) -> list[str]:
    return [word for n, path in trees.items() for word in ("--override-input", n, f"path:{path}")]


def test_the_flake_takes_other_trees(nix_version: NixVersion, trees: dict[str, str]) -> None:
    """By the flake it is what it is without: on each Nix, and its lock is left as it is."""
    before = (INTEROP / "flake.lock").read_bytes()
    overrides = overriding(trees)
    attribute = f"legacyPackages.{SYSTEM}.uv2nix.sample.package.drvPath"
    by_flake = run(
        *("nix", "eval", "--raw", f"{INTEROP}#{attribute}", *overrides), version=nix_version
    )
    assert by_flake.returncode == 0, by_flake.stderr
    body = "interop.projects.uv2nix.sample.package.drvPath"
    assert Path(by_flake.stdout).is_file()
    name = re.sub(r"^/nix/store/\w+-", "", str(nix_json(nix_version, expression(trees, body))))
    assert by_flake.stdout.endswith(name)
    assert (INTEROP / "flake.lock").read_bytes() == before


def test_the_flake_has_all_on_its_nixpkgs_too(
    root: Path, nix_version: NixVersion, trees: dict[str, str], nixpkgs: str, tmp_path: Path
) -> None:
    # A fork's own flake may have inputs, which would be fetched, and it lacks some packages.
    (tmp_path / "flake.nix").write_text("{ outputs = _: { }; }")
    is_fork = not (Path(nixpkgs) / "pkgs/top-level/config.nix").exists()
    way = f"{root}/tests/nixpkgs/fork.nix {nixpkgs}" if is_fork else nixpkgs
    (tmp_path / "default.nix").write_text(f"import {way}")
    each = "project: [ project.package.drvPath project.program.drvPath project.env.drvPath ]"
    done = run(
        *("nix", "eval", "--json", "--impure", f"{INTEROP}#legacyPackages.{SYSTEM}.nixpkgs"),
        *("--apply", f"builtins.mapAttrs (_: builtins.mapAttrs (_: {each}))"),
        *overriding({**trees, "nixpkgs": str(tmp_path)}),
        version=nix_version,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sorted(found) == TOOLS
    assert [set(projects) for projects in found.values()] == [set(PROJECTS)] * len(TOOLS)
    drvs = [drv for projects in found.values() for drvs in projects.values() for drv in drvs]
    assert [drv for drv in drvs if not Path(drv).is_file()] == []


def test_the_flake_fetches_nothing_that_is_not_used(nix_version: NixVersion) -> None:
    done = run(
        *("nix", "eval", "--json", f"{INTEROP}#lib.{SYSTEM}", "--apply", "builtins.attrNames"),
        version=nix_version,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == TOOLS


def test_the_lock_pins_what_the_flake_names(root: Path) -> None:
    """And the nixpkgs of both flakes is one."""
    named = dict(
        re.findall(
            r'^    (\S+) = \{\n      url = "github:(.+)";',
            (INTEROP / "flake.nix").read_text(),
            re.M,
        )
    )
    pinned = {name: node["locked"] for name, node in LOCK.items() if name != "root"}
    assert named == {n: f"{at['owner']}/{at['repo']}/{at['rev']}" for n, at in pinned.items()}
    top = json.loads((root / "flake.lock").read_text())["nodes"]["nixpkgs"]["locked"]
    assert pinned["nixpkgs"] == top


def test_the_trees_are_the_pinned_ones(trees: dict[str, str]) -> None:
    for name, path in trees.items():
        done = run("nix", "hash", "path", path)
        assert done.stdout.strip() == LOCK[name]["locked"]["narHash"], f"{name}: {path}"


def export(root: Path, project: str, out: Path, format_name: str, *choice: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pyproject2nix", "export", project),
            *("--to", format_name, "--out", str(out), *choice),
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "python/pyproject2nix/src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("format_name", FORMATS)
def test_locks_are_what_the_generator_writes(
    root: Path, tmp_path: Path, project: str, format_name: str
) -> None:
    committed = INTEROP / "locks" / project / format_name
    options = FORMATS[format_name]
    choices = [[*options, f"{cpu}-linux"] for cpu in ("aarch64", "x86_64")] if options else [[]]
    for choice in choices:
        export(root, PROJECTS[project], tmp_path, format_name, *choice)
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    there = {path.name: path.read_text() for path in committed.iterdir() if path.is_file()}
    # What pynixify itself wrote.
    there.pop("overlay.nix", None)
    remedy = f"run: pyproject2nix export {PROJECTS[project]} --to {format_name} --out {committed}"
    assert there == written, remedy


@pytest.mark.parametrize("tool", TOOLS)
def test_names_may_be_spelt_as_people_do(
    root: Path, nix: NixVersion, trees: dict[str, str], tmp_path: Path, tool: str
) -> None:
    """`Flit_Core` is flit-core, for the project and for what builds it."""
    project, locks = tmp_path / "project", tmp_path / "locks"
    shutil.copytree(INTEROP / "sample", project)
    pyproject = (project / "pyproject.toml").read_text()
    pyproject = pyproject.replace('name = "interop-sample"', 'name = "Interop_Sample"')
    pyproject = pyproject.replace('requires = ["poetry-core', 'requires = ["Poetry_Core')
    (project / "pyproject.toml").write_text(pyproject)
    folder = {"dream2nix-pdm": "pdm", "poetry2nix": "poetry1", "uv2nix": "uv"}.get(tool, tool)
    if tool == "pynixify":
        shutil.copytree(INTEROP / "locks/sample/pynixify", locks)
    target = ("--python", "3.13", "--platform", SYSTEM)
    export(root, str(project), locks, folder, *target)
    call = f"(interop.tools.{tool} {{ projectRoot = {project}; locks = {locks}; }})"
    done = run(
        "nix", "eval", "--raw", "--impure", "--expr", expression(trees, f"{call}.program.drvPath")
    )
    assert done.returncode == 0, done.stderr


def test_dream2nix_is_told_that_a_lock_is_stale_or_lacks_what_builds(
    root: Path, trees: dict[str, str], tmp_path: Path
) -> None:
    project, locks = tmp_path / "project", tmp_path / "locks"
    shutil.copytree(INTEROP / "sample", project)
    pyproject = (project / "pyproject.toml").read_text()
    changed = pyproject.replace('requires = ["poetry-core>=2.0"]', 'requires = ["hatchling"]')
    (project / "pyproject.toml").write_text(changed)
    shutil.copytree(INTEROP / "locks/sample/dream2nix-pip", locks)

    def said() -> str:
        call = f"(interop.tools.dream2nix-pip {{ projectRoot = {project}; locks = {locks}; }})"
        body = f"{call}.package.drvPath"
        done = run("nix", "eval", "--impure", "--expr", expression(trees, body))
        assert done.returncode != 0
        return done.stderr

    lock = f"interop.dream2nix-pip: {locks}/lock.{SYSTEM}.json"
    remedy = f"pyproject2nix export PROJECT --to dream2nix-pip --out {locks}"
    stale = f"{lock}: was made for other requirements or another Python; run: {remedy}"
    assert stale in said()
    export(root, str(project), locks, "dream2nix-pip", "--python", "3.13", "--platform", SYSTEM)
    assert f"{lock}: hatchling, which builds the project, is not locked; add it" in said()


@pytest.mark.parametrize(
    ("pyproject", "lock_version", "said"),
    [
        ('[project]\nname = "x"\n', "2.0", "there is no [tool.poetry.dependencies]"),
        (
            '[tool.poetry.dependencies]\nclick = "*"\n',
            "2.1",
            "overlooks the markers of lock-version 2.1",
        ),
    ],
)
def test_poetry2nix_is_not_given_what_it_would_drop(
    trees: dict[str, str], tmp_path: Path, pyproject: str, lock_version: str, said: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(pyproject)
    (tmp_path / "poetry.lock").write_text(f'[metadata]\nlock-version = "{lock_version}"\n')
    call = f"(interop.tools.poetry2nix {{ projectRoot = {tmp_path}; locks = {tmp_path}; }}).needs"
    done = run("nix", "eval", "--impure", "--expr", expression(trees, call))
    assert done.returncode != 0
    assert said in done.stderr
    assert "pyproject2nix export PROJECT --to poetry1" in done.stderr


def test_pynixify_is_held_to_the_lock(
    nix: NixVersion, trees: dict[str, str], tmp_path: Path
) -> None:
    """It has no lock of its own, and takes whatever is newest."""
    changed = tmp_path / "locks"
    shutil.copytree(INTEROP / "locks/sample/pynixify", changed)
    click = changed / "packages/click/default.nix"
    click.write_text(click.read_text().replace("8.5.1", "8.5.0"))
    call = f"(interop.tools.pynixify {{ projectRoot = {INTEROP}/sample; locks = {changed}; }})"
    done = run("nix", "eval", "--impure", "--expr", expression(trees, f"{call}.env.drvPath"))
    assert done.returncode != 0
    assert "pynixify wrote click 8.5.0, and 8.5.1 is locked" in done.stderr
