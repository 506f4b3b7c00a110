"""File names for formats that hold only hashes: from an index, or from what was learned before."""

import json
import re
from collections.abc import Mapping, Sequence

from packaging.version import Version

from pyproject2nix.base.model import File
from pyproject2nix.base.pep508 import name_and_version
from pyproject2nix.lock.requirements.remembered import Remembered
from pyproject2nix.programs.pip import run_with_pip

__all__ = ["names_from_index", "of_release"]

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def names_from_index(
    releases: Mapping[str, frozenset[str]], index: str | None = None
) -> dict[str, tuple[File, ...]]:
    """Ask where the machine's pip gets its packages for the files of each `name==version`.

    `releases` are the hashes that are wanted of each. `index` is a folder or URL in place of pip's
    configuration. Files that are neither wheel nor sdist by their names count for every release of
    their project: their hashes tell. What pip's index answers is remembered.
    """
    remembered = Remembered() if index is None else None
    hashes: dict[str, set[str]] = {}
    for release, wanted in releases.items():
        hashes.setdefault(release.partition("==")[0], set()).update(wanted)
    by_project: dict[str, Sequence[File]] = {}
    if remembered is not None:
        for project, wanted_of_it in hashes.items():
            if (files := remembered.files(project, wanted_of_it)) is not None:
                by_project[project] = files
    asked = sorted(set(hashes) - set(by_project))
    if asked:
        answers = _ask(asked, index)
        for project in asked:
            by_project[project] = answers[project]
            if remembered is not None:
                remembered.keep(project, answers[project], hashes[project])
    return {
        release: tuple(
            file
            for file in of_release(release, by_project)
            if not releases[release] or file.sha256 in releases[release]
        )
        for release in sorted(releases)
    }


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
