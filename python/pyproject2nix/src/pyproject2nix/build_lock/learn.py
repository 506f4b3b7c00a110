"""What a source needs for its build: read from the source itself, and completed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix import data
from pyproject2nix.base import limits
from pyproject2nix.base.cargo import CARGO_LOCK, CargoLock, Rust
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, Dependency, File, Git, LocalFile
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.files.cargo import read_rust
from pyproject2nix.files.sdist import FILES, BuildNeeds, build_needs, read_build_needs
from pyproject2nix.plan.build_systems import Built, FromSource
from pyproject2nix.plan.distribution import Sdist
from pyproject2nix.plan.plan import Plan
from pyproject2nix.programs.git_commit import pack_commit, read_commit
from pyproject2nix.programs.hooks import Source
from pyproject2nix.programs.packed import PACKED, pack_folder
from pyproject2nix.programs.sdist_files import fetch_archives, fetch_sdists

__all__ = ["Learned", "learn"]


@dataclass(frozen=True)
class Learned:
    """What a source states of its build, completed with what is known of its back end."""

    requires: tuple[str, ...]
    is_whole: bool
    """False if a hook of the back end may ask for more that nothing states."""
    source: Source | None
    """The source itself, as an archive, where a hook has to be asked."""
    rust: Rust | None = None
    """How it gets its crates, where a back end for Rust builds it."""


def learn(plan: Plan, sources: Iterable[FromSource], index: str | None) -> dict[str, Learned]:
    """Return by identity what sources need; `index` is in place of pip's."""
    wanted = list(sources)
    sdists, archives, by_file = {}, {}, {}
    for one in wanted:
        distribution = one.built.distribution
        if isinstance(distribution, Archive | Sdist):
            by_file[distribution.file] = one.built
        if isinstance(distribution, Sdist):
            sdists[distribution.file] = one.built.name
        if isinstance(distribution, Archive):
            archives[distribution.file] = distribution.url
    try:
        paths: dict[File, Path] = {**fetch_sdists(sdists, index), **fetch_archives(archives)}
    except RefusedError as refusal:
        named = (file for file in by_file if refusal.problem.startswith(file.name))
        raise _unread(by_file[next(named, next(iter(by_file)))], refusal) from None
    found = {}
    for one in wanted:
        source = _source(plan, one.built, paths)
        needs = _needs(one.built, source)
        requires = _completed(needs.requires, one)
        if source is None and not needs.is_whole:
            source = _packed(plan, one.built)
        rust = _rust(one, source, requires)
        found[one.built.identity] = Learned(requires, needs.is_whole, source, rust)
    return found


def _source(plan: Plan, built: Built, paths: Mapping[File, Path]) -> Source | None:
    """Return the archive of something that is built from one."""
    distribution = built.distribution
    if isinstance(distribution, LocalFile):
        return Source(plan.project.folder / distribution.path, distribution.file.name)
    if isinstance(distribution, Archive | Sdist):
        file = distribution.file
        inner = distribution.subdirectory if isinstance(distribution, Archive) else ""
        return Source(paths[file], file.name, inner)
    return None


def _needs(built: Built, source: Source | None) -> BuildNeeds:
    """Return what a source itself states."""
    if built.stated is not None:
        return BuildNeeds(tuple(map(_text, built.stated)), not built.asks_hook)
    if source is not None:
        return read_build_needs(source.path, source.name, source.subdirectory)
    assert isinstance(built.distribution, Git)
    label = f"{built.name} {built.version}".strip()
    try:
        files = read_commit(built.distribution, FILES, max(FILES.values()))
    except RefusedError as refusal:
        raise _unread(built, refusal) from None
    return build_needs(files, label)


def _packed(plan: Plan, built: Built) -> Source:
    """Return a commit, or the folder of a project, as an archive."""
    if isinstance(built.distribution, Git):
        return Source(pack_commit(built.distribution), PACKED, built.distribution.subdirectory)
    return Source(pack_folder(plan.project.folder / built.identity.removeprefix("path:")), PACKED)


def _text(requirement: Dependency) -> str:
    """Return a requirement as PEP 508 writes it."""
    if requirement.addressed:
        raise RefusedError(
            requirement.place, "a build requirement with an address", "require a release of it"
        )
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    versions = "" if requirement.constraint.text == "*" else requirement.constraint.text
    marker = f"; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}{extras}{versions}{marker}"


def _completed(requires: Iterable[str], one: FromSource) -> tuple[str, ...]:
    """Return requirements with what the hooks of known back ends ask for."""
    built = one.built
    # A name may be there several times, with other markers.
    found = {text: checked_name(parse_requirement(text, built.place).name, "") for text in requires}
    back_ends = data.back_ends()
    is_editable = built.identity.startswith("path:")
    for name in sorted(back_ends.keys() & found.values()):
        back_end = back_ends[name]
        for text in (*back_end.wheel, *(back_end.editable if is_editable else ())):
            more = parse_requirement(text, "back-ends.toml").name
            if more not in found.values():
                found[text] = more
    for text in found:
        if parse_requirement(text, built.place).url is not None:
            raise RefusedError(
                built.place,
                f"building {built.name} {built.version} requires {text!r}, an address",
                f"name releases: [tool.pyproject2nix.build-systems] {built.name} = [...]",
            )
    return tuple(sorted(found))


def _rust(one: FromSource, source: Source | None, requires: Iterable[str]) -> Rust | None:
    """Return how a source gets its crates; a local project tells that itself."""
    built = one.built
    names = (checked_name(parse_requirement(text, built.place).name, "") for text in requires)
    back_end = data.rust_back_end(names)
    if not back_end or built.distribution is None:
        return None
    if source is not None:
        rust = read_rust(source.path, source.name, source.subdirectory)
    else:
        assert isinstance(built.distribution, Git)
        rust = _rust_of_commit(built.distribution)
    if rust.problem is not None:
        targets = ", ".join(target.name for target in one.targets)
        raise RefusedError(
            built.place,
            f"{built.name} {built.version} has no wheel for {targets}, and {back_end} builds it: "
            f"{rust.problem.problem}",
            "lock a version that has wheels, or choose another Python (--python)",
        )
    return rust


def _rust_of_commit(git: Git) -> Rust:
    place = f"{CARGO_LOCK} of {git.url}@{git.commit}"
    content = read_commit(git, [CARGO_LOCK], limits.LOCK_FILE).get(CARGO_LOCK)
    if content is None:
        problem = f"commit {git.commit} has no {CARGO_LOCK}, so nothing pins its crates"
        return Rust(None, problem=RefusedError(place, problem, ""))
    try:
        return Rust(CargoLock.of(CARGO_LOCK, content, place))
    except RefusedError as refusal:
        return Rust(None, problem=refusal)


def _unread(built: Built, refusal: RefusedError) -> RefusedError:
    """Return the refusal for a source that could not be fetched."""
    remedy = (
        "run it again with a network, or name what builds it: [tool.pyproject2nix.build-systems] "
        f'{built.name} = ["setuptools"]'
    )
    if " 404 " in refusal.problem:
        remedy = "lock a release that is there, or configure pip for the index that has this one"
    return RefusedError(
        built.place,
        f"{built.name} {built.version}".strip()
        + f" has no wheel, and its source cannot be read: {refusal.problem}",
        remedy,
    )
