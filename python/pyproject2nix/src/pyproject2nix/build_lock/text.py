"""The text of pylock.build.toml (PEP 751)."""

import json
from collections.abc import Iterable, Sequence

from pyproject2nix.base.builds import DEFAULT_SET, BuildSource
from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.target import PLATFORMS, Target
from pyproject2nix.build_lock.resolve import BuildSet
from pyproject2nix.programs.uv import RemoteFile

__all__ = ["lock_text"]

_HEADER = """\
# What builds the packages without a wheel, locked by pyproject2nix with uv.
# `pyproject2nix generate` adds what is missing and keeps the versions. For newer ones, remove it.
"""


def lock_text(
    sets: Sequence[BuildSet], sources: Iterable[BuildSource], targets: Sequence[Target]
) -> str:
    """Return the file that has these sets, with a record of the sources."""
    names = [some.name for some in sets]
    has_groups = names not in ([], [DEFAULT_SET])
    lines = [
        'lock-version = "1.0"',
        'created-by = "pyproject2nix"',
        f'requires-python = ">={min(t.python for t in targets)[0]}.'
        f'{min(t.python for t in targets)[1]}"',
        *_list("environments", [_marker(target) for target in sorted(targets)]),
    ]
    if has_groups:
        lines += _list("dependency-groups", names)
        lines += _list("default-groups", [DEFAULT_SET])
    for some in sets:
        lines += _packages(some, targets, has_groups)
    # An empty array is a key of the top level: it has to come before the tables.
    if not sets:
        lines.append("packages = []")
    lines += ["", "[tool.pyproject2nix]", "version = 1"]
    for source in sorted(sources, key=lambda one: (one.name, one.identity)):
        lines += _source(source)
    return _HEADER + "".join(f"{line}\n" for line in lines)


def _packages(some: BuildSet, targets: Sequence[Target], has_groups: bool) -> list[str]:
    versions: dict[tuple[str, str], list[Target]] = {}
    for target, releases in some.releases.items():
        for name, release in releases.items():
            versions.setdefault((name, release.version), []).append(target)
    lines: list[str] = []
    for (name, version), its in sorted(versions.items()):
        lines += ["", "[[packages]]", f"name = {_text(name)}", f"version = {_text(version)}"]
        group = f"'{some.name}' in dependency_groups" if has_groups else ""
        where = "" if len(its) == len(targets) else " or ".join(map(_marker, sorted(its)))
        markers = [m for m in (group, f"({where})" if group and where else where) if m]
        if markers:
            lines.append(f"marker = {_text(' and '.join(markers))}")
        edges = {
            (other, some.releases[target][other].version)
            for target in its
            for other in some.releases[target][name].dependencies
        }
        tables = [f"{{ name = {_text(n)}, version = {_text(v)} }}" for n, v in sorted(edges)]
        lines += _array("dependencies", tables)
        files = {file for target in its for file in some.files[target].get(name, ())}
        wheels = [file for file in files if file.file.name.endswith(".whl")]
        lines += [f"sdist = {_file(file)}" for file in files if file not in wheels]
        if wheels or not files:
            lines += _array("wheels", [_file(file) for file in sorted(wheels, key=_file_name)])
    return lines


def _file_name(file: RemoteFile) -> str:
    return file.file.name


def _file(file: RemoteFile) -> str:
    digest = f"hashes = {{ sha256 = {_text(file.file.sha256)} }}"
    return f"{{ url = {_text(file.url)}, {digest} }}"


def _source(source: BuildSource) -> list[str]:
    return [
        "",
        "[[tool.pyproject2nix.sources]]",
        f"name = {_text(source.name)}",
        f"version = {_text(source.version)}",
        f"identity = {_text(source.identity)}",
        *_list("requires", source.requires),
        *_list("targets", sorted(source.targets)),
        *([f"set = {_text(source.set_name)}"] if source.set_name else []),
        *_cargo(source.rust),
        *([f"note = {_text(source.note)}"] if source.note else []),
    ]


def _cargo(rust: Rust | None) -> list[str]:
    if rust is None or rust.lock is None:
        return [f"cargo-vendor = {_text(rust.vendor)}"] if rust and rust.vendor else []
    root = [f"cargo-root = {_text(rust.lock.root)}"] if rust.lock.root else []
    return [*root, f"cargo-lock = {_text(rust.lock.sha256)}"]


def _marker(target: Target) -> str:
    return (
        f"python_version == '{target.python_version}' and sys_platform == 'linux' "
        f"and platform_machine == '{PLATFORMS[target.platform]}'"
    )


def _list(key: str, texts: Iterable[str]) -> list[str]:
    return _array(key, map(_text, texts))


def _array(key: str, values: Iterable[str]) -> list[str]:
    items = list(values)
    if len(items) < 2:
        return [f"{key} = [{''.join(items)}]"]
    return [f"{key} = [", *(f"  {item}," for item in items), "]"]


def _text(value: str) -> str:
    """Return a TOML string; JSON's strings are TOML's but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
