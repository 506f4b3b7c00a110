"""The CUDA engine: what of it needs no GPU, and, where there is one, arrays in its memory."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import Any

import numpy as np
import pytest
from arrays import DTYPES, random, same
from places import Place, needs_gpu
from simulated_engine import SimulatedEngine

from hpds import accelerate
from hpds._checks import Array
from hpds.accelerate import _call, _device
from hpds.accelerate._device import handle_of

ENGINE = _device.engine()
NO_CUDA = accelerate.why_no_cuda()

needs_engine = pytest.mark.skipif(ENGINE is None, reason=f"needs the CUDA engine: {NO_CUDA}")
needs_no_gpu = pytest.mark.skipif(NO_CUDA is None, reason="is about machines without a GPU")
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


class OnDevice:
    """What another library's array in a GPU's memory offers; it lies in the host's."""

    def __init__(self, array: Array, **interface: Any) -> None:
        self.array = array
        self.interface = interface

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        return {
            "shape": self.array.shape,
            "typestr": self.array.dtype.str,
            "data": (self.array.ctypes.data, False),
            "strides": self.array.strides,
            "version": 3,
            "stream": 1,
            **self.interface,
        }


def borrowed(array: Array, stream: int = 1) -> Any:
    """An array that the engine takes for one of device 0."""
    code = array.dtype.str[1:]
    return ENGINE.borrowed(array.ctypes.data, code, array.shape, 0, stream, array)


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


# --- without a GPU


@needs_engine
@needs_no_gpu
def test_a_machine_without_a_gpu_is_told_once_and_works_on_the_cpu() -> None:
    said = run(
        "import numpy as np\n"
        "from hpds import accelerate\n"
        "for _ in range(2):\n"
        "    assert accelerate.sort(np.array([2, 1])).tolist() == [1, 2]\n"
        "    accelerate.saxpy(1, np.ones(2), np.ones(2))\n"
    )
    assert said.count("RuntimeWarning") == 1
    assert f"<string>:4: RuntimeWarning: hpds.accelerate: {NO_CUDA}; calls run on the CPU" in said


def test_nobody_is_told_who_imports_or_names_the_cpu() -> None:
    said = run(
        "import numpy as np\n"
        "from hpds import accelerate\n"
        "accelerate.devices()\n"
        "accelerate.sort(np.ones(2), device='cpu:0')\n"
    )
    assert said == ""


@needs_no_gpu
def test_a_gpu_that_is_not_there_is_named_with_the_reason() -> None:
    assert [device.name for device in accelerate.devices()] == ["cpu:0"]
    with pytest.raises(ValueError, match=rf"'cuda:0', this machine has cpu:0 \({NO_CUDA}\)"):
        accelerate.sort(np.ones(2), device="cuda:0")
    with pytest.raises(ValueError, match=rf"to_device: there is no CUDA device: {NO_CUDA}"):
        accelerate.to_device(np.ones(2))


@needs_no_gpu
def test_arrays_of_a_gpu_are_refused_with_the_reason() -> None:
    theirs = OnDevice(np.ones(2))
    with pytest.raises(TypeError, match=rf"y is in the memory of a CUDA device, .*{NO_CUDA}; copy"):
        accelerate.saxpy(1, np.ones(2), theirs)


def test_arrays_of_the_host_come_by_dlpack_as_well() -> None:
    class Theirs:
        def __init__(self, array: Array) -> None:
            self.array = array

        def __dlpack__(self, **options: Any) -> Any:
            return self.array.__dlpack__(**options)

        def __dlpack_device__(self) -> tuple[int, int]:
            return self.array.__dlpack_device__()

    result = accelerate.sort(Theirs(np.array([3.0, 1.0])), device="cpu:0")
    assert same(result, np.array([1.0, 3.0]))


def test_streams_of_other_libraries_are_understood() -> None:
    class CuPys:
        ptr = 0x70

    class PyTorchs:
        cuda_stream = 0x80

    class Everybodys:
        def __cuda_stream__(self) -> tuple[int, int]:
            return 0, 0x90

    for stream, handle in [(CuPys(), 0x70), (PyTorchs(), 0x80), (Everybodys(), 0x90), (5, 5)]:
        assert handle_of("sort", stream) == handle
    assert handle_of("sort", 0) == 1  # the default stream
    for wrong in (-1, "0", True, 1.0):
        with pytest.raises(TypeError, match=r"sort: stream is .*, must be a stream of CuPy"):
            accelerate.sort(np.ones(2), device="cpu:0", stream=wrong)


@needs_engine
def test_interfaces_that_do_not_fit_are_refused() -> None:
    ones = np.ones((4, 4))
    cases: list[tuple[Array, dict[str, Any], str]] = [
        (ones.T[1:], {}, r"x of shape \(3, 4\) and strides .* is not C-contiguous"),
        (ones[:, ::2], {}, "is not C-contiguous"),
        (ones.astype("f2"), {}, "x has dtype <f2, must be int8"),
        (ones.astype(">f8"), {}, "x has dtype >f8, must be int8"),
        (ones, {"mask": ones}, "x has a mask"),
        (ones, {"stream": 0}, "names the stream 0"),
    ]
    for array, interface, message in cases:
        with pytest.raises((TypeError, ValueError), match=message):
            _device.view("sort", "x", OnDevice(array, **interface), None)


