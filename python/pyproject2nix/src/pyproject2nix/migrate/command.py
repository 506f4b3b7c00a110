"""The migration of one project: read, planned, shown, and written if that is asked for."""

import difflib
import json
import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Lock
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.lock.complete import completed
from pyproject2nix.lock.find import LOCK_NAMES
from pyproject2nix.lock.pylock.lock import read_pylock
from pyproject2nix.migrate.choice import choose
from pyproject2nix.migrate.dream_lock import find_dream_locks, pylock_of
from pyproject2nix.migrate.flake import KINDS, Carried, carry, flake_text, systems_of
from pyproject2nix.migrate.pynixify import find_pynixify, pynixify_pins
from pyproject2nix.migrate.subject import Findings, Offered, Subject
from pyproject2nix.migrate.trace import Traced, trace
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_folder
from pyproject2nix.project.read_local import read_local_sources
from pyproject2nix.render.files import render_files
from pyproject2nix.write.generated import (
    check_not_edited,
    inputs_of,
    path_from_project,
    path_to_project,
    read_text,
)
from pyproject2nix.write.place import out_of, present_copy

__all__ = ["BACKUP", "Migration", "plan_migration"]

BACKUP = "flake.nix.before-migration"
_CONTEXT = 3
"""Lines around a change."""
_LINE_NUMBER = re.compile(r"(?<= [-+])[0-9]+")
_SIGNS = ("poetry2nix", "uv2nix", "pyproject-nix", "pyproject.nix", "dream2nix", "pynixify")

ReadLock = Callable[[Project], Lock]


@dataclass(frozen=True)
class Migration:
    """Everything that is found and would be written."""

    tools: tuple[str, ...]
    plan: Plan
    changed: dict[str, str]
    """New texts of the project's own files, by name: shown as a difference."""
    generated: dict[str, str]
    """Texts of what `generate` writes."""
    outputs: tuple[str, ...]
    notes: tuple[str, ...]
    losses: tuple[str, ...]

    def difference(self) -> str:
        """Return the change of the project's own files as a unified diff."""
        return "".join(
            line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
            for name, text in sorted(self.changed.items())
            for line in _unified(name, read_text(self.plan.project.folder / name), text)
        )


