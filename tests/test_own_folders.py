"""No interpreter of ours imports from the folder that a person is in, or that a project has.

Those folders have a module for each name that could be imported (traps.py); one that is leaves a
line in a log, which has to stay empty.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from dev_shell import clone
from traps import NAMES, PROGRAMS, read_log, write_traps

CORPUS = "python/pyproject2nix/tests/corpus/projects"


@dataclass(frozen=True)
class Command:
    """What a person types in a folder of traps, and what comes of it."""

    program: str
    arguments: tuple[str, ...] = ()
    status: int = 0
    #: A part of what is printed: the command came as far as that.
    printed: str = ""
    #: The project in the folder.
    project: str = "templates/python"
    #: Whether the store has the files that the project has locked.
    fetched: bool = True


COMMANDS = {
    "explain": Command("pyproject2nix", ("explain", "."), 0, "click"),
    "explain-by-pip": Command(
        "pyproject2nix", ("explain", "."), 2, "pip's index: anyio:", f"{CORPUS}/requirements-web"
    ),
    "generate-by-pip": Command(
        "pyproject2nix", ("generate", "."), 2, "pip's index: anyio:", f"{CORPUS}/requirements-web"
    ),
    "check": Command("pyproject2nix", ("check", ".")),
    "fetch": Command("pyproject2nix", ("fetch", "."), 2, "Connection refused", fetched=False),
    "lock-by-poetry": Command("pyproject2nix", ("lock", "."), 2, "poetry lock ended with status"),
    "lock-by-uv": Command("pyproject2nix", ("lock", "."), 2, "uv lock ended", f"{CORPUS}/uv-api"),
    "export": Command("pyproject2nix", ("export", ".", "--to", "uv", "--out", "out")),
    "migrate": Command("pyproject2nix", ("migrate", "."), 2, "pyproject2nix"),
    "init": Command("init", ("--dry-run",), 0, "generate the Nix files"),
    "sync": Command("sync", ("--check",)),
    "newer-nix": Command("newer-nix", ("--help",), 0, "newer"),
    "gpu-doctor": Command("gpu-doctor", ("--help",), 0, "usage"),
    "run-image": Command("run-image", (), 0, "hpds"),
    "tests": Command("tests", ("--version",), 0, "pytest"),
}


def in_folder(
    command: Sequence[str | Path], folder: Path, log: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder of traps, which PYTHONPATH names as well."""
    unreachable = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "POETRY_REQUESTS_MAX_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
        "UV_OFFLINE": "1",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **unreachable, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert read_log(log) == [], done.stdout + done.stderr
    return done


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_nothing_from_the_folder_it_is_typed_in(
    root: Path, tmp_path: Path, name: str
) -> None:
    command = COMMANDS[name]
    folder, log = tmp_path / "folder", tmp_path / "log"
    shutil.copytree(root / command.project, folder)
    if not command.fetched:
        pins = folder / "nix" / "pypi.json"
        pins.write_text(re.sub("[0-9a-f]{64}", "0" * 64, pins.read_text()))
    write_traps(folder, log)
    typed = ["nix", "run", f"{root}#{command.program}", "--", *command.arguments]
    done = in_folder(typed, folder, log)
    assert done.returncode == command.status, done.stdout + done.stderr
    assert command.printed in done.stdout + done.stderr


@pytest.mark.parametrize("start", [["-m", "json.tool"], ["-c", "import argparse"]])
def test_the_traps_catch_an_interpreter_that_is_started_carelessly(
    tmp_path: Path, start: list[str]
) -> None:
    write_traps(tmp_path, tmp_path / "log")
    subprocess.run([sys.executable, *start], cwd=tmp_path, capture_output=True, check=False)
    assert any(
        start[-1].split()[-1] in line or "json" in line for line in read_log(tmp_path / "log")
    )


