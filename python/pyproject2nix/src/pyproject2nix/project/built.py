"""What a build makes of a project: the modules that it installs, and the version."""

from collections.abc import Mapping
from dataclasses import replace

from pyproject2nix.base.names import checked_version
from pyproject2nix.files.reader import is_file
from pyproject2nix.project.history.find import computed_version, history_of
from pyproject2nix.project.metadata import Metadata, Source
from pyproject2nix.project.modules.find import imports_of, installed_modules, remedy_of
from pyproject2nix.project.project import Preparation
from pyproject2nix.project.settings import Settings

__all__ = ["version_of", "with_modules"]

_WANT_README = frozenset(
    ["flit_core", "hatchling", "mesonpy", "pdm", "poetry", "scikit_build_core", "uv_build"]
)
"""Back ends that fail where the readme is absent; setuptools warns."""


def with_modules(source: Source, metadata: Metadata, settings: Settings) -> Metadata:
    """Return what is metadata with the modules to import; nothing to install is no package."""
    if not metadata.is_package:
        return metadata
    if absent := _absent_readme(source):
        place, name = absent
        reason = f"{name} is not there, and without it nothing is installed"
        return _no_package(source, metadata, place, reason, "to have one, write that file")
    if settings.imports is not None:
        return replace(metadata, imports=settings.imports)
    installed = installed_modules(
        source.folder, source.toml, metadata.name, source.backend, source.files
    )
    place = f"{settings.place}.imports"
    if installed.is_nothing:
        remedy = f"to say what it installs: {remedy_of(source.backend)}"
        system = source.toml.at("build-system")
        return _no_package(source, metadata, system, installed.reason, remedy)
    imports = imports_of(source.folder, installed, metadata.name)
    if imports is None:
        backend = source.backend.partition(".")[0]
        source.notes.add(
            place,
            f"which modules {backend} installs is not known, so none is imported after the build; "
            "to name them: imports = [...]",
        )
    return replace(metadata, imports=imports or ())


def _no_package(
    source: Source, metadata: Metadata, place: str, reason: str, remedy: str
) -> Metadata:
    """Return what is metadata as that of a project that is no package, and note it."""
    source.notes.add(
        place,
        f"{reason}; the project gets an environment and a shell, and no package; {remedy}",
    )
    return replace(metadata, is_package=False)


def _absent_readme(source: Source) -> tuple[str, str] | None:
    """Return the key and the name of a readme without which the back end builds nothing."""
    if source.backend.partition(".")[0] not in _WANT_README:
        return None
    for table in (source.toml.table("project"), source.toml.table("tool").table("poetry")):
        given = table.data.get("readme")
        given = given.get("file") if isinstance(given, dict) else given
        for name in given if isinstance(given, list) else [given]:
            if isinstance(name, str) and name and not is_file(source.folder / name):
                return table.at("readme"), name
    return None


def version_of(
    source: Source, metadata: Metadata, settings: Settings, recorded: Mapping[str, str]
) -> tuple[str, bool, Preparation]:
    """Return the version, whether it comes from the history, and how a build is told."""
    if not metadata.is_package:
        return metadata.version or settings.version or "0", False, Preparation()
    history = history_of(source.toml, source.files.config)
    if history is not None and not (metadata.is_version_dynamic or history.replaces_literal):
        history = None
    static = metadata.version
    if metadata.is_version_dynamic and not static and history is None:
        static = _static_version(source)
    if history is None:
        if not static and not settings.version:
            source.notes.add(
                source.toml.table("project").at("version"),
                "it is computed when the package is built; the expression says 0.0.0; to say "
                'otherwise: version = "…" in [tool.pyproject2nix]',
            )
        return static or settings.version or "0.0.0", False, Preparation()
    version, has_history = settings.version, not settings.version
    if has_history:
        version = recorded.get(metadata.name, "")
        version = version or computed_version(history, source.folder, source.notes)
    given = Preparation(history.variables(version), history.files(metadata.name, version))
    return version, has_history, given


def _static_version(source: Source) -> str:
    value = source.value("version")
    place = source.toml.table("project").at("version")
    return checked_version(value, place) if value else ""
