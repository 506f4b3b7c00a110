"""Development shells whose programs are offered the host's GPU driver, and drivers of our own."""

from __future__ import annotations

import os
from pathlib import Path

from dev_shell import in_shell
from test_images import ROOT, built

__all__ = ["SYSTEM", "Shell", "driver", "package"]

SYSTEM = f"{os.uname().machine}-linux"


def package(name: str) -> Path:
    """A package of debpkgs."""
    return built(f"legacyPackages.{SYSTEM}.{name}")


def driver(name: str) -> Path:
    """A folder with a driver of cuda/driver/tests/fakes.nix."""
    return package("driver-bridge.fakes") / name


class Shell:
    """A development shell on a machine with a driver."""

    def __init__(self, *shell: str, driver: Path) -> None:
        """`shell`: arguments of `nix develop`; `driver`: a folder for HPDS_DRIVER_PATH."""
        self.shell = shell
        self.driver = driver

    def run(self, script: str, folder: Path = ROOT) -> str:
        """What a script prints in the shell."""
        develop = ("nix", "develop", *self.shell)
        return in_shell(develop, script, folder, HPDS_DRIVER_PATH=str(self.driver))
