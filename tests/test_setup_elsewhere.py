"""Pinned files that the mirror has removed: where `./setup` looks for them, and what it offers."""

import hashlib
import json
import os
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import Checkout, FileServer, use_http

needs_apt = pytest.mark.skipif(
    not Path("/usr/lib/apt/apt-helper").exists(), reason="this machine has no apt"
)

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path("nix/debpkgs/lock")
MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
FIX, RELEASE = "tool_1-1+deb12u1_all.deb", "tool_1-1_all.deb"


def pin(name: str, version: str, pool: str, snapshot: str) -> dict[str, object]:
    """A pin of a made-up package."""
    content = name.encode()
    return {
        "path": f"{pool}/main/t/tool/{name}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "snapshot": snapshot,
        "source": "tool",
        "version": version,
        "depends": [],
    }


def write(checkout: Checkout, folder: Path, tool: dict[str, object]) -> None:
    """Add the package to the checkout's locks in a folder."""
    for name in ("amd64", "arm64"):
        packages = json.loads((checkout.root / LOCKS / f"{name}.json").read_text())["packages"]
        text = json.dumps({"version": 1, "packages": packages | {"tool": tool}})
        (checkout.root / folder / f"{name}.json").write_text(text)


@pytest.fixture
def pinned(checkout: Checkout) -> Checkout:
    """A checkout that pins a fix, and the release's version of the same package as frozen."""
    frozen = LOCKS / "frozen"
    shutil.copytree(checkout.root / LOCKS, checkout.root / frozen)
    write(checkout, frozen, pin(RELEASE, "1-1", "pool", "20260102T000000Z"))
    write(checkout, LOCKS, pin(FIX, "1-1+deb12u1", "pool/updates", "20260302T000000Z"))
    (checkout.mirror / RELEASE).write_text(RELEASE)
    (checkout.mirror / FIX).write_text(FIX)
    return checkout


@pytest.fixture
def drop(pinned: Checkout, tmp_path: Path) -> Path:
    """The folder to which the fix went that the mirror no longer has."""
    gone = tmp_path / "gone"
    gone.mkdir()
    (pinned.mirror / FIX).rename(gone / FIX)
    return gone


@pytest.fixture
def snapshot(drop: Path) -> Iterator[FileServer]:
    """A server that still has the fix."""
    server = FileServer(drop)
    yield server
    server.close()


def assert_ready(done: subprocess.CompletedProcess[str], checkout: Checkout) -> None:
    """Setup has succeeded, and the store has all that is pinned."""
    assert done.returncode == 0, done.stdout + done.stderr
    assert not checkout.missing()


@needs_apt
def test_the_snapshot_archive_is_asked_for_the_time_of_the_pin(
    pinned: Checkout, server: FileServer, snapshot: FileServer
) -> None:
    use_http(pinned, server)
    pinned.extra["DEBPKGS_SNAPSHOT_MIRROR"] = f"{snapshot.url}/"
    done = pinned.setup()
    assert_ready(done, pinned)
    assert f"Debian: 1 files were not there; asking {snapshot.url}" in done.stdout
    asked = {urllib.parse.unquote(path) for path, _ in snapshot.requests}
    archive = "/archive/debian-security/20260302T000000Z"
    assert asked == {f"{archive}/pool/updates/main/t/tool/{FIX}"}


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_bundle_is_asked(pinned: Checkout, drop: Path, tmp_path: Path, kind: str) -> None:
    place = drop
    if kind == "file":
        place = tmp_path / "a bundle.tar"
        subprocess.run(["tar", "-cf", place, "-C", drop, FIX], check=True)
    pinned.extra["DEBPKGS_BUNDLE"] = str(place)
    done = pinned.setup()
    assert_ready(done, pinned)
    assert f"asking {place}" in done.stdout


