"""Values of a traced flake: data, and terms that say how something came from an input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Attr",
    "Call",
    "Data",
    "Function",
    "List",
    "Modules",
    "Path",
    "Root",
    "Select",
    "Set",
    "Text",
    "Value",
    "read_value",
    "sets_in",
    "spine",
]

_TERM = re.compile("\x01([^\x02]*)\x02")


@dataclass(frozen=True)
class Data:
    """A number, true, false or null."""

    data: int | float | bool | None


@dataclass(frozen=True)
class Text:
    """A string, between whose pieces terms stand."""

    parts: tuple[str | Value, ...]

    @property
    def plain(self) -> str | None:
        """The string, if no term is in it."""
        if not self.parts:
            return ""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], str) else None


@dataclass(frozen=True)
class Path:
    """An absolute path, written as a path."""

    path: str


@dataclass(frozen=True)
class List:
    """A list."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Attr:
    """An attribute, and the file and line where it is written, where that is known."""

    value: Value
    at: str | None


@dataclass(frozen=True)
class Set:
    """An attribute set."""

    attrs: Mapping[str, Attr]


@dataclass(frozen=True)
class Function:
    """A function, by what it makes of an argument; None where that was not looked into."""

    body: Value | None


@dataclass(frozen=True)
class Modules:
    """Modules of one configuration, applied to their arguments."""

    modules: tuple[Set, ...]


@dataclass(frozen=True)
class Root:
    """Where a term begins: input, pkgs, lib, self, config, or the argument of a function."""

    kind: str
    name: str | None = None


@dataclass(frozen=True)
class Select:
    """An attribute of a term, with what was merged over it."""

    of: Value
    name: str
    more: Mapping[str, Attr] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A term that was called, with what was merged over the result."""

    of: Value
    argument: Value
    more: Mapping[str, Attr] = field(default_factory=dict)


Value = Data | Text | Path | List | Set | Function | Modules | Root | Select | Call


def read_value(data: Mapping[str, Any]) -> Value:
    """Return the value that the tracer described."""
    match data:
        case {"data": plain}:
            return Data(plain)
        case {"string": str(text)}:
            pieces = _TERM.split(text)
            parts = (read_value(json.loads(p)) if i % 2 else p for i, p in enumerate(pieces))
            return Text(tuple(part for part in parts if part != ""))
        case {"path": str(path)}:
            return Path(path)
        case {"list": list(items)}:
            return List(tuple(map(read_value, items)))
        case {"set": dict(attrs)}:
            return Set(_attrs(attrs))
        case {"function": body}:
            return Function(None if body is None else read_value(body))
        case {"modules": list(modules)}:
            values = map(read_value, modules)
            return Modules(tuple(value for value in values if isinstance(value, Set)))
        case {"select": {"of": of, "name": str(name)}}:
            return Select(read_value(of), name, _attrs(data.get("more", {})))
        case {"call": {"of": of, "argument": argument}}:
            more = _attrs(data.get("more", {}))
            return Call(read_value(of), read_value(argument), more)
    return Root(data["root"], data["name"])


def _attrs(attrs: Mapping[str, Any]) -> dict[str, Attr]:
    return {name: Attr(read_value(attr["value"]), attr["at"]) for name, attr in attrs.items()}


def spine(value: Value) -> tuple[str, list[Value], Value]:
    """Return name, arguments and owner of `owner.name argument …`; the name may be empty."""
    arguments: list[Value] = []
    while isinstance(value, Call):
        arguments.insert(0, value.argument)
        value = value.of
    return (value.name, arguments, value.of) if isinstance(value, Select) else ("", [], value)


def sets_in(value: Value) -> Iterator[Set]:
    """Yield the attribute sets that a term was made of, the last argument first."""
    match value:
        case Call(of, argument):
            yield from sets_in(argument)
            yield from sets_in(of)
        case Select(of):
            yield from sets_in(of)
        case Set(attrs):
            yield value
            for attr in attrs.values():
                yield from sets_in(attr.value)
        case List(items) | Modules(items):
            for item in items:
                yield from sets_in(item)
        case Text(parts):
            for part in parts:
                if not isinstance(part, str):
                    yield from sets_in(part)
