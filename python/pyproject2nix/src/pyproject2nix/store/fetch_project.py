"""The pinned files of a generated project, from pip's index into the Nix store."""

import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.cargo import Crate, crates_of
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.shape import parse_json
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.files.pins import Pin, read_pins
from pyproject2nix.files.reader import is_file, is_within, read_text
from pyproject2nix.programs.cargo import fetch_crates
from pyproject2nix.programs.pip import run_with_pip
from pyproject2nix.store.paths import add_to_store, lacking

__all__ = ["fetch_cargo_locks", "fetch_project"]


def fetch_project(pins: Path, platforms: Sequence[str], index: str | None) -> tuple[int, int]:
    """Put what a project pins into the store; return the files wanted and fetched.

    That is what its pypi.json has, and the crates of the Cargo.locks that its project.json names.

    `platforms` are Nix systems, by default the machine's own. `index` is a folder or the URL of a
    simple index, by default whatever pip is configured for.
    """
    chosen = tuple(platforms) or (_own_platform(),)
    for name in chosen:
        if name not in PLATFORMS:
            raise RefusedError(
                "--platform",
                f"{name!r} is not a known platform",
                f"choose from {', '.join(PLATFORMS)}",
            )
    wanted = {
        pin.file: pin
        for pin in read_pins(pins)
        if any(target.endswith(f"-{name}") for target in pin.targets for name in chosen)
    }
    if len(wanted) > limits.FILES:
        raise RefusedError(
            str(pins),
            f"{len(wanted)} files to fetch, more than {limits.FILES}",
            "generate it again, for fewer targets",
        )
    missing = lacking(list(wanted))
    if missing:
        _fetch([wanted[file] for file in missing], index)
    project, places = _cargo_locks(pins.parent)
    crates, new = fetch_cargo_locks(places, project)
    return len(wanted) + crates, len(missing) + new


def fetch_cargo_locks(paths: Iterable[Path], project: Path) -> tuple[int, int]:
    """Put the crates of Cargo.locks into the store; return how many there are, and came.

    `project` is the folder of a flake that may have Cargo.
    """
    wanted: dict[File, Crate] = {}
    locks: dict[str, list[Crate]] = {}
    for path in paths:
        text = read_text(path, limits.LOCK_FILE, "Cargo.lock", str(path))
        crates = crates_of(text, str(path))
        locks[str(path)] = [crate for crate in crates if crate.file not in wanted]
        wanted |= {crate.file: crate for crate in crates}
    missing = {wanted[file] for file in lacking(list(wanted))} if wanted else set()
    if missing:
        print(f"fetch: {len(missing)} crates by cargo", file=sys.stderr)
        lacked = {place: [one for one in some if one in missing] for place, some in locks.items()}
        with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as temporary:
            came: list[Path] = []
            try:
                for _, path in fetch_crates(lacked, project, Path(temporary)):
                    came.append(path)
            finally:
                add_to_store(came)
    return len(wanted), len(missing)


def _cargo_locks(out: Path) -> tuple[Path, list[Path]]:
    """Return the project's folder, and the Cargo.locks that project.json names."""
    path = out / "project.json"
    if not is_file(path):
        return out, []
    try:
        document = parse_json(read_text(path, limits.LOCK_FILE), str(path))
    except (ValueError, RecursionError) as error:
        raise RefusedError(str(path), f"not readable as JSON ({error})", _AGAIN) from None
    found = document if isinstance(document, dict) else {}
    root, locks = found.get("root", "."), found.get("cargo-locks", [])
    if not isinstance(root, str) or not isinstance(locks, list):
        raise RefusedError(f"{path}: cargo-locks", f"{locks!r} is not a list", _AGAIN)
    paths = [out / str(lock) for lock in locks]
    for one in paths:
        if not is_within(one, out / root):
            raise RefusedError(str(one), "leads out of the project's folder", _AGAIN)
    return out / root, paths


_AGAIN = "remove it, and generate it again"


def _own_platform() -> str:
    return f"{platform.machine()}-linux"


def _fetch(pins: Sequence[Pin], index: str | None) -> None:
    with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as temporary:
        into, plan = Path(temporary) / "files", Path(temporary) / "plan"
        plan.write_text("".join(_line(pin) for pin in pins), encoding="utf-8")
        arguments = ["--label", "fetch", "--plan", str(plan), "--into", str(into)]
        if index is not None:
            arguments += ["--index", index]
        try:
            run_with_pip("pyproject2nix.fetch", arguments, shows_progress=True)
        finally:
            # What arrived stays in the store, so that the next run has less to do.
            add_to_store([path for pin in pins if (path := into / pin.file.name).exists()])


def _line(pin: Pin) -> str:
    file = pin.file
    fields = ["pypi", file.sha256, "-", file.name, "-", pin.project]
    if file.url or file.index:
        fields += [file.url, file.index]
    return "\t".join(fields) + "\n"