def test_setup_imports_nothing_from_the_folder_it_is_typed_in(root: Path, tmp_path: Path) -> None:
    """The one step of it that starts an interpreter: Debian's Python and pip fetch a file."""
    folder, log, plan = tmp_path / "folder", tmp_path / "log", tmp_path / "plan"
    folder.mkdir()
    write_traps(folder, log)
    plan.write_text(f"pypi\t{'0' * 64}\t-\tclick-8.1.8-py3-none-any.whl\t/nix/x\tclick\n")
    bootstrap = (
        "import ./debpkgs/bootstrap { lib = import ./lib; system = builtins.currentSystem; }"
    )
    built = subprocess.run(
        ["nix-build", "--no-out-link", "-E", f"({bootstrap}).built.python-bootstrap.out"],
        cwd=root / "nix",
        capture_output=True,
        text=True,
        check=True,
    )
    script = f"""
      root='{root}' work='{tmp_path}' files='{tmp_path}' pypi_certificates=''
      die() {{ echo "$1" >&2; exit 1; }}
      . "$root/nix/setup/pypi.sh"
      pypi_python='{built.stdout.strip()}'
      pypi_download '{plan}' || cat "$work/fetch.log"
    """
    done = in_folder(["sh", "-euc", script], folder, log)
    assert "Connection refused" in done.stdout, done.stdout + done.stderr


def test_make_update_imports_nothing_from_the_checkout(root: Path, tmp_path: Path) -> None:
    """As far as apt, which is not there."""
    checkout, log, programs = tmp_path / "checkout", tmp_path / "log", tmp_path / "bin"
    clone(root, checkout)
    write_traps(checkout, log)
    programs.mkdir()
    (programs / "apt-get").write_text("#!/bin/sh\necho no apt here >&2\nexit 100\n")
    (programs / "apt-get").chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    path = f"{programs}:{os.environ['PATH']}"
    done = in_folder(["make", "update"], checkout, log, PATH=path)
    assert done.returncode != 0
    assert "no apt here" in done.stderr


def expression(root: Path, project: Path, attribute: str) -> list[str]:
    """Return arguments of `nix build` for an attribute of a project."""
    text = f"""
      let pkgs = import {root}/nix/debpkgs {{ overlays = [ (import {root}/nix/overlay.nix) ]; }};
      in (pkgs.buildProject {{ projectRoot = {project}; }}).{attribute}
    """
    return ["nix", "build", "--impure", "--print-build-logs", "--expr", text]


@pytest.mark.parametrize(
    "project",
    [
        "templates/native",
        *(f"tests/projects/{name}" for name in ("native-c", "native-cpp", "native-ffi", "pdm")),
        *(f"tests/projects/{name}" for name in ("poetry2", "pylock", "uv-build", "uv-groups")),
    ],
)
@pytest.mark.parametrize(
    # Its tests may import from its folder: they are the project's own.
    "attribute",
    ["package.overridePythonAttrs { doCheck = false; }", "sdist"],
    ids=["package", "sdist"],
)
def test_a_build_imports_nothing_from_the_project(
    root: Path, tmp_path: Path, project: str, attribute: str
) -> None:
    """By each build backend: setuptools, flit, hatchling, pdm, Poetry, uv, scikit-build-core."""
    folder = tmp_path / "project"
    shutil.copytree(root / project, folder)
    # CMake starts an interpreter in the project's folder, as it does under pip.
    names = PROGRAMS if (folder / "CMakeLists.txt").exists() else NAMES
    write_traps(folder, tmp_path / "log", names)
    done = subprocess.run(
        [*expression(root, folder, attribute), "--out-link", tmp_path / "result"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The sandbox has a log of its own.
    assert "trap: " not in done.stderr


def test_an_editable_installation_imports_nothing_from_the_project(
    root: Path, tmp_path: Path
) -> None:
    folder, log = tmp_path / "project", tmp_path / "log"
    shutil.copytree(root / "templates/python", folder)
    write_traps(folder, log, [name for name in NAMES if name != "example"])
    link = tmp_path / "rebuild"
    subprocess.run([*expression(root, folder, "rebuild"), "--out-link", link], check=True)
    (program,) = (link / "bin").iterdir()
    # The backend itself may import from PYTHONPATH.
    done = in_folder([program], folder, log, PYTHONPATH="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "build/venv/bin/python").exists()
