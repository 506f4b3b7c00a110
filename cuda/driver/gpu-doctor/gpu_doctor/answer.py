"""What the driver answers, asked in a process of its own: a broken one ends that process alone."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Answer", "ask"]

PATIENCE = 60
"""Seconds. The first start of a GPU that is powered down takes some."""


@dataclass(frozen=True)
class Answer:
    """How far the driver came; None for what it did not say."""

    library: str | None = None
    """The file that the dynamic linker loaded."""
    init: int | None = None
    """What cuInit returned; 0 is success."""
    interface: tuple[int, int] | None = None
    """The newest CUDA that the driver knows."""
    devices: tuple[str, ...] = ()
    release: str | None = None
    """The driver's release as NVML says it."""
    error: str | None = None
    """The dynamic linker's reason for not loading it."""
    ended_by: str | None = None
    """What ended the process: a signal's name, or "timeout"."""


def ask(library: str | None, environment: Mapping[str, str]) -> Answer:
    """Ask the driver that the dynamic linker finds, or the one in a file."""
    command = ["driver-ask", *([library] if library else [])]
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return read_answer(error.stdout or b"", "timeout")
    if done.returncode < 0:
        return read_answer(done.stdout, signal_name(-done.returncode))
    return read_answer(done.stdout, f"exit status {done.returncode}" if done.returncode else None)


def read_answer(output: bytes, ended_by: str | None) -> Answer:
    """Read the lines of driver-ask, of which the last ones may be missing."""
    lines = [
        line.partition(" ")[::2]
        for line in output.decode("utf-8", "backslashreplace").splitlines(keepends=True)
        if line.endswith("\n")
    ]
    values = {key: value.rstrip("\n") for key, value in lines}
    interface = values.get("interface", "")
    return Answer(
        library=values.get("library"),
        init=int(values["init"]) if "init" in values else None,
        interface=divmod(int(interface) // 10, 100) if interface.isdigit() else None,
        devices=tuple(value.rstrip("\n") for key, value in lines if key == "device"),
        release=values.get("release"),
        error=values.get("error"),
        ended_by=ended_by,
    )


def signal_name(number: int) -> str:
    """ "SIGSEGV", or the number of a signal that has no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
