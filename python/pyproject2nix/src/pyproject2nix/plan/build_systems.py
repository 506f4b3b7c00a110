"""What builds a package that is no wheel, and where that comes from.

1. What the project's own metadata, or [tool.pyproject2nix] build-systems, asks for, where its lock
   has that in versions that fit, or else the package set. These are the attributes that the
   package has at run time, too.
2. pylock.build.toml: a build set of its own, whose versions may differ from those at run time. An
   sdist or commit without a setting always gets its builders from there. So does a project with
   code of its own that decides what more is asked for: `backend-path`, a computed `setup_requires`.

What neither has is `FromSource.is_locked == False`: the plan names it, and pylock.build.toml has to
be written before anything can be rendered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pyproject2nix import data
from pyproject2nix.base.builds import BUILD_LOCK, BuildLock, BuildSource, identity_of
from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.model import Archive, Dependency, File, Git, LocalFile, LockedPackage
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.plan.closure import applicable
from pyproject2nix.plan.distribution import Distribution
from pyproject2nix.project.project import Project
from pyproject2nix.project.requirement import parse_requirements
from pyproject2nix.project.settings import Settings

__all__ = [
    "BuilderChoice",
    "Builders",
    "Built",
    "FromSource",
    "built_package",
    "built_project",
    "is_in_package_set",
    "libraries_of",
    "programs_of",
]


@dataclass(frozen=True)
class Built:
    """Something that is built from source."""

    place: str
    """File and key, for messages."""
    name: str
    version: str
    identity: str
    """As in `BuildSource`."""
    distribution: Distribution | None = None
    """Where its own [build-system] is read; None where `stated` has it."""
    stated: tuple[Dependency, ...] | None = None
    """What its metadata, or a setting, asks for; None where the source has to be read."""
    asks_hook: bool = False
    """Whether code of its own may ask for more than `stated`."""


@dataclass(frozen=True)
class BuilderChoice:
    """What builds one thing for one target."""

    names: tuple[str, ...]
    """Python packages, sorted."""
    set_name: str = ""
    """The build set that they are from; empty for the project's own packages."""
    locked: tuple[Dependency, ...] = ()
    """Those that come from the project's lock."""
    rust: Rust | None = None
    """How a source in Rust gets its crates; a local project tells that itself."""


@dataclass(frozen=True)
class FromSource:
    """A thing that a build set has to have the builders of, for some targets."""

    built: Built
    targets: tuple[Target, ...]
    is_locked: bool


def built_package(package: LockedPackage, distribution: Distribution, settings: Settings) -> Built:
    """Return a locked package that is built; `distribution` is an sdist or a commit."""
    stated = settings.build_systems.get(package.name, package.build_system)
    place = f"{settings.place}.build-systems"
    source: File | Git | Archive | LocalFile
    if isinstance(distribution, Git | Archive | LocalFile):
        source = distribution
    else:
        assert hasattr(distribution, "file")
        source = distribution.file
    identity, name, version = identity_of(source), package.name, package.version
    if stated is None:
        return Built(package.place, name, version, identity, distribution)
    requirements = _with_hooks(parse_requirements(stated, place))
    if _is_rust(requirements):
        # Its crates are those of the source, which another version has others of.
        identity = f"setting:{name} {identity}"
        return Built(package.place, name, version, identity, distribution, requirements)
    return Built(package.place, name, version, f"setting:{name}", None, requirements)


def built_project(project: Project, path: str, settings: Settings) -> Built:
    """Return a project with a pyproject.toml, at this path from the main one."""
    stated, asks_hook = project.build_system, project.asks_hook
    if project.name in settings.build_systems:
        place, asks_hook = f"{settings.place}.build-systems", False
        stated = parse_requirements(settings.build_systems[project.name], place)
    stated = _with_hooks(stated, project.settings.native_build_inputs)
    # What builds itself is in its own folder: a back end, or a program that one runs.
    stated = tuple(requirement for requirement in stated if requirement.name != project.name)
    return Built(
        "pyproject.toml", project.name, project.version, f"path:{path}", None, stated, asks_hook
    )


def _with_hooks(
    stated: Sequence[Dependency], programs: Iterable[str] = ()
) -> tuple[Dependency, ...]:
    """Return requirements with what hooks of known back ends ask for and the package set has.

    Not if it is among the `programs`, which are there already.
    """
    names = {*programs, *(requirement.name for requirement in stated)}
    back_ends = data.back_ends()
    texts = [text for name in sorted(back_ends.keys() & names) for text in back_ends[name].wheel]
    asked = parse_requirements(texts, "back-ends.toml")
    return (*stated, *(r for r in asked if r.name not in names and _in_package_set(r)))


