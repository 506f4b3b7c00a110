"""Which lock file a project has, and what reads it."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File, Lock
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, is_within, read_text
from pyproject2nix.lock.no_binary import without_wheels_of_poetry, without_wheels_of_uv
from pyproject2nix.lock.pdm.content_hash import pdm_content_hashes
from pyproject2nix.lock.pdm.lock import read_pdm_lock
from pyproject2nix.lock.poetry.lock import read_poetry_lock
from pyproject2nix.lock.pylock.lock import read_pylock
from pyproject2nix.lock.requirements.find import find_requirements, has_hashes
from pyproject2nix.lock.requirements.lock import read_requirements
from pyproject2nix.lock.uv.freshness import Metadata, uv_stale
from pyproject2nix.lock.uv.lock import read_uv_lock
from pyproject2nix.project.groups import group_texts
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import requirements_only
from pyproject2nix.project.settings import read_settings
from pyproject2nix.project.workspace import workspace_of

__all__ = [
    "LOCK_NAMES",
    "Names",
    "compared_with_members",
    "find_lock",
    "has_hashes_alone",
    "read_lock",
]


Names = Callable[[Mapping[str, frozenset[str]], Sequence[str]], Mapping[str, Sequence[File]]]
"""Returns the files of each `name==version` with these hashes: a format has only the hashes.

The second argument are further indexes that the lock names."""


def read_lock(project: Project, names: Names) -> Lock:
    """Read the lock file in the project's folder, which has to be of its pyproject.toml."""
    notes = Notes()
    name = _name(project, notes)
    if _is_requirements(project, name):
        requirements = read_requirements(project.folder, name)
        lock = requirements.lock(names(requirements.releases, requirements.indexes))
    elif name in _READERS:
        lock = _READERS[name](project)
    else:
        lock = read_pylock(project.folder / name, name)
    notes.extend(lock.notes)
    return replace(lock, notes=notes.found)


def find_lock(folder: Path, toml: Table) -> str:
    """Return the name of the lock that `read_lock` takes, or an empty text if there is none.

    Requirements without hashes are no lock, unless [tool.pyproject2nix] names them. A member of a
    workspace has the name of its root's lock.
    """
    settings = read_settings(toml.table("tool").table("pyproject2nix"))
    project = replace(requirements_only(folder), toml=toml, settings=settings)
    name = _find(project, Notes())
    is_lock = settings.lock or not _is_requirements(project, name) or has_hashes(folder, name)
    return name if name and is_lock else ""


def has_hashes_alone(project: Project) -> bool:
    """Tell whether the project's lock needs file names from outside."""
    return _is_requirements(project, _name(project, Notes()))


def _is_requirements(project: Project, name: str) -> bool:
    """Tell whether a lock is a file of requirements: uv wrote some that are called pylock.toml."""
    if name not in _READERS and not _PYLOCK.fullmatch(name):
        return True
    return (
        name == "pylock.toml" and not _is_lock(project, name) and has_hashes(project.folder, name)
    )


def _name(project: Project, notes: Notes) -> str:
    """Return the name of the lock file, or refuse a project that has none."""
    name = _find(project, notes)
    if not name:
        raise RefusedError(
            str(project.folder),
            f"there is no lock file ({', '.join(LOCK_NAMES)})",
            f"write one: pyproject2nix lock {project.folder}",
        )
    return name


def _find(project: Project, notes: Notes) -> str:
    """Return the name of the lock file: the one of the locker that the project is written for."""
    # A broken link is refused when it is read, not passed over.
    found = [name for name in LOCK_NAMES if os.path.lexists(project.folder / name)]
    if not has_hashes(project.folder, _HASHES_ALONE) and not project.settings.lock:
        others = [name for name in found if name != _HASHES_ALONE]
        if not others and project.toml.data and _folder_of_uv(project) != project.folder:
            others = ["uv.lock"]
        named = [] if others else [find_requirements(project.folder, notes)]
        found = [*others, *filter(None, named)] or found
    asked = project.settings.lock
    if asked:
        if not is_file(project.folder / asked) or not is_within(
            project.folder / asked, project.folder
        ):
            raise RefusedError(
                f"{project.settings.place}.lock", f"there is no lock file {asked!r}", "lock it"
            )
        return asked
    if len(found) < 2:
        return "".join(found)
    locks = [name for name in found if _is_lock(project, name)] or found
    first, reason = _preferred(project.toml)
    locks.sort(key=lambda name: name != first)
    if len(locks) > 1:
        rest = ", ".join(locks[1:])
        notes.add(
            locks[0],
            f"taken as the lock, not {rest}"
            f"{f', since {reason}' if locks[0] == first and reason else ''}; to choose another: "
            f'lock = "{locks[1]}" in [tool.pyproject2nix]',
        )
    return locks[0]


_FIRST_LINES = {
    "pdm.lock": r"^\[metadata\]",
    "poetry.lock": r"^\[metadata\]",
    "pylock.toml": r"^ *lock-version *=",
    "requirements.txt": r"--hash[ =]|^ *(?:-r|-c|--requirement|--constraint)",
    "uv.lock": r"^ *version *=",
}


