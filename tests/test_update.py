"""The lock tool: what it reads, what it chooses, what it writes."""

import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nix_versions import ROOT
from update import grafts, programs
from update.__main__ import refuse_older
from update.config import read_config
from update.deb822 import Package, parse_relation, read_packages, read_source_files
from update.errors import UpdateError
from update.grafts import Interface, choose_grafts, interface_of, why_not
from update.licenses import licenses_of
from update.lock import changes, read_lock, write_lock
from update.locks import keep_facts
from update.nar import executable_tree_sha256
from update.resolve import Universe, resolve
from update.snapshot import snapshot_time


def package(
    name: str, *depends: tuple[str, ...], version: str = "1", provides: tuple[str, ...] = ()
) -> Package:
    """A package that nobody has built."""
    return Package(name, version, f"pool/{name}.deb", 1, "0" * 64, depends, provides)


def test_two_that_unpack_one_program_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `make check`, which tests in two processes."""
    unpacked = []

    def unpack(suite: str, packages: list[str], root: Path, may_be_expired: bool) -> None:
        unpacked.append(suite)
        time.sleep(0.2)
        root.mkdir()

    monkeypatch.setattr(programs, "_unpack", unpack)
    monkeypatch.setattr(programs, "_relink", lambda root, names: None)
    with ThreadPoolExecutor() as pool:
        given = ("sid", ["nix-bin"], ["nix"], tmp_path / "new" / "nix")
        found = [pool.submit(programs.debian_programs, *given) for _ in range(2)]
    assert {one.result() for one in found} == {tmp_path / "new" / "nix" / "root" / "usr" / "bin"}
    assert unpacked == ["sid"]


def names(roots: list[str], *packages: Package, ignore: tuple[str, ...] = ()) -> list[str]:
    """What is resolved."""
    return list(resolve(Universe(packages), roots, ignore))


class TestReading:
    """Debian control data."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", ()),
            ("a", (("a",),)),
            ("a (>= 1:2~3), b:any", (("a",), ("b",))),
            ("a | b (<< 2), c", (("a", "b"), ("c",))),
            ("libstdc++6 (>= 12), g++-12", (("libstdc++6",), ("g++-12",))),
        ],
    )
    def test_relations(self, text: str, expected: tuple[tuple[str, ...], ...]) -> None:
        assert parse_relation(text) == expected

    def test_a_package_with_both_kinds_of_dependency(self) -> None:
        text = (
            "Package: p\nVersion: 1:2-3\nFilename: pool/p.deb\nSize: 7\nSHA256: ab\n"
            "Pre-Depends: first\nDepends: second,\n third\nProvides: v (= 1)\n\n"
        )
        (found,) = read_packages(text.splitlines(keepends=True))
        assert found.depends == (("first",), ("second",), ("third",))
        assert found.provides == ("v",)
        assert (found.version, found.size) == ("1:2-3", 7)

    def test_a_stanza_without_a_digest_is_refused(self) -> None:
        with pytest.raises(UpdateError, match=r"p: field 'SHA256' is missing"):
            list(read_packages("Package: p\nVersion: 1\nFilename: f\nSize: 1\n".splitlines()))

    def test_files_of_a_source_package(self) -> None:
        text = (
            "Package: s\nVersion: 1\nDirectory: pool/s\n"
            "Checksums-Sha256:\n aa 1 s.dsc\n bb 2 s.orig.tar.xz\n"
        )
        files = list(read_source_files(text.splitlines()))
        assert [file.path for file in files] == ["pool/s/s.dsc", "pool/s/s.orig.tar.xz"]
        assert files[1].size == 2


class TestResolving:
    """Which packages a list needs."""

    def test_follows_dependencies_of_dependencies(self) -> None:
        found = names(["a"], package("a", ("b",)), package("b", ("c",)), package("c"), package("d"))
        assert found == ["a", "b", "c"]

    def test_cycles_end(self) -> None:
        found = resolve(Universe([package("a", ("b",)), package("b", ("a",))]), ["a"])
        assert found["a"].depends == ("b",)
        assert found["b"].depends == ("a",)

    def test_the_first_alternative_that_exists(self) -> None:
        assert names(["a"], package("a", ("gone", "b", "c")), package("b"), package("c")) == [
            "a",
            "b",
        ]

    def test_an_alternative_that_is_chosen_already_wins(self) -> None:
        found = names(["a", "c"], package("a", ("b", "c")), package("b"), package("c"))
        assert found == ["a", "c"]

    def test_a_virtual_package(self) -> None:
        found = names(["a"], package("a", ("virtual",)), package("b", provides=("virtual",)))
        assert found == ["a", "b"]

    def test_ignored_dependencies(self) -> None:
        found = names(["a"], package("a", ("debconf", "debconf-2.0")), ignore=("debconf",))
        assert found == ["a"]

    def test_the_newest_of_two_versions(self) -> None:
        universe = Universe([package("a", version="1.10"), package("a", version="1.9")])
        assert resolve(universe, ["a"])["a"].package.version == "1.10"

    def test_a_name_that_does_not_exist(self) -> None:
        with pytest.raises(UpdateError, match="nope: no such package in the suite; correct"):
            names(["nope"], package("a"))

    def test_a_dependency_that_nothing_satisfies(self) -> None:
        with pytest.raises(UpdateError, match=r"a depends on x \| y, which the suite lacks"):
            names(["a"], package("a", ("x", "y")))


