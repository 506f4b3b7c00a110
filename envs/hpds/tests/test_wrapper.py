"""hpds.wrapper against published test vectors, and its parts against each other."""

from __future__ import annotations

import array
import mmap
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpds import wrapper
from hpds.wrapper import _core

# RFC 3720, appendix B.4. The RFC prints bytes in the order of transmission.
RFC_3720 = [
    (bytes(32), 0x8A9136AA),
    (b"\xff" * 32, 0x62A8AB43),
    (bytes(range(32)), 0x46DD794E),
    (bytes(range(31, -1, -1)), 0x113FDB5C),
    (
        bytes.fromhex(
            "01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018"
            "28000000 00000000 02000000 00000000"
        ),
        0xD9963A56,
    ),
]
CHECK = [(b"", 0), (b"a", 0xC1D04330), (b"123456789", 0xE3069283)]

PRIME32 = 2654435761
PRIME64 = 11400714785074694797


def sanity_buffer(size: int) -> bytes:
    """The bytes that xxHash's own sanity check hashes."""
    state, out = PRIME32, bytearray()
    for _ in range(size):
        out.append(state >> 56)
        state = state * PRIME64 % 2**64
    return bytes(out)


# Length, seed, hash: the sanity check of the reference implementation.
XXH64 = [
    (0, 0, 0xEF46DB3751D8E999),
    (0, PRIME32, 0xAC75FDA2929B17EF),
    (1, 0, 0xE934A84ADB052768),
    (1, PRIME32, 0x5014607643A9B4C3),
    (4, 0, 0x9136A0DCA57457EE),
    (14, 0, 0x8282DCC4994E35C8),
    (14, PRIME32, 0xC3BD6BF63DEB6DF0),
    (222, 0, 0xB641AE8CB691C174),
    (222, PRIME32, 0x20CB8AB7AE10C14A),
]


@pytest.mark.parametrize(("data", "expected"), RFC_3720 + CHECK)
@pytest.mark.parametrize("path", _core.crc32c_paths())
def test_each_path_of_crc32c_gives_the_published_values(
    path: str, data: bytes, expected: int
) -> None:
    assert _core.crc32c_by(path, data) == expected
    assert wrapper.crc32c(data) == expected


def test_the_portable_path_is_everywhere_and_the_chosen_one_is_present() -> None:
    assert "portable" in _core.crc32c_paths()
    assert wrapper.crc32c_path() in _core.crc32c_paths()


@pytest.mark.parametrize("size", [0, 1, 7, 8, 63, 6143, 6144, 6145, 40000, 100001])
@pytest.mark.parametrize("offset", [0, 1, 7])
def test_all_paths_of_crc32c_agree_on_long_and_misaligned_data(size: int, offset: int) -> None:
    data = memoryview(np.random.default_rng(size).bytes(size + offset))[offset:]
    found = {_core.crc32c_by(path, data) for path in _core.crc32c_paths()}
    assert len(found) == 1


def test_a_path_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"path is 'abacus', this CPU has .*portable"):
        _core.crc32c_by("abacus", b"")


@pytest.mark.parametrize(("size", "seed", "expected"), XXH64)
def test_xxh64_gives_the_reference_values(size: int, seed: int, expected: int) -> None:
    data = sanity_buffer(size)
    assert wrapper.xxh64(data, seed) == expected
    assert wrapper.Xxh64(data, seed=seed).intdigest() == expected


@given(st.lists(st.binary(max_size=100)), st.integers(0, 2**64 - 1))
def test_streaming_equals_one_shot_however_data_is_cut(pieces: list[bytes], seed: int) -> None:
    whole = b"".join(pieces)
    crc, xxh, value = wrapper.Crc32c(), wrapper.Xxh64(seed=seed), 0
    for piece in pieces:
        crc.update(piece)
        xxh.update(piece)
        value = wrapper.crc32c(piece, value)
    assert crc.intdigest() == value == wrapper.crc32c(whole)
    assert xxh.intdigest() == wrapper.xxh64(whole, seed)


