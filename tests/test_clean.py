"""`make clean` removes what the project made, and nothing that a person put next to it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize("ours", [True, False])
def test_clean_removes_its_own(root: Path, tmp_path: Path, ours: bool) -> None:
    """DEBPKGS_CACHE may name a folder that has something else in `files`."""
    checkout, cache = tmp_path / "checkout", tmp_path / "cache"
    (cache / "files").mkdir(parents=True)
    (cache / "files" / "some").touch()
    checkout.mkdir()
    shutil.copy(root / "Makefile", checkout)
    (checkout / "result").symlink_to("/nix/store")
    (checkout / "result-debug").symlink_to("/nix/store")
    (checkout / "result-of-my-study.csv").touch()
    (checkout / "debpkgs-sources.tar").touch()
    if ours:
        (cache / "lock").touch()
    subprocess.run(
        ["make", "clean"],
        cwd=checkout,
        env={**os.environ, "DEBPKGS_CACHE": str(cache)},
        capture_output=True,
        check=True,
    )
    assert sorted(path.name for path in checkout.iterdir()) == [
        "Makefile",
        "result-of-my-study.csv",
    ]
    assert (cache / "files").exists() == (not ours)
