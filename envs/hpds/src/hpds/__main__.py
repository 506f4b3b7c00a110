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

    def multiplies(device: str) -> bool:
        product = accelerate.matmul(matrix, matrix, device=device)
        return bool(np.array_equal(product, matrix @ matrix))

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
    if reason := accelerate.why_no_cuda():
        lines.append(f"{'accelerate':<11} {reason}")
    for device in accelerate.devices():
        what = " ".join([*device.features, device.model]).strip() or "no special instructions"
        cores = f"{device.cores} {'cores' if device.kind == 'cpu' else 'multiprocessors'}"
        text = f"{device.name}: {cores}, {what}; matmul 3x3"
        lines.append(shown("accelerate", text, multiplies(device.name)))
    return lines, all(checks)


def main() -> int:
    lines, right = report()
    print("\n".join(lines))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
