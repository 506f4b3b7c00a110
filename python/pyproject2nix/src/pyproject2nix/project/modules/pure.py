"""What hatchling, flit, poetry-core, pdm-backend and uv_build install."""

import re
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name

from pyproject2nix.base.tables import Table
from pyproject2nix.project.modules.installed import (
    UNKNOWN,
    Installed,
    below,
    folders_in,
    has_python,
    is_package,
    listed,
    nothing,
    some,
)

__all__ = ["flit_modules", "hatch_modules", "pdm_modules", "poetry_modules", "uv_modules"]


def hatch_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the modules that hatchling installs."""
    build = toml.table("tool").table("hatch").table("build")
    wheel = build.table("targets").table("wheel")

    def either(key: str) -> Table:
        return wheel if key in wheel.data else build

    packages = either("packages").texts("packages")
    only = either("only-include").texts("only-include")
    include = either("include").texts("include")
    forced = either("force-include").table("force-include")
    sources = _hatch_sources(either("sources"))
    names = {path.rstrip("/").rpartition("/")[2] for path in packages}
    if only or (include and not packages):
        paths = [_moved(path.strip("/"), sources) for path in only or include]
        tops = [path.partition("/")[0] for path in paths]
        if any(re.search(r"[*?\[!]", top) for top in tops):
            return UNKNOWN
        names |= {top.removesuffix(".py") for top in tops}
    forced_names = {
        top.removesuffix(".py")
        for source, target in forced.data.items()
        if (top := str(target).strip("/").partition("/")[0])
        and ("/" not in str(target).strip("/") or str(target).endswith(".py"))
        and (str(target).endswith(".py") or _is_module_folder(folder, source))
    }
    names = {one for one in names if one.isidentifier() and _somewhere(folder, one, packages, only)}
    names |= {one for one in forced_names if one.isidentifier()}
    if names:
        return listed(names)
    if packages or only or include:
        return UNKNOWN
    found = _by_name(folder, _hatch_names(toml, name), ("", "src"))
    if found is None:
        spaces = {
            f"{parent}.{one}"
            for parent in folders_in(folder)
            for one in _hatch_names(toml, name)
            if parent.isidentifier() and is_package(folder / parent / one)
        }
        found = spaces.pop() if len(spaces) == 1 else None
    if found is not None:
        return listed([found])
    if (
        wheel.flag("bypass-selection", False)
        or forced.data
        or "artifacts" in either("artifacts").data
    ):
        return UNKNOWN
    return nothing(f"hatchling finds no package {name.replace('-', '_')!r}")


def _hatch_names(toml: Table, name: str) -> list[str]:
    raw = toml.table("project").text("name", name)
    return list(dict.fromkeys(re.sub(r"[^\w.]+", "_", one) for one in (raw, name)))


def _hatch_sources(table: Table) -> dict[str, str]:
    value = table.data.get("sources", {})
    if isinstance(value, list):
        return {str(one).strip("/") + "/": "" for one in value}
    if isinstance(value, dict):
        return {
            f"{str(source).strip('/')}/".lstrip("/"): f"{str(target).strip('/')}/".lstrip("/")
            for source, target in value.items()
        }
    return {}


def _moved(path: str, sources: dict[str, str]) -> str:
    for source, target in sources.items():
        if source and f"{path}/".startswith(source):
            return target + f"{path}/"[len(source) :].rstrip("/")
    return sources.get("", "") + path


def _is_module_folder(folder: Path, source: object) -> bool:
    path = below(folder, str(source))
    return path is not None and path.is_dir() and has_python(path)


def _somewhere(folder: Path, name: str, packages: Iterable[str], only: Iterable[str]) -> bool:
    """Tell whether a listed folder or module is there: a listed folder of data is no module."""
    for path in (*packages, *only):
        found = below(folder, path.strip("/"))
        if found is not None and path.rstrip("/").rpartition("/")[2] == name:
            return found.is_file() or (found.is_dir() and has_python(found))
    return True


def flit_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the module that flit installs: one, which may lie in a namespace."""
    flit = toml.table("tool").table("flit")
    raw = toml.table("project").text("name", name)
    wanted = (
        flit.table("module").text("name", "")
        or flit.table("metadata").text("module", "")
        or raw.replace("-", "_")
    )
    for root in ("", "src"):
        path = below(folder, root, wanted.replace(".", "/"))
        if path is not None and (path.is_dir() or path.with_name(f"{path.name}.py").is_file()):
            return listed([wanted])
    return nothing(f"flit finds no module {wanted!r}")


