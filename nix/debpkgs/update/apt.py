"""A private apt: the machine's mirror and proxy, but suites, keys, settings and state of its own.

Nothing is installed and the machine's own package lists stay as they are. apt checks signatures
and dates: an index that this module returns is of the suite that was asked for, and Debian signed
it. What the machine allows besides (other keys, unsigned archives, hooks) does not count here.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .deb822 import Package, SourceFile, read_packages, read_source_files, stanzas
from .errors import UpdateError

__all__ = [
    "KEYRING_SETTING",
    "SECURITY",
    "AptError",
    "Archive",
    "PrivateApt",
    "debian_keyring",
    "machine_archive",
    "machine_archives",
    "snapshot_archive",
]

_APT_HELPER = "/usr/lib/apt/apt-helper"
KEYRING_SETTING = "DEBPKGS_DEBIAN_KEYRING"
SNAPSHOT_SETTING = "DEBPKGS_SNAPSHOT_MIRROR"
_KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)

#: The end of a security suite's name.
SECURITY = "-security"
#: Where the security archive has its files; no other archive of Debian has this folder.
SECURITY_POOL = "pool/updates/"

#: How the machine reaches its mirror: proxies, certificates, passwords.
_REACH = (
    *("Acquire::http", "Acquire::https", "Acquire::ftp", "Acquire::socks"),
    *("Acquire::ForceIPv4", "Acquire::ForceIPv6", "Dir::Etc::netrc", "Dir::Etc::netrcparts"),
)


class AptError(UpdateError):
    """What a program of apt printed as its first error, and all else."""

    def __init__(self, message: str, output: str) -> None:
        super().__init__(message)
        self.output = output


@dataclass(frozen=True)
class Archive:
    """Where the machine gets Debian's main archive from, and Debian's fixes of it."""

    uri: str
    security: str = ""
    """Of the security archive; empty where apt's sources have none."""

    def of_suite(self, suite: str) -> str:
        """Return the URI of the archive that has a suite."""
        return self._fixes(suite) if suite.endswith(SECURITY) else self.uri

    def of_path(self, path: str) -> str:
        """Return the URI of the archive that has a pool file."""
        return self._fixes(f"CODENAME{SECURITY}") if path.startswith(SECURITY_POOL) else self.uri

    def _fixes(self, suite: str) -> str:
        if not self.security:
            raise UpdateError(
                "apt's sources: Debian's security archive is not among them; "
                f"add it with `Suites: {suite}`, `Components: main`"
            )
        return self.security


def _run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
    environment = {**os.environ, **(variables or {})}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UpdateError(f"{command[0]}: not found; this needs Debian's or Ubuntu's apt") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        reason = (lines or done.stderr.splitlines() or ["no message"])[0]
        message = f"{Path(command[0]).name}: {reason.removeprefix('E:').strip()}"
        raise AptError(message, done.stderr)
    return done.stdout


def machine_archive() -> Archive:
    """The first of the machine's archives that is Debian's own `main`, and the first of fixes."""
    return machine_archives()[0]


def machine_archives() -> list[Archive]:
    """The machine's mirrors of Debian's `main`, each with one of the security archive."""
    # Before the first `apt-get update` apt lists nothing that has no Release file unless told to.
    with ThreadPoolExecutor() as pool:
        known, unknown = pool.map(_index_targets, ((), ("--no-release-info",)))
    found: dict[str, list[str]] = {"main": [], "security": []}
    for target in (*known, *unknown):
        release = target.get("Release", "")
        kind = "security" if release.endswith(SECURITY) else "main"
        origin = target.get("Origin", "Debian")
        is_debian = origin == "Debian" and target.get("Component") == "main"
        uri = target["Repo-URI"].rstrip("/")
        if is_debian and re.fullmatch(f"[a-z]+({SECURITY})?", release) and uri not in found[kind]:
            found[kind].append(uri)
    main, security = found["main"], found["security"] or [""]
    if not main:
        raise UpdateError(
            "apt's sources: no Debian archive among them; "
            "add one with `Suites: bookworm`, `Components: main`"
        )
    count = max(len(main), len(security))
    return [
        Archive(main[min(n, len(main) - 1)], security[min(n, len(security) - 1)])
        for n in range(count)
    ]


