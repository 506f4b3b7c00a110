"""Generators and coroutines without a loop: trees, pipelines, delegation, send and throw, asynchronous iteration."""

import contextlib
from pathlib import Path
from typing import Any, AsyncIterator, Coroutine, Generator, Iterator


class Tree:
    def __init__(self, low: int, high: int) -> None:
        middle = (low + high) // 2
        self.value = middle
        self.left = Tree(low, middle) if low < middle else None
        self.right = Tree(middle + 1, high) if middle + 1 < high else None

    def __iter__(self) -> Iterator[int]:
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def numbers(limit: int) -> Iterator[int]:
    n = 0
    while n < limit:
        yield n
        n += 1


def squares(source: Iterator[int]) -> Iterator[int]:
    for n in source:
        yield n * n


def odd(source: Iterator[int]) -> Iterator[int]:
    return (n for n in source if n % 2)


def average() -> Generator[float, int, str]:
    total, count, mean = 0, 0, 0.0
    try:
        while True:
            total += yield mean
            count += 1
            mean = total / count
    except ValueError:
        return "closed"


def delegate(results: list[str]) -> Generator[float, int, None]:
    while True:
        results.append((yield from average()))


class Step:
    """What an event loop's future is to a coroutine."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __await__(self) -> Generator["Step", int, int]:
        return (yield self) + self.value


async def leaf(n: int) -> int:
    return await Step(n)


async def branch(n: int) -> int:
    if n < 2:
        return await leaf(n)
    return await branch(n - 1) + await branch(n - 2)


async def stream(limit: int) -> AsyncIterator[int]:
    for n in range(limit):
        if n % 10 == 0:
            await Step(n)
        yield n


class Session:
    async def __aenter__(self) -> "Session":
        await leaf(1)
        return self

    async def __aexit__(self, *error: Any) -> None:
        await leaf(2)


async def session(limit: int) -> int:
    total = 0
    async with Session():
        async for n in stream(limit):
            total += n
        total += sum([n async for n in stream(limit) if n % 2])
    return total


def drive(coroutine: Coroutine[Any, Any, int]) -> int:
    value = None
    while True:
        try:
            coroutine.send(value)
        except StopIteration as stop:
            return int(stop.value)
        value = 1


@contextlib.contextmanager
def managed(log: list[int], value: int) -> Iterator[int]:
    log.append(value)
    try:
        yield value
    finally:
        log.append(-value)


def run(folder: Path) -> str:
    tree = Tree(0, 1500)
    total = sum(sum(tree) for _ in range(12)) + sum(squares(odd(squares(numbers(20000)))))
    closed: list[str] = []
    means = delegate(closed)
    next(means)
    for i in range(8000):
        total += int(means.send(i))
        if i % 500 == 499:
            means.throw(ValueError())
    means.close()
    total += drive(branch(15)) + drive(session(6000))
    log: list[int] = []
    for i in range(4000):
        with managed(log, i) as value, contextlib.suppress(KeyError):
            total += value
    with contextlib.ExitStack() as stack:
        for i in range(500):
            stack.enter_context(managed(log, i))
    total += sum(x * y for x in range(100) for y in range(x)) + max(n % 97 for n in range(10000))
    return f"{total} {len(closed)} {sum(log)} {len(log)}"
