"""List what a closure holds and refuse what a running program does not need.

Refused are files by name (compilers, static archives), interpreters, run paths and links outside
the closure, and texts that name the builder's directory. The report lists every store path with its
size, and every finding with file, value and rule.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elf import read_elf

BUILD_PATH = re.compile(rb"(?:(?<![\w./~$})@+-])|(?<=-[IL]))/build/(?!reproducible-path)[\w.+-]+")
"""The sandbox's build directory at the start of a path, not in the middle of another, nor that of
Debian's builders, /build/reproducible-path."""


@dataclass(frozen=True)
class Rules:
    """What to refuse; `allow` holds patterns of files that are exempt, `build_paths` says whether
    the builder's directory counts (Debian's own programs name that of Debian's builders)."""

    store_dir: str
    closure: frozenset[str]
    forbidden: Sequence[str] = ()
    allow: Sequence[str] = ()
    build_paths: bool = True


@dataclass
class Report:
    """What was found."""

    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Store paths by size, then findings."""
        largest_first = sorted(self.sizes.items(), key=lambda item: (-item[1], item[0]))
        lines = [f"{size:>12,}  {path}" for path, size in largest_first]
        lines += [f"{sum(self.sizes.values()):>12,}  bytes in {len(self.sizes)} store paths"]
        return "\n".join([*lines, *self.findings]) + "\n"


def check_closure(rules: Rules) -> Report:
    """Look at every file of the closure."""
    report = Report()
    for store_path in sorted(rules.closure):
        total = 0
        for file in _walk(Path(store_path)):
            if not file.is_symlink() and file.is_file():
                total += file.lstat().st_size
            if not any(fnmatch.fnmatchcase(str(file), pattern) for pattern in rules.allow):
                report.findings += [f"{file}: {found}" for found in check_file(file, rules)]
        report.sizes[store_path] = total
    return report


def check_file(file: Path, rules: Rules) -> Iterator[str]:
    """What is wrong with one file."""
    for pattern in () if file.is_dir() else rules.forbidden:
        if fnmatch.fnmatchcase(file.name, pattern):
            yield f"named like {pattern}"
    if file.is_symlink():
        target = os.readlink(file)
        if target.startswith("/") and not _inside(target, rules):
            yield f"links to {target}, outside the closure"
    elif file.is_file():
        yield from _check_content(file, file.read_bytes(), rules)


def _check_content(file: Path, data: bytes, rules: Rules) -> Iterator[str]:
    try:
        elf = read_elf(data)
    except ValueError as error:
        yield str(error)
        return
    if elf and elf.interpreter and not _inside(elf.interpreter, rules):
        yield f"has the interpreter {elf.interpreter}, outside the closure"
    for directory in elf.run_path if elf else ():
        if not directory.startswith("$ORIGIN") and not _inside(directory, rules):
            yield f"has {directory} in its run path, outside the closure"
    for library in elf.needed if elf else ():
        if elf and not _resolves(library, file, elf.run_path):
            yield f"needs {library}, which is in no directory of its run path"
    if data[:2] == b"#!" and os.access(file, os.X_OK):
        interpreter = data[2:].split(b"\n", 1)[0].split()
        name = interpreter[0].decode("utf-8", "replace") if interpreter else ""
        if not _inside(name, rules):
            yield f"is a script for {name or 'nothing'}, outside the closure"
    found = rules.build_paths and BUILD_PATH.search(data)
    if found:
        yield f"mentions the build path {found.group().decode('utf-8', 'replace')}"


def _resolves(library: str, file: Path, run_path: Sequence[str]) -> bool:
    """Whether the dynamic linker finds a library, which is loaded itself."""
    if library.startswith("ld-linux"):
        return True
    directories = (d.replace("$ORIGIN", str(file.parent)) for d in run_path)
    return any((Path(directory) / library).exists() for directory in directories)


def _inside(path: str, rules: Rules) -> bool:
    relative = path.removeprefix(rules.store_dir + "/")
    return relative != path and f"{rules.store_dir}/{relative.split('/')[0]}" in rules.closure


def _walk(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for name in sorted(os.listdir(path)):
            yield from _walk(path / name)


def closure_paths(attributes: dict[str, Any]) -> Iterable[str]:
    """The paths of the image's layers, or those of the reference graph."""
    if attributes.get("description"):
        description = json.loads(Path(attributes["description"]).read_text())
        sources = description["grafts"]["sources"]
        return [sources.get(path, path) for layer in description["store_layers"] for path in layer]
    return [node["path"] for node in attributes["graph"]]


def main() -> int:
    """Check as the builder of a derivation with structured attributes."""
    # Here, the builder's directory: NIX_ATTRS_JSON_FILE of Nix 2.8 names the host's path.
    attributes = json.loads(Path(".attrs.json").read_text())
    rules = Rules(
        attributes["storeDir"],
        frozenset(closure_paths(attributes)),
        attributes["forbidden"],
        attributes["allow"],
        attributes["buildPaths"],
    )
    report = check_closure(rules)
    if report.findings:
        print(report.text(), end="", file=sys.stderr)
        print(
            f"error: closure check: {len(report.findings)} findings, above; "
            "keep the file out of the package, or exempt it under `allow` with the reason",
            file=sys.stderr,
        )
        return 1
    Path(attributes["outputs"]["out"]).write_text(report.text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
