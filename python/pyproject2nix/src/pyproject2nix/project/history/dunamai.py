"""The formula of dunamai, which uv-dynamic-versioning and poetry-dynamic-versioning use."""

import re
from dataclasses import dataclass, replace

from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.programs.git import Repository
from pyproject2nix.programs.pattern import search

__all__ = ["dunamai_version"]

_DEFAULT = re.compile(
    r"(?P<v>v)?((?P<epoch>\d+)!)?(?P<base>\d+(\.\d+)*)"
    r"([-._]?(?P<stage>[a-zA-Z]+)[-._]?(?P<revision>\d+)?)?(\+(?P<metadata>.+))?",
    re.ASCII,
)
_STAGES = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}


@dataclass(frozen=True)
class _Parts:
    base: str = "0.0.0"
    epoch: str = ""
    stage: str = ""
    revision: int | None = None
    metadata: str = ""
    distance: int = 0

    def bumped(self, index: int) -> "_Parts":
        """Return what follows, where commits do."""
        if self.distance == 0:
            return self
        if self.stage:
            return replace(self, revision=2 if self.revision is None else self.revision + 1)
        numbers = [int(number) for number in self.base.split(".")]
        at = index if -len(numbers) <= index < len(numbers) else -1
        numbers[at] += 1
        if at != -1:
            after = at % len(numbers) + 1
            numbers[after:] = [0] * (len(numbers) - after)
        return replace(self, base=".".join(map(str, numbers)))


def dunamai_version(repository: Repository, options: Table, notes: Notes) -> str:
    """Return the version by [tool.uv-dynamic-versioning] or [tool.poetry-dynamic-versioning]."""
    for key in ("format-jinja", "from-file"):
        if options.data.get(key):
            notes.add(
                options.at(key),
                "this is not computed here, and the tool's default format is assumed; to say "
                'otherwise: version = "…" in [tool.pyproject2nix]',
            )
    parts = _latest(repository, options)
    bump = options.data.get("bump", False)
    table = options.table("bump") if isinstance(bump, dict) else Table("", {"enable": bump})
    is_bumped = table.flag("enable", False)
    index = table.data.get("index", -1)
    if is_bumped:
        parts = parts.bumped(index if isinstance(index, int) else -1)
    commit = options.text("commit-prefix", "") + _commit(repository, options)
    if "format" in options.data:
        return _formatted(options.text("format"), parts, commit, repository)
    local = [parts.metadata] if options.flag("tagged-metadata", False) else []
    wanted = options.data.get("metadata")
    if wanted is True or (wanted is None and parts.distance > 0):
        local.append(commit)
    return _public(parts, is_bumped) + ("+" + ".".join(filter(None, local)) if any(local) else "")


def _public(parts: _Parts, is_bumped: bool) -> str:
    stage, revision = _STAGES.get(parts.stage.lower(), parts.stage.lower()), parts.revision or 0
    text = (f"{parts.epoch}!" if parts.epoch else "") + parts.base
    if stage == "dev":
        return f"{text}.dev{revision + parts.distance}"
    text += f"{stage}{revision}" if stage else ""
    if parts.distance == 0:
        return text
    if is_bumped or stage == "post":
        return f"{text}.dev{parts.distance}"
    return f"{text}.post{parts.distance}.dev0"


def _commit(repository: Repository, options: Table) -> str:
    length = options.data.get("commit-length")
    if isinstance(length, int):
        return repository.commit[:length]
    return repository.commit if options.flag("full-commit", False) else repository.short


def _latest(repository: Repository, options: Table) -> _Parts:
    """Return what the nearest tag says that is a version, or the start of all."""
    for tags in repository.tags():
        found = [(tag, parts) for tag in tags if (parts := _parsed(tag, options))]
        if found:
            # Of several at one commit the last one created.
            dated = repository.tags_by_date() if len(found) > 1 else []
            tag, parts = min(found, key=lambda one: dated.index(one[0]) if dated else 0)
            return replace(parts, distance=repository.commits_since(tag))
    return _Parts(distance=repository.commits_since())


def _parsed(tag: str, options: Table) -> _Parts | None:
    pattern, prefix = options.text("pattern", "default"), options.text("pattern-prefix", "")
    if pattern in ("default", "default-unprefixed"):
        if prefix:
            start = re.match(prefix, tag) if re.fullmatch(r"[\w/@.-]+", prefix) else None
            if start is None:
                return None
            tag = tag[start.end() :]
        match = _DEFAULT.fullmatch(tag)
        if match is None or (pattern == "default" and not match["v"]):
            return None
        return _Parts(
            base=match["base"],
            epoch=match["epoch"] or "",
            stage=match["stage"] or "",
            revision=int(match["revision"]) if match["revision"] else None,
            metadata=match["metadata"] or "",
        )
    return _by_pattern(tag, pattern, options.at("pattern"))


def _by_pattern(tag: str, pattern: str, place: str) -> _Parts | None:
    groups = {
        name: search(tag, pattern, name, place) or ""
        for name in ("base", "epoch", "stage", "revision", "tagged_metadata")
        if f"(?P<{name}>" in pattern
    }
    base = groups.get("base", "")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", base, re.ASCII) is None:
        return None
    revision = groups.get("revision", "")
    return _Parts(
        base=base,
        epoch=groups.get("epoch", ""),
        stage=groups.get("stage", ""),
        revision=int(revision) if revision.isdecimal() else None,
        metadata=groups.get("tagged_metadata", ""),
    )


def _formatted(template: str, parts: _Parts, commit: str, repository: Repository) -> str:
    """Return a format with its names replaced, and nothing evaluated."""
    numbers = [*parts.base.split("."), "0", "0"]
    values = {
        "base": parts.base,
        "branch": repository.branch(),
        "branch_escaped": re.sub(r"[^a-zA-Z0-9]", "", repository.branch()),
        "commit": commit,
        "dirty": "clean",
        "distance": str(parts.distance),
        "epoch": parts.epoch,
        "major": numbers[0],
        "minor": numbers[1],
        "patch": numbers[2],
        "revision": "" if parts.revision is None else str(parts.revision),
        "stage": parts.stage,
        "tagged_metadata": parts.metadata,
        "timestamp": f"{repository.date():%Y%m%d%H%M%S}",
    }
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)
