"""What pyproject2nix writes, evaluated: its own tests that need Nix, which no sandbox has."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from nix_versions import SUITES, NixVersion

GENERATOR = Path(__file__).parents[1] / "python" / "pyproject2nix"


def run_its_tests(environment: Mapping[str, str], *files: str) -> None:
    """Run those that need Nix."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "nix", *files],
        cwd=GENERATOR,
        env={**environment, "PYTHONPATH": str(GENERATOR / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nix-instantiate" not in done.stdout, done.stdout


def test_what_is_generated_evaluates_to_what_was_planned() -> None:
    run_its_tests(os.environ)


@pytest.mark.parametrize("nix_version", SUITES, indirect=True)
def test_what_another_nix_says_is_understood(nix_version: NixVersion) -> None:
    """Its messages, and the flakes that it is asked about."""
    run_its_tests(nix_version.environment(), "tests/test_migrate.py", "tests/test_nix_program.py")
