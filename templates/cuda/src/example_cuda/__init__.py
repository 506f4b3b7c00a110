"""Adds arrays on a GPU, and on the processor where there is none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from example_cuda._core import saxpy as _saxpy
from example_cuda._core import why_no_gpu

__all__ = ["saxpy", "why_no_gpu"]


def saxpy(
    a: float, x: NDArray[np.float32], y: NDArray[np.float32], *, device: str | None = None
) -> NDArray[np.float32]:
    """Return `a * x + y` for contiguous float32 arrays of one shape.

    `device` is "gpu" or "cpu"; by default the GPU where there is one. Raises ValueError for another
    device and for shapes that differ, RuntimeError where the GPU is asked for and fails.
    """
    if device not in (None, "cpu", "gpu"):
        raise ValueError(f"saxpy: device is {device!r}, must be 'cpu' or 'gpu'")
    on_gpu = not why_no_gpu() if device is None else device == "gpu"
    result: NDArray[np.float32] = _saxpy(a, x, y, on_gpu)
    return result
