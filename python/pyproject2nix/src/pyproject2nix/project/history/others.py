"""The formulas of versioningit, versioneer, setuptools-git-versioning and pbr."""

import re
from collections.abc import Mapping

from packaging.version import InvalidVersion, Version

from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.programs.git import Repository
from pyproject2nix.programs.pattern import search

__all__ = [
    "filled",
    "git_versioning_version",
    "pbr_version",
    "versioneer_version",
    "versioningit_version",
]

_FIELD = re.compile(r"\{(\w+)(?:![a-z])?(?::([^{}]*))?\}")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its names replaced, and nothing evaluated."""
    return _FIELD.sub(lambda match: values.get(match[1], ""), template)


def versioningit_version(repository: Repository, options: Table, notes: Notes) -> str:
    """Return the version by [tool.versioningit]."""
    vcs, numbers = options.table("vcs"), options.table("tag2version")
    for table in (vcs, numbers, options.table("next-version"), options.table("format")):
        if isinstance(table.data.get("method"), dict):
            notes.add(
                table.at("method"),
                "the project's own code is not run; versioningit's default is assumed; to say "
                'otherwise: version = "…" in [tool.pyproject2nix]',
            )
    found = repository.describe(vcs.texts("match"), vcs.texts("exclude"))
    if found is None:
        tag, distance = vcs.text("default-tag", ""), repository.commits_since() - 1
        if not tag:
            return options.text("default-version", "")
    else:
        tag, distance = found.tag, found.distance
    version = _stripped(tag, numbers)
    if distance <= 0:
        return version
    template = options.table("format").text("distance", "{version}.post{distance}+{vcs}{rev}")
    return filled(
        template,
        {
            "base_version": version,
            "branch": re.sub(r"[^A-Za-z0-9.]", ".", repository.branch()),
            "distance": str(distance),
            "next_version": _next_version(version, options.table("next-version")),
            "rev": repository.short,
            "revision": repository.commit,
            "vcs": "g",
            "vcs_name": "git",
            "version": version,
        },
    )


def _stripped(tag: str, table: Table) -> str:
    tag = tag.removeprefix(table.text("rmprefix", "")).removesuffix(table.text("rmsuffix", ""))
    pattern = table.text("regex", "")
    if pattern:
        group = "version" if "(?P<version>" in pattern else 0
        tag = search(tag, pattern, group, table.at("regex")) or tag
    return tag.lstrip("v")


def _next_version(version: str, table: Table) -> str:
    parsed = _parsed(version)
    if parsed is None:
        return version
    numbers = [*parsed.release, 0, 0]
    method = table.data.get("method", "minor")
    if method == "null":
        return version
    if method in ("smallest", "smallest-release"):
        if parsed.pre and method == "smallest":
            return f"{parsed.base_version}{parsed.pre[0]}{parsed.pre[1] + 1}"
        kept = len(parsed.release)
        return ".".join(map(str, [*numbers[: kept - 1], numbers[kept - 1] + 1]))
    if parsed.pre and method == "minor-release":
        return parsed.base_version
    return f"{numbers[0]}.{numbers[1] + 1}.0"


def versioneer_version(repository: Repository, options: Table, _notes: Notes) -> str:
    """Return the version by [tool.versioneer], in the style that it names."""
    prefix, style = options.text("tag_prefix", ""), options.text("style", "pep440")
    prefix = "" if prefix in ("''", '""') else prefix
    found = repository.describe((f"{prefix}[0-9]*",))
    short = repository.short
    if found is None:
        commits = repository.commits_since()
        if style == "pep440-pre":
            return f"0.post0.dev{commits}"
        if style in ("pep440-post", "pep440-post-branch"):
            return f"0.post{commits}+g{short}"
        return f"0.post{commits}" if style == "pep440-old" else f"0+untagged.{commits}.g{short}"
    tag, distance = found.tag.removeprefix(prefix), found.distance
    if distance == 0:
        return tag
    plus = "." if "+" in tag else "+"
    styles = {
        "pep440-pre": f"{tag}.post0.dev{distance}",
        "pep440-post": f"{tag}.post{distance}{plus}g{short}",
        "pep440-post-branch": f"{tag}.post{distance}{plus}g{short}",
        "pep440-old": f"{tag}.post{distance}",
    }
    return styles.get(style, f"{tag}{plus}{distance}.g{short}")


def git_versioning_version(repository: Repository, options: Table, notes: Notes) -> str:
    """Return the version by [tool.setuptools-git-versioning]."""
    for key in ("version_callback", "tag_formatter", "branch_formatter", "tag_filter"):
        value = options.data.get(key)
        if isinstance(value, str) and re.fullmatch(r"[\w.]+:[\w.]+", value):
            notes.add(
                options.at(key),
                "the project's own code is not run; to say what it computes: "
                'version = "…" in [tool.pyproject2nix]',
            )
    keep = options.text("tag_filter", "")
    tags = [
        tag
        for tag in repository.tags_by_date()
        if not keep or search(tag, keep, 0, options.at("tag_filter"))
    ]
    if not tags:
        return options.text("starting_version", "0.0.1")
    distance = repository.commits_since(tags[0])
    tag, formatter = tags[0], options.text("tag_formatter", "")
    if "(" in formatter:
        group = "tag" if "(?P<tag>" in formatter else 1
        tag = search(tag, formatter, group, options.at("tag_formatter")) or tag
    dev = options.text("dev_template", "{tag}.post{ccount}+git.{sha}")
    template = dev if distance else options.text("template", "{tag}")
    values = {
        "branch": repository.branch(),
        "ccount": str(distance),
        "full_sha": repository.commit,
        "sha": repository.commit[:8],
        "tag": tag,
    }
    public, plus, local = filled(template, values).partition("+")
    return (_plain(public) + plus + _plain(local)).rstrip(".")


def _plain(text: str) -> str:
    return re.sub(r"[^\w!]+", ".", text)


def pbr_version(repository: Repository, options: Table, _notes: Notes) -> str:
    """Return the version by the tags and the `Sem-Ver:` lines of commits, as pbr counts."""
    tag, last = "", Version("0")
    for tags in repository.tags():
        versions = [(parsed, one) for one in tags if (parsed := _parsed(one.replace("-", ".")))]
        if versions:
            last, tag = max(versions)
            break
    # Without a tag, the first commit does not count.
    distance = repository.commits_since(tag) - (0 if tag else 1)
    if distance == 0:
        return _semantic(last)
    words = set[str]()
    for line in repository.messages_since(tag).splitlines():
        if line.lower().startswith("sem-ver:"):
            words |= {word.strip().lower() for word in line[8:].split(",")}
    numbers = [*last.release, 0, 0][:3]
    if "api-break" in words:
        numbers = [numbers[0] + 1, 0, 0]
    elif words & {"feature", "deprecation"}:
        numbers = [numbers[0], numbers[1] + 1, 0]
    elif last.pre is None:
        numbers[2] += 1
    wanted = _parsed(options.text("version", ""))
    following = Version(".".join(map(str, numbers)))
    pre = "" if last.pre is None or words else f".0{last.pre[0]}{last.pre[1] + 1}"
    text = str(max(following, wanted) if wanted else following) + (pre if not wanted else "")
    return f"{text}.dev{distance}"


def _semantic(version: Version) -> str:
    numbers = ".".join(map(str, [*version.release, 0, 0][:3]))
    if version.pre:
        numbers += f".0{version.pre[0]}{version.pre[1]}"
    return numbers if version.dev is None else f"{numbers}.dev{version.dev}"


def _parsed(text: str) -> Version | None:
    try:
        return Version(text) if len(text) < 100 else None
    except InvalidVersion:
        return None
