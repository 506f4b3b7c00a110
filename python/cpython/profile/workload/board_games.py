"""A board game with stones, groups and liberties, played to its end by chance: objects that point to each other."""

from pathlib import Path

SIZE = 9


class Point:
    """A crossing of the board; stones that touch are one group, found through `parent`."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.neighbours: list["Point"] = []
        self.colour = 0
        self.parent = self
        self.liberties = 0
        self.stones = 1

    def find(self) -> "Point":
        point = self
        while point.parent is not point:
            point = point.parent
        self.parent = point
        return point


class Board:
    def __init__(self) -> None:
        self.points = [Point(i) for i in range(SIZE * SIZE)]
        for i, point in enumerate(self.points):
            x, y = i % SIZE, i // SIZE
            for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                if 0 <= x + dx < SIZE and 0 <= y + dy < SIZE:
                    point.neighbours.append(self.points[(y + dy) * SIZE + x + dx])
        self.empty = list(range(SIZE * SIZE))
        self.captured = {1: 0, 2: 0}

    def useful(self, number: int, colour: int) -> bool:
        point = self.points[number]
        strong = weak = 0
        for other in point.neighbours:
            if other.colour == 0:
                return True
            group = other.find()
            if other.colour == colour and group.liberties > 1:
                strong += 1
            elif other.colour != colour and group.liberties <= 1:
                weak += 1
        return bool(weak or strong)

    def play(self, number: int, colour: int) -> None:
        point = self.points[number]
        point.colour, point.parent, point.stones = colour, point, 1
        point.liberties = sum(1 for other in point.neighbours if not other.colour)
        self.empty.remove(number)
        for other in point.neighbours:
            if not other.colour:
                continue
            group = other.find()
            group.liberties -= 1
            if other.colour == colour and group is not point.find():
                root = point.find()
                root.parent = group
                group.liberties += root.liberties
                group.stones += root.stones
            elif other.colour != colour and group.liberties <= 0:
                self.take(group)

    def take(self, group: Point) -> None:
        for point in [p for p in self.points if p.colour and p.find() is group]:
            self.captured[point.colour] += 1
            point.colour, point.parent = 0, point
            self.empty.append(point.number)


def playouts(games: int) -> int:
    total, seed = 0, 12345
    for _ in range(games):
        board, colour, passes = Board(), 1, 0
        for _ in range(90):
            seed = (seed * 69069 + 1) & 0xFFFFFFFF
            start = (seed >> 8) % len(board.empty)
            for offset in range(min(6, len(board.empty))):
                number = board.empty[(start + offset) % len(board.empty)]
                if board.useful(number, colour):
                    board.play(number, colour)
                    passes = 0
                    break
            else:
                passes += 1
                if passes == 2:
                    break
            colour = 3 - colour
        total += sum(p.colour for p in board.points) + board.captured[1] * 7 + board.captured[2]
    return total


def run(folder: Path) -> str:
    return str(playouts(150))
