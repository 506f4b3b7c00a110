"""A project in Rust, from the template: fetched by apt, pip and Cargo, then offline."""

import os
import subprocess
from pathlib import Path

import pytest
from nix_versions import system_nix
from test_templates import Newcomer, committed

__all__ = ["committed"]

pytestmark = pytest.mark.slow


@pytest.fixture
def newcomer(committed: Path, tmp_path: Path) -> Newcomer:
    """Someone who has done what the README of the template says, on a machine without Cargo."""
    environment = system_nix().environment()
    for name in ("CARGO", "CARGO_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    places = environment["PATH"].split(":")
    environment["PATH"] = ":".join(p for p in places if not os.path.exists(f"{p}/cargo"))
    person = Newcomer(tmp_path / "mine", tmp_path / "home", environment)
    person.folder.mkdir()
    person.home.mkdir()
    checkout = f"git+file://{committed}"
    person.do("nix", "flake", "init", "-t", f"{checkout}#rust")
    person.do("nix", "registry", "add", "hpds", checkout)
    registry = person.home / ".config" / "nix" / "registry.json"
    person.do("nix", "flake", "lock", "--option", "flake-registry", str(registry))
    for command in ("debpkgs", "--", "fetch"), ("sync",):
        subprocess.run(
            ["nix", "run", f".#{command[0]}", *command[1:]],
            cwd=person.folder,
            env={**environment, "HOME": str(person.home)},
            check=True,
        )
    return person


def test_it_builds_and_follows_edits_without_a_network(newcomer: Newcomer) -> None:
    newcomer.do("nix", "build")
    newcomer.do("nix", "build", ".#image", "--out-link", "image")
    assert " passed" in newcomer.do("nix", "develop", "-c", "pytest", "-q")

    # Neither the compiler nor crates are needed at run time.
    closure = newcomer.do("nix-store", "--query", "--requisites", "result")
    assert [path for path in closure.splitlines() if "rust" in path and "example" not in path] == []
    assert "cargo" not in closure

    source = newcomer.folder / "src" / "lib.rs"
    text = source.read_text()
    assert "    sum + lost\n" in text
    source.write_text(text.replace("    sum + lost\n", "    sum - lost\n"))
    done = newcomer.run("nix", "develop", "-c", "sh", "-c", "example-rust-rebuild && pytest -q")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "test_sum_keeps_what_plain_addition_loses" in done.stdout


def test_an_error_of_the_compiler_leaves_a_shell_that_has_it(newcomer: Newcomer) -> None:
    with (newcomer.folder / "src" / "lib.rs").open("a") as file:
        file.write("not Rust\n")
    done = newcomer.run("nix", "develop", "-c", "cargo", "--version")
    assert done.stdout.startswith("cargo 1.")
    assert "example-rust is not installed; correct it and run: example-rust-rebuild" in done.stderr


MEMBER = """\
[package]
name = "member"
version.workspace = true
edition = "2021"
"""

PROGRAM = """\
[package]
name = "program"
version = "0.1.0"
edition = "2021"

[dependencies]
member = { git = "file://@place@" }
"""

EXPRESSION = """\
let
  hpds = builtins.getFlake "git+file://@checkout@";
  pkgs = hpds.legacyPackages.${builtins.currentSystem}.debpkgs { list = @list@; };
in
pkgs.rustPlatform.buildRustPackage {
  pname = "program";
  version = "0.1.0";
  src = builtins.path { path = @source@; name = "program"; };
  cargoLock = {
    lockFile = @source@ + "/Cargo.lock";
    allowBuiltinFetchGit = true;
  };
}
"""


def test_a_program_with_a_crate_of_a_git_workspace(newcomer: Newcomer, committed: Path) -> None:
    place, source = newcomer.folder.parent / "repository", newcomer.folder.parent / "program"
    (place / "member" / "src").mkdir(parents=True)
    (source / "src").mkdir(parents=True)
    shared = '[workspace]\nmembers = ["member"]\n[workspace.package]\nversion = "0.3.1"\n'
    (place / "Cargo.toml").write_text(shared)
    (place / "member" / "Cargo.toml").write_text(MEMBER)
    (place / "member" / "src" / "lib.rs").write_text("pub fn answer() -> u8 { 42 }\n")
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "one")):
        subprocess.run(["git", *command], cwd=place, check=True)
    (source / "Cargo.toml").write_text(PROGRAM.replace("@place@", str(place)))
    main = 'fn main() { println!("{}", member::answer()); }\n'
    (source / "src" / "main.rs").write_text(main)
    manifest = ("--manifest-path", str(source / "Cargo.toml"))
    newcomer.do("nix", "run", ".#cargo", "--", "generate-lockfile", *manifest)
    expression = EXPRESSION.replace("@checkout@", str(committed)).replace("@source@", str(source))
    expression = expression.replace("@list@", str(newcomer.folder / "debpkgs.toml"))
    newcomer.do("nix", "build", "--impure", "--out-link", "program", "--expr", expression)
    assert newcomer.do("program/bin/program") == "42\n"


def test_a_crate_that_was_not_fetched_names_the_command(newcomer: Newcomer) -> None:
    lock = newcomer.folder / "Cargo.lock"
    lines = lock.read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("checksum"))
    lines[at] = f'checksum = "{"12" * 32}"\n'
    lock.write_text("".join(lines))
    done = newcomer.run("nix", "build")
    assert done.returncode != 0
    assert "is not in the Nix store; run: nix run .#sync" in done.stderr
