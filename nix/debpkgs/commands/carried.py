"""Which store paths are in an output: a package's closure, or what the layers of an image hold."""

import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from update.errors import UpdateError

__all__ = ["is_carried", "names_in_image", "store_names"]

_STORE_NAME = re.compile(r"(?:\./)?/?nix/store/[a-z0-9]{32}-([^/]+)")


def is_carried(name: str, version: str, names: frozenset[str]) -> bool:
    """True if a package of debpkgs is among the names of store paths, by any of its outputs.

    ../bootstrap/default.nix makes these names: NAME-VERSION, or NAME-VERSION-OUTPUT.
    """
    plain = re.sub(r"[^A-Za-z0-9+._?=-]+", "-", version.partition(":")[2] or version)
    start = f"{name}-{plain}"
    return any(f"{start}{output}" in names for output in ("", "-bin", "-dev"))


def store_names(installable: str) -> frozenset[str]:
    """Build an output; return the names, without the hash, of the store paths in it."""
    built = json.loads(_run("nix", "build", "--no-link", "--json", installable))
    paths = [path for one in built for path in one["outputs"].values()]
    files = [Path(path) for path in paths if Path(path).is_file()]
    if files and len(files) == len(paths):
        return frozenset(name for path in files for name in names_in_image(path, installable))
    closure = _run("nix-store", "--query", "--requisites", *paths).split()
    return frozenset(path.rpartition("/")[2].partition("-")[2] for path in closure)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error:" in line]
        raise UpdateError((lines or [f"{command[0]}: failed"])[-1].strip())
    return done.stdout


def names_in_image(path: Path, installable: str) -> Iterator[str]:
    """Yield the names in the layers of an image's archive."""
    try:
        with tarfile.open(path) as image:
            for member in image:
                stream = image.extractfile(member) if member.isreg() else None
                if stream is not None:
                    yield from _in_layer(stream)
    except tarfile.TarError as error:
        raise UpdateError(
            f"{installable}: {path}: neither a folder nor an image's archive ({error})"
        ) from None


def _in_layer(stream: IO[bytes]) -> Iterator[str]:
    """Yield the names in a layer; none where a member of an archive is not one."""
    try:
        with tarfile.open(fileobj=stream) as layer:
            for member in layer:
                if found := _STORE_NAME.fullmatch(member.name):
                    yield found.group(1)
    except tarfile.TarError:
        return
