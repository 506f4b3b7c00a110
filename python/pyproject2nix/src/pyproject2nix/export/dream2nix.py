"""lock.SYSTEM.json of dream2nix's module pip.

The module's settings are then

    pip.requirementsList = (build-system).requires ++ (project).dependencies;
    pip.flattenDependencies = false;

What builds the project is in `pip.drvs`, and not among what it needs at run time.
"""

import hashlib
import json

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.export.address import address_of
from pyproject2nix.export.view import GENERATOR, View

__all__ = ["render_dream2nix"]

_PIP = "24.0"
"""dream2nix's default `pip.pipVersion`, of which the hash is made, too."""


def render_dream2nix(view: View) -> dict[str, str]:
    """Return the lock of one target."""
    if len(view.targets) != 1:
        raise RefusedError(
            "--to dream2nix-pip",
            f"{', '.join(target.name for target in view.targets)} are more than one target, and "
            "this lock is for one",
            "choose one: --python 3.13 --platform x86_64-linux",
        )
    (target,) = view.targets
    edges = {package.name: list(package.dependencies) for package in view.packages}
    # Each extra has all edges.
    count = len(edges) + sum(map(len, edges.values()))
    spend(3 * count * len(view.extras), "pyproject.toml: project.optional-dependencies")
    root = sorted(view.dependencies)
    document = {
        **GENERATOR,
        "fetchPipMetadata": {
            "sources": {
                package.name: {
                    "is_direct": False,
                    "sha256": package.files[0].sha256,
                    "type": "url",
                    "url": address_of(package.files[0].name, package.name, view.index),
                    "version": package.version,
                }
                for package in view.packages
            },
            "targets": {
                "default": {**edges, view.project.name: root},
                **{
                    extra: {**edges, view.project.name: sorted({*root, *names})}
                    for extra, names in view.extras.items()
                },
            },
        },
        "invalidationHash": _hash(view, target.python_version),
    }
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    return {f"lock.{target.platform}.json": text}


def _hash(view: View, python: str) -> str:
    """Return what dream2nix makes of its settings: another value there is another hash."""
    toml = view.project.toml
    requirements = [
        *toml.table("build-system").texts("requires"),
        *toml.table("project").texts("dependencies"),
    ]
    settings = {
        "pip": {
            "pipFlags": [],
            "pipVersion": _PIP,
            "pypiSnapshotDate": None,
            "pythonVersion": python.split(".")[:2],
            "requirementsFiles": [],
            "requirementsList": requirements,
        }
    }
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
