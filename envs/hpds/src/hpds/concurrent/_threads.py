"""The number of threads that calls use when they are not told."""

from __future__ import annotations

import os

from hpds import _checks

__all__ = ["count", "get_num_threads", "set_num_threads"]

MOST = 1024

_chosen: int | None = None


def _checked(function: str, name: str, value: object) -> int:
    number = _checks.integer(function, name, value)
    if not 1 <= number <= MOST:
        raise ValueError(f"{function}: {name} is {number}, must be in [1, {MOST}]")
    return number


def set_num_threads(threads: int) -> None:
    """Set how many threads calls use from now on, in the whole process.

    More threads than the process has CPUs bring nothing.

    Raises `ValueError` unless 1 <= threads <= 1024.
    """
    global _chosen  # noqa: PLW0603 - one setting of the process, as the name says
    _chosen = _checked("set_num_threads", "threads", threads)


def get_num_threads() -> int:
    """How many threads calls use: what was set, else the CPUs this process may run on."""
    return _chosen or min(len(os.sched_getaffinity(0)), MOST)


def count(function: str, threads: int | None) -> int:
    """The thread count for a call of `function` that was given `threads`."""
    return get_num_threads() if threads is None else _checked(function, "threads", threads)
