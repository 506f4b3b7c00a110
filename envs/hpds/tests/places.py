"""Where the tests of hpds.accelerate run: a CPU, and a GPU from both sides of its memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from hpds import accelerate

__all__ = ["PLACES", "Place", "needs_gpu", "on_each_place"]

needs_gpu = pytest.mark.skipif(
    accelerate.why_no_cuda() is not None, reason=f"needs a GPU: {accelerate.why_no_cuda()}"
)


@dataclass(frozen=True)
class Place:
    """A device, and whether the arguments lie in its memory already."""

    device: str
    resident: bool = False

    def __call__(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Call with the arrays among the arguments there; the results as NumPy's."""
        given = [self._there(argument) for argument in arguments]
        results = function(*given, device=self.device, **options)
        several = isinstance(results, tuple)
        back = [self._back(result) for result in (results if several else (results,))]
        return tuple(back) if several else back[0]

    def _there(self, argument: Any) -> Any:
        if self.resident and isinstance(argument, np.ndarray):
            return accelerate.to_device(argument, device=self.device)
        return argument

    def _back(self, result: Any) -> Any:
        assert isinstance(result, accelerate.DeviceArray) is self.resident
        return result.to_numpy()[()] if self.resident else result

    def __str__(self) -> str:
        return f"{self.device}-resident" if self.resident else self.device


PLACES = [
    Place("cpu:0"),
    pytest.param(Place("cuda:0"), marks=needs_gpu),
    pytest.param(Place("cuda:0", resident=True), marks=needs_gpu),
]

on_each_place = pytest.mark.parametrize("place", PLACES, ids=str)
