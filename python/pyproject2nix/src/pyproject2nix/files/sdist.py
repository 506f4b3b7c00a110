"""What an sdist says of its own build, read without unpacking it and without running anything.

PEP 517 and 518: `[build-system]` in pyproject.toml; without that table or that file, setuptools and
wheel. setuptools adds what `setup_requires` names: in setup.cfg, or as plain text in setup.py.
"""

import ast
import configparser
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.tables import parse_toml
from pyproject2nix.files.members import BROKEN_SDIST, read_members

__all__ = ["FILES", "LEGACY", "BuildNeeds", "build_needs", "read_build_needs"]

LEGACY = ("setuptools>=40.8.0", "wheel")
"""What builds a source without [build-system] (PEP 517)."""
FILES = {
    "pyproject.toml": limits.PROJECT_FILE,
    "setup.cfg": limits.SOURCE_FILE,
    "setup.py": limits.SOURCE_FILE,
}
"""The files that are read, and their largest sizes."""

_KNOWN = frozenset(
    [
        *("flit_core", "hatchling", "maturin", "mesonpy", "pdm", "poetry", "scikit_build_core"),
        *("setuptools", "setuptools_rust", "uv_build"),
    ]
)
"""Modules of back ends whose hooks ask for what stands in data/back-ends.toml, or nothing."""


@dataclass(frozen=True)
class BuildNeeds:
    """What a source states of its build."""

    requires: tuple[str, ...]
    """Requirements (PEP 508), sorted."""
    is_whole: bool
    """False if a hook of the back end may ask for more that nothing states."""


def read_build_needs(path: Path, name: str, subdirectory: str = "") -> BuildNeeds:
    """Return what the sdist at `path` states of its build; `name` is its file name."""
    return build_needs(read_members(path, name, FILES, subdirectory), name)


def build_needs(texts: Mapping[str, bytes], place: str) -> BuildNeeds:
    """Return what those of FILES state which are there; `place` for messages."""
    requires: Iterable[str] = LEGACY
    is_whole = True
    if "pyproject.toml" in texts:
        where = f"pyproject.toml of {place}"
        try:
            table = parse_toml(texts["pyproject.toml"].decode(), where).table("build-system")
        except (ValueError, RecursionError) as error:
            raise RefusedError(where, f"not a TOML file ({error})", BROKEN_SDIST) from None
        requires = table.texts("requires", LEGACY)
        back_end = table.text("build-backend", "setuptools").partition(":")[0].partition(".")[0]
        is_whole = "backend-path" not in table.data and back_end in _KNOWN
    found = {str(parse_requirement(text, place, BROKEN_SDIST)) for text in requires}
    if any(parse_requirement(text, place).name.lower() == "setuptools" for text in found):
        more = _setup_requires(texts)
        found |= more or set()
        is_whole = is_whole and more is not None
    if len(found) > limits.BUILD_REQUIREMENTS:
        raise RefusedError(place, f"{len(found)} requirements of its build", BROKEN_SDIST)
    return BuildNeeds(tuple(sorted(found)), is_whole)


def _setup_requires(texts: Mapping[str, bytes]) -> set[str] | None:
    """Return what setup.cfg and setup.py add as plain text; None where setup.py computes it."""
    lines = list(_of_setup_cfg(texts.get("setup.cfg", b"").decode(errors="replace")))
    more = _of_setup_py(texts.get("setup.py", b""))
    if more is None:
        return None
    found = set()
    for line in [*lines, *more]:
        with suppress(RefusedError):
            found.add(str(parse_requirement(line, "setup_requires")))
    return found


def _of_setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.RawConfigParser()
    with suppress(configparser.Error):
        parser.read_string(text)
        value = parser.get("options", "setup_requires", fallback="")
        # A list of lines, or one line with semicolons, as in setuptools' documentation.
        lines = value.splitlines() if "\n" in value else value.split(";")
        yield from (line for line in map(str.strip, lines) if line and not line.startswith("#"))


def _of_setup_py(source: bytes) -> list[str] | None:
    if b"setup_requires" not in source:
        return []
    try:
        tree = ast.parse(source)
    except (MemoryError, RecursionError, SyntaxError, ValueError):
        return None
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    values = [
        named.get(keyword.value.id, keyword.value)
        if isinstance(keyword.value, ast.Name)
        else keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "setup_requires"
    ]
    texts = [_literal_texts(value) for value in values]
    if not texts or None in texts:
        return None
    return [text for some in texts for text in some or ()]


def _literal_texts(node: ast.AST) -> list[str] | None:
    try:
        value = ast.literal_eval(node)
    except (MemoryError, RecursionError, TypeError, ValueError):
        return None
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple | set):
        return None
    return [one for one in values if isinstance(one, str)]
