"""What the tests of the search and of gpu-doctor share. PATH has the programs under test."""

import os
from pathlib import Path

import pytest
from machine import Machine


@pytest.fixture(scope="session")
def fakes() -> Path:
    """The drivers and programs that fakes.nix builds."""
    return Path(os.environ["DRIVER_FAKES"])


@pytest.fixture
def machine(tmp_path: Path, fakes: Path) -> Machine:
    """A machine without a driver."""
    return Machine(tmp_path / "root", fakes)
