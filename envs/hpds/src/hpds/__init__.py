"""Checksums, parallel algorithms and compute kernels on NumPy arrays.

- `hpds.wrapper`: CRC-32C and XXH64 of any buffer (Cython over C).
- `hpds.concurrent`: sorting, reducing, scanning and selecting on all cores (Cython over C++17).
- `hpds.accelerate`: compute kernels on a device: the CPU (pybind11 over C++17) or a GPU (CUDA).

`python -m hpds` prints what this machine offers and tries each part.
"""

from hpds import accelerate, concurrent, wrapper

__all__ = ["__version__", "accelerate", "concurrent", "wrapper"]

__version__ = "0.1.0"
