"""What each command does, from parsed options to an exit status."""

import argparse
import os
import posixpath
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import shtab

from pyproject2nix.base import limits
from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Lock
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import shown
from pyproject2nix.base.target import Target, make_targets
from pyproject2nix.base.terminal import styled
from pyproject2nix.base.text import printable
from pyproject2nix.build_lock.update import build_lock_text
from pyproject2nix.cli.parser import make_parser
from pyproject2nix.export import FORMATS, check_not_others, make_view
from pyproject2nix.init.command import init
from pyproject2nix.init.daily import sync, upgrade
from pyproject2nix.init.natives import lacking_natives
from pyproject2nix.init.tools import Tools
from pyproject2nix.init.undo import undo
from pyproject2nix.init.wishes import Wishes
from pyproject2nix.lock.complete import completed
from pyproject2nix.lock.find import compared_with_members, has_hashes_alone, read_lock
from pyproject2nix.lock.pylock.build import read_build_lock
from pyproject2nix.lock.requirements.index_names import names_from_index
from pyproject2nix.lock.requirements.known_names import known_names
from pyproject2nix.migrate.command import plan_migration
from pyproject2nix.migrate.report import report, write_migration
from pyproject2nix.plan.interpreter import plan_newest
from pyproject2nix.plan.make import make_plan
from pyproject2nix.plan.plan import Plan
from pyproject2nix.programs.debpkgs import fetch_debian
from pyproject2nix.programs.locker import write_lock
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_folder
from pyproject2nix.project.read_local import read_local_sources
from pyproject2nix.project.workspace import member_folder
from pyproject2nix.render.explain import explain_json, explain_table
from pyproject2nix.render.files import render_files
from pyproject2nix.store.fetch_project import fetch_cargo_locks, fetch_project
from pyproject2nix.write.generated import (
    check_not_edited,
    inputs_of,
    path_from_project,
    path_to_project,
    recorded_cargo_locks,
    recorded_versions,
    stale_files,
    write_files,
)
from pyproject2nix.write.leftovers import find_leftovers, remove_leftovers
from pyproject2nix.write.place import generated_folder, out_of, present_copy, present_folder

__all__ = ["COMMANDS"]

_SHOWN = 20
"""Stale files that are named."""


