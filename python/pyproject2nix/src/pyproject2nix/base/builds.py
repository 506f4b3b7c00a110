"""What builds the packages that have no wheel: records of pylock.build.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.model import Archive, File, Git, LocalFile, Lock

__all__ = ["BUILD_LOCK", "DEFAULT_SET", "NO_BUILDS", "BuildLock", "BuildSource", "identity_of"]

BUILD_LOCK = "pylock.build.toml"
"""The file's name (PEP 751); it stands beside the project's lock."""
DEFAULT_SET = "default"
"""The build set that most sources use."""


@dataclass(frozen=True)
class BuildSource:
    """One source that is built, and what builds it."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    identity: str
    """What makes it this source: a hash, a commit, or the path of a folder."""
    requires: tuple[str, ...]
    """All that has to be there for its build (PEP 508), sorted."""
    targets: frozenset[str]
    """Names of the targets for which `requires` was resolved."""
    set_name: str = ""
    """The build set that has it all; empty where nothing is required."""
    rust: Rust | None = None
    """How it gets its crates; None if it is not written in Rust."""
    note: str = ""
    """Why its requirements may not be all, and what to do; empty where they are."""


@dataclass(frozen=True)
class BuildLock:
    """A whole pylock.build.toml.

    A build set is a lock of its own: packages that can be installed together. Each source has one
    set; sources whose requirements resolve to different versions have different sets.
    """

    digest: str = ""
    """SHA-256 of the file; empty where there is none."""
    sets: Mapping[str, Lock] = field(default_factory=dict)
    sources: Mapping[str, BuildSource] = field(default_factory=dict)
    """By identity."""

    def with_crates(self, texts: Mapping[str, str]) -> "BuildLock":
        """Return the file with the texts of the Cargo.locks that it names, given by SHA-256.

        A source whose text is not among them is left out: then it counts as not locked.
        """
        sources = {}
        for identity, source in self.sources.items():
            lock = source.rust.lock if source.rust else None
            if lock is not None and lock.sha256 in texts:
                with_text = replace(lock, text=texts[lock.sha256])
                sources[identity] = replace(source, rust=Rust(with_text))
            elif lock is None:
                sources[identity] = source
        return replace(self, sources=sources)


NO_BUILDS = BuildLock()


def identity_of(source: File | Git | Archive | LocalFile) -> str:
    """Return what makes a source the one that it is, whatever it is called."""
    if isinstance(source, Git):
        return f"git+{source.url}@{source.commit}{_within(source.subdirectory)}"
    if isinstance(source, Archive):
        return f"sha256:{source.file.sha256}{_within(source.subdirectory)}"
    file = source.file if isinstance(source, LocalFile) else source
    return f"sha256:{file.sha256}"


def _within(subdirectory: str) -> str:
    return f"#subdirectory={subdirectory}" if subdirectory else ""
