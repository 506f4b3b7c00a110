"""Changes to parsed files, each decided by a stream of bytes: the same bytes, the same change."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

__all__ = ["HOSTILE", "Choices", "fields", "mutate", "put"]

HOSTILE = [
    "${throw ''injected''}",
    '${throw "injected"}',
    "''",
    "'' + throw ''injected'' + ''",
    '"; x = throw "injected"; y = "',
    "''${x}",
    '"',
    "\\",
    "\\\\${x}",
    "$${x}",
    "a\nb",
    "\r\n# x",
    "\0",
    "*/ x /*",
    "../evil",
    "/etc/passwd",
    "..",
    ".",
    "",
    " ",
    "-",
    "--help",
    "@name@",
    "é" * 3,
    "\N{SNOWMAN}",
    "\N{RIGHT-TO-LEFT OVERRIDE}x",
    "\U0001f40d",
    "x" * 5000,
    "a;b",
    "1!2",
    "1.0",
    "dep",
    "python_version < '3.12'",
    "extra == 'x'",
    "sha256:" + "0" * 64,
    "https://index.example/files/x-1.0-py3-none-any.whl",
    "git+https://git.example/x.git@" + "0" * 40,
    "x-1.0-py3-none-any.whl",
    "\N{ARABIC-INDIC DIGIT THREE}.\N{ARABIC-INDIC DIGIT ONE}",
]
"""What must stay text wherever it stands."""

_ODD: list[Any] = [0, -1, 2**70, 1.5, float("nan"), True, [], {}, [[]], [{}], {"": ""}, [1, "a"]]

_T = TypeVar("_T")


class Choices:
    """Decisions read from bytes, zero when they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def below(self, limit: int) -> int:
        """Return a number from zero up to `limit`, exclusive."""
        width = 1 if limit <= 256 else 2
        chunk = self._data[self._at : self._at + width]
        self._at += width
        return int.from_bytes(chunk, "little") % limit

    def of(self, values: Sequence[_T]) -> _T:
        """Return one of the values."""
        return values[self.below(len(values))]

    def text(self) -> str:
        """Return a hostile text, or one made from the bytes."""
        if self.below(4):
            return self.of(HOSTILE)
        length = self.below(24)
        chunk = self._data[self._at : self._at + length]
        self._at += length
        return chunk.decode("utf-8", "replace")


Path = tuple[str | int, ...]


def fields(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Return the path of every value in a tree of tables and lists."""
    if path:
        yield path
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from fields(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from fields(value, (*path, index))


def _parent(tree: Any, path: Path) -> Any:
    for step in path[:-1]:
        tree = tree[step]
    return tree


def _get(tree: Any, path: Path) -> Any:
    return _parent(tree, path)[path[-1]]


def put(tree: dict[str, Any], path: Path, value: object, *, as_key: bool = False) -> dict[str, Any]:
    """Return a copy with another value at `path`, or with the key there renamed to the value."""
    changed = copy.deepcopy(tree)
    parent = _parent(changed, path)
    if as_key and isinstance(parent, dict):
        old = parent.pop(path[-1])
        parent[str(value)] = old
    else:
        parent[path[-1]] = value
    return changed


def mutate(tree: dict[str, Any], choices: Choices) -> dict[str, Any]:
    """Return a copy with up to four changes, or none."""
    for _ in range(choices.below(5)):
        paths = list(fields(tree))
        if not paths:
            break
        tree = _change(tree, choices.of(paths), choices, paths)
    return tree


def _change(
    tree: dict[str, Any], path: Path, choices: Choices, paths: list[Path]
) -> dict[str, Any]:
    old = _get(tree, path)
    match choices.below(8):
        case 0:
            return put(tree, path, choices.text(), as_key=True)
        case 1:
            return put(tree, path, choices.of(_ODD))
        case 2:
            # What stands elsewhere in the file.
            return put(tree, path, copy.deepcopy(_get(tree, choices.of(paths))))
        case 3:
            changed = copy.deepcopy(tree)
            del _parent(changed, path)[path[-1]]
            return changed
        case 4 if isinstance(old, list):
            return put(tree, path, [*old, *copy.deepcopy(old)])
        case 5 if isinstance(old, dict):
            return put(tree, path, {**old, choices.text(): choices.text()})
        case 6 if isinstance(old, str):
            cut = choices.below(len(old) + 1)
            return put(tree, path, old[:cut] + choices.text() + old[cut:])
    return put(tree, path, choices.text())