def _of_member(
    command: Callable[[argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    """Let a command be about the member of a workspace that `--project` names."""

    def run(options: argparse.Namespace) -> int:
        if options.member is not None:
            options.project = member_folder(options.project, options.member)
        return command(options)

    return run


@_of_member
def _generate(options: argparse.Namespace) -> int:
    return _generate_files(options, lambda _: None)


def _generate_files(
    options: argparse.Namespace, before_writing: Callable[[Iterable[str]], None]
) -> int:
    plan = _locked_plan(options)
    out = options.out or out_of(plan.project)
    files = _rendered(plan, out, options)
    if not options.force:
        check_not_edited(files, out)
    leftovers, edited = find_leftovers(files, out)
    place = path_from_project(plan.project.folder, out)
    before_writing(posixpath.normpath(posixpath.join(place, name)) for name in (*files, *leftovers))
    written = write_files(files, out)
    remove_leftovers(leftovers, out)
    if options.json:
        print(explain_json(plan), end="")
    else:
        _tell(files, written, out)
        for name in leftovers:
            print(f"{styled('removed', 'good', sys.stdout)} {printable(str(out / name))}")
    _print_notes(plan)
    if lacking := lacking_natives(plan):
        _print_note(lacking)
    for name in edited:
        _print_note(f"note: {out / name}: not needed now, but edited by hand: remove it yourself")
    return 0


def _tell(files: Iterable[str], written: Sequence[str], out: Path) -> None:
    for name in sorted(files):
        done, style = ("wrote", "good") if name in written else ("unchanged", "quiet")
        print(f"{styled(done, style, sys.stdout)} {printable(str(out / name))}")


def _print_notes(plan: Plan) -> None:
    """Print what was assumed, after the work is done."""
    command = shlex.join(["pyproject2nix", "explain", os.path.relpath(plan.project.folder)])
    sys.stdout.flush()
    for line in shown(plan.notes, command):
        _print_note(line)


def _print_note(line: str) -> None:
    print(styled("pyproject2nix:", "quiet", sys.stderr), printable(line), file=sys.stderr)


@_of_member
def _check(options: argparse.Namespace) -> int:
    # That the history went on does not make the files stale.
    recorded = recorded_versions(options.out or present_folder(options.project))
    plan = _plan(options, may_ask=False, recorded=recorded)
    out = options.out or out_of(plan.project)
    if unlocked := [one.built.name for one in plan.from_source if not one.is_locked]:
        name = styled("pyproject2nix:", "bad", sys.stderr)
        told = f"stale: {options.project / BUILD_LOCK}, which lacks what builds {unlocked[0]}"
        command = _command(options, str(options.project))
        print(name, printable(f"{told}; run: {command}"), file=sys.stderr)
        return 1
    files = _rendered(plan, out, options)
    stale = [*stale_files(files, out), *find_leftovers(files, out)[0]]
    if stale:
        names = ", ".join(str(out / name) for name in stale[:_SHOWN])
        more = f" and {len(stale) - _SHOWN} more" if len(stale) > _SHOWN else ""
        name = styled("pyproject2nix:", "bad", sys.stderr)
        command = _command(options, str(options.project))
        print(name, printable(f"stale: {names}{more}; run: {command}"), file=sys.stderr)
    return 1 if stale else 0


@_of_member
def _explain(options: argparse.Namespace) -> int:
    plan = _plan(options)
    if options.json:
        print(explain_json(plan), end="")
        return 0
    first, *rest = explain_table(plan).splitlines()
    print(styled(first, "title", sys.stdout), *rest, sep="\n")
    return 0


@_of_member
def _export(options: argparse.Namespace) -> int:
    plan = _plan(options)
    view = make_view(plan, options.index)
    files = FORMATS[options.to](view)
    check_not_others(files, options.out)
    _tell(files, write_files(files, options.out), options.out)
    _print_notes(plan)
    return 0


def _fetch(options: argparse.Namespace) -> int:
    if options.cargo_lock:
        wanted, fetched = fetch_cargo_locks(options.cargo_lock, options.project)
    else:
        pins = generated_folder(options.project) / "pypi.json"
        wanted, fetched = fetch_project(pins, _split(options.platform), options.index)
    print(f"{wanted} files in the store, {fetched} of them fetched now")
    return 0


def _lock(options: argparse.Namespace) -> int:
    return write_lock(options.project, options.arguments)


def _migrate(options: argparse.Namespace) -> int:
    folder: Path = options.project
    migration = plan_migration(
        folder, lambda project: _lock_of(project, out_of(project) / "pypi.json", None, True)
    )
    print(report(migration, sys.stdout), end="")
    if options.write:
        for name in write_migration(migration):
            print(f"{styled('wrote', 'good', sys.stdout)} {printable(str(folder / name))}")
    return 1 if migration.losses else 0


def _init(options: argparse.Namespace) -> int:
    wishes = Wishes(
        is_dry=options.dry_run,
        carry=options.carry,
        url=options.url,
        local=options.local,
        name=options.name,
        kind=options.kind,
        extras=tuple(options.extra_files or ()),
        may_fetch=not options.no_fetch,
    )
    return init(options.project, wishes, _tools())


def _sync(options: argparse.Namespace) -> int:
    return sync(options.project, _tools(), not options.no_lock, not options.no_fetch, options.check)


def _undo(options: argparse.Namespace) -> int:
    return undo(options.project)


def _upgrade(options: argparse.Namespace) -> int:
    return upgrade(options.project, _tools(), not options.no_fetch)


def _tools() -> Tools:
    def parsed(command: str, folder: Path, arguments: Sequence[str]) -> argparse.Namespace:
        return make_parser().parse_args([command, *arguments, "--", str(folder)])

    return Tools(
        generate=lambda folder, arguments, before_writing: _generate_files(
            parsed("generate", folder, arguments), before_writing
        ),
        check=lambda folder, arguments: _check(parsed("check", folder, arguments)),
        fetch=_fetched,
        read=read_folder,
        ask=_ask if sys.stdin.isatty() and sys.stdout.isatty() else None,
    )


def _fetched(folder: Path) -> tuple[int, int]:
    found = fetch_project(generated_folder(folder) / "pypi.json", (), None)
    fetch_debian(folder)
    return found


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        return ""


def _completion(options: argparse.Namespace) -> int:
    print(shtab.complete(make_parser(), options.shell))
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "completion": _completion,
    "explain": _explain,
    "export": _export,
    "fetch": _fetch,
    "generate": _generate,
    "init": _init,
    "lock": _lock,
    "migrate": _migrate,
    "sync": _sync,
    "undo": _undo,
    "upgrade": _upgrade,
}


def _plan(
    options: argparse.Namespace,
    may_ask: bool = True,
    recorded: Mapping[str, str] | None = None,
    cargo_locks: Mapping[str, str] | None = None,
) -> Plan:
    project = read_folder(options.project, recorded)
    settings = project.settings
    pythons = _split(options.python) or settings.pythons
    platforms = _split(options.platform) or settings.platforms
    place = "command line" if options.python or options.platform else settings.place
    lock = _read_lock(options, project, may_ask)
    project = completed(project, lock)
    groups = _names(options.groups, "--groups", project.groups)
    extras = _names(options.extras, "--extras", project.extras)
    sources = read_local_sources(project, lock, recorded)
    lock = compared_with_members(lock, sources.projects())
    written = recorded_cargo_locks(options.out or out_of(project))
    builds = read_build_lock(options.project).with_crates({**written, **(cargo_locks or {})})

    def plan(targets: Sequence[Target]) -> Plan:
        return make_plan(project, lock, sources, targets, groups, extras, builds)

    if pythons:
        return plan(make_targets(pythons, platforms, place))
    return plan_newest(project, lock, platforms, place, plan)


def _locked_plan(options: argparse.Namespace) -> Plan:
    """Return the plan, after pylock.build.toml was written where the plan needs more of it."""
    index = str(options.find_links) if options.find_links else None
    cargo_locks: dict[str, str] = {}
    for _ in range(limits.ROUNDS):
        plan = _plan(options, cargo_locks=cargo_locks)
        if all(one.is_locked for one in plan.from_source):
            return plan
        # What builds the sources may have to be built, too: then another round adds that.
        text, found = build_lock_text(plan, index, options.hooks)
        written = write_files({BUILD_LOCK: text}, options.project)
        # It stays as it is where only the copy of a Cargo.lock was lost.
        if not written and found.keys() <= cargo_locks.keys():
            break
        cargo_locks |= found
        if written:
            path = printable(str(options.project / BUILD_LOCK))
            print(f"{styled('locked', 'good', sys.stdout)} {path}")
    raise RefusedError(
        str(options.project / BUILD_LOCK),
        "what it locks for building needs ever more to be built",
        "this is a mistake of pyproject2nix, please report it",
    )


def _rendered(plan: Plan, out: Path, options: argparse.Namespace) -> dict[str, str]:
    folder = plan.project.folder
    root, place = path_to_project(folder, out), path_from_project(folder, out)
    inputs = inputs_of(plan)
    copy = present_copy(folder) if place == "." else ""
    return render_files(plan, root, _command(options, "."), inputs, place, copy)


def _read_lock(options: argparse.Namespace, project: Project, may_ask: bool) -> Lock:
    pins = (options.out or out_of(project)) / "pypi.json"
    index = str(options.find_links) if options.find_links else None
    return _lock_of(project, pins, index, may_ask)


def _lock_of(project: Project, pins: Path, index: str | None, may_ask: bool) -> Lock:
    """Read the lock, whose file names are those of last time; the index is asked if need be."""
    if index is None:
        try:
            return read_lock(project, lambda releases, _: known_names(releases, pins))
        except RefusedError:
            if not may_ask or not has_hashes_alone(project):
                raise
    return read_lock(project, lambda releases, others: names_from_index(releases, index, others))


def _names(text: str | None, option: str, known: Iterable[str]) -> tuple[str, ...] | None:
    """Return what an option names; `all` and `none` are words for what they say."""
    if text is None:
        return None
    if text in ("all", "none"):
        return tuple(known) if text == "all" else ()
    return tuple(checked_name(name, option) for name in _split([text]))


def _split(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for value in values or () for part in value.split(",") if part)


def _command(options: argparse.Namespace, project: str) -> str:
    """Return the command that writes the files of these options."""
    words = ["pyproject2nix", "generate", project]
    if options.out is not None:
        words += ["--out", os.path.relpath(options.out, options.project if project == "." else ".")]
    if options.python:
        words += ["--python", ",".join(_split(options.python))]
    if options.platform:
        words += ["--platform", ",".join(_split(options.platform))]
    for option in ("groups", "extras"):
        if (value := getattr(options, option)) is not None:
            words += [f"--{option}", value]
    return shlex.join(words)
