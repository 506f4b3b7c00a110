"""File names for formats that hold only hashes: from an index, or from what was learned before."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from packaging.version import Version

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.pep508 import name_and_version, parse_specifiers
from pyproject2nix.lock.requirements.remembered import Remembered
from pyproject2nix.programs.pip import run_with_pip

__all__ = ["names_from_index", "of_release"]

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def names_from_index(
    releases: Mapping[str, frozenset[str]], index: str | None = None, others: Sequence[str] = ()
) -> dict[str, tuple[File, ...]]:
    """Ask where the machine's pip gets its packages for the files of each `name==version`.

    `releases` are the hashes that are wanted of each. `index` is a folder or URL in place of pip's
    configuration; `others` are asked for what that does not have. Files that are neither wheel nor
    sdist by their names count for every release of their project: their hashes tell. What pip's
    index answers is remembered.
    """
    remembered = Remembered() if index is None else None
    by_release: dict[str, list[frozenset[str]]] = {}
    for release, wanted in releases.items():
        by_release.setdefault(release.partition("==")[0], []).append(wanted)
    hashes = {project: frozenset[str]().union(*some) for project, some in by_release.items()}
    by_project: dict[str, Sequence[File]] = {}
    if remembered is not None:
        for project, some in by_release.items():
            if (files := remembered.files(project, some)) is not None:
                by_project[project] = files
    asked = sorted(set(hashes) - set(by_project))
    if asked:
        refusal = None
        try:
            answers = _ask(asked, index)
        except RefusedError as error:
            # It has none of them, and one of the others may.
            answers, refusal = {project: [] for project in asked}, error
        for project in asked:
            by_project[project] = answers[project]
        for other in others:
            _ask_further(by_project, {project: hashes[project] for project in asked}, other)
        if refusal is not None and not any(by_project[project] for project in asked):
            raise refusal
        if remembered is not None:
            for project in asked:
                remembered.keep(project, by_project[project], hashes[project])
    return {
        release: tuple(
            file
            for file in of_release(release, by_project)
            if not releases[release] or file.sha256 in releases[release]
        )
        for release in sorted(releases)
    }


def _ask_further(
    found: dict[str, Sequence[File]], hashes: Mapping[str, Collection[str]], index: str
) -> None:
    """Add the files with hashes that are not found yet, with the index that has them."""
    missing = {
        project: set(wanted) - {file.sha256 for file in found[project]}
        for project, wanted in hashes.items()
    }
    projects = sorted(project for project, wanted in missing.items() if wanted)
    if not projects:
        return
    try:
        answers = _ask(projects, index)
    except RefusedError:
        # It has none of them, or cannot be reached: what a target takes is refused then.
        return
    for project, files in answers.items():
        more = [replace(one, index=index) for one in files if one.sha256 in missing[project]]
        found[project] = [*found[project], *more]


def of_release(release: str, by_project: Mapping[str, Sequence[File]]) -> tuple[File, ...]:
    """Return those files of a project that are of one `name==version`, as far as names tell."""
    name, _, version = release.partition("==")
    return tuple(
        file for file in by_project[name] if _version_of(file.name) in (None, Version(version))
    )


def _version_of(name: str) -> Version | None:
    found = name_and_version(name)
    return None if found is None else found[1]


# An index has the files of all releases, and few different texts.
@cache
def _python(text: object) -> str:
    """Return versions of Python; old releases have odd ones, which pip passes over."""
    try:
        return str(parse_specifiers(text, "requires-python")) if isinstance(text, str) else ""
    except RefusedError:
        return ""


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
                found[project].append(File(one["file"], digest, python=_python(one.get("python"))))
    return found
