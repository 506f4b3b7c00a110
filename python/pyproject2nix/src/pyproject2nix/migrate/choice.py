"""What is locked of what the old flake had: interpreters, systems, and what builds packages.

The widest choice is tried first. What was found becomes [tool.pyproject2nix] in pyproject.toml.
"""

import json
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import product

from pyproject2nix import data
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Lock
from pyproject2nix.base.tables import parse_toml
from pyproject2nix.base.target import make_targets
from pyproject2nix.lock.pylock.build import read_build_lock
from pyproject2nix.migrate.subject import CannotCarryError, Findings
from pyproject2nix.plan.distribution import is_wheel
from pyproject2nix.plan.interpreter import plan_newest
from pyproject2nix.plan.make import make_plan
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.local_sources import LocalSources
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_project
from pyproject2nix.write.generated import read_text

__all__ = ["choose"]

_PYTHONS = ("3.13", "3.11")


def choose(
    project: Project, lock: Lock, sources: LocalSources, systems: Sequence[str], findings: Findings
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
    if not has_settings and project.toml.data:
        _check_takes_settings(project)
    first: RefusedError | None = None
    for platforms, python in product(wider, pythons):
        try:
            plan, text = _with_settings(
                project, lock, sources, findings, python, platforms, has_settings
            )
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


def _with_settings(
    project: Project,
    lock: Lock,
    sources: LocalSources,
    findings: Findings,
    python: str,
    platforms: Sequence[str],
    has_settings: bool,
) -> tuple[Plan, str | None]:
    """Plan with all that was found, then with what is needed of it."""
    if has_settings or not project.toml.data:
        return _with_its_own(project, lock, sources, findings, platforms), None
    place = project.settings.place
    targets = make_targets((python,), tuple(platforms), place)
    text = read_text(project.folder / "pyproject.toml")
    builds = read_build_lock(project.folder)
    everything = _project_of(text + _settings_text(findings, python, platforms, None), project)
    plan = make_plan(everything, lock, sources, targets, builds=builds)
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
        return make_plan(project, lock, sources, targets, builds=builds), None
    new = text + more
    return make_plan(_project_of(new, project), lock, sources, targets, builds=builds), new


def _with_its_own(
    project: Project,
    lock: Lock,
    sources: LocalSources,
    findings: Findings,
    platforms: Sequence[str],
) -> Plan:
    """Plan with the settings that the project has, or can have none of."""
    settings = project.settings
    place = settings.place
    make = partial(make_plan, project, lock, sources, builds=read_build_lock(project.folder))
    if settings.pythons:
        plan = make(make_targets(settings.pythons, settings.platforms, place))
    else:
        plan = plan_newest(project, lock, settings.platforms, place, make)
    remedy = f"add it to {settings.place}"
    for system in sorted(set(platforms) - set(settings.platforms)):
        error = CannotCarryError(f"{settings.place} does not have it", remedy)
        findings.lose(f"outputs for {system}", "", error)
    for key, values in sorted(findings.settings.items()):
        findings.notes.add(f"{settings.place}.{key}: the old flake had {', '.join(values)}")
    for key, table in findings.tables.items():
        for name, names in sorted(table.items()):
            place = f"{settings.place}.{key}.{name}"
            findings.notes.add(f"{place}: the old flake had {', '.join(sorted(names))}")
    return plan


def _project_of(text: str, project: Project) -> Project:
    return read_project(project.folder, parse_toml(text, "pyproject.toml"))


def _check_takes_settings(project: Project) -> None:
    """Refuse a pyproject.toml that no table can be added to, such as `tool = { … }`."""
    text = read_text(project.folder / "pyproject.toml")
    try:
        parse_toml(f"{text}\n[tool.pyproject2nix]\n", "pyproject.toml")
    except ValueError as error:
        raise RefusedError(
            "pyproject.toml: tool",
            f"[tool.pyproject2nix] cannot be added after it ({error})",
            "write it as tables with headers: [tool.NAME]",
        ) from None


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
    for key, table in findings.tables.items():
        rows = [
            f"{json.dumps(name)} = {json.dumps(sorted({*table[name], *_known(key, name)}))}"
            for name in sorted(table)
            if built is None or name in built
        ]
        if rows:
            text += "\n".join([f"\n[tool.pyproject2nix.{key}]", *rows, ""])
    return text


def _known(key: str, name: str) -> Iterable[str]:
    """Return what our own table has of a package."""
    sdist = data.sdists().get(name)
    return sdist.build_inputs if sdist is not None and key == "libraries" else ()
