"""[project.scripts]: the commands that a package installs."""

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table

__all__ = ["checked_script", "read_scripts"]


def read_scripts(project: Table) -> tuple[str, ...]:
    """Return the names of the commands, sorted; what each of them calls is left to the build."""
    scripts = project.table("scripts")
    for name in scripts.data:
        checked_script(name, scripts)
        scripts.text(name)
    return tuple(sorted(scripts.data))


def checked_script(name: str, scripts: Table) -> str:
    """Return a command's name, which becomes a file in a folder: `nix run` starts it there."""
    if "/" in name or name in ("", ".", "..") or not name.isprintable():
        raise RefusedError(
            scripts.at(name), f"{name!r} is not a command's name", "use letters, digits, '-', '_'"
        )
    return name
