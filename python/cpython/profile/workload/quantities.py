"""Exact numbers: decimals, fractions, statistics; and a telco-like bill, currency rounding, a knapsack."""

import decimal
import fractions
import math
import statistics
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path


def bill(calls: int) -> Decimal:
    rates, total = (Decimal("0.0013"), Decimal("0.00894")), Decimal(0)
    cent, out = Decimal("0.01"), []
    for i in range(calls):
        price = (Decimal(i * 37 % 4000) * rates[i & 1]).quantize(cent, ROUND_HALF_UP)
        tax = (price * Decimal("0.0675")).quantize(cent, decimal.ROUND_DOWN)
        total += price + tax
        out.append(str(price))
        if i & 1:
            total += (price * Decimal("0.0341")).quantize(cent)
    return total + sum(map(Decimal, out[:200]))


def series(digits: int) -> Decimal:
    with decimal.localcontext() as context:
        context.prec = digits
        value, term, n = Decimal(3), Decimal(3), 1
        na, d, da = 0, 0, 24
        while term > Decimal(10) ** -digits:
            n, na, d, da = n + na, na + 8, d + da, da + 32
            term = term * n / d
            value += term
        return +value + Decimal(2).sqrt() + Decimal(3).ln().exp() - Decimal(7) ** Decimal("0.5")


def knapsack(size: int) -> int:
    best = [0] * (size + 1)
    for weight, value in [(i % 23 + 3, i * 7 % 31) for i in range(40)]:
        for room in range(size, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[size]


def run(folder: Path) -> str:
    values = [math.sin(i) * 10 for i in range(1500)]
    out: list[object] = [
        bill(4000),
        series(60),
        knapsack(1500),
        Decimal("1E+3").normalize(),
        f"{Decimal('1234.5678'):,.2f}",
    ]
    out += [
        statistics.mean(values),
        statistics.median(values),
        statistics.stdev(values),
        statistics.quantiles(values),
        statistics.mode([1, 1, 2]),
    ]
    total = fractions.Fraction(0)
    for i in range(1, 250):
        total = total + fractions.Fraction(i % 7, i) if i % 3 else total * fractions.Fraction(1, 2) - fractions.Fraction(str(i / 4))
    out += [
        total.numerator % 10007,
        fractions.Fraction(0.75),
        total > 3,
        float(total),
        fractions.Fraction(math.pi).limit_denominator(1000),
    ]
    return " ".join(map(str, out))
