"""Fixtures that several end-to-end tests share."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import Checkout, FileServer, make_checkout, make_mirror
from nix_versions import (
    SUITES,
    NixVersion,
    UnreachableError,
    debian_programs,
    other_nix,
    system_nix,
)
from pinned_tree import fetched

SLOW = "takes minutes; run with --slow, as `make check-all` does"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slow` for what `make check` leaves to `make check-all`."""
    parser.addoption("--slow", action="store_true", help="also run tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip slow tests unless they are asked for."""
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason=SLOW))


#: Names a folder with nixpkgs, or a fork of it.
NIXPKGS = "DEBPKGS_TEST_NIXPKGS"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout that is being tested."""
    return ROOT


@pytest.fixture(scope="session")
def test_cache() -> Path:
    """A folder that outlives the test run: for what is expensive to fetch."""
    default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = Path(os.environ.get("DEBPKGS_TEST_CACHE", default / "debpkgs-tests"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", params=["system", *SUITES])
def nix_version(request: pytest.FixtureRequest, test_cache: Path) -> NixVersion:
    """Each Nix that must work: the machine's, Debian 13's and the current one."""
    try:
        return system_nix() if request.param == "system" else other_nix(request.param, test_cache)
    except UnreachableError as error:
        pytest.skip(f"Nix {request.param}: {error}")


@pytest.fixture(scope="session")
def gpg(test_cache: Path) -> Path:
    """GnuPG of the host, else Debian's in a folder."""
    if found := shutil.which("gpg"):
        return Path(found)
    try:
        names = ["gpg", "gpg-agent"]
        return debian_programs("bookworm", names, names, test_cache / "gnupg") / "gpg"
    except UnreachableError as error:
        pytest.skip(f"gpg: {error}")


@pytest.fixture(scope="session")
def full_mirror(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of the small checkout, taken from the machine's store."""
    return make_mirror(root, tmp_path_factory.mktemp("mirror"))


@pytest.fixture
def checkout(root: Path, full_mirror: Path, tmp_path: Path) -> Checkout:
    """A checkout with few pins, a mirror folder of its own and an empty store."""
    return make_checkout(root, full_mirror, tmp_path)


@pytest.fixture
def server(checkout: Checkout) -> Iterator[FileServer]:
    """The checkout's mirror over HTTP, slow and breakable on demand."""
    server = FileServer(checkout.mirror)
    yield server
    server.close()


@pytest.fixture(scope="session")
def nixpkgs(root: Path) -> str:
    """Path of a nixpkgs-shaped set."""
    if given := os.environ.get(NIXPKGS):
        assert (Path(given) / "default.nix").exists(), f"{NIXPKGS}={given}: no default.nix is there"
        return str(Path(given).resolve())
    locked = json.loads((root / "flake.lock").read_text())["nodes"]["nixpkgs"]["locked"]
    return fetched(locked, "the flake's nixpkgs", NIXPKGS)
