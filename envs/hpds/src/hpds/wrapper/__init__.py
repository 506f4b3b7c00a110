"""Checksums and hashes of any buffer: CRC-32C and XXH64.

Data may be any object with a C-contiguous buffer: bytes, bytearray, memoryview, mmap, array.array,
ndarray of any dtype; its bytes in memory are hashed. Large buffers are hashed without the GIL, and
Ctrl-C ends that within a fraction of a second.

The streaming classes follow hashlib's interface and may be shared between threads. An update counts
as a whole: digests, and children forked meanwhile, see the state before it, and one that Ctrl-C
ends has no effect.

Raises everywhere: `TypeError` for an object without a buffer (str among them) and for a masked
array, `ValueError` for a buffer that is not C-contiguous.
"""

from hpds.wrapper._core import Crc32c, Xxh64, crc32c, crc32c_path, xxh64

__all__ = ["Crc32c", "Xxh64", "crc32c", "crc32c_path", "xxh64"]
