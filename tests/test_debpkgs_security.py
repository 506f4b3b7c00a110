"""`debpkgs audit` and `update`: which pins are behind, and which of them move."""

import hashlib
import io
import itertools
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from commands import archive as archives
from commands.audit import behind, read_tracker
from commands.carried import is_carried, names_in_image
from commands.hold import held, moves, stays
from debian_archive import FakeMachine
from update.apt import Archive, machine_archive
from update.deb822 import Package
from update.errors import UpdateError
from update.resolve import Universe
from update.version import is_newer

#: Sorted, as `dpkg --compare-versions` has them.
ORDER = (
    *("1.0~~", "1.0~~a", "1.0~", "1.0~rc1-1", "1.0", "1.0-0+b1", "1.0-1~deb12u1", "1.0-1"),
    *("1.0-1+b2", "1.0-1+b10", "1.0-1+deb12u1", "1.0-1.1", "1.0a", "1.0+dfsg", "1.0.1", "1.0.10"),
    *("1.0-2-1", "1.2", "1.10", "2.0-0", "10", "1:0.1", "2:0~"),
)
MAIN, FIXES = "pool/main/", "pool/updates/main/"


def package(name: str, version: str, path: str = MAIN, source: str = "") -> Package:
    """A package that nobody has built."""
    depends = (("libc6",),)
    return Package(name, version, f"{path}{name}", 1, "0" * 64, depends, (), source or name)


def pin(version: str, *depends: str) -> dict[str, Any]:
    """An entry of debpkgs.lock."""
    path = f"{MAIN}old_{version}"
    return {
        **{"version": version, "path": path, "size": 2, "sha256": "1" * 64},
        "depends": list(depends),
    }


def test_versions_have_debians_order() -> None:
    order = [version for version in ORDER if version != "1.0-2-1"]
    for lower, higher in itertools.combinations(order, 2):
        assert is_newer(higher, lower), (higher, lower)
        assert not is_newer(lower, higher), (lower, higher)
    # The revision is what follows the last hyphen; an absent one is 0.
    assert is_newer("1.0-2-1", "1.0-1")
    assert not is_newer("1.0-0", "1.0")
    assert not is_newer("0:1.0", "1.0")


BOTH = Universe(
    [
        *(package("one", "1-2"), package("two", "1-1"), package("other", "9")),
        package("two", "1-1+deb12u1", FIXES, "source"),
    ]
)
PINS = {"one": pin("1-1"), "two": pin("1-1"), "gone": pin("1")}


class TestAudit:
    """Which pins are older than what Debian has."""

    def test_the_newest_of_all_suites_counts(self) -> None:
        found = behind(PINS, BOTH, "bookworm", {})
        assert [(one.package.name, one.package.version, one.suite) for one in found] == [
            ("one", "1-2", "bookworm"),
            ("two", "1-1+deb12u1", "bookworm-security"),
        ]
        assert behind({"one": pin("1-2"), "two": pin("1-3")}, BOTH, "bookworm", {}) == []

    def test_the_tracker_says_what_is_fixed(self, tmp_path: Path) -> None:
        def cve(fixed: str, release: str = "bookworm") -> dict[str, Any]:
            return {"releases": {release: {"status": "resolved", "fixed_version": fixed}}}

        data = {
            "source": {
                "CVE-2026-20": cve("1-1+deb12u1"),
                "CVE-2026-3": cve("1-1+deb12u1"),
                "CVE-2026-4": cve("1-1"),  # fixed in what is pinned
                "CVE-2026-5": cve("1-1+deb12u2"),  # not fixed yet
                "CVE-2026-6": cve("0"),  # never in this release
                "CVE-2026-7": cve("1-1+deb12u1", "trixie"),
                "CVE-2026-8": {"releases": {"bookworm": {"status": "open"}}},
                "CVE-2026-9": None,
            }
        }
        path = tmp_path / "tracker.json"
        path.write_text(json.dumps(data))
        for place in (str(path), path.as_uri()):
            found = behind(PINS, BOTH, "bookworm", read_tracker(place))
            assert [one.cves for one in found] == [(), ("CVE-2026-3", "CVE-2026-20")]

    @pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "[" * 100_000])
    def test_what_is_no_tracker_is_refused(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "t").write_text(text)
        with pytest.raises(UpdateError, match="t: not the data of Debian's security tracker"):
            read_tracker(str(tmp_path / "t"))

    def test_a_tracker_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UpdateError, match=r"absent: .*; --tracker takes a file or a URL"):
            read_tracker(str(tmp_path / "absent"))


NEW = (
    package("one", "2"),
    package("two", "2", FIXES),
    package("three-dev", "2", FIXES, "three"),
    package("new", "1"),
)
OLD = {name: pin("1", "libold") for name in ("one", "two", "three-dev")}


