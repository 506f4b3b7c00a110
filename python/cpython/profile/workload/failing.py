"""Exceptions: raised near and far, caught by kind, chained, grouped, printed; and the `with`, `match` and walrus paths."""

import traceback
import warnings
from pathlib import Path
from typing import Any


class AppError(Exception):
    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class NotFound(AppError):
    pass


def deep(depth: int, code: int) -> int:
    if depth == 0:
        if code % 3 == 0:
            raise NotFound(code, "no such thing")
        if code % 3 == 1:
            raise KeyError(code)
        return code
    try:
        return deep(depth - 1, code)
    finally:
        code += 1


class Guard:
    def __init__(self, swallow: bool) -> None:
        self.swallow = swallow

    def __enter__(self) -> "Guard":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        return self.swallow


def attempt(i: int) -> int:
    try:
        return deep(i % 6, i)
    except NotFound as error:
        return error.code
    except (KeyError, IndexError) as error:
        try:
            raise AppError(i, "wrapped") from error
        except AppError as outer:
            return len(str(outer)) + (outer.__cause__ is error)
    else:
        return 0


def everyday(i: int, table: dict[str, int], items: list[int]) -> int:
    total = 0
    for key in ("a", "b", "missing"):
        try:
            total += table[key]
        except KeyError:
            total -= 1
    try:
        total += items[i]
    except IndexError:
        total += 2
    try:
        total += int("12" if i % 2 else "twelve")
    except ValueError as error:
        total += len(error.args)
    try:
        total += getattr(items, "nothing")
    except AttributeError:
        total += 3
    try:
        total += i // (i % 5)
    except ZeroDivisionError:
        total += 4
    try:
        total += len(items + (1,))  # type: ignore[operator]
    except TypeError:
        total += 5
    with Guard(True):
        raise RuntimeError("swallowed")
    return total


def classify(value: Any) -> str:
    match value:
        case 0 | 1:
            return "bit"
        case int(n) if n < 0:
            return f"negative {n}"
        case int() | float():
            return "number"
        case str() as text if text.isupper():
            return "shout " + text
        case [first, second]:
            return f"pair {classify(first)} {classify(second)}"
        case [first, *rest]:
            return f"list {first} {len(rest)}"
        case {"kind": "circle", "radius": radius}:
            return f"circle {radius}"
        case {"kind": kind, **rest}:
            return f"{kind} {sorted(rest)}"
        case AppError(code=code):
            return f"error {code}"
        case None:
            return "nothing"
        case _:
            return "else"


VALUES: list[Any] = [
    0, -5, 7, 2.5, "LOUD", "calm", [1, 2], [1, 2, 3], (4, [5, 6]), {"kind": "circle", "radius": 3},
    {"kind": "box", "w": 1, "h": 2}, {"x": 1}, AppError(7), None, b"bytes", [],
]  # fmt: skip


def run(folder: Path) -> str:
    total = sum(attempt(i) for i in range(9000))
    table, items = {"a": 1, "b": 2}, [1, 2, 3]
    for i in range(6000):
        total += everyday(i % 5, table, items)
    texts = [classify(value) for _ in range(1200) for value in VALUES]
    for i in range(60):
        try:
            deep(i % 20, 3)
        except AppError as error:
            lines = traceback.format_exception(error)
            total += len(lines) + len(traceback.extract_tb(error.__traceback__))
    for i in range(300):
        try:
            raise ExceptionGroup("several", [ValueError(i), TypeError(i), NotFound(i)])
        except* ValueError as group:
            total += len(group.exceptions)
        except* (TypeError, AppError) as group:
            total += 2 * len(group.exceptions)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for i in range(50):
            warnings.warn(f"old {i}", DeprecationWarning, stacklevel=1)
    while (step := total % 7) != 3:
        total += step + 1
    return f"{total} {len(caught)} {len(texts)} {texts[:16]}"
