"""The command line: from what was typed to an exit status."""

import os
import sys
from collections.abc import Sequence

from pyproject2nix.base.budget import ExhaustedError, limited
from pyproject2nix.base.errors import RefusedError, by_system, unforeseen
from pyproject2nix.base.terminal import styled
from pyproject2nix.cli.commands import COMMANDS
from pyproject2nix.cli.parser import make_parser

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = make_parser().parse_args(arguments)
    try:
        with limited():
            status = COMMANDS[options.command](options)
        sys.stdout.flush()
        return status
    except RefusedError as refusal:
        return _refuse(refusal)
    except ExhaustedError as error:
        return _refuse(error.refusal)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough: `explain … | head`. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # Where no command looks for it: a folder that may not be entered, a full disk.
        return _refuse(by_system(str(error.filename or "."), error, "make it readable"))
    except Exception as error:
        return _refuse(unforeseen(error))


def _refuse(refusal: RefusedError) -> int:
    print(f"{styled('pyproject2nix:', 'bad', sys.stderr)} {refusal}", file=sys.stderr)
    return 2