class TestConfig:
    """packages.toml."""

    def read(self, folder: Path, text: str) -> UpdateError:
        """The error that `text` gives."""
        path = folder / "packages.toml"
        path.write_text(text)
        with pytest.raises(UpdateError) as error:
            read_config(path)
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
        return error.value

    def test_the_real_one_is_read(self) -> None:
        config = read_config(ROOT / "nix/debpkgs/packages.toml")
        assert "libc6" in config.roots["amd64"]
        assert "binutils-x86-64-linux-gnu" not in config.roots["arm64"]

    def test_unknown_key(self, tmp_path: Path) -> None:
        text = '[debian]\nsuite = "s"\n[packages.a]\nouts = ["a"]\n'
        assert "packages.a.outs: unknown key" in str(self.read(tmp_path, text))

    def test_not_a_list(self, tmp_path: Path) -> None:
        text = '[debian]\nsuite = "s"\n[packages.a]\nout = "a"\n'
        assert "packages.a.out: expected a list" in str(self.read(tmp_path, text))

    def test_no_suite(self, tmp_path: Path) -> None:
        assert "'suite' is missing" in str(self.read(tmp_path, "[debian]\n[packages]\n"))

    def test_not_toml(self, tmp_path: Path) -> None:
        self.read(tmp_path, "[debian")


class TestLock:
    """What is written."""

    def test_changes_are_named(self) -> None:
        old = {
            "packages": {
                "gone": {"version": "1", "sha256": "a"},
                "moved": {"version": "1", "sha256": "a"},
                "same": {"version": "1", "sha256": "a"},
            }
        }
        new = {
            "packages": {
                "came": {"version": "2", "sha256": "a"},
                "moved": {"version": "2", "sha256": "b"},
                "same": {"version": "1", "sha256": "a"},
            }
        }
        assert list(changes(old["packages"], new["packages"])) == [
            "+ came 2",
            "- gone 1",
            "~ moved 1 -> 2",
        ]

    @pytest.mark.parametrize(
        ("locked", "found"), [("1.10-1", "1.9-1"), ("1:1", "2"), ("1", "1~rc")]
    )
    def test_an_archive_that_is_behind_is_refused(
        self, tmp_path: Path, locked: str, found: str
    ) -> None:
        """A stable suite's signature never expires, so an old one can be served for ever."""
        path = tmp_path / "amd64.json"
        write_lock(path, {"packages": {"zlib1g": {"version": locked, "sha256": "a"}}})
        new = {"packages": {"zlib1g": {"version": found, "sha256": "b"}, "more": {"version": "1"}}}
        with pytest.raises(UpdateError, match=f"zlib1g: {locked} is locked, and the mirror has"):
            refuse_older(path, new)
        refuse_older(path, {"packages": {"zlib1g": {"version": locked}}})
        path.unlink()
        refuse_older(path, new)

    def test_written_sorted_and_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "lock.json"
        write_lock(path, {"b": 1, "a": {"z": 1, "y": 2}})
        assert path.read_text() == '{\n  "a": {\n    "y": 2,\n    "z": 1\n  },\n  "b": 1\n}\n'
        assert read_lock(path) == {"b": 1, "a": {"z": 1, "y": 2}}

    def test_an_unchanged_lock_is_not_touched(self, tmp_path: Path) -> None:
        path = tmp_path / "lock.json"
        write_lock(path, {"a": 1})
        before = path.stat().st_mtime_ns
        write_lock(path, {"a": 1})
        assert path.stat().st_mtime_ns == before

    @pytest.mark.parametrize("lock", ["amd64", "arm64", "trixie-amd64", "trixie-arm64"])
    def test_dependencies_stay_inside_the_lock(self, lock: str) -> None:
        packages = read_lock(ROOT / f"nix/debpkgs/lock/{lock}.json")["packages"]
        for name, entry in packages.items():
            assert entry["depends"] == sorted(entry["depends"])
            outside = [other for other in entry["depends"] if other not in packages]
            assert not outside, f"{name} depends on {outside}"

    def test_no_registry_is_named(self) -> None:
        for path in (ROOT / "nix/debpkgs/lock").rglob("*.json"):
            assert "://" not in path.read_text()

    @pytest.mark.parametrize("contents", [b"", b"1234567", b"12345678", b"x" * 1000])
    def test_tree_digest_is_nixs(self, tmp_path: Path, contents: bytes) -> None:
        program = tmp_path / "tree" / "bin" / "busybox"
        program.parent.mkdir(parents=True)
        program.write_bytes(contents)
        program.chmod(0o555)
        done = subprocess.run(
            ["nix-hash", "--type", "sha256", tmp_path / "tree"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert executable_tree_sha256("bin", "busybox", contents) == done.stdout.strip()


class TestLicenses:
    """What a copyright file says."""

    FORMAT = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"{FORMAT}\nFiles: *\nLicense: Expat\n text", ("MIT",)),
            (f"{FORMAT}License: GPL-2+ and LGPL-2.1\n", ("GPL-2.0-or-later", "LGPL-2.1-only")),
            (
                f"{FORMAT}\nFiles: *\nLicense: zlib or GPL-3+ with Bison exception, BSD-3-clause\n",
                ("BSD-3-Clause", "GPL-3.0-or-later", "Zlib"),
            ),
            # Packaging is not in the package; a text by itself is no file's.
            (f"{FORMAT}\nFiles: debian/*\nLicense: GPL-2\n\nLicense: GPL-3\n text\n", ()),
            ("This package was debianized.\n\nLicense: GPL-2\n", ()),
            ("Format of this file is prose\n it goes on\n", ()),
            ("", ()),
        ],
    )
    def test_names_are_those_of_spdx(self, text: str, expected: tuple[str, ...]) -> None:
        assert licenses_of(text) == expected


