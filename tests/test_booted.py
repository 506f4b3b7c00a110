"""What an ordinary user with sudo types on a Debian that was booted by systemd."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.getuid() != 0, reason="booting a machine needs root"),
    pytest.mark.skipif(
        not shutil.which("mmdebstrap"), reason="no mmdebstrap on PATH: apt-get install mmdebstrap"
    ),
]


def booted(root: Path, suite: str, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as that user, in a clone of the checkout."""
    return subprocess.run(
        [root / "tests/booted-machine", "--suite", suite, command],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_make_image_typed_once_ends_with_what_hpds_prints(root: Path, suite: str) -> None:
    done = booted(root, suite, "make image")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "e3069283 ok" in done.stdout


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_uninstall_takes_back_what_setup_changed(root: Path, suite: str) -> None:
    places = "/nix /etc/nix ~/.cache/debpkgs ~/.local/share/nix/root"
    state = f"ls -d {places} 2>/dev/null; dpkg -l; cat /etc/passwd; sort /etc/group"
    done = booted(
        root,
        suite,
        f"({state}) >~/before; ./setup --for sort-bench && "
        f"sudo test -e /etc/nix/debpkgs-changes && ./setup --uninstall && ({state}) >~/after; "
        "diff ~/before ~/after && ! grep /nix /proc/mounts",
    )
    assert done.returncode == 0, done.stdout + done.stderr