@needs_engine
@dtypes
@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3, 4)])
@pytest.mark.parametrize("version", [None, (1, 0)])
def test_dlpack_round_trips_without_a_copy(
    dtype: np.dtype[Any], shape: tuple[int, ...], version: tuple[int, int] | None
) -> None:
    array = np.empty(shape, dtype)
    device_array = accelerate.DeviceArray(borrowed(array))
    capsule = device_array.__dlpack__(stream=-1, max_version=version)
    assert "dltensor" + ("_versioned" if version else "") in repr(capsule)
    taken = accelerate.DeviceArray(ENGINE.from_dlpack(capsule, 1))
    assert taken.__cuda_array_interface__ == device_array.__cuda_array_interface__
    assert (taken.shape, taken.dtype, taken.device) == (shape, dtype, "cuda:0")
    with pytest.raises(ValueError, match="incorrect name"):
        ENGINE.from_dlpack(capsule, 1)


@needs_engine
def test_memory_lives_as_long_as_somebody_has_it() -> None:
    class Owner:
        pass

    owner = Owner()
    alive = weakref.ref(owner)
    array = ENGINE.borrowed(64, "f8", (2,), 0, 1, owner)
    del owner
    capsule = array.to_dlpack(False)
    unused = array.to_dlpack(True)
    taken = ENGINE.from_dlpack(capsule, 1)
    del array, capsule
    gc.collect()
    assert alive() is not None
    del taken
    assert alive() is not None
    del unused
    assert alive() is None


@needs_engine
def test_capsules_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="DLPack's device type is 1, must be CUDA's"):
        ENGINE.from_dlpack(np.ones(2).__dlpack__(), 1)
    with pytest.raises(BufferError, match="not copied"):
        accelerate.DeviceArray(borrowed(np.ones(2))).__dlpack__(copy=True)
    with pytest.raises(BufferError, match="call to_numpy"):
        accelerate.DeviceArray(borrowed(np.ones(2))).__dlpack__(dl_device=(1, 0))


@needs_engine
@needs_no_gpu
def test_a_failed_call_is_named_with_its_place() -> None:
    # Relative to wherever it was built.
    place = r"^\./\S*src/core/engine/cuda/device\.cpp:\d+: "
    expected = place + r"cudaGetDevice\(&before_\): cudaError[A-Z]\w+: "
    with pytest.raises(accelerate.CudaError, match=expected):
        ENGINE.sort(borrowed(np.ones(2)), 1)


@needs_engine
def test_the_compiled_module_checks_what_would_crash() -> None:
    two, three, whole = borrowed(np.ones(2)), borrowed(np.ones(3)), borrowed(np.ones(2, "i8"))
    for call, message in [
        (lambda: ENGINE.saxpy(1, two, three, 1), "x and y differ"),
        (lambda: ENGINE.saxpy(1, two, whole, 1), "x and y differ"),
        (lambda: ENGINE.top_k(two, 3, True, 1), "k is 3 for 2"),
        (lambda: ENGINE.histogram(two, whole, 1), "edges must be float64"),
        (lambda: ENGINE.histogram(two, borrowed(np.ones(1)), 1), "at least 2"),
        (lambda: ENGINE.matmul(two, two, 1), r"shapes must be \(m, k\)"),
        (lambda: ENGINE.reduce(two, "mean", 1), "op is mean"),
        (lambda: ENGINE.borrowed(64, "f2", (2,), 0, 1, None), "dtype is f2"),
    ]:
        with pytest.raises((TypeError, ValueError), match=message):
            call()  # type: ignore[no-untyped-call]


def test_a_device_array_describes_itself() -> None:
    class Raw:
        code, shape, device, stream, address = "f4", (2, 3), 1, 7, 64

    array = accelerate.DeviceArray(Raw())
    assert repr(array) == "DeviceArray(shape=(2, 3), dtype=float32, device='cuda:1')"
    assert (len(array), array.ndim, array.size, array.stream) == (2, 2, 6, 7)
    assert array.__dlpack_device__() == (2, 1)
    assert array.__cuda_array_interface__ == {
        "shape": (2, 3),
        "typestr": "<f4",
        "data": (64, False),
        "strides": None,
        "stream": 7,
        "version": 3,
    }


# --- with a simulated GPU: which way arrays go, not what kernels do


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> SimulatedEngine:
    engine = SimulatedEngine()
    for module in (_device, _call, accelerate):
        monkeypatch.setattr(module, "engine", lambda: engine)
        monkeypatch.setattr(module, "why_no_cuda", lambda: None)
    return engine


