"""Command line: ``python -m pyproject2nix.fetch.names [--index URL]``, projects on standard input.

Writes ``{project: [{file, sha256, python}]}`` as JSON: every file that the index has of each
project and tells the SHA-256 of, with the versions of Python that it is for. Files in a folder are
hashed. A line ``error: <project>: <what>`` and exit status 1 where a project cannot be looked up,
or where the index has none of them.
"""

import argparse
import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .limits import limit_slowness
from .pip_index import Index, Location

_THREADS = 6


def _sha256(place: Location) -> str | None:
    if place.sha256 is not None or place.path is None:
        return place.sha256
    with place.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(index: Index, project: str) -> list[dict[str, str]]:
    # find-links holds every project's files: only those of this one need a hash.
    start = project.replace("-", "_")
    found = {}
    for place in index.locations(project):
        name = place.file.lower().replace("-", "_").replace(".", "_")
        if place.path is not None and not name.startswith(f"{start}_"):
            continue
        # A pipe would be waited for, a device would never end.
        if place.path is not None and not place.path.is_file():
            continue
        digest = _sha256(place)
        if digest is not None:
            one = {"file": place.file, "sha256": digest, "python": place.python or ""}
            found[place.file, digest] = one
    return [found[key] for key in sorted(found)]


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="pyproject2nix.fetch.names", description=__doc__)
    parser.add_argument("--index", help="folder or URL, in place of pip's configuration")
    parser.add_argument("--ca-bundle", type=Path, help="certificates where the machine has none")
    arguments = parser.parse_args()
    limit_slowness()
    projects = sorted({line.strip() for line in sys.stdin if line.strip()})
    index = Index(arguments.index, arguments.ca_bundle)
    with ThreadPoolExecutor(_THREADS) as pool:
        found = dict(zip(projects, pool.map(lambda p: _files(index, p), projects), strict=True))
    json.dump(found, sys.stdout, indent=1)
    missing = [project for project in projects if not found[project]]
    complaints = {project: index.complaint(project) for project in missing}
    failed = [project for project, text in complaints.items() if text and "404" not in text]
    # An index without one of many projects is no failure of the index.
    for project in missing if len(missing) == len(projects) else failed:
        places = ", ".join(index.places) or "no index is configured"
        what = complaints[project] or f"no file with a SHA-256 ({places})"
        print(f"error: {project}: {what}", file=sys.stderr)
    return 1 if failed or (projects and len(missing) == len(projects)) else 0


if __name__ == "__main__":
    sys.exit(main())