def _unified(name: str, old: str, new: str) -> Iterator[str]:
    """Return the lines of a unified diff, whose search starts at the first line that differs.

    difflib takes minutes for a long file whose lines repeat.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    same = next(
        (i for i, (one, two) in enumerate(zip(before, after, strict=False)) if one != two),
        min(len(before), len(after)),
    )
    start = max(same - _CONTEXT, 0)
    spend(5 * (len(before) + len(after) - 2 * start), name)
    lines = difflib.unified_diff(before[start:], after[start:], f"a/{name}", f"b/{name}")
    for line in lines:
        # @@ -1,3 +1,5 @@
        yield _LINE_NUMBER.sub(lambda m: str(int(m[0]) + start), line) if line[0] == "@" else line


def plan_migration(folder: Path, read_lock: ReadLock) -> Migration:
    """Find out what a project has and what would be written; nothing is."""
    try:
        return _planned(folder, read_lock)
    except RecursionError:
        raise RefusedError(
            str(folder / "flake.nix"),
            "its outputs are nested too deeply",
            "write the new flake by hand: nix flake init -t hpds#existing",
        ) from None


def _planned(folder: Path, read_lock: ReadLock) -> Migration:
    if os.path.lexists(folder / BACKUP):
        raise RefusedError(
            str(folder / BACKUP),
            "an earlier migration left it",
            "remove it, or move it back to flake.nix",
        )
    project = read_folder(folder)
    pynixify = find_pynixify(folder)
    traced = _traced(folder, pynixify)
    findings = Findings()
    systems = [s for s in PLATFORMS if traced is None or s in systems_of(traced.names)]
    if not systems:
        raise RefusedError(
            str(folder / "flake.nix"),
            f"its outputs are for {', '.join(systems_of(traced.names) if traced else ())}",
            f"ours are for {' and '.join(PLATFORMS)}",
        )
    new_files = _new_lock(folder, project, pynixify)
    lock = _lock(project, new_files, read_lock)
    project = completed(project, lock)
    subject = Subject(
        folder=folder,
        name=project.name,
        is_package=project.is_package,
        extras=tuple(sorted(project.extras)),
        locked=frozenset(package.name for package in lock.packages),
        system=f"{os.uname().machine}-linux",
        offered=_offered(),
        pynixify=pynixify is not None,
    )
    if subject.system not in systems:
        subject = replace(subject, system=systems[0])
    carried = _carried(traced, subject, systems, findings)
    if pynixify is not None:
        findings.tools.add("pynixify")
    if not findings.tools:
        raise _nothing_found(folder, traced)
    plan, pyproject = choose(project, lock, read_local_sources(project, lock), systems, findings)
    if pyproject is not None:
        new_files["pyproject.toml"] = pyproject
    losses = tuple(map(str, sorted(findings.losses)))
    lockable = sorted({target.platform for target in plan.targets}, reverse=True)
    new_files["flake.nix"] = flake_text(
        traced.description if traced else "", lockable, carried, losses
    )
    out = out_of(project)
    root, place = path_to_project(folder, out), path_from_project(folder, out)
    inputs = inputs_of(plan, new_files)
    copy = present_copy(folder) if place == "." else ""
    rendered = render_files(plan, root, "pyproject2nix generate .", inputs, place, copy)
    _check_free(rendered, out)
    generated = {posixpath.normpath(posixpath.join(place, n)): t for n, t in rendered.items()}
    return Migration(
        tools=tuple(sorted(findings.tools)),
        plan=plan,
        changed=new_files,
        generated=generated,
        outputs=tuple(
            f"{'.'.join(filter(None, key))} = {' '.join(text.split())}"
            for key, text in sorted(carried.items(), key=lambda i: (KINDS.index(i[0][0]), i[0][1]))
        ),
        notes=tuple(sorted(findings.notes)),
        losses=losses,
    )


def _carried(
    traced: Traced | None, subject: Subject, systems: Sequence[str], findings: Findings
) -> Carried:
    """Return the outputs; what pynixify wrote without a flake becomes the ordinary ones."""
    if traced is None:
        kind = "package" if subject.is_package else "env"
        shell = "editableShell" if subject.is_package else "devShell"
        findings.notes.add("default.nix and shell.nix still take what pynixify wrote: remove both")
        return {
            ("packages", "default"): f"project.{kind}",
            ("packages", subject.name): f"project.{kind}",
            ("devShells", "default"): f"project.{shell}",
        }
    carried = carry(traced, subject, findings)
    for system in set(systems) - {subject.system}:
        others = carry(traced, replace(subject, system=system), Findings())
        findings.notes |= {
            f"{'.'.join(filter(None, key))}: the old flake had another for {system}"
            for key in set(carried) & set(others)
            if carried[key] != others[key]
        }
    left = [system for system in systems_of(traced.names) if system not in PLATFORMS]
    if left:
        findings.notes.add(f"outputs for {', '.join(left)} are left out: ours are for Linux")
    return carried


def _traced(folder: Path, pynixify: Path | None) -> Traced | None:
    """Return the flake's outputs; None for what pynixify wrote without one."""
    flake = folder / "flake.nix"
    if not os.path.lexists(flake):
        if pynixify is not None:
            return None
        raise RefusedError(
            str(flake),
            "no such file, and pynixify wrote nothing here",
            "nix flake init -t hpds#existing writes a flake to start from",
        )
    return trace(folder, tuple(PLATFORMS), KINDS)


def _nothing_found(folder: Path, traced: Traced | None) -> RefusedError:
    problem = f"no output is made by any of {', '.join(_SIGNS)}"
    remedy = "nix flake init -t hpds#existing writes a flake to start from"
    for path, said in (traced.problems if traced else {}).items():
        problem += f", and of {'.'.join(path)} Nix says: {said}"
        remedy = "correct that first"
        break
    return RefusedError(str(folder / "flake.nix"), problem, remedy)


def _offered() -> Offered | None:
    """Return the names of the package set, which Nix's package of this program knows."""
    told = os.environ.get("PYPROJECT2NIX_NAMES")
    if not told:
        return None
    names = json.loads(Path(told).read_text(encoding="utf-8"))
    return Offered(frozenset(names["packages"]), frozenset(names["python"]))


def _new_lock(folder: Path, project: Project, pynixify: Path | None) -> dict[str, str]:
    """Return the lock that is made of another tool's, where the project has none of ours."""
    if any(os.path.lexists(folder / name) for name in LOCK_NAMES):
        return {}
    if locks := find_dream_locks(folder):
        return {"pylock.toml": pylock_of(locks, project.name)}
    remedy = f"lock it first: pyproject2nix lock {folder}"
    if pynixify is not None and (pins := pynixify_pins(pynixify)):
        kept = json.dumps([f"{name}=={version}" for name, version in pins.items()])
        remedy += (
            f"; with constraint-dependencies = {kept} in [tool.uv] it keeps pynixify's versions"
        )
    raise RefusedError(str(folder), f"there is no lock file ({', '.join(LOCK_NAMES)})", remedy)


def _lock(project: Project, new_files: dict[str, str], read_lock: ReadLock) -> Lock:
    if "pylock.toml" not in new_files:
        return read_lock(project)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pylock.toml"
        path.write_text(new_files["pylock.toml"], encoding="utf-8")
        return read_pylock(path)


def _check_free(files: dict[str, str], folder: Path) -> None:
    try:
        check_not_edited(files, folder)
    except RefusedError as error:
        raise RefusedError(
            error.place,
            "is there already, and pyproject2nix writes a file of that name",
            "rename it, and what reads it",
        ) from None
