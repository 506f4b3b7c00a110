"""The formulas of setuptools-scm, which hatch-vcs and flit_scm use, too, and of PDM."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from packaging.version import InvalidVersion, Version

from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.programs.git import Repository
from pyproject2nix.programs.pattern import search

__all__ = ["pdm_version", "setuptools_scm_version"]

# Words that end in dashes, a version, and what follows a plus sign: both tools' default.
_TAG = re.compile(r"(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^+]*)(?:\+.*)?")
_DATED = re.compile(r"(\d{2}|\d{4})((?:\.\d{1,2}){2})(?:\.(\d+))?", re.ASCII)
_DIGITS = 9
"""Of a commit, in a version of setuptools-scm."""


def setuptools_scm_version(repository: Repository, options: Table, notes: Notes) -> str:
    """Return the version by [tool.setuptools_scm], or the same keys of another table."""
    tag = options.table("tag")
    matches = _matches(options.table("scm").table("git"), "describe_command") or _matches(
        options, "git_describe_command"
    )
    if "prefix" in tag.data and not matches:
        matches = (f"{tag.text('prefix')}*[0-9]*",)
    pattern = "regex" if "regex" in tag.data else "tag_regex"
    found = repository.describe(matches or ("*[0-9]*",))
    version = _version_of(
        found.tag if found else "", tag if "regex" in tag.data else options, pattern
    )
    if version is None:
        fallback = options.text("fallback_version", "") or "0.0"
        version, distance = _parsed(fallback) or Version("0.0"), repository.commits_since()
    else:
        distance = found.distance if found else 0
    if distance == 0:
        return str(version)
    scheme = _scheme(options, "version_scheme", "guess-next-dev", _SCHEMES, notes)
    local = _scheme(options, "local_scheme", "node-and-date", _LOCAL, notes)
    public = _by_scheme(scheme, Version(version.public), distance, repository)
    return f"{public}+g{repository.commit[:_DIGITS]}" if local in _WITH_COMMIT else public


_WITH_COMMIT = ("node-and-date", "node-and-timestamp")
_LOCAL = (*_WITH_COMMIT, "dirty-tag", "no-local-version", "no-local-version-strict")
_SCHEMES = (
    "calver-by-date",
    "guess-next-dev",
    "no-guess-dev",
    "only-version",
    "post-release",
    "python-simplified-semver",
    "release-branch-semver",
    "semver-pep440",
    "semver-pep440-release-branch",
)


def _matches(table: Table, key: str) -> tuple[str, ...]:
    """Return the patterns of a command line of `git describe`, which is read and never run."""
    value = table.data.get(key)
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list):
        return ()
    texts = [str(word).strip("'\"") for word in words]
    found = [text.partition("=")[2] for text in texts if text.startswith("--match=")]
    found += [after for word, after in pairwise(texts) if word == "--match"]
    return tuple(text.strip("'\"") for text in found)


def _scheme(table: Table, key: str, default: str, known: Sequence[str], notes: Notes) -> str:
    value = table.data.get(key, default)
    if isinstance(value, str) and value in known:
        return value
    notes.add(
        table.at(key),
        f"{value!r} is the project's own code, which is not run; {default!r} is assumed; to say "
        'otherwise: version = "…" in [tool.pyproject2nix]',
    )
    return default


def _by_scheme(scheme: str, tag: Version, distance: int, repository: Repository) -> str:
    if scheme == "only-version":
        return str(tag)
    if scheme == "post-release":
        return f"{tag}.post{distance}"
    if scheme == "no-guess-dev":
        plain = _without_dev(str(tag))
        return f"{plain if plain != str(tag) else f'{tag}.post1'}.dev{distance}"
    if scheme == "guess-next-dev":
        return f"{_next(str(tag))}.dev{distance}"
    if scheme == "calver-by-date":
        return f"{_by_date(str(tag), repository.date().date())}.dev{distance}"
    branch = repository.branch()
    if scheme in ("python-simplified-semver", "semver-pep440"):
        kept = 2 if "feature" in branch else 3
    else:
        version = _version_of(branch.rpartition("/")[2], Table("", {}), "tag_regex")
        if version is not None and version.release[:2] == tag.release[:2]:
            return f"{_next(str(tag))}.dev{distance}"
        kept = 2
    return f"{_semantic(tag, kept)}.dev{distance}"


def _semantic(tag: Version, kept: int) -> str:
    epoch = f"{tag.epoch}!" if tag.epoch else ""
    if tag.dev == 0:
        return epoch + ".".join(map(str, (*tag.release, 0, 0)[: max(3, len(tag.release))]))
    numbers = list((*tag.release, 0, 0, 0)[:kept])
    numbers[-1] += 1
    return epoch + ".".join(map(str, (*numbers, 0)[:3]))


def _by_date(tag: str, day: date) -> str:
    match = _DATED.fullmatch(tag)
    if match is None:
        return str(Version(f"{day:%y.%m.%d}.0"))
    today = f"{day:%Y.%m.%d}" if len(match[1]) == 4 else f"{day:%y.%m.%d}"
    same = Version(match[1] + match[2]) == Version(today)
    return str(Version(f"{today}.{int(match[3] or 0) + 1 if same else 0}"))


def pdm_version(repository: Repository, options: Table, notes: Notes) -> str:
    """Return the version by [tool.pdm.version] with `source = "scm"`."""
    if "version_format" in options.data:
        notes.add(
            options.at("version_format"),
            "the project's own code is not run; PDM's default format is assumed; to say "
            'otherwise: version = "…" in [tool.pyproject2nix]',
        )
    found = repository.describe((options.text("tag_filter", "*.*"),))
    version = _version_of(found.tag, options, "tag_regex") if found else Version("0.0")
    version = version or Version("0.0.0")
    if found and found.distance == 0:
        return str(version)
    distance = found.distance if found else repository.commits_since()
    commit = repository.short if found else repository.commit[:7]
    return f"{_next(version.public)}.dev{distance}+g{commit}"


def _version_of(tag: str, options: Table, key: str) -> Version | None:
    """Return the version in a tag, by the pattern of the project or the default one."""
    pattern = options.text(key, "")
    if not pattern:
        match = _TAG.fullmatch(tag)
        return _parsed(match["version"]) if match else None
    group = "version" if "(?P<version>" in pattern else 1
    return _parsed(search(tag, pattern, group, options.at(key)) or "")


def _parsed(text: str) -> Version | None:
    try:
        return Version(text) if len(text) < 100 else None
    except InvalidVersion:
        return None


def _next(version: str) -> str:
    """Return a version with its last number raised, or without `.dev0`."""
    plain = _without_dev(version)
    if plain != version:
        return plain
    match = re.fullmatch(r"(.*?)([0-9]+)", version)
    return f"{match[1]}{int(match[2]) + 1}" if match else version


def _without_dev(version: str) -> str:
    return version.partition(".dev")[0]
