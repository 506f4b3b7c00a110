"""What can be typed, and the help that teaches it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import shtab

from pyproject2nix import __version__
from pyproject2nix.base import limits
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.base.text import printable, shortened
from pyproject2nix.cli.init_parser import add_init
from pyproject2nix.cli.project_command import add_command, complete
from pyproject2nix.export import FORMATS

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["make_parser"]

_EPILOG = """\
A project's first time, and every other:

  pyproject2nix init          # locks where there is no lock, generates, writes flake.nix, fetches
  pyproject2nix sync          # after a change of dependencies: locks, generates, fetches

The same step by step:

  pyproject2nix lock .        # only where there is no lock file yet
  pyproject2nix generate .    # writes Nix files into the folder nix: commit them
  pyproject2nix fetch .       # puts the pinned files into the Nix store

It reads pyproject.toml ([project], [tool.poetry], both) and one of poetry.lock, uv.lock, pdm.lock,
pylock.toml and requirements.txt with hashes. What the locker could not install it refuses, what it
assumes it says. Defaults stand in pyproject.toml:

  [tool.pyproject2nix]
  pythons = ["3.13"]                  # interpreters, the first is the default; else the newest of
                                      # the package set that project and lock allow
  platforms = ["x86_64-linux"]        # Nix systems
  groups = ["test"]                   # dependency groups to write; without it all that fit to what
                                      # the locker installs unasked, but for Poetry's optional ones
  extras = []                         # optional dependencies to write; without it all that fit
  check-groups = ["test"]             # for the tests; without it those with pytest
  imports = ["module"]                # modules to import after the build; without it those
                                      # that the build backend installs; [] for none
  build-inputs = ["zlib"]             # native libraries of the package, by nixpkgs' names
  native-build-inputs = ["cmake"]     # programs that its build runs, by nixpkgs' names
  native-check-inputs = ["redis"]     # programs that its tests run, in the shells, too
  out = "nix"                         # folder of the Nix files
  source-exclude = ["benchmarks"]     # what in the project's folder is no source of the package
  version = "1.0"                     # where it is computed when the package is built, or
                                      # comes from the repository's history
  lock = "requirements/main.txt"      # which lock file; without it that of the project's locker

  [tool.pyproject2nix.build-systems]  # what builds a package, in place of its [build-system]
  name = ["setuptools<80"]
  [tool.pyproject2nix.libraries]      # native libraries of a dependency, by nixpkgs' names
  name = ["libffi"]

