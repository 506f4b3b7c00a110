"""Calls of every kind: positions, names, defaults, *args, closures, methods, recursion, built-in functions."""

from pathlib import Path
from typing import Any, Callable


def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def ackermann(m: int, n: int) -> int:
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


def hanoi(disks: int, start: str, end: str, spare: str, moves: list[tuple[str, str]]) -> None:
    if disks:
        hanoi(disks - 1, start, spare, end, moves)
        moves.append((start, end))
        hanoi(disks - 1, spare, end, start, moves)


def mixed(a: int, b: int = 2, *rest: int, scale: int = 1, **named: int) -> int:
    return (a + b + len(rest) + sum(named.values())) * scale


def only_names(*, left: int, right: int = 3) -> int:
    return left - right


def only_positions(left: int, right: int, /) -> int:
    return left * right


def counter() -> Callable[[], int]:
    count = 0

    def more() -> int:
        nonlocal count
        count += 1
        return count

    return more


def traced(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


@traced
def decorated(a: int, b: int = 1) -> int:
    return a ^ b


class Accumulator:
    step = 1

    def __init__(self, total: int = 0) -> None:
        self.total = total

    def add(self, value: int) -> "Accumulator":
        self.total += value * self.step
        return self

    @classmethod
    def of(cls, values: list[int]) -> "Accumulator":
        result = cls()
        for value in values:
            result.add(value)
        return result

    @staticmethod
    def twice(value: int) -> int:
        return value + value

    def __call__(self, value: int) -> int:
        return self.total + value


def run(folder: Path) -> str:
    total = fibonacci(23) + ackermann(2, 60)
    moves: list[tuple[str, str]] = []
    hanoi(12, "a", "b", "c", moves)
    args = (1, 2, 3, 4)
    names = {"scale": 2, "x": 5}
    count = counter()
    accumulator = Accumulator()
    add = accumulator.add
    for i in range(25000):
        total += mixed(i) + mixed(i, 3) + mixed(i, 3, 4, scale=2) + mixed(*args) + mixed(i, **names) + mixed(*args, **names)
        total += only_names(left=i) + only_positions(i, 3) + count() + decorated(i, b=7) + decorated(i)
        add(i)
        accumulator.add(i).add(1)
        total += accumulator(i) + Accumulator.twice(i) + accumulator.twice(i)
        total += len(args) + abs(-i) + min(i, 7) + max(i, 3, 9) + ord("a") + isinstance(i, int) + sum(args)
        total += (lambda x, y=2: x + y)(i) + hash(i) + round(2.5) + divmod(i, 7)[1] + pow(i, 2, 1009)
    total += Accumulator.of(list(range(20000))).total
    total += sum(map(only_positions, range(20000), range(20000))) + len(list(filter(None, range(20000))))
    total += len(str(total)) + int(any(x > 5 for x in range(10))) + int(all(x < 5 for x in range(10)))
    for i in range(15000):
        total += getattr(accumulator, "total", 0) & 1
        setattr(accumulator, "total", i)
        total += hasattr(accumulator, "missing") + callable(add) + bool(vars(accumulator))
    return f"{total} {len(moves)} {moves[-1]}"
