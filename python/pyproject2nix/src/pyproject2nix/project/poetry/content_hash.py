"""What Poetry calls the content hash: whether a lock belongs to a pyproject.toml."""

import hashlib
import json

from pyproject2nix.base.tables import Table

__all__ = ["poetry_content_hashes"]

_PROJECT_KEYS = ("dependencies", "optional-dependencies", "requires-python")
# Written as null where they are absent, as long as nothing else counts.
_OLD_KEYS = ("dependencies", "dev-dependencies", "extras", "source")


def poetry_content_hashes(toml: Table) -> frozenset[str]:
    """Return every hash that a Poetry from 1.0 to 2.5 gives this pyproject.toml.

    Poetry 1 looks at [tool.poetry] alone, 2.0 at [project], too, and 2.3 at [dependency-groups].
    """
    groups = toml.table("dependency-groups").data
    contents = [_content(toml, {}), _content(toml, groups)]
    return frozenset(
        hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
        for content in contents
    )


def _content(toml: Table, groups: object) -> dict[str, object]:
    project = toml.table("project").data
    poetry = toml.table("tool").table("poetry").data
    standard: dict[str, object] = {}
    if relevant := {key: project[key] for key in _PROJECT_KEYS if key in project}:
        standard["project"] = relevant
    if groups:
        standard["dependency-groups"] = groups
    own = {key: poetry[key] for key in (*_OLD_KEYS, "group") if key in poetry}
    if standard:
        return {**standard, "tool": {"poetry": own}}
    return {**dict.fromkeys(_OLD_KEYS), **own}