def _is_lock(project: Project, name: str) -> bool:
    """Tell whether a file looks like a lock of its format: requirements without hashes are none."""
    try:
        text = read_text(project.folder / name, limits.LOCK_FILE)
    except RefusedError:
        return False
    return re.search(_FIRST_LINES[name], text, re.MULTILINE) is not None


def _preferred(toml: Table) -> tuple[str, str]:
    """Return the lock file of the locker that pyproject.toml is written for, and what tells it."""
    tool = toml.table("tool").data
    backend = str(toml.table("build-system").data.get("build-backend", ""))
    is_poetry = backend.startswith("poetry")
    for name, table, is_meant in (
        # A backend says how a project is built; uv locks projects of every backend.
        ("uv.lock", "uv", not is_poetry),
        ("poetry.lock", "poetry", True),
        ("pdm.lock", "pdm", True),
    ):
        if table in tool and is_meant:
            return name, f"there is a table [tool.{table}]"
    if is_poetry or backend.startswith("pdm"):
        return "poetry.lock" if is_poetry else "pdm.lock", f"{backend} is the build backend"
    return "uv.lock", ""


def _poetry(project: Project) -> Lock:
    hashes = poetry_content_hashes(project.toml)
    lock = read_poetry_lock(project.folder / "poetry.lock", hashes)
    return without_wheels_of_poetry(lock, project.folder)


def _uv(project: Project) -> Lock:
    folder = _folder_of_uv(project)
    here = os.path.relpath(os.path.realpath(project.folder), os.path.realpath(folder))
    is_project = "project" in project.toml.data
    lock = read_uv_lock(folder / "uv.lock", project.name, here, is_project)
    notes = Notes(lock.notes)
    problem = uv_stale(lock, lock.root, _metadata(project.toml), notes)
    if problem is not None:
        raise RefusedError(lock.place, problem, f"run: {lock.update}")
    lock = replace(lock, default_groups=_default_groups(project.toml), notes=notes.found)
    return without_wheels_of_uv(lock, folder)


def compared_with_members(lock: Lock, members: Mapping[str, Project]) -> Lock:
    """Return the lock with further notes; refuse it where a local project asks for more.

    `members` are by POSIX paths from the project's folder. Nothing takes their groups, so those are
    not compared.
    """
    notes = Notes(lock.notes)
    for path, member in members.items():
        if path not in lock.roots or "project" not in member.toml.data:
            continue
        root = replace(lock.roots[path], requires_groups={})
        metadata = replace(_metadata(member.toml), groups={})
        problem = uv_stale(lock, root, metadata, notes, f"{path}/pyproject.toml")
        if problem is not None:
            raise RefusedError(lock.place, problem, f"run: {lock.update}")
    return replace(lock, notes=notes.found)


def _folder_of_uv(project: Project) -> Path:
    """Return the folder of uv.lock: a member of a workspace has the lock of its root."""
    if os.path.lexists(project.folder / "uv.lock"):
        return project.folder
    root = workspace_of(project.folder)
    return root if root is not None and os.path.lexists(root / "uv.lock") else project.folder


def _metadata(toml: Table) -> Metadata:
    project = toml.table("project")
    dynamic = project.texts("dynamic")
    extras = project.table("optional-dependencies")
    groups = toml.table("tool").table("uv").table("dependency-groups")
    return Metadata(
        requirements=None if "dependencies" in dynamic else project.texts("dependencies"),
        extras=(
            None
            if "optional-dependencies" in dynamic
            else {extra: extras.texts(extra) for extra in extras.data}
        ),
        groups=group_texts(toml),
        pythons={
            name: groups.table(key).text("requires-python", "")
            for name, key in groups.by_name().items()
        },
    )


def _default_groups(toml: Table) -> frozenset[str]:
    """Return the groups that `uv sync` installs unasked."""
    uv = toml.table("tool").table("uv")
    if uv.data.get("default-groups") == "all":
        return frozenset(group_texts(toml))
    place = uv.at("default-groups")
    return frozenset(checked_name(name, place) for name in uv.texts("default-groups", ("dev",)))


def _pdm(project: Project) -> Lock:
    return read_pdm_lock(project.folder / "pdm.lock", pdm_content_hashes(project.toml.data))


def _pylock(project: Project) -> Lock:
    return read_pylock(project.folder / "pylock.toml")


_READERS: Mapping[str, Callable[[Project], Lock]] = {
    "poetry.lock": _poetry,
    "uv.lock": _uv,
    "pdm.lock": _pdm,
    "pylock.toml": _pylock,
}

_HASHES_ALONE = "requirements.txt"
_PYLOCK = re.compile(r"(?:.*/)?pylock(?:\.[^./]+)?\.toml")
LOCK_NAMES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", _HASHES_ALONE)
"""File names that are looked for, in the order in which they are preferred."""
