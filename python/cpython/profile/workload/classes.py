"""Objects: attributes, slots, properties, descriptors, inheritance, operators, class creation, iteration protocols."""

from pathlib import Path
from typing import Any, Iterator


class Vector:
    """Operators by special methods, as numeric libraries have them."""

    __slots__ = ("x", "y", "z")

    def __init__(self, x: float, y: float, z: float) -> None:
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vector") -> "Vector":
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, scale: float) -> "Vector":
        return Vector(self.x * scale, self.y * scale, self.z * scale)

    __rmul__ = __mul__

    def __neg__(self) -> "Vector":
        return Vector(-self.x, -self.y, -self.z)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vector) and (self.x, self.y, self.z) == (other.x, other.y, other.z)

    def __hash__(self) -> int:
        return hash((self.x, self.y, self.z))

    def __iter__(self) -> Iterator[float]:
        yield self.x
        yield self.y
        yield self.z

    def __bool__(self) -> bool:
        return self.x != 0

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> float:
        return (self.x, self.y, self.z)[index]

    def __contains__(self, value: float) -> bool:
        return value in (self.x, self.y, self.z)

    def __lt__(self, other: "Vector") -> bool:
        return self.x < other.x

    def __repr__(self) -> str:
        return f"Vector({self.x}, {self.y}, {self.z})"


class Positive:
    """A descriptor that checks what it is given."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = "_" + name

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance: Any, value: float) -> None:
        if value < 0:
            raise ValueError(f"{self.name} is negative: {value}")
        setattr(instance, self.name, value)


class Shape:
    registry: dict[str, type] = {}
    width = Positive()
    height = Positive()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.registry[cls.__name__] = cls

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height

    @property
    def area(self) -> float:
        return self.width * self.height

    @area.setter
    def area(self, value: float) -> None:
        self.width = value / self.height

    def scaled(self, factor: float) -> "Shape":
        return type(self)(self.width * factor, self.height * factor)

    def __getattr__(self, name: str) -> float:
        if name.startswith("half_"):
            return getattr(self, name[5:]) / 2
        raise AttributeError(name)


class Square(Shape):
    def __init__(self, side: float) -> None:
        super().__init__(side, side)

    def scaled(self, factor: float) -> "Shape":
        return Square(self.width * factor)


class Named:
    def describe(self) -> str:
        return type(self).__name__


class Labelled(Square, Named):
    def describe(self) -> str:
        return super().describe() + str(self.area)


class Meta(type):
    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> "Meta":
        space["fields"] = [key for key, value in space.items() if isinstance(value, int)]
        return super().__new__(mcs, name, bases, space)

    def __call__(cls, *args: Any) -> Any:
        return super().__call__(*args)


def run(folder: Path) -> str:
    total = 0.0
    vectors = [Vector(i, i + 1.0, 2.0 * i) for i in range(3000)]
    for one, two in zip(vectors, vectors[1:]):
        result = -(one + two * 0.5 - 0.25 * one)
        total += result.x + sum(result) + len(result) + result[1] + (0.5 in result) + (one < two) + bool(one) + (one == two)
        a, b, c = result
        total += a + b + c + hash(one) % 3
    shapes = [Shape(i % 7, 3) for i in range(4000)] + [Square(i % 5) for i in range(4000)] + [Labelled(i % 3) for i in range(4000)]
    for shape in shapes:
        total += shape.area + shape.scaled(2).area + shape.half_width
        if shape.height:
            shape.area = shape.area + 3
        if isinstance(shape, Named):
            total += len(shape.describe())
    for i in range(400):
        made = Meta(
            f"Made{i % 10}",
            (Named,),
            {"one": i, "two": 2, "text": "", "method": lambda self: self.one},
        )
        total += made().method() + len(made.fields) + issubclass(made, Named)
    for i in range(400):
        plain = type(f"Plain{i % 10}", (Vector,), {"extra": i})(1.0, 2.0, 3.0)
        plain.later = i
        total += plain.later + plain.extra + plain.x
        del plain.later
    return f"{total:.6f} {sorted(Shape.registry)}"
