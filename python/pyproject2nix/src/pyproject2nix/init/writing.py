"""Writing files into a project that somebody else may have made."""

from collections.abc import Mapping
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file, is_within

__all__ = ["write_bytes"]


def write_bytes(folder: Path, files: Mapping[str, tuple[bytes, bool]]) -> None:
    """Write files by their names in `folder`; `True` makes a file executable.

    A link is replaced and never followed: a cloned project can contain one to any file of its user.
    """
    for name, (data, is_program) in files.items():
        path = folder / name
        if is_file(path) and not path.is_symlink() and path.read_bytes() == data:
            continue
        if not is_within(path.parent, folder):
            raise RefusedError(
                str(path.parent), "leads out of the project's folder", "remove the link"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if is_program else 0o644)
