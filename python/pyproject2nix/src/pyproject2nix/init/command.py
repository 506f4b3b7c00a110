"""`init`: an existing project, or an empty folder, to a shell by one command."""

import io
import os
import posixpath
import shutil
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.init.carried import archive_files, carried_files, nar_hash
from pyproject2nix.init.extras import EXTRAS, OF_REPOSITORY, RUN_SETUP, extra_files
from pyproject2nix.init.flake import Places, bootstrap_text, flake_text, with_origin
from pyproject2nix.init.git import Repository
from pyproject2nix.init.gitignore import with_ignored
from pyproject2nix.init.locking import lock_command, write_first_lock
from pyproject2nix.init.new import KINDS, module_of, template_files
from pyproject2nix.init.origin import (
    Carried,
    Local,
    Origin,
    Remote,
    has_password,
    is_reachable,
    origin_of,
    own_tree,
    registered,
    run_nix_command,
)
from pyproject2nix.init.recorded import recorded_options
from pyproject2nix.init.recording import Recording
from pyproject2nix.init.report import Report
from pyproject2nix.init.snapshot import contents, journal_of, take_back
from pyproject2nix.init.survey import Survey, survey
from pyproject2nix.init.tools import Tools
from pyproject2nix.project.project import Project
from pyproject2nix.write.generated import path_from_project, read_text
from pyproject2nix.write.place import ARCHIVE, BOOTSTRAP, copy_folder, is_script, out_of

__all__ = ["Wishes", "copied", "init", "lock_flake", "places_of", "undo"]


@dataclass(frozen=True)
class Wishes:
    """What was asked for by options."""

    is_dry: bool = False
    carry: bool = False
    url: str = ""
    """Of a Git server, as a flake's address or as `git clone` takes it."""
    local: bool = False
    name: str = ""
    kind: str = ""
    extras: Sequence[str] = ()
    may_fetch: bool = True


def init(folder: Path, wishes: Wishes, tools: Tools) -> int:
    """Do all that a project needs, and say it; return the exit status."""
    found = survey(folder)
    notes, report = Notes(), Report("init")
    if found.flake == "other":
        notes.add("flake.nix", "init did not write it, and leaves it as it is")
    origin = _origin(folder, found, wishes, tools, notes)
    _check_extras(found, origin, wishes.extras)
    name, kind = _new_project(folder, found, wishes, tools, notes)
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
        _say_what_another_flake_needs(report)
    else:
        _say_how_to_go_on(report, origin, steps.places.copy, tools.read(folder).is_package)
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
        record.write(_flake_files(found, origin, wishes, tools, steps, kind))
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


def _flake_files(
    found: Survey, origin: Origin, wishes: Wishes, tools: Tools, steps: _Steps, kind: str
) -> dict[str, tuple[bytes, bool]]:
    folder = found.folder
    project, places = tools.read(folder), steps.places
    path = posixpath.join(places.copy, BOOTSTRAP)
    files: dict[str, tuple[bytes, bool]] = {}
    if found.flake != "other":
        text = flake_text(project.description, places, origin, kind == "cuda")
        if found.flake == "ours":
            text = _kept(folder / "flake.nix", places, origin)
        files["flake.nix"] = (text.encode(), False)
        # A copy that is there is replaced by `upgrade`, not by a newer `init`.
        if read_text(folder / path) and not is_script(folder / path):
            raise RefusedError(
                str(folder / path),
                "is there already, and init did not write it",
                'rename it, or choose another folder: out = "…" in [tool.pyproject2nix]',
            )
        if not (folder / path).exists() or text != read_text(folder / "flake.nix"):
            files |= copied(folder, places.copy, origin)
    for name, text in extra_files(list(wishes.extras), project.name, path).items():
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
    if isinstance(origin, Local):
        # Nix 2.26 and newer look for inputs in one registry alone.
        home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        registry = Path(home) / "nix" / "registry.json"
        options = ["--option", "flake-registry", str(registry)] if registry.exists() else []
    run_nix_command(
        ["flake", "lock", *options], folder, "correct the address, or carry a copy: init --carry"
    )


def _check_extras(found: Survey, origin: Origin, extras: Sequence[str]) -> None:
    """Refuse files of other programs that would run a script that the project does not have."""
    prefix = Repository(found.folder).prefix
    for word in (word for word in extras if word in OF_REPOSITORY and prefix):
        raise RefusedError(
            f"--{word}",
            f"{EXTRAS[word][0]} is read in the root of the repository alone, and the project is in "
            f"{prefix}",
            f"write it there by hand: sh {prefix}nix/setup, then nix flake check ./{prefix}",
        )
    if found.flake != "other" and not isinstance(origin, Local):
        return
    for word in (word for word in extras if word in RUN_SETUP):
        raise RefusedError(
            f"--{word}",
            f"{EXTRAS[word][0]} runs the script `{BOOTSTRAP}`, which init writes only with a flake "
            "of its own that takes hpds from a copy or from a Git server",
            "leave it out, or add --carry" if found.flake != "other" else "leave it out",
        )


def _origin(folder: Path, found: Survey, wishes: Wishes, tools: Tools, notes: Notes) -> Origin:
    """Return where the project gets hpds from: as asked for, as it is, or what is most useful."""
    if found.flake == "other":
        if wishes.carry or wishes.url or wishes.local:
            raise RefusedError(
                str(folder / "flake.nix"),
                "init did not write it, and leaves its inputs as they are",
                "leave --carry, --from and --local out",
            )
        return Local()
    if wishes.carry:
        return Carried()
    if wishes.url:
        return Remote(_flake_address(wishes.url))
    if wishes.local:
        return Local()
    if found.flake == "ours":
        return origin_of(read_text(folder / "flake.nix")) or Local()
    known = registered()
    offered: Origin = Remote(known) if is_reachable(known) else Carried()
    if tools.ask is not None and not wishes.is_dry:
        return _asked(tools.ask, offered, known)
    if isinstance(offered, Remote):
        notes.add("flake.nix", f"takes hpds from {known}; otherwise: init --carry, --from URL")
    else:
        notes.add(
            "flake.nix",
            "a copy of hpds in the repository serves clones; otherwise: init --from URL, a Git "
            "server's",
        )
    return offered


