"""Limits that TOML and JSON keep to before they are parsed.

The parsers recurse into nested values, and take a microsecond and a hundred bytes for each value.
"""

import re

from pyproject2nix.base import limits

__all__ = ["check_json", "check_toml"]

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


def check_json(text: str) -> None:
    """Raise ValueError for JSON with more values than any project has."""
    _count(text, ",")


def _count(text: str, signs: str) -> None:
    if text.count("[") + text.count("{") > limits.BLOCKS:
        raise ValueError(f"more than {limits.BLOCKS} brackets")
    if sum(map(text.count, signs)) > limits.VALUES:
        raise ValueError(f"more than {limits.VALUES} values")


def check_toml(text: str) -> None:
    """Raise ValueError for TOML with more of something than any project has."""
    _count(text, ",=\n\\")
    depth = parts = words = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        words += kind is None
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "dot":
            parts += 1
        elif kind == "end":
            parts = 0
        elif token.end() - token.start() > limits.UNQUOTED and token[0][0] not in "\"'#":
            what = f"{token[0][:20]}… has more than {limits.UNQUOTED} characters"
            raise ValueError(f"{what} (at line {_line(text, token)})")
        if depth < 0:
            return  # No TOML, and tomllib stops here, too.
        if words > 2 * limits.VALUES:
            raise ValueError(f"more than {2 * limits.VALUES} values")
        if max(depth, parts) > limits.DEPTH:
            raise ValueError(f"more than {limits.DEPTH} levels (at line {_line(text, token)})")


def _line(text: str, token: re.Match[str]) -> int:
    return text.count("\n", 0, token.start()) + 1
