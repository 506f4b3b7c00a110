"""A private apt: the machine's mirror, proxy and keys, but suites and state of its own.

Nothing is installed and the machine's own package lists stay as they are. apt checks the
signatures, so an index that this module returns is one that Debian signed.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .deb822 import Package, SourceFile, read_packages, read_source_files, stanzas
from .errors import UpdateError

__all__ = ["Archive", "PrivateApt", "machine_archive"]

_APT_HELPER = "/usr/lib/apt/apt-helper"


@dataclass(frozen=True)
class Archive:
    """Where the machine gets Debian's main archive from."""

    uri: str
    #: Keyring file named by the machine's sources, empty for apt's default keys.
    signed_by: str = ""


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UpdateError(f"{command[0]}: not found; this needs Debian's or Ubuntu's apt") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        reason = (lines or done.stderr.splitlines() or ["no message"])[0]
        raise UpdateError(f"{Path(command[0]).name}: {reason.removeprefix('E:').strip()}")
    return done.stdout


def machine_archive() -> Archive:
    """The first of the machine's archives that is Debian's own `main`: not security's."""
    # Before the first `apt-get update` apt lists nothing that has no Release file unless told to.
    known, unknown = (
        stanzas(_run(["apt-get", "indextargets", *more, "Created-By: Packages"]).splitlines())
        for more in ((), ("--no-release-info",))
    )
    for target in (*known, *unknown):
        release = target.get("Release", "")
        origin = target.get("Origin", "Debian")
        is_debian = origin == "Debian" and target.get("Component") == "main"
        if is_debian and re.fullmatch(r"[a-z]+", release):
            return Archive(
                uri=target["Repo-URI"].rstrip("/"), signed_by=target.get("Signed-By", "")
            )
    raise UpdateError(
        "apt's sources: no Debian archive among them; "
        "add one with `Suites: bookworm`, `Components: main`"
    )


class PrivateApt:
    """An apt root in `directory` for the `main` of some suites, and sources where wanted."""

    def __init__(
        self,
        directory: Path,
        archive: Archive,
        suites: Sequence[str],
        architectures: Sequence[str],
        source_suites: Sequence[str] = (),
    ) -> None:
        self.directory = directory.resolve()
        self.archive = archive
        for part in ("state/lists/partial", "cache/archives/partial"):
            (self.directory / part).mkdir(parents=True, exist_ok=True)
        (self.directory / "status").touch()
        self._write_sources(suites, architectures, source_suites)
        self._write_config(architectures)

    def _write_sources(
        self, suites: Sequence[str], architectures: Sequence[str], source_suites: Sequence[str]
    ) -> None:
        entries = [("deb", suite) for suite in suites] + [("deb-src", s) for s in source_suites]
        text = ""
        for kind, suite in entries:
            text += f"Types: {kind}\nURIs: {self.archive.uri}\nSuites: {suite}\nComponents: main\n"
            if kind == "deb":
                text += f"Architectures: {' '.join(architectures)}\n"
            if self.archive.signed_by:
                text += f"Signed-By: {self.archive.signed_by}\n"
            text += "\n"
        (self.directory / "debian.sources").write_text(text)

    def _write_config(self, architectures: Sequence[str]) -> None:
        # Read with -c, after the machine's own files, so that their hooks can be cleared and their
        # proxies stay.
        root = self.directory
        (root / "apt.conf").write_text(
            "#clear APT::Update::Post-Invoke;\n"
            "#clear APT::Update::Post-Invoke-Success;\n"
            "#clear Acquire::IndexTargets::deb::DEP-11;\n"
            "#clear Acquire::IndexTargets::deb::DEP-11-icons-small;\n"
            "#clear Acquire::IndexTargets::deb::DEP-11-icons;\n"
            "#clear APT::Architectures;\n"
            f'APT::Architecture "{architectures[0]}";\n'
            + "".join(f'APT::Architectures:: "{name}";\n' for name in architectures)
            + 'APT::Sandbox::User "";\n'
            'Acquire::Languages "none";\n'
            'Acquire::PDiffs "false";\n'
            'Acquire::Retries "3";\n'
            f'Dir::State "{root}/state";\n'
            f'Dir::State::status "{root}/status";\n'
            f'Dir::Cache "{root}/cache";\n'
            f'Dir::Etc::sourcelist "{root}/debian.sources";\n'
            'Dir::Etc::sourceparts "/dev/null";\n'
            'Dir::Etc::preferencesparts "/dev/null";\n'
        )

    def _apt(self, program: str, *arguments: str) -> str:
        return _run([program, "-c", str(self.directory / "apt.conf"), *arguments])

    def update(self) -> None:
        """Fetch and verify the indexes."""
        self._apt("apt-get", "update", "-q", "--error-on=any")

    def _index(self, *filters: str) -> Iterator[str]:
        found = self._apt("apt-get", "indextargets", "--format", "$(FILENAME)", *filters).split()
        if not found:
            raise UpdateError(f"apt: no index for {', '.join(filters)}; was the update complete?")
        for name in found:
            yield from self._apt(_APT_HELPER, "cat-file", name).splitlines(keepends=True)

    def packages(self, suite: str, architecture: str) -> Iterator[Package]:
        """All binary packages of a suite, `Architecture: all` included."""
        return read_packages(
            self._index(
                "Created-By: Packages", f"Release: {suite}", f"Architecture: {architecture}"
            )
        )

    def source_files(self, suite: str) -> Iterator[SourceFile]:
        """All files of a suite's source packages."""
        return read_source_files(self._index("Created-By: Sources", f"Release: {suite}"))

    def download(self, path: str, sha256: str, target: Path) -> None:
        """Fetch a pool file; apt checks the digest."""
        uri = f"{self.archive.uri}/{path}"
        self._apt(_APT_HELPER, "download-file", uri, str(target), f"SHA256:{sha256}")