exit status: 0 done or up to date, 1 stale (check) or not all carried over (migrate), 2 refused
or wrong usage, 130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    """A parser that repeats nothing unprintable."""

    def error(self, message: str) -> NoReturn:
        """Leave with exit status 2 and the usage."""
        super().error(shortened(printable(message), limits.MESSAGE))


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; `options.command` is a key of COMMANDS."""
    parser: argparse.ArgumentParser = _Parser(
        prog="pyproject2nix",
        description="Turn a Python project's metadata and lock file into Nix expressions.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_generate(commands)
    _add_check(commands)
    _add_explain(commands)
    _add_export(commands)
    _add_fetch(commands)
    _add_lock(commands)
    _add_migrate(commands)
    add_init(commands)
    _add_completion(commands)
    return parser


def _add_choices(command: argparse.ArgumentParser, out_help: str = "") -> None:
    """Add the options that say what is wanted of a project, and where it is written."""
    out = command.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        required=bool(out_help),
        help=out_help or "folder of the Nix files (default: nix in PROJECT, or where they are)",
    )
    complete(out, "directory")
    command.add_argument(
        "--project",
        dest="member",
        metavar="MEMBER",
        help="of a workspace: a member's name, or its folder in PROJECT",
    )
    command.add_argument(
        "--python", action="append", metavar="VERSION", help="3.13 or 3.13.5; repeat or use commas"
    )
    command.add_argument(
        "--platform",
        action="append",
        metavar="SYSTEM",
        help=f"{' or '.join(PLATFORMS)}; repeat or use commas",
    )
    command.add_argument(
        "--groups", metavar="A,B", help="dependency groups (PEP 735): names, all or none"
    )
    command.add_argument(
        "--extras", metavar="A,B", help="optional dependencies: names, all or none"
    )
    find_links = command.add_argument(
        "--find-links",
        type=Path,
        metavar="DIR",
        help="folder of wheels and sdists that names the files of a requirements.txt, "
        "in place of pip's index",
    )
    complete(find_links, "directory")


def _add_generate(commands: Commands) -> None:
    generate = add_command(
        commands,
        "generate",
        "write the Nix expressions",
        "Writes overlay.nix, project.json and pypi.json, package.nix for a project that is a\n"
        "package, and packages/NAME.nix for projects beside it. Files that did not change are\n"
        "left alone, files that were edited by hand are not replaced without --force.\n\n"
        "Packages without a wheel have to be built: what builds them is locked in\n"
        "pylock.build.toml, from pip's index with uv. A file that has it all is used as it is,\n"
        "without a network; remove it to get newer versions.",
    )
    _add_choices(generate)
    generate.add_argument(
        "--force", action="store_true", help="replace files that were edited by hand"
    )
    generate.add_argument(
        "--no-hooks",
        dest="hooks",
        action="store_false",
        help="ask no build back end, in the Nix sandbox, for what its files do not state",
    )
    generate.add_argument(
        "--json", action="store_true", help="print the plan as JSON, as explain does"
    )


def _add_check(commands: Commands) -> None:
    check = add_command(
        commands,
        "check",
        "tell whether the expressions are up to date",
        "Exit status 1 and the command that mends it where they are not. For CI: nothing is\n"
        "written, nothing is downloaded. A version that comes from the repository's history is\n"
        "the recorded one: only generate looks at the history.",
    )
    _add_choices(check)


def _add_explain(commands: Commands) -> None:
    explain = add_command(
        commands,
        "explain",
        "show what was read, chosen and left out",
        "A line for each package and target: which file it takes, and why.",
    )
    _add_choices(explain)
    explain.add_argument("--json", action="store_true", help="as JSON, for programs")


def _add_export(commands: Commands) -> None:
    export = add_command(
        commands,
        "export",
        "write the locked versions into another tool's files",
        "For who builds with that tool. --to is one of\n\n"
        "  poetry1        pyproject.toml and poetry.lock of Poetry 1, for poetry2nix\n"
        "  uv             uv.lock, for uv2nix\n"
        "  pdm            pdm.lock, for dream2nix\n"
        "  dream2nix-pip  lock.SYSTEM.json of dream2nix's module pip\n"
        "  pynixify       requirements.txt for `pynixify -r`, and edges.json: what it overlooks\n\n"
        "Each has what the targets take and nothing else: markers are evaluated. Where that is\n"
        "not the same for all of them, or cannot be said in the format, it is refused.",
    )
    export.add_argument(
        "--to", required=True, choices=tuple(FORMATS), metavar="FORMAT", help="what to write"
    )
    _add_choices(export, "folder of the files")
    export.add_argument(
        "--index",
        default="https://index.example",
        metavar="URL",
        help="what uv.lock and lock.SYSTEM.json call the index, for tools that fetch from there "
        "(default: %(default)s; builds on debpkgs find files by their hashes)",
    )


def _add_fetch(commands: Commands) -> None:
    fetch = add_command(
        commands,
        "fetch",
        "put the pinned files into the Nix store",
        "Reads pypi.json of the generated files, and gets what the store lacks from where pip\n"
        "gets its packages (`pip config`, PIP_INDEX_URL, PIP_FIND_LINKS), each file checked\n"
        "against its SHA-256. Crates come by Cargo, as it is configured (~/.cargo/config.toml).",
    )
    lock = fetch.add_argument(
        "--cargo-lock",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="the crates of this Cargo.lock, in place of what PROJECT pins",
    )
    complete(lock, "file")
    fetch.add_argument(
        "--platform",
        action="append",
        metavar="SYSTEM",
        help="files of these systems alone (default: those of this machine's)",
    )
    index = fetch.add_argument(
        "--index",
        metavar="INDEX",
        help="folder of files or URL of a simple index, in place of pip's",
    )
    complete(index, "file")


def _add_lock(commands: Commands) -> None:
    lock = add_command(
        commands,
        "lock",
        "write the lock file, by the project's own locker",
        "Runs Poetry where there is a [tool.poetry] or a poetry.lock, else uv, against the index\n"
        "that pip is configured for. Arguments after -- go to the locker:\n\n"
        "  pyproject2nix lock . -- --upgrade",
    )
    lock.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="for the locker, after --")


def _add_migrate(commands: Commands) -> None:
    migrate = add_command(
        commands,
        "migrate",
        "turn another tool's flake into one of ours",
        "For a project of poetry2nix, uv2nix, pyproject.nix, dream2nix or pynixify. Shows what it\n"
        "found, the new flake.nix as a difference, and, by file and line, what cannot be carried\n"
        "over: exit status 1 if there is any. Nothing is fetched. With --write it writes that and\n"
        "what generate writes; the old flake stays as flake.nix.before-migration:\n\n"
        "  pyproject2nix migrate . | less\n"
        "  pyproject2nix migrate . --write && git add . && nix flake lock",
    )
    migrate.add_argument("--write", action="store_true", help="write, where it else shows")


def _add_completion(commands: Commands) -> None:
    completion = commands.add_parser(
        "completion",
        help="print a shell's completion script",
        description='Print a completion script: eval "$(pyproject2nix completion bash)"',
    )
    completion.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)
