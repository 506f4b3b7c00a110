"""One command for a whole project: init, a second time, undo, sync and upgrade."""

import json
import os
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HASH, PYPROJECT, MakeProject, Nix, entry

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.init.conda import read_environment
from pyproject2nix.init.flake import Places, bootstrap_text, converted, flake_text
from pyproject2nix.init.new import KINDS, template_files
from pyproject2nix.init.origin import Carried, Local, Remote, origin_of
from pyproject2nix.init.survey import survey

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

LOCK = entry("dep") + entry("tester", groups='"test"')
OWN_FOLDER = PYPROJECT.replace('out = "."\n', "") + 'build-backend = "flit_core.buildapi"\n'
UV_LOCK = f"""\
version = 1
requires-python = ">=3.13"

[[package]]
name = "dep"
version = "1.0"
source = {{ registry = "https://index.example/simple" }}
wheels = [{{ url = "https://index.example/dep-1.0-py3-none-any.whl", hash = "{HASH}", size = 1 }}]

[[package]]
name = "sample"
version = "1.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "dep" }}]

[package.metadata]
requires-dist = [{{ name = "dep" }}]
"""
UV_PROJECT = '[project]\nname = "sample"\nversion = "1.0"\nrequires-python = ">=3.13"\n'
UV_PROJECT += 'dependencies = ["dep"]\n'
PYLOCK = (
    '#    {}\nlock-version = "1.0"\ncreated-by = "uv"\n'
    'requires-python = ">=3.11"\n\n[[packages]]\nname = "dep"\n'
    'version = "1.0"\nwheels = [{{ name = "dep-1.0-py3-none-any.whl", '
    'url = "https://index.example/dep-1.0-py3-none-any.whl", '
    f'hashes.sha256 = "{HASH[7:]}" }}}}]\n'
)
"""pylock.toml, with the command of its header to be filled in."""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and a tree in place of this flake's."""
    tree = tmp_path / "tree"
    (tree / "nix").mkdir(parents=True)
    (tree / "nix" / "carried.json").write_text(
        '{"anywhere": ["__pycache__"], "without": ["tests"]}'
    )
    (tree / "flake.nix").write_text("{ outputs = { self, nixpkgs }: { }; }\n")
    (tree / "setup").write_text("#!/bin/sh\n")
    (tree / "setup").chmod(0o755)
    (tree / "tests").mkdir()
    (tree / "tests" / "large").write_text("")
    monkeypatch.setenv("PYPROJECT2NIX_TREE", str(tree))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "test")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "test@example.org")
    return tree


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "before")


