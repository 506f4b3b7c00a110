"""Files are written whole, only if they changed, and never over somebody's edit."""

import hashlib
import os
import resource
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.base.model import File
from pyproject2nix.cli import main
from pyproject2nix.render import files
from pyproject2nix.render.overlay import render_overlay
from pyproject2nix.templates import fill
from pyproject2nix.write.replace import STAGED

LOCK = entry("dep") + entry("tester", groups='"test"')
FILES = ["overlay.nix", "package.nix", "project.json", "pypi.json"]


def test_generate_check_and_generate_again(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    assert main(["check", str(folder)]) == 1
    message = capsys.readouterr().err
    assert all(str(folder / name) in message for name in FILES)
    assert message.endswith(f"run: pyproject2nix generate {folder}\n")

    assert main(["generate", str(folder)]) == 0
    assert capsys.readouterr().out == "".join(f"wrote {folder / name}\n" for name in FILES)
    before = {name: (folder / name).stat() for name in FILES}
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr() == ("", "")

    assert main(["generate", str(folder)]) == 0
    assert capsys.readouterr().out == "".join(f"unchanged {folder / name}\n" for name in FILES)
    assert before == {name: (folder / name).stat() for name in FILES}
    assert sorted(p.name for p in folder.iterdir()) == [
        *FILES[:2],
        "poetry.lock",
        *["project.json", "pypi.json", "pyproject.toml"],
    ]


def test_the_bytes_do_not_depend_on_where_the_project_is(
    make_project: MakeProject, tmp_path: Path
) -> None:
    folder = make_project(LOCK)
    main(["generate", str(folder)])
    texts = [(folder / name).read_bytes() for name in FILES]
    moved = folder.rename(tmp_path / "elsewhere")
    assert main(["check", str(moved)]) == 0
    assert all(os.fsencode(tmp_path) not in text for text in texts)


def test_a_linter_setting_makes_nothing_stale(make_project: MakeProject) -> None:
    folder = make_project(LOCK)
    main(["generate", str(folder)])
    with (folder / "pyproject.toml").open("a") as file:
        file.write("\n[tool.ruff]\nline-length = 79\n")
    assert main(["check", str(folder)]) == 0


@pytest.mark.parametrize("name", FILES)
def test_a_hand_edit_is_kept(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = make_project(LOCK)
    main(["generate", str(folder)])
    edited = (folder / name).read_text() + "\n"
    (folder / name).write_text(edited)
    capsys.readouterr()
    assert main(["check", str(folder)]) == 1
    assert str(folder / name) in capsys.readouterr().err
    assert main(["generate", str(folder)]) == 2
    assert f"{folder / name}: was edited by hand" in capsys.readouterr().err
    assert (folder / name).read_text() == edited
    assert main(["generate", str(folder), "--force"]) == 0
    assert capsys.readouterr().out.count("wrote") == 1
    assert main(["check", str(folder)]) == 0


def test_somebody_elses_file_is_kept(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    (folder / "package.nix").write_bytes(b"{ }: \xff\n")
    assert main(["generate", str(folder)]) == 2
    assert "package.nix: was edited by hand, or not written by" in capsys.readouterr().err
    assert not (folder / "overlay.nix").exists()


def test_a_link_is_replaced_and_not_followed(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(LOCK)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (folder / "overlay.nix").symlink_to(victim)
    assert main(["generate", str(folder), "--force"]) == 0
    assert victim.read_text() == "mine"
    assert not (folder / "overlay.nix").is_symlink()


def test_options_are_in_the_command_that_mends(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder, out = make_project(LOCK), tmp_path / "out"
    options = ["--out", str(out), "--python", "3.11,3.13", "--platform", "aarch64-linux"]
    options += ["--groups", "test"]
    assert main(["generate", str(folder), *options]) == 0
    overlay = (out / "overlay.nix").read_text()
    assert (
        "#   pyproject2nix generate . --out ../out --python 3.11,3.13 --platform aarch64-linux "
        "--groups test\n"
    ) in overlay
    assert "src = ./../project;" in (out / "package.nix").read_text()
    assert '"3.11-aarch64-linux"' in overlay
    capsys.readouterr()
    assert main(["check", str(folder), *options]) == 0
    assert not list(folder.glob("*.nix"))


def test_a_folder_that_cannot_be_written(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = make_project(LOCK)
    (tmp_path / "file").write_text("")
    assert main(["generate", str(folder), "--out", str(tmp_path / "file")]) == 2
    assert "file/overlay.nix: Not a directory; make it readable" in capsys.readouterr().err
    (folder / "pypi.json").mkdir()
    assert main(["generate", str(folder), "--force"]) == 2
    assert "pypi.json: Is a directory" in capsys.readouterr().err


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def changed(folder: Path) -> None:
    """Change what is generated, in each of the files."""
    path = folder / "pyproject.toml"
    text = path.read_text().replace('name = "sample"', 'name = "another"')
    path.write_text(text.replace("groups = []", 'groups = ["test"]'))


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("error", [28, 122, 13])
def test_a_failed_write_changes_nothing(
    make_project: MakeProject,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    before: bool,
    error: int,
) -> None:
    folder = make_project(LOCK)
    if before:
        assert main(["generate", str(folder)]) == 0
        changed(folder)
    there = texts(folder)
    moves = 0
    move = os.replace

    def full(source: object, target: object) -> None:
        nonlocal moves
        moves += 1
        if moves > count:
            raise OSError(error, os.strerror(error))
        move(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", full)
    assert main(["generate", str(folder)]) == 2
    message = capsys.readouterr().err
    remedy = "make the folder writable" if error == 13 else "make room, and run it again"
    assert message.endswith(f"{os.strerror(error)}; {remedy}\n")
    assert str(folder) in message
    assert texts(folder) == there


def test_a_full_disk_is_named(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK)
    there = texts(folder)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        assert main(["generate", str(folder)]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "File too large; make room, and run it again" in capsys.readouterr().err
    assert texts(folder) == there


KILLED = """
import os, signal, sys
from pyproject2nix.cli import main
count, sent, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
move = os.replace
def replace(source, target):
    global count
    if not count:
        os.kill(os.getpid(), sent)
    count -= 1
    move(source, target)
os.replace = replace
sys.exit(main(["generate", folder]))
"""


def killed(folder: Path, count: int, sent: signal.Signals) -> None:
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run(
        [sys.executable, "-c", KILLED, str(count), str(int(sent)), str(folder)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("count", range(4))
def test_killed_between_two_files_it_goes_on_the_next_time(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    folder = make_project(LOCK)
    assert main(["generate", str(folder)]) == 0
    changed(folder)
    killed(folder, count, signal.SIGKILL)
    # What is generated is another thing once more.
    (folder / "pyproject.toml").write_text(PYPROJECT)
    assert main(["generate", str(folder)]) == 0, capsys.readouterr().err
    assert main(["check", str(folder)]) == 0
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [*FILES, "poetry.lock", "pyproject.toml"]
    )


@pytest.mark.parametrize("sent", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_all_is_written(
    make_project: MakeProject, sent: signal.Signals
) -> None:
    folder = make_project(LOCK)
    killed(folder, 1, sent)
    assert main(["check", str(folder)]) == 0
    assert not (folder / STAGED).exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text.replace("hash =", "h ="), "hashes differ: planned and not written"),
        (lambda text: text.replace("  tester = ", "  # "), "packages differ"),
        (lambda text: text.replace("self.added", "null"), "edges differ"),
    ],
)
def test_the_count_notices_what_was_lost(
    make_project: MakeProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[str], str],
    message: str,
) -> None:
    more = '[package.dependencies]\nadded = "*"'
    lock = entry(more=more) + entry("added") + entry("tester", groups='"test"')
    folder = make_project(lock)
    monkeypatch.setattr(
        files, "render_overlay", lambda plan, root: damage(render_overlay(plan, root))
    )
    assert main(["generate", str(folder), "--groups", "test"]) == 2
    assert message in capsys.readouterr().err
    assert not (folder / "overlay.nix").exists()


def test_a_template_wants_each_value_once() -> None:
    with pytest.raises(KeyError):
        fill("source.nix", path="x", root="y")
    with pytest.raises(ValueError, match="no place for other"):
        fill("source.nix", path="x", root="y", anywhere="z", other="")
    assert "@path@" in fill("source.nix", path="@root@", root="@path@", anywhere="z")


def test_a_hash_is_written_as_nix_does() -> None:
    # From the documentation of SRI: the digest of "alert('Hello, world.');" in SHA-256.
    digest = hashlib.sha256(b"alert('Hello, world.');").hexdigest()
    sri = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
    assert File("x", digest).sri == sri


def test_the_module_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["pyproject2nix", "--version"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_module("pyproject2nix", run_name="__main__")
    assert stopped.value.code == 0
    assert capsys.readouterr().out == "0.1.0\n"
