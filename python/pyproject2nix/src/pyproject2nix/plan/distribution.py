"""What of a locked package a target takes: the best wheel, else the sdist, or its own source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import TypeGuard

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Directory, File, Git, LocalFile, LockedPackage
from pyproject2nix.base.pep508 import wheel_tags
from pyproject2nix.base.target import Target

__all__ = [
    "Distribution",
    "Sdist",
    "Wheel",
    "choose_distribution",
    "is_wheel",
    "pinned_file",
    "why",
]

_SDIST_EXTENSIONS = ("tar.gz", "zip", "tar.bz2")


@dataclass(frozen=True)
class Wheel:
    """A wheel, with its file name taken apart the way nixpkgs' fetchPypi puts it together."""

    file: File
    pname: str
    version: str
    """With the build number, if the file has one."""
    python: str
    abi: str
    platform: str


@dataclass(frozen=True)
class Sdist:
    """A source distribution."""

    file: File
    pname: str
    version: str
    extension: str


Distribution = Wheel | Sdist | Git | Archive | LocalFile | Directory
"""A file of an index, or the package's own source."""


def is_wheel(distribution: Distribution) -> TypeGuard[Wheel | Archive | LocalFile]:
    """Tell whether nothing has to be built."""
    if isinstance(distribution, Archive | LocalFile):
        return distribution.file.name.endswith(".whl")
    return isinstance(distribution, Wheel)


def pinned_file(distribution: Distribution) -> File | None:
    """Return the file and its hash, of a distribution that is one file."""
    return None if isinstance(distribution, Git | Directory) else distribution.file


def choose_distribution(package: LockedPackage, target: Target, update: str = "") -> Distribution:
    """Return the wheel whose tag is the target's best, else the sdist, else refuse.

    `update` is the command that writes the lock again.
    """
    source = package.source
    if source is None:
        chosen = _of_index(package, target, update)
        return LocalFile(chosen.file.path, chosen.file) if chosen.file.path else chosen
    if is_wheel(source) and isinstance(source, Archive | LocalFile):
        # Refuses a wheel of another target.
        _of_index(replace(package, source=None, files=(source.file,)), target, update)
    return source


@cache
def _ranks(target: Target) -> dict[Tag, int]:
    return {tag: index for index, tag in enumerate(target.tags())}


def _of_index(package: LockedPackage, target: Target, update: str) -> Wheel | Sdist:
    place = package.at("files")
    spend(3 + 2 * len(package.files), place)
    rank = _ranks(target)
    ranked = []
    for file in package.files:
        if package.no_binary or not file.name.endswith(".whl"):
            continue
        try:
            build, file_tags = wheel_tags(file.name, place)
        except InvalidWheelFilename:
            if file.problem is not None:
                continue
            raise RefusedError(
                place,
                f"{file.name!r} is not the name of a wheel",
                "see the binary distribution format; report it to the package's authors",
            ) from None
        if best := [rank[tag] for tag in file_tags if tag in rank]:
            # The higher build number wins among equals; the name settles the rest.
            number, suffix = build or (-1, "")
            ranked.append(((min(best), -number, suffix, file.name, file.sha256), file))
    if ranked:
        return _wheel(_readable(min(ranked, key=itemgetter(0))[1]))
    for extension in _SDIST_EXTENSIONS:
        for file in package.files:
            if file.name.endswith(f".{extension}"):
                return _sdist(_readable(file), extension, package)
    for file in package.files:
        _readable(file)
    if not package.files:
        raise RefusedError(
            package.at("files"),
            f"the lock names no file of {package.name} {package.version}, and so no SHA-256",
            f"lock again: {update}" if update else "lock again",
        )
    if package.no_binary:
        raise RefusedError(
            place,
            f"{package.name} {package.version} has no sdist, but {_some(package.files)}",
            f"take it out of {package.no_binary}",
        )
    raise RefusedError(
        place,
        f"{package.name} {package.version} has no wheel for {target.name} and no sdist, but "
        f"{_some(package.files)}",
        "lock again for this target, or choose another: --python, --platform",
    )


def _some(files: Sequence[File]) -> str:
    names = sorted(file.name for file in files)
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _readable(file: File) -> File:
    """Return a file that is chosen, or refuse what could not be read of it."""
    if file.problem is not None:
        raise file.problem
    return file


def why(package: LockedPackage, distribution: Distribution, target: Target) -> str:
    """Return in a few words why a target takes this distribution."""
    wheels = [file for file in package.files if file.name.endswith(".whl")]
    if isinstance(distribution, Wheel):
        tags = wheel_tags(distribution.file.name, package.place)[1]
        best = min((tag for tag in tags if tag in _ranks(target)), key=_ranks(target).__getitem__)
        return (
            f"{best}, best of {len(wheels)} wheels"
            if len(wheels) > 1
            else f"{best}, the only wheel"
        )
    if isinstance(distribution, Sdist) and package.no_binary:
        return f"{package.no_binary} asks for it"
    if isinstance(distribution, Sdist):
        return f"none of {len(wheels)} wheels is for the target" if wheels else "there is no wheel"
    return f"locked to a {_WORDS[type(distribution)]}"


_WORDS = {
    Archive: "file at an address",
    Directory: "folder",
    Git: "commit",
    LocalFile: "file beside the project",
}


def _wheel(file: File) -> Wheel:
    # Five or six parts; the optional build number is the third.
    name_and_version, python, abi, platform = file.name.removesuffix(".whl").rsplit("-", 3)
    pname, version = name_and_version.split("-", 1)
    return Wheel(file, pname, version, python, abi, platform)


def _sdist(file: File, extension: str, package: LockedPackage) -> Sdist:
    pname, dash, version = file.name.removesuffix(f".{extension}").rpartition("-")
    if not dash:
        raise RefusedError(
            package.at("files"),
            f"{file.name!r} is not the name of an sdist",
            "report it to the package's authors",
        )
    return Sdist(file, pname, version, extension)
