"""Lock files as data: written as TOML, and changed at any key."""

import datetime
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError

T = TypeVar("T")
Key = tuple[str | int, ...]

HOSTILE = ["", ".", "*", "${x}", "''", '"', "\\", "a\nb", "\0", "../evil", "/", "é", "x" * 5000]
LIKELY = [
    "sha256:" + "0" * 64,
    "https://[",
    "git",
    "1.0",
    ">=1",
    "os_name == 'nt'",
    "a @ b",
    "1" * 9,
]

VALUES = st.recursive(
    st.one_of(
        st.sampled_from([*HOSTILE, *LIKELY]),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.integers(-5, 2**40),
        st.booleans(),
        st.just(1.5),
        st.just(datetime.date(2024, 1, 1)),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abn-", max_size=4), inner),
    max_leaves=4,
)


def toml(value: object) -> str:
    """Return a TOML value; JSON's strings are TOML's but for one letter."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml(key)} = {toml(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value).replace("\x7f", "\\u007f")


def write(path: Path, data: dict[str, Any]) -> Path:
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in data.items())
    path.write_text(text, encoding="utf-8")
    return path


def keys_of(value: object, key: Key = ()) -> Iterator[Key]:
    """Return the place of every value, from the outside in."""
    if key:
        yield key
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from keys_of(inner, (*key, name))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from keys_of(inner, (*key, index))


def at(data: Any, key: Key) -> Any:
    for part in key:
        data = data[part]
    return data


def changed(data: dict[str, Any], key: Key, value: object) -> dict[str, Any]:
    """Return a copy with another value at one place; nothing (None) removes it."""
    copy = deepcopy(data)
    if value is None:
        del at(copy, key[:-1])[key[-1]]
    else:
        at(copy, key[:-1])[key[-1]] = value
    return copy


def or_refusal(read: Callable[[], T]) -> T | str:
    """Return what was read, or the one line and remedy of a refusal; anything else is a failure."""
    try:
        return read()
    except RefusedError as refusal:
        text = str(refusal)
        lines, remedy = text.splitlines(), refusal.remedy
    assert len(lines) == 1
    assert remedy
    return text


def tables_of(data: dict[str, Any]) -> list[Key]:
    """Return the place of every table."""
    return [(), *(key for key in keys_of(data) if isinstance(at(data, key), dict))]
