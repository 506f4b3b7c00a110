"""Asks the hooks of back ends for what nothing states."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File, LockedPackage
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.target import Target
from pyproject2nix.build_lock.learn import Learned
from pyproject2nix.build_lock.resolve import BuildSet
from pyproject2nix.plan.distribution import Wheel, choose_distribution
from pyproject2nix.programs.hooks import ask_hook, can_ask
from pyproject2nix.programs.sdist_files import fetch_sdists

__all__ = ["Answer", "ask"]


@dataclass(frozen=True)
class Answer:
    """What a hook asked for."""

    requires: tuple[str, ...] = ()
    note: str = ""
    """Why it was not asked, and what to do; empty where it was."""


def ask(
    learned: Learned, build_set: BuildSet | None, targets: Sequence[Target], has_hooks: bool
) -> Answer:
    """Return what a source's back end asks for, which `build_set` has."""
    remedy = "if its build lacks something, name all: [tool.pyproject2nix.build-systems]"
    target = next((target for target in targets if can_ask(target)), None)
    if not has_hooks or target is None or learned.source is None:
        return Answer((), f"what its build hook asks for is not known; {remedy}")
    try:
        found = ask_hook(learned.source, _wheels(build_set, target))
        checked = tuple(str(parse_requirement(text, learned.source.name)) for text in found)
    except RefusedError as refusal:
        return Answer((), f"its build hook cannot be asked ({refusal.problem}); {remedy}")
    return Answer(checked)


def _wheels(build_set: BuildSet | None, target: Target) -> list[Path]:
    """Return the wheels of a set for a target, from pip's index or the cache."""
    if build_set is None:
        return []
    wanted: dict[File, str] = {}
    for name, files in build_set.files[target].items():
        version = build_set.releases[target][name].version
        every = tuple(one.file for one in files)
        package = LockedPackage(f"{BUILD_LOCK}: {name}", name, version, every)
        if isinstance(wheel := choose_distribution(package, target), Wheel):
            wanted[wheel.file] = name
    return sorted(fetch_sdists(wanted).values())
