"""Command line: ``python -m pyproject2nix.fetch.address --into FOLDER``, pins on standard input.

A pin is a line of URL, SHA-256 and file name, separated by tabs: a file that is on no index. A line
``error: <file>: <what>`` and exit status 1 where one cannot be fetched.
"""

import argparse
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from .download import download
from .errors import FetchError
from .limits import limit_slowness
from .pins import Pin
from .pip_index import Index


@dataclass
class _Address:
    url: str
    path: Path | None = None


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="pyproject2nix.fetch.address", description=__doc__)
    parser.add_argument("--into", type=Path, required=True, help="folder for the files")
    arguments = parser.parse_args()
    limit_slowness()
    session = Index(None, None).session()
    failed = False
    for line in sys.stdin:
        url, sha256, file = line.rstrip("\n").split("\t")
        pin = Pin(project=file, file=file, sha256=sha256)
        try:
            arguments.into.mkdir(parents=True, exist_ok=True)
            download(
                pin, _Address(url), arguments.into, session, lambda count: None, threading.Event()
            )
        except (FetchError, OSError) as error:
            print(f"error: {file}: {error}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
