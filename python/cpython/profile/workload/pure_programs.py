"""Programs in miniature: a scheduler, a constraint solver, a ray tracer, a template engine, records with a mapper."""

import math
from pathlib import Path
from typing import Any, Callable


class Packet:
    def __init__(self, link: "Packet | None", owner: int, kind: int) -> None:
        self.link = link
        self.owner = owner
        self.kind = kind
        self.datum = 0


class Task:
    """A task of an operating system in miniature: a state, a queue, work to do."""

    def __init__(self, number: int, priority: int, kernel: "Kernel") -> None:
        self.number = number
        self.priority = priority
        self.queue: list[Packet] = []
        self.waiting = False
        self.held = False
        self.kernel = kernel

    def ready(self) -> bool:
        return not self.held and (bool(self.queue) or not self.waiting)

    def step(self) -> None:
        raise NotImplementedError


class Worker(Task):
    def step(self) -> None:
        if not self.queue:
            self.waiting = True
            return
        packet = self.queue.pop(0)
        packet.datum += self.number
        packet.owner = (self.number + 1 + packet.datum % 3) % len(self.kernel.tasks)
        self.kernel.send(packet)


class Idler(Task):
    def step(self) -> None:
        kernel = self.kernel
        kernel.seed = kernel.seed >> 1 if kernel.seed & 1 == 0 else kernel.seed >> 1 ^ 0xD008
        for task in kernel.tasks:
            if isinstance(task, Worker):
                task.held = bool(kernel.seed & 1)
        if self.queue:
            packet = self.queue.pop()
            packet.owner = kernel.seed % len(kernel.tasks)
            kernel.send(packet)


class Kernel:
    def __init__(self) -> None:
        self.seed = 0x5A5A
        self.sent = 0
        self.tasks: list[Task] = [Idler(0, 0, self)] + [Worker(i, i * 10, self) for i in range(1, 7)]
        for i in range(12):
            self.send(Packet(None, i % 7, i & 1))

    def send(self, packet: Packet) -> None:
        task = self.tasks[packet.owner]
        task.queue.append(packet)
        task.waiting = False
        self.sent += 1

    def run(self, steps: int) -> int:
        order = sorted(self.tasks, key=lambda task: -task.priority)
        for _ in range(steps):
            for task in order:
                if task.ready():
                    task.step()
        return self.sent + sum(p.datum for t in self.tasks for p in t.queue)


class Variable:
    def __init__(self, value: int) -> None:
        self.value = value
        self.constraints: list["Constraint"] = []
        self.mark = 0
        self.stay = True


class Constraint:
    def __init__(self, inputs: list[Variable], output: Variable, method: Callable[..., int], strength: int) -> None:
        self.inputs, self.output, self.method, self.strength = inputs, output, method, strength
        for variable in inputs:
            variable.constraints.append(self)

    def satisfied(self) -> bool:
        return self.output.value == self.method(*[v.value for v in self.inputs])

    def execute(self) -> None:
        self.output.value = self.method(*[v.value for v in self.inputs])


class Planner:
    def __init__(self) -> None:
        self.mark = 0

    def change(self, variable: Variable, value: int) -> int:
        variable.value = value
        self.mark += 1
        todo, done = [variable], 0
        while todo:
            current = todo.pop()
            current.mark = self.mark
            for constraint in sorted(current.constraints, key=lambda c: c.strength):
                if constraint.output.mark != self.mark and not constraint.satisfied():
                    constraint.execute()
                    todo.append(constraint.output)
                    done += 1
        return done


def constraints() -> int:
    chain = [Variable(i) for i in range(150)]
    for i, (a, b) in enumerate(zip(chain, chain[1:])):
        Constraint([a], b, lambda x: x + 1, i % 3)
    scaled = [Variable(0) for _ in chain]
    for a, b in zip(chain, scaled):
        Constraint([a, chain[0]], b, lambda x, y: x * 10 + y, 1)
    planner = Planner()
    return sum(planner.change(chain[0], i) for i in range(1, 60)) + scaled[-1].value


