"""Expansion of includes within includes: every node once, however many lead to it.

Dependency groups and requirements files include each other. Nothing here recurses, and a node that
is included twice is expanded once.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = ["CycleError", "Include", "Steps", "flattened"]

Leaf = TypeVar("Leaf")
Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Include(Generic[Node]):
    """An item that stands for the items of another node."""

    node: Node
    place: str = ""
    """Where it is written, for messages."""


class CycleError(Exception):
    """A node includes itself."""

    def __init__(self, path: Iterable[object], include: Include[Any]) -> None:
        super().__init__(" -> ".join(map(str, path)))
        self.include = include
        """The last one, which leads back."""


@dataclass
class Steps:
    """Counts what is followed or expanded, and refuses more of it than any project has."""

    place: str
    limit: int = limits.EXPANDED
    cost: float = 5
    """Units of work of each item: see `budget.py`."""
    count: int = 0

    def take(self, count: int = 1) -> None:
        """Count some items."""
        spend(self.cost * count, self.place)
        self.count += count
        if self.count > self.limit:
            raise RefusedError(
                self.place,
                f"with all that is included, it has more than {self.limit} entries",
                "include less, or choose fewer targets",
            )


def flattened(
    start: Node, items: Callable[[Node], Iterable[Leaf | Include[Node]]], steps: Steps
) -> Iterator[Leaf]:
    """Yield what a node and those that it includes hold, in order, each node where it comes first.

    Raises CycleError where a node includes itself.
    """
    done: set[Node] = {start}
    path: dict[Node, Iterator[Leaf | Include[Node]]] = {start: iter(items(start))}
    while path:
        node = next(reversed(path))
        for item in path[node]:
            steps.take()
            if not isinstance(item, Include):
                yield item
            elif item.node in path:
                raise CycleError(path, item)
            elif item.node not in done:
                done.add(item.node)
                path[item.node] = iter(items(item.node))
                break
        else:
            del path[node]
