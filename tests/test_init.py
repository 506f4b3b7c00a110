"""`init` as a newcomer runs it, and a clone of the result on another machine; offline."""

import subprocess
from pathlib import Path

import pytest
from nix_versions import NixVersion
from test_templates import Newcomer, committed

__all__ = ["committed"]

OUTPUTS = [
    "packages.x86_64-linux.default",
    "packages.x86_64-linux.env",
    "packages.x86_64-linux.image",
    "devShells.x86_64-linux.default",
]
WHO = ("-c", "user.name=test", "-c", "user.email=test@example.org")


def person(nix_version: NixVersion, folder: Path, home: Path) -> Newcomer:
    """Return somebody with a home of their own."""
    environment = nix_version.environment()
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        environment.pop(name, None)
    folder.mkdir(parents=True)
    home.mkdir(parents=True)
    return Newcomer(folder, home, environment)


def paths(someone: Newcomer) -> list[str]:
    """Return the store paths of a project's outputs."""
    return [someone.do("nix", "eval", "--raw", f".#{name}.outPath") for name in OUTPUTS]


@pytest.fixture
def author(committed: Path, nix_version: NixVersion, tmp_path: Path) -> Newcomer:
    """Somebody who has typed one command in an empty folder."""
    someone = person(nix_version, tmp_path / "a" / "mine", tmp_path / "a" / "home")
    command = ("nix", "run", f"git+file://{committed}#init")
    printed = someone.do(*command, "--", "--kind", "python", "--name", "my-tool")
    assert "  nix develop     # " in printed
    return someone


def test_a_clone_builds_the_same_paths(
    author: Newcomer, nix_version: NixVersion, tmp_path: Path
) -> None:
    assert " passed" in author.do("nix", "develop", "-c", "pytest", "-q")
    author.do("git", *WHO, "commit", "-qam", "init")
    colleague = person(nix_version, tmp_path / "b" / "theirs", tmp_path / "b" / "home")
    colleague.do("git", "clone", "-q", str(author.folder), ".")
    assert paths(colleague) == paths(author)
    colleague.do("nix", "build")
    assert " passed" in colleague.do("nix", "develop", "-c", "pytest", "-q")
    colleague.do("nix", "flake", "check", "--no-build")
    assert colleague.do("git", "status", "--porcelain") == ""


def test_the_copy_is_unpacked_by_each_nix(author: Newcomer, tmp_path: Path) -> None:
    """Under another name: the store has this one already, by the program that copied it."""
    before = paths(author)
    expression = author.folder / "nix" / "hpds.nix"
    text = expression.read_text()
    assert text.count('name = "hpds";') == 1
    expression.write_text(text.replace('name = "hpds";', f'name = "hpds-{tmp_path.name}";'))
    assert paths(author) == before


def test_a_second_run_and_undo(author: Newcomer, committed: Path) -> None:
    def status() -> str:
        return author.do("git", "status", "--porcelain")

    before = status()
    author.do("nix", "run", f"git+file://{committed}#init")
    assert status() == before
    author.do("nix", "run", f"git+file://{committed}#undo")
    assert list(author.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "stops"),
    [
        (("nix", "build"), True),
        (("nix", "build", ".#image"), True),
        (("nix", "flake", "check", "--no-build"), True),
        (("nix", "develop", "-c", "true"), False),
        (("nix", "print-dev-env"), False),
    ],
    ids=["build", "image", "check", "develop", "direnv"],
)
def test_another_lock_is_noticed(
    committed: Path,
    nix_version: NixVersion,
    tmp_path: Path,
    command: tuple[str, ...],
    stops: bool,
) -> None:
    someone = person(nix_version, tmp_path / "mine", tmp_path / "home")
    someone.do("nix", "run", f"git+file://{committed}#init", "--", "--name", "my-tool")
    with (someone.folder / "poetry.lock").open("a") as file:
        file.write("# by another Poetry\n")
    done = someone.run(*command)
    line = "my-tool: changed since the Nix files were generated: poetry.lock; run: nix run .#sync"
    assert line in done.stderr + done.stdout
    assert (done.returncode != 0) == stops, done.stderr
    someone.do("nix", "run", ".#sync", "--", "--no-lock", "--no-fetch")
    done = someone.run(*command)
    assert done.returncode == 0, done.stderr
    assert line not in done.stderr + done.stdout


def test_a_git_server_serves_clones(
    committed: Path, nix_version: NixVersion, tmp_path: Path
) -> None:
    """The server is a folder here; the address is locked with its revision."""
    someone = person(nix_version, tmp_path / "mine", tmp_path / "home")
    url = f"git+file://{committed}"
    someone.do("nix", "run", f"{url}#init", "--", "--name", "my-tool", "--from", url)
    assert not (someone.folder / "nix" / "hpds.nix").exists()
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=committed, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert revision in (someone.folder / "flake.lock").read_text()
    assert " passed" in someone.do("nix", "develop", "-c", "pytest", "-q")
