"""What the generated files of a project say about how they were made."""

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.write.place import generated_folder

__all__ = ["recorded", "recorded_options"]

_COMMAND = re.compile(r"^#   pyproject2nix generate \. ?(?P<options>.*)$", re.MULTILINE)
_OPTIONS = ("--out", "--python", "--platform", "--groups", "--extras")
_HEADER = 4000


def recorded_options(folder: Path) -> list[str]:
    """Return the options of `generate` with which the files of a project were made, if any."""
    try:
        path = generated_folder(folder) / "overlay.nix"
    except RefusedError:
        return []
    if not is_file(path):
        return []
    match = _COMMAND.search(read_text(path, limits.GENERATED_FILE)[:_HEADER])
    words = shlex.split(match["options"]) if match else []
    pairs = zip(words[::2], words[1::2], strict=False)
    options = [word for name, value in pairs if name in _OPTIONS for word in (name, value)]
    if "--out" in options:
        at = options.index("--out") + 1
        # Not what the header says: it may come from anybody.
        options[at] = str(path.parent)
    return options


def recorded(folder: Path) -> Mapping[str, Any]:
    """Return project.json, empty where there is none."""
    path = generated_folder(folder) / "project.json"
    try:
        document = json.loads(read_text(path, limits.GENERATED_FILE))
    except (FileNotFoundError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
