"""nix/setup/build.sh: what `make image` shows while Nix builds."""

import subprocess
from pathlib import Path

import pytest
from checkout import Checkout
from terminal import Terminal

STEPS = """
let
  build = name: command: derivation {
    inherit name;
    system = builtins.currentSystem;
    builder = "/bin/sh";
    args = [ "-c" command ];
  };
  # An environment is links alone. Nix draws its line at most twenty times a second.
  waits = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
  small = build "python3-3.99.0-env" "${waits}; echo hello >$out";
in
build "python3-3.99.0" "echo ${small} >$out"
"""
FAILS = """
derivation {
  name = "fails-1.0";
  system = builtins.currentSystem;
  builder = "/bin/sh";
  args = [ "-c" "echo it broke >&2; exit 3" ];
}
"""
WHAT = "python3-3.99.0: CPython is compiled from source"


@pytest.fixture
def build(checkout: Checkout) -> list[str]:
    """The command, on a machine whose sandbox has a shell."""
    assert checkout.setup().returncode == 0
    return ["sh", str(checkout.root / "nix/setup/build.sh"), "build", "--no-link", "--impure"]


def run(command: list[str], checkout: Checkout) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        command,
        env=checkout.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_counts_what_is_built_and_says_what_takes_long(
    checkout: Checkout, build: list[str]
) -> None:
    done = run([*build, "--expr", STEPS], checkout)
    assert done.returncode == 0, done.stderr
    first, second, last = done.stderr.splitlines()
    assert first == "[1/2] python3-3.99.0-env"
    assert second == "[2/2] python3-3.99.0"
    assert WHAT in last
    assert "about 5 minutes" in last
    again = run([*build, "--expr", STEPS], checkout)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_errors_and_the_status_are_nixs(checkout: Checkout, build: list[str]) -> None:
    done = run([*build, "--expr", FAILS], checkout)
    assert done.returncode == 1
    assert "[1/1] fails-1.0" in done.stderr
    assert "it broke" in done.stderr
    assert "failed with exit code 3" in done.stderr


def test_takes_build_and_flake_alone(checkout: Checkout, build: list[str]) -> None:
    done = run([*build[:2], "run"], checkout)
    assert done.returncode == 2
    assert done.stderr == "build.sh: run: not build or flake\n"


def test_a_terminal_has_nixs_own_line_of_done_and_total(
    checkout: Checkout, build: list[str], tmp_path: Path
) -> None:
    with Terminal([*build, "--expr", STEPS], tmp_path, checkout.environment()) as terminal:
        terminal.wait_for(WHAT)
        terminal.wait_for(r"/2 built\]")
