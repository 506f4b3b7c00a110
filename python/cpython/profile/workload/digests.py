"""Digests and tokens in pure Python: SHA-256, checksums by table, byte pairs merged as language models do."""

import struct
from pathlib import Path


def pairs(text: str, merges: int) -> list[int]:
    """Byte-pair encoding: the most frequent pair becomes a token."""
    ids = list(text.encode())
    for token in range(256, 256 + merges):
        counts: dict[tuple[int, int], int] = {}
        for pair in zip(ids, ids[1:]):
            counts[pair] = counts.get(pair, 0) + 1
        best = max(counts, key=lambda pair: (counts[pair], pair))
        merged, i = [], 0
        while i < len(ids):
            if i + 1 < len(ids) and (ids[i], ids[i + 1]) == best:
                merged.append(token)
                i += 2
            else:
                merged.append(ids[i])
                i += 1
        ids = merged
    return ids


def primes(count: int) -> list[int]:
    found: list[int] = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
        n += 1
    return found


def root_bits(n: int, exponent: float) -> int:
    return int((n**exponent % 1) * (1 << 32))


def sha256(data: bytes) -> str:
    """FIPS 180-4, with cube and square roots in doubles for its constants."""
    numbers = primes(64)
    k = [root_bits(p, 1 / 3) for p in numbers]
    state = [root_bits(p, 0.5) for p in numbers[:8]]
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    mask = 0xFFFFFFFF

    def turn(x: int, n: int) -> int:
        return (x >> n | x << 32 - n) & mask

    for start in range(0, len(padded), 64):
        w = list(struct.unpack(">16I", padded[start : start + 64]))
        for i in range(16, 64):
            low = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3
            high = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10
            w.append((w[i - 16] + low + w[i - 7] + high) & mask)
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + k[i] + w[i]
            two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (one + two) & mask, a, b, c, d + one & mask, e, f, g
        state = [(x + y) & mask for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join(f"{x:08x}" for x in state)


def checksum(data: bytes) -> int:
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ 0xEDB88320 if i & 1 else i >> 1
        table.append(i)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def run(folder: Path) -> str:
    text = " ".join(f"line {i * i % 97} of the text {i % 13}, again and again" for i in range(90))
    data = text.encode()
    return f"{len(pairs(text, 50))} {sha256(data[:2500])} {checksum(data * 4):08x}"
