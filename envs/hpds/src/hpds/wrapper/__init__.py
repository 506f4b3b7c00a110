"""Checksums and hashes of any buffer: CRC-32C and XXH64.

Data may be any object with a C-contiguous buffer: bytes, bytearray, memoryview, mmap, array.array,
ndarray of any dtype; its bytes in memory are hashed. Large buffers are hashed without the GIL. The
streaming classes follow hashlib's interface and may be shared between threads.

Raises everywhere: `TypeError` for an object without a buffer (str among them), `ValueError` for a
buffer that is not C-contiguous.
"""

from hpds.wrapper._core import Crc32c, Xxh64, crc32c, crc32c_path, xxh64

__all__ = ["Crc32c", "Xxh64", "crc32c", "crc32c_path", "xxh64"]
