"""Puzzles: tilings by bit masks, permutations, a fractal by chance, life."""

import math
from pathlib import Path
from typing import Iterator


def placements(shape: list[tuple[int, int]], width: int, height: int) -> list[int]:
    masks = set()
    for _ in range(2):
        for _ in range(4):
            shape = [(y, -x) for x, y in shape]
            left, top = min(x for x, _ in shape), min(y for _, y in shape)
            cells = sorted((x - left, y - top) for x, y in shape)
            for dx in range(width):
                for dy in range(height):
                    if all(x + dx < width and y + dy < height for x, y in cells):
                        masks.add(sum(1 << (y + dy) * width + x + dx for x, y in cells))
        shape = [(-x, y) for x, y in shape]
    return sorted(masks)


SHAPES = {
    "N": [(0, 0), (0, 1), (1, 1), (1, 2), (1, 3)], "P": [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)],
    "L": [(0, 0), (0, 1), (0, 2), (0, 3), (1, 3)], "V": [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2)],
    "U": [(0, 0), (0, 1), (1, 1), (2, 1), (2, 0)], "Y": [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1)],
}  # fmt: skip


def tilings(width: int, height: int) -> Iterator[dict[str, int]]:
    """Exact covers of a rectangle by pentominoes: the first free cell decides."""
    full = (1 << width * height) - 1
    by_cell: list[dict[str, list[int]]] = [{} for _ in range(width * height)]
    for name, shape in SHAPES.items():
        for mask in placements(shape, width, height):
            by_cell[(mask & -mask).bit_length() - 1].setdefault(name, []).append(mask)

    def fill(board: int, used: dict[str, int]) -> Iterator[dict[str, int]]:
        if board == full:
            yield dict(used)
            return
        cell = (~board & board + 1).bit_length() - 1
        for name, masks in by_cell[cell].items():
            if name in used:
                continue
            for mask in masks:
                if not mask & board:
                    used[name] = mask
                    yield from fill(board | mask, used)
                    del used[name]

    yield from fill(0, {})


def orders(items: list[int]) -> Iterator[tuple[int, ...]]:
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in orders(items[:i] + items[i + 1 :]):
            yield (item, *rest)


def queens(size: int) -> int:
    columns = range(size)
    return sum(size == len({order[i] + i for i in columns}) == len({order[i] - i for i in columns}) for order in orders(list(columns)))


def life(rounds: int) -> int:
    cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2), (10, 10), (11, 10), (12, 10), (11, 11), (20, 5), (20, 6), (20, 7), (21, 6)}
    for _ in range(rounds):
        near: dict[tuple[int, int], int] = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        near[x + dx, y + dy] = near.get((x + dx, y + dy), 0) + 1
        cells = {cell for cell, count in near.items() if count == 3 or (count == 2 and cell in cells)}
    return len(cells)


class Spline:
    """A curve by control points, as a fractal game bends a plane by it."""

    def __init__(self, points: list[complex]) -> None:
        self.points = points

    def __call__(self, t: float) -> complex:
        points = self.points
        while len(points) > 1:
            points = [a + (b - a) * t for a, b in zip(points, points[1:])]
        return points[0]

    def __len__(self) -> int:
        return len(self.points)


def fractal(steps: int) -> int:
    curves = [Spline([complex(math.cos(i + j), math.sin(i * j)) for j in range(4)]) for i in range(3)]
    counts = [[0] * 40 for _ in range(40)]
    where, seed = 0.5 + 0.5j, 1
    for _ in range(steps):
        seed = (seed * 16807) % 2147483647
        bent = curves[seed % len(curves)](min(1.0, abs(where) / 2))
        where = (where + bent) / 2
        x, y = int((where.real + 1) * 20), int((where.imag + 1) * 20)
        if 0 <= x < 40 and 0 <= y < 40:
            counts[y][x] += 1
    return sum(value > 0 for row in counts for value in row)


def run(folder: Path) -> str:
    solved = list(tilings(6, 5))
    return f"{len(solved)} {sum(s['N'] & 0xFFFF for s in solved)} {queens(6)} {life(40)} {fractal(8000)}"
