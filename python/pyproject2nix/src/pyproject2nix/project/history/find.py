"""Which tool computes a project's version from its repository, and how a build is given it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.version import InvalidVersion, Version

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.programs.git import Repository, find_repository
from pyproject2nix.project.history.dunamai import dunamai_version
from pyproject2nix.project.history.others import (
    git_versioning_version,
    pbr_version,
    versioneer_version,
    versioningit_version,
)
from pyproject2nix.project.history.scm import pdm_version, setuptools_scm_version

__all__ = ["History", "computed_version", "history_of"]

_SETTING = 'to say otherwise: version = "…" in [tool.pyproject2nix]'
_METADATA = ("pyproject.toml", "setup.cfg", "setup.py")
_JSON = """\
import json

version_json = '''
{}
'''  # END VERSION_JSON


def get_versions():
    return json.loads(version_json)
"""


@dataclass(frozen=True)
class History:
    """A tool that computes the version of a project from its repository."""

    tool: str
    options: Table
    compute: Callable[[Repository, Table, Notes], str]
    variable: str = ""
    """The environment variable that takes the place of the repository."""
    file: str = ""
    """Without a variable: the file that does."""
    replaces_literal: bool = False
    """Whether a version that pyproject.toml states does not count."""

    def variables(self, version: str) -> dict[str, str]:
        """Return the environment of a build, which has no repository."""
        return {self.variable: version} if self.variable else {}

    def files(self, name: str, version: str) -> dict[str, str]:
        """Return files that are written before a build."""
        if not self.file:
            return {}
        if self.file == "PKG-INFO":
            return {"PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"}
        facts = {"date": None, "dirty": False, "error": None, "full-revisionid": None}
        return {self.file: _JSON.format(json.dumps({**facts, "version": version}))}


def history_of(toml: Table, config: Mapping[str, Mapping[str, str]]) -> History | None:
    """Return the tool that computes the version; `config` are the sections of setup.cfg."""
    build, tool = toml.table("build-system"), toml.table("tool")
    backend = build.text("build-backend", "setuptools.build_meta").partition(":")[0]
    requires = {
        re.split(r"[^A-Za-z0-9._-]", text.strip(), maxsplit=1)[0].lower().replace("_", "-")
        for text in build.texts("requires")
    }
    for prefix, find in _BACKENDS.items():
        if backend.startswith(prefix):
            return find(tool, requires, config)
    return None


def _scm(options: Table, tool: str = "setuptools-scm") -> History:
    variable = "SETUPTOOLS_SCM_PRETEND_VERSION"
    return History(tool, options, setuptools_scm_version, variable)


def _hatch(tool: Table, _requires: set[str], _config: object) -> History | None:
    options = tool.table("hatch").table("version")
    source = options.text("source", "regex")
    if source == "vcs":
        raw = dict(options.table("raw-options").data)
        for key, name in (("tag-pattern", "tag_regex"), ("fallback-version", "fallback_version")):
            if options.data.get(key):
                raw[name] = options.data[key]
        return _scm(Table(options.place, raw), "hatch-vcs")
    if source == "uv-dynamic-versioning":
        return _dunamai(tool, "uv-dynamic-versioning", "UV_DYNAMIC_VERSIONING_BYPASS")
    if source == "versioningit":
        return _versioningit(tool.table("versioningit"))
    return None


def _dunamai(tool: Table, name: str, variable: str) -> History:
    return History(name, tool.table(name), dunamai_version, variable)


def _versioningit(options: Table) -> History:
    return History("versioningit", options, versioningit_version, file="PKG-INFO")


def _pdm(tool: Table, _requires: set[str], _config: object) -> History | None:
    options = tool.table("pdm").table("version")
    if options.text("source", "") != "scm":
        return None
    return History("pdm-backend", options, pdm_version, "PDM_BUILD_SCM_VERSION")


def _poetry_dynamic(tool: Table, _requires: set[str], _config: object) -> History | None:
    name = "poetry-dynamic-versioning"
    if not tool.table(name).flag("enable", False):
        return None
    found = _dunamai(tool, name, "POETRY_DYNAMIC_VERSIONING_BYPASS")
    return replace(found, replaces_literal=True)


def _scikit_build(tool: Table, _requires: set[str], _config: object) -> History | None:
    metadata = tool.table("scikit-build").table("metadata").table("version")
    provider = metadata.text("provider", "")
    if provider.endswith("setuptools_scm"):
        return _scm(tool.table("setuptools_scm"))
    return None


def _flit_scm(tool: Table, _requires: set[str], _config: object) -> History | None:
    return _scm(tool.table("setuptools_scm"), "flit_scm")


def _setuptools(
    tool: Table, requires: set[str], config: Mapping[str, Mapping[str, str]]
) -> History | None:
    if "versioningit" in tool.data or "versioningit" in requires:
        return _versioningit(tool.table("versioningit"))
    name = "setuptools-git-versioning"
    if tool.table(name).data.get("enabled") is True:
        compute = git_versioning_version
        return History(name, tool.table(name), compute, file="PKG-INFO")
    if "versioneer" in tool.data or "versioneer" in config:
        table = tool.table("versioneer")
        if not table.data:
            table = Table("setup.cfg: versioneer", dict(config.get("versioneer", {})))
        file = table.text("versionfile_source", "")
        safe = re.fullmatch(r"[\w./+-]+", file) and ".." not in file and not file.startswith("/")
        return History("versioneer", table, versioneer_version, file=file if safe else "")
    if "pbr" in requires:
        table = Table("setup.cfg: metadata", dict(config.get("metadata", {})))
        return History("pbr", table, pbr_version, "PBR_VERSION")
    if "vcs-versioning" in requires:
        options = tool.table("vcs-versioning")
        return _scm(options if options.data else tool.table("setuptools_scm"), "vcs-versioning")
    if "setuptools_scm" in tool.data or "setuptools-scm" in requires:
        return _scm(tool.table("setuptools_scm"))
    return None


_BACKENDS: Mapping[
    str, Callable[[Table, set[str], Mapping[str, Mapping[str, str]]], History | None]
] = {
    "flit_scm": _flit_scm,
    "hatchling": _hatch,
    "pdm": _pdm,
    "poetry_dynamic_versioning": _poetry_dynamic,
    "scikit_build_core": _scikit_build,
    "setuptools": _setuptools,
    "pbr": _setuptools,
}


def computed_version(history: History, folder: Path, notes: Notes) -> str:
    """Return the version that the tool computes, or a default where Git cannot tell."""
    place = history.options.place
    file = next((name for name in _METADATA if is_file(folder / name)), "pyproject.toml")
    repository = find_repository(folder, file)
    if repository is None:
        if version := _of_sdist(folder):
            return version
        for key in ("fallback_version", "fallback-version", "default-version", "starting_version"):
            fallback = history.options.data.get(key)
            if isinstance(fallback, str) and (version := _normal(fallback)):
                return version
        notes.add(
            place,
            f"{history.tool} takes the version from the repository, and Git finds none here; "
            f"0.0.0 is assumed; {_SETTING}",
        )
        return "0.0.0"
    default = f"0.0.0+g{repository.short}"
    if repository.is_shallow and not repository.tags():
        notes.add(
            place,
            f"{history.tool} takes the version from the repository's tags, which this shallow "
            f"clone may lack; {default} is assumed; run git fetch --unshallow --tags and this "
            f"again, or {_SETTING.removeprefix('to say otherwise: ')}",
        )
        return default
    version = _normal(history.compute(repository, history.options, notes))
    if version is None:
        notes.add(
            place,
            f"the version of {history.tool} from the repository is not known here; {default} is "
            f"assumed; {_SETTING}",
        )
    return version or default


def _normal(text: str) -> str | None:
    try:
        return str(Version(text)) if len(text) <= limits.NAME else None
    except InvalidVersion:
        return None


def _of_sdist(folder: Path) -> str | None:
    """Return the version of an sdist that was unpacked, where every tool looks for it."""
    path = folder / "PKG-INFO"
    if not is_file(path):
        return None
    try:
        text = read_text(path, limits.SOURCE_FILE)
    except (RefusedError, OSError):
        return None
    match = re.search(r"(?m)^Version: *(\S+)$", text.partition("\n\n")[0])
    return _normal(match[1]) if match else None
