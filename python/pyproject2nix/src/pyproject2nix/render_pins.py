"""pypi.json: the files that setup fetches, as data."""

import json

from pyproject2nix.distribution import Sdist, Wheel
from pyproject2nix.plan import Plan

__all__ = ["render_pins"]


def render_pins(plan: Plan) -> str:
    """Return pypi.json: every file of the plan once, with the targets that take it."""
    files: dict[str, dict[str, object]] = {}
    targets: dict[str, list[str]] = {}
    for package in plan.packages:
        for target, variant in package.variants.items():
            if not isinstance(variant.distribution, Sdist | Wheel):
                continue
            file = variant.distribution.file
            files[file.name] = {
                "name": package.name,
                "version": variant.version,
                "file": file.name,
                "sha256": file.sha256,
            }
            targets.setdefault(file.name, []).append(target.name)
    entries = [{**files[name], "targets": sorted(targets[name])} for name in sorted(files)]
    return json.dumps({"version": 1, "files": entries}, indent=2, ensure_ascii=False) + "\n"
