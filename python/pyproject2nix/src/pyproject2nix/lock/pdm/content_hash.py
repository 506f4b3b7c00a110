"""What PDM calls the content hash of a pyproject.toml."""

import hashlib
import json
from collections.abc import Mapping

from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table

__all__ = ["pdm_content_hash", "pdm_content_hashes"]


def pdm_content_hashes(pyproject: Mapping[str, object]) -> frozenset[str]:
    """Return the content hashes, `sha256:…`, that releases of PDM give to a pyproject.toml.

    Earlier releases hashed the overrides alone of [tool.pdm.resolution], and groups of
    [tool.pdm.dev-dependencies] without those of [dependency-groups] or their names' normal form.
    """
    return frozenset(_hashes(pyproject))


def pdm_content_hash(pyproject: Mapping[str, object]) -> str:
    """Return the one that today's PDM gives."""
    return _hashes(pyproject)[0]


def _hashes(pyproject: Mapping[str, object]) -> list[str]:
    """Return all of them, today's first."""
    toml = Table("pyproject.toml", pyproject)
    project = toml.table("project").data
    tool = toml.table("tool").table("pdm")
    resolution = tool.table("resolution").data
    own = tool.table("dev-dependencies")
    standard = toml.table("dependency-groups")
    normalised = _normalised(own)
    merged = _normalised(standard)
    for name, value in normalised.items():
        before = merged.get(name, [])
        if isinstance(before, list) and isinstance(value, list):
            merged[name] = [*before, *value]
    return [
        _hash(
            {
                "sources": tool.data.get("source", []),
                "dependencies": project.get("dependencies", []),
                "dev-dependencies": groups,
                "optional-dependencies": project.get("optional-dependencies", {}),
                "requires-python": project.get("requires-python", ""),
                **settings,
            }
        )
        for groups in (merged, normalised, own.data)
        for settings in ({"resolution": resolution}, {"overrides": resolution.get("overrides", {})})
    ]


def _normalised(table: Table) -> dict[str, object]:
    return {checked_name(name, table.place): value for name, value in table.data.items()}


def _hash(content: Mapping[str, object]) -> str:
    # Dates and times cannot be hashed by PDM either; no lock has what they give here.
    text = json.dumps(content, sort_keys=True, default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