class TestUpdate:
    """What moves, and what stays as it is pinned."""

    def versions(self, names: set[str], security: bool) -> dict[str, str]:
        """The versions after an update."""
        found = held(Universe(NEW), OLD, moves(frozenset(names), security))
        return {name: one.version for name, one in found.by_name.items()}

    def test_all_or_only_fixes_or_what_is_named(self) -> None:
        new = {"new": "1"}
        assert self.versions(set(), False) == {"one": "2", "two": "2", "three-dev": "2", **new}
        assert self.versions(set(), True) == {"one": "1", "two": "2", "three-dev": "2", **new}
        assert self.versions({"three", "one"}, True) == {
            **{"one": "1", "two": "1", "three-dev": "2"},
            **new,
        }

    def test_what_stays_is_as_it_was_pinned(self) -> None:
        one = held(Universe(NEW), OLD, stays).by_name["one"]
        assert (one.path, one.size, one.sha256) == (f"{MAIN}old_1", 2, "1" * 64)
        assert one.depends == (("libold",),)


def test_a_file_comes_from_the_archive_that_has_it() -> None:
    archive = Archive("file:/debian", "file:/security")
    assert archive.of_path(f"{FIXES}a.deb") == archive.of_suite("bookworm-security")
    assert archive.of_path(f"{MAIN}a.deb") == archive.of_suite("bookworm") == "file:/debian"
    with pytest.raises(UpdateError, match=r"security archive is not .* `Suites: bookworm-"):
        Archive("file:/debian").of_suite("bookworm-security")


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not on PATH")
@pytest.mark.parametrize("has_fixes", [True, False])
def test_the_archive_of_fixes_is_that_of_apts_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_fixes: bool
) -> None:
    machine = FakeMachine(tmp_path)
    fixes = "\nTypes: deb\nURIs: file:/fixes/\nSuites: bookworm-security\nComponents: main\n"
    machine.configure("file:/debian/", None, sources=fixes if has_fixes else "")
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    assert machine_archive() == Archive("file:/debian", "file:/fixes" if has_fixes else "")


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not on PATH")
@pytest.mark.parametrize("where", ["mirror", "snapshot"])
def test_a_file_that_the_first_mirror_removed_is_fetched_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    places = {
        "mirror": tmp_path / "other/debian",
        "snapshot": tmp_path / "snapshot/archive/debian/20260102T000000Z",
    }
    file = places[where] / f"{MAIN}a.deb"
    file.parent.mkdir(parents=True)
    file.write_text("a")
    machine = FakeMachine(tmp_path)
    other = (
        f"\nTypes: deb\nURIs: file:{tmp_path}/other/debian\nSuites: bookworm\nComponents: main\n"
    )
    fixes = "\nTypes: deb\nURIs: file:/fixes/\nSuites: bookworm-security\nComponents: main\n"
    machine.configure("file:/nowhere/", None, sources=other + fixes)
    (tmp_path / "keyring").touch()
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DEBPKGS_DEBIAN_KEYRING", str(tmp_path / "keyring"))
    monkeypatch.setenv("DEBPKGS_SNAPSHOT_MIRROR", f"file:{tmp_path}/snapshot/")
    digest = hashlib.sha256(b"a").hexdigest()
    pin = {"path": f"{MAIN}a.deb", "sha256": digest, "snapshot": "20260102T000000Z"}
    archive = archives.Archive("bookworm", asks=False)
    archive.download(pin, tmp_path / "a.deb")
    assert (tmp_path / "a.deb").read_text() == "a"
    with pytest.raises(UpdateError, match=r"b\.deb"):
        archive.download({**pin, "path": f"{MAIN}b.deb"}, tmp_path / "b.deb")


def image(path: Path, *names: str) -> None:
    """An archive of one layer, with folders in the store, as docker reads it."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        for name in names:
            folder = tarfile.TarInfo(f"./nix/store/{'a' * 32}-{name}")
            folder.type = tarfile.DIRTYPE
            tar.addfile(folder)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in (("layer.tar", layer.getvalue()), ("manifest.json", b"[]")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


class TestCarried:
    """Which outputs have a package in them."""

    @pytest.mark.parametrize(
        ("name", "version", "expected"),
        [
            ("openssl", "3.0.22-1~deb12u2", True),
            ("openssl", "3.0.22-1~deb12u1", False),
            ("zlib", "1:1.2.13.dfsg-1", True),
            ("ssl", "3.0.22-1~deb12u2", False),
            ("expat", "2.5.0-1", False),
        ],
    )
    def test_a_package_is_known_by_its_store_name(
        self, name: str, version: str, expected: bool
    ) -> None:
        names = {"openssl-3.0.22-1-deb12u2-bin", "zlib-1.2.13.dfsg-1", "expat-2.5.0-1+deb12u5"}
        assert is_carried(name, version, frozenset(names)) is expected

    def test_an_image_has_what_its_layers_hold(self, tmp_path: Path) -> None:
        image(tmp_path / "image.tar.gz", "openssl-3.0.22-1-deb12u2", "python3-3.13.5")
        names = names_in_image(tmp_path / "image.tar.gz", "image")
        assert set(names) == {"openssl-3.0.22-1-deb12u2", "python3-3.13.5"}

    def test_what_is_no_image_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "text").write_text("text")
        with pytest.raises(UpdateError, match=r"\.#text: .*text: neither a folder nor an image"):
            list(names_in_image(tmp_path / "text", ".#text"))