def _index_targets(options: Iterable[str]) -> list[dict[str, str]]:
    text = _run(["apt-get", "indextargets", *options, "Created-By: Packages"])
    return list(stanzas(text.splitlines()))


def snapshot_archive(time: str) -> Archive:
    """Debian's archives as they were at a time: by a setting, else as apt 2.7 and later has it.

    Its URIs are empty where neither names the snapshot archive.
    """
    uris = []
    for name, key in (("debian", "Origin::Debian"), ("debian-security", "Label::Debian-Security")):
        if root := os.environ.get(SNAPSHOT_SETTING, "").rstrip("/"):
            uri = f"{root}/archive/{name}/@SNAPSHOTID@"
        else:
            uri = _run(["apt-config", "shell", "found", f"Acquire::Snapshots::URI::{key}"])
            uri = uri.partition("'")[2].rpartition("'")[0].rstrip("/")
        uris.append(uri.replace("@SNAPSHOTID@", time))
    return Archive(*uris)


def debian_keyring() -> Path:
    """The file with the keys that are believed."""
    told = os.environ.get(KEYRING_SETTING)
    found = next(filter(Path.is_file, [Path(told)] if told else _KEYRINGS), None)
    if found is None:
        raise UpdateError(
            f"{told or _KEYRINGS[0]}: no such file, so no signature of Debian can be checked; "
            f"apt-get install debian-archive-keyring, or set {KEYRING_SETTING} to Debian's keyring"
        )
    return found.absolute()


