"""Fields that [project] calls dynamic, as far as reading files tells what they will be.

One function for each build backend. What only a run of the project's code tells is None.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from packaging.version import InvalidVersion, Version

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.files.reader import is_file
from pyproject2nix.project.setup_files import SetupFiles
from pyproject2nix.project.source_file import (
    docstring,
    imported_from,
    literal,
    match_in,
    read_within,
)

__all__ = ["static_extras", "static_value"]

# `__version__ = "1.0"` or `VERSION: str = 'v1.0'`, as Hatch and scikit-build-core look for it.
_ASSIGNED = r"(?i)^(__version__|VERSION)(?: ?: ?str)? *= *(['\"])v?(?P<{}>.+?)\2"


def static_value(
    field: str, folder: Path, toml: Table, backend: str, files: SetupFiles
) -> str | None:
    """Return a dynamic field's value, or None where no file states it.

    `dependencies` come as one requirement a line.
    """
    for prefix, read in _BACKENDS.items():
        if backend.startswith(prefix):
            value = read(field, folder, toml)
            break
    else:
        value = None
        if backend.startswith(("setuptools", "pbr")):
            value = _setuptools(field, folder, toml, files)
    return None if value is None else value.strip()


def static_extras(
    folder: Path, toml: Table, backend: str, files: SetupFiles
) -> dict[str, tuple[str, ...]] | None:
    """Return the optional dependencies that files state, or None where they are computed."""
    tool = toml.table("tool")
    if backend.startswith("hatchling"):
        table = _hatch_hook(toml).table("optional-dependencies")
        if table.data:
            texts = {
                extra: _requirements(folder, table.texts(extra), table.at(extra))
                for extra in table.data
            }
            return {extra: tuple(text.splitlines()) for extra, text in texts.items()}
        return None
    if not backend.startswith(("setuptools", "pbr")):
        return None
    table = tool.table("setuptools").table("dynamic").table("optional-dependencies")
    if table.data:
        found = {}
        for extra in table.data:
            spec = table.table(extra)
            text = _requirements(folder, _file_names(spec), spec.at("file"))
            found[extra] = tuple(text.splitlines())
        return found
    return files.extras()


def _poetry(field: str, folder: Path, toml: Table) -> str | None:
    poetry = toml.table("tool").table("poetry")
    if field not in ("description", "license", "version"):
        return None
    return poetry.text(field, "") or None


def _flit(field: str, folder: Path, toml: Table) -> str | None:
    if field not in ("description", "version"):
        return None
    module = toml.table("tool").table("flit").table("module")
    name = module.text("name", "") or toml.table("project").text("name").replace("-", "_")
    text, place, _ = _module(folder, name, ("", "src"), module.at("name"))
    return literal(text, "__version__", place) if field == "version" else docstring(text, place)


def _hatch_hook(toml: Table) -> Table:
    """Return the table of hatch-requirements-txt."""
    hooks = toml.table("tool").table("hatch").table("metadata").table("hooks")
    return hooks.table("requirements_txt")


def _hatch(field: str, folder: Path, toml: Table) -> str | None:
    hook = _hatch_hook(toml)
    if field == "dependencies" and hook.data:
        files = hook.texts("files", (hook.text("filename", "requirements.txt"),))
        return _requirements(folder, files, hook.at("files"))
    table = toml.table("tool").table("hatch").table("version")
    if field != "version" or not table.data:
        return None
    source = table.text("source", "regex")
    if source not in ("code", "regex"):
        return None
    if "path" not in table.data:
        raise RefusedError(table.place, "the key 'path' is missing", "add path")
    text = read_within(folder, table.data["path"], table.at("path"))
    if source == "code":
        return literal(text, table.text("expression", "__version__"), table.at("expression"))
    pattern = table.data.get("pattern", True)
    if pattern is True:
        pattern = _ASSIGNED.format("version")
    if not isinstance(pattern, str):
        raise RefusedError(table.at("pattern"), f"{pattern!r} is no pattern", "write a string")
    return match_in(text, pattern, "version", table.at("pattern"))


def _pdm(field: str, folder: Path, toml: Table) -> str | None:
    table = toml.table("tool").table("pdm").table("version")
    if field != "version" or not table.data:
        return None
    if table.text("source", "file") != "file":
        return None
    text = read_within(folder, table.data.get("path"), table.at("path"))
    if "pattern" in table.data:
        return match_in(text, table.text("pattern"), 1, table.at("pattern"))
    return match_in(text, _ASSIGNED.format("version"), "version", table.at("path"))


def _scikit_build(field: str, folder: Path, toml: Table) -> str | None:
    table = toml.table("tool").table("scikit-build").table("metadata").table(field)
    if table.text("provider", "") != "scikit_build_core.metadata.regex" or "result" in table.data:
        return None
    text = read_within(folder, table.data.get("input"), table.at("input"))
    pattern = table.text("regex", _ASSIGNED.format("value"))
    return match_in(text, pattern, "value", table.at("regex"))


def _maturin(field: str, folder: Path, toml: Table) -> str | None:
    maturin = toml.table("tool").table("maturin")
    path = maturin.data.get("manifest-path", "Cargo.toml")
    try:
        text = read_within(folder, path, maturin.at("manifest-path"))
        cargo = parse_toml(text, str(path))
    except (ValueError, RecursionError):
        raise RefusedError(
            maturin.at("manifest-path"), f"{path!r} is no TOML", "correct it"
        ) from None
    value = cargo.table("package").data.get(field)
    if value == {"workspace": True}:
        value = cargo.table("workspace").table("package").data.get(field)
    if not isinstance(value, str) or field not in ("description", "version"):
        return None
    if field == "description":
        return value
    try:
        # `1.0.0-alpha.1` is 1.0.0a1.
        return str(Version(value)) if len(value) <= limits.NAME else None
    except InvalidVersion:
        return None


def _setuptools(field: str, folder: Path, toml: Table, files: SetupFiles) -> str | None:
    setuptools = toml.table("tool").table("setuptools")
    dynamic = setuptools.table("dynamic")
    if field not in dynamic.data:
        return _of_setup_files(field, folder, files)
    spec = dynamic.table(field)
    spec.allow(["attr", "content-type", "file"], "see setuptools' documentation")
    if "attr" in spec.data:
        root = setuptools.table("package-dir").text("", "")
        return _attribute(spec.text("attr"), folder, root, spec.at("attr"))
    if field == "dependencies":
        return _requirements(folder, _file_names(spec), spec.at("file"))
    return _joined(folder, _file_names(spec), spec.at("file"))


def _joined(folder: Path, files: Iterable[object], place: str) -> str:
    """Return the text of several files, which together have the size that one may have."""
    texts: list[str] = []
    left = limits.SOURCE_FILE
    for file in files:
        texts.append(read_within(folder, file, place))
        left -= len(texts[-1]) + 1
        if left < 0:
            size = f"{limits.SOURCE_FILE // 1024} KiB"
            raise RefusedError(place, f"together they are larger than {size}", "shorten them")
    return "\n".join(texts)


def _of_setup_files(field: str, folder: Path, files: SetupFiles) -> str | None:
    """Return a field of setup.cfg, which may name a file or attribute, or of setup.py."""
    section, key = _KEYS.get(field, ("metadata", field))
    text = files.text(section, key)
    kind, _, rest = text.partition(":")
    place = f"setup.cfg: {section}.{key}"
    if kind == "attr":
        root = dict(line.partition("=")[::2] for line in files.lines("options", "package_dir"))
        return _attribute(rest.strip(), folder, root.get("", "").strip(), place)
    if kind == "file":
        names = [name.strip() for name in rest.split(",")]
        if field == "dependencies":
            return _requirements(folder, names, place)
        return _joined(folder, names, place)
    if text:
        return text
    if field == "dependencies":
        lines = files.requirements("install_requires")
        return None if lines is None else "\n".join(lines)
    return files.argument(_ARGUMENTS.get(field, field))


_KEYS = {
    "dependencies": ("options", "install_requires"),
    "requires-python": ("options", "python_requires"),
}
_ARGUMENTS = {"requires-python": "python_requires"}


def _attribute(attribute: str, folder: Path, root: str, place: str) -> str | None:
    """Return what a module assigns to a name, or the module that it imports the name from."""
    path, _, name = attribute.rpartition(".")
    text, where, file = _module(folder, path, ("", "src", root), place)
    for _ in range(_IMPORTS):
        value = literal(text, name, where)
        origin = imported_from(text, name, where) if value is None else None
        if origin is None:
            return value
        level, module, name = origin
        start = file.split("/")[: -level or None]
        try:
            found = _module(folder, ".".join([*start, *filter(None, [module])]), ("",), place)
        except RefusedError:
            return None
        text, where, file = found
    return None


_IMPORTS = 5
"""Modules that import a version from each other."""


def _file_names(spec: Table) -> list[object]:
    names = spec.data.get("file")
    return names if isinstance(names, list) else [names]


def _requirements(folder: Path, names: object, place: str) -> str:
    """Return the requirements of files, one a line, with those of the files that they include."""
    assert isinstance(names, list | tuple)
    return "\n".join(_requirement_lines(folder, names, place, []))


def _requirement_lines(
    folder: Path, names: list[object] | tuple[object, ...], place: str, seen: list[str]
) -> Iterator[str]:
    for name in names:
        text = read_within(folder, name, place)
        seen.append(str(name))
        if len(seen) > limits.INCLUDES:
            raise RefusedError(place, f"more than {limits.INCLUDES} files", "name fewer")
        for line in text.replace("\\\n", " ").splitlines():
            line = re.sub(r"(^|\s)#.*", "", line).strip()
            option, _, value = line.replace("=", " ", 1).partition(" ")
            if option in ("-r", "--requirement") or (line.startswith("-r") and option != line):
                value = value.strip() or line[2:].strip()
                included = str(Path(str(name)).parent / value)
                if included not in seen:
                    yield from _requirement_lines(folder, [included], place, seen)
            elif line.startswith("-"):
                raise RefusedError(
                    place, f"{line!r} is not a requirement", "keep to one requirement a line"
                )
            elif line:
                yield line


def _module(folder: Path, name: str, roots: tuple[str, ...], place: str) -> tuple[str, str, str]:
    """Return the text of a module, the place for messages about it, and its file."""
    path = name.replace(".", "/")
    candidates = [
        f"{root}/{path}{suffix}" if root else f"{path}{suffix}"
        for root in dict.fromkeys(roots)
        for suffix in (".py", "/__init__.py")
    ]
    for candidate in candidates:
        if re.fullmatch(r"[A-Za-z0-9_./ -]+", candidate) and is_file(folder / candidate):
            return read_within(folder, candidate, place), f"{place} ({candidate})", candidate
    raise RefusedError(place, f"there is no module {name!r}", "correct the name")


_BACKENDS: dict[str, Callable[[str, Path, Table], str | None]] = {
    "flit": _flit,
    "hatchling": _hatch,
    "maturin": _maturin,
    "pdm": _pdm,
    "poetry": _poetry,
    "scikit_build_core": _scikit_build,
}
