"""uv as a resolver: requirements become versions, edges and files, for one target at a time.

Nothing is built, and no code of a package runs. A release counts only where it has a wheel for the
target (`--no-build`), unless no release of the package has one: then its sdist counts, and uv is
told what that requires.
"""

import json
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
from pyproject2nix.files.sdist_metadata import read_requires
from pyproject2nix.programs.locker import environment_of, program_of
from pyproject2nix.programs.sdist_files import fetch_sdists

__all__ = ["Release", "RemoteFile", "Uv", "UvError"]

_SECONDS = 600
_REMEDY = "lock a release that has a wheel, choose another --python"
_NO_WHEEL = re.compile(r"`([A-Za-z0-9._-]+)` because building from source is disabled")
"""uv's hint at a package that has no wheel."""
# glibc of debpkgs, as in the wheel tags that targets take.
_GLIBC = "manylinux_2_36"
_LINE = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)[^#]*(?:# via (.*))?")


class UvError(RefusedError):
    """Requirements that uv cannot resolve."""


class _NeedsSdistError(UvError):
    """Packages have no wheel for a target."""

    def __init__(self, place: str, problem: str, names: frozenset[str]) -> None:
        super().__init__(place, problem, _REMEDY)
        self.names = names


@dataclass(frozen=True)
class Release:
    """A version that was chosen, and what it needs."""

    version: str
    dependencies: tuple[str, ...]
    """Names, sorted."""
    is_sdist: bool = False
    """Whether its sdist is taken, since what is required of the package has no wheel."""


@dataclass(frozen=True, order=True)
class RemoteFile:
    """A file of an index."""

    file: File
    url: str
    """Without credentials."""


class Uv:
    """The program `uv`, against the index that pip is configured for."""

    def resolve(
        self,
        requirements: Iterable[str],
        preferences: Mapping[str, str],
        target: Target,
        takes_sdists: bool = True,
    ) -> dict[str, Release]:
        """Return by name what the requirements need, themselves included.

        A version of `preferences` is kept where the requirements allow it. Without `takes_sdists`
        a package that has no wheel cannot be resolved. Raises UvError.
        """
        wanted = tuple(requirements)
        # Of packages without wheels, by name, what their sdists require.
        sdists: dict[str, tuple[str, ...]] = {}
        read: set[tuple[str, str]] = set()
        for _ in range(limits.ROUNDS):
            try:
                found = self._resolved(wanted, preferences, target, sdists)
            except _NeedsSdistError as refusal:
                if not takes_sdists:
                    raise
                sdists |= dict.fromkeys(refusal.names, ())
                continue
            unread = {name: found[name] for name in sdists.keys() & found.keys()}
            unread = {n: one for n, one in unread.items() if (n, one.version) not in read}
            if not unread:
                return found
            for name, release in unread.items():
                sdists[name] = self._requires(name, release, target)
                read.add((name, release.version))
        raise UvError("uv", f"no end of sdists among {', '.join(sorted(sdists))}", _REMEDY)

    def files(self, releases: Mapping[str, Release], target: Target) -> dict[str, list[RemoteFile]]:
        """Return by name the wheels of some releases that run on a target; else their sdists."""
        pins = [f"{name}=={release.version}" for name, release in releases.items()]
        options = ["--no-deps", "--format", "pylock.toml"]
        sdists = {name: () for name, release in releases.items() if release.is_sdist}
        text = self._compile(pins, options, target, "pylock.uv.toml", "", sdists)
        return {
            checked_name(package.text("name"), "uv"): [
                _file(file)
                for file in (
                    [package.table("sdist")]
                    if "sdist" in package.data and package.text("name") in sdists
                    else package.tables("wheels")
                )
            ]
            for package in parse_toml(text, "uv").tables("packages")
        }

    def _resolved(
        self,
        requirements: Iterable[str],
        preferences: Mapping[str, str],
        target: Target,
        sdists: Mapping[str, Sequence[str]],
    ) -> dict[str, Release]:
        pins = "".join(f"{name}=={preferences[name]}\n" for name in sorted(preferences))
        options = ["--annotation-style", "line", "--strip-extras"]
        text = self._compile(requirements, options, target, "requirements.txt", pins, sdists)
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
            name: Release(version, tuple(sorted(edges[name] - {name})), name in sdists)
            for name, (version, _) in found.items()
        }

    def _requires(self, name: str, release: Release, target: Target) -> tuple[str, ...]:
        """Return what the sdist of a release requires when it runs."""
        [remote] = self.files({name: release}, target)[name]
        return read_requires(fetch_sdists({remote.file: name})[remote.file], remote.file.name)

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
        sdists: Mapping[str, Sequence[str]],
    ) -> str:
        """Return what uv writes into the output file of this name, which holds `before`.

        `sdists` are packages whose sdists count, with what those require. Raises
        _NeedsSdistError where there are more, and else UvError.
        """
        # No settings of the project: an empty folder has none above it, either.
        with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as temporary:
            folder = Path(temporary)
            text = "".join(f"{requirement}\n" for requirement in requirements)
            (folder / "wanted.in").write_text(text, encoding="utf-8")
            (folder / "uv.toml").write_text(_metadata(sdists), encoding="utf-8")
            if before:
                # uv prefers what its output file has.
                (folder / name).write_text(before, encoding="utf-8")
            done = subprocess.run(
                [
                    *(self._program, "pip", "compile", "wanted.in", "--output-file", name),
                    *("--quiet", "--no-header", "--no-python-downloads"),
                    *("--only-binary", ":all:", *_each("--no-binary", sdists)),
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
                place, reason = f"uv, for {target.name}", _reason(done.stderr)
                without = frozenset(map(canonicalize_name, _NO_WHEEL.findall(done.stderr)))
                if without - sdists.keys():
                    raise _NeedsSdistError(place, reason, without)
                raise UvError(place, reason, _REMEDY)
            return read_text(folder / name, limits.LOCK_FILE)


def _metadata(sdists: Mapping[str, Sequence[str]]) -> str:
    """Return settings of uv by which it never builds these packages to learn what they require."""
    return "".join(
        f"[[dependency-metadata]]\nname = {json.dumps(name)}\n"
        f"requires-dist = {json.dumps(list(requires))}\n"
        for name, requires in sorted(sdists.items())
    )


def _each(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in sorted(values) for word in (option, value)]


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
