"""Arrays in the memory of a CUDA device, and the engine that works on them, where there is one."""

from __future__ import annotations

import importlib
import importlib.util
import math
from functools import cache
from typing import Any, Protocol

import numpy as np

from hpds._checks import SUPPORTED, Array

__all__ = [
    "AnyArray",
    "CudaError",
    "DeviceArray",
    "engine",
    "handle_of",
    "is_on_device",
    "view",
    "why_no_cuda",
]

DLPACK_CUDA = frozenset({2, 13})
"""DLPack's numbers for memory of a CUDA device, and for memory that moves there by itself."""

LEGACY_STREAM = 1
"""The default stream's handle, in both interfaces and in CUDA."""


class SupportsCudaArray(Protocol):
    """An array of CuPy, Numba, PyTorch, …"""

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]: ...


class SupportsDLPack(Protocol):
    """An array of any library that hands over its memory by DLPack."""

    def __dlpack__(self, *, stream: Any = None) -> Any: ...
    def __dlpack_device__(self) -> tuple[Any, int]: ...


AnyArray = Array | SupportsCudaArray | SupportsDLPack


class CudaError(RuntimeError):
    """A call of CUDA or cuBLAS failed: file, line, the call, the error's name and description."""


@cache
def engine() -> Any:
    """The compiled CUDA engine, `_cuda.pyi`; None in a build of hpds without it."""
    # Not loaded with hpds: it brings cuBLAS along.
    if importlib.util.find_spec("hpds.accelerate._cuda") is None:
        return None
    return importlib.import_module("hpds.accelerate._cuda")


@cache
def why_no_cuda() -> str | None:
    """Why calls do not run on a CUDA device, in a few words; None where they can.

    A driver that appears later is not noticed: CUDA looks for it once in a process.
    """
    cuda = engine()
    if cuda is None:
        return "this build of hpds has no CUDA engine"
    return cuda.why_no_device() or None


