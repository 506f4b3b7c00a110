"""Symbolic algebra: immutable expressions made once, operators, expansion, substitution, canonical order, printing."""

from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from itertools import product
from operator import add, mul
from pathlib import Path
from typing import Any, Callable, ClassVar


class Expr:
    """What is equal is the same object: `__new__` keeps all that was ever made."""

    __slots__ = ("args", "_mhash", "__dict__")
    known: ClassVar[dict[Any, "Expr"]] = {}
    rank = 9
    is_number = False

    def __new__(cls, *args: Any) -> "Expr":
        key = (cls.__name__, *args)
        made = Expr.known.get(key)
        if made is None:
            made = object.__new__(cls)
            made.args = args
            made._mhash = None
            Expr.known[key] = made
        return made

    def __hash__(self) -> int:
        if self._mhash is None:
            self._mhash = hash((type(self).__name__, self.args))
        return self._mhash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Expr):
            return NotImplemented
        return type(self) is type(other) and self.args == other.args

    @cached_property
    def order(self) -> tuple[Any, ...]:
        return (self.rank, *(a.order if isinstance(a, Expr) else (0, str(a)) for a in self.args))

    def __add__(self, other: Any) -> "Expr":
        return total(self, lift(other))

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Expr":
        return times(self, lift(other))

    __rmul__ = __mul__

    def __neg__(self) -> "Expr":
        return self * -1

    def __sub__(self, other: Any) -> "Expr":
        return self + -lift(other)

    def __pow__(self, other: int) -> "Expr":
        return power(self, other)

    def subs(self, table: dict["Expr", "Expr"]) -> "Expr":
        if self in table:
            return table[self]
        if isinstance(self, (Number, Symbol)):
            return self
        return REBUILD[type(self)](*(a.subs(table) if isinstance(a, Expr) else a for a in self.args))

    @property
    def free(self) -> frozenset["Expr"]:
        if isinstance(self, Symbol):
            return frozenset((self,))
        return reduce(frozenset.union, (a.free for a in self.args if isinstance(a, Expr)), frozenset())


class Number(Expr):
    rank = 0
    is_number = True


class Symbol(Expr):
    rank = 1


class Power(Expr):
    rank = 2


class Times(Expr):
    rank = 3


class Total(Expr):
    rank = 4


def lift(value: Any) -> Expr:
    return value if isinstance(value, Expr) else Number(Fraction(value))


def split(term: Expr) -> tuple[Fraction, Expr]:
    if isinstance(term, Times) and term.args[0].is_number:
        rest = term.args[1:]
        return term.args[0].args[0], rest[0] if len(rest) == 1 else Times(*rest)
    return (term.args[0], ONE) if term.is_number else (Fraction(1), term)


def total(*terms: Expr) -> Expr:
    sums: dict[Expr, Fraction] = {}
    for term in terms:
        for part in term.args if isinstance(term, Total) else (term,):
            factor, rest = split(part)
            sums[rest] = sums.get(rest, Fraction(0)) + factor
    kept = [times(Number(factor), rest) for rest, factor in sums.items() if factor]
    kept.sort(key=lambda e: e.order)
    return Total(*kept) if len(kept) > 1 else kept[0] if kept else ZERO


def times(*factors: Expr) -> Expr:
    number, powers = Fraction(1), {}
    for factor in factors:
        for part in factor.args if isinstance(factor, Times) else (factor,):
            if part.is_number:
                number *= part.args[0]
                continue
            base, exponent = part.args if isinstance(part, Power) else (part, 1)
            powers[base] = powers.get(base, 0) + exponent
    if not number:
        return ZERO
    kept = sorted((power(base, n) for base, n in powers.items() if n), key=lambda e: e.order)
    if number != 1 or not kept:
        kept.insert(0, Number(number))
    return Times(*kept) if len(kept) > 1 else kept[0]


def power(base: Expr, exponent: int) -> Expr:
    if base.is_number:
        return Number(base.args[0] ** exponent)
    return ONE if exponent == 0 else base if exponent == 1 else Power(base, exponent)


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
REBUILD: dict[type, Callable[..., Expr]] = {Power: power, Times: times, Total: total}


def distribute(*sums: Expr) -> Expr:
    choices = product(*(s.args if isinstance(s, Total) else (s,) for s in sums))
    return total(*(times(*choice) for choice in choices))


@lru_cache(maxsize=500)
def expand(e: Expr) -> Expr:
    if isinstance(e, Total):
        return total(*map(expand, e.args))
    if isinstance(e, Power) and isinstance(e.args[0], Total):
        return reduce(distribute, [expand(e.args[0])] * e.args[1])
    if isinstance(e, Times):
        return reduce(distribute, map(expand, e.args))
    return e


@lru_cache(maxsize=500)
def derivative(e: Expr, x: Expr) -> Expr:
    if isinstance(e, Total):
        return reduce(add, (derivative(a, x) for a in e.args))
    if isinstance(e, Times):
        return reduce(add, (reduce(mul, (derivative(b, x) if i == j else b for j, b in enumerate(e.args))) for i, _ in enumerate(e.args)))
    if isinstance(e, Power):
        base, n = e.args
        return n * power(base, n - 1) * derivative(base, x)
    return ONE if e is x else ZERO


def text(e: Expr) -> str:
    if isinstance(e, (Number, Symbol)):
        return str(e.args[0])
    if isinstance(e, Power):
        return f"({text(e.args[0])})**{e.args[1]}"
    return (" + " if isinstance(e, Total) else "*").join(map(text, e.args))


def run(folder: Path) -> str:
    Expr.known.clear()
    expand.cache_clear()
    derivative.cache_clear()
    x, y, z = map(Symbol, "xyz")
    whole = (x + y + 2 * z + 1) ** 6
    opened = expand(whole)
    slope = derivative(opened, x)
    same = expand(derivative(whole, x)) == slope
    other = expand(opened.subs({x: y + 1, z: ONE * 3}))
    values = [opened.subs({x: lift(i), y: lift(2), z: lift(1)}) for i in range(4)]
    return f"{len(opened.args)} {text(slope)[:90]} {same} {text(other)} {[str(v.args[0]) for v in values]} {len(opened.free)}"
