"""The default shell where people do not expect it to open."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from dev_shell import clone
from nix_versions import NixVersion, offline


def enter(
    folder: Path, nix: NixVersion, flake: str = ".", variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`nix develop -c true` in a folder, with no network."""
    return subprocess.run(
        offline(str(nix.bin / "nix"), "develop", flake, "-c", "true"),
        cwd=folder,
        env=dict(os.environ) if variables is None else variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_environment(root: Path, nix_version: NixVersion) -> None:
    """No HOME, no USER, no TERM, and no PATH but Git's."""
    git = shutil.which("git")
    assert git is not None
    done = enter(root, nix_version, variables={"PATH": str(Path(git).parent)})
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="a read-only mount is root's to make")
def test_a_checkout_that_cannot_be_written(
    root: Path, tmp_path: Path, nix_version: NixVersion
) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    script = (
        'mount --bind "$0" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && '
        'if touch a; then exit 9; fi; exec "$2" develop -c true'
    )
    done = subprocess.run(
        ["unshare", "-m", "-n", "sh", "-c", script, root, mounted, nix_version.bin / "nix"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_with_a_space_in_its_name(
    root: Path, tmp_path: Path, nix_version: NixVersion
) -> None:
    """It opens by its plain name, or setup says by which other."""
    folder = clone(root, tmp_path / "a checkout")
    said = subprocess.run(
        ["./setup", "--no-config"],
        cwd=folder,
        env=nix_version.environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if enter(folder, nix_version).returncode == 0:
        assert "space" not in said
    else:
        assert "a space in its name" in said
        assert enter(folder, nix_version, "path:.").returncode == 0
