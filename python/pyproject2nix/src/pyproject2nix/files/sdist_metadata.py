"""What an sdist says that it needs when it runs, read without building it.

`dependencies` of [project] (PEP 621), unless `dynamic` names them; else Requires-Dist of PKG-INFO:
what setuptools found when the sdist was made, and would find again unless setup.py decides by the
machine.
"""

from email.parser import HeaderParser
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.files.members import BROKEN_SDIST, read_members

__all__ = ["read_requires"]

_FILES = {"PKG-INFO": limits.SOURCE_FILE, "pyproject.toml": limits.PROJECT_FILE}


def read_requires(path: Path, name: str) -> tuple[str, ...]:
    """Return the requirements (PEP 508) of the sdist at `path`; `name` is its file name."""
    texts = read_members(path, name, _FILES)
    stated = _project(texts.get("pyproject.toml", b""), f"pyproject.toml of {name}")
    if "dependencies" not in stated.texts("dynamic", ()) and "name" in stated.data:
        found = stated.texts("dependencies", ())
    else:
        headers = HeaderParser().parsestr(texts.get("PKG-INFO", b"").decode(errors="replace"))
        found = tuple(map(str, headers.get_all("Requires-Dist", [])))
    return tuple(sorted({str(parse_requirement(text, name, BROKEN_SDIST)) for text in found}))


def _project(text: bytes, place: str) -> Table:
    return parse_toml(text.decode(errors="replace"), place).table("project")
