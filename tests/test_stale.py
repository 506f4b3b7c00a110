"""What the Nix files were made from, and what is there now: Nix compares when it evaluates."""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nix_versions import NixVersion

#: Name -> a pyproject.toml that both sides read, with something that they might read differently.
READ_ALIKE = {
    "nothing": "",
    "plain": '[project]\nname = "one"\nversion = "1"\ndependencies = ["a>=1", "b"]\n',
    "other letters": '[project]\nname = "ö 😀 \\u00e9"\n"schlüssel" = "日"\nB = 1\na = 2\n_ = 3\n',
    "control characters": '[tool.uv]\nx = "\\b\\t\\n\\f\\r\\u0001\\u007f\\\\ \\" /"\n',
    "numbers": "[tool.uv]\na = 0\nb = -0\nc = +7\nd = 0xff\ne = 1_000\nf = 922337203685477580\n",
    "fractions": "[tool.uv]\na = 1.0\nb = 0.1\nc = 1e3\nd = -2.5e-3\ne = 123456.789\nf = 6e14\n",
    "truth": "[tool.uv]\na = true\nb = false\n",
    "mixed lists": '[tool.poetry]\na = ["x", {y = 1}, [1, "z", []], {}]\n',
    "lines": '[project]\na = """\nfirst\n  "second" \\\n  third"""\nb = \'\'\'\n\\n\'\'\'\n',
    "dotted": '[tool]\nuv.a."b.c".d = 1\npdm = {x.y = "z"}\n[[tool.uv.index]]\nname = "n"\n',
    "dates in strings": "[tool.uv]\nx = '2025-01-01'\n[tool.other]\nd = \"2025-01-01T00:00:00Z\"\n",
    "the rest": '# 1\r\n[tool.ruff]\nline-length = 79\n[project]\nname = "x"\r\nreadme = "y"\n',
    "no table": 'project = "x"\ntool = {uv = []}\n',
}

#: What one of them does not read, so that the whole file is compared.
NOT_READ = {
    "date": "[tool.other]\nd = 2025-01-01\n",
    "time": "[tool.other]\nd = [\n  07:32:00,\n]\n",
    "date and time": "[tool.other]\nd = 2025-01-01T00:00:00Z\n",
    "date in a comment": "# 2025-01-01\n",
    "large number": "[tool.uv]\na = 9223372036854775808\n",
    "not a number": "[tool.uv]\na = nan\n",
    "endless": "[tool.uv]\na = inf\n",
    "NUL": '[tool.uv]\na = "\\u0000"\n',
    "long line": f'[tool.uv]\na = "{"x" * 3000}"\n',
    "long line of letters of three bytes": f'[tool.uv]\na = "{"日" * 800}"\n',
}

#: The same file later: Nix does not try to read it.
NOT_READ_LATER = {
    name: text
    for name, text in NOT_READ.items()
    if name in ("date", "time", "large number") or name.startswith("long line")
}


