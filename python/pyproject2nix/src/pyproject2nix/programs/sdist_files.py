"""Sdists from pip's index, kept in the user's cache folder by their hashes."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.model import File
from pyproject2nix.files.reader import is_file, sha256_of
from pyproject2nix.programs.cache import cache_folder
from pyproject2nix.programs.pip import run_with_pip

__all__ = ["fetch_archives", "fetch_sdists"]


def fetch_sdists(wanted: Mapping[File, str], index: str | None = None) -> dict[File, Path]:
    """Return the paths of sdists, given with the names of their projects.

    `index` is a folder or the URL of a simple index, in place of pip's. A file that is in the cache
    is hashed again, and not fetched.
    """

    def fetch(missing: Sequence[File], temporary: Path) -> None:
        plan = temporary / "plan"
        plan.write_text("".join(_line(file, wanted[file]) for file in missing), encoding="utf-8")
        arguments = ["--label", "read", "--plan", str(plan), "--into", str(temporary / "files")]
        if index is not None:
            arguments += ["--index", index]
        run_with_pip("pyproject2nix.fetch", arguments)

    return _in_cache(wanted, fetch)


def fetch_archives(wanted: Mapping[File, str]) -> dict[File, Path]:
    """Return the paths of files that are on no index, given with their addresses."""

    def fetch(missing: Sequence[File], temporary: Path) -> None:
        lines = [f"{wanted[file]}\t{file.sha256}\t{file.name}\n" for file in missing]
        arguments = ["--into", str(temporary / "files")]
        run_with_pip("pyproject2nix.fetch.address", arguments, "".join(lines))

    return _in_cache(wanted, fetch)


def _in_cache(
    wanted: Iterable[File], fetch: Callable[[Sequence[File], Path], None]
) -> dict[File, Path]:
    folder = cache_folder("sdists")
    paths = {file: folder / file.sha256 / file.name for file in wanted}
    missing = [file for file in paths if not _is_there(paths[file], file)]
    if missing:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as temporary:
            try:
                fetch(missing, Path(temporary))
            finally:
                # Keep what arrived, so that the next run has less to do.
                _keep(missing, paths, Path(temporary, "files"))
    return paths


def _is_there(path: Path, file: File) -> bool:
    return is_file(path) and sha256_of(path, limits.LOCAL_FILE) == file.sha256


def _keep(wanted: Iterable[File], paths: Mapping[File, Path], into: Path) -> None:
    for file in wanted:
        if (into / file.name).exists():
            paths[file].parent.mkdir(exist_ok=True)
            os.replace(into / file.name, paths[file])


def _line(file: File, project: str) -> str:
    return "\t".join(("pypi", file.sha256, "-", file.name, "-", project)) + "\n"
