"""A small Debian archive in a folder, its keys, and a machine whose apt knows it."""

import gzip
import hashlib
import os
import subprocess
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

__all__ = ["FakeMachine", "Key", "make_archive", "make_key"]

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
