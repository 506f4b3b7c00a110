"""Comprehensions, unpacking and attribute access in tight loops, as report and query code is written."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Iterable


class Kind(Enum):
    BIG = 1
    SMALL = 2
    ODD = 3


@dataclass
class Part:
    number: int
    maker: str
    kind: Kind
    price: float
    parts: list[int]


@dataclass(frozen=True, order=True)
class Key:
    maker: str
    number: int


class Stock:
    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = list(parts)
        self.by_number = {part.number: part for part in self._parts}

    def of_kinds(self, kinds: set[Kind], makers: dict[str, set[int]]) -> list[Part]:
        wanted = [part for part in self._parts if part.kind in kinds]
        return [part for part in wanted if any(part.number in numbers for maker, numbers in makers.items() if maker == part.maker)]

    def tree(self, part: Part) -> list[Part]:
        return [inner for number in part.parts if (inner := self.by_number.get(number)) is not None]

    def summary(self) -> dict[str, float]:
        makers = sorted({part.maker for part in self._parts})
        return {maker: sum(part.price for part in self._parts if part.maker == maker) for maker in makers}

    def names(self) -> list[tuple[Key, str]]:
        return sorted((Key(part.maker, part.number), f"{part.maker}:{part.number}:{part.kind.name}") for part in self._parts)


def matrices(size: int) -> int:
    a = [[i * j % 7 for j in range(size)] for i in range(size)]
    b = [[row[i] for row in a] for i in range(size)]
    c = [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]
    flat = [value for row in c for value in row if value % 2 if value > 3]
    return sum(flat) + len({(i, j) for i in range(size) for j in range(size) if (i + j) % 3})


def small(rounds: int) -> int:
    """Many short ones: the cost is to begin, not to go on."""
    total, names = 0, ("a", "b", "c")
    for i in range(rounds):
        total += len([x for x in names]) + sum([x + i for x in (1, 2, 3)])
        total += len({x: i for x in names}) + len({x for x in names if x != "b"})
        total += [y for x in (1, 2) if (y := x * i) is not None][-1]
        total += sum(x for x in (i, 1)) + len(tuple(n.upper() for n in names))
    return total


def unpack(rounds: int) -> int:
    total = 0
    ten_tuple: Any = tuple(range(10))
    ten_list: Any = list(range(10))
    pairs = [(i, (i + 1, i + 2)) for i in range(10)]
    for _ in range(rounds):
        a, b, c, d, e, f, g, h, i, j = ten_tuple
        j, i, h, g, f, e, d, c, b, a = ten_list
        a, b, c = c, a, b
        a, b = b, a
        first, *rest = ten_list
        *most, last = ten_tuple
        x, y, z = "xyz"
        (p, q), [r, s] = (a, b), [c, d]
        total += a + b - c + d + e + f + g + h + i + j + first + last + len(rest) + len(most) + (x < z) + p + q + r + s
        for number, (left, right) in pairs:
            total += number + left - right
        total += len([*ten_list, *rest]) + len({*most}) + len((*ten_tuple, last)) + len({**{y: 1}, "k": 2})
    return total


def attributes(rounds: int) -> float:
    part = Part(1, "m", Kind.ODD, 2.5, [])
    total = 0.0
    for i in range(rounds):
        part.number = i
        part.price += 0.5
        total += part.number + part.price if part.kind is Kind.ODD else len(part.maker)
        if part.kind == Kind.BIG or part.kind in (Kind.SMALL,) or not part.parts:
            total -= 1
    return total


def slices(rounds: int) -> int:
    items, text, data, total = list(range(50)), "abcdefghij" * 5, (1, 2, 3, 4, 5), 0
    for i in range(rounds):
        k = i % 40
        total += len(items[k:]) + len(items[:k]) + items[k] + items[-1 - k] + data[k % 5] + len(text[k : k + 4]) + len(data[1:-1])
        total += (text[k] == "a") + (text[k : k + 2] in text) + len(items[k::3])
        items[k], items[-1] = items[-1], items[k]
        items[k : k + 2] = items[k : k + 2][::-1]
    return total


def run(folder: Path) -> str:
    kinds = list(Kind)
    stock = Stock(Part(i, f"maker{i % 7}", kinds[i * i % 3], i / 4, [i + 1, i * 2]) for i in range(500))
    makers = {f"maker{i}": set(range(i, 500, i + 2)) for i in range(5)}
    found = [stock.of_kinds({Kind.BIG, Kind.ODD}, makers) for _ in range(20)]
    total = sum(len(stock.tree(part)) for parts in found for part in parts)
    prices = [sum(stock.summary().values()) for _ in range(6)]
    names = stock.names()
    copied = [Part(**vars(part)) == part for part in found[0]]
    return f"{total} {prices[0]} {names[7]} {sum(copied)} {matrices(40)} {small(4000)} {unpack(6000)} {attributes(15000)} {slices(8000)}"
