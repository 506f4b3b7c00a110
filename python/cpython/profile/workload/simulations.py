"""Simulations: events in a heap, generators as processes, a stack machine, points of floats, coroutines that pass messages."""

import heapq
import math
from collections import deque
from itertools import count
from pathlib import Path
from typing import Any, Callable, Generator

Process = Generator["Event", Any, Any]


class Event:
    def __init__(self, world: "World") -> None:
        self.world = world
        self.callbacks: list[Callable[[Event], None]] = []
        self.value: Any = None

    def succeed(self, value: Any = None, delay: float = 0) -> "Event":
        self.value = value
        self.world.schedule(self, delay)
        return self


class Running(Event):
    """A generator that waits for what it yields."""

    def __init__(self, world: "World", generator: Process) -> None:
        super().__init__(world)
        self.generator = generator
        Event(world).succeed().callbacks.append(self.resume)

    def resume(self, event: Event) -> None:
        try:
            target = self.generator.send(event.value)
        except StopIteration as stop:
            self.succeed(stop.value)
        else:
            target.callbacks.append(self.resume)


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.heap: list[tuple[float, int, Event]] = []
        self.ids = count()

    def schedule(self, event: Event, delay: float) -> None:
        heapq.heappush(self.heap, (self.now + delay, next(self.ids), event))

    def timeout(self, delay: float) -> Event:
        return Event(self).succeed(delay, delay)

    def run(self) -> None:
        while self.heap:
            self.now, _, event = heapq.heappop(self.heap)
            callbacks, event.callbacks = event.callbacks, []
            for callback in callbacks:
                callback(event)


class Desk:
    def __init__(self, world: World, places: int) -> None:
        self.world, self.free = world, places
        self.line: deque[Event] = deque()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *error: Any) -> None:
        if self.line:
            self.line.popleft().succeed(self)
        else:
            self.free += 1

    def request(self) -> Event:
        event = Event(self.world)
        if self.free:
            self.free -= 1
            return event.succeed(self)
        self.line.append(event)
        return event


def customer(world: World, desk: Desk, number: int, log: list[float]) -> Process:
    yield world.timeout(number * 0.7 % 13)
    for visit in range(3):
        start = world.now
        with (yield desk.request()):
            yield world.timeout(1 + (number + visit) % 3)
        log.append(world.now - start)
    return number


def shop(customers: int) -> float:
    world = World()
    log: list[float] = []
    desk = Desk(world, 4)
    processes = [Running(world, customer(world, desk, i, log)) for i in range(customers)]
    world.run()
    return sum(log) / len(log) + world.now + sum(p.value for p in processes)


def machine(program: list[tuple[str, Any]], limit: int) -> int:
    """A loop over instructions, the slow way: comparisons of strings, a stack, a dictionary of variables."""
    stack: list[int] = []
    names: dict[str, int] = {}
    at = steps = 0
    while at < len(program) and steps < limit:
        op, argument = program[at]
        at += 1
        steps += 1
        if op == "push":
            stack.append(argument)
        elif op == "load":
            stack.append(names[argument])
        elif op == "store":
            names[argument] = stack.pop()
        elif op == "add":
            stack.append(stack.pop() + stack.pop())
        elif op == "modulo":
            right = stack.pop()
            stack[-1] %= right
        elif op == "jump":
            at = argument
        elif op == "branch":
            if stack.pop() == 0:
                at = argument
        else:
            raise ValueError(f"no instruction {op}")
    return names["sum"] + steps


PROGRAM = [
    ("push", 0), ("store", "sum"), ("push", 1), ("store", "i"), ("load", "i"), ("push", 3000), ("modulo", None), ("branch", 18),
    ("load", "sum"), ("load", "i"), ("add", None), ("store", "sum"), ("load", "i"), ("push", 1), ("add", None), ("store", "i"),
    ("jump", 4), ("push", 9),
]  # fmt: skip


class Place:
    __slots__ = ("x", "y", "z")

    def __init__(self, i: float) -> None:
        self.x = x = math.sin(i)
        self.y = math.cos(i) * 3
        self.z = (x * x) / 2

    def __repr__(self) -> str:
        return f"<{self.x:.6f}, {self.y:.6f}, {self.z:.6f}>"

    def normalize(self) -> None:
        norm = math.sqrt(self.x**2 + self.y**2 + self.z**2)
        self.x /= norm
        self.y /= norm
        self.z /= norm

    def maximize(self, other: "Place") -> "Place":
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def places(n: int) -> Place:
    points = [Place(float(i)) for i in range(n)]
    for p in points:
        p.normalize()
    most = points[0]
    for p in points[1:]:
        most = most.maximize(p)
    return most


def messages(players: int, rounds: int) -> int:
    inbox: list[deque[int]] = [deque() for _ in range(players)]

    def player(me: int) -> Generator[int, int, None]:
        total = 0
        while True:
            got = yield (me + total) % players
            total += got & 3

    running = [player(i) for i in range(players)]
    following = [next(p) for p in running]
    for turn in range(rounds):
        for i, p in enumerate(running):
            inbox[following[i]].append(turn + i)
            following[i] = p.send(inbox[i].popleft() if inbox[i] else 0)
    return sum(map(len, inbox)) + sum(following)


def run(folder: Path) -> str:
    return f"{shop(400):.6f} {machine(PROGRAM, 60000)} {places(12000)} {messages(40, 250)}"
