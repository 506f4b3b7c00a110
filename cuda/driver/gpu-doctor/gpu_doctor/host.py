"""What the machine shows of its GPU without asking the driver."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Host", "read_host"]


@dataclass(frozen=True)
class Host:
    """Files below the root folder, by their names there."""

    device_nodes: tuple[str, ...]
    """/dev/nvidia0, /dev/nvidiactl, /dev/nvidia-uvm, …; /dev/dxg on WSL."""
    closed_nodes: tuple[str, ...]
    """Those that this user may not open."""
    kernel_text: str | None
    """The first line of /proc/driver/nvidia/version."""
    is_nixos: bool
    is_container: bool

    @property
    def is_wsl(self) -> bool:
        """Whether the GPU is Windows'."""
        return "/dev/dxg" in self.device_nodes


def read_host(root: Path, environment: Mapping[str, str]) -> Host:
    """Look at the machine whose root folder is given."""
    found = [
        path
        for pattern in ("dev/nvidia*", "dev/dxg")
        for path in sorted(root.glob(pattern))
        if not path.is_dir()
    ]
    closed = [path for path in found if not os.access(path, os.R_OK | os.W_OK)]
    marks = ("/.dockerenv", "/run/.containerenv")
    return Host(
        device_nodes=tuple(_inside(path, root) for path in found),
        closed_nodes=tuple(_inside(path, root) for path in closed),
        kernel_text=_first_line(root / "proc/driver/nvidia/version"),
        is_nixos=(root / "etc/NIXOS").exists(),
        is_container="NVIDIA_VISIBLE_DEVICES" in environment
        or any((root / mark[1:]).exists() for mark in marks),
    )


def _inside(path: Path, root: Path) -> str:
    return f"/{path.relative_to(root)}"


def _first_line(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8", errors="backslashreplace") as file:
            return file.readline().strip() or None
    except OSError:
        return None
