"""Values in a project's own files: read, parsed or matched, and never run."""

import ast
import re
from pathlib import Path

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.fields import checked_path

__all__ = ["docstring", "literal", "match_in", "read_within"]

# A source file with a version in it is never as long.
_LONGEST = 1 << 20


def read_within(folder: Path, path: object, place: str) -> str:
    """Return the text of a file, which has to be in the project's folder."""
    file = folder / checked_path(path, place)
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise RefusedError(place, f"{path!r} leaves the project's folder", "keep it inside")
        with file.open(encoding="utf-8") as opened:
            text = opened.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise RefusedError(place, f"{path!r}: {reason}", "correct the path or the file") from None
    if len(text) > _LONGEST:
        raise RefusedError(place, f"{path!r} is longer than 1 MiB", "name a shorter file")
    return text


def literal(text: str, name: str, place: str) -> str:
    """Return what a Python module assigns to `name`, which has to be written out there."""
    found: list[str] = []
    for statement in _parsed(text, place).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            assert isinstance(statement, ast.Assign | ast.AnnAssign)
            found.append(_text_of(statement.value, name, place))
    if len(found) != 1:
        raise RefusedError(
            place,
            f"{name} is assigned {len(found)} times at the top of the module",
            'write it out once: __version__ = "1.0"',
        )
    return found[0]


def _text_of(value: ast.expr | None, name: str, place: str) -> str:
    try:
        evaluated = ast.literal_eval(value) if value is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        evaluated = None
    if isinstance(evaluated, str):
        return evaluated
    if isinstance(evaluated, tuple | list) and all(isinstance(x, int | str) for x in evaluated):
        return ".".join(map(str, evaluated))
    raise RefusedError(
        place, f"{name} is computed when the module runs", 'write it out: __version__ = "1.0"'
    )


def docstring(text: str, place: str) -> str:
    """Return the first line of a module's docstring, or nothing."""
    found = ast.get_docstring(_parsed(text, place)) or ""
    return found.strip().partition("\n")[0]


def _parsed(text: str, place: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise RefusedError(place, "the module is no Python", "correct it") from None


def match_in(text: str, pattern: str, group: str, place: str) -> str:
    """Return a named group of the first match, lines being lines."""
    try:
        match = re.search(pattern, text, re.MULTILINE)
        found = match[group] if match is not None else None
    except (re.error, IndexError, OverflowError, RecursionError):
        raise RefusedError(
            place, f"{pattern!r} is no pattern with a group {group!r}", "correct it"
        ) from None
    if found is None:
        raise RefusedError(place, f"nothing in the file matches {pattern!r}", "correct either")
    return found
