"""What a person types first, on machines as people have them."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from only_way_out import only_a_proxy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.getuid() != 0, reason="making a machine needs root"),
    pytest.mark.skipif(
        not shutil.which("mmdebstrap"), reason="no mmdebstrap on PATH: apt-get install mmdebstrap"
    ),
]


def run(
    root: Path,
    *command: str,
    environment: Mapping[str, str] | None = None,
    network: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program of the checkout's tests, in another network if one is given."""
    elsewhere = () if network is None else ("nsenter", f"--net=/proc/self/fd/{network}", "--")
    return subprocess.run(
        [*elsewhere, *command],
        cwd=root,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        pass_fds=() if network is None else (network,),
    )


@pytest.fixture(scope="module")
def cache(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What hpds is built with, so that a machine builds in a minute what is hpds' own."""
    folder = tmp_path_factory.mktemp("cache")
    # A machine's person reads it, too.
    folder.chmod(0o755)
    done = run(root, ".ci/export-cache", str(folder), ".#devShells.x86_64-linux.default")
    assert done.returncode == 0, done.stderr
    return str(folder)


def prints_what_hpds_prints(done: subprocess.CompletedProcess[str]) -> None:
    """Its image was built and hpds ran in it."""
    assert done.returncode == 0, done.stdout + done.stderr
    assert "e3069283 ok" in done.stdout
    # hpds and its image come from no cache.
    assert "] python3.13-hpds-" in done.stdout + done.stderr
    assert "] hpds.tar.gz" in done.stdout + done.stderr


MACHINES = {
    "root": ("fresh-machine",),
    "sudo on Debian 12": ("booted-machine",),
    "sudo on Debian 13": ("booted-machine", "--suite", "trixie"),
    # Debian 12's Nix 2.8 has no store for a person without root.
    "no root, Nix is installed, on Debian 13": (
        "booted-machine",
        *("--suite", "trixie", "--no-sudo", "--package", "nix-bin"),
    ),
}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_make_image_typed_once_ends_with_what_hpds_prints(
    root: Path, cache: str, machine: tuple[str, ...]
) -> None:
    program, *options = machine
    prints_what_hpds_prints(run(root, f"tests/{program}", "--cache", cache, *options, "make image"))


def test_make_image_where_a_proxy_is_the_only_way_out(
    root: Path, cache: str, tmp_path: Path
) -> None:
    machine = ("tests/fresh-machine", "--cache", cache, "--keep", str(tmp_path / "root"))
    made = run(root, *machine, "true")
    assert made.returncode == 0, made.stderr
    with only_a_proxy() as network:
        proxy = {"http_proxy": network.proxy, "https_proxy": network.proxy}
        without = run(root, *machine, "make image", network=network.descriptor)
        assert without.returncode != 0
        done = run(root, *machine, "make image", environment=proxy, network=network.descriptor)
    prints_what_hpds_prints(done)
    # Debian's archive and Python's index, at least.
    assert len(network.asked) >= 2


def test_the_image_is_built_in_a_container_after_no_sandbox(root: Path, cache: str) -> None:
    """It cannot be started there: containers in containers need the rights that were missing."""
    confined = "python3 tests/docker_default.py bash -c"
    done = run(
        root,
        *("tests/fresh-machine", "--cache", cache, "--package", "python3"),
        f"""
        ! {confined} 'make image' 2>refused && cat refused && test ! -e ~/.cache/debpkgs/files &&
        {confined} './setup --no-sandbox && ! make image 2>&1' &&
        sh nix/setup/unsandboxed.sh | grep -e -hpds.tar.gz""",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--privileged" in done.stdout
    assert "so no container starts in this one" in done.stdout


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_uninstall_takes_back_what_setup_changed(root: Path, suite: str) -> None:
    places = "/nix /etc/nix ~/.cache/debpkgs ~/.local/share/nix/root"
    # Not their versions: an upgrade of a library that a package asked for stays.
    packages = "dpkg-query --show --showformat '${db:Status-Abbrev} ${Package}\\n'"
    state = f"ls -d {places} 2>/dev/null; {packages}; cat /etc/passwd; sort /etc/group"
    done = run(
        root,
        *("tests/booted-machine", "--suite", suite),
        f"({state}) >~/before; ./setup --for sort-bench && "
        f"sudo test -e /etc/nix/debpkgs-changes && ./setup --uninstall && ({state}) >~/after; "
        "diff ~/before ~/after && ! grep /nix /proc/mounts",
    )
    assert done.returncode == 0, done.stdout + done.stderr
