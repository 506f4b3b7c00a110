"""The digest of those tables of pyproject.toml that generated files depend on.

`buildProject` computes the same when it evaluates (python/build-project/inputs.nix), so the form is
one that every Nix can produce: each name and text stands by its SHA-256, and a number as Nix prints
it. Not JSON: versions of Nix differ in how they write a fraction or a control character.
"""

import hashlib
import re
from collections.abc import Mapping

__all__ = ["EXCEPT", "TABLES", "is_readable_by_nix", "tables_digest"]

TABLES = (
    "build-system",
    "dependency-groups",
    "project",
    "tool.flit",
    "tool.hatch",
    "tool.maturin",
    "tool.pdm",
    "tool.poetry",
    "tool.poetry-dynamic-versioning",
    "tool.pyproject2nix",
    "tool.scikit-build",
    "tool.setuptools",
    "tool.setuptools-git-versioning",
    "tool.setuptools_scm",
    "tool.uv",
    "tool.uv-dynamic-versioning",
    "tool.vcs-versioning",
    "tool.versioneer",
    "tool.versioningit",
)

_FOR_PEOPLE = ("authors", "classifiers", "keywords", "maintainers", "readme")

EXCEPT: Mapping[str, tuple[str, ...]] = {
    "project": _FOR_PEOPLE,
    "tool.hatch": ("envs",),
    "tool.pdm": ("scripts",),
    "tool.poetry": _FOR_PEOPLE,
}
"""Keys of those tables that change nothing in what is generated."""

_LINE = 2000
"""Bytes, as Nix counts them."""
_STRING = re.compile(r'"[^"\n]*"' + r"|'[^'\n]*'")
_UNREADABLE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}|[0-9]{19}")


def tables_digest(data: Mapping[str, object]) -> str:
    """Return the SHA-256 of the tables that count, hexadecimal; `data` is a whole file."""
    chosen = {}
    for name in TABLES:
        value: object = data
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, Mapping):
            left_out = EXCEPT.get(name, ())
            value = {key: item for key, item in value.items() if key not in left_out}
        if value is not None:
            chosen[name] = value
    return _sha256(_canonical(chosen))


def is_readable_by_nix(text: str, data: Mapping[str, object]) -> bool:
    """Tell whether `builtins.fromTOML` of every version reads a file as this program does.

    Nix has no dates and no number of more than 64 bits, and fails on a file with one. So it looks
    for them in the text first: inputs.nix applies the same rules to the text as this does.
    """
    if any(len(line.encode()) > _LINE for line in text.split("\n")):
        return False
    return _UNREADABLE.search(_STRING.sub("", text)) is None and _fits(data)


def _fits(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_fits(key) and _fits(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_fits, value))
    if isinstance(value, str):
        return "\0" not in value
    if isinstance(value, float):
        return abs(value) < 1e15  # neither infinite nor "not a number"
    return isinstance(value, int) and -(2**63) <= value < 2**63


def _canonical(value: object) -> str:
    if isinstance(value, Mapping):
        items = (f"{_sha256(key)}={_canonical(value[key])};" for key in sorted(value))
        return f"{{{''.join(items)}}}"
    if isinstance(value, list):
        return f"[{''.join(f'{_canonical(item)};' for item in value)}]"
    if isinstance(value, str):
        return f"s{_sha256(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return f"f{value:f}"
    return f"d{value}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
