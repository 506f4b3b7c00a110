"""requirements.txt for pynixify's `-r`, and edges.json: what pynixify does not see.

It asks each sdist's setup.py, and takes one without for a package that needs nothing.
"""

import json

from pyproject2nix.export.toml import HEADER
from pyproject2nix.export.view import GENERATOR, View

__all__ = ["render_pynixify"]


def render_pynixify(view: View) -> dict[str, str]:
    """Return requirements.txt, of what is needed at run time, and edges.json."""
    by_name = {package.name: package for package in view.packages}
    needed = view.reached(view.dependencies)
    versions = view.versions
    edges = {
        name: {"version": versions[name], "dependencies": list(by_name[name].dependencies)}
        for name in sorted(needed)
    }
    document = {
        **GENERATOR,
        "version": 1,
        "dependencies": list(view.dependencies),
        "packages": edges,
    }
    return {
        "requirements.txt": HEADER.format("pyproject.toml and its lock")
        + "".join(f"{name}=={versions[name]}\n" for name in sorted(needed)),
        "edges.json": json.dumps(document, indent=2) + "\n",
    }
