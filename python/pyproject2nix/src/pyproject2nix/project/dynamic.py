"""Fields that [project] calls dynamic, as far as reading files tells what they will be.

One function a build back end. What it takes a run of the project's code, or its repository's
history, to know is refused.
"""

import re
from collections.abc import Callable
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.files.reader import is_file
from pyproject2nix.project.source_file import docstring, literal, match_in, read_within

__all__ = ["static_value"]

# `__version__ = "1.0"` or `VERSION: str = 'v1.0'`, as Hatch and scikit-build-core look for it.
_ASSIGNED = r"(?i)^(__version__|VERSION)(?: ?: ?str)? *= *(['\"])v?(?P<{}>.+?)\2"
# Build requirements that take the version from the repository's tags.
_FROM_HISTORY = re.compile(
    r"(setuptools[-_.]scm|setuptools[-_.]git[-_.]versioning|hatch[-_.]vcs|versioningit|versioneer|"
    r"poetry[-_.]dynamic[-_.]versioning|uv[-_.]dynamic[-_.]versioning|vcs[-_.]versioning|"
    r"flit[-_.]scm|pbr|dunamai|miniver)\b",
    re.IGNORECASE,
)


def static_value(field: str, folder: Path, toml: Table) -> str | None:
    """Return a dynamic field's value, or None where no file states it.

    `dependencies` come as one requirement a line. A version that comes from a repository's
    history is refused, since a build has no repository.
    """
    backend = toml.table("build-system").text("build-backend", "setuptools.build_meta")
    for prefix, read in _BACKENDS.items():
        if backend.partition(":")[0].startswith(prefix):
            value = read(field, folder, toml)
            break
    else:
        value = None
    if value is None and field == "version":
        _refuse_history(toml)
    return None if value is None else value.strip()


def _refused(place: str, how: str) -> RefusedError:
    return RefusedError(
        place, f"the version is {how}", 'write version = "…" into [tool.pyproject2nix]'
    )


def _refuse_history(toml: Table) -> None:
    build = toml.table("build-system")
    for requirement in build.texts("requires"):
        if _FROM_HISTORY.match(requirement):
            how = f"taken from the repository's history ({requirement})"
            raise _refused(build.at("requires"), how)


def _poetry(field: str, folder: Path, toml: Table) -> str | None:
    poetry = toml.table("tool").table("poetry")
    if field == "version":
        _refuse_history(toml)
    if field not in ("description", "license", "version"):
        return None
    return poetry.text(field, "") or None


def _flit(field: str, folder: Path, toml: Table) -> str | None:
    if field not in ("description", "version"):
        return None
    module = toml.table("tool").table("flit").table("module")
    name = module.text("name", "") or toml.table("project").text("name").replace("-", "_")
    text, place = _module(folder, name, ("", "src"), module.at("name"))
    return literal(text, "__version__", place) if field == "version" else docstring(text, place)


def _hatch(field: str, folder: Path, toml: Table) -> str | None:
    table = toml.table("tool").table("hatch").table("version")
    if field != "version" or not table.data:
        return None
    source = table.text("source", "regex")
    if source not in ("code", "regex"):
        raise _refused(table.at("source"), f"computed when the package is built ({source})")
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
    source = table.text("source", "file")
    if source != "file":
        raise _refused(table.at("source"), f"computed when the package is built ({source})")
    text = read_within(folder, table.data.get("path"), table.at("path"))
    return match_in(text, _ASSIGNED.format("version"), "version", table.at("path"))


def _scikit_build(field: str, folder: Path, toml: Table) -> str | None:
    table = toml.table("tool").table("scikit-build").table("metadata").table(field)
    if not table.data:
        return None
    provider = table.text("provider")
    if provider != "scikit_build_core.metadata.regex":
        raise _refused(table.at("provider"), f"computed when the package is built ({provider})")
    if "result" in table.data:
        raise _refused(table.at("result"), "put together from a match")
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
    package = cargo.table("package")
    value = package.data.get(field)
    if not isinstance(value, str):
        return None
    if field == "version" and re.fullmatch(r"[0-9]+(\.[0-9]+)*", value, re.ASCII) is None:
        raise _refused(package.at(field), f"{value!r}, which PEP 440 writes otherwise")
    return value if field in ("description", "version") else None


def _setuptools(field: str, folder: Path, toml: Table) -> str | None:
    setuptools = toml.table("tool").table("setuptools")
    dynamic = setuptools.table("dynamic")
    if field not in dynamic.data:
        return None
    spec = dynamic.table(field)
    spec.allow(["attr", "content-type", "file"], "see setuptools' documentation")
    if "attr" in spec.data:
        path, _, name = spec.text("attr").rpartition(".")
        roots = ("", "src", setuptools.table("package-dir").text("", ""))
        text, place = _module(folder, path, roots, spec.at("attr"))
        return literal(text, name, place)
    files = spec.data.get("file")
    if not isinstance(files, list):
        files = [files]
    text = _joined(folder, files, spec.at("file"))
    return _requirement_lines(text, spec.at("file")) if field == "dependencies" else text


def _joined(folder: Path, files: list[object], place: str) -> str:
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


def _requirement_lines(text: str, place: str) -> str:
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()]
    for line in lines:
        if line.startswith("-") or line.endswith("\\"):
            raise RefusedError(
                place, f"{line!r} is not a requirement", "keep to one requirement a line"
            )
    return "\n".join(filter(None, lines))


def _module(folder: Path, name: str, roots: tuple[str, ...], place: str) -> tuple[str, str]:
    """Return the text of a module and the place for messages about it."""
    path = name.replace(".", "/")
    candidates = [
        f"{root}/{path}{suffix}" if root else f"{path}{suffix}"
        for root in dict.fromkeys(roots)
        for suffix in (".py", "/__init__.py")
    ]
    for candidate in candidates:
        if re.fullmatch(r"[A-Za-z0-9_./ -]+", candidate) and is_file(folder / candidate):
            return read_within(folder, candidate, place), f"{place} ({candidate})"
    raise RefusedError(place, f"there is no module {name!r}", "correct the name")


_BACKENDS: dict[str, Callable[[str, Path, Table], str | None]] = {
    "flit": _flit,
    "hatchling": _hatch,
    "maturin": _maturin,
    "pdm": _pdm,
    "poetry": _poetry,
    "scikit_build_core": _scikit_build,
    "setuptools": _setuptools,
}
