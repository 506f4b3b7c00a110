"""What hpds-cuda does without a GPU: it loads its libraries, says what is missing, uses the CPU."""

import numpy as np
from hpds import accelerate
from hpds.accelerate import _cuda

assert _cuda.why_no_device() == "no CUDA driver on this machine", _cuda.why_no_device()
assert accelerate.why_no_cuda() == _cuda.why_no_device()
assert [device.name for device in accelerate.devices()] == ["cpu:0"]

# The warning comes with the first of these.
matrix = np.arange(12.0).reshape(3, 4)
assert np.array_equal(accelerate.matmul(matrix, matrix.T.copy()), matrix @ matrix.T)
assert accelerate.sort(np.array([3, 1, 2])).tolist() == [1, 2, 3]
assert accelerate.argsort(np.array([3, 1, 2])).tolist() == [1, 2, 0]
assert accelerate.inclusive_scan(np.array([3, 1, 2])).tolist() == [3, 4, 6]
assert accelerate.reduce(np.array([3, 1, 2]), "max") == 3
assert [part.tolist() for part in accelerate.top_k(np.array([3, 1, 2]), 2)] == [[3, 2], [0, 2]]
assert accelerate.histogram(np.array([0, 1, 1]), 2)[0].tolist() == [1, 2]
assert accelerate.saxpy(2, np.ones(2), np.ones(2)).tolist() == [3, 3]
