"""Which file of a locked package a target takes: the best wheel, else the sdist."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from pyproject2nix.errors import RefusedError
from pyproject2nix.lockfile import LockedFile, LockedPackage

__all__ = ["Sdist", "Wheel", "choose_distribution"]

_SDIST_EXTENSIONS = ("tar.gz", "zip", "tar.bz2")


@dataclass(frozen=True)
class Wheel:
    """A wheel, with its file name taken apart the way nixpkgs' fetchPypi puts it together."""

    file: LockedFile
    pname: str
    version: str
    """With the build number, if the file has one."""
    python: str
    abi: str
    platform: str


@dataclass(frozen=True)
class Sdist:
    """A source distribution."""

    file: LockedFile
    pname: str
    version: str
    extension: str


def choose_distribution(package: LockedPackage, tags: Sequence[Tag], target: str) -> Wheel | Sdist:
    """Return the wheel whose tag comes first in `tags`, else the sdist, else refuse."""
    rank = {tag: index for index, tag in enumerate(tags)}
    ranked = []
    for file in package.files:
        if not file.name.endswith(".whl"):
            continue
        try:
            _, _, build, file_tags = _parse(file.name)
        except InvalidWheelFilename:
            raise RefusedError(
                f"{package.place}.files",
                f"{file.name!r} is not the name of a wheel",
                "see the binary distribution format; report it to the package's authors",
            ) from None
        if best := [rank[tag] for tag in file_tags if tag in rank]:
            # The higher build number wins among equals; the name settles the rest.
            number, suffix = build or (-1, "")
            ranked.append((min(best), -number, suffix, file.name, file))
    if ranked:
        return _wheel(min(ranked)[-1])
    for extension in _SDIST_EXTENSIONS:
        for file in package.files:
            if file.name.endswith(f".{extension}"):
                return _sdist(file, extension, package)
    raise RefusedError(
        f"{package.place}.files",
        f"version {package.version} has no wheel for {target} and no sdist",
        "choose another version or leave the target out ([tool.pyproject2nix])",
    )


# Cached: each file is looked at for each target.
_parse = lru_cache(maxsize=None)(parse_wheel_filename)


def _wheel(file: LockedFile) -> Wheel:
    # Five or six parts; the optional build number is the third.
    name_and_version, python, abi, platform = file.name.removesuffix(".whl").rsplit("-", 3)
    pname, version = name_and_version.split("-", 1)
    return Wheel(file, pname, version, python, abi, platform)


def _sdist(file: LockedFile, extension: str, package: LockedPackage) -> Sdist:
    pname, dash, version = file.name.removesuffix(f".{extension}").rpartition("-")
    if not dash:
        raise RefusedError(
            f"{package.place}.files",
            f"{file.name!r} is not the name of an sdist",
            "report it to the package's authors",
        )
    return Sdist(file, pname, version, extension)
