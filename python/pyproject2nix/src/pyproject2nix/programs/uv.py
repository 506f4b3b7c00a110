"""uv as a resolver: requirements become versions, edges and files, for one target at a time.

Nothing is built, and no code of a package runs (`--no-build`): a release counts only where it has a
wheel for the target.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from packaging.utils import canonicalize_name

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import file_name_of, file_of
from pyproject2nix.base.model import File
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.base.target import PLATFORMS, Target
from pyproject2nix.files.reader import read_text
from pyproject2nix.programs.locker import environment_of, program_of

__all__ = ["Release", "RemoteFile", "Uv", "UvError"]

_SECONDS = 600
_REMEDY = "lock a release that has a wheel, choose another --python"
# glibc of debpkgs, as in the wheel tags that targets take.
_GLIBC = "manylinux_2_36"
_LINE = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)[^#]*(?:# via (.*))?")


class UvError(RefusedError):
    """Requirements that uv cannot resolve."""


@dataclass(frozen=True)
class Release:
    """A version that was chosen, and what it needs."""

    version: str
    dependencies: tuple[str, ...]
    """Names, sorted."""


@dataclass(frozen=True, order=True)
class RemoteFile:
    """A file of an index."""

    file: File
    url: str
    """Without credentials."""


class Uv:
    """The program `uv`, against the index that pip is configured for."""

    def resolve(
        self, requirements: Iterable[str], preferences: Mapping[str, str], target: Target
    ) -> dict[str, Release]:
        """Return by name what the requirements need, themselves included.

        A version of `preferences` is kept where the requirements allow it. Raises UvError.
        """
        pins = "".join(f"{name}=={preferences[name]}\n" for name in sorted(preferences))
        options = ["--annotation-style", "line", "--strip-extras"]
        text = self._compile(requirements, options, target, "requirements.txt", pins)
        found: dict[str, tuple[str, list[str]]] = {}
        for line in text.splitlines():
            if match := _LINE.match(line):
                name, version, via = match[1], match[2], match[3] or ""
                needed_by = [part.strip() for part in via.split(",")]
                found[checked_name(name, "uv")] = (checked_version(version, "uv"), needed_by)
        edges: dict[str, set[str]] = {name: set() for name in found}
        for name, (_, needed_by) in found.items():
            for other in map(canonicalize_name, needed_by):
                if other in edges:
                    edges[other].add(name)
        return {
            name: Release(version, tuple(sorted(edges[name] - {name})))
            for name, (version, _) in found.items()
        }

    def files(self, versions: Mapping[str, str], target: Target) -> dict[str, list[RemoteFile]]:
        """Return by name the wheels of some releases that run on a target."""
        pins = [f"{name}=={version}" for name, version in versions.items()]
        options = ["--no-deps", "--format", "pylock.toml"]
        text = self._compile(pins, options, target, "pylock.uv.toml", "")
        return {
            checked_name(package.text("name"), "uv"): [_file(w) for w in package.tables("wheels")]
            for package in parse_toml(text, "uv").tables("packages")
        }

    @cached_property
    def _program(self) -> str:
        program = program_of("uv")
        if program is None:
            raise UvError(
                "uv",
                "not found on PATH",
                "install it (pip install uv), or run: nix run .#pyproject2nix -- generate",
            )
        return program

    @cached_property
    def _environment(self) -> dict[str, str]:
        return {**environment_of("uv"), "UV_NO_PROGRESS": "1"}

    def _compile(
        self,
        requirements: Iterable[str],
        options: Sequence[str],
        target: Target,
        name: str,
        before: str,
    ) -> str:
        """Return what uv writes into the output file of this name, which holds `before`."""
        # No settings of the project: an empty folder has none above it, either.
        with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as temporary:
            folder = Path(temporary)
            text = "".join(f"{requirement}\n" for requirement in requirements)
            (folder / "wanted.in").write_text(text, encoding="utf-8")
            if before:
                # uv prefers what its output file has.
                (folder / name).write_text(before, encoding="utf-8")
            done = subprocess.run(
                [
                    *(self._program, "pip", "compile", "wanted.in", "--output-file", name),
                    *("--quiet", "--no-header", "--no-build", "--no-python-downloads"),
                    *("--python", sys.executable, "--python-version", _version(target)),
                    *("--python-platform", f"{PLATFORMS[target.platform]}-{_GLIBC}"),
                    *options,
                ],
                cwd=folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
            if done.returncode:
                raise UvError(f"uv, for {target.name}", _reason(done.stderr), _REMEDY)
            return read_text(folder / name, limits.LOCK_FILE)


def _version(target: Target) -> str:
    patch = "" if target.patch is None else f".{target.patch}"
    return f"{target.python_version}{patch}"


def _reason(text: str) -> str:
    """Return uv's message as one line, without its drawings."""
    words = re.sub(r"[^\x20-\x7e]+", " ", text.replace("\n", " ")).split()
    line = " ".join(words)
    return line.removeprefix("x ").removeprefix("error: ") or "it gives no reason"


def _file(table: Table) -> RemoteFile:
    url = table.text("url")
    place = table.at("url")
    digest = table.table("hashes").text("sha256", "")
    name = file_name_of(url, place)
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2]
    clean = urlunsplit((parts.scheme, netloc, parts.path, "", ""))
    return RemoteFile(file_of(name, f"sha256:{digest}", place), clean)
