import numpy as np
import pytest
from example_cuda import saxpy, why_no_gpu

NO_GPU = why_no_gpu()
ON_GPU = pytest.param("gpu", marks=pytest.mark.skipif(bool(NO_GPU), reason=NO_GPU or "has a GPU"))


@pytest.mark.parametrize("device", ["cpu", ON_GPU, None])
@pytest.mark.parametrize("shape", [(0,), (1,), (3, 5), (1_000_003,)])
def test_saxpy_is_numpys(device: str | None, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((2, *shape), dtype=np.float32)
    result = saxpy(2.5, x, y, device=device)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, np.float32(2.5) * x + y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("device", ["cpu", "gpu", None])
def test_shapes_that_differ_are_refused(device: str | None) -> None:
    with pytest.raises(ValueError, match=r"x has shape \(2,\) and y \(3,\), must be equal"):
        saxpy(1.0, np.zeros(2, np.float32), np.zeros(3, np.float32), device=device)


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError):
        saxpy(1.0, np.zeros(2), np.zeros(2))


def test_a_device_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="device is 'tpu', must be 'cpu' or 'gpu'"):
        saxpy(1.0, np.zeros(2, np.float32), np.zeros(2, np.float32), device="tpu")


@pytest.mark.skipif(not NO_GPU, reason="has a GPU")
def test_a_gpu_that_is_asked_for_and_not_there_is_an_error_in_cudas_words() -> None:
    with pytest.raises(RuntimeError, match=r"saxpy\.cu:\d+: cudaMalloc.*: cudaError"):
        saxpy(1.0, np.zeros(2, np.float32), np.zeros(2, np.float32), device="gpu")
