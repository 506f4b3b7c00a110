"""Writes the index that index.toml describes: files, and PEP 503 and 691 pages over them."""

import hashlib
import html
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from index.distributions import sdist, wheel

__all__ = ["DATA", "File", "Release", "build", "files_of", "read_releases"]

DATA = Path(__file__).with_name("index.toml")


@dataclass(frozen=True)
class Release:
    """One version of one package."""

    name: str
    """As its authors write it: not normalised."""
    version: str
    tags: tuple[str, ...]
    """Of its wheels, a build number before them if it has one."""
    sdist: str
    """File name, or empty."""
    python: str
    requires: tuple[str, ...]
    extras: Mapping[str, Sequence[str]]
    build: Sequence[str] | str
    """[build-system] requires, or "none" for no pyproject.toml."""
    files: Mapping[str, str]
    """Further files of its sdist."""

    @property
    def module(self) -> str:
        """The module in it."""
        return re.sub(r"[-_.]+", "_", self.name).lower()

    @property
    def stem(self) -> str:
        """Name and version, as file names have them."""
        return f"{re.sub('[-_]+', '_', self.name)}-{self.version}"

    @property
    def metadata(self) -> str:
        """METADATA, or PKG-INFO (core metadata 2.2)."""
        lines = ["Metadata-Version: 2.2", f"Name: {self.name}", f"Version: {self.version}"]
        lines += [f"Summary: What {self.name} does, ${{in}} ''one'' line"]
        lines += [f"Requires-Python: {self.python}"] if self.python else []
        lines += [f"Requires-Dist: {text}" for text in self.requires]
        for extra, texts in self.extras.items():
            lines.append(f"Provides-Extra: {extra}")
            lines += [f"Requires-Dist: {_with_extra(text, extra)}" for text in texts]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class File:
    """One distribution of a release."""

    release: Release
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def _with_extra(text: str, extra: str) -> str:
    requirement, _, marker = (part.strip() for part in text.partition(";"))
    condition = f'extra == "{extra}"'
    return f"{requirement} ; ({marker}) and {condition}" if marker else f"{text} ; {condition}"


def read_releases() -> list[Release]:
    """Return the releases of index.toml."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sets = data["tags"]
    releases = []
    for name, versions in data["packages"].items():
        for version, entry in versions.items():
            known = {"wheels", "sdist", "python", "requires", "extras", "build", "files"}
            unknown = set(entry) - known
            assert not unknown, (name, version, unknown)
            tags = [tag for one in entry.get("wheels", []) for tag in sets.get(one, [one])]
            source = entry.get("sdist", False)
            if source is True:
                source = f"{re.sub('[-_]+', '_', name)}-{version}.tar.gz"
            releases.append(
                Release(
                    name=name,
                    version=version,
                    tags=tuple(tags),
                    sdist=source or "",
                    python=entry.get("python", ""),
                    requires=tuple(entry.get("requires", [])),
                    extras=entry.get("extras", {}),
                    build=entry.get("build", []),
                    files=entry.get("files", {}),
                )
            )
    return releases


def files_of(release: Release) -> Iterator[File]:
    """Return every distribution of a release."""
    for tag in release.tags:
        own = "-".join(tag.split("-")[-3:])
        content = wheel(release.stem, release.module, own, release.metadata)
        yield File(release, f"{release.stem}-{tag}.whl", content)
    if release.sdist:
        content = sdist(
            release.sdist,
            release.stem,
            release.module,
            release.metadata,
            release.build,
            release.files,
        )
        yield File(release, release.sdist, content)


def build(folder: Path) -> None:
    """Write `folder`/files and `folder`/simple."""
    (folder / "files").mkdir(parents=True)
    by_name: dict[str, list[File]] = {}
    for release in read_releases():
        for file in files_of(release):
            (folder / "files" / file.name).write_bytes(file.content)
            if file.name.endswith(".whl"):
                metadata = folder / "files" / f"{file.name}.metadata"
                metadata.write_text(release.metadata, encoding="utf-8")
            by_name.setdefault(canonicalize_name(release.name), []).append(file)
    for name, files in by_name.items():
        page = folder / "simple" / name
        page.mkdir(parents=True)
        (page / "index.html").write_text(_html(files), encoding="utf-8")
        (page / "index.json").write_text(_json(name, files), encoding="utf-8")


def _html(files: Sequence[File]) -> str:
    lines = ["<!DOCTYPE html>"]
    for file in files:
        python = html.escape(file.release.python)
        data = f' data-requires-python="{python}"' if python else ""
        url = f"../../files/{file.name}#sha256={file.sha256}"
        lines.append(f'<a href="{url}"{data}>{file.name}</a><br>')
    return "\n".join(lines) + "\n"


def _json(name: str, files: Sequence[File]) -> str:
    page = {
        "meta": {"api-version": "1.1"},
        "name": name,
        "versions": sorted({file.release.version for file in files}),
        "files": [
            {
                "filename": file.name,
                "url": f"../../files/{file.name}",
                "hashes": {"sha256": file.sha256},
                "requires-python": file.release.python or None,
                "size": len(file.content),
                "upload-time": "2000-01-01T00:00:00Z",
                **({"core-metadata": _metadata_hash(file)} if file.name.endswith("l") else {}),
            }
            for file in files
        ],
    }
    return json.dumps(page, indent=1) + "\n"


def _metadata_hash(file: File) -> dict[str, str]:
    return {"sha256": hashlib.sha256(file.release.metadata.encode()).hexdigest()}


if __name__ == "__main__":
    build(Path(sys.argv[1]))
