"""Nix syntax from Python values. Every value from outside passes through `nix_string`."""

import math
import re
from collections.abc import Callable, Iterable, Mapping

from pyproject2nix.base.errors import RefusedError

__all__ = ["conditional_list", "is_identifier", "nix_attr", "nix_list", "nix_number", "nix_string"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\r\t]|\$\{')
_IDENTIFIER = re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]*")
_KEYWORDS = frozenset(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"])


def nix_string(value: str) -> str:
    r"""Return the Nix string literal that evaluates to `value`.

    A Nix string holds any text except NUL, which is refused. `${` becomes `\${`, so that nothing
    from outside is ever evaluated.
    """
    if "\0" in value:
        raise RefusedError(repr(value), "a Nix string cannot hold a NUL character", "remove it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RefusedError(
            repr(value), f"not valid Unicode ({error.reason})", "remove it"
        ) from error
    return '"' + _ESCAPED.sub(lambda match: _ESCAPES.get(match[0], "\\${"), value) + '"'


def nix_number(value: int | float) -> str:
    """Return a number; a float has a dot in Nix: `1.0e+300`.

    Raises ValueError for what Nix has no number for.
    """
    text = repr(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{text} is no number in Nix")
        digits, exponent, power = text.partition("e")
        text = f"{digits if '.' in digits else f'{digits}.0'}{exponent}{power}"
    return text


def is_identifier(name: str) -> bool:
    """Tell whether `name` can stand in Nix without quotes: as an argument or after a dot."""
    return _IDENTIFIER.fullmatch(name) is not None and name not in _KEYWORDS


def nix_attr(name: str) -> str:
    """Return `name` as an attribute name, quoted where Nix wants it."""
    return name if is_identifier(name) else nix_string(name)


def nix_list(expressions: Iterable[str], indent: str) -> str:
    """Return a list of Nix expressions in nixfmt's style; `indent` is that of its first line."""
    items = list(expressions)
    if len(items) <= 1:
        return " ".join(["[", *items, "]"])
    return "\n".join(["[", *(f"{indent}  {item}" for item in items), f"{indent}]"])


def conditional_list(
    names: Mapping[str, Iterable[str]],
    expression: Callable[[str], str],
    condition: Callable[[str, str], str],
    indent: str,
) -> str:
    """Return a list of packages that depends on the target; `names` is by target.

    What every target has comes first. `condition` makes an expression of two lists, some targets
    and what only they have.
    """
    sets = {target: set(some) for target, some in names.items()}
    everywhere = set.intersection(*sets.values())
    text = nix_list(map(expression, sorted(everywhere)), indent)
    only: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(set().union(*sets.values()) - everywhere):
        targets = tuple(target for target in sets if name in sets[target])
        only.setdefault(targets, []).append(expression(name))
    for targets in sorted(only):
        some = nix_list(map(nix_string, targets), indent)
        text += f"\n{indent}++ {condition(some, nix_list(only[targets], indent))}"
    return text