class Builders:
    """Decides what builds each thing, and remembers what pylock.build.toml has to have."""

    def __init__(self, builds: BuildLock) -> None:
        self.builds = builds
        self.notes = Notes()
        self._needed: dict[str, tuple[Built, dict[Target, bool]]] = {}

    @classmethod
    def together(cls, builds: BuildLock, some: Iterable["Builders"]) -> "Builders":
        """Return what several choices of groups and extras need."""
        found = cls(builds)
        for one in some:
            found.notes.extend(one.notes.found)
            for identity, (built, targets) in one._needed.items():
                _, known = found._needed.setdefault(identity, (built, {}))
                for target, is_locked in targets.items():
                    known[target] = known.get(target, True) and is_locked
        return found

    def choose(
        self,
        built: Built,
        target: Target,
        locked: Callable[[Sequence[Dependency]], list[Dependency] | None],
    ) -> BuilderChoice:
        """Return what builds a thing.

        `locked` returns those requirements that the project's lock satisfies, or None where its
        packages cannot be installed together.
        """
        is_local = built.identity.startswith("path:")
        is_stated = built.stated is not None and (is_local or not _is_rust(built.stated))
        if built.stated is not None and is_stated and not built.asks_hook:
            wanted = applicable(built.stated, target)
            names = tuple(sorted({requirement.name for requirement in wanted}))
            of_lock = locked(wanted)
            if of_lock is not None:
                rest = [r for r in wanted if r not in of_lock]
                if all(_in_package_set(requirement) for requirement in rest):
                    return BuilderChoice(names, "", tuple(of_lock))
        return self.from_set(built, target)

    def from_set(self, built: Built, target: Target) -> BuilderChoice:
        """Return what builds a thing, from a build set."""
        source = self.builds.sources.get(built.identity)
        if source is not None and not _is_current(source, built, target):
            source = None
        _, targets = self._needed.setdefault(built.identity, (built, {}))
        targets[target] = source is not None
        if source is None:
            return BuilderChoice(())
        if source.note:
            self.notes.add(f"{BUILD_LOCK}: {source.name}", source.note)
        # Without a set, a local project is built with what the package set has.
        own = built.stated if built.stated is not None and not source.set_name else None
        wanted = applicable(own or requirements_of(source), target)
        names = tuple(sorted({r.name for r in wanted}))
        return BuilderChoice(names, source.set_name, rust=source.rust)

    def roots(self, set_name: str, target: Target) -> list[Dependency]:
        """Return all that the sources that are built with one build set require of it."""
        sources = [
            self.builds.sources[identity]
            for identity, (_, targets) in sorted(self._needed.items())
            if targets.get(target)
        ]
        used = [source for source in sources if source.set_name == set_name]
        return [r for source in used for r in applicable(requirements_of(source), target)]

    def needed(self) -> tuple[FromSource, ...]:
        """Return everything whose builders a build set has, or has to have."""
        return tuple(
            FromSource(built, tuple(sorted(targets)), all(targets.values()))
            for _, (built, targets) in sorted(self._needed.items())
        )


def requirements_of(source: BuildSource) -> tuple[Dependency, ...]:
    """Return what a source requires, as requirements of its build set."""
    return parse_requirements(source.requires, f"pylock.build.toml: {source.name}")


def _is_current(source: BuildSource, built: Built, target: Target) -> bool:
    if target.name not in source.targets:
        return False
    # Hooks of the back end may have asked for more than the metadata.
    stated = {_text(requirement) for requirement in built.stated or ()}
    recorded = {_text(requirement) for requirement in requirements_of(source)}
    return stated <= recorded


def _text(requirement: Dependency) -> tuple[str, str, str]:
    return requirement.name, requirement.constraint.text, str(requirement.marker or "")


def _is_rust(requirements: Iterable[Dependency]) -> bool:
    """Tell whether a back end builds Rust: then pylock.build.toml names the source's Cargo.lock."""
    return bool(data.rust_back_end(one.name for one in requirements))


def _in_package_set(requirement: Dependency) -> bool:
    version = data.package_set().get(requirement.name)
    return version is not None and requirement.constraint.allows(version)


def is_in_package_set(built: Built) -> bool:
    """Tell whether the package set has all that a local project states, in some version."""
    return (
        built.identity.startswith("path:")
        and built.stated is not None
        and all(requirement.name in data.package_set() for requirement in built.stated)
    )


def libraries_of(name: str, settings: Settings, is_built: bool) -> tuple[str, ...]:
    """Return the native libraries of a package, by nixpkgs' names."""
    if name in settings.libraries:
        return settings.libraries[name]
    known = data.sdists().get(name)
    return known.build_inputs if is_built and known is not None else ()


def programs_of(name: str, is_built: bool) -> tuple[str, ...]:
    """Return the programs that a package's build runs, by nixpkgs' names."""
    known = data.sdists().get(name)
    return known.native_build_inputs if is_built and known is not None else ()
