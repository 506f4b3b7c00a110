"""Where what a tool makes comes from: the project's own folder, or another."""

import os
from pathlib import Path as File

from pyproject2nix.migrate.subject import CannotCarryError, Subject
from pyproject2nix.migrate.value import Call, Path, Root, Set, Text, Value, sets_in

__all__ = ["check_root"]

_POETRY_ROOTS = {"pyproject": "pyproject.toml", "poetrylock": "poetry.lock"}
_ROOTS = ("projectDir", "projectRoot", "workspaceRoot")


def check_root(value: Value, subject: Subject) -> None:
    """Refuse what is made of another folder."""
    for some in sets_in(value):
        for key in _ROOTS:
            if key in some.attrs:
                _check_folder(some.attrs[key].value, subject)
        if "projectRootFile" not in some.attrs:
            for key, name in _POETRY_ROOTS.items():
                if key in some.attrs and isinstance(some.attrs[key].value, Path | Text):
                    _check_folder(some.attrs[key].value, subject, name)


def _check_folder(value: Value, subject: Subject, name: str = "") -> None:
    # A source with files left out.
    while (
        isinstance(value, Call)
        and isinstance(value.argument, Set)
        and "src" in value.argument.attrs
    ):
        value = value.argument.attrs["src"].value
    if isinstance(value, Root) and value.kind == "self":
        return
    path = value.path if isinstance(value, Path) else None
    if isinstance(value, Text):
        path = value.plain
    root = subject.folder.resolve()
    if path is None or File(os.path.normpath(path)) != root / name:
        shown = os.path.relpath(path, root) if path else "what cannot be read from here"
        raise CannotCarryError(
            f"it is made of another folder, {shown}", "migrate that folder by itself"
        )
