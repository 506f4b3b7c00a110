"""The migration of one project: read, planned, shown, and written if that is asked for."""

import difflib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from pyproject2nix import data
from pyproject2nix.distribution import is_wheel
from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.find import LOCK_NAMES
from pyproject2nix.lock.model import Lock
from pyproject2nix.lock.pylock import read_pylock
from pyproject2nix.migrate.dream_lock import find_dream_locks, pylock_of
from pyproject2nix.migrate.flake import KINDS, carry, flake_text, systems_of
from pyproject2nix.migrate.pynixify import find_pynixify, pynixify_pins
from pyproject2nix.migrate.subject import CannotCarryError, Findings, Offered, Subject
from pyproject2nix.migrate.trace import Traced, trace
from pyproject2nix.output import check_not_edited, render_files
from pyproject2nix.plan import Plan, make_plan
from pyproject2nix.project import Project, read_project, requirements_only
from pyproject2nix.tables import parse_toml
from pyproject2nix.target import PLATFORMS, make_targets

__all__ = ["BACKUP", "Migration", "plan_migration"]

BACKUP = "flake.nix.before-migration"
_PYTHONS = ("3.13", "3.11")
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
            for line in difflib.unified_diff(
                _read(self.plan.project.folder / name).splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"a/{name}",
                f"b/{name}",
            )
        )


def plan_migration(folder: Path, read_lock: ReadLock) -> Migration:
    """Find out what a project has and what would be written; nothing is."""
    if (folder / BACKUP).exists():
        raise RefusedError(
            str(folder / BACKUP),
            "an earlier migration left it",
            "remove it, or move it back to flake.nix",
        )
    project = _project(folder)
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
    if traced is None:
        kind = "package" if project.is_package else "env"
        shell = "editableShell" if project.is_package else "devShell"
        carried = {
            ("packages", "default"): f"project.{kind}",
            ("packages", project.name): f"project.{kind}",
            ("devShells", "default"): f"project.{shell}",
        }
        findings.notes.add("default.nix and shell.nix still take what pynixify wrote: remove both")
    else:
        carried = dict(carry(traced, subject, findings))
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
    if pynixify is not None:
        findings.tools.add("pynixify")
    if not findings.tools:
        raise RefusedError(
            str(folder / "flake.nix"),
            f"no output is made by any of {', '.join(_SIGNS)}",
            "nix flake init -t hpds#existing writes a flake to start from",
        )
    plan, pyproject = _plan(project, lock, systems, findings)
    if pyproject is not None:
        new_files["pyproject.toml"] = pyproject
    losses = tuple(map(str, sorted(findings.losses)))
    lockable = sorted({target.platform for target in plan.targets}, reverse=True)
    new_files["flake.nix"] = flake_text(
        traced.description if traced else "", lockable, carried, losses
    )
    generated = render_files(plan, folder, "pyproject2nix generate .")
    _check_free(generated, folder)
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


def _project(folder: Path) -> Project:
    if (folder / "requirements.txt").exists() and not (folder / "pyproject.toml").exists():
        return requirements_only(folder)
    return read_project(folder)


def _traced(folder: Path, pynixify: Path | None) -> Traced | None:
    """Return the flake's outputs; None for what pynixify wrote without one."""
    flake = folder / "flake.nix"
    if not flake.exists():
        if pynixify is not None:
            return None
        raise RefusedError(
            str(flake),
            "no such file, and pynixify wrote nothing here",
            "nix flake init -t hpds#existing writes a flake to start from",
        )
    return trace(folder, tuple(PLATFORMS), KINDS)


def _offered() -> Offered | None:
    """Return the names of the package set, which Nix's package of this program knows."""
    told = os.environ.get("PYPROJECT2NIX_NAMES")
    if not told:
        return None
    names = json.loads(Path(told).read_text(encoding="utf-8"))
    return Offered(frozenset(names["packages"]), frozenset(names["python"]))


def _new_lock(folder: Path, project: Project, pynixify: Path | None) -> dict[str, str]:
    """Return the lock that is made of another tool's, where the project has none of ours."""
    if any((folder / name).exists() for name in LOCK_NAMES):
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


def _plan(
    project: Project, lock: Lock, systems: Sequence[str], findings: Findings
) -> tuple[Plan, str | None]:
    """Return the plan of the widest choice that the lock has, and pyproject.toml with settings."""
    asked = [p for p in _PYTHONS if f"python{p.replace('.', '')}" in findings.pythons]
    for name in sorted(findings.pythons - {"python3"}):
        if name not in {f"python{p.replace('.', '')}" for p in _PYTHONS}:
            findings.notes.add(f"{name}: ours has {' and '.join(_PYTHONS)}")
    pythons = [*asked, *(p for p in _PYTHONS if p not in asked)]
    wider = list(
        dict.fromkeys([tuple(sorted(systems, reverse=True)), *((s,) for s in systems[::-1])])
    )
    has_settings = "pyproject2nix" in project.toml.table("tool").data
    first: RefusedError | None = None
    for platforms, python in product(wider, pythons):
        try:
            plan, text = _with_settings(project, lock, findings, python, platforms, has_settings)
        except RefusedError as error:
            first = first or error
            continue
        if first is not None:
            _note_narrower(systems, platforms, python, pythons[0], first, findings)
        return plan, text
    assert first is not None
    raise first


