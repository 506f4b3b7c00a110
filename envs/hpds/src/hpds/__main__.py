"""`python -m hpds`: what this machine offers, and one result of each part, checked."""

from __future__ import annotations

import platform
import sys

import numpy as np

import hpds
from hpds import accelerate, concurrent, wrapper


def report() -> tuple[list[str], bool]:
    """The lines to print, and whether every result was the expected one."""
    checks = []

    def shown(label: str, text: str, right: bool) -> str:
        checks.append(right)
        return f"{label:<11} {text} {'ok' if right else 'WRONG'}"

    crc = wrapper.crc32c(b"123456789")
    xxh = wrapper.xxh64(b"abc")
    values = np.random.default_rng(1).standard_normal(1_000_000)
    matrix = np.arange(9.0).reshape(3, 3)
    in_order = bool(np.array_equal(concurrent.sort(values), np.sort(values)))
    product = bool(np.array_equal(accelerate.matmul(matrix, matrix), matrix @ matrix))

    lines = [
        f"hpds {hpds.__version__} on Python {platform.python_version()}, NumPy {np.__version__},"
        f" {platform.machine()}",
        shown("wrapper", f"crc32c({wrapper.crc32c_path()}) {crc:08x}", crc == 0xE3069283),
        shown("wrapper", f"xxh64 {xxh:016x}", xxh == 0x44BC2CF5AD770999),
        shown(
            "concurrent",
            f"sorted 10^6 doubles on {concurrent.get_num_threads()} threads",
            in_order,
        ),
    ]
    for device in accelerate.devices():
        features = " ".join(device.features) or "no special instructions"
        lines.append(f"{'accelerate':<11} {device.name}: {device.cores} cores, {features}")
    lines.append(shown("accelerate", "matmul 3x3", product))
    return lines, all(checks)


def main() -> int:
    lines, right = report()
    print("\n".join(lines))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
