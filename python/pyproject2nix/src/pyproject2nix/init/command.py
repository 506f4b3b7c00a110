"""`init`: an existing project, or an empty folder, to a shell by one command."""

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.init.advice import say_how_to_go_on, say_what_another_flake_needs
from pyproject2nix.init.choose import check_extras, choose_new_project, choose_origin
from pyproject2nix.init.extras import EXTRAS
from pyproject2nix.init.flake import Places
from pyproject2nix.init.flake_files import flake_files, lock_flake, places_of
from pyproject2nix.init.git import Repository
from pyproject2nix.init.gitignore import with_ignored
from pyproject2nix.init.locking import lock_command, write_first_lock
from pyproject2nix.init.new import KINDS, template_files
from pyproject2nix.init.origin import Carried, Origin, Remote, own_tree
from pyproject2nix.init.recorded import recorded_options
from pyproject2nix.init.recording import Recording
from pyproject2nix.init.report import Report
from pyproject2nix.init.snapshot import contents
from pyproject2nix.init.survey import Survey, survey
from pyproject2nix.init.tools import Tools
from pyproject2nix.init.wishes import Wishes

__all__ = ["init"]


def init(folder: Path, wishes: Wishes, tools: Tools) -> int:
    """Do all that a project needs, and say it; return the exit status."""
    found = survey(folder)
    notes, report = Notes(), Report("init")
    if found.flake == "other":
        notes.add("flake.nix", "init did not write it, and leaves it as it is")
    origin = choose_origin(folder, found, wishes, tools, notes)
    check_extras(found, origin, wishes.extras)
    name, kind = choose_new_project(folder, found, wishes, tools, notes)
    record = Recording(folder, found.lock)
    steps = _steps(found, origin, wishes, tools, notes, kind, name, record)
    if wishes.is_dry:
        report.list("init would", [step.text for step in steps.steps])
        report.list("assumed", map(str, notes.found))
        return 0
    with record:
        for step in steps.steps:
            report.step(step.text)
            try:
                step.run()
            except RefusedError:
                if record.summary():
                    report.step("stops here; `undo` takes back what it wrote so far")
                raise
        for name in record.make_known():
            notes.add(name, "is ignored by Git, so Nix cannot see whether it changed")
        done = record.summary()
    if steps.fetched is not None:
        wanted, fetched = steps.fetched
        done.append(f"{wanted} pinned files in the Nix store, {fetched} of them fetched now")
    _note_unknown(record.repository, notes)
    report.list("done", done)
    report.list("assumed", map(str, notes.found))
    if found.flake == "other":
        say_what_another_flake_needs(report)
    else:
        say_how_to_go_on(report, origin, steps.places.copy, tools.read(folder).is_package)
    return 0


@dataclass(frozen=True)
class _Step:
    text: str
    run: Callable[[], object]


@dataclass
class _Steps:
    """The steps, and what they leave behind."""

    steps: list[_Step] = field(default_factory=list)
    fetched: tuple[int, int] | None = None
    places: Places = field(default_factory=lambda: Places("nix", "nix"))

    def add(self, text: str, run: Callable[[], object]) -> None:
        """Add a step, unless it has no text: then there is nothing to do."""
        if text:
            self.steps.append(_Step(text, run))


def _steps(
    found: Survey,
    origin: Origin,
    wishes: Wishes,
    tools: Tools,
    notes: Notes,
    kind: str,
    name: str,
    record: Recording,
) -> _Steps:
    folder, steps = found.folder, _Steps()
    options = recorded_options(folder)
    repository = Repository(folder)
    if not repository.is_there:
        steps.add(
            "git init, since a flake has the files that Git knows", lambda: _make(folder, record)
        )
        notes.add(str(folder), "was in no Git repository: made one, with all files in its index")
    if kind:
        made = template_files(own_tree(), kind, name)
        files = {name: file for name, file in made.items() if not (folder / name).exists()}
        steps.add(f"a new project, {KINDS[kind]}", lambda: record.write(files))
    elif not found.lock:
        steps.add(lock_command(found), lambda: write_first_lock(survey(folder), notes))

    def generate() -> None:
        # What it writes is in the list at the end.
        with redirect_stdout(io.StringIO()):
            tools.generate(folder, options, record.watch)
        steps.places = places_of(tools.read(folder))

    steps.add("generate the Nix files", generate)

    def write() -> None:
        project = tools.read(folder)
        record.write(flake_files(found, project, steps.places, origin, wishes.extras, kind))
        if steps.places.out == ".":
            # package.nix excludes the folder of the copy, which is there now.
            generate()

    steps.add(_flake_step(found, origin, wishes.extras), write)
    if not isinstance(origin, Carried) and found.flake != "other":
        steps.add("nix flake lock", lambda: lock_flake(folder, origin))
    if wishes.may_fetch:

        def fetch() -> None:
            steps.fetched = tools.fetch(folder)

        steps.add("fetch the pinned files into the Nix store", fetch)
    return steps


def _make(folder: Path, record: Recording) -> None:
    Repository(folder).make()
    record.write({".gitignore": (with_ignored(contents(folder / ".gitignore")), False)})


def _flake_step(found: Survey, origin: Origin, extras: Sequence[str]) -> str:
    if found.flake == "other":
        return f"write {', '.join(EXTRAS[word][0] for word in extras)}" if extras else ""
    if isinstance(origin, Carried):
        return "write flake.nix, and a copy of hpds for clones of the repository"
    if isinstance(origin, Remote):
        return f"write flake.nix, which takes hpds from {origin.url}"
    return "write flake.nix, which takes hpds from this machine's checkout"


def _note_unknown(repository: Repository, notes: Notes) -> None:
    unknown = repository.unknown() if repository.is_there else []
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        notes.add(
            "Git",
            f"does not know {', '.join(unknown[:5])}{more}, so Nix does not see them; git add what "
            "belongs to the project",
        )