class PrivateApt:
    """An apt root in `directory` for the `main` of some suites, and sources where wanted.

    With `may_be_expired` an index counts that its signature no longer vouches for: it is Debian's,
    and maybe not the newest. For an archive that is not Debian's there are `keyring` and
    `components`; a suite that ends with a slash has none.
    """

    def __init__(
        self,
        directory: Path,
        archive: Archive,
        suites: Sequence[str],
        architectures: Sequence[str],
        source_suites: Sequence[str] = (),
        *,
        may_be_expired: bool = False,
        keyring: Path | None = None,
        components: Sequence[str] = ("main",),
        remedy: str = "name another mirror in apt's sources",
    ) -> None:
        self.directory = directory.resolve()
        self.archive = archive
        self.remedy = remedy
        self.keyring = keyring or debian_keyring()
        self.components = components
        self.checks_expiry = "no" if may_be_expired else "yes"
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
            uri = self.archive.of_suite(suite)
            text += f"Types: {kind}\nURIs: {uri}\nSuites: {suite}\n"
            if not suite.endswith("/"):
                text += f"Components: {' '.join(self.components)}\n"
            if kind == "deb":
                text += f"Architectures: {' '.join(architectures)}\n"
            text += f"Signed-By: {self.keyring}\nCheck-Valid-Until: {self.checks_expiry}\n"
            text += "Check-Date: yes\n"
            text += "Allow-Insecure: no\nAllow-Weak: no\nAllow-Downgrade-To-Insecure: no\n\n"
        (self.directory / "debian.sources").write_text(text)

    def _write_config(self, architectures: Sequence[str]) -> None:
        # apt reads it in place of the machine's files, not after them: those can switch off any
        # check, and run programs.
        root = self.directory
        (root / "apt.conf").write_text(
            _run(["apt-config", "dump", "--no-empty", *_REACH]) + 'Dir::Etc::main "/dev/null";\n'
            'Dir::Etc::parts "/dev/null";\n'
            'Dir::Etc::trusted "/dev/null";\n'
            'Dir::Etc::trustedparts "/dev/null";\n'
            'Dir::Etc::preferences "/dev/null";\n'
            'Dir::Etc::preferencesparts "/dev/null";\n'
            f'Dir::Etc::sourcelist "{root}/debian.sources";\n'
            'Dir::Etc::sourceparts "/dev/null";\n'
            f'Dir::State "{root}/state";\n'
            f'Dir::State::status "{root}/status";\n'
            f'Dir::Cache "{root}/cache";\n'
            f'APT::Architecture "{architectures[0]}";\n'
            + "".join(f'APT::Architectures:: "{name}";\n' for name in architectures)
            + 'APT::Get::AllowUnauthenticated "false";\n'
            'APT::Sandbox::User "";\n'
            'Acquire::AllowDowngradeToInsecureRepositories "false";\n'
            'Acquire::AllowInsecureRepositories "false";\n'
            'Acquire::AllowWeakRepositories "false";\n'
            'Acquire::Check-Date "true";\n'
            f'Acquire::Check-Valid-Until "{self.checks_expiry}";\n'
            'Acquire::Languages "none";\n'
            'Acquire::PDiffs "false";\n'
            'Acquire::Retries "3";\n'
        )

    def _apt(self, program: str, *arguments: str) -> str:
        return _run([program, *arguments], {"APT_CONFIG": str(self.directory / "apt.conf")})

    def update(self) -> None:
        """Fetch and verify the indexes."""
        self._apt("apt-get", "update", "-q", "--error-on=any")
        # apt warns of another suite than the one that was asked for, and takes it.
        for target in stanzas(self._apt("apt-get", "indextargets").splitlines()):
            wanted, place = target["Release"], target["Base-URI"]
            names = [target.get(key, "nameless") for key in ("Codename", "Suite")]
            if wanted not in names and not wanted.endswith("/"):
                raise UpdateError(f"{place}: is {' or '.join(names)}, not {wanted}; {self.remedy}")
            if target.get("Trusted") != "yes":
                raise UpdateError(f"{place}: not signed by a key of {self.keyring}; see apt update")

    def _index(self, *filters: str) -> Iterator[str]:
        found = self._apt("apt-get", "indextargets", "--format", "$(FILENAME)", *filters).split()
        if not found:
            raise UpdateError(f"apt: no index for {', '.join(filters)}; was the update complete?")
        for name in found:
            yield from self._apt(_APT_HELPER, "cat-file", name).splitlines(keepends=True)

    def packages(
        self, suite: str, architecture: str, *, with_constraints: bool = False
    ) -> Iterator[Package]:
        """All binary packages of a suite, `Architecture: all` included."""
        # A flat archive has one index for all architectures.
        is_flat = suite.endswith("/")
        filters = [] if is_flat else [f"Architecture: {architecture}"]
        return read_packages(
            self._index("Created-By: Packages", f"Release: {suite}", *filters),
            architecture if is_flat else "",
            with_constraints=with_constraints,
        )

    def architectures(self, suite: str) -> list[str]:
        """Return which of the architectures a suite has an index of."""
        filters = ("Created-By: Packages", f"Release: {suite}")
        return self._apt("apt-get", "indextargets", "--format", "$(ARCHITECTURE)", *filters).split()

    def source_files(self, suite: str) -> Iterator[SourceFile]:
        """All files of a suite's source packages."""
        return read_source_files(self._index("Created-By: Sources", f"Release: {suite}"))

    def dates(self) -> dict[str, str]:
        """Return when each suite's index was signed, as its Release file says it."""
        found = {}
        for path in sorted((self.directory / "state/lists").glob("*Release")):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            fields = dict(
                line.split(": ", 1) for line in lines if re.match(r"[A-Z][a-z-]*: ", line)
            )
            # A flat archive may have no names.
            names = [fields[key] for key in ("Suite", "Codename") if key in fields] or ["./"]
            for name in names:
                found[name] = fields.get("Date", "no date")
        return found

    def download(
        self, path: str, sha256: str, target: Path, archive: Archive | None = None
    ) -> None:
        """Fetch a pool file, maybe from another archive than the indexes; apt checks the digest."""
        uri = f"{(archive or self.archive).of_path(path)}/{path}"
        self._apt(_APT_HELPER, "download-file", uri, str(target), f"SHA256:{sha256}")
