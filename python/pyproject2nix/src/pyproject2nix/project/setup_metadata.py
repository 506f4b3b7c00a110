"""Metadata in setup.cfg and setup.py, for projects without [project]."""

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.project.groups import read_groups
from pyproject2nix.project.metadata import Metadata, Source, read_extra_texts
from pyproject2nix.project.requirement import parse_requirements

__all__ = ["read_setup_metadata"]


def read_setup_metadata(source: Source) -> Metadata:
    """Return what setup.cfg and setup.py say without pyproject.toml's [project]."""
    files = source.files
    place = "setup.cfg: metadata.name" if "metadata" in files.config else "setup.py: name"
    name, _ = source.name(source.value("name"), place)
    requirements = source.value("dependencies")
    extras = files.extras()
    python = source.value("requires-python") or ""
    computed = {"dependencies"} if requirements is None else set()
    computed |= {"optional-dependencies"} if extras is None else set()
    place = "setup.cfg: options" if "options" in files.config else "setup.py"
    return Metadata(
        name=name,
        version="",
        description=source.value("description") or "",
        license="",
        homepage=source.value("url") or "",
        urls={},
        scripts=files.scripts(),
        is_package=True,
        python=Constraint.of(parse_specifiers(python, f"{place}: python_requires")),
        requirements=parse_requirements((requirements or "").splitlines(), place),
        extras=read_extra_texts(extras or {}, place),
        groups=read_groups(source.toml),
        is_version_dynamic=True,
        computed=frozenset(computed),
    )
