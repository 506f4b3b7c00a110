"""Where one call runs: its arguments looked at, its device chosen."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from hpds._checks import Array, array
from hpds.accelerate._device import (
    DeviceArray,
    engine,
    handle_of,
    is_on_device,
    view,
    why_no_cuda,
)
from hpds.concurrent._threads import count

__all__ = ["Call", "names", "start", "upload"]

PER_THREAD_STREAM = 2
"""Of a call that copies from the host and back and waits for it: threads do not wait for others."""

FLOATS = frozenset({"f4", "f8"})


@dataclass(frozen=True)
class Call:
    """A call whose arrays are all on the host or all on one device, dense and of known dtypes."""

    function: str
    threads: int
    cuda: int | None
    """The number of the CUDA device to work on; None for the CPU."""
    stream: int
    arrays: dict[str, Any]
    """By their names: ndarrays or DeviceArrays."""

    def floats_of_one_dtype(self) -> None:
        """Refuse other dtypes."""
        for name, value in self.arrays.items():
            if value.dtype.str[1:] not in FLOATS:
                raise TypeError(
                    f"{self.function}: {name} has dtype {value.dtype}, must be float32 or float64;"
                    " convert it with a.astype"
                )
        left, right = self.arrays.values()
        if left.dtype != right.dtype:
            raise TypeError(
                f"{self.function}: {' and '.join(self.arrays)} have dtypes {left.dtype} and"
                f" {right.dtype}, must have one; convert either with a.astype"
            )

    def on_cuda(self, work: Callable[..., Any]) -> Any:
        """`work(engine, *arrays, stream)` on the device; results are where the arguments were."""
        from_host = any(isinstance(value, np.ndarray) for value in self.arrays.values())
        arrays = [
            value._array
            if isinstance(value, DeviceArray)
            else engine().to_device(value, self.cuda, self.stream)
            for value in self.arrays.values()
        ]
        results = work(engine(), *arrays, self.stream)
        several = isinstance(results, tuple)
        wrapped = [DeviceArray(result) for result in (results if several else [results])]
        final = tuple(result.to_numpy() for result in wrapped) if from_host else tuple(wrapped)
        return final if several else final[0]


def names() -> list[str]:
    """The devices' names, in the order of preference."""
    cuda = [] if why_no_cuda() else [f"cuda:{i}" for i in range(len(engine().devices()))]
    return [*cuda, "cpu:0"]


def start(
    function: str,
    device: str | None,
    threads: int | None,
    stream: object,
    /,
    **arrays: Any,
) -> Call:
    """Check the arguments that every operation has."""
    known = names()
    if device is not None and device not in known:
        reason = f" ({why_no_cuda()})" if str(device).startswith("cuda") and why_no_cuda() else ""
        raise ValueError(
            f"{function}: device is {device!r}, this machine has {', '.join(known)}{reason}"
        )
    n_threads = count(function, threads)
    handle = None if stream is None else handle_of(function, stream)
    if any(is_on_device(value) for value in arrays.values()):
        views = _views(function, handle, arrays)
        _one_device(function, device, views)
        first = next(iter(views.values()))
        return Call(function, n_threads, first._array.device, handle or first.stream, dict(views))
    dense = {name: _dense(function, name, value) for name, value in arrays.items()}
    if device is None:
        device = _preferred(known)
    number = None if device == "cpu:0" else int(device.removeprefix("cuda:"))
    return Call(function, n_threads, number, handle or PER_THREAD_STREAM, dense)


def upload(function: str, value: Any, device: str | None, stream: object) -> DeviceArray:
    """Copy an ndarray to a device."""
    if why_no_cuda():
        raise ValueError(f"{function}: there is no CUDA device: {why_no_cuda()}")
    call = start(function, device or "cuda:0", None, stream, a=value)
    if call.cuda is None:
        raise ValueError(f"{function}: device is {device!r}, must be one of CUDA's")
    if isinstance(call.arrays["a"], DeviceArray):
        return call.arrays["a"]
    return DeviceArray(engine().to_device(call.arrays["a"], call.cuda, call.stream))


def _views(function: str, stream: int | None, arrays: dict[str, Any]) -> dict[str, DeviceArray]:
    resident = [name for name, value in arrays.items() if is_on_device(value)]
    if reason := why_no_cuda():
        raise TypeError(
            f"{function}: {resident[0]} is in the memory of a CUDA device, where hpds cannot work:"
            f" {reason}; copy it to a numpy.ndarray"
        )
    if len(resident) < len(arrays):
        (other,) = arrays.keys() - set(resident)
        raise TypeError(
            f"{function}: {resident[0]} is in the memory of a device and {other} is not; copy"
            " either: hpds.accelerate.to_device(a)"
        )
    return {name: view(function, name, value, stream) for name, value in arrays.items()}


def _one_device(function: str, device: str | None, views: dict[str, DeviceArray]) -> None:
    where = {value.device for value in views.values()}
    if device is not None:
        where.add(device)
    if len(where) > 1:
        raise ValueError(
            f"{function}: device and arrays are of {' and '.join(sorted(where))}; copy the arrays"
            " to one"
        )


def _dense(function: str, name: str, value: Any) -> Array:
    # Other libraries' arrays of the host, without a copy.
    if not isinstance(value, np.ndarray) and hasattr(value, "__dlpack__"):
        value = np.from_dlpack(value)
    checked = array(function, name, value)
    if not checked.flags.c_contiguous:
        raise ValueError(
            f"{function}: {name} of shape {checked.shape} and strides {checked.strides} is not"
            " C-contiguous; copy it: numpy.ascontiguousarray(a)"
        )
    return checked


def _preferred(known: list[str]) -> str:
    if engine() is not None and why_no_cuda():
        _warn_once()
    return known[0]


@cache
def _warn_once() -> None:
    warnings.warn(
        f"hpds.accelerate: {why_no_cuda()}; calls run on the CPU. Pass device='cpu:0' to say so,"
        " or ask gpu-doctor what is missing",
        RuntimeWarning,
        # The user's call: of an operation, start, _preferred and this.
        stacklevel=5,
    )