class DeviceArray:
    """A C-contiguous array in the memory of a CUDA device, which it owns or keeps alive.

    Other libraries take it without a copy: `cupy.asarray(a)`, `torch.from_dlpack(a)`. Work on it is
    in the order of `stream`, which must live as long as the array. The memory is given back in the
    order of the default stream.
    """

    __slots__ = ("_array",)

    def __init__(self, array: Any) -> None:
        """Not for users: `to_device` makes one of an ndarray."""
        self._array = array

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an ndarray."""
        shape: tuple[int, ...] = self._array.shape
        return shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """As of an ndarray."""
        dtype: np.dtype[Any] = np.dtype(self._array.code)
        return dtype

    @property
    def ndim(self) -> int:
        """How many axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements."""
        return math.prod(self.shape)

    @property
    def device(self) -> str:
        """The device's name, as in `devices()`."""
        return f"cuda:{self._array.device}"

    @property
    def stream(self) -> int:
        """CUDA's handle of the stream that its content is made in."""
        handle: int = self._array.stream
        return handle

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """Version 3 of the interface."""
        return {
            "shape": self.shape,
            "typestr": self.dtype.str,
            "data": (self._array.address, False),
            "strides": None,
            "stream": self.stream,
            "version": 3,
        }

    def __dlpack_device__(self) -> tuple[int, int]:
        """DLPack's type of the device, and its number."""
        return 2, self._array.device

    def __dlpack__(
        self,
        *,
        stream: int | None = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """A capsule for `from_dlpack` of other libraries; the consumer's `stream` waits.

        As the Python array API standard, 2023.12, says: -1 for no waiting, None for the default
        stream. Raises `BufferError` for another device, and for a copy.
        """
        if copy or dl_device not in {None, self.__dlpack_device__()}:
            raise BufferError(
                f"__dlpack__: the array is on device {self.__dlpack_device__()} and not copied;"
                " call to_numpy() for the host"
            )
        if stream != -1:
            consumer = LEGACY_STREAM if stream is None else stream
            engine().wait_for(self._array.device, consumer, self.stream)
        return self._array.to_dlpack(max_version is not None and max_version[0] >= 1)

    def to_numpy(self) -> Array:
        """A copy in the host's memory; waits for the work that makes the content."""
        host = np.empty(self.shape, self.dtype)
        self._array.to_host(host, self.stream)
        return host

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d array")
        return self.shape[0]

    def __repr__(self) -> str:
        return f"DeviceArray(shape={self.shape}, dtype={self.dtype}, device={self.device!r})"


def handle_of(function: str, stream: object) -> int:
    """CUDA's handle of a stream: a number, or the stream of another library."""
    protocol = getattr(stream, "__cuda_stream__", None)
    handle = protocol()[1] if callable(protocol) else stream
    for attribute in ("ptr", "cuda_stream"):  # CuPy's name, PyTorch's
        handle = getattr(handle, attribute, handle)
    if isinstance(handle, bool) or not isinstance(handle, int) or handle < 0:
        raise TypeError(
            f"{function}: stream is {stream!r}, must be a stream of CuPy or PyTorch, an object with"
            " __cuda_stream__, or CUDA's handle as an int"
        )
    return handle or LEGACY_STREAM


def is_on_device(value: object) -> bool:
    """Whether a value is an array in the memory of a CUDA device."""
    if isinstance(value, np.ndarray):
        return False
    if isinstance(value, DeviceArray) or hasattr(value, "__cuda_array_interface__"):
        return True
    device = getattr(value, "__dlpack_device__", None)
    return device is not None and int(device()[0]) in DLPACK_CUDA


def view(function: str, name: str, value: Any, stream: int | None) -> DeviceArray:
    """The same memory as a DeviceArray; `stream` is what the call was given."""
    if isinstance(value, DeviceArray):
        return value
    interface = getattr(value, "__cuda_array_interface__", None)
    # An interface without a stream says nothing of the work that is still to be awaited; DLPack's
    # call does the waiting.
    if interface is not None and (
        interface.get("stream") is not None or not hasattr(value, "__dlpack__")
    ):
        return _from_interface(function, name, value, interface)
    return _from_dlpack(function, name, value, stream or LEGACY_STREAM)


def _from_interface(
    function: str, name: str, value: object, interface: dict[str, Any]
) -> DeviceArray:
    dtype, shape = np.dtype(interface["typestr"]), tuple(interface["shape"])
    if not dtype.isnative or dtype.str[1:] not in SUPPORTED:
        raise TypeError(
            f"{function}: {name} has dtype {dtype.str}, must be int8 to int64, uint8 to uint64,"
            " float32 or float64 in this machine's byte order; convert it with a.astype"
        )
    if interface.get("mask") is not None:
        raise TypeError(f"{function}: {name} has a mask, which no operation takes; fill it")
    if not _is_dense(shape, interface.get("strides"), dtype.itemsize):
        raise ValueError(
            f"{function}: {name} of shape {shape} and strides {tuple(interface['strides'])} is not"
            " C-contiguous; copy it: cupy.ascontiguousarray(a)"
        )
    stream = interface.get("stream")
    if stream == 0:
        raise ValueError(f"{function}: {name} names the stream 0, which the interface forbids")
    cuda, address = engine(), interface["data"][0] or 0
    device = cuda.device_of(address) if math.prod(shape) > 0 else 0
    return DeviceArray(
        cuda.borrowed(address, dtype.str[1:], shape, device, stream or LEGACY_STREAM, value)
    )


def _is_dense(shape: tuple[int, ...], strides: tuple[int, ...] | None, itemsize: int) -> bool:
    if strides is None or 0 in shape:
        return True
    expected = itemsize
    for length, stride in zip(reversed(shape), reversed(strides), strict=True):
        if length != 1 and stride != expected:
            return False
        expected *= length
    return True


def _from_dlpack(function: str, name: str, value: Any, stream: int) -> DeviceArray:
    try:
        capsule = value.__dlpack__(stream=stream, max_version=(1, 0))
    except TypeError:  # of a library that knows only the versions before 1.0
        capsule = value.__dlpack__(stream=stream)
    try:
        return DeviceArray(engine().from_dlpack(capsule, stream))
    except (TypeError, ValueError) as error:
        raise type(error)(f"{function}: {name}: {error}") from error
