"""pypi.json: the files that setup fetches, as data."""

import json

from pyproject2nix.base.model import File
from pyproject2nix.plan.distribution import Sdist, Wheel
from pyproject2nix.plan.plan import Plan

__all__ = ["render_pins"]


def render_pins(plan: Plan) -> str:
    """Return pypi.json: every file of the plan once, with the targets that take it."""
    files: dict[str, dict[str, object]] = {}
    targets: dict[str, set[str]] = {}
    for locked in plan.lock.packages if plan.lock.hashes_alone else ():
        # Keep what an index answered, so that the next run need not ask it.
        for file in locked.files:
            files[file.name] = _entry(locked.name, locked.version, file)
    for package in plan.every_package():
        for target, variant in package.variants.items():
            if not isinstance(variant.distribution, Sdist | Wheel):
                continue
            file = variant.distribution.file
            files[file.name] = _entry(package.name, variant.version, file)
            targets.setdefault(file.name, set()).add(target.name)
    entries = [{**files[name], "targets": sorted(targets.get(name, ()))} for name in sorted(files)]
    return json.dumps({"version": 1, "files": entries}, indent=2, ensure_ascii=False) + "\n"


def _entry(name: str, version: str, file: File) -> dict[str, object]:
    entry = {"name": name, "version": version, "file": file.name, "sha256": file.sha256}
    if file.url:
        entry["url"] = file.url
    if file.index:
        entry["index"] = file.index
    if file.python:
        entry["python"] = file.python
    return {**entry}
