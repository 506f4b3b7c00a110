"""devbox as a newcomer uses it: the real program, in a clone of this checkout, with no network."""

import os
import pty
import select
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nix_versions import SUITES, NixVersion, UnreachableError, offline, other_nix
from terminal import LIMIT
from test_init import WHO, person
from test_templates import committed

__all__ = ["committed"]

NAMES = ("checkout", "a checkout, ümlauts too")


@pytest.fixture(scope="module", params=SUITES)
def newer_nix(request: pytest.FixtureRequest, test_cache: Path) -> NixVersion:
    """Each Nix that devbox accepts: it refuses those before 2.18."""
    if shutil.which("devbox") is None:
        pytest.skip("no devbox on PATH; it is a program of its own, see docs/devbox.md")
    try:
        return other_nix(request.param, test_cache)
    except UnreachableError as error:
        pytest.skip(f"Nix {request.param}: {error}")


class Project:
    """A clone, and a home folder that no earlier devbox has seen."""

    def __init__(self, root: Path, folder: Path, name: str, nix: NixVersion) -> None:
        self.root = folder / name
        source = root.as_uri()
        subprocess.run(["git", "clone", "-q", "--depth", "1", source, self.root], check=True)
        (folder / "home").mkdir()
        self.environment = nix.environment({"PATH": os.environ["PATH"], "TERM": "dumb"})
        self.environment |= {"HOME": str(folder / "home"), "DO_NOT_TRACK": "1"}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """`devbox COMMAND…` to its end."""
        return subprocess.run(
            offline("devbox", *command),
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def shell(self, *lines: str) -> str:
        """What a terminal shows of `devbox shell`, in which these lines are typed."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.root)
            command = offline("devbox", "shell")
            os.execvpe(command[0], command, self.environment)
        # A prompt that is wider is shown in part.
        termios.tcsetwinsize(terminal, (24, 300))
        shown, typed, end = "", False, time.monotonic() + LIMIT
        while select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            try:
                piece = os.read(terminal, 1 << 16)
            except OSError:  # Linux's way to say that nobody writes any more
                break
            shown += piece.decode(errors="replace")
            if not typed and "(devbox)" in shown:
                os.write(terminal, "".join(line + "\n" for line in (*lines, "exit")).encode())
                typed = True
        else:
            os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)
        return shown


@pytest.fixture(params=NAMES)
def project(
    request: pytest.FixtureRequest, root: Path, tmp_path: Path, newer_nix: NixVersion
) -> Iterator[Project]:
    """A clone under each of the names."""
    yield Project(root, tmp_path, request.param, newer_nix)
    shutil.rmtree(tmp_path / request.param)


def test_a_shell_has_the_programs_of_the_store(project: Project) -> None:
    shown = project.shell(
        "which gcc python3 | xargs -d '\\n' readlink -f",
        "python3 -c 'import numpy, sys; print(\"numpy in\", sys.version_info[:2])'",
        'echo "[${LD_LIBRARY_PATH-unset} ${PYTHONPATH-unset}]"',
    )
    assert "hpds-rebuild" in shown, "the greeting of the default shell"
    programs = [line for line in shown.splitlines() if line.startswith("/nix/store/")]
    assert [Path(program).name for program in programs] == ["gcc", "python3.13"]
    assert "numpy in (3, 13)" in shown
    assert "[unset unset]" in shown


def test_devbox_leaves_the_checkout_as_git_has_it(project: Project) -> None:
    """A lock that devbox wrote anew would be one that is not from devbox.json."""
    done = project.run("run", "--", "python3", "-c", "print('in it')")
    assert (done.returncode, done.stdout) == (0, "in it\n"), done.stderr
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project.root, capture_output=True, check=True
    )
    assert status.stdout == b""


def test_a_project_opens_after_init(committed: Path, newer_nix: NixVersion, tmp_path: Path) -> None:
    """Its own shell, from its own flake: nothing is asked that is not there."""
    someone = person(newer_nix, tmp_path / "mine", tmp_path / "home")
    command = ("nix", "run", f"git+file://{committed}#init")
    someone.do(*command, "--", "--kind", "native", "--name", "my-tool", "--devbox")
    someone.do("git", *WHO, "commit", "-qm", "init")
    show = offline("devbox", "run", "--", "pytest", "-q")
    assert " passed" in someone.do(*show)
    assert someone.do("git", "status", "--porcelain") == ""
    with (someone.folder / "flake.nix").open("a") as file:
        file.write("# edited\n")
    assert "flake.nix is newer than this environment" in someone.run(*show).stderr
    assert "is newer" not in someone.run(*show).stderr


def test_an_edited_expression_makes_a_new_environment(project: Project) -> None:
    show = ("run", "--", "sh", "-c", "echo $greeting")
    assert project.run(*show).stdout == "\n"
    shell = project.root / "shells" / "default.nix"
    shell.write_text(shell.read_text().replace("echo", "export greeting=hello; echo", 1))
    shell.write_text(shell.read_text().replace("if [ -t 1 ]; then", "if true; then", 1))
    assert "shells/default.nix is newer" in project.run(*show).stderr
    assert project.run(*show).stdout.endswith("hello\n")
    assert "newer" not in project.run(*show).stderr


@pytest.mark.slow
def test_the_scripts_test_and_build(project: Project) -> None:
    for script, expected in (("test", " passed"), ("image", "hpds 0.1.0")):
        done = project.run("run", script)
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout
