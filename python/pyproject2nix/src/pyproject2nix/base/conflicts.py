"""Conflicting extras and groups in uv.lock: what its markers call them.

Where [tool.uv] declares conflicts, edges carry markers like `extra == 'extra-4-proj-cpu'`: kind,
length of the package's name, name, and extra or group. Such an `extra` is a set: `==` asks whether
a name is in it, `!=` whether it is not, and several may be in it at once.
"""

from collections.abc import Iterable

from pyproject2nix.base.names import checked_name

__all__ = ["conflict_extras", "conflict_name", "encoded_name"]


def conflict_extras(
    project_name: str, extras: Iterable[str], groups: Iterable[str]
) -> frozenset[str]:
    """Return what a lock calls the project, its chosen extras and its chosen groups.

    >>> sorted(conflict_extras("proj", ["cpu"], ["dev"]))
    ['extra-4-proj-cpu', 'group-4-proj-dev', 'project-4-proj']
    """
    name = checked_name(project_name, "project.name")
    return frozenset(
        [
            encoded_name("project", name, ""),
            *(encoded_name("extra", name, checked_name(e, "extras")) for e in extras),
            *(encoded_name("group", name, checked_name(g, "groups")) for g in groups),
        ]
    )


def conflict_name(encoded: str) -> str:
    """Return what an encoded name stands for, in words.

    >>> conflict_name("extra-4-proj-cpu")
    'extra cpu'
    """
    kind, length, rest = encoded.split("-", 2)
    return f"{kind} {rest[int(length) + 1 :] or rest}"


def encoded_name(kind: str, package: str, item: str) -> str:
    """Return what markers call a project (without an item), or an extra or group of it."""
    return "-".join([kind, str(len(package)), package, *([item] if item else [])])
