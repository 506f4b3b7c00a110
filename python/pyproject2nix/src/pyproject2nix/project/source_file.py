"""Values in a project's own files: read, parsed or matched, and never run."""

import ast
import re
import warnings
from contextlib import suppress
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import checked_path
from pyproject2nix.files.reader import is_within, read_text
from pyproject2nix.programs.pattern import search

__all__ = ["docstring", "imported_from", "literal", "match_in", "parsed", "read_within"]

_WORD = re.compile(r"\w+|[^\w\s]")


def read_within(folder: Path, path: object, place: str) -> str:
    """Return the text of a file, which has to be in the project's folder."""
    name = checked_path(path, place)
    file = folder / name
    if not is_within(file, folder):
        raise RefusedError(place, f"{path!r} leaves the project's folder", "keep it inside")
    return read_text(file, limits.SOURCE_FILE, place, name)


def literal(text: str, name: str, place: str) -> str | None:
    """Return what a Python module assigns to `name`; None where that is not written out there."""
    found: list[str | None] = []
    for statement in parsed(text, place).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            assert isinstance(statement, ast.Assign | ast.AnnAssign)
            found.append(_text_of(statement.value))
    return found[0] if len(found) == 1 else None


def _text_of(value: ast.expr | None) -> str | None:
    try:
        evaluated = ast.literal_eval(value) if value is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        evaluated = None
    if isinstance(evaluated, str):
        return evaluated
    if isinstance(evaluated, tuple | list) and all(isinstance(x, int | str) for x in evaluated):
        # Python writes no number of more than 4300 digits.
        with suppress(ValueError):
            return ".".join(map(str, evaluated))
    return None


def imported_from(text: str, name: str, place: str) -> tuple[int, str, str] | None:
    """Return where a module imports `name` from, by a relative import: level, module, name."""
    for statement in parsed(text, place).body:
        if isinstance(statement, ast.ImportFrom) and statement.level > 0:
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    return statement.level, statement.module or "", alias.name
    return None


def docstring(text: str, place: str) -> str:
    """Return the first line of a module's docstring, or nothing."""
    found = ast.get_docstring(parsed(text, place)) or ""
    return found.strip().partition("\n")[0]


def parsed(text: str, place: str) -> ast.Module:
    """Return a module as a tree, or refuse it."""
    words = len(_WORD.findall(text))
    spend(4 * words, place)
    if words > limits.WORDS:
        raise RefusedError(place, f"more than {limits.WORDS} words", "name a shorter module")
    try:
        with warnings.catch_warnings():
            # An odd escape in a string: the project's authors get that warning elsewhere.
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise RefusedError(place, "the module is no Python", "correct it") from None


def match_in(text: str, pattern: str, group: str | int, place: str) -> str:
    """Return a group of the first match, lines being lines."""
    found = search(text, pattern, group, place)
    if found is None:
        raise RefusedError(place, f"nothing in the file matches {pattern!r}", "correct either")
    return found
