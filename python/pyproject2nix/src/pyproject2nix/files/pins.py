"""Reading pypi.json: the files that generated expressions fetch."""

from dataclasses import dataclass, replace
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import checked_url, file_of
from pyproject2nix.base.model import File
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.base.shape import parse_json
from pyproject2nix.files.reader import read_text

__all__ = ["Pin", "read_pins"]


@dataclass(frozen=True)
class Pin:
    """One file of one release."""

    project: str
    version: str
    file: File
    targets: tuple[str, ...]
    """Names of the targets that take it; none where it is only remembered."""


def read_pins(path: Path) -> list[Pin]:
    """Read a pypi.json, or refuse it."""
    try:
        document = parse_json(read_text(path, limits.LOCK_FILE), str(path))
    except FileNotFoundError:
        raise RefusedError(
            str(path), "no such file", f"run: pyproject2nix generate {path.parent}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(str(path), f"not readable as JSON ({error})", _REMEDY) from None
    if not isinstance(document, dict) or document.get("version") != 1:
        raise RefusedError(str(path), "not a list of pins of version 1", _REMEDY)
    files = document.get("files")
    if not isinstance(files, list):
        raise RefusedError(f"{path}: files", f"{files!r} is not a list", _REMEDY)
    return [_pin(entry, f"{path}: files[{i}]") for i, entry in enumerate(files)]


_REMEDY = "remove it, and generate it again"


def _python(entry: dict[str, object], place: str) -> str:
    text = entry.get("python", "")
    if not isinstance(text, str):
        raise RefusedError(f"{place}.python", f"{text!r} is not a string", _REMEDY)
    return str(parse_specifiers(text, f"{place}.python")) if text else ""


def _pin(entry: object, place: str) -> Pin:
    if not isinstance(entry, dict):
        raise RefusedError(place, f"{entry!r} is not a pin", _REMEDY)
    targets = entry.get("targets")
    if not isinstance(targets, list) or not all(isinstance(target, str) for target in targets):
        raise RefusedError(f"{place}.targets", f"{targets!r} is not a list of names", _REMEDY)
    file = file_of(entry.get("file"), f"sha256:{entry.get('sha256')}", place)
    url, index = (
        checked_url(entry[key], f"{place}.{key}") if key in entry else ""
        for key in ("url", "index")
    )
    return Pin(
        checked_name(entry.get("name"), place),
        checked_version(entry.get("version"), place),
        replace(file, url=url, index=index, python=_python(entry, place)),
        tuple(targets),
    )