def poetry_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the modules that poetry-core installs."""
    poetry = toml.table("tool").table("poetry")
    packages = poetry.tables("packages")
    if not packages:
        # Poetry takes names with blanks, and then looks for a module of that name.
        written = toml.table("project").text("name", "") or poetry.text("name", name)
        wanted = canonicalize_name(written).replace("-", "_")
        for root in ("", "src"):
            path = below(folder, root, wanted)
            if path is not None and (path.is_dir() or path.with_name(f"{wanted}.py").is_file()):
                return listed([wanted])
        return nothing(f"poetry-core finds no module {wanted!r}")
    names = set[str]()
    for package in packages:
        include, root = package.text("include"), package.text("from", "")
        formats = package.data.get("format", "wheel")
        if "wheel" not in (formats if isinstance(formats, list) else [formats]):
            continue
        top = include.strip("/").partition("/")[0]
        target = package.text("to", "").strip("/").partition("/")[0]
        place = below(folder, root)
        if place is None or re.fullmatch(r"[\w. /*?\[\]!-]+", include) is None:
            return UNKNOWN
        tops = sorted({path.relative_to(place).parts[0] for path in _globbed(place, include)})
        if not tops:
            return nothing(f"poetry-core finds no {include!r} in {root or 'the folder'}")
        if target:
            names.add(target)
        elif re.search(r"[*?\[]", top):
            names |= {one.removesuffix(".py") for one in tops if _is_module(place / one)}
        else:
            names.add(top.removesuffix(".py"))
    return listed(one for one in names if one.isidentifier())


def _globbed(place: Path, pattern: str) -> list[Path]:
    found = []
    try:
        for path in place.glob(pattern.strip("/")):
            found.append(path)
            if len(found) >= 1000:
                break
    except (OSError, ValueError, NotImplementedError):
        return []
    return found


def _is_module(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and has_python(path))


def pdm_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the modules that pdm-backend installs."""
    pdm = toml.table("tool").table("pdm")
    build = pdm.table("build")
    table = build if {"includes", "package-dir"} & {*build.data} else pdm
    source = folder / "src"
    root = table.text("package-dir", "src" if source.is_dir() else "")
    place = below(folder, root)
    includes = table.texts("includes")
    if place is None:
        return UNKNOWN
    if includes:
        start = f"{root.strip('/')}/" if root.strip("/.") else ""
        tops = [path.strip("/").removeprefix(start).partition("/")[0] for path in includes]
        if any(re.search(r"[*?\[]", top) for top in tops):
            return UNKNOWN
        tops = [one for one in tops if _is_module(place / one)]
        return listed(one.removesuffix(".py") for one in tops) if tops else UNKNOWN
    names = [one for one in folders_in(place) if is_package(place / one) and one != "tests"]
    if not names:
        names = [path.stem for path in place.glob("*.py")]
    reason = f"pdm-backend finds no module in {root or 'the folder'}"
    return some([one for one in names if one.isidentifier()], reason)


def uv_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the modules that uv_build installs."""
    table = toml.table("tool").table("uv").table("build-backend")
    root = table.text("module-root", "src")
    value = table.data.get("module-name", name.replace("-", "_"))
    names = [value] if isinstance(value, str) else table.texts("module-name")
    space = table.flag("namespace", False)
    found = []
    for one in names:
        path = below(folder, root, *one.split("."))
        if path is not None and (is_package(path) or (space and path.is_dir())):
            found.append(one)
    if found:
        return listed(found)
    where = f"{root}/" if root else ""
    return nothing(f"uv_build finds no {where}{'/'.join(names[:1]).replace('.', '/')}/__init__.py")


def _by_name(folder: Path, names: Iterable[str], roots: Iterable[str]) -> str | None:
    for one in names:
        for root in roots:
            if is_package(below(folder, root, one)):
                return one
        if (folder / f"{one}.py").is_file():
            return one
    return None
