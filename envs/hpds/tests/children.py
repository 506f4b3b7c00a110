"""Other processes, for what would end or change the one that runs the tests."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap

import pytest

__all__ = ["needs_own_memory", "run"]

CPU_SECONDS = 600
"""A loop without end is ended by the system; none of the scripts takes a tenth of this."""

needs_own_memory = pytest.mark.skipif(
    "asan" in os.environ.get("LD_PRELOAD", ""),
    reason="AddressSanitizer takes more address space than a limit can leave",
)


def run(script: str, *arguments: object) -> str:
    """What a script prints, in a Python of its own that must end without an error."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS)),
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout
