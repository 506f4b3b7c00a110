"""The command line: generate, check, explain."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyproject2nix import __version__
from pyproject2nix.errors import RefusedError
from pyproject2nix.explain import explain_json, explain_table
from pyproject2nix.lock.find import read_lock
from pyproject2nix.names import checked_name
from pyproject2nix.output import check_not_edited, render_files, stale_files, write_files
from pyproject2nix.plan import Plan, make_plan
from pyproject2nix.project import read_project
from pyproject2nix.target import PLATFORMS, make_targets

__all__ = ["main"]

_EPILOG = """\
Defaults stand in the project's pyproject.toml:

  [tool.pyproject2nix]
  pythons = ["3.13"]                  # interpreters
  platforms = ["x86_64-linux"]        # Nix systems
  groups = ["test"]                   # dependency groups in the overlay
  check-groups = ["test"]             # those of them that the package's own tests need
  extras = []                         # optional dependencies in the overlay
  build-inputs = ["zlib"]             # native libraries, by nixpkgs' names
  native-build-inputs = ["cmake"]     # programs that the build runs, by nixpkgs' names
  imports = ["module"]                # modules to import after the build
  source-exclude = ["benchmarks"]     # what in the project's folder is no source
  build-systems = { name = ["setuptools"] }   # what builds a dependency that has no wheel

exit status: 0 done or up to date, 1 stale, 2 refused or wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except RefusedError as refusal:
        print(f"pyproject2nix: {refusal}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyproject2nix",
        description="Turn a Python project's metadata and lock file into Nix expressions.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("project", type=Path, metavar="PROJECT", help="folder of pyproject.toml")
    common.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the Nix files (default: PROJECT)"
    )
    common.add_argument(
        "--python", action="append", metavar="VERSION", help="3.13 or 3.13.5; repeat or use commas"
    )
    common.add_argument(
        "--platform",
        action="append",
        metavar="SYSTEM",
        help=f"{' or '.join(PLATFORMS)}; repeat or use commas",
    )
    common.add_argument(
        "--groups", metavar="A,B", help="dependency groups (PEP 735); all, none or names"
    )
    common.add_argument("--extras", metavar="A,B", help="optional dependencies; all, none or names")
    generate = commands.add_parser(
        "generate", parents=[common], help="write overlay.nix, package.nix and pypi.json"
    )
    generate.add_argument(
        "--force", action="store_true", help="replace files that were edited by hand"
    )
    commands.add_parser("check", parents=[common], help="tell whether the files are up to date")
    explain = commands.add_parser(
        "explain", parents=[common], help="show what was read, chosen and left out"
    )
    explain.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _run(options: argparse.Namespace) -> int:
    project: Path = options.project
    out: Path = options.out or project
    plan = _plan(options)
    if options.command == "explain":
        print(explain_json(plan) if options.json else explain_table(plan), end="")
        return 0
    files = render_files(plan, out, _command(options, "."))
    if options.command == "check":
        stale = stale_files(files, out)
        if stale:
            names = ", ".join(str(out / name) for name in stale)
            command = _command(options, str(project))
            print(f"pyproject2nix: stale: {names}; run: {command}", file=sys.stderr)
        return 1 if stale else 0
    if not options.force:
        check_not_edited(files, out)
    written = write_files(files, out)
    for name in sorted(files):
        print(f"{'wrote' if name in written else 'unchanged'} {out / name}")
    return 0


def _plan(options: argparse.Namespace) -> Plan:
    project = read_project(options.project)
    settings = project.settings
    lock = read_lock(project)
    pythons = _split(options.python) or settings.pythons
    platforms = _split(options.platform) or settings.platforms
    told = "command line" if options.python or options.platform else settings.place
    return make_plan(
        project,
        lock,
        make_targets(pythons, platforms, told),
        _names(options.groups, "--groups", project.groups),
        _names(options.extras, "--extras", project.extras),
    )


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
