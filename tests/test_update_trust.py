"""Whom `make update` and `newer-nix` believe: the keyring that is named, and nobody else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from debian_archive import FakeMachine, Key, make_archive, make_key
from nix_versions import ROOT

READ = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from update.apt import PrivateApt, machine_archive
from update.errors import UpdateError
try:
    apt = PrivateApt(
        Path(sys.argv[2]), machine_archive(), ["bookworm"], ["amd64"],
        may_be_expired=len(sys.argv) > 3,
    )
    apt.update()
    print(*(package.name for package in apt.packages("bookworm", "amd64")))
except UpdateError as error:
    sys.exit(f"update: {error}")
"""
ALLOWED = (
    'Acquire::AllowInsecureRepositories "true";\nAcquire::AllowWeakRepositories "true";\n'
    'Acquire::AllowDowngradeToInsecureRepositories "true";\nAPT::Get::AllowUnauthenticated "1";\n'
    'Acquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\n'
    'APT::Hashes::MD5::Weak "yes";\nAPT::Hashes::MD5::Untrusted "no";\n'
)


@pytest.fixture(scope="session")
def debian(gpg: Path, tmp_path_factory: pytest.TempPathFactory) -> Key:
    """The key that is believed."""
    return make_key(gpg, tmp_path_factory.mktemp("debian"), "debian")


@pytest.fixture(scope="session")
def other(gpg: Path, tmp_path_factory: pytest.TempPathFactory) -> Key:
    """The key of another archive, which the machine has besides."""
    return make_key(gpg, tmp_path_factory.mktemp("other"), "other")


def read(
    tmp_path: Path, machine: FakeMachine, keyring: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    """What `make update` would lock, or its error."""
    folders = (str(ROOT / "nix/debpkgs"), str(tmp_path / "private"))
    return subprocess.run(
        [sys.executable, "-c", READ, *folders, *options],
        env=machine.environment(keyring),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("trusted", ["nobody", "others"])
def test_an_archive_of_the_named_keyring_is_read(
    tmp_path: Path, debian: Key, other: Key, trusted: str
) -> None:
    """Whether or not the machine knows that key."""
    machine = FakeMachine(tmp_path / "machine")
    uri = make_archive(tmp_path / "archive", debian, valid_until=time.time() + 86400)
    machine.configure(uri, other if trusted == "others" else None)
    done = read(tmp_path, machine, debian.keyring)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "hello\n"


@pytest.mark.parametrize("settings", ["", ALLOWED], ids=["plain", "all is allowed"])
@pytest.mark.parametrize("sources", ["", "Trusted: yes\nAllow-Insecure: yes\n"])
@pytest.mark.parametrize("why", ["another key", "unsigned", "expired", "another suite", "MD5"])
def test_no_other_archive_is_believed(
    tmp_path: Path, debian: Key, other: Key, why: str, sources: str, settings: str
) -> None:
    """Whatever the machine's own apt would take."""
    machine = FakeMachine(tmp_path / "machine")
    archive = tmp_path / "archive"
    if why == "another key":
        # As on a Debian whose sources name Debian's keyring, which says nothing of the others.
        uri = make_archive(archive, other)
        sources += f"Signed-By: {debian.keyring}\n"
    elif why == "unsigned":
        uri = make_archive(archive, None)
    elif why == "expired":
        uri = make_archive(archive, debian, valid_until=86400)
    elif why == "another suite":
        uri = make_archive(archive, debian, codename="trixie")
    else:
        uri = make_archive(archive, debian, digest="MD5Sum")
    known = debian if why in ("expired", "another suite", "MD5") else other
    machine.configure(uri, known, sources=sources, settings=settings)
    done = read(tmp_path, machine, debian.keyring)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert {
        "another key": "apt-get: The repository",
        "unsigned": "apt-get: The repository",
        "expired": "is expired",
        "another suite": "/archive/dists/bookworm/: is trixie or oldstable, not bookworm; name",
        "MD5": "apt-get: ",
    }[why] in done.stderr


@pytest.mark.parametrize("why", ["expired", "another key"])
def test_what_is_expired_counts_where_that_is_asked_for(
    tmp_path: Path, debian: Key, other: Key, why: str
) -> None:
    """For a Nix to test with; Debian has to have signed it all the same."""
    machine = FakeMachine(tmp_path / "machine")
    key = debian if why == "expired" else other
    machine.configure(make_archive(tmp_path / "archive", key, valid_until=86400), key)
    done = read(tmp_path, machine, debian.keyring, "may be expired")
    assert done.stdout == ("hello\n" if why == "expired" else ""), done.stderr


def test_programs_and_lists_of_the_machine_are_left_alone(tmp_path: Path, debian: Key) -> None:
    """Its proxies are used."""
    machine = FakeMachine(tmp_path / "machine")
    hooks = "".join(
        f'APT::Update::{when} {{"touch {tmp_path}/hook"}};\n'
        for when in ("Pre-Invoke", "Post-Invoke", "Post-Invoke-Success")
    )
    proxy = 'Acquire::http::Proxy "http://proxy.example.org:3128/";\n'
    settings = f'{hooks}{proxy}Acquire::https::Proxy::mirror.example.org "DIRECT";\n'
    machine.configure(make_archive(tmp_path / "archive", debian), None, settings=settings)
    done = read(tmp_path, machine, debian.keyring)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "hook").exists()
    assert not [path for path in (machine.folder / "state/lists").iterdir() if path.is_file()]
    private = (tmp_path / "private" / "apt.conf").read_text()
    assert proxy in private
    assert 'Acquire::https::Proxy::mirror.example.org "DIRECT";\n' in private


def test_a_keyring_that_is_not_there(tmp_path: Path, debian: Key) -> None:
    machine = FakeMachine(tmp_path / "machine")
    machine.configure(make_archive(tmp_path / "archive", debian), None)
    done = read(tmp_path, machine, tmp_path / "no.gpg")
    no_keyring = (
        f"update: {tmp_path}/no.gpg: no such file, so no signature of Debian can be checked"
    )
    assert done.stderr.startswith(f"{no_keyring}; apt-get install debian-archive-keyring, or set ")


def newer_nix(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `nix run .#newer-nix -- FOLDER` runs."""
    return subprocess.run(
        [sys.executable, "-m", "update.newer_nix", folder],
        cwd=ROOT / "nix/debpkgs",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_of_something_else_is_not_emptied(tmp_path: Path) -> None:
    """`nix run .#newer-nix -- FOLDER` removes an unfinished one of its own alone."""
    (tmp_path / "thesis.tex").touch()
    done = newer_nix(tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"newer-nix: {tmp_path}: has other files; name a new or an empty folder\n"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody")
def test_programs_of_another_user_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "complete").touch()
    os.chown(tmp_path, 65534, 65534)
    done = newer_nix(tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{tmp_path}: belongs to another user; name a folder of your own" in done.stderr


@pytest.mark.parametrize("name", ["a b", "$(touch ran)", '"; touch ran; "', "it's"])
def test_what_is_printed_is_for_a_shell(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "complete").touch()
    done = newer_nix(folder)
    assert done.returncode == 0, done.stderr
    script = 'eval "$1"; printf %s "$PATH"'
    shell = ["sh", "-c", script, "sh", done.stdout]
    done = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{folder}/root/usr/bin:")
    assert not (tmp_path / "ran").exists()
