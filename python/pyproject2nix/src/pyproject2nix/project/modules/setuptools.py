"""What setuptools installs: listed, found in a folder, or by automatic discovery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from pyproject2nix.base.tables import Table
from pyproject2nix.project.modules.installed import (
    UNKNOWN,
    Installed,
    below,
    folders_in,
    has_python,
    listed,
    nothing,
    packages_in,
    some,
)
from pyproject2nix.project.setup_files import COMPUTED, Finder, SetupFiles

__all__ = ["setuptools_modules"]

# Folders and modules in the root that automatic discovery passes over.
_NO_PACKAGES = (
    *("[._]*", "__pycache__", "benchmark", "benchmarks", "bin", "build", "changelog", "ci", "dist"),
    *("doc", "docs", "documentation", "env", "example", "examples", "exercise", "exercises"),
    *("fabfile", "manpages", "news", "python", "requirements", "scripts", "site_scons", "tasks"),
    *("test", "tests", "tools", "unit_test", "unit_tests", "util", "utils", "venv"),
)
_NO_MODULES = (
    *("[._]*", "benchmark", "benchmarks", "build", "conanfile", "conftest", "dodo", "example"),
    *("examples", "exercise", "exercises", "fabfile", "manage", "noxfile", "pavement", "setup"),
    *("tasks", "test", "tests", "toxfile"),
)


@dataclass(frozen=True)
class _Layout:
    """What the project says; None where it leaves that to discovery."""

    packages: Sequence[str] | Finder | None = None
    modules: Sequence[str] | None = None
    folders: Mapping[str, str] | None = None
    """Folders of packages; the empty name stands for the root of all."""
    is_computed: bool = False


def setuptools_modules(folder: Path, toml: Table, files: SetupFiles) -> Installed:
    """Return the modules that setuptools installs."""
    layout = _of_table(toml.table("tool").table("setuptools"), _of_files(files))
    folders = dict(layout.folders or {})
    root = folders.get("", "")
    if layout.is_computed:
        return UNKNOWN
    packages, modules = layout.packages, layout.modules
    if isinstance(packages, Finder):
        names = set[str]()
        for where in packages.where:
            found = below(folder, where)
            some_packages = packages_in(
                found, packages.namespaces, packages.include, packages.exclude
            )
            tops = {name.partition(".")[0] for name in some_packages}
            names |= {top for top in tops if found and has_python(found / top)}
        names.update(modules or ())
        places = ", ".join(packages.where)
        return some(names, f"setuptools finds no package in {places or '.'}")
    if packages is not None or modules is not None:
        return listed({name.partition(".")[0] for name in (*(packages or ()), *(modules or ()))})
    if files.has_extensions and "project" not in toml.data:
        return UNKNOWN
    others = {name: path for name, path in folders.items() if name}
    if others:
        return listed({name.partition(".")[0] for name in others})
    source = below(folder, root or "src")
    if source is not None and source.is_dir() and source != folder:
        names = {n for n in folders_in(source) if n.isidentifier() and has_python(source / n)}
        names |= {path.stem for path in source.glob("*.py") if path.stem.isidentifier()}
        return some(names, f"setuptools finds no package in {root or 'src'}")
    return _flat(folder)


def _flat(folder: Path) -> Installed:
    """Return what automatic discovery finds in the root: setuptools takes one, and no more."""
    packages = [
        name
        for name in folders_in(folder)
        if name.isidentifier()
        and not any(fnmatchcase(name, pattern) for pattern in _NO_PACKAGES)
        # The generated files, which are no part of the source.
        and not (folder / name / "project.json").is_file()
    ]
    modules = [
        path.stem
        for path in sorted(folder.glob("*.py"))
        if path.stem.isidentifier()
        and not any(fnmatchcase(path.stem, pattern) for pattern in _NO_MODULES)
    ]
    for found, kind in ((packages, "packages"), (modules, "modules")):
        if len(found) > 1:
            names = ", ".join(found[:4]) + (", …" if len(found) > 4 else "")
            return nothing(f"setuptools refuses several top-level {kind} ({names})")
        if found:
            modules = [one for one in found if kind == "modules" or has_python(folder / one)]
            return some(modules, f"setuptools finds no module in {found[0]}")
    return nothing("setuptools finds no module")


def _of_files(files: SetupFiles) -> _Layout:
    """Return what setup.py and setup.cfg say; setup.cfg counts more."""
    script = files.script or {}
    layout = _Layout(is_computed=files.script is None and files.has_script)
    values = {key: script.get(key) for key in ("packages", "py_modules", "package_dir")}
    if COMPUTED in values.values():
        layout = replace(layout, is_computed=True)
    packages, modules, folders = values.values()
    if isinstance(packages, Finder):
        layout = replace(layout, packages=packages)
    elif isinstance(packages, list | tuple):
        layout = replace(layout, packages=[str(name) for name in packages])
    if isinstance(modules, list | tuple):
        layout = replace(layout, modules=[str(name) for name in modules])
    if isinstance(folders, dict):
        texts = {str(name): str(path) for name, path in folders.items()}
        layout = replace(layout, folders=texts)
    return _of_config(files, layout)


def _of_config(files: SetupFiles, layout: _Layout) -> _Layout:
    packages = files.lines("options", "packages")
    if packages and packages[0] in ("find:", "find_namespace:"):
        section = "options.packages.find"
        finder = Finder(
            namespaces=packages[0] == "find_namespace:",
            where=tuple(files.lines(section, "where")) or (".",),
            include=tuple(files.lines(section, "include")) or ("*",),
            exclude=tuple(files.lines(section, "exclude")),
        )
        layout = replace(layout, packages=finder, is_computed=False)
    elif packages:
        layout = replace(layout, packages=packages, is_computed=False)
    elif listed_by_pbr := files.lines("files", "packages"):
        layout = replace(layout, packages=listed_by_pbr, is_computed=False)
    if modules := files.lines("options", "py_modules"):
        layout = replace(layout, modules=modules)
    if folders := files.lines("options", "package_dir"):
        pairs = [line.partition("=") for line in folders]
        texts = {name.strip(): path.strip() for name, _, path in pairs}
        layout = replace(layout, folders=texts)
    return layout


def _of_table(table: Table, layout: _Layout) -> _Layout:
    packages = table.data.get("packages")
    if isinstance(packages, dict):
        find = table.table("packages").table("find")
        finder = Finder(
            namespaces=find.flag("namespaces", True),
            where=find.texts("where", (".",)),
            include=find.texts("include", ("*",)),
            exclude=find.texts("exclude"),
        )
        layout = replace(layout, packages=finder, is_computed=False)
    elif packages is not None:
        layout = replace(layout, packages=table.texts("packages"), is_computed=False)
    if "py-modules" in table.data:
        layout = replace(layout, modules=table.texts("py-modules"))
    if "package-dir" in table.data:
        folders = table.table("package-dir")
        layout = replace(layout, folders={name: folders.text(name) for name in folders.data})
    return layout
