from typing import ClassVar, Self, final

from typing_extensions import Buffer

def crc32c(data: Buffer, /, value: int = 0) -> int:
    """The CRC-32C (Castagnoli) of `data`, in [0, 2**32).

    `value` is the CRC of what comes before: crc32c(b, crc32c(a)) == crc32c(a + b).

    Raises `ValueError` for a `value` outside [0, 2**32). Source: RFC 3720, section 12.1.
    """

def crc32c_by(path: str, data: Buffer, value: int = 0) -> int: ...
def crc32c_path() -> str:
    """How CRC-32C is computed on this CPU: "sse4.2", "armv8" or "portable"."""

def crc32c_paths() -> tuple[str, ...]: ...
def xxh64(data: Buffer, /, seed: int = 0) -> int:
    """The XXH64 hash of `data`, in [0, 2**64).

    Raises `ValueError` for a `seed` outside [0, 2**64). Source: xxHash fast digest algorithm
    specification, version 0.2.0.
    """

@final
class Crc32c:
    """A running CRC-32C. `digest` is big-endian, as the number is written."""

    name: ClassVar[str]
    digest_size: ClassVar[int]
    block_size: ClassVar[int]
    def __init__(self, data: Buffer = b"", /) -> None: ...
    def update(self, data: Buffer, /) -> None:
        """Append `data`."""
    def intdigest(self) -> int:
        """The checksum of the data so far, as `crc32c` gives it."""
    def digest(self) -> bytes:
        """The checksum as 4 bytes."""
    def hexdigest(self) -> str:
        """The checksum as 8 hexadecimal digits."""
    def copy(self) -> Self:
        """An independent twin that has seen the same data."""
    def reset(self) -> None:
        """Forget all data."""

@final
class Xxh64:
    """A running XXH64. `digest` is big-endian, the specification's canonical form."""

    name: ClassVar[str]
    digest_size: ClassVar[int]
    block_size: ClassVar[int]
    @property
    def seed(self) -> int:
        """The seed it was made with."""
    def __init__(self, data: Buffer = b"", /, seed: int = 0) -> None: ...
    def update(self, data: Buffer, /) -> None:
        """Append `data`."""
    def intdigest(self) -> int:
        """The hash of the data so far, as `xxh64` gives it."""
    def digest(self) -> bytes:
        """The hash as 8 bytes."""
    def hexdigest(self) -> str:
        """The hash as 16 hexadecimal digits."""
    def copy(self) -> Self:
        """An independent twin that has seen the same data."""
    def reset(self) -> None:
        """Forget all data; the seed stays."""
