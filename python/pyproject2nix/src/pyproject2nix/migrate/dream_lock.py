"""dream2nix' own lock of pip's resolution, lock.SYSTEM.json, as a pylock.toml (PEP 751)."""

import json
from collections.abc import Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import checked_url, file_name_of, file_of
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.shape import parse_json
from pyproject2nix.base.tables import Table
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.write.generated import read_text

__all__ = ["find_dream_locks", "pylock_of"]

_AGAIN = "lock anew: pyproject2nix lock"


def find_dream_locks(folder: Path) -> dict[str, Path]:
    """Return the locks of a project by system; lock.json is of every system."""
    found = {s: folder / f"lock.{s}.json" for s in PLATFORMS}
    locks = {system: path for system, path in found.items() if path.is_file()}
    if not locks and (folder / "lock.json").is_file():
        locks = dict.fromkeys(PLATFORMS, folder / "lock.json")
    return locks


def pylock_of(locks: Mapping[str, Path], project: str) -> str:
    """Return the text of pylock.toml; refuse what it cannot say."""
    read = {system: _read(path) for system, path in locks.items()}
    packages: dict[str, dict[str, Table]] = {}
    for system, (sources, _) in read.items():
        for name, source in sources.items():
            if name != canonicalize_name(project):
                packages.setdefault(name, {})[system] = source
    blocks = [
        'lock-version = "1.0"\ncreated-by = "pyproject2nix"',
        *(
            _package(name, packages[name], {s: read[s][1] for s in read})
            for name in sorted(packages)
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def _read(path: Path) -> tuple[dict[str, Table], dict[str, list[str]]]:
    """Return sources and edges of one lock."""
    place = str(path)
    try:
        document = parse_json(read_text(path), place)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            place, f"is not a lock of dream2nix' pip module ({error})", _AGAIN
        ) from None
    if not isinstance(document, dict):
        raise RefusedError(place, "is not a lock of dream2nix' pip module", _AGAIN)
    metadata = Table(place, document).table("fetchPipMetadata")
    if missing := {"sources", "targets"} - set(metadata.data):
        raise RefusedError(
            metadata.place,
            f"is not a lock of dream2nix' pip module: no {' and no '.join(sorted(missing))}",
            _AGAIN,
        )
    sources, targets = metadata.table("sources"), metadata.table("targets").table("default")
    return (
        {name: sources.table(key) for name, key in sources.by_name().items()},
        {
            name: [checked_name(other, targets.at(key)) for other in targets.texts(key)]
            for name, key in targets.by_name().items()
        },
    )


def _package(
    name: str, by_system: Mapping[str, Table], edges: Mapping[str, Mapping[str, list[str]]]
) -> str:
    place = next(iter(by_system.values())).place
    versions = {checked_version(s.data.get("version"), s.place) for s in by_system.values()}
    if len(versions) > 1:
        text = ", ".join(sorted(versions))
        raise RefusedError(place, f"the locks of the systems have {text}", _AGAIN)
    wanted = [set(edges[system].get(name, ())) for system in by_system]
    if any(some != wanted[0] for some in wanted):
        raise RefusedError(place, "the locks of the systems differ in what it needs", _AGAIN)
    lines = [
        "[[packages]]",
        f"name = {json.dumps(name)}",
        f"version = {json.dumps(versions.pop())}",
    ]
    if set(by_system) != set(edges):
        machines = " or ".join(f"platform_machine == '{PLATFORMS[s]}'" for s in sorted(by_system))
        lines.append(f"marker = {json.dumps(machines)}")
    needed = ", ".join(f"{{ name = {json.dumps(dep)} }}" for dep in sorted(wanted[0]))
    lines.append(f"dependencies = [{needed}]")
    files = sorted({_file(source) for source in by_system.values()})
    wheels = [text for is_wheel, text in files if is_wheel]
    sdists = [text for is_wheel, text in files if not is_wheel]
    if len(sdists) > 1:
        raise RefusedError(place, "the locks of the systems have different sdists", _AGAIN)
    if wheels:
        lines.append("wheels = [\n" + "".join(f"  {text},\n" for text in wheels) + "]")
    lines += [f"sdist = {text}" for text in sdists]
    return "\n".join(lines)


def _file(source: Table) -> tuple[bool, str]:
    """Return whether a source is a wheel, and its entry."""
    if source.data.get("type") != "url":
        raise RefusedError(source.place, f"a source of type {source.data.get('type')!r}", _AGAIN)
    name = file_name_of(source.text("url"), source.place)
    url = checked_url(source.text("url"), source.place)
    file = file_of(name, f"sha256:{source.text('sha256')}", source.place)
    entry = f"{{ name = {json.dumps(file.name)}, url = {json.dumps(url)}, "
    entry += f"hashes = {{ sha256 = {json.dumps(file.sha256)} }} }}"
    return file.name.endswith(".whl"), entry
