"""File names for formats that hold only hashes: from an index, or from what was learned before."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from packaging.version import Version

from pyproject2nix.base.model import File
from pyproject2nix.base.pep508 import name_and_version
from pyproject2nix.programs.pip import run_with_pip

__all__ = ["names_from_index", "of_release"]

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def names_from_index(
    releases: Iterable[str], index: str | None = None
) -> dict[str, tuple[File, ...]]:
    """Ask where the machine's pip gets its packages for the files of each `name==version`.

    `index` is a folder or URL in place of pip's configuration. Files that are neither wheel nor
    sdist by their names count for every release of their project: their hashes tell.
    """
    wanted = sorted(set(releases))
    by_project = _ask(sorted({release.partition("==")[0] for release in wanted}), index)
    return {release: of_release(release, by_project) for release in wanted}


def of_release(release: str, by_project: Mapping[str, Sequence[File]]) -> tuple[File, ...]:
    """Return those files of a project that are of one `name==version`, as far as names tell."""
    name, _, version = release.partition("==")
    return tuple(
        file for file in by_project[name] if _version_of(file.name) in (None, Version(version))
    )


def _version_of(name: str) -> Version | None:
    found = name_and_version(name)
    return None if found is None else found[1]


def _ask(projects: Sequence[str], index: str | None) -> dict[str, list[File]]:
    answer = run_with_pip(
        "pyproject2nix.fetch.names",
        ["--index", index] if index is not None else [],
        "".join(f"{project}\n" for project in projects),
    )
    found: dict[str, list[File]] = {project: [] for project in projects}
    for project, files in json.loads(answer).items():
        for one in files:
            digest = one["sha256"].lower()
            # An index may hold what no installer takes; what a lock wants is found by its hash,
            # and checked then.
            if _SHA256.fullmatch(digest):
                found[project].append(File(one["file"], digest))
    return found
