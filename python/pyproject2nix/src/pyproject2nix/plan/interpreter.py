"""Which interpreter a project is planned for where no setting says so."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pyproject2nix import data
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Lock
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target, make_targets
from pyproject2nix.plan.distribution import Sdist
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.project import Project

__all__ = ["plan_newest"]

_HOW = "to choose another: pythons = [...] in [tool.pyproject2nix], or --python"


def plan_newest(
    project: Project,
    lock: Lock,
    platforms: Sequence[str],
    place: str,
    plan: Callable[[Sequence[Target]], Plan],
) -> Plan:
    """Plan for the newest release of CPython in the package set that project and lock allow.

    A release for which the lock has fewer wheels than for an older one does not fit as well: the
    package's sdist is older than that Python. The release that `.python-version` names comes first.
    """
    reasons: dict[str, str] = {}
    refusals: list[RefusedError] = []
    plans: list[tuple[int, str, Plan]] = []
    for release in _in_order(project):
        targets = make_targets((release,), platforms, place)
        reason = _unfit(project, lock, targets)
        if reason:
            reasons[release] = f"{reason} does not allow it"
            continue
        try:
            one = plan(targets)
        except RefusedError as refusal:
            refusals.append(refusal)
            reasons[release] = str(refusal)
            continue
        rebuilt = _rebuilt(one)
        plans.append((len(rebuilt), release, one))
        if not rebuilt:
            break
        reasons[release] = f"the lock has no wheel of {', '.join(rebuilt[:3])} for it"
    if plans:
        _, release, best = min(plans, key=lambda row: row[0])
        return _noted(best, release, project, reasons)
    if refusals:
        raise refusals[0]
    raise _absent(project, lock, platforms, reasons)


def _in_order(project: Project) -> list[str]:
    releases = data.interpreters()
    asked = project.python_version
    return sorted(releases, key=lambda release: not f"{release}.".startswith(f"{asked or '-'}."))


def _unfit(project: Project, lock: Lock, targets: Sequence[Target]) -> str:
    """Return what does not allow the targets, or nothing."""
    for target in targets:
        for place, constraint in (
            (project.python_place, project.python),
            (f"{lock.place}: requires-python", lock.python_versions),
        ):
            if not constraint.allows(target.full_versions()[-1]):
                return f"{place}: {constraint.text!r}"
        if lock.environments and not any(target.holds(m, lock.place) for m in lock.environments):
            return f"{lock.place}: {' or '.join(sorted(map(str, lock.environments)))!r}"
    return ""


def _rebuilt(plan: Plan) -> list[str]:
    """Return the packages that are built although the lock has their wheels for other Pythons."""
    return [
        f"{package.name} {variant.version}"
        for package in plan.packages
        for target, variant in package.variants.items()
        if isinstance(variant.distribution, Sdist)
        and any(_is_for_platform(file.name, target) for file in variant.locked.files)
    ]


def _is_for_platform(name: str, target: Target) -> bool:
    platform = name.removesuffix(".whl").rpartition("-")[2]
    machine = target.platform.partition("-")[0]
    return name.endswith(".whl") and "linux" in platform and platform.endswith(machine)


def _noted(plan: Plan, release: str, project: Project, reasons: dict[str, str]) -> Plan:
    newest = data.interpreters()[0]
    if release == newest:
        return plan
    reason = reasons.get(newest) or f".python-version is {project.python_version}"
    notes = Notes(plan.notes)
    notes.add(f"Python {release}", f"taken, not {newest}: {reason}; {_HOW}")
    return replace(plan, notes=notes.found)


def _absent(
    project: Project, lock: Lock, platforms: Sequence[str], reasons: dict[str, str]
) -> RefusedError:
    releases = data.interpreters()
    place, _, text = reasons[releases[0]].removesuffix(" does not allow it").rpartition(": ")
    wanted = _wanted(project, lock, platforms)
    if not wanted:
        return RefusedError(
            place,
            f"{text} allows no Python on {' and '.join(platforms)}",
            "lock for it, or choose another: --platform, or platforms in [tool.pyproject2nix]",
        )
    return RefusedError(
        place,
        f"absent interpreter: {text} allows none of the package set's, {' and '.join(releases)}",
        f"to build with one of your own: --python {wanted}, and buildProject {{ python = …; }}",
    )


def _wanted(project: Project, lock: Lock, platforms: Sequence[str]) -> str:
    """Return a Python that project and lock allow: the oldest from 3.14 on, else the newest."""
    for minor in (*range(14, 30), *range(13, 6, -1)):
        patches = [
            patch
            for patch in range(1, 30)
            if not _unfit(project, lock, [Target((3, minor), p, patch) for p in platforms])
        ]
        if patches:
            return f"3.{minor}" if len(patches) > 1 else f"3.{minor}.{patches[0]}"
    return ""
