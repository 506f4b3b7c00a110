"""A Poetry-1 view of a project, for what reads [tool.poetry] and locks up to 2.0: poetry2nix.

It says what the project needs, to the version. What the package is made of stays in its own
pyproject.toml, which the build reads.
"""

import tomllib

from pyproject2nix.base.tables import Table
from pyproject2nix.export.toml import HEADER, key, text, text_list, write_files
from pyproject2nix.export.view import Pinned, View
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes

__all__ = ["render_poetry1"]


def render_poetry1(view: View) -> dict[str, str]:
    """Return pyproject.toml and poetry.lock."""
    pyproject = _pyproject(view)
    return {"pyproject.toml": pyproject, "poetry.lock": _lock(view, pyproject)}


def _pyproject(view: View) -> str:
    project, versions = view.project, view.versions
    backend = project.toml.table("build-system").text("build-backend", "setuptools.build_meta")
    required = set(view.dependencies)
    optional = {name for names in view.extras.values() for name in names} - required
    lines = [
        HEADER.format("pyproject.toml and its lock"),
        "[build-system]",
        f"requires = {text_list(sorted({r.name for r in project.build_system}))}",
        f"build-backend = {text(backend)}",
        "",
        "[tool.poetry]",
        f"name = {text(project.name)}",
        f"version = {text(project.version)}",
        f"description = {text(project.description)}",
        *([f"license = {text(project.license)}"] if project.license else []),
        "authors = []",
        "",
        "[tool.poetry.dependencies]",
        f"python = {text(view.python)}",
        *(f"{key(name)} = {text(versions[name])}" for name in sorted(required)),
        *(
            f"{key(name)} = {{ version = {text(versions[name])}, optional = true }}"
            for name in sorted(optional)
        ),
    ]
    if view.extras:
        lines += ["", "[tool.poetry.extras]", *_extras(view)]
    for group, names in sorted(view.groups.items()):
        lines += ["", f"[tool.poetry.group.{key(group)}.dependencies]"]
        lines += [f"{key(name)} = {text(versions[name])}" for name in sorted(names)]
    return "\n".join(lines) + "\n"


def _extras(view: View) -> list[str]:
    return [f"{key(name)} = {text_list(view.extras[name])}" for name in sorted(view.extras)]


def _lock(view: View, pyproject: str) -> str:
    # Without [project] and [dependency-groups] every release of Poetry agrees on it.
    toml = Table("pyproject.toml", tomllib.loads(pyproject))
    (content,) = poetry_content_hashes(toml)
    lines = [HEADER.format("pyproject.toml and its lock")]
    # What a group wants is not optional for Poetry either; only extras are.
    groups = (name for names in view.groups.values() for name in names)
    needed = view.reached([*view.dependencies, *groups])
    for package in view.packages:
        lines += _package(package, view, optional=package.name not in needed)
    if view.extras:
        lines += ["[extras]", *_extras(view), ""]
    lines += [
        "[metadata]",
        'lock-version = "2.0"',
        f"python-versions = {text(view.python)}",
        f"content-hash = {text(content)}",
    ]
    return "\n".join(lines) + "\n"


def _package(package: Pinned, view: View, *, optional: bool) -> list[str]:
    versions = view.versions
    lines = [
        "[[package]]",
        f"name = {text(package.name)}",
        f"version = {text(package.version)}",
        'description = ""',
        f"optional = {str(optional).lower()}",
        f"python-versions = {text(view.python)}",
        write_files(package.files),
    ]
    if package.dependencies:
        lines += ["", "[package.dependencies]"]
        lines += [f"{key(name)} = {text(versions[name])}" for name in package.dependencies]
    return [*lines, ""]
