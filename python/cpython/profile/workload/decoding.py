"""Compressed formats in pure Python: bits from bytes, Huffman codes, block sorting."""

import heapq
from pathlib import Path


class Bits:
    """Reads a stream bit by bit, as decompressors do."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.held, self.count = data, 0, 0, 0

    def need(self, n: int) -> None:
        while self.count < n:
            byte = self.data[self.at] if self.at < len(self.data) else 0
            self.at += 1
            self.held = (self.held << 8) | byte
            self.count += 8

    def read(self, n: int) -> int:
        self.need(n)
        self.count -= n
        value = self.held >> self.count
        self.held &= (1 << self.count) - 1
        return value


class Leaf:
    __slots__ = ("value", "weight", "zero", "one")

    def __init__(self, weight: int, value: int = -1, zero: "Leaf | None" = None, one: "Leaf | None" = None) -> None:
        self.weight, self.value, self.zero, self.one = weight, value, zero, one

    def __lt__(self, other: "Leaf") -> bool:
        return (self.weight, self.value) < (other.weight, other.value)

    def codes(self, prefix: str = "") -> dict[int, str]:
        if self.zero is None or self.one is None:
            return {self.value: prefix}
        return {**self.zero.codes(prefix + "0"), **self.one.codes(prefix + "1")}


def huffman(data: bytes) -> tuple[bytes, dict[int, str]]:
    weights: dict[int, int] = {}
    for byte in data:
        weights[byte] = weights.get(byte, 0) + 1
    heap = [Leaf(weight, value) for value, weight in sorted(weights.items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, Leaf(a.weight + b.weight, min(a.value, b.value), a, b))
    codes = heap[0].codes()
    text = "".join([codes[byte] for byte in data])
    text += "0" * (-len(text) % 8)
    return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8)), codes


def decode(packed: bytes, codes: dict[int, str], size: int) -> bytes:
    table = {(len(code), int(code, 2)): value for value, code in codes.items()}
    bits, out = Bits(packed), bytearray()
    while len(out) < size:
        code = length = 0
        while (length, code) not in table:
            code = code << 1 | bits.read(1)
            length += 1
        out.append(table[length, code])
    return bytes(out)


def block_sort(data: bytes) -> tuple[bytes, int]:
    twice = data + data
    order = sorted(range(len(data)), key=lambda i: twice[i : i + len(data)])
    return bytes(data[i - 1] for i in order), order.index(0)


def block_restore(data: bytes, start: int) -> bytes:
    order = sorted(range(len(data)), key=data.__getitem__)
    out, at = [], order[start]
    for _ in data:
        out.append(data[at])
        at = order[at]
    return bytes(out)


def to_front(data: bytes) -> bytes:
    table, out = list(range(256)), []
    for byte in data:
        i = table.index(byte)
        out.append(i)
        if i:
            table.insert(0, table.pop(i))
    return bytes(out)


def run(folder: Path) -> str:
    text = " ".join(f"line {i * i % 97} of the text {i % 13}, again and again" for i in range(220))
    data = text.encode()
    sorted_block, start = block_sort(data[:1500])
    restored = block_restore(sorted_block, start)
    packed, codes = huffman(to_front(sorted_block) + data)
    plain = decode(packed, codes, 1500 + len(data))
    assert restored == data[:1500] and plain[1500:] == data
    return f"{len(packed)} {len(codes)} {packed[:8].hex()}"
