"""Templates of the generated files: `@name@` is replaced, and every name has to be given."""

import re
from importlib.resources import files

__all__ = ["fill"]

_PLACEHOLDER = re.compile(r"@([a-z]+)@")


def fill(template: str, **values: str) -> str:
    """Return a template with each `@name@` replaced, in one pass: values are not looked into.

    Raises KeyError for a placeholder without a value, ValueError for a value without a placeholder.
    """
    text = files(__name__).joinpath(f"{template}.in").read_text(encoding="utf-8")
    if idle := set(values) - set(_PLACEHOLDER.findall(text)):
        raise ValueError(f"{template} has no place for {', '.join(sorted(idle))}")
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