def texts(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    """A project that Poetry locked, in a Git repository."""
    folder = make_project(LOCK, OWN_FOLDER)
    commit(folder)
    return folder


def locker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> Path:
    """Put a program in the place of a locker; return the list of its calls."""
    program, calls = tmp_path / name, tmp_path / f"{name}.calls"
    program.write_text(f'#!/bin/sh\nset -e\necho "$@" >>{calls}\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv(f"PYPROJECT2NIX_{name.upper()}", str(program))
    return calls


def unlocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a project of uv without a lock, and the file that tells the calls of its uv."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(UV_PROJECT)
    (tmp_path / "uv.lock").write_text(UV_LOCK)
    return folder, locker(tmp_path, monkeypatch, "uv", f"cp {tmp_path}/uv.lock .")


def fake_nix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a script in the place of Nix; return the list of its calls."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "nix").write_text(f'#!/bin/sh\nset -e\necho "$@" >>"$0.calls"\n{script}\n')
    (programs / "nix").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    return programs / "nix.calls"


def init(folder: Path, *arguments: str) -> int:
    return main(["init", str(folder), "--no-fetch", *arguments])


def test_sync_fetches_debian_packages_too(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("pyproject2nix.cli.commands.fetch_project", lambda *_: (1, 0))
    calls = locker(tmp_path, monkeypatch, "debpkgs", "[ ! -e fail ]")
    monkeypatch.chdir(tmp_path)
    assert init(project) == 0
    assert main(["sync", str(project)]) == 0
    assert not calls.exists()
    (project / "debpkgs.lock").write_text("{}")
    assert main(["sync", str(project)]) == 0
    assert calls.read_text() == f"--folder {project} fetch\n"
    assert main(["sync", str(project), "--no-fetch"]) == 0
    assert len(calls.read_text().splitlines()) == 1
    Path("fail").touch()
    capsys.readouterr()
    assert main(["sync", str(project)]) == 2
    assert "debpkgs.lock: debpkgs fetch ended with status 1" in capsys.readouterr().err


def test_one_command_and_git_knows_all_of_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(project) == 0
    there = sorted(texts(project))
    assert there == [
        "flake.nix",
        "nix/.gitattributes",
        *(f"nix/{name}" for name in ("hpds.nix", "hpds.tar.gz", "overlay.nix", "package.nix")),
        *(f"nix/{name}" for name in ("project.json", "pypi.json")),
        "nix/setup",
        "poetry.lock",
        "pyproject.toml",
    ]
    assert sorted(git(project, "ls-files").splitlines()) == there
    assert os.access(project / "nix" / "setup", os.X_OK)
    out = capsys.readouterr().out
    assert "  wrote flake.nix\n" in out
    assert "  wrote nix/hpds.tar.gz\n" in out
    assert "  nix develop     # " in out
    assert "  sh nix/setup               # for a colleague, once after git clone\n" in out
    assert "a copy of hpds in the repository serves clones; otherwise: init --from URL" in out


def test_a_second_run_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(project) == 0
    before = {name: (project / name).stat() for name in texts(project)}
    capsys.readouterr()
    assert init(project) == 0
    assert {name: (project / name).stat() for name in texts(project)} == before
    assert "\ndone\n" not in capsys.readouterr().out


def test_a_dry_run_shows_and_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(project)
    assert init(project, "--dry-run") == 0
    assert texts(project) == before
    out = capsys.readouterr().out
    assert "  generate the Nix files\n  write flake.nix, and a copy of hpds" in out


@pytest.mark.parametrize("twice", [False, True])
def test_undo_takes_all_of_it_back(
    project: Path, capsys: pytest.CaptureFixture[str], twice: bool
) -> None:
    before = texts(project)
    assert init(project, "--github", "--gitlab", "--devcontainer", "--direnv", "--devbox") == 0
    if twice:
        assert init(project) == 0
    assert main(["undo", str(project)]) == 0
    assert texts(project) == before
    assert git(project, "status", "--porcelain") == ""
    assert sorted(path.name for path in project.iterdir()) == [
        ".git",
        "poetry.lock",
        "pyproject.toml",
    ]
    assert "  took back flake.nix\n" in capsys.readouterr().out
    assert main(["undo", str(project)]) == 0
    assert capsys.readouterr().out == "nothing to take back\n"


def test_undo_leaves_what_changed_afterwards(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(project) == 0
    (project / "flake.nix").write_text("mine")
    assert main(["undo", str(project)]) == 0
    assert (project / "flake.nix").read_text() == "mine"
    assert not (project / "nix").exists()
    assert "left, since it changed afterwards\n  flake.nix\n" in capsys.readouterr().out


def test_undo_keeps_a_lock_that_was_edited_between_two_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = unlocked(tmp_path, monkeypatch)
    assert init(folder) == 0
    (folder / "uv.lock").write_text(UV_LOCK + "# mine\n")
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    (folder / "pyproject.toml").write_text(UV_PROJECT + 'description = "x"\n')
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert (folder / "uv.lock").read_text() == UV_LOCK
    assert main(["undo", str(folder)]) == 0
    assert (folder / "uv.lock").read_text() == UV_LOCK + "# mine\n"


def test_undo_knows_nothing_of_an_earlier_project_of_the_same_path(
    project: Path, make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "flake.nix").write_text(OLD_FLAKE)
    assert init(project, "--carry") == 0
    shutil.rmtree(project)
    make_project(LOCK, OWN_FOLDER)
    commit(project)
    before = texts(project)
    assert init(project, "--carry") == 0
    assert main(["undo", str(project)]) == 0
    assert texts(project) == before
    assert main(["generate", str(project)]) == 0
    assert init(project) == 0
    shutil.rmtree(project)
    project.mkdir()
    git(project, "init", "-q")
    capsys.readouterr()
    assert main(["undo", str(project)]) == 0
    assert capsys.readouterr().out == "nothing to take back\n"


def test_undo_leaves_a_repository_with_commits_on_another_branch(make_project: MakeProject) -> None:
    folder = make_project(LOCK, OWN_FOLDER)
    assert init(folder) == 0
    git(folder, "commit", "-qm", "mine")
    git(folder, "checkout", "-q", "--orphan", "other")
    assert main(["undo", str(folder)]) == 0
    assert (folder / ".git").exists()


def test_a_project_without_git_gets_a_repository(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(LOCK, OWN_FOLDER)
    before = texts(folder)
    assert init(folder) == 0
    assert "poetry.lock" in git(folder, "ls-files").splitlines()
    assert "was in no Git repository: made one" in capsys.readouterr().out
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == before
    assert not (folder / ".git").exists()


def test_a_new_repository_has_no_secrets_and_no_environments(make_project: MakeProject) -> None:
    folder = make_project(LOCK, OWN_FOLDER)
    ignored = [".env", ".venv/x", "env/x", "sub/node_modules/x", "venv/x"]
    for name in (*ignored, "wanted/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / ".gitignore").write_text("*.log\n/venv")
    before = texts(folder)
    assert init(folder) == 0
    known = git(folder, "ls-files").splitlines()
    assert not {*ignored}.intersection(known)
    assert "wanted/x" in known
    assert (
        folder / ".gitignore"
    ).read_text() == "*.log\n/venv\n.env\n.venv/\nenv/\nnode_modules/\n"
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == before


@pytest.mark.parametrize("option", ["--github", "--gitlab"])
def test_a_workflow_in_a_subfolder_would_never_run(
    project: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    inner = project / "libs" / "inner"
    inner.mkdir(parents=True)
    shutil.copy(project / "pyproject.toml", inner)
    shutil.copy(project / "poetry.lock", inner)
    assert init(inner, option) == 2
    err = capsys.readouterr().err
    assert "is read in the root of the repository alone, and the project is in libs/inner/;" in err
    assert "sh libs/inner/nix/setup" in err
    assert init(inner, "--devcontainer", "--direnv", "--devbox") == 0
    assert (inner / ".envrc").exists()
    glue = (inner / "nix" / "devbox" / "flake.nix.in").read_text()
    assert '/../../../../..?shallow=1&dir=libs/inner";' in glue


def test_devbox_needs_a_flake_that_init_wrote(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "flake.nix").write_text("{ outputs = _: { }; }")
    assert init(project, "--devbox") == 2
    assert "--devbox: devbox.json opens the package `shell` of a flake that init wrote" in (
        capsys.readouterr().err
    )


def test_files_that_git_does_not_know_are_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "more.py").touch()
    # As uv and venv write it.
    (project / ".venv").mkdir()
    (project / ".venv" / ".gitignore").write_text("*\n")
    assert init(project) == 0
    assert "does not know more.py, so Nix does not see them; git add" in capsys.readouterr().out
    assert "more.py" not in git(project, "ls-files")


def test_an_ignored_folder_is_added_all_the_same(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".gitignore").write_text("nix/\n*.lock\n")
    git(project, "rm", "-q", "--cached", "poetry.lock")
    assert init(project) == 0
    known = git(project, "ls-files").splitlines()
    assert "nix/overlay.nix" in known
    assert "poetry.lock" not in known
    assert "poetry.lock: is ignored by Git, so Nix cannot see" in capsys.readouterr().out


def test_a_link_to_elsewhere_is_not_followed(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / ".github").symlink_to(tmp_path / "elsewhere")
    assert init(project, "--github") == 2
    assert "workflows: leads out of the project's folder" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_ignored_files_next_to_the_generated_ones_stay_out_of_git(project: Path) -> None:
    (project / ".gitignore").write_text(".env\n.venv/\nnix/\n")
    secrets = ["packages/a/.env", "packages/a/.venv/pyvenv.cfg", "nix/.env", ".nix/.env"]
    for name in secrets:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("secret")
    for command in ("init", "sync", "upgrade"):
        assert main([command, str(project), "--no-fetch"]) == 0
        known = git(project, "ls-files").splitlines()
        assert "nix/overlay.nix" in known
        assert not {*secrets, ".gitignore"}.intersection(known)
    assert main(["undo", str(project)]) == 0
    assert (project / "nix" / ".env").read_text() == "secret"


def exclusive(folder: Path) -> Path:
    """Write a project whose two extras exclude each other; its files are in the root."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        f"{UV_PROJECT}[project.optional-dependencies]\none = ['choice==1']\ntwo = ['choice==2']\n"
        "[tool.pyproject2nix]\nout = '.'\n[tool.uv]\npackage = false\n"
        "conflicts = [[{ extra = 'one' }, { extra = 'two' }]]\n"
    )
    wheel = UV_LOCK[UV_LOCK.index("wheels = ") : UV_LOCK.index('\n\n[[package]]\nname = "sample"')]
    lock = UV_LOCK.replace(
        "\n[[package]]",
        "conflicts = [[{ package = 'sample', extra = 'one' }, "
        "{ package = 'sample', extra = 'two' }]]\n\n[[package]]",
        1,
    ).replace(
        '[package.metadata]\nrequires-dist = [{ name = "dep" }]',
        "[package.optional-dependencies]\none = [{ name = 'choice', version = '1.0', source = "
        "{ registry = 'https://index.example/simple' } }]\ntwo = [{ name = 'choice', version = "
        "'2.0', source = { registry = 'https://index.example/simple' } }]\n[package.metadata]\n"
        "requires-dist = [{ name = 'dep' }, { name = 'choice', marker = \"extra == 'one'\", "
        "specifier = '==1' }, { name = 'choice', marker = \"extra == 'two'\", specifier = '==2' "
        "}]\nprovides-extras = ['one', 'two']",
    )
    for version in ("1.0", "2.0"):
        lock += (
            f"\n[[package]]\nname = 'choice'\nversion = '{version}'\n"
            "source = { registry = 'https://index.example/simple' }\n"
            + wheel.replace("dep-1.0", f"choice-{version}")
            + "\n"
        )
    (folder / "uv.lock").write_text(lock)
    return folder


def test_files_of_choices_are_added_and_taken_back(tmp_path: Path) -> None:
    folder = exclusive(tmp_path / "project")
    commit(folder)
    before = texts(folder)
    assert init(folder) == 0
    assert {"overlay-one.nix", "overlay-two.nix"} < set(git(folder, "ls-files").splitlines())
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == before


def test_undo_brings_back_files_that_are_not_needed_now(tmp_path: Path) -> None:
    folder = exclusive(tmp_path / "project")
    assert main(["generate", str(folder)]) == 0
    (folder / "overlay-three.nix").write_bytes((folder / "overlay-one.nix").read_bytes())
    with (folder / "uv.lock").open("a") as file:
        file.write("\n")
    before = texts(folder)
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert not (folder / "overlay-three.nix").exists()
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == before


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("requirements-from-conda.in", {"environment.yml": "dependencies:\n  - dep\n"}),
        (".gitignore", {"requirements.txt": "dep\n"}),
    ],
)
def test_a_link_in_the_place_of_a_new_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, files: dict[str, str]
) -> None:
    folder, outside = tmp_path / "project", tmp_path / "outside"
    folder.mkdir()
    for file, text in files.items():
        (folder / file).write_text(text)
    (folder / name).symlink_to(outside)
    (tmp_path / "made.toml").write_text(PYLOCK.format("x"))
    locker(tmp_path, monkeypatch, "uv", f"cp {tmp_path}/made.toml pylock.toml")
    assert init(folder) == 0
    assert not outside.exists()
    assert (folder / name).is_file()


def test_no_locker_writes_through_a_link_to_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(UV_PROJECT)
    (folder / "uv.lock").symlink_to(tmp_path / "outside")
    calls = locker(tmp_path, monkeypatch, "uv", "")
    assert init(folder) == 2
    assert "uv.lock: no such file" in capsys.readouterr().err
    (tmp_path / "outside").write_text(UV_LOCK)
    assert init(folder) == 0
    (folder / "pyproject.toml").write_text(UV_PROJECT + 'description = "x"\n')
    assert main(["sync", str(folder), "--no-fetch"]) == 2
    assert "uv.lock: leads out of the project's folder; remove" in capsys.readouterr().err
    assert not calls.exists()


def test_undo_does_not_write_through_a_link(project: Path, tmp_path: Path) -> None:
    (project / "flake.nix").write_text(OLD_FLAKE)
    assert init(project, "--carry") == 0
    (tmp_path / "outside").write_bytes((project / "flake.nix").read_bytes())
    (project / "flake.nix").unlink()
    (project / "flake.nix").symlink_to(tmp_path / "outside")
    assert main(["undo", str(project)]) == 0
    assert (project / "flake.nix").read_text() == OLD_FLAKE
    assert (tmp_path / "outside").read_text() != OLD_FLAKE


def test_upgrade_does_not_write_through_a_link(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_nix(tmp_path, monkeypatch, "")
    assert init(project, "--from", "git@git.example:me/hpds.git") == 0
    (tmp_path / "outside").write_text('{"nodes": {"hpds": {}}}')
    (project / "flake.lock").symlink_to(tmp_path / "outside")
    assert main(["upgrade", str(project), "--no-fetch"]) == 0
    assert (tmp_path / "outside").read_text() == '{"nodes": {"hpds": {}}}'


def test_a_failed_upgrade_leaves_the_lock_of_the_flake(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = '{"nodes": {"hpds": {}, "root": {"inputs": {"hpds": "hpds"}}}}'
    script = f"[ -e flake.lock ] && exit 1\necho '{lock}' >flake.lock"
    fake_nix(tmp_path, monkeypatch, script)
    assert init(project, "--from", "git@git.example:me/hpds.git") == 0
    assert main(["upgrade", str(project), "--no-fetch"]) == 2
    assert (project / "flake.lock").read_text() == lock + "\n"


def test_another_flake_stays(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "flake.nix").write_text("{ outputs = _: { apps = { }; }; }\n")
    assert init(project, "--direnv") == 0
    assert (project / "flake.nix").read_text() == "{ outputs = _: { apps = { }; }; }\n"
    assert (project / "nix" / "overlay.nix").exists()
    assert (project / ".envrc").exists()
    assert not (project / "nix" / "setup").exists()
    printed = capsys.readouterr()
    assert "flake.nix: init did not write it, and leaves it as it is" in printed.out
    assert "  nix run hpds#sync " in printed.out
    assert "hpds#pyproject2nix -- migrate ." in printed.out
    for other in (".#sync", "nix/setup", "nix develop", "a copy of hpds"):
        assert other not in printed.out
    assert "write flake.nix" not in printed.err
    (project / "pyproject.toml").write_text(OWN_FOLDER + "[tool.uv]\nx = 1\n")
    assert main(["sync", str(project), "--check"]) == 1
    assert "sync: run: nix run hpds#sync\n" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--carry", "--local", "--github", "--gitlab", "--devcontainer"])
def test_what_another_flake_cannot_have_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    (project / "flake.nix").write_text("{ outputs = _: { }; }\n")
    before = texts(project)
    assert init(project, option) == 2
    assert "init did not write it" in (err := capsys.readouterr().err) or option in err
    assert texts(project) == before


def test_continuous_integration_needs_hpds_from_somewhere(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(project, "--local", "--github") == 2
    err = capsys.readouterr().err
    assert "--github: .github/workflows/nix.yml runs the script `setup`" in err
    assert "add --carry" in err


def test_a_project_without_a_lock_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, calls = unlocked(tmp_path, monkeypatch)
    assert init(folder) == 0
    assert calls.read_text() == "lock\n"
    assert json.loads((folder / "nix" / "project.json").read_text())["lock"] == "uv.lock"


HASHED = f"dep==1.0 --hash={HASH}\n"


@pytest.mark.parametrize(
    ("setting", "files", "lock"),
    [
        ("", {"requirements.lock": HASHED}, "requirements.lock"),
        ("", {"requirements/main.txt": HASHED}, "requirements/main.txt"),
        ("", {"requirements.txt": "-r more.txt\n", "more.txt": HASHED}, "requirements.txt"),
        ("lock = 'mine.txt'\n", {"mine.txt": HASHED}, "mine.txt"),
        ("", {"requirements.txt": "dep\n"}, ""),
        (
            "",
            {"requirements/a.txt": "-r base.txt\n", "requirements/b.txt": "-r base.txt\n"}
            | {"requirements/base.txt": "dep\n"},
            "",
        ),
    ],
)
def test_a_lock_that_generate_takes_is_not_locked_again(
    tmp_path: Path,
    make: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    files: dict[str, str],
    lock: str,
) -> None:
    folder = make(*files)
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "pyproject.toml").write_text(
        f"{UV_PROJECT}[tool.uv]\npackage = false\n[tool.pyproject2nix]\n{setting}"
    )
    assert survey(folder).lock == lock
    calls = locker(tmp_path, monkeypatch, "uv", "exit 1")
    main(["init", str(folder), "--no-fetch"])
    assert calls.exists() == (not lock)


def test_a_member_has_the_lock_of_its_root(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = locker(tmp_path, monkeypatch, "uv", "")
    assert init(workspace / "libs" / "mine") == 0
    assert not calls.exists()
    (workspace / "libs" / "empty").mkdir()
    assert survey(workspace / "libs" / "empty").is_empty


def test_a_lock_of_another_name_is_added_to_git(
    make: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make()
    commit_nothing = ("commit", "-q", "--allow-empty", "-m", "x")
    git(folder, "init", "-q")
    git(folder, *commit_nothing)
    (folder / "pyproject.toml").write_text(
        f"{UV_PROJECT}[tool.uv]\npackage = false\n[tool.pyproject2nix]\nlock = 'pylock.x.toml'\n"
    )
    (folder / "pylock.x.toml").write_text(PYLOCK.format("x"))
    assert init(folder) == 0
    assert "pylock.x.toml" in git(folder, "ls-files").splitlines()


def test_sync_locks_only_where_pyproject_changed_and_the_lock_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, calls = unlocked(tmp_path, monkeypatch)
    assert init(folder) == 0

    def sync(*arguments: str) -> int:
        return main(["sync", str(folder), "--no-fetch", *arguments])

    assert sync() == 0
    assert calls.read_text() == "lock\n"

    (folder / "pyproject.toml").write_text(UV_PROJECT + 'description = "x"\n')
    capsys.readouterr()
    assert sync("--check") == 1
    assert sync("--no-lock") == 0
    assert sync("--check") == 0
    assert calls.read_text() == "lock\n"

    (folder / "pyproject.toml").write_text(UV_PROJECT + 'description = "y"\n')
    assert sync() == 0
    assert calls.read_text() == "lock\nlock\n"

    # A person locked: sync does not do so again.
    (folder / "pyproject.toml").write_text(UV_PROJECT + 'description = "z"\n')
    (folder / "uv.lock").write_text(UV_LOCK + "\n")
    assert sync() == 0
    assert calls.read_text() == "lock\nlock\n"


def test_sync_leaves_a_lock_alone_that_its_locker_calls_current(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = locker(tmp_path, monkeypatch, "poetry", "")
    assert init(project) == 0
    path = project / "pyproject.toml"
    # Poetry looks at requirements alone.
    path.write_text(path.read_text() + '\n[tool.versioneer]\nVCS = "git"\n')
    assert main(["sync", str(project), "--no-fetch"]) == 0
    assert not calls.exists()
    assert main(["sync", str(project), "--no-fetch", "--check"]) == 0
    path.write_text(path.read_text().replace('["dep"]', '["dep>=1"]'))
    main(["sync", str(project), "--no-fetch"])
    assert calls.read_text() == "lock\n"


WORKSPACE = UV_LOCK.replace(
    'dependencies = [{ name = "dep" }]\n', 'dependencies = [{ name = "dep" }, { name = "mine" }]\n'
).replace('[{ name = "dep" }]', '[{ name = "dep" }, { name = "mine", editable = "libs/mine" }]')
WORKSPACE = WORKSPACE.replace(
    "\n[[package]]", '[manifest]\nmembers = ["mine", "sample"]\n\n[[package]]', 1
)
WORKSPACE += (
    '\n[[package]]\nname = "mine"\nversion = "1.0"\nsource = { editable = "libs/mine" }\n'
    "[package.metadata]\n"
)
MEMBER = (
    '[project]\nname = "mine"\nversion = "1.0"\nrequires-python = ">=3.13"\n'
    '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n'
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of uv with one member, generated; a program in the place of uv."""
    folder = tmp_path / "workspace"
    (folder / "libs" / "mine").mkdir(parents=True)
    root = UV_PROJECT.replace('["dep"]', '["dep", "mine"]')
    root += '[tool.uv]\nworkspace = { members = ["libs/*"] }\nsources.mine.workspace = true\n'
    (folder / "pyproject.toml").write_text(root)
    (folder / "libs" / "mine" / "pyproject.toml").write_text(MEMBER)
    (folder / "uv.lock").write_text(WORKSPACE)
    return folder


def test_sync_locks_again_where_a_member_changed(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = locker(tmp_path, monkeypatch, "uv", "")
    assert init(workspace) == 0
    assert not calls.exists()
    (workspace / "libs" / "mine" / "pyproject.toml").write_text(
        MEMBER.replace("[build-system]", 'description = "x"\n[build-system]')
    )
    assert main(["sync", str(workspace), "--no-fetch"]) == 0
    assert calls.read_text() == "lock\n"


def test_sync_locks_again_from_within_a_member(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = locker(tmp_path, monkeypatch, "uv", "")
    folder = workspace / "libs" / "mine"
    assert main(["generate", str(folder)]) == 0
    (folder / "pyproject.toml").write_text(
        MEMBER.replace("[build-system]", 'description = "x"\n[build-system]')
    )
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert calls.read_text() == "lock\n"


def test_sync_keeps_the_options_of_generate(project: Path) -> None:
    options = ["--platform", "aarch64-linux", "--groups", "test", "--out", str(project / "made")]
    assert main(["generate", str(project), *options]) == 0
    text = (project / "pyproject.toml").read_text().replace("groups = []", 'out = "made"')
    (project / "pyproject.toml").write_text(text)
    assert main(["sync", str(project), "--no-fetch", "--no-lock"]) == 0
    document = json.loads((project / "made" / "project.json").read_text())
    assert document["platforms"] == ["aarch64-linux"]
    assert not (project / "nix").exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"lock": "poetry.lock", "inputs": []}',
        '{"lock": "poetry.lock", "inputs": {"files": {"poetry.lock": 1}, "projects": {"x": 1}}}',
        "[]",
    ],
)
def test_an_odd_project_json_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["generate", str(project)]) == 0
    (project / "nix" / "project.json").write_text(text)
    assert main(["sync", str(project), "--no-fetch"]) == 2
    assert "project.json: was edited by hand" in capsys.readouterr().err


def test_sync_before_init_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", str(tmp_path)]) == 2
    assert "has no generated files; run: pyproject2nix generate" in capsys.readouterr().err


def test_the_copy_is_an_archive_with_the_hash_that_nix_computes(
    project: Path, tmp_path: Path
) -> None:
    assert init(project) == 0
    with tarfile.open(project / "nix" / "hpds.tar.gz") as archive:
        members = {member.name: member for member in archive}
        archive.extractall(tmp_path / "unpacked", filter="data")
    assert sorted(members) == ["hpds/flake.nix", "hpds/nix/carried.json", "hpds/setup"]
    assert members["hpds/setup"].mode == 0o755
    assert {(member.mtime, member.uid) for member in members.values()} == {(1, 0)}
    if shutil.which("nix-hash") is None:
        pytest.skip("there is no Nix")
    computed = subprocess.run(
        ["nix-hash", "--type", "sha256", str(tmp_path / "unpacked" / "hpds")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert f'sha256 = "{computed}";' in (project / "nix" / "hpds.nix").read_text()


def test_a_newer_init_leaves_the_copy_to_upgrade(project: Path, places: Path) -> None:
    assert init(project) == 0
    before = texts(project)
    (places / "new").write_text("")
    assert init(project) == 0
    assert texts(project) == before


def test_init_keeps_the_options_of_generate(project: Path) -> None:
    assert main(["generate", str(project), "--groups", "test"]) == 0
    before = texts(project)["nix/overlay.nix"]
    assert init(project) == 0
    assert texts(project)["nix/overlay.nix"] == before


def test_upgrade_replaces_the_copy(project: Path, places: Path) -> None:
    assert init(project) == 0
    git(project, "commit", "-qam", "init")
    before = texts(project)
    (places / "new").write_text("")
    assert main(["upgrade", str(project), "--no-fetch"]) == 0
    after = texts(project)
    changed = [name for name in after if after[name] != before.get(name)]
    assert sorted(changed) == ["nix/hpds.nix", "nix/hpds.tar.gz", "nix/setup"]
    with tarfile.open(project / "nix" / "hpds.tar.gz") as archive:
        assert "hpds/new" in archive.getnames()
    assert main(["upgrade", str(project), "--no-fetch"]) == 0
    assert texts(project) == after


OLD_FLAKE = """\
{
  description = "The shells, packages and image of a Python project";

  # Where that is, one line tells Nix: nix registry add hpds git+file:///PATH/OF/CHECKOUT
  inputs.hpds.url = "flake:hpds";

  outputs =
    { self, hpds }:
    let
      each =
        f:
        hpds.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (
          system: f (hpds.lib.${system}.buildProject { projectRoot = ./.; })
        );
    in
    {
      # default, env and image; of a package sdist and wheel, too
      packages = each (project: project.packages);
      devShells = each (project: project.devShells);
      checks = each (project: project.checks);
    };
}
"""


def test_the_flake_of_an_earlier_template_is_converted() -> None:
    places = Places(".", "nix")
    new = converted(OLD_FLAKE, places, Local())
    assert new == flake_text("The shells, packages and image of a Python project", places, Local())
    assert "lockedSystems" in new
    edited = OLD_FLAKE.replace("checks =", "other =")
    assert converted(edited, places, Local()) == edited


@pytest.mark.parametrize("origin", [Carried(), Remote("git+https://git.example/hpds"), Local()])
@pytest.mark.parametrize("out", ["nix", ".nix", ".", "made/here"])
@pytest.mark.parametrize("is_cuda", [False, True])
def test_a_flake_is_nix_and_says_where_hpds_comes_from(
    nix: Nix, origin: Carried | Remote | Local, out: str, is_cuda: bool
) -> None:
    copy = ".nix" if out == "." else out
    text = flake_text('It says "${hi}"', Places(out, copy), origin, is_cuda)
    nix("--parse", "-", text=text)
    assert origin_of(text) == origin
    assert ("files = ./made/here;" in text) == (out == "made/here")
    assert ("wrapEnv = " in text) == is_cuda
    assert (f"import ./{copy}/hpds.nix;" in text) == isinstance(origin, Carried)


@pytest.mark.parametrize("origin", [Carried(), Remote("git+https://git.example/it's?ref=x")])
def test_the_script_of_a_colleague_is_shell(origin: Carried | Remote) -> None:
    for out in ("nix", "made/here"):
        text = bootstrap_text(out, origin)
        subprocess.run(["sh", "-n"], input=text, text=True, check=True)
        assert f"sh {out}/setup --uninstall" in text
    assert '"$project/nix/hpds.tar.gz"' in bootstrap_text("nix", Carried())
    assert (
        '"$project/made/here/hpds.tar.gz"' in text or "url='https://git.example/it'\\''s'" in text
    )


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ({"type": "git", "url": "https://git.example/hpds"}, "git+https://git.example/hpds"),
        ({"type": "github", "owner": "me", "repo": "hpds"}, "github:me/hpds"),
        (
            {"type": "gitlab", "owner": "me", "repo": "hpds", "host": "git.corp", "ref": "main"},
            "gitlab:me/hpds/main?host=git.corp",
        ),
        ({"type": "git", "url": "file:///here"}, ""),
        ({"type": "git", "url": "https://bob:token@git.example/hpds"}, ""),
        ({"type": "path", "path": "/here"}, ""),
        ([], ""),
    ],
)
def test_an_address_in_the_registry_that_others_reach_is_taken(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: object,
    url: str,
) -> None:
    (tmp_path / "config" / "nix").mkdir(parents=True)
    (tmp_path / "config" / "nix" / "registry.json").write_text(
        json.dumps({"flakes": [{"from": {"id": "hpds", "type": "indirect"}, "to": target}]})
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert init(project, "--dry-run") == 0
    out = capsys.readouterr().out
    wanted = f"takes hpds from {url}" if url else "a copy of hpds for clones of the repository"
    assert f"write flake.nix, which {wanted}" in out or f"write flake.nix, and {wanted}" in out


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("github:me/hpds/main", "https://github.com/me/hpds"),
        ("gitlab:me/hpds?host=git.corp", "https://git.corp/me/hpds"),
        ("gitlab:group%2Finner/hpds/main?host=git.corp", "https://git.corp/group/inner/hpds"),
    ],
)
def test_a_forges_address_is_one_that_git_clones(address: str, url: str) -> None:
    assert f"url='{url}'\n" in bootstrap_text("nix", Remote(address))


def test_the_script_takes_the_locked_revision(tmp_path: Path) -> None:
    server, project = tmp_path / "server", tmp_path / "project"
    (project / "nix").mkdir(parents=True)
    server.mkdir()
    (server / "setup").write_text('#!/bin/sh\necho "$@"\n')
    (server / "setup").chmod(0o755)
    commit(server)
    rev = git(server, "rev-parse", "HEAD").strip()
    node = {"locked": {"rev": rev, "type": "git"}, "original": {"rev": rev, "type": "git"}}
    nodes = {"hpds": node, "root": {"inputs": {"hpds": "hpds"}}}
    (project / "flake.lock").write_text(json.dumps({"nodes": nodes}, indent=2))
    script = project / "nix" / "setup"
    script.write_text(bootstrap_text("nix", Remote(f"git+file://{server}?rev={rev}")))
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        ["sh", str(script)], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout == f"--project {project}\n"


@pytest.mark.parametrize(
    "url",
    [
        "https://bob:token@git.example/hpds",
        "git+https://bob:token@git.example/hpds?ref=main",
        "ssh://bob:token@git.example/hpds",
    ],
)
def test_a_password_does_not_get_into_the_project(
    project: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    before = texts(project)
    assert init(project, "--from", url) == 2
    err = capsys.readouterr().err
    assert "--from: the address has a password" in err
    assert "~/.netrc" in err
    assert "token@" not in err
    assert texts(project) == before


def test_from_a_git_server(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = fake_nix(tmp_path, monkeypatch, "touch flake.lock")
    assert init(project, "--from", "git@git.example:me/hpds.git") == 0
    assert (
        'inputs.hpds.url = "git+ssh://git@git.example/me/hpds.git";'
        in (project / "flake.nix").read_text()
    )
    assert "flake lock" in calls.read_text()
    assert not (project / "nix" / "hpds.nix").exists()
    assert "url='ssh://git@git.example/me/hpds.git'" in (project / "nix" / "setup").read_text()
    assert main(["undo", str(project)]) == 0
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_project_has_its_own_name(tmp_path: Path, kind: str) -> None:
    old = "example" if kind == "python" else f"example-{kind}"
    module = old.replace("-", "_")
    files = {
        "pyproject.toml": (
            f'[project]\nname = "{old}"\n\n[project.scripts]\n{old} = "{module}.cli:main"\n'
        ),
        f"src/{module}/__init__.py": f"from {module}._core import x  # {module}\n",
        f"tests/test_{module}.py": f"import {module}\n",
        "README.md": f"# {old}\n\n    nix registry add hpds x\n\n    nix develop\n",
        "nix/overlay.nix": "",
        "flake.nix": "",
    }
    for name, text in files.items():
        path = tmp_path / "templates" / kind / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    made = {
        name: data.decode() for name, (data, _) in template_files(tmp_path, kind, "My.Tool").items()
    }
    assert sorted(made) == [
        "README.md",
        "pyproject.toml",
        "src/my_tool/__init__.py",
        "tests/test_my_tool.py",
    ]
    assert made["README.md"] == "# my-tool\n\n    nix develop\n"
    assert 'name = "my-tool"' in made["pyproject.toml"]
    assert 'my-tool = "my_tool.cli:main"' in made["pyproject.toml"]
    assert made["src/my_tool/__init__.py"] == "from my_tool._core import x  # my_tool\n"
    with pytest.raises(RefusedError, match="cannot be imported"):
        template_files(tmp_path, kind, "1st")


def test_an_empty_folder_with_a_program_in_it_is_not_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "main.py").touch()
    assert init(folder) == 2
    assert "it has main.py, and nothing that lists its requirements" in capsys.readouterr().err


ENVIRONMENT = """\
name: science
channels:
  - conda-forge
dependencies:
  - python=3.11  # not newer
  - conda-forge::numpy >=1.26,<2
  - pytorch=2.1=cpu_0
  - matplotlib-base
  - cmake
  - libblas=*=*openblas
  - pip
  - pip:
      - flask==3.0
      - -e .
      - --index-url https://index.example
      - "requests[socks]>=2"
  - scipy
variables:
  X: 1
"""


def test_environments_of_conda_are_read_where_names_are_certain() -> None:
    found = read_environment(ENVIRONMENT, "environment.yml")
    assert found.requirements == (
        "numpy>=1.26,<2",
        "torch==2.1.*",
        "matplotlib",
        "flask==3.0",
        "requests[socks]>=2",
        "scipy",
    )
    assert found.python == "==3.11.*"
    assert found.left_out == ("cmake", "libblas", "-e .", "--index-url https://index.example")


@pytest.mark.parametrize(
    ("backend", "copy"), [("flit_core.buildapi", "nix"), ("setuptools.build_meta", ".nix")]
)
def test_the_copy_has_a_folder_that_does_not_get_into_the_package(
    make_project: MakeProject, backend: str, copy: str
) -> None:
    folder = make_project(LOCK, f'{PYPROJECT}build-backend = "{backend}"\n')
    (folder / "sample.py").touch()
    commit(folder)
    before = texts(folder)
    assert init(folder) == 0
    made = [name for name in texts(folder) if name.startswith(("nix/", ".nix/"))]
    assert sorted(made) == [f"{copy}/{name}" for name in ("hpds.nix", "hpds.tar.gz", "setup")]
    assert f"import ./{copy}/hpds.nix;" in (folder / "flake.nix").read_text()
    assert f'          "{copy}"\n' in (folder / "package.nix").read_text()
    assert main(["check", str(folder)]) == 0
    after = texts(folder)
    assert init(folder) == 0
    assert main(["upgrade", str(folder), "--no-fetch"]) == 0
    assert texts(folder) == after
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == before


@pytest.mark.parametrize("name", ["setup", "hpds.nix"])
def test_files_of_the_copys_names_stay(project: Path, name: str) -> None:
    (project / "nix").mkdir()
    (project / "nix" / name).write_text("mine")
    assert init(project) == 0
    assert (project / "nix" / name).read_text() == "mine"
    assert (project / ".nix" / "setup").exists()


def test_a_script_of_ones_own_next_to_generated_files_stays(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(project)]) == 0
    (project / "nix" / "setup").write_text("mine")
    assert init(project) == 2
    assert "nix/setup: is there already, and init did not write it" in capsys.readouterr().err
    assert (project / "nix" / "setup").read_text() == "mine"


def test_an_origin_can_be_chosen_later(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "flake.nix").write_text(OLD_FLAKE)
    assert init(project, "--carry") == 0
    assert origin_of((project / "flake.nix").read_text()) == Carried()
    assert (project / "nix" / "hpds.tar.gz").exists()
    (project / "flake.nix").write_text(OLD_FLAKE.replace("checks =", "other ="))
    assert init(project, "--carry") == 2
    assert "was edited, and takes hpds from elsewhere; change its" in capsys.readouterr().err


def test_files_that_are_there_are_not_those_of_a_new_project(tmp_path: Path, places: Path) -> None:
    template = places / "templates" / "python"
    template.mkdir(parents=True)
    text = PYPROJECT.replace("sample", "example").replace('dependencies = ["dep"]\n', "")
    text = text.replace('test = ["tester"]', "test = []")
    (template / "pyproject.toml").write_text(text)
    (template / "README.md").write_text("# example\n")
    (template / "requirements.txt").write_text("")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("mine")
    assert init(folder, "--name", "my-tool", "--kind", "python") == 0
    assert (folder / "README.md").read_text() == "mine"
    assert 'name = "my-tool"' in (folder / "pyproject.toml").read_text()
    assert main(["undo", str(folder)]) == 0
    assert texts(folder) == {"README.md": b"mine"}


def test_requirements_are_locked_by_uv_and_again_where_they_changed(
    make: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make("environment.yml")
    (folder / "environment.yml").write_text("dependencies:\n  - python=3.11\n  - dep\n")
    options = "--universal --python-version 3.11 --output-file pylock.toml"
    lock = PYLOCK.format(f"uv pip compile requirements-from-conda.in {options}")
    (tmp_path / "made.toml").write_text(lock)
    calls = locker(tmp_path, monkeypatch, "uv", f"cp {tmp_path}/made.toml pylock.toml")
    assert init(folder) == 0
    wanted = f"pip compile --quiet requirements-from-conda.in {options}\n"
    assert calls.read_text() == wanted
    assert (folder / "requirements-from-conda.in").read_text().splitlines()[1:] == ["dep"]
    document = json.loads((folder / "nix" / "project.json").read_text())
    names = [".python-version", "environment.yml", "pylock.toml", "requirements-from-conda.in"]
    assert list(document["inputs"]["files"]) == names
    assert all(target.startswith("3.11-") for target in document["targets"])
    assert set(names) < set(git(folder, "ls-files").splitlines())
    (folder / "requirements-from-conda.in").write_text(
        (folder / "requirements-from-conda.in").read_text() + "other\n"
    )
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert (folder / "requirements-from-conda.in").read_text().endswith("\ndep\nother\n")
    assert calls.read_text() == 2 * wanted
    (folder / "environment.yml").write_text("dependencies:\n  - python=3.11\n  - third\n")
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert (folder / "requirements-from-conda.in").read_text().splitlines()[1:] == ["third"]
    assert calls.read_text() == 3 * wanted
    assert main(["undo", str(folder)]) == 0
    # The second one with the line that was added by hand.
    assert sorted(texts(folder)) == ["environment.yml", "requirements-from-conda.in"]


@pytest.mark.parametrize(
    ("asked", "python", "note"),
    [
        ("python=3.11.4", "3.11", ".python-version: has 3.11, which environment.yml asks for"),
        ("python >=3.10", "3.13", ""),
        ("python<3.12", "3.11", ".python-version: has 3.11"),
        ("python=3.9", "3.13", "asks for Python ==3.9.*: locked for 3.13, since the package set"),
        ("python", "3.13", ""),
    ],
)
def test_the_python_of_an_environment_is_taken_or_noted(
    make: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: str,
    python: str,
    note: str,
) -> None:
    folder = make("environment.yml")
    (folder / "environment.yml").write_text(f"dependencies:\n  - {asked}\n  - dep\n")
    (tmp_path / "made.toml").write_text(PYLOCK.format("x"))
    calls = locker(tmp_path, monkeypatch, "uv", f"cp {tmp_path}/made.toml pylock.toml")
    assert init(folder) == 0
    assert f"--python-version {python} " in calls.read_text()
    out = capsys.readouterr().out
    assert note in out
    assert ("Python ==" in out or ".python-version" in out) == bool(note)


@pytest.mark.parametrize(
    "command",
    [
        "uv pip compile pyproject.toml 'more of it.in' -c limits.txt --extra gpu -o pylock.toml",
        "uv pip compile more.in --constraints=limits.txt --universal --python-version 3.13 "
        "--output-file pylock.toml",
        "uv pip compile ../more.in --universal --python-version 3.13 --output-file pylock.toml",
        "uv pip compile --more.in --universal --python-version 3.13 --output-file pylock.toml",
        "uv pip compile more.in --universal --python-version --more.in --output-file pylock.toml",
    ],
)
def test_a_lock_of_another_command_is_left_to_its_person(
    make: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    folder = make("limits.txt", "more of it.in", "more.in", "--more.in")
    (folder.parent / "more.in").touch()
    (folder / "pyproject.toml").write_text(UV_PROJECT + "[tool.uv]\npackage = false\n")
    (folder / "pylock.toml").write_text(PYLOCK.format(command))
    calls = locker(tmp_path, monkeypatch, "uv", "")
    assert main(["generate", str(folder)]) == 0
    files = list(json.loads((folder / "nix" / "project.json").read_text())["inputs"]["files"])
    words = [word.rpartition("=")[2] for word in shlex.split(command)]
    named = {"limits.txt", "more of it.in", "more.in"}.intersection(words)
    assert files == sorted(["pylock.toml", *named])
    (folder / "pyproject.toml").write_text(
        UV_PROJECT + 'description = "x"\n[tool.uv]\npackage = false\n'
    )
    assert main(["sync", str(folder), "--no-fetch"]) == 0
    assert not calls.exists()
    printed = capsys.readouterr().err
    told = printed.index(f"lock it again, then run sync again: {command}")
    assert told < printed.index("sync: generate the Nix files")


@pytest.mark.parametrize(
    "text",
    [
        "dependencies: [numpy]\n",
        "dependencies:\n  - a b c\n",
        "dependencies:\n  - a=x\n",
        "dependencies:\n  - pip:\n    - ../x.whl\n",
    ],
)
def test_other_environments_are_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"^environment\.yml"):
        read_environment(text, "environment.yml")


def test_what_a_folder_has(tmp_path: Path, make: Callable[..., Path]) -> None:
    assert survey(make()).is_empty
    assert survey(make("requirements.txt", "requirements-dev.txt", "notes.txt")).sources == (
        "requirements.txt",
        "requirements-dev.txt",
    )
    assert survey(make("setup.py", "requirements/test.txt")).sources == (
        "setup.py",
        "requirements/test.txt",
    )
    assert survey(make("environment.yml", "requirements.txt")).sources == ("environment.yml",)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a folder with empty files."""
    count = 0

    def run(*names: str) -> Path:
        nonlocal count
        count += 1
        folder = tmp_path / f"folder-{count}"
        folder.mkdir()
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).touch()
        return folder

    return run
