"""Writes plain data as TOML: enough for what tomllib read, one inline value a key."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time

__all__ = ["toml_text"]


def toml_text(document: Mapping[str, object]) -> str:
    """Return a TOML document."""
    return "".join(f"{_string(key)} = {_value(value)}\n" for key, value in document.items())


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(value)
        case int() | float():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{{', '.join(f'{_string(k)} = {_value(v)}' for k, v in value.items())}}}"
    raise TypeError(type(value))


def _string(text: str) -> str:
    # JSON's strings are TOML's, but for one letter, and for the surrogates of letters beyond BMP.
    written = json.dumps(text, ensure_ascii=False)
    return "".join(
        f"\\u{ord(letter):04x}" if letter == "\x7f" or letter < " " else letter
        for letter in written
    )
