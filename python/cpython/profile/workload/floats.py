"""Floating-point loops: planets, spectral norm, fractals, Fourier, linear algebra, chaos, complex numbers."""

import cmath
import math
import random
from array import array
from pathlib import Path


def planets(steps: int) -> float:
    rng = random.Random(4)
    bodies = [
        (
            [rng.uniform(-9, 9) for _ in range(3)],
            [rng.uniform(-1, 1) for _ in range(3)],
            rng.uniform(0.1, 9),
        )
        for _ in range(5)
    ]
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    for _ in range(steps):
        for ([x1, y1, z1], v1, m1), ([x2, y2, z2], v2, m2) in pairs:
            dx, dy, dz = x1 - x2, y1 - y2, z1 - z2
            force = 0.001 * (dx * dx + dy * dy + dz * dz + 0.1) ** -1.5
            v1[0] -= dx * m2 * force
            v1[1] -= dy * m2 * force
            v1[2] -= dz * m2 * force
            v2[0] += dx * m1 * force
            v2[1] += dy * m1 * force
            v2[2] += dz * m1 * force
        for place, (vx, vy, vz), _mass in bodies:
            place[0] += 0.001 * vx
            place[1] += 0.001 * vy
            place[2] += 0.001 * vz
    return sum(m * (vx * vx + vy * vy + vz * vz) / 2 for _, (vx, vy, vz), m in bodies)


def spectral(n: int) -> float:
    def element(i: int, j: int) -> float:
        return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)

    u = [1.0] * n
    for _ in range(3):
        v = [sum(element(i, j) * u[j] for j in range(n)) for i in range(n)]
        u = [sum([element(j, i) * v[j] for j in range(n)]) for i in range(n)]
    return math.sqrt(sum(a * b for a, b in zip(u, v)) / sum(x * x for x in v))


def mandelbrot(size: int) -> int:
    inside = 0
    for row in range(size):
        for column in range(size):
            c = complex(3 * column / size - 2, 2 * row / size - 1)
            z = 0j
            for _ in range(25):
                z = z * z + c
                if abs(z) > 2:
                    break
            else:
                inside += 1
    return inside


def fourier(values: list[complex]) -> list[complex]:
    n = len(values)
    if n == 1:
        return values
    even, odd = fourier(values[::2]), fourier(values[1::2])
    turned = [cmath.exp(-2j * cmath.pi * k / n) * odd[k] for k in range(n // 2)]
    return [even[k] + turned[k] for k in range(n // 2)] + [even[k] - turned[k] for k in range(n // 2)]


def solve(n: int) -> float:
    """LU decomposition with pivots, over lists of arrays."""
    rng = random.Random(7)
    a = [array("d", [rng.random() for _ in range(n)]) for _ in range(n)]
    determinant = 1.0
    for j in range(n):
        pivot = max(range(j, n), key=lambda i: abs(a[i][j]))
        if pivot != j:
            a[j], a[pivot] = a[pivot], a[j]
            determinant = -determinant
        determinant *= a[j][j]
        for i in range(j + 1, n):
            factor = a[i][j] / a[j][j]
            row, top = a[i], a[j]
            for k in range(j, n):
                row[k] -= factor * top[k]
    return determinant


def relax(n: int, rounds: int) -> float:
    grid = [[0.0] * n for _ in range(n)]
    grid[0] = [100.0] * n
    for _ in range(rounds):
        for i in range(1, n - 1):
            above, row, below = grid[i - 1], grid[i], grid[i + 1]
            for j in range(1, n - 1):
                row[j] += 0.31 * (above[j] + below[j] + row[j - 1] + row[j + 1] - 4.0 * row[j])
    return sum(map(sum, grid))


def chance(n: int) -> float:
    seed, under = 42, 0
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        x = seed / 0x7FFFFFFF
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        y = seed / 0x7FFFFFFF
        under += x * x + y * y <= 1.0
    return 4.0 * under / n


def run(folder: Path) -> str:
    out = [planets(1500), spectral(60), mandelbrot(60), solve(45), relax(40, 25), chance(30000)]
    out.append(abs(sum(fourier([complex(math.sin(i), i % 3) for i in range(1024)])[1:9])))
    rng = random.Random(1)
    values = [rng.gauss(0, 1) for _ in range(4000)]
    for value in values:
        out[0] += math.sin(value) + math.exp(-value * value) + math.floor(value) + math.hypot(value, 1.0) + int(value * 100) / 3
        out[1] += float(repr(value)) + float("%.3f" % value) + len(f"{value:10.4e}") + round(value, 2) - value // 0.5 + value % 0.3
    rng.shuffle(values)
    out += [
        math.fsum(values),
        sum(values),
        min(values),
        max(values),
        rng.choice(values),
        rng.randrange(1000),
        sum(rng.sample(values, 50)),
    ]
    rows = {i: [(rng.randrange(200), rng.random()) for _ in range(10)] for i in range(200)}
    vector = [1.0] * 200
    for _ in range(30):
        vector = [sum(weight * vector[column] for column, weight in row) / 5 for row in rows.values()]
    return " ".join(f"{value:.9g}" for value in [*out, *vector[:3]])