def test_a_binary_cache_is_asked(pinned: Checkout, drop: Path, tmp_path: Path) -> None:
    shutil.copytree(pinned.mirror, tmp_path / "full")
    shutil.copy(drop / FIX, tmp_path / "full")
    environment = pinned.environment() | {"NIX_REMOTE": f"local?root={tmp_path / 'other'}"}
    added = subprocess.run(
        ["nix-store", "--add-fixed", "sha256", str(drop / FIX)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    cache = f"file://{tmp_path / 'cache'}"
    command = ["nix", "--extra-experimental-features", "nix-command", "copy", "--to", cache, added]
    subprocess.run(command, env=environment, check=True)
    (pinned.config / "nix.conf").write_text(f"substituters = {cache}\n")
    done = pinned.setup()
    assert_ready(done, pinned)
    assert f"asking Nix's binary caches ({cache})" in done.stdout


def test_an_offer_names_the_two_ways_on(pinned: Checkout, drop: Path) -> None:
    assert drop.exists()
    done = pinned.setup()
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line == (
        f"setup: {FIX}: fixes of Debian that no source has any longer (asked: {pinned.mirror}); "
        "run: make update, which takes the newest ones, or: ./setup --frozen, which takes the "
        "release without the fixes of: tool 1-1+deb12u1"
    )


def test_the_frozen_locks_do_without_fixes(pinned: Checkout, drop: Path) -> None:
    assert drop.exists()
    done = pinned.setup("--frozen")
    assert_ready(done, pinned)
    assert "without the fixes of: tool 1-1+deb12u1" in done.stdout
    locks = pinned.root / LOCKS
    frozen = (locks / "frozen" / f"{MACHINE}.json").read_text()
    assert (locks / f"{MACHINE}.json").read_text() == frozen
    again = pinned.setup("--frozen")
    assert_ready(again, pinned)
    assert "without the fixes" not in again.stdout
    assert_ready(pinned.setup(), pinned)


def test_no_offer_if_the_frozen_locks_lack_the_file_too(pinned: Checkout, drop: Path) -> None:
    assert drop.exists()
    (pinned.mirror / next(line[3] for line in pinned.plan() if "zlib1g" in line[3])).unlink()
    done = pinned.setup()
    assert done.returncode == 1
    assert "--frozen" not in done.stderr


@needs_apt
def test_no_offer_if_the_mirror_does_not_answer(pinned: Checkout, server: FileServer) -> None:
    use_http(pinned, server)
    server.close()
    done = pinned.setup()
    assert done.returncode == 1
    assert "--frozen" not in done.stderr


def test_ci_goes_on_with_the_frozen_locks(pinned: Checkout, drop: Path) -> None:
    assert drop.exists()
    (pinned.root / ".ci").mkdir()
    shutil.copy2(ROOT / ".ci/setup", pinned.root / ".ci/setup")
    git = ("git", "-C", str(pinned.root), "-c", "user.name=A", "-c", "user.email=a@b")
    for arguments in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *arguments], check=True)
    for expected in ("CI goes on with the frozen locks", "ready: "):
        done = subprocess.run(
            [pinned.root / ".ci/setup"],
            env=pinned.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert_ready(done, pinned)
        assert expected in done.stdout
    log = subprocess.run([*git, "log", "--format=%s"], capture_output=True, text=True, check=True)
    assert log.stdout.split("\n")[:2] == ["Use the frozen locks", "all"]


@needs_apt
def test_the_other_mirrors_of_apt_are_asked(
    pinned: Checkout, server: FileServer, snapshot: FileServer
) -> None:
    """Debian's archive twice in apt's sources: the second one still has the fix."""
    use_http(pinned, server)
    pinned.extra["DEBPKGS_DEBIAN_MIRROR"] = ""
    state = pinned.home / "apt"
    (state / "lists/partial").mkdir(parents=True)
    lines = "".join(f"deb {one.url}/debian bookworm main\n" for one in (server, snapshot))
    (state / "sources.list").write_text(lines)
    config = Path(pinned.extra["APT_CONFIG"])
    config.write_text(
        f'{config.read_text()}Dir::State "{state}";\nDir::Etc::sourceparts "/dev/null";\n'
        f'Dir::Etc::sourcelist "{state}/sources.list";\n'
    )
    done = pinned.setup()
    assert_ready(done, pinned)
    assert f"Debian: 1 files were not there; asking {snapshot.url}" in done.stdout


@needs_apt
def test_each_of_three_point_releases_is_set_up_after_the_next(
    checkout: Checkout, server: FileServer, tmp_path: Path
) -> None:
    """The mirror has the newest version alone; the snapshot archive has them all."""
    old = tmp_path / "old"
    old.mkdir()
    releases = []
    for number in (1, 2, 3):
        name = f"tool_1-{number}_all.deb"
        releases.append(pin(name, f"1-{number}", "pool", f"20260{number}02T000000Z"))
        for path in checkout.mirror.glob("tool_*"):
            path.rename(old / path.name)
        (checkout.mirror / name).write_text(name)
    snapshot = FileServer(old)
    use_http(checkout, server)
    checkout.extra["DEBPKGS_SNAPSHOT_MIRROR"] = snapshot.url
    try:
        for release in releases:
            write(checkout, LOCKS, release)
            assert_ready(checkout.setup(), checkout)
    finally:
        snapshot.close()
    asked = [path.split("/")[3] for path, _ in snapshot.requests]
    assert asked == ["20260102T000000Z", "20260202T000000Z"]
