"""`pyproject2nix migrate` on projects with real locks; what it wrote is built then, offline."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nix_versions import NixVersion, offline

#: Flake -> its project, what is built of it, and the names of its packages and shells afterwards.
CASES = {
    "poetry2nix": (
        "templates/python",
        ("packages.x86_64-linux.list", "checks.x86_64-linux.runs", "devShells.x86_64-linux.poetry"),
        (["app", "default", "env", "list"], ["default", "env", "poetry"]),
    ),
    "uv2nix": (
        "tests/projects/uv-groups",
        ("packages.x86_64-linux.default", "packages.x86_64-linux.pages"),
        (["bare", "default", "pages", "venv", "wheel"], ["default"]),
    ),
    "uv-init": (
        "tests/projects/uv-build",
        ("packages.x86_64-linux.default", "devShells.x86_64-linux.default"),
        (["default"], ["default"]),
    ),
    "dream2nix": (
        "tests/projects/pdm",
        ("packages.x86_64-linux.env", "devShells.x86_64-linux.default"),
        (["default", "env"], ["default"]),
    ),
}


@pytest.fixture(scope="session")
def environment(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Nix's package of the program tells it; building that would run its tests."""
    names = tmp_path_factory.mktemp("names") / "names.json"
    set_, system = f"git+file://{root}#legacyPackages", "x86_64-linux"
    attributes = (
        "{ packages = builtins.attrNames pkgs; python = builtins.attrNames pkgs.python3.pkgs; }"
    )
    names.write_text(
        subprocess.run(
            ["nix", "eval", "--json", f"{set_}.{system}", "--apply", f"pkgs: {attributes}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    return {
        **os.environ,
        "PYTHONPATH": str(root / "python/pyproject2nix/src"),
        "PYPROJECT2NIX_LIB": str(root / "nix/lib"),
        "PYPROJECT2NIX_NAMES": str(names),
    }


def project(root: Path, folder: Path, tool: str) -> str:
    """A project with the flake of another tool in place of ours; its name."""
    source = root / CASES[tool][0]
    unwanted = shutil.ignore_patterns("*.nix", "nix", "project.json", "pypi.json", "flake.lock")
    shutil.copytree(source, folder, ignore=unwanted)
    text = (folder / "pyproject.toml").read_text()
    name = re.search(r'^name = "(.*)"$', text, re.MULTILINE)
    assert name is not None
    if tool == "poetry2nix":
        text = re.sub(r"\[tool\.pyproject2nix\]\n(?:.+\n)+", "", text)
        (folder / "pyproject.toml").write_text(text)
    (folder / "data").mkdir()
    (folder / "data" / "names.txt").touch()
    for path in (root / "python/pyproject2nix/tests/migrate" / tool).glob("*.nix"):
        (folder / path.name).write_text(path.read_text().replace("sample", name[1]))
    return name[1]


@pytest.mark.parametrize("tool", CASES)
def test_what_another_tool_built_is_built_by_ours(
    root: Path, environment: dict[str, str], tmp_path: Path, tool: str
) -> None:
    """Nothing is fetched, neither to migrate nor to build."""
    folder = tmp_path / "project"
    name = project(root, folder, tool)
    done = subprocess.run(
        offline(sys.executable, "-m", "pyproject2nix", "migrate", ".", "--write"),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    # Each of the flakes but the plainest has something that ours does not.
    assert done.returncode == (0 if tool == "uv-init" else 1), done.stderr
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    where = ("--no-write-lock-file", "--override-input", "hpds", f"git+file://{root}")

    def nix(*arguments: str) -> str:
        command = offline("nix", arguments[0], *where, *arguments[1:])
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    _, built, names = CASES[tool]
    for kind, wanted in zip(("packages", "devShells"), names, strict=True):
        found = nix("eval", f".#{kind}.x86_64-linux", "--apply", "builtins.attrNames", "--json")
        assert json.loads(found) == wanted
    nix("build", "--no-link", *(f".#{output}" for output in built))
    if tool == "poetry2nix":
        # The app, under the name that it had.
        assert nix("run", ".", "--", "Ada") == "Hello, Ada!\n", name


def test_no_nix_lets_a_flake_out(root: Path, nix_version: NixVersion) -> None:
    """Each version has gaps of its own in its restricted mode; the program's unit tests know them.

    They run in a network that has a server.
    """
    folder = root / "python" / "pyproject2nix"
    chosen = "(reaches or reads or settings or search) and not all_walls"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-k", chosen, "tests/test_foreign.py"),
        ],
        cwd=folder,
        env={**nix_version.environment(), "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
