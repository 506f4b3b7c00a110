"""The library that programs are made of: dataclasses, enums, abstract classes, functools, logging, arguments, paths, locks."""

import abc
import argparse
import collections.abc
import dataclasses
import difflib
import enum
import fnmatch
import functools
import gc
import inspect
import io
import logging
import operator
import posixpath
import queue
import shlex
import threading
import typing
import urllib.parse
import weakref
from pathlib import Path, PurePosixPath
from typing import Any


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


class Mode(enum.Flag):
    READ = 1
    WRITE = 2
    RUN = 4


@dataclasses.dataclass(order=True)
class Order:
    number: int
    name: str = "order"
    lines: list[int] = dataclasses.field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Money:
    amount: int
    currency: str = "EUR"

    def __add__(self, other: "Money") -> "Money":
        return dataclasses.replace(self, amount=self.amount + other.amount)


class Store(abc.ABC):
    @abc.abstractmethod
    def get(self, key: str) -> int: ...


class Memory(Store, collections.abc.Mapping):  # type: ignore[type-arg]
    def __init__(self) -> None:
        self.data = {"a": 1, "b": 2}

    def __getitem__(self, key: str) -> int:
        return self.data[key]

    def __iter__(self) -> Any:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def get(self, key: str) -> int:  # type: ignore[override]
        return self.data[key]


@typing.runtime_checkable
class Sized(typing.Protocol):
    def __len__(self) -> int: ...


@functools.singledispatch
def show(value: Any) -> str:
    return "object"


@show.register
def _(value: int) -> str:
    return f"int {value}"


@show.register
def _(value: list) -> str:  # type: ignore[type-arg]
    return f"list {len(value)}"


@functools.lru_cache(maxsize=128)
def cached(n: int, k: int) -> int:
    return 1 if k in (0, n) else cached(n - 1, k - 1) + cached(n - 1, k)


class Lazy:
    @functools.cached_property
    def value(self) -> int:
        return sum(range(20))


def kinds(rounds: int) -> int:
    total, money, memory, mode = 0, Money(0), Memory(), Mode.READ
    for i in range(rounds):
        order = Order(i, lines=[i])
        total += (order == Order(i)) + (order < Order(i + 1)) + len(repr(order)) + Color(i % 3 + 1).value + len(Color.RED.name)
        money += Money(i)
        mode ^= Mode.WRITE if i % 2 else Mode.RUN
        total += (Mode.READ in mode) + hash(money) % 3 + isinstance(memory, collections.abc.Mapping) + isinstance(memory, Sized)
        total += memory.get("a") + len(list(memory.items())) + (Color.BLUE is Color["BLUE"]) + isinstance(i, collections.abc.Hashable)
        total += len(show(i)) + len(show([])) + len(show("")) + Lazy().value + cached(i % 40 + 1, i % 7 % (i % 40 + 1))
        total += functools.reduce(operator.add, (1, 2, i)) + functools.partial(max, 5)(i) + functools.partial(pow, mod=7)(2, i)
    for i in range(60):
        dataclasses.make_dataclass(f"Made{i % 5}", [("a", int), ("b", str, "x")])(i).a
        enum.Enum(f"Kind{i % 5}", "one two three")
        total += len(inspect.signature(kinds).parameters) + len(dataclasses.asdict(Order(i, lines=[1, 2])))
    total += typing.get_type_hints(Money.__add__)["other"] is Money
    for i in range(200):
        total += (
            len(typing.Optional[int].__args__) + len(dict[str, list[int]].__args__) + (typing.Union[int, str, None] == int | str | None)
        )
    return total


def logs(rounds: int) -> int:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    logger = logging.Logger("workload", logging.INFO)
    logger.addHandler(handler)
    for i in range(rounds):
        logger.debug("not shown %s", i)
        logger.info("number %d of %s", i, "many")
        logger.warning("plain")
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("never")
    return len(out.getvalue())


def words(rounds: int) -> int:
    total = 0
    for i in range(rounds):
        path = PurePosixPath("/usr") / "share" / f"file{i}.tar.gz"
        total += (
            len(str(path.with_suffix(".zip"))) + len(path.parts) + len(path.name) + path.match("*.gz") + len(path.relative_to("/usr").parts)
        )
        total += len(posixpath.join("a", "b", str(i))) + len(posixpath.normpath("/a/../b/./c")) + len(posixpath.splitext("x.py")[1])
        url = urllib.parse.urlsplit(f"https://user@host:80/p/{i}?a=1&b=%20x#frag")
        total += (
            len(urllib.parse.quote(f"a b/{i}ü"))
            + len(urllib.parse.parse_qs(url.query))
            + len(urllib.parse.urljoin("http://a/b/c", f"../{i}"))
        )
        total += fnmatch.fnmatch(f"test_{i}.py", "test_*.py") + len(shlex.split(f"run 'a b' --n={i} \"c\""))
    parser = argparse.ArgumentParser(prog="tool", description="does things")
    parser.add_argument("--count", type=int, default=1, help="how many")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("files", nargs="*")
    for i in range(40):
        total += parser.parse_args(["--count", str(i), "-v", "a", "b"]).count
    total += len(parser.format_help().split())
    one, two = [f"line {i % 37}" for i in range(120)], [f"line {i % 31}" for i in range(120)]
    return total + len(list(difflib.unified_diff(one, two))) + len(difflib.get_close_matches("line 3", one))


class Ring:
    def __init__(self, before: "Ring | None") -> None:
        self.before, self.payload = before, [1, 2, {"k": self}]


def memory(rounds: int) -> int:
    total, alive = 0, weakref.WeakValueDictionary[int, Ring]()
    for i in range(rounds):
        ring = Ring(None)
        ring.before = Ring(ring)
        alive[i] = ring
        if i % 200 == 0:
            total += gc.collect()
        reference = weakref.ref(ring, lambda _: None)
        total += reference() is ring
    del ring
    total += gc.collect() + len(alive)
    lock, pipe = threading.RLock(), queue.Queue[int]()
    for i in range(1500):
        with lock, threading.Lock():
            pipe.put(i)
        total += pipe.get()
    local = threading.local()
    local.value = total
    return int(local.value)


def run(folder: Path) -> str:
    return f"{kinds(1500)} {logs(2000)} {words(700)} {memory(3000)}"
