"""Command line: ``python -m pyproject2nix.fetch --plan FILE --into FOLDER [--index URL] …``.

Leaves each file under its name in FOLDER. For each that it cannot fetch there is a line ``error:
<file>: <what>`` on standard error, and the exit status is 1.
"""

import argparse
import os
import sys
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from .download import Address, Source, download
from .errors import FetchError
from .limits import limit_slowness
from .pins import Pin, by_project, read_pins
from .pip_index import Index, Location
from .pip_internals import Session
from .progress import Progress

_THREADS = 6


class Fetcher:
    """Threads over one index."""

    def __init__(
        self, index: Index, folder: Path, pins: list[Pin], label: str, ca_bundle: Path | None
    ) -> None:
        self._index = index
        self._ca_bundle = ca_bundle
        self._folder = folder
        self._pins = pins
        self._progress = Progress(len(pins), label)
        self._stop = threading.Event()
        self._sessions = threading.local()

    def run(self) -> list[str]:
        """Fetch everything; the messages of what failed."""
        errors: list[str] = []
        with ThreadPoolExecutor(_THREADS) as pool:
            pages: dict[Future[Any], list[Pin]] = {
                pool.submit(self._index.locations, project): pins
                for project, pins in by_project(self._pins)
            }
            files: dict[Future[Any], Pin] = {}
            try:
                while pages or files:
                    done, _ = wait({*pages, *files}, return_when=FIRST_COMPLETED)
                    for future in done:
                        if future in files:
                            errors += self._outcome(files.pop(future), future)
                        else:
                            locations = future.result()
                            for pin in pages.pop(future):
                                files[pool.submit(self._fetch, pin, locations)] = pin
            except BaseException:
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                raise
            finally:
                self._progress.close()
        return errors

    def _outcome(self, pin: Pin, future: "Future[None]") -> list[str]:
        try:
            future.result()
        except FetchError as error:
            return [f"{pin.file}: {error}"]
        except OSError as error:
            # Not this file's fault: a full disk, a folder that may not be written to. The others
            # would fail the same way.
            self._stop.set()
            return [f"{pin.file}: {error.strerror or error}"]
        self._progress.finished()
        return []

    def _session(self) -> Session:
        if not hasattr(self._sessions, "session"):
            self._sessions.session = self._index.session()
        session: Session = self._sessions.session
        return session

    def _fetch(self, pin: Pin, locations: list[Location]) -> None:
        if self._stop.is_set():
            raise FetchError("not tried after an earlier error")
        named: list[Source] = [
            place
            for place in locations
            if place.file == pin.file and place.sha256 in (None, pin.sha256)
        ]
        # The machine's own index first, then where the lock has the file from.
        named += self._own_places(pin, bool(named))
        if not named:
            raise FetchError(self._reason(pin, locations))
        last = FetchError(f"the index has another SHA-256 than {pin.sha256}")
        for place in named:
            try:
                download(
                    pin, place, self._folder, self._session(), self._progress.received, self._stop
                )
                return
            except FetchError as error:
                last = error
        raise last

    def _own_places(self, pin: Pin, is_known: bool) -> list[Source]:
        """Return where the lock has a file from: its address, or what its index names."""
        if pin.url:
            return [Address(pin.url)]
        if is_known or not pin.index:
            return []
        index = Index(pin.index, self._ca_bundle)
        return [place for place in index.locations(pin.project) if place.file == pin.file]

    def _reason(self, pin: Pin, locations: list[Location]) -> str:
        places = ", ".join(self._index.places) or "no index is configured"
        reason = f"not among the {len(locations)} files of {pin.project} ({places})"
        if any(place.file == pin.file for place in locations):
            reason = f"the index has another SHA-256 than {pin.sha256}"
        reason = self._index.complaint(pin.project) or reason
        return f"{reason}; its lock has it from {pin.index}" if pin.index else reason


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="pyproject2nix.fetch", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="list of files")
    parser.add_argument("--into", type=Path, required=True, help="folder for them")
    parser.add_argument(
        "--index", help="folder of files or URL of a simple index, in place of pip's configuration"
    )
    parser.add_argument("--ca-bundle", type=Path, help="certificates where the machine has none")
    parser.add_argument("--label", default="PyPI", help="what the progress is of")
    arguments = parser.parse_args()
    limit_slowness()
    try:
        pins = read_pins(arguments.plan.read_text().splitlines())
        arguments.into.mkdir(parents=True, exist_ok=True)
        index = Index(arguments.index, arguments.ca_bundle)
        bundle = arguments.ca_bundle
        errors = Fetcher(index, arguments.into, pins, arguments.label, bundle).run()
    except (OSError, ValueError) as error:
        errors = [f"{arguments.plan}: {error}"]
    except KeyboardInterrupt:
        os._exit(130)
    for message in errors:
        print(f"error: {message}", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
