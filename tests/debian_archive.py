"""A small Debian archive in a folder, its keys, and a machine whose apt knows it."""

import gzip
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

__all__ = ["Deb", "FakeMachine", "Key", "make_archive", "make_key", "publish"]

PACKAGES = """\
Package: hello
Version: 1
Architecture: amd64
Filename: pool/hello.deb
Size: 1
SHA256: {digest}

"""


@dataclass(frozen=True)
class Key:
    """A key of GnuPG in a folder of its own."""

    gpg: Path
    home: Path
    #: Its public half.
    keyring: Path

    def sign(self, text: str) -> str:
        """The text with a signature round it."""
        return subprocess.run(
            [self.gpg, "--homedir", self.home, "--batch", "--clearsign"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        ).stdout


def make_key(gpg: Path, folder: Path, name: str) -> Key:
    """A new key."""
    home = folder / f"gnupg-{name}"
    home.mkdir(mode=0o700)
    (home / "gpg.conf").write_text(f"agent-program {gpg.with_name('gpg-agent')}\n")
    command = [str(gpg), "--homedir", str(home), "--batch", "--passphrase", ""]
    generate = ("--quick-generate-key", f"{name} <{name}@example.org>", "rsa3072", "sign", "never")
    subprocess.run([*command, *generate], capture_output=True, check=True)
    keyring = folder / f"{name}.gpg"
    subprocess.run([*command, "--output", keyring, "--export"], capture_output=True, check=True)
    return Key(gpg, home, keyring)


def make_archive(
    folder: Path,
    key: Key | None,
    *,
    suite: str = "bookworm",
    codename: str = "bookworm",
    valid_until: float | None = None,
    digest: str = "SHA256",
) -> str:
    """An archive whose `suite` has one package; its URI."""
    dist = folder / "dists" / suite
    packages = dist / "main" / "binary-amd64" / "Packages.gz"
    packages.parent.mkdir(parents=True)
    text = PACKAGES.format(digest="0" * 64).encode()
    packages.write_bytes(gzip.compress(text, mtime=0))
    release = (
        f"Origin: Debian\nLabel: Debian\nSuite: oldstable\nCodename: {codename}\n"
        f"Date: {formatdate(0 if valid_until else None, usegmt=True)}\n"
        "Architectures: amd64\nComponents: main\n"
    )
    if valid_until is not None:
        release += f"Valid-Until: {formatdate(valid_until, usegmt=True)}\n"
    release += f"{digest}:\n"
    for name, data in {"Packages": text, "Packages.gz": packages.read_bytes()}.items():
        value = hashlib.new(digest.replace("Sum", "").lower(), data).hexdigest()
        release += f" {value} {len(data)} main/binary-amd64/{name}\n"
    if key is None:
        (dist / "Release").write_text(release)
    else:
        (dist / "InRelease").write_text(key.sign(release))
    return folder.as_uri()


@dataclass(frozen=True)
class Deb:
    """A package to be built, by dpkg-deb."""

    name: str
    version: str
    depends: str = ""
    compression: str = "xz"
    architecture: str = "amd64"
    section: str = "utils"

    def build(self, pool: Path) -> Path:
        """Write the package into a folder; the same bytes each time."""
        file = pool / f"{self.name}_{self.version}_{self.architecture}.deb"
        if file.exists():
            return file
        tree = pool / ".tree"
        text = tree / "usr/share" / self.name / "version"
        text.parent.mkdir(parents=True)
        text.write_text(f"{self.name} {self.version}\n")
        program = tree / "usr/bin" / self.name
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho {self.name} {self.version}\n")
        program.chmod(0o755)
        control = tree / "DEBIAN/control"
        control.parent.mkdir()
        control.write_text(
            f"Package: {self.name}\nVersion: {self.version}\nArchitecture: {self.architecture}\n"
            f"Section: {self.section}\nMaintainer: A <a@example.org>\nDescription: for a test\n"
            + (f"Depends: {self.depends}\n" if self.depends else "")
        )
        command = ["dpkg-deb", "--root-owner-group", f"-Z{self.compression}", "-b"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1"}
        subprocess.run([*command, tree, file], env=environment, capture_output=True, check=True)
        shutil.rmtree(tree)
        return file


def publish(
    folder: Path,
    key: Key | None,
    *debs: Deb,
    suite: str = "stable",
    names: str = "",
    valid_until: float | None = None,
    architectures: tuple[str, ...] = ("amd64",),
) -> str:
    """Write an archive with some packages, flat where the suite is `./`; return its URI.

    `names` are the lines of its Release file that name it.
    """
    is_flat = suite.endswith("/")
    pool = folder / ("" if is_flat else "pool")
    pool.mkdir(parents=True, exist_ok=True)
    texts = dict.fromkeys(architectures, "")
    for deb in debs:
        file = deb.build(pool)
        control = subprocess.run(
            ["dpkg-deb", "-f", file], capture_output=True, text=True, check=True
        ).stdout
        content = file.read_bytes()
        for architecture in architectures:
            if deb.architecture in (architecture, "all"):
                texts[architecture] += (
                    f"{control}Filename: {'./' if is_flat else 'pool/'}{file.name}\n"
                    f"Size: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n\n"
                )
    dist = folder if is_flat else folder / "dists" / suite
    if is_flat:
        files = {"Packages": "".join(texts.values())}
    else:
        files = {f"main/binary-{name}/Packages": text for name, text in texts.items()}
    release = (names or f"Suite: {suite}\nCodename: {suite}\n") if not is_flat else names
    release += f"Date: {formatdate(0 if valid_until else None, usegmt=True)}\n"
    release += f"Architectures: {' '.join(architectures)}\n"
    release += "" if is_flat else "Components: main\n"
    if valid_until is not None:
        release += f"Valid-Until: {formatdate(valid_until, usegmt=True)}\n"
    release += "SHA256:\n"
    for name, text in files.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(text)
        content = text.encode()
        release += f" {hashlib.sha256(content).hexdigest()} {len(content)} {name}\n"
    for name in ("InRelease", "Release"):
        (dist / name).unlink(missing_ok=True)
    signed = release if key is None else key.sign(release)
    (dist / ("Release" if key is None else "InRelease")).write_text(signed)
    return folder.as_uri()


@dataclass(frozen=True)
class FakeMachine:
    """Sources and settings of apt that are not this machine's."""

    folder: Path

    def configure(
        self, uri: str, trusted: Key | None, *, sources: str = "", settings: str = ""
    ) -> None:
        """Write them; everything it trusts by default is `trusted`."""
        for name in ("etc/trusted.gpg.d", "state/lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True)
        if trusted:
            keyring = self.folder / "etc/trusted.gpg.d/machine.gpg"
            keyring.write_bytes(trusted.keyring.read_bytes())
        (self.folder / "debian.sources").write_text(
            f"Types: deb\nURIs: {uri}\nSuites: bookworm\nComponents: main\n{sources}"
        )
        (self.folder / "apt.conf").write_text(
            f'Dir::Etc::main "/dev/null";\nDir::Etc::parts "/dev/null";\n'
            f'Dir::Etc::sourcelist "{self.folder}/debian.sources";\n'
            'Dir::Etc::sourceparts "/dev/null";\nDir::Etc::trusted "/dev/null";\n'
            f'Dir::Etc::trustedparts "{self.folder}/etc/trusted.gpg.d";\n'
            f'Dir::State "{self.folder}/state";\nDir::Cache "{self.folder}/cache";\n'
            f'APT::Sandbox::User "";\n{settings}'
        )

    def environment(self, keyring: Path) -> dict[str, str]:
        """The variables of a person on it."""
        return {
            **os.environ,
            "APT_CONFIG": str(self.folder / "apt.conf"),
            "DEBPKGS_DEBIAN_KEYRING": str(keyring),
        }
