"""direnv over .envrc, as a shell's prompt calls it."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from dev_shell import clone


class Folder:
    """A clone that direnv may load, and what it then does to an environment."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = clone(root, path)
        self.home = path.parent / "home"
        self.home.mkdir()
        self.temporary = path.parent / "tmp"
        self.temporary.mkdir()
        self._direnv("allow")

    def _direnv(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["direnv", *command],
            cwd=self.path,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.temporary)},
            capture_output=True,
            text=True,
            check=False,
        )

    def enter(self) -> tuple[dict[str, str | None], str]:
        """The variables that change, null for those that go, and what direnv says."""
        done = self._direnv("export", "json")
        return json.loads(done.stdout or "{}"), done.stderr

    def saved(self) -> Path:
        """The file that entering reads in place of asking Nix."""
        return self.path / ".direnv" / "default.sh"


@pytest.fixture(params=["checkout", "a checkout"])
def folder(request: pytest.FixtureRequest, root: Path, tmp_path: Path) -> Folder:
    """A fresh clone under each name."""
    return Folder(root, tmp_path / request.param)


def test_entering_has_the_shells_programs_and_its_own_temporary_folder(folder: Folder) -> None:
    changes, said = folder.enter()
    path = changes["PATH"]
    assert path is not None, said
    found = [Path(entry) / "gcc" for entry in path.split(":") if (Path(entry) / "gcc").exists()]
    assert str(found[0]).startswith("/nix/store/")
    assert not {"TMPDIR", "TMP", "TEMP", "NIX_BUILD_TOP", "LD_LIBRARY_PATH", "PYTHONPATH"} & {
        *changes
    }
    assert list(folder.temporary.iterdir()) == []


def test_entering_again_asks_nix_only_after_an_edit(folder: Folder) -> None:
    folder.enter()
    first = folder.saved().stat().st_mtime_ns
    assert folder.enter()[0]["IN_NIX_SHELL"] == "impure"
    assert folder.saved().stat().st_mtime_ns == first
    for name in ("flake.lock", ".envrc"):
        before = folder.saved().stat().st_mtime_ns
        (folder.path / name).touch()
        assert folder.enter()[0]["IN_NIX_SHELL"] == "impure"
        assert folder.saved().stat().st_mtime_ns > before, name
    shell = folder.path / "shells" / "default.nix"
    text = shell.read_text()
    shell.write_text(text.replace("mkShell {", 'mkShell {\n  GREETING = "hello";', 1))
    assert folder.enter()[0]["GREETING"] == "hello"
    shell.write_text("{ of no avail")
    changes, said = folder.enter()
    assert changes["GREETING"] == "hello"
    assert "shells/default.nix: no new environment" in said


def test_a_folder_that_cannot_be_written_is_named(folder: Folder) -> None:
    (folder.path / ".direnv").write_text("in the way")
    changes, said = folder.enter()
    assert "IN_NIX_SHELL" not in changes
    assert f"{folder.path}/.direnv: cannot be written" in said
