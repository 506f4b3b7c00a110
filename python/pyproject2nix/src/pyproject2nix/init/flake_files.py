"""flake.nix of a project, the copy of hpds next to it, and flake.lock."""

import os
import posixpath
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.init.carried import archive_files, carried_files, nar_hash
from pyproject2nix.init.extras import Surroundings, extra_files
from pyproject2nix.init.flake import Places, bootstrap_text, flake_text, with_origin
from pyproject2nix.init.git import Repository
from pyproject2nix.init.origin import Carried, Local, Origin, origin_of, own_tree, run_nix_command
from pyproject2nix.init.survey import Survey
from pyproject2nix.project.project import Project
from pyproject2nix.write.generated import path_from_project, read_text
from pyproject2nix.write.place import ARCHIVE, BOOTSTRAP, copy_folder, is_script, out_of

__all__ = ["copied", "flake_files", "lock_flake", "places_of"]


def flake_files(
    found: Survey,
    project: Project,
    places: Places,
    origin: Origin,
    extras: Sequence[str],
    kind: str,
) -> dict[str, tuple[bytes, bool]]:
    """Return flake.nix, what it needs, and files of other programs, by name.

    `kind` is that of a new project. A flake that init did not write is not among them.
    """
    folder = found.folder
    path = posixpath.join(places.copy, BOOTSTRAP)
    files: dict[str, tuple[bytes, bool]] = {}
    if found.flake != "other":
        text = flake_text(project.description, places, origin, kind == "cuda")
        if found.flake == "ours":
            text = _kept(folder / "flake.nix", places, origin)
        files["flake.nix"] = (text.encode(), False)
        # A copy that is there is replaced by `upgrade`, not by a newer `init`.
        if not (folder / path).exists() or text != read_text(folder / "flake.nix"):
            files |= copied(folder, places.copy, origin)
        if path in files and read_text(folder / path) and not is_script(folder / path):
            raise RefusedError(
                str(folder / path),
                "is there already, and init did not write it",
                'rename it, or choose another folder: out = "…" in [tool.pyproject2nix]',
            )
    here = Surroundings(project.name, path, places.out, Repository(folder).prefix)
    for name, text in extra_files(extras, here).items():
        if (folder / name).exists() and read_text(folder / name) != text:
            raise RefusedError(str(folder / name), "is there already", "leave that option out")
        files[name] = (text.encode(), False)
    return files


def _kept(path: Path, places: Places, origin: Origin) -> str:
    """Return a flake of ours as it is, or as it is with another origin if that was asked for."""
    text = read_text(path)
    if origin_of(text) in (None, origin):
        return text
    new = with_origin(text, places, origin)
    if new is None:
        raise RefusedError(
            str(path),
            "was edited, and takes hpds from elsewhere",
            "change its input by hand, or move it away and run init again",
        )
    return new


def copied(folder: Path, place: str, origin: Origin) -> dict[str, tuple[bytes, bool]]:
    """Return what a project has besides flake.nix: a copy of this flake, a colleague's script."""
    if isinstance(origin, Local):
        return {}
    digest = ""
    files: dict[str, tuple[bytes, bool]] = {}
    if isinstance(origin, Carried):
        tree = carried_files(own_tree())
        digest = nar_hash(tree)
        path = folder / place / ARCHIVE
        there = path.read_bytes() if path.is_file() else b""
        for name, data in archive_files(tree, there).items():
            files[posixpath.join(place, name)] = (data, False)
    script = bootstrap_text(place, origin, digest).encode()
    return {**files, posixpath.join(place, BOOTSTRAP): (script, True)}


def places_of(project: Project) -> Places:
    """Return the folders of what is generated and of what is copied."""
    out = path_from_project(project.folder, out_of(project))
    return Places(out, copy_folder(project, out))


def lock_flake(folder: Path, origin: Origin) -> None:
    """Write flake.lock."""
    Repository(folder).add(["flake.nix"])
    options: list[str] = []
    remedy = "correct the address, or carry a copy: init --carry"
    if isinstance(origin, Local):
        remedy = "nix registry add hpds git+file:///PATH/OF/CHECKOUT, or carry a copy: init --carry"
        # Nix 2.26 and newer look for inputs in one registry alone.
        home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        registry = Path(home) / "nix" / "registry.json"
        options = ["--option", "flake-registry", str(registry)] if registry.exists() else []
    run_nix_command(["flake", "lock", *options], folder, remedy)
