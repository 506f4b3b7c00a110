"""`sync`, after a change of dependencies, and `upgrade`, to another version of this flake."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.files.reader import is_file, read_text, sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.init.flake import converted
from pyproject2nix.init.flake_files import copied, lock_flake, places_of
from pyproject2nix.init.locking import relock
from pyproject2nix.init.origin import Carried, Local, Origin, Remote, origin_of, run_nix_command
from pyproject2nix.init.recorded import recorded, recorded_options
from pyproject2nix.init.recording import Recording
from pyproject2nix.init.report import Report
from pyproject2nix.init.survey import sync_command
from pyproject2nix.init.tools import Tools
from pyproject2nix.init.writing import write_bytes
from pyproject2nix.lock.pdm.content_hash import pdm_content_hashes
from pyproject2nix.project.digest import tables_digest
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.write.place import generated_folder

__all__ = ["sync", "upgrade"]


def sync(folder: Path, tools: Tools, may_lock: bool, may_fetch: bool, only_check: bool) -> int:
    """Bring lock, Nix files and store up to date, in this order; return the exit status."""
    report, notes = Report("sync"), Notes()
    generated_folder(folder)
    options = recorded_options(folder)
    if only_check:
        status = tools.check(folder, options)
        if status:
            report.step(f"run: {sync_command(folder)}")
        return status
    with Recording(folder) as record:
        if may_lock and (lock := _outdated(folder)):
            report.step(f"{lock} is older than what it locks")
            if command := relock(folder, lock, notes):
                report.step(f"lock it again, then run sync again: {command}")
        report.step("generate the Nix files")
        status = tools.generate(folder, options, record.watch)
        record.make_known()
    if may_fetch and not status:
        report.step("fetch the pinned files into the Nix store")
        wanted, fetched = tools.fetch(folder)
        print(f"{wanted} pinned files in the Nix store, {fetched} of them fetched now")
    report.list("assumed", map(str, notes.found))
    return status


def _outdated(folder: Path) -> str:
    """Return the lock if the files that it locks changed since `generate` and it did not."""
    document = recorded(folder)
    inputs = _table(document, "inputs")
    files, projects = _table(inputs, "files"), _table(inputs, "projects")
    lock = document.get("lock", "")
    if not isinstance(lock, str) or lock not in files or not _has(folder / lock, files[lock]):
        return ""
    others = [name for name in files if name != lock and is_file(folder / name)]
    changed = any(not _has(folder / name, files[name]) for name in others) or any(
        not _has_tables(folder / name, _table(projects, name)) for name in projects
    )
    return lock if changed and not _vouches(folder, lock) else ""


def _vouches(folder: Path, lock: str) -> bool:
    """Tell whether a lock has the hash of what its locker reads of the pyproject.toml now."""
    if lock not in ("pdm.lock", "poetry.lock"):
        return False
    toml = read_toml(folder / "pyproject.toml")
    metadata = read_toml(folder / lock, limits.LOCK_FILE).table("metadata")
    if lock == "pdm.lock":
        return metadata.text("content_hash", "") in pdm_content_hashes(toml.data)
    return metadata.text("content-hash", "") in poetry_content_hashes(toml)


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _has(path: Path, digest: object) -> bool:
    return is_file(path) and sha256_of(path, limits.LOCK_FILE) == digest


def _has_tables(path: Path, digests: Mapping[str, Any]) -> bool:
    """Compare a pyproject.toml, of the project or of a member, with what project.json has."""
    if "tables" in digests:
        return is_file(path) and tables_digest(read_toml(path).data) == digests["tables"]
    return _has(path, digests.get("file"))


def upgrade(folder: Path, tools: Tools, may_fetch: bool) -> int:
    """Move a project to another version of this flake; return the exit status."""
    report = Report("upgrade")
    path = folder / "flake.nix"
    if not is_file(path):
        raise RefusedError(str(path), "no such file", "run: nix run hpds#init")
    text = read_text(path, limits.PROJECT_FILE)
    origin = origin_of(text)
    if origin is None:
        raise RefusedError(
            str(path), "it does not say where hpds comes from", "change its input by hand"
        )
    generated_folder(folder)
    places = places_of(tools.read(folder))
    with Recording(folder) as record:
        new = converted(text, places, origin)
        if new != text:
            report.step("flake.nix: for the systems that are locked, with sync and upgrade")
            record.write({"flake.nix": (new.encode(), False)})
        if isinstance(origin, Carried):
            report.step("replace the copy of hpds by the version that runs now")
        else:
            report.step("take the newest version of hpds into flake.lock")
            _update_lock(folder, origin)
        record.write(copied(folder, places.copy, origin))
        record.make_known()
        report.list("done", record.summary() or ["nothing: this is the version that it had"])
    if isinstance(origin, Remote | Local):
        # Another version of this program writes the Nix files.
        report.step("nix run .#sync")
        options = [] if may_fetch else ["--", "--no-fetch"]
        print(run_nix_command(["run", ".#sync", *options], folder, "see its message"), end="")
        return 0
    return sync(folder, tools, may_lock=False, may_fetch=may_fetch, only_check=False)


def _update_lock(folder: Path, origin: Origin) -> None:
    """Lock hpds again, and nothing else; if that fails, flake.lock is as before."""
    lock = folder / "flake.lock"
    if not is_file(lock):
        lock_flake(folder, origin)
        return
    old = read_text(lock, limits.LOCK_FILE)
    document = json.loads(old)
    document.get("nodes", {}).pop("hpds", None)
    document.get("nodes", {}).get("root", {}).get("inputs", {}).pop("hpds", None)
    write_bytes(folder, {"flake.lock": (f"{json.dumps(document, indent=2)}\n".encode(), False)})
    try:
        lock_flake(folder, origin)
    except BaseException:
        write_bytes(folder, {"flake.lock": (old.encode(), False)})
        raise
