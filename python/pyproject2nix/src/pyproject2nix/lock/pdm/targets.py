"""The targets that a pdm.lock was made for, as markers."""

import re

from packaging.markers import Marker

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.base.tables import Table

__all__ = ["read_targets"]

_PLATFORM = re.compile(
    r"(linux|manylinux|musllinux|alpine|macos|windows|win)(?:_\d+_\d+)?(?:_([a-z0-9_]+))?", re.ASCII
)
_SYSTEMS = {
    "alpine": "alpine",
    "linux": "linux",
    "macos": "darwin",
    "manylinux": "linux",
    # Not a value of sys_platform: musl is another system than the ones this program knows.
    "musllinux": "alpine",
    "win": "win32",
    "windows": "win32",
}
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def read_targets(metadata: Table, strategy: tuple[str, ...], notes: Notes) -> tuple[Marker, ...]:
    """Return a marker for each target, nothing if the lock is for all."""
    tables = metadata.tables("targets")
    if not tables and "cross_platform" not in strategy:
        notes.add(
            metadata.at("targets"),
            "there are none, so the lock may be for the machine alone that wrote it: installed as "
            "by PDM; to lock for all machines, run: pdm lock",
        )
    texts = [_marker(table) for table in tables]
    return () if "" in texts else tuple(Marker(text) for text in texts)


def _marker(table: Table) -> str:
    table.allow(["implementation", "platform", "requires_python"], "lock again with PDM 2.29")
    parts = _python(table.text("requires_python", ""), table.at("requires_python"))
    if "implementation" in table.data:
        name = table.text("implementation").lower()
        if re.fullmatch(r"[a-z0-9]+", name, re.ASCII) is None:
            raise RefusedError(table.at("implementation"), f"{name!r} is not one", "run: pdm lock")
        parts.append(f"implementation_name == '{name}'")
    if "platform" in table.data:
        text = table.text("platform")
        match = _PLATFORM.fullmatch(text)
        if match is None:
            raise RefusedError(
                table.at("platform"), f"{text!r} is not understood", "lock for linux, or for all"
            )
        machine = match[2] or ("aarch64" if match[1] == "macos" else "x86_64")
        parts.append(f"sys_platform == '{_SYSTEMS[match[1]]}'")
        parts.append(f"platform_machine == '{_MACHINES.get(machine, machine)}'")
    return " and ".join(parts)


def _python(text: str, place: str) -> list[str]:
    specifiers = parse_specifiers(text, place)
    return sorted(f"python_full_version {s.operator} '{s.version}'" for s in specifiers)
