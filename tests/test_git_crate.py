"""A crate of a Git repository, copied out of its workspace."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "nix" / "debpkgs" / "rust" / "git_crate.py"

ROOT = """\
[workspace]
members = ["crates/*"]

[workspace.package]
version = "1.2.3"
edition = "2021"

[workspace.dependencies]
one = { version = "1", features = ["a"] }
two = "2"

[workspace.lints.rust]
unsafe_code = "forbid"
"""

MEMBER = """\
[package]
name = "member"
version.workspace = true
edition.workspace = true
description = 'a "quoted" text'

[lints]
workspace = true

[dependencies]
one = { workspace = true, features = ["b"], optional = true }
two.workspace = true

[target.'cfg(unix)'.build-dependencies]
two = { workspace = true }
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A workspace with one crate."""
    folder = tmp_path / "tree" / "crates" / "member"
    (folder / "src").mkdir(parents=True)
    (tmp_path / "tree" / "Cargo.toml").write_text(ROOT)
    (folder / "Cargo.toml").write_text(MEMBER)
    (folder / "src" / "lib.rs").write_text("")
    # A test of its own that is no manifest.
    (folder / "Cargo.toml.orig").write_text("[[")
    return tmp_path / "tree"


def run(tree: Path, *wanted: str) -> subprocess.CompletedProcess[str]:
    """Copy a crate, by name and version."""
    command = [sys.executable, "-I", "-B", str(PROGRAM), str(tree), *wanted, str(tree / "copy")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_it_has_of_its_workspace_is_written_out(tree: Path) -> None:
    done = run(tree, "member", "1.2.3")
    assert done.returncode == 0, done.stderr
    assert (tree / "copy" / "src" / "lib.rs").exists()
    assert tomllib.loads((tree / "copy" / "Cargo.toml").read_text()) == {
        "package": {
            "name": "member",
            "version": "1.2.3",
            "edition": "2021",
            "description": 'a "quoted" text',
        },
        "lints": {"rust": {"unsafe_code": "forbid"}},
        "dependencies": {
            "one": {"version": "1", "optional": True, "features": ["a", "b"]},
            "two": {"version": "2"},
        },
        "target": {"cfg(unix)": {"build-dependencies": {"two": {"version": "2"}}}},
    }


@pytest.mark.parametrize("wanted", [("member", "1.2.4"), ("other", "1.2.3")])
def test_one_that_is_not_there_is_named(tree: Path, wanted: tuple[str, str]) -> None:
    done = run(tree, *wanted)
    assert done.returncode == 1
    assert f"no crate {' '.join(wanted)} in it; lock again" in done.stderr
