"""Limits that TOML and JSON keep to before they are parsed.

The parsers recurse into nested values, and take a microsecond and a hundred bytes for each value.
"""

import json
import re

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend

__all__ = ["check_toml", "parse_json"]

# Strings and comments as wholes, so that what looks like structure in them does not count. Nothing
# here goes back over what it has read (`*+`): a file costs as much as it is long.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}+(?!"))*+(?:"{3,5}+|$)'
    r"|'''(?:[^']|'{1,2}+(?!'))*+(?:'{3,5}+|$)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>[=,\n])|(?P<dot>\.)"
    r"|[^\"'\#\[\]{}=,\s.]++",
    re.DOTALL,
)


def parse_json(text: str, place: str) -> object:
    """Read JSON; raises ValueError for a key that is there twice, and for more than a project has.

    RecursionError where it is nested too deeply.
    """
    spend(_count(text, ","), place)
    return json.loads(text, object_pairs_hook=_table)


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"the key {key!r} is there twice")
        table[key] = value
    return table


def _count(text: str, signs: str) -> int:
    """Refuse more of something than any project has; return what the parser takes, in µs."""
    blocks = text.count("[") + text.count("{")
    if blocks > limits.BLOCKS:
        raise ValueError(f"more than {limits.BLOCKS} brackets")
    values = sum(map(text.count, signs))
    if values > limits.VALUES:
        raise ValueError(f"more than {limits.VALUES} values")
    return 4 * values + 10 * blocks


def check_toml(text: str, place: str) -> None:
    """Raise ValueError for TOML with more of something than any project has."""
    spend(_count(text, ",=\n\\"), place)
    depth = parts = words = dotted = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        words += kind is None
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "dot":
            parts += 1
            # The parser remembers each beginning of a dotted key, and looks it up from the root.
            dotted += parts
        elif kind == "end":
            parts = 0
        elif token.end() - token.start() > limits.UNQUOTED and token[0][0] not in "\"'#":
            what = f"{token[0][:20]}… has more than {limits.UNQUOTED} characters"
            raise ValueError(f"{what} (at line {_line(text, token)})")
        if depth < 0:
            return  # No TOML, and tomllib stops here, too.
        if words > 2 * limits.VALUES:
            raise ValueError(f"more than {2 * limits.VALUES} values")
        if dotted > limits.DOTTED:
            raise ValueError(f"more than {limits.DOTTED} parts of dotted keys")
        if max(depth, parts) > limits.DEPTH:
            raise ValueError(f"more than {limits.DEPTH} levels (at line {_line(text, token)})")


def _line(text: str, token: re.Match[str]) -> int:
    return text.count("\n", 0, token.start()) + 1