@pytest.mark.parametrize(("kind", "size"), [(wrapper.Crc32c, 4), (wrapper.Xxh64, 8)])
def test_digests_are_one_number_in_three_forms(kind: Any, size: int) -> None:
    stream = kind(b"abc")
    number = stream.intdigest()
    assert stream.digest() == number.to_bytes(size, "big")
    assert stream.hexdigest() == f"{number:0{2 * size}x}"
    assert kind.digest_size == stream.digest_size == size


@pytest.mark.parametrize("kind", [wrapper.Crc32c, wrapper.Xxh64])
def test_a_copy_goes_its_own_way_and_reset_forgets(kind: Any) -> None:
    stream = kind(b"abc")
    twin = stream.copy()
    twin.update(b"def")
    assert stream.digest() == kind(b"abc").digest()
    assert twin.digest() == kind(b"abcdef").digest()
    twin.reset()
    assert twin.digest() == kind().digest()


def test_reset_and_copy_keep_the_seed() -> None:
    stream = wrapper.Xxh64(b"abc", seed=7)
    assert stream.copy().seed == stream.seed == 7
    stream.reset()
    stream.update(b"x")
    assert stream.intdigest() == wrapper.xxh64(b"x", 7)


def buffers() -> list[Any]:
    anonymous = mmap.mmap(-1, 8)
    anonymous.write(bytes(range(8)))
    return [
        bytes(range(8)),
        bytearray(range(8)),
        memoryview(bytes(range(8))),
        memoryview(bytes(range(8))).cast("B", (2, 4)),
        array.array("B", range(8)),
        anonymous,
        np.arange(8, dtype=np.uint8),
        np.arange(8, dtype=np.uint8).reshape(2, 2, 2),
    ]


@pytest.mark.parametrize("data", buffers(), ids=lambda data: type(data).__name__)
def test_any_contiguous_buffer_is_taken_as_its_bytes(data: Any) -> None:
    assert wrapper.crc32c(data) == wrapper.crc32c(bytes(range(8)))
    assert wrapper.xxh64(data) == wrapper.xxh64(bytes(range(8)))


HASHERS = [wrapper.crc32c, wrapper.xxh64, wrapper.Crc32c, wrapper.Xxh64, wrapper.Xxh64().update]


@pytest.mark.parametrize("hasher", HASHERS, ids=repr)
def test_data_that_cannot_be_hashed_is_refused_with_a_remedy(hasher: Any) -> None:
    with pytest.raises(TypeError, match=r"got str, .* encode it"):
        hasher("text")
    with pytest.raises(TypeError, match=r"got int, which has no buffer; pass bytes"):
        hasher(3)
    with pytest.raises(ValueError, match=r"memoryview is not C-contiguous .* copy it first"):
        hasher(memoryview(b"abcdef")[::2])
    with pytest.raises(ValueError, match=r"ndarray is not C-contiguous .* copy it first"):
        hasher(np.zeros((3, 3))[:, 1])


@pytest.mark.parametrize("number", [-1, 2**64])
def test_seeds_and_values_out_of_range_are_named(number: int) -> None:
    with pytest.raises(ValueError, match=rf"value is {number}, must be in \[0, 2\*\*32\)"):
        wrapper.crc32c(b"", number)
    for hasher in (wrapper.xxh64, wrapper.Xxh64):
        with pytest.raises(ValueError, match=rf"seed is {number}, must be in \[0, 2\*\*64\)"):
            hasher(b"", seed=number)


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_seeds_and_values_that_are_no_integers_are_named(value: Any) -> None:
    with pytest.raises(TypeError, match="must be an int"):
        wrapper.crc32c(b"", value)
    with pytest.raises(TypeError, match="must be an int"):
        wrapper.xxh64(b"", seed=value)


def test_a_stream_shared_by_threads_loses_no_update() -> None:
    block, times, workers = bytes(100_000), 50, 4
    stream = wrapper.Crc32c()

    def work() -> None:
        for _ in range(times):
            stream.update(block)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stream.intdigest() == wrapper.crc32c(block * times * workers)


def test_running_streams_cannot_be_pickled() -> None:
    for stream in (wrapper.Crc32c(), wrapper.Xxh64()):
        with pytest.raises(TypeError, match="cannot be pickled"):
            stream.__reduce__()
