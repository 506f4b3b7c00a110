"""What ./setup does to Nix's configuration: only what is needed, said aloud, and easy to undo."""

import os
import subprocess
from pathlib import Path

import pytest
from checkout import Checkout


def effective(checkout: Checkout, name: str) -> str:
    """A setting as plain `nix` sees it."""
    done = subprocess.run(
        ["nix", "show-config"],
        env=checkout.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    values = dict(line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line)
    return values[name]


def repaired(checkout: Checkout, name: str) -> str:
    """A setting as plain `nix` sees it after something else was undone, and mended by ./setup."""
    with (checkout.config / "nix.conf").open("a") as file:
        file.write("sandbox = false\n!include debpkgs.conf\n")
    (checkout.config / "debpkgs.conf").write_text(
        (checkout.config / "debpkgs.conf").read_text().replace("sandbox = true\n", "")
    )
    assert "Nix: set sandbox" in checkout.setup().stdout
    return effective(checkout, name)


def test_plain_nix_has_flakes_and_the_sandbox_afterwards(checkout: Checkout) -> None:
    nix_conf = checkout.config / "nix.conf"
    nix_conf.write_text("# mine\nsandbox = false\nsubstituters =\n")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert effective(checkout, "sandbox") == "true"
    assert effective(checkout, "sandbox-fallback") == "false"
    assert "flakes" in effective(checkout, "experimental-features").split()


@pytest.mark.parametrize(
    ("chosen", "jobs"), [("", str(len(os.sched_getaffinity(0)))), ("max-jobs = 7\n", "7")]
)
def test_as_many_builds_as_processors_where_nobody_has_chosen(
    checkout: Checkout, chosen: str, jobs: str
) -> None:
    (checkout.config / "nix.conf").write_text(f"{chosen}sandbox = false\nsubstituters =\n")
    assert ("max-jobs" in checkout.setup().stdout) == (not chosen)
    assert effective(checkout, "max-jobs") == jobs
    assert checkout.setup().stdout.count("Nix: set") == 0


def test_builds_have_a_shell_afterwards_that_no_collection_removes(checkout: Checkout) -> None:
    checkout.setup()
    shell = checkout.config / "debpkgs-sh"
    assert effective(checkout, "sandbox-paths") == f"/bin/sh={shell}"
    assert repaired(checkout, "sandbox-paths") == f"/bin/sh={shell}"
    done = subprocess.run(
        ["sh", "-c", "echo works"], executable=shell, capture_output=True, text=True, check=False
    )
    assert done.stdout == "works\n"


def test_says_what_it_changed_and_how_to_undo_it(checkout: Checkout) -> None:
    output = checkout.setup().stdout
    assert str(checkout.config / "debpkgs.conf") in output
    assert "undo" in output


def test_leaves_what_was_there_and_includes_once(checkout: Checkout) -> None:
    checkout.setup()
    # Something undoes part of it; setup writes again.
    (checkout.config / "debpkgs.conf").write_text("")
    checkout.setup()
    text = (checkout.config / "nix.conf").read_text()
    assert text.startswith("# mine\n")
    assert text.count("!include debpkgs.conf") == 1


def test_undone_by_removing_its_file(checkout: Checkout) -> None:
    checkout.setup()
    (checkout.config / "debpkgs.conf").unlink()
    done = subprocess.run(
        ["nix-instantiate", "--eval", "-E", "1"],
        env=checkout.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n", done.stderr


def test_writes_nothing_where_all_is_set(checkout: Checkout, root: Path) -> None:
    settings = (root / "nix" / "nix.conf").read_text()
    # As root on a machine without the group nixbld, that has to be said, too.
    shell = "sandbox-paths = /bin/sh=/bin/sh\nbuild-users-group ="
    (checkout.config / "nix.conf").write_text(f"{settings}\nsubstituters =\n{shell}\n")
    checkout.setup()
    assert not (checkout.config / "debpkgs.conf").exists()


def test_no_config_leaves_the_configuration_alone(checkout: Checkout) -> None:
    done = checkout.setup("--no-config")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in checkout.config.iterdir()] == ["nix.conf"]
    assert (checkout.config / "nix.conf").read_text() == "# mine\nsubstituters =\n"


def test_a_cache_that_does_not_answer_is_switched_off_and_said(checkout: Checkout) -> None:
    (checkout.config / "nix.conf").write_text("substituters = http://127.0.0.1:9/\n")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert "no answer from http://127.0.0.1:9/" in done.stdout
    assert effective(checkout, "substituters") == ""
    assert repaired(checkout, "substituters") == ""


def test_a_registry_that_does_not_answer_is_not_asked(checkout: Checkout) -> None:
    (checkout.config / "nix.conf").write_text(
        "substituters =\nflake-registry = http://127.0.0.1:9/registry.json\n"
    )
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert "no answer from the flake registry, so Nix reads only this machine's" in done.stdout
    assert effective(checkout, "flake-registry") == f"{checkout.config}/registry.json"
    assert repaired(checkout, "flake-registry") == f"{checkout.config}/registry.json"


def test_a_registry_of_the_machine_is_kept(checkout: Checkout) -> None:
    own = checkout.home / "registry.json"
    own.write_text('{"version": 2, "flakes": []}')
    (checkout.config / "nix.conf").write_text(f"substituters =\nflake-registry = {own}\n")
    assert checkout.setup().returncode == 0
    assert effective(checkout, "flake-registry") == str(own)


@pytest.mark.parametrize(
    ("version", "accepted"),
    [("2.3", False), ("2.7.9", False), ("2.8.0", True), ("2.26.3", True), ("3.0.1", True)],
)
def test_old_versions_of_nix_are_refused(checkout: Checkout, version: str, accepted: bool) -> None:
    folder = checkout.home / "bin"
    folder.mkdir()
    fake = folder / "nix"
    real = subprocess.run(
        ["sh", "-c", "command -v nix"], capture_output=True, text=True, check=True
    )
    fake.write_text(
        f'#!/bin/sh\n[ "$1" != --version ] || {{ echo "nix (Nix) {version}"; exit; }}\n'
        f'exec {real.stdout.strip()} "$@"\n'
    )
    fake.chmod(0o755)
    checkout.extra["PATH"] = f"{folder}:{os.environ['PATH']}"
    done = checkout.setup()
    assert (done.returncode == 0) == accepted, done.stderr
    if not accepted:
        assert f"version {version}" in done.stderr
        assert "2.8 is needed" in done.stderr
