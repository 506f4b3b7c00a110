"""Command line: `debpkgs COMMAND`, in the folder of a flake.nix."""

import argparse
import gc
import sys
from collections.abc import Callable
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from update.errors import UpdateError

from .change import add, fetch_locked, remove, update
from .find import search
from .tell import audit, check, show_list, why


def main() -> int:
    """Entry point."""
    options = _parser().parse_args()
    # A suite is a million objects without cycles; the collector would search them repeatedly.
    gc.disable()
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except UpdateError as error:
        print(f"debpkgs: {error}", file=sys.stderr)
    except RefusedError as refusal:
        print(f"debpkgs: {refusal}", file=sys.stderr)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "debpkgs", description="Debian's packages in your own flake, pinned by debpkgs.lock."
    )
    parser.add_argument(
        "-C", "--folder", type=Path, default=Path(), help="of flake.nix; default: this one"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str, *names: str | int
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        for argument in names:
            one.add_argument("names", metavar="NAME", nargs=argument)
        one.set_defaults(run=run)
        return one

    searching = command("search", search, "packages by a part of their names", "+")
    adding = command("add", add, "add packages, by nixpkgs' or Debian's names", "+")
    for one in (searching, adding):
        one.add_argument(
            "--from",
            dest="source",
            metavar="ARCHIVE",
            default="",
            help="of debpkgs.toml: [archive.ARCHIVE]",
        )
    command("remove", remove, "take packages out", "+")
    moving = command("update", update, "resolve the list again, with a fresh index", "*")
    moving.add_argument(
        "--security", action="store_true", help="move only what Debian's security archive has"
    )
    command("fetch", fetch_locked, "put what is pinned into the Nix store")
    command("list", show_list, "what is in the list, with versions")
    command("why", why, "what a Debian package is there for", 1)
    compared = command("audit", audit, "which pins are older than what Debian has; 1 if any is")
    compared.add_argument(
        "outputs",
        metavar="OUTPUT",
        nargs="*",
        help="as .#NAME: look which of them has such a package in it; 1 if one has",
    )
    compared.add_argument(
        "--tracker", metavar="PLACE", help="data of Debian's security tracker: a JSON file or a URL"
    )
    command("check", check, "whether debpkgs.lock is that of debpkgs.toml")
    return parser


if __name__ == "__main__":
    sys.exit(main())
