"""Dependency groups (PEP 735), and the same by uv's and PDM's earlier names."""

from collections.abc import Mapping

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import CycleError, Include, Steps, flattened
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table
from pyproject2nix.project.requirement import parse_requirements

__all__ = ["group_texts", "read_groups"]


def read_groups(toml: Table) -> dict[str, tuple[Dependency, ...]]:
    """Return the requirements of every group, includes expanded."""
    table = toml.table("dependency-groups")
    texts = group_texts(toml)
    return {name: parse_requirements(texts[name], table.at(name)) for name in sorted(texts)}


def group_texts(toml: Table) -> dict[str, tuple[str, ...]]:
    """Return every group's requirements as they are written, includes expanded."""
    groups = _standard(toml.table("dependency-groups"))
    tool = toml.table("tool")
    uv, pdm = tool.table("uv"), tool.table("pdm").table("dev-dependencies")
    if "dev-dependencies" in uv.data:
        groups["dev"] = groups.get("dev", ()) + uv.texts("dev-dependencies")
    for key in pdm.data:
        name = checked_name(key, pdm.place)
        if name in groups:
            raise RefusedError(
                pdm.at(key), f"group {name!r} is in [dependency-groups], too", "remove one"
            )
        groups[name] = _released(pdm, key)
    return groups


def _released(table: Table, key: str) -> tuple[str, ...]:
    # `-e file:///${PROJECT_ROOT}/x#egg=x`: PDM's own way to say editable.
    for text in table.texts(key):
        if text.startswith("-e "):
            raise RefusedError(
                table.at(key), f"{text!r} is not a requirement", "require it by name and path"
            )
    return table.texts(key)


def _standard(table: Table) -> dict[str, tuple[str, ...]]:
    keys = table.by_name()
    steps = Steps(table.place)
    items = {name: _items(table, key, keys) for name, key in keys.items()}

    def expand(name: str) -> tuple[str, ...]:
        try:
            return tuple(dict.fromkeys(flattened(name, items.__getitem__, steps)))
        except CycleError as cycle:
            raise RefusedError(
                table.at(name), f"includes itself: {cycle}", "break the circle"
            ) from None

    return {name: expand(name) for name in sorted(keys)}


def _items(table: Table, key: str, known: Mapping[str, str]) -> list[str | Include[str]]:
    """Return a group's requirements and includes as they are written."""
    place = table.at(key)
    items = table.data[key]
    if not isinstance(items, list):
        raise RefusedError(place, f"{items!r} is not a list", "see PEP 735")
    found: list[str | Include[str]] = []
    for item in items:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict) and list(item) == ["include-group"]:
            included = checked_name(item["include-group"], place)
            if included not in known:
                raise RefusedError(
                    place, f"there is no group {included!r}", "correct include-group"
                )
            found.append(Include(included))
        else:
            raise RefusedError(place, f"{item!r} is not understood", "see PEP 735")
    return found