def test_a_file_that_was_pinned_keeps_what_was_noted() -> None:
    before = {"a": {"sha256": "1", "snapshot": "old", "licenses": ["MIT"]}}
    pins = {"a": {"sha256": "1", "snapshot": "new"}, "b": {"sha256": "1", "snapshot": "new"}}
    keep_facts(pins, before)
    assert pins["a"] == before["a"]
    assert pins["b"]["snapshot"] == "new"
    moved = {"a": {"sha256": "2", "snapshot": "new"}}
    keep_facts(moved, before)
    assert moved == {"a": {"sha256": "2", "snapshot": "new"}}


def test_the_snapshot_archive_is_asked_for_the_day_after_an_index() -> None:
    assert snapshot_time("Sat, 28 Feb 2026 02:53:00 UTC") == "20260301T025300Z"
    with pytest.raises(UpdateError, match="'soon' is not a date"):
        snapshot_time("soon")


class TestGrafts:
    """Which fixes images can have without a build."""

    @staticmethod
    def deb(folder: Path, version: str, symbols: str | None, library: bool = True) -> Path:
        """A package of one library, or of a program."""
        root = folder / f"tool-{version}"
        (root / "DEBIAN").mkdir(parents=True)
        head = "Package: tool\nArchitecture: all\nMaintainer: A <a@b>\nDescription: a\n"
        (root / "DEBIAN/control").write_text(f"{head}Version: {version}\n")
        if symbols is not None:
            (root / "DEBIAN/symbols").write_text(f"libtool.so.1 tool #MINVER#\n{symbols}")
        file = root / ("usr/lib/x86_64-linux-gnu/libtool.so.1" if library else "usr/bin/tool")
        file.parent.mkdir(parents=True)
        file.write_text("")
        deb = folder / f"{version}.deb"
        subprocess.run(["dpkg-deb", "-Zxz", "-b", root, deb], check=True, capture_output=True)
        return deb

    @pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not on PATH")
    @pytest.mark.parametrize(
        ("old", "new", "library", "reason"),
        [
            (" a@Base 1\n", " a@Base 1\n b@Base 2\n", True, ""),
            (" a@Base 1\n b@Base 1\n", " a@Base 1\n", True, "libtool.so.1 no longer has b@Base"),
            ("* Build-Depends-Package: t\n a@V 1\n", " a@V 1\n", True, ""),
            (None, " a@Base 1\n", True, "its libraries have no symbols file"),
            (None, None, False, ""),
        ],
    )
    def test_each_symbol_has_to_stay(
        self, tmp_path: Path, old: str | None, new: str | None, library: bool, reason: str
    ) -> None:
        debs = [self.deb(tmp_path, "1", old, library), self.deb(tmp_path, "2", new, library)]
        assert why_not(*map(interface_of, debs)) == reason

    def test_packages_of_a_source_move_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def pin(version: str, source: str, *depends: str) -> dict[str, object]:
            return {"version": version, "source": source, "depends": list(depends)}

        locked = {"a": pin("1", "x"), "b": pin("1", "x"), "c": pin("1", "y"), "d": pin("1", "z")}
        newest = locked | {"a": pin("2", "x"), "b": pin("2", "x", "new"), "c": pin("2", "y")}
        monkeypatch.setattr(grafts, "_file", lambda apt, pin: Path())
        monkeypatch.setattr(grafts, "interface_of", lambda file: Interface(False, frozenset()))
        chosen, refused = choose_grafts(None, locked, newest)  # type: ignore[arg-type]
        assert chosen == {"c": newest["c"]}
        assert refused == {"b": "it depends on other packages"}
