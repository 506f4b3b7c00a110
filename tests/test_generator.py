"""What pyproject2nix writes, evaluated: its own tests that need Nix, which no sandbox has."""

import os
import subprocess
import sys
from pathlib import Path

GENERATOR = Path(__file__).parents[1] / "python" / "pyproject2nix"


def test_what_is_generated_evaluates_to_what_was_planned() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "nix"],
        cwd=GENERATOR,
        env={**os.environ, "PYTHONPATH": str(GENERATOR / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nix-instantiate" not in done.stdout, done.stdout
