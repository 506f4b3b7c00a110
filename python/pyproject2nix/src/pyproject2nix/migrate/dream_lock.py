"""dream2nix' own lock of pip's resolution, lock.SYSTEM.json, as a pylock.toml (PEP 751)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_file_name, checked_name, checked_version
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
    packages: dict[str, dict[str, dict[str, Any]]] = {}
    for system, (sources, _) in read.items():
        for name, source in sources.items():
            if name != canonicalize_name(project):
                packages.setdefault(name, {})[system] = source
    blocks = [
        'lock-version = "1.0"\ncreated-by = "pyproject2nix"',
        *(
            _package(
                name, packages[name], {s: read[s][1] for s in read}, str(next(iter(locks.values())))
            )
            for name in sorted(packages)
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def _read(path: Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return sources and edges of one lock."""
    try:
        data = json.loads(read_text(path))
        metadata = data["fetchPipMetadata"]
        place = str(path)
        sources = {checked_name(name, place): s for name, s in metadata["sources"].items()}
        targets = metadata["targets"]
        edges = {
            checked_name(name, place): [checked_name(other, place) for other in wanted]
            for name, wanted in targets.get("default", {}).items()
        }
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise RefusedError(
            str(path), f"is not a lock of dream2nix' pip module ({error!r})", _AGAIN
        ) from None
    except OSError as error:
        raise RefusedError(str(path), error.strerror or str(error), "make it readable") from None
    return sources, edges


def _package(
    name: str,
    by_system: Mapping[str, Mapping[str, Any]],
    edges: Mapping[str, Mapping[str, list[str]]],
    place: str,
) -> str:
    place = f"{place}: fetchPipMetadata.sources.{name}"
    versions = {checked_version(source.get("version"), place) for source in by_system.values()}
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
    files = sorted({_file(source, place) for source in by_system.values()})
    wheels = [text for is_wheel, text in files if is_wheel]
    sdists = [text for is_wheel, text in files if not is_wheel]
    if len(sdists) > 1:
        raise RefusedError(place, "the locks of the systems have different sdists", _AGAIN)
    if wheels:
        lines.append("wheels = [\n" + "".join(f"  {text},\n" for text in wheels) + "]")
    lines += [f"sdist = {text}" for text in sdists]
    return "\n".join(lines)


def _file(source: Mapping[str, Any], place: str) -> tuple[bool, str]:
    """Return whether a source is a wheel, and its entry."""
    url, digest = source.get("url"), source.get("sha256")
    if source.get("type") != "url" or not isinstance(url, str) or not isinstance(digest, str):
        raise RefusedError(place, f"a source of type {source.get('type')!r}", _AGAIN)
    name = checked_file_name(unquote(urlsplit(url).path.rpartition("/")[2]), place)
    entry = f"{{ name = {json.dumps(name)}, url = {json.dumps(url)}, "
    entry += f"hashes = {{ sha256 = {json.dumps(digest)} }} }}"
    return name.endswith(".whl"), entry
