"""What pyproject.toml says: extras that name extras, groups of every tool, several locks."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_project, requirements_only


def project(folder: Path, text: str) -> Project:
    (folder / "pyproject.toml").write_text(text)
    return read_project(folder)


HEAD = '[project]\nname = "Demo.App"\nversion = "1"\n'


def names(some: tuple[object, ...]) -> list[str]:
    return [f"{one.name};{one.marker or ''}" for one in some]  # type: ignore[attr-defined]


def test_extras_and_groups_may_ask_for_the_projects_own_extras(tmp_path: Path) -> None:
    text = HEAD + (
        "[project.optional-dependencies]\n"
        "fast = [\"numba; python_version < '3.13'\"]\n"
        'io = ["lxml", "demo_app[fast]"]\n'
        "all = [\"demo-app[io,fast]; sys_platform == 'linux'\"]\n"
        '[dependency-groups]\ndev = ["pytest", "demo-app[io]"]\n'
    )
    read = project(tmp_path, text)
    assert names(read.extras["io"]) == ["lxml;", 'numba;python_version < "3.13"']
    assert names(read.extras["all"]) == [
        'numba;python_version < "3.13" and sys_platform == "linux"',
        'lxml;sys_platform == "linux"',
    ]
    assert names(read.groups["dev"]) == ["pytest;", "lxml;", 'numba;python_version < "3.13"']


def test_extras_may_ask_for_each_other_and_for_themselves(tmp_path: Path) -> None:
    text = HEAD + (
        "[project.optional-dependencies]\n"
        'own = ["x", "demo-app[own]; os_name == \'nt\'"]\n'
        'one = ["a", "demo-app[two]"]\n'
        'two = ["b", "demo-app[one]; python_version < \'3.13\'"]\n'
        'three = ["demo-app[one]; os_name == \'nt\'", "demo-app[one]"]\n'
    )
    extras = project(tmp_path, text).extras
    narrow = 'python_version < "3.13"'
    # As in pip, an extra that asks for itself adds nothing but that it may do so under a marker.
    assert {*names(extras["own"])} == {"x;", 'x;os_name == "nt"'}
    assert {*names(extras["one"])} == {"a;", "b;", f"a;{narrow}"}
    assert {*names(extras["two"])} == {f"a;{narrow}", "b;", f"b;{narrow}"}
    assert {*names(extras["three"])} >= {"a;", "b;"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('dependencies = ["demo-app[none]"]', "there is no extra 'none'; choose from none"),
        ('license = {text = "MIT", file = "L"}', r"\['file', 'text'\] exclude each other"),
        ('[dependency-groups]\na = [{include-group = "b"}]', "there is no group 'b'"),
        ("[dependency-groups]\na = 3", "dependency-groups.a: 3 is not a list"),
        ('[dependency-groups]\na = []\n[tool.pdm.dev-dependencies]\na = ["x"]', "remove one"),
        ('[tool.pdm.dev-dependencies]\na = ["-e file:///x"]', "is not a requirement; require it"),
    ],
)
def test_what_is_refused(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        project(tmp_path, HEAD + more)


def test_groups_by_earlier_names(tmp_path: Path) -> None:
    text = HEAD + (
        '[dependency-groups]\ndev = ["a"]\n[tool.uv]\npackage = false\ndev-dependencies = ["b"]\n'
        '[tool.pdm.dev-dependencies]\nlint = ["c"]\n'
    )
    read = project(tmp_path, text)
    assert names(read.groups["dev"]) == ["a;", "b;"]
    assert names(read.groups["lint"]) == ["c;"]
    assert not read.is_package


@pytest.mark.parametrize(
    ("lock", "more", "is_package"),
    [
        ("uv.lock", "", False),
        ("uv.lock", '[build-system]\nrequires = ["hatchling"]\n', True),
        ("uv.lock", "[tool.uv]\npackage = true\n", True),
        ("poetry.lock", "", True),
    ],
)
def test_without_a_build_system_uv_installs_nothing(
    tmp_path: Path, lock: str, more: str, is_package: bool
) -> None:
    (tmp_path / lock).touch()
    (tmp_path / "demo_app").mkdir()
    (tmp_path / "demo_app" / "__init__.py").touch()
    assert project(tmp_path, HEAD + more).is_package == is_package


def test_a_folder_of_requirements_is_called_as_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "My Räume"
    folder.mkdir()
    assert requirements_only(folder).name == "my-r-ume"


def test_a_version_that_cannot_be_read_is_taken_from_the_settings(tmp_path: Path) -> None:
    text = '[project]\nname = "demo"\ndynamic = ["version"]\n'
    settings = '[tool.pyproject2nix]\nversion = "3.1"\n'
    (tmp_path / "demo.py").touch()
    assert project(tmp_path, text + settings).version == "3.1"
    read = project(tmp_path, text)
    assert read.version == "0.0.0"
    assert re.search(r"version: it is computed .* version = .* in \[tool.py", str(read.notes[0]))


def test_a_lock_that_is_named_has_to_be_there(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    named = PYPROJECT.replace("groups = []", 'groups = []\nlock = "poetry.lock"')
    folder = make_project(entry("dep") + entry("tester", groups='"test"'), named)
    assert main(["explain", str(folder)]) == 0
    (folder / "poetry.lock").unlink()
    assert main(["explain", str(folder)]) == 2
    assert "there is no lock file 'poetry.lock'; lock it" in capsys.readouterr().err


def test_who_reads_no_further_is_no_error(make_project: MakeProject) -> None:
    folder = make_project(entry("dep") + entry("tester", groups='"test"'))
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "pyproject2nix", "explain", str(folder), "--json"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    """While a locker runs: both get the signal, as from a terminal."""
    locker = tmp_path / "locker"
    locker.write_text("#!/bin/sh\ntouch started\nsleep 20\n")
    locker.chmod(0o755)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "pyproject2nix", "lock", str(tmp_path)],
        env={**os.environ, "PYPROJECT2NIX_UV": str(locker)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever starts the tests in the background may ignore it, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for _ in range(200):
        if (tmp_path / "started").exists() or process.poll() is not None:
            break
        time.sleep(0.05)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate()
    if "pip" in errors:
        pytest.skip("this Python has no pip")
    assert process.returncode == 130
    assert "Traceback" not in errors