def nix_eval(version: NixVersion, expression: str) -> Any:
    """Return the value of a Nix expression."""
    done = subprocess.run(
        ["nix-instantiate", "--eval", "--strict", "--json", "--expr", expression],
        env=version.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def changed(root: Path, nix_version: NixVersion, tmp_path: Path) -> Callable[[Any], Any]:
    """Return a function that says which recorded files changed, according to Nix."""

    def run(inputs: Any) -> Any:
        (tmp_path / "inputs.json").write_text(json.dumps(inputs))
        return nix_eval(
            nix_version,
            f"import {root}/python/build-project/inputs.nix {{ folder = {tmp_path}; "
            f"inputs = builtins.fromJSON (builtins.readFile {tmp_path}/inputs.json); }}",
        )

    return run


def recorded(root: Path, folder: Path) -> Any:
    """Return what project.json would have as its inputs."""
    sys.path.insert(0, str(root / "python/pyproject2nix/src"))
    try:
        from pyproject2nix.project import digest
    finally:
        sys.path.pop(0)
    text = (folder / "pyproject.toml").read_bytes().decode()
    data = tomllib.loads(text)
    readable = digest.is_readable_by_nix(text, data)
    of = {"tables": digest.tables_digest(data)} if readable else {"file": "0" * 64}
    return {
        "files": {},
        "projects": {"pyproject.toml": of},
        "tables": list(digest.TABLES),
        "except": dict(digest.EXCEPT),
    }


@pytest.mark.parametrize("name", READ_ALIKE)
def test_nix_and_the_generator_compute_the_same(
    root: Path, changed: Callable[[Any], Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(READ_ALIKE[name].encode())
    inputs = recorded(root, tmp_path)
    assert list(inputs["projects"]["pyproject.toml"]) == ["tables"]
    assert changed(inputs) == []


@pytest.mark.parametrize("name", NOT_READ)
def test_what_nix_cannot_read_is_compared_whole(
    root: Path, changed: Callable[[Any], Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(NOT_READ[name])
    inputs = recorded(root, tmp_path)
    assert list(inputs["projects"]["pyproject.toml"]) == ["file"]
    assert changed(inputs) == ["pyproject.toml"]


@pytest.mark.parametrize("name", NOT_READ_LATER)
def test_what_nix_cannot_read_any_more_is_a_change(
    root: Path, changed: Callable[[Any], Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(READ_ALIKE["plain"])
    inputs = recorded(root, tmp_path)
    (tmp_path / "pyproject.toml").write_text(NOT_READ[name])
    assert changed(inputs) == ["pyproject.toml"]


def test_a_file_that_nix_was_not_given_is_not_compared(
    root: Path, changed: Callable[[Any], Any], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(READ_ALIKE["plain"])
    inputs = recorded(root, tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    assert changed({**inputs, "files": {"poetry.lock": "0" * 64}}) == []


#: How -> what is changed in the template, the names in the message.
EDITS = {
    "lock": ("poetry.lock", "# by another Poetry\n", "poetry.lock"),
    "dependency": ("pyproject.toml", "[tool.uv]\nx = 1\n", "pyproject.toml"),
}


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the template for Python."""
    shutil.copytree(root / "templates" / "python", tmp_path / "project")
    return tmp_path / "project"


def outputs(root: Path, version: NixVersion, project: Path) -> Any:
    """Return which outputs of a project evaluate, and what its shells do first."""
    expression = f"""
      let
        pkgs = import {root}/nix/debpkgs {{ overlays = [ (import {root}/nix/overlay.nix) ]; }};
        built = pkgs.buildProject {{ projectRoot = {project}; }};
        evaluates = _: output: (builtins.tryEval output.drvPath).success;
      in
      {{
        packages = builtins.mapAttrs evaluates (built.packages // {{ inherit (built) env; }});
        checks = builtins.mapAttrs evaluates built.checks;
        shells = map (shell: shell.shellHook) [ built.devShell built.editableShell ];
        inherit (built.project) stale;
      }}
    """
    return nix_eval(version, expression)


@pytest.mark.parametrize("edit", EDITS)
def test_packages_stop_and_shells_tell(
    root: Path, nix_version: NixVersion, project: Path, edit: str
) -> None:
    name, more, named = EDITS[edit]
    before = outputs(root, nix_version, project)
    assert all([*before["packages"].values(), *before["checks"].values()])
    assert before["stale"] is None

    with (project / name).open("a") as file:
        file.write(more)
    after = outputs(root, nix_version, project)
    # It is the shell of devbox.
    assert after["packages"].pop("shell")
    assert not any([*after["packages"].values(), *after["checks"].values()])
    line = f"example: changed since the Nix files were generated: {named}; run: nix run .#sync"
    assert after["stale"] == line
    assert all(f"echo '{line}' >&2" in shell for shell in after["shells"])


def test_a_linters_settings_stop_nothing(
    root: Path, nix_version: NixVersion, project: Path
) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write("\n[tool.ruff]\nline-length = 79\n")
    assert outputs(root, nix_version, project)["stale"] is None


def test_files_of_an_earlier_version_are_not_compared(
    root: Path, nix_version: NixVersion, project: Path
) -> None:
    """As commit 444a6e1 wrote them: in the root, project.json of version 1."""
    for path in (project / "nix").iterdir():
        path.rename(project / path.name)
    file = project / "project.json"
    data = json.loads(file.read_text())
    old = {key: value for key, value in data.items() if key not in ("inputs", "root")}
    file.write_text(json.dumps({**old, "version": 1}))
    package = project / "package.nix"
    package.write_text(package.read_text().replace("./..", "./."))
    (project / "poetry.lock").write_text("")
    result = outputs(root, nix_version, project)
    assert result["stale"] is None
    assert all(result["packages"].values())


def test_an_old_flake_gets_the_command_that_it_has(
    root: Path, nix_version: NixVersion, project: Path
) -> None:
    (project / "poetry.lock").write_text("")
    flake = project / "flake.nix"
    lines = flake.read_text().splitlines(keepends=True)
    flake.write_text("".join(line for line in lines if "apps" not in line))
    told = outputs(root, nix_version, project)["stale"]
    assert told.endswith("run: nix run hpds#sync")


def test_a_flake_with_other_apps_gets_the_command_of_hpds(
    root: Path, nix_version: NixVersion, project: Path
) -> None:
    (project / "poetry.lock").write_text("")
    (project / "flake.nix").write_text("{ outputs = _: { apps = { }; }; }\n")
    told = outputs(root, nix_version, project)["stale"]
    assert told.endswith("run: nix run hpds#sync")
