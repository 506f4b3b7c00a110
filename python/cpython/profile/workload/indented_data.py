"""Nested data as indented text, written by generators and read back by recursion: what YAML is to programs."""

from pathlib import Path
from typing import Any, Iterator


def dump(value: Any, depth: int = 0) -> Iterator[str]:
    pad = "  " * depth
    for key, item in value.items() if isinstance(value, dict) else (("-", item) for item in value):
        mark = key if key == "-" else f"{key}:"
        if isinstance(item, (dict, list)):
            yield pad + mark
            yield from dump(item, depth + 1)
        else:
            yield f"{pad}{mark} {item}"


def load(lines: list[str]) -> Any:
    """The inverse, by recursion over the indentation."""

    def scalar(text: str) -> Any:
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                continue
        return {"True": True, "False": False}.get(text, text)

    def block(at: int, depth: int) -> tuple[Any, int]:
        out: Any = [] if lines[at].lstrip().startswith("-") else {}
        while at < len(lines) and len(lines[at]) - len(lines[at].lstrip(" ")) == depth:
            key, _, rest = lines[at].strip().partition(" ")
            at += 1
            value, at = (scalar(rest), at) if rest else block(at, depth + 2)
            if isinstance(out, list):
                out.append(value)
            else:
                out[key.rstrip(":")] = value
        return out, at

    return block(0, 0)[0]


def run(folder: Path) -> str:
    data = {f"part{i}": {"name": f"n{i}", "on": i % 2 == 0, "sizes": [i, i / 2, "big"], "deep": {"a": {"b": i}}} for i in range(120)}
    lines = list(dump(data))
    again = [load(lines) for _ in range(6)]
    return f"{len(lines)} {again[0] == again[-1] == data} {lines[-1]}"