Triple = tuple[float, float, float]


def dot(a: Triple, b: Triple) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


class Ball:
    def __init__(self, center: Triple, radius: float, shine: float) -> None:
        self.center, self.radius, self.shine = center, radius, shine

    def hit(self, origin: Triple, direction: Triple) -> float | None:
        to = tuple(c - o for c, o in zip(self.center, origin))
        along = dot(to, direction)  # type: ignore[arg-type]
        gap = dot(to, to) - along * along  # type: ignore[arg-type]
        if along < 0 or gap > self.radius**2:
            return None
        return along - math.sqrt(self.radius**2 - gap)


def trace(balls: list[Ball], origin: Triple, direction: Triple, depth: int) -> float:
    nearest, distance = None, math.inf
    for ball in balls:
        where = ball.hit(origin, direction)
        if where is not None and 1e-6 < where < distance:
            nearest, distance = ball, where
    if nearest is None:
        return max(0.0, direction[1])
    point = (
        origin[0] + direction[0] * distance,
        origin[1] + direction[1] * distance,
        origin[2] + direction[2] * distance,
    )
    c, r = nearest.center, nearest.radius
    normal = ((point[0] - c[0]) / r, (point[1] - c[1]) / r, (point[2] - c[2]) / r)
    light = max(0.1, dot(normal, (0.6, 0.7, -0.4)))
    if depth == 0 or not nearest.shine:
        return light
    turn = 2 * dot(normal, direction)
    mirrored = (
        direction[0] - turn * normal[0],
        direction[1] - turn * normal[1],
        direction[2] - turn * normal[2],
    )
    return light * (1 - nearest.shine) + nearest.shine * trace(balls, point, mirrored, depth - 1)


def raytrace(size: int) -> float:
    balls = [Ball((math.sin(i) * 2, math.cos(i) * 1.5, 5.0 + i % 3), 0.7, (i % 3) / 4) for i in range(8)]
    total = 0.0
    for y in range(size):
        for x in range(size):
            direction = ((x - size / 2) / size, (size / 2 - y) / size, 1.0)
            length = math.sqrt(dot(direction, direction))
            total += trace(
                balls,
                (0.0, 0.0, 0.0),
                (direction[0] / length, direction[1] / length, direction[2] / length),
                3,
            )
    return total


class Column:
    """A mapper's column: what a class says, each object keeps."""

    def __init__(self, kind: type, default: Any = None) -> None:
        self.kind, self.default = kind, default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, record: Any, owner: type) -> Any:
        return self if record is None else record.__dict__.get(self.name, self.default)

    def __set__(self, record: Any, value: Any) -> None:
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name}: {value!r} is no {self.kind.__name__}")
        record.__dict__[self.name] = value
        record.changed.add(self.name)

    def __eq__(self, value: object) -> Any:
        return lambda record: getattr(record, self.name) == value

    __hash__ = None  # type: ignore[assignment]


class Record:
    def __init__(self, **values: Any) -> None:
        self.changed: set[str] = set()
        for name, value in values.items():
            setattr(self, name, value)

    def sql(self) -> str:
        names = sorted(self.changed)
        return f"insert into {type(self).__name__.lower()} ({', '.join(names)}) values ({', '.join('?' * len(names))})"


class Person(Record):
    name = Column(str, "")
    age = Column(int, 0)
    city = Column(str, "here")


def records(count: int) -> int:
    people = [Person(name=f"p{i}", age=i % 90) for i in range(count)]
    adult = [p for p in people if p.age >= 18]
    same: Callable[[Person], bool] = Person.age == 30
    return sum(len(p.sql()) for p in adult) + sum(map(same, people)) + sum(len(p.city) for p in people)


def run(folder: Path) -> str:
    return f"{Kernel().run(2500)} {constraints()} {raytrace(55):.6f} {records(4000)}"
