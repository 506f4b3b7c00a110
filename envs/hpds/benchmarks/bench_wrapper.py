"""Checksums of hpds.wrapper, beside zlib's CRC-32. Run: pytest benchmarks/bench_wrapper.py"""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from hpds import wrapper
from hpds.wrapper import _core

HASHES = {
    "zlib.crc32": zlib.crc32,
    "xxh64": wrapper.xxh64,
    **{
        f"crc32c-{path}": lambda data, path=path: _core.crc32c_by(path, data)
        for path in _core.crc32c_paths()
    },
}


@pytest.mark.parametrize("size", [64, 1 << 20])
@pytest.mark.parametrize("how", HASHES)
def test_hash(benchmark: Any, how: str, size: int) -> None:
    benchmark(HASHES[how], bytes(size))