def same_results(place: Place) -> None:
    """Every operation against NumPy."""
    x, y = random(np.dtype("f8"), 100), random(np.dtype("f8"), 100, seed=2)
    assert same(place(accelerate.saxpy, 2, x, y), 2 * x + y)
    assert place(accelerate.reduce, x, "max") == x.max()
    assert same(place(accelerate.inclusive_scan, x, "max"), np.maximum.accumulate(x))
    assert same(place(accelerate.sort, x), np.sort(x))
    assert same(place(accelerate.argsort, x), np.argsort(x))
    for largest, order in ((True, np.argsort(-x)), (False, np.argsort(x))):
        best, indices = place(accelerate.top_k, x, 3, largest=largest)
        assert same(indices, order[:3])
        assert same(best, x[order[:3]])
    for limits in (None, (-1, 1)):
        counts, edges = place(accelerate.histogram, x, 7, limits)
        expected, expected_edges = np.histogram(x, 7, limits)
        assert same(counts, expected)
        assert same(edges, expected_edges)
    a = x.reshape(20, 5)
    assert np.allclose(place(accelerate.matmul, a, y.reshape(5, 20)), a @ y.reshape(5, 20))


@pytest.mark.parametrize("resident", [False, True])
def test_results_are_where_the_arguments_were(simulated: SimulatedEngine, resident: bool) -> None:
    same_results(Place("cuda:0", resident))
    assert {name for name, _ in simulated.calls} == {
        "argsort",
        "histogram",
        "inclusive_scan",
        "matmul",
        "reduce",
        "saxpy",
        "sort",
        "top_k",
    }


def test_a_gpu_comes_before_the_cpu(simulated: SimulatedEngine) -> None:
    gpu, cpu = accelerate.devices()
    assert (gpu.name, gpu.kind, gpu.cores) == ("cuda:0", "cuda", 132)
    assert (gpu.features, gpu.model) == (("sm_90",), "Simulated")
    accelerate.sort(np.ones(2))
    accelerate.sort(np.ones(2), device=cpu.name)
    assert simulated.calls == [("sort", 2)]


def test_the_stream_is_the_callers(simulated: SimulatedEngine) -> None:
    x = OnDevice(np.ones(2), stream=7)
    y = OnDevice(np.ones(2), stream=8)
    assert accelerate.saxpy(1, x, y).stream == 7
    assert accelerate.saxpy(1, x, y, stream=9).stream == 9
    accelerate.sort(np.ones(2), stream=10)
    assert simulated.calls == [("saxpy", 7), ("saxpy", 9), ("sort", 10)]


def test_arrays_of_host_and_device_are_refused_together(simulated: SimulatedEngine) -> None:
    resident = accelerate.to_device(np.ones(2))
    assert accelerate.to_device(resident) is resident
    with pytest.raises(TypeError, match="x is in the memory of a device and y is not; copy"):
        accelerate.saxpy(1, resident, np.ones(2))
    with pytest.raises(ValueError, match="are of cpu:0 and cuda:0"):
        accelerate.sort(resident, device="cpu:0")
    with pytest.raises(ValueError, match="device is 'cpu:0', must be one of CUDA's"):
        accelerate.to_device(np.ones(2), device="cpu:0")
    assert simulated.calls == []


# --- with a GPU


@needs_gpu
@dtypes
def test_copies_there_and_back_are_equal(dtype: np.dtype[Any]) -> None:
    array = random(dtype, 1000).reshape(10, 100)
    resident = accelerate.to_device(array)
    assert accelerate.to_device(resident) is resident
    assert same(resident.to_numpy(), array)


@needs_gpu
def test_cupy_shares_memory_and_stream_both_ways() -> None:
    cupy = pytest.importorskip("cupy", reason="needs CuPy")
    stream = cupy.cuda.Stream()
    with stream:
        theirs = cupy.arange(10_000, dtype="f4")[::-1].copy()
        ours = accelerate.sort(theirs)
        assert ours.stream == stream.ptr
        back = cupy.asarray(ours)
        assert back.data.ptr == ours.__cuda_array_interface__["data"][0]
        assert cupy.array_equal(back, cupy.arange(10_000, dtype="f4"))
        assert cupy.from_dlpack(ours).data.ptr == back.data.ptr
    other = cupy.cuda.Stream(non_blocking=True)
    assert accelerate.sort(theirs, stream=other).stream == other.ptr


@needs_gpu
def test_work_in_two_streams_is_in_order() -> None:
    cupy = pytest.importorskip("cupy", reason="needs CuPy")
    first, second = (cupy.cuda.Stream(non_blocking=True) for _ in range(2))
    ones = accelerate.to_device(np.ones(1 << 22), stream=first)
    for _ in range(20):
        twos = accelerate.saxpy(1, ones, ones, stream=first)
        threes = accelerate.saxpy(1, twos, ones, stream=second)
        del twos
        assert (threes.to_numpy() == 3).all()
