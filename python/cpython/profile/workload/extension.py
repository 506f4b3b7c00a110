"""Native code as Cython makes it: compiled into the interpreter that trains, so that what counts is the C API under it.

Elsewhere it is Python as it stands. The C types are in extension.pxd.
"""

from pathlib import Path
from typing import Any, Callable, Iterable, Iterator


class Point:
    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def dot(self, other: "Point") -> float:
        return self.x * other.x + self.y * other.y

    def __add__(self, other: "Point") -> "Point":
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.x == other.x and self.y == other.y

    def __hash__(self) -> int:
        return hash((self.x, self.y))

    def __repr__(self) -> str:
        return f"Point({self.x:.3f}, {self.y:.3f})"


class Table:
    def __init__(self, rows: Iterable[tuple[str, Any]]) -> None:
        self.rows = dict(rows)
        self.order = sorted(self.rows)

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return [self.rows[name] for name in self.order[key]]
        return self.rows[self.order[key] if isinstance(key, int) else key]

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self.rows[name]
        except KeyError:
            return default


def adler(data: bytes) -> int:
    total = 1
    for byte in data:
        total = (total * 31 + byte) % 65521
    return total


def sieve(size: int) -> bytearray:
    composite = bytearray(size)
    for i in range(2, size):
        if not composite[i]:
            for j in range(i * i, size, i):
                composite[j] = 1
    return composite


def apply(function: Callable[..., Any], times: int, *args: Any, **named: Any) -> list[Any]:
    results = []
    for _ in range(times):
        results.append(function(*args, **named))
    return results


def squares(count: int) -> Iterator[int]:
    for i in range(count):
        yield i * i


def words(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, word in enumerate(text.lower().replace(",", " ").split()):
        found.setdefault(word.strip(".;:"), []).append(place)
    return found


def checked(values: Iterable[Any]) -> tuple[int, list[str]]:
    total = 0
    wrong = []
    for value in values:
        try:
            total += int(value)
        except ValueError as error:
            wrong.append(f"{type(error).__name__}: {value!r}")
        except (TypeError, OverflowError):
            wrong.append("no number")
    return total, wrong


def unpacked(pairs: Iterable[tuple[Any, ...]]) -> list[Any]:
    out: list[Any] = []
    for first, *rest in pairs:
        out.extend(rest)
        out.append(first)
    return out


TEXT = "Of shoes, and ships, and sealing wax; of cabbages, and kings. And why the sea is boiling hot. "


def run(folder: Path) -> str:
    points = [Point(i * 0.5, 10 - i) for i in range(60)]
    total = Point(0, 0)
    for point in points:
        total = total + point
    table = Table((f"row{i * 7 % 100:02}", {"place": i, "point": points[i % 60]}) for i in range(100))
    rows = [table[name]["place"] for name in table if name in table] + [row["place"] for row in table[10:40:3]]
    sums = [sum(squares(40)), max(squares(9)), len(set(points) | {total}), sum(table[i]["place"] for i in range(len(table)))]
    numbers = checked(["1", 2, 3.5, "four", None, b"5", "6_0", "", float("inf")] * 20)
    called = apply(sorted, 20, [3, 1, 2], reverse=True) + apply(dict, 10, [("a", 1)], b=2) + apply(lambda a, *b, c=0: (a, b, c), 20, 1, 2, c=3)
    return repr(
        (total, sum(a.dot(b) for a in points for b in points), rows, table.get("none", 0), sums, numbers, called)
        + (adler(TEXT.encode() * 20), sieve(3000).count(0), sorted(words(TEXT * 10).items()))
        + (unpacked([(i, *range(i % 4)) for i in range(50)]), points[3] == Point(1.5, 7), folder.name.partition("-")[0])
    )