def _asked(ask: Callable[[str], str], offered: Origin, known: str) -> Origin:
    answer = ask(
        "How do clones of this repository get hpds?\n"
        "  copy   a copy in the repository (1.3 MB)\n"
        "  URL    of a Git server that has it\n"
        "  local  not at all: only this machine has it\n"
        f"[{known if isinstance(offered, Remote) else 'copy'}] "
    ).strip()
    if not answer:
        return offered
    if answer == "local":
        return Local()
    return Carried() if answer == "copy" else Remote(_flake_address(answer))


def _flake_address(url: str) -> str:
    """Return a flake's address for what `git clone` takes."""
    if has_password(url):
        raise RefusedError(
            "--from",
            "the address has a password, which would be in flake.nix for everybody",
            "write the address without it, and `machine HOST login NAME password TOKEN` in "
            "~/.netrc; or use ssh: git@HOST:OWNER/REPOSITORY",
        )
    if url.startswith(("git+", "github:", "gitlab:")):
        return url
    if "://" in url:
        return f"git+{url}"
    user, colon, path = url.partition(":")
    if colon and "/" not in user:
        return f"git+ssh://{user}/{path}"
    return f"git+file://{os.path.abspath(url)}"


def _new_project(
    folder: Path, found: Survey, wishes: Wishes, tools: Tools, notes: Notes
) -> tuple[str, str]:
    """Return name and kind of a new project; no kind where there is one already."""
    if not found.is_empty:
        return "", ""
    others = [
        path.name
        for path in folder.iterdir()
        if path.suffix == ".py" or path.name in ("Pipfile", "src")
    ]
    if others and not wishes.kind:
        raise RefusedError(
            str(folder),
            f"it has {', '.join(sorted(others)[:5])}, and nothing that lists its requirements",
            "write a pyproject.toml (uv init --bare), or a requirements.txt, and run it again",
        )
    name, kind = wishes.name, wishes.kind
    default = os.path.basename(os.path.realpath(folder))
    if tools.ask is not None and not wishes.is_dry:
        name = name or tools.ask(f"Name of the project [{default}]: ").strip()
        if not kind:
            rows = "".join(f"  {word:<7} {text}\n" for word, text in KINDS.items())
            kind = tools.ask(f"Which kind?\n{rows}[python] ").strip()
    name, kind = name or default, kind or "python"
    if kind not in KINDS:
        raise RefusedError("--kind", f"{kind!r} is not one", f"choose from {', '.join(KINDS)}")
    module_of(name)
    if not wishes.kind:
        notes.add(str(folder), f"is empty: a new project, {kind}; otherwise: --kind, --name")
    return checked_name(name, "--name"), kind


def _note_unknown(repository: Repository, notes: Notes) -> None:
    unknown = repository.unknown() if repository.is_there else []
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        notes.add(
            "Git",
            f"does not know {', '.join(unknown[:5])}{more}, so Nix does not see them; git add what "
            "belongs to the project",
        )


def _say_how_to_go_on(report: Report, origin: Origin, copy: str, is_package: bool) -> None:
    built = "the package" if is_package else "the environment"
    report.commands(
        "go on",
        [
            ("nix develop", "a shell with Python and the dependencies; run the tests in it"),
            ("nix build", f"{built}; nix build .#image is an OCI image"),
            ("nix run .#sync", "after a change of dependencies: locks, generates, fetches"),
        ],
    )
    rows = [
        ("nix flake check", "in CI: fails if the lock changed and the Nix files did not"),
        ("nix run .#sync -- --check", "the same in .git/hooks/pre-commit, in half a second"),
        ("nix run .#undo", "takes back what init did"),
    ]
    if not isinstance(origin, Local):
        rows.insert(0, (f"sh {copy}/{BOOTSTRAP}", "for a colleague, once after git clone"))
    report.commands("besides", rows)


def _say_what_another_flake_needs(report: Report) -> None:
    report.commands(
        "go on",
        [
            ("nix run hpds#pyproject2nix -- migrate .", "your flake on these files, to look at"),
            ("nix run hpds#sync", "after a change of dependencies: locks, generates, fetches"),
            ("nix run hpds#undo", "takes back what init did"),
        ],
    )
    report.list(
        "or by hand",
        [
            'inputs.hpds.url = "flake:hpds";',
            "hpds.lib.${system}.buildProject { projectRoot = ./.; }: packages, devShells, checks, "
            "apps",
        ],
    )


def undo(folder: Path) -> int:
    """Take back what these commands changed in a project; return the exit status."""
    report, journal = Report("undo"), journal_of(folder)
    if not journal.files and not journal.made_repository:
        print("nothing to take back")
        return 0
    repository = Repository(folder)
    done, kept = take_back(folder, journal)
    repository.forget([name for name in journal.made if not (folder / name).exists()])
    if journal.made_repository and repository.is_without_commits and not kept:
        shutil.rmtree(folder / ".git")
        done.append(".git")
    report.list("done", (f"took back {name}" for name in done))
    report.list("left, since it changed afterwards", kept)
    journal.path.unlink(missing_ok=True)
    return 0