def _note_narrower(
    systems: Sequence[str],
    platforms: Sequence[str],
    python: str,
    wanted: str,
    first: RefusedError,
    findings: Findings,
) -> None:
    error = CannotCarryError(
        f"not locked: {first}", "lock again, and add it to [tool.pyproject2nix]"
    )
    for system in sorted(set(systems) - set(platforms)):
        findings.lose(f"outputs for {system}", "", error)
    if python != wanted:
        findings.notes.add(f"Python {python}, since {wanted} is not locked: {first}")


def _lock(project: Project, new_files: dict[str, str], read_lock: ReadLock) -> Lock:
    if "pylock.toml" not in new_files:
        return read_lock(project)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pylock.toml"
        path.write_text(new_files["pylock.toml"], encoding="utf-8")
        return read_pylock(path)


def _with_settings(
    project: Project,
    lock: Lock,
    findings: Findings,
    python: str,
    platforms: Sequence[str],
    has_settings: bool,
) -> tuple[Plan, str | None]:
    """Plan with all that was found, then with what is needed of it."""
    if has_settings or not project.toml.data:
        return _with_its_own(project, lock, findings, platforms), None
    place = project.settings.place
    targets = make_targets((python,), tuple(platforms), place)
    text = _read(project.folder / "pyproject.toml")
    everything = _project_of(text + _settings_text(findings, python, platforms, None), project)
    plan = make_plan(everything, lock, targets)
    built = {
        package.name
        for package in plan.packages
        for variant in package.variants.values()
        if not is_wheel(variant.distribution)
    }
    for name in sorted({*findings.build_systems, *findings.libraries} - built):
        findings.notes.add(f"{name}: comes as a wheel, so what built it is left out")
    more = _settings_text(findings, python, platforms, built)
    if not more:
        return make_plan(project, lock, targets), None
    new = text + more
    return make_plan(_project_of(new, project), lock, targets), new


def _with_its_own(
    project: Project, lock: Lock, findings: Findings, platforms: Sequence[str]
) -> Plan:
    """Plan with the settings that the project has, or can have none of."""
    settings = project.settings
    chosen = make_targets(settings.pythons, settings.platforms, settings.place)
    plan = make_plan(project, lock, chosen)
    remedy = f"add it to {settings.place}"
    for system in sorted(set(platforms) - set(settings.platforms)):
        error = CannotCarryError(f"{settings.place} does not have it", remedy)
        findings.lose(f"outputs for {system}", "", error)
    for key, values in sorted(findings.settings.items()):
        findings.notes.add(f"{settings.place}.{key}: the old flake had {', '.join(values)}")
    for key, table in (
        ("build-systems", findings.build_systems),
        ("libraries", findings.libraries),
    ):
        for name, names in sorted(table.items()):
            place = f"{settings.place}.{key}.{name}"
            findings.notes.add(f"{place}: the old flake had {', '.join(sorted(names))}")
    return plan


def _project_of(text: str, project: Project) -> Project:
    return read_project(project.folder, parse_toml(text, "pyproject.toml"))


def _settings_text(
    findings: Findings, python: str, platforms: Sequence[str], built: set[str] | None
) -> str:
    """Return [tool.pyproject2nix]; `built` are the packages that are built from their sources."""
    lines = []
    if python != _PYTHONS[0]:
        lines.append(f"pythons = {json.dumps([python])}")
    if tuple(platforms) != ("x86_64-linux",):
        lines.append(f"platforms = {json.dumps(list(platforms))}")
    lines += [f"{key} = {json.dumps(list(v))}" for key, v in sorted(findings.settings.items())]
    text = "\n".join(["\n[tool.pyproject2nix]", *lines, ""]) if lines else ""
    for key, table in (
        ("build-systems", findings.build_systems),
        ("libraries", findings.libraries),
    ):
        known = data.sdists()
        rows = []
        for name in sorted(table):
            if built is not None and name not in built:
                continue
            more = known[name].build_system if name in known and key == "build-systems" else ()
            more = known[name].build_inputs if name in known and key == "libraries" else more
            rows.append(f"{json.dumps(name)} = {json.dumps(sorted({*table[name], *more}))}")
        if rows:
            text += "\n".join([f"\n[tool.pyproject2nix.{key}]", *rows, ""])
    return text


def _check_free(files: dict[str, str], folder: Path) -> None:
    try:
        check_not_edited(files, folder)
    except RefusedError as error:
        raise RefusedError(
            error.place,
            "is there already, and pyproject2nix writes a file of that name",
            "rename it, and what reads it",
        ) from None


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise RefusedError(str(path), error.strerror or str(error), "make it readable") from None
