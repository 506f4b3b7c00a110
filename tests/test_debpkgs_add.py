"""`debpkgs add`: which Debian packages a name means, what they become, and what is written."""

import argparse
import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands.change import packages_named
from commands.examine import Facts, examine
from commands.examined import _folder, examined
from commands.listing import Listing
from commands.names import NIXPKGS, packages_of
from commands.parsed import parsed
from commands.places import unreachable
from commands.plan import Base, make_plan
from commands.tell import show_list
from update.deb822 import Package
from update.errors import UpdateError
from update.resolve import Universe

NO_BASE = Base({"amd64": {}, "arm64": {}}, {})


def package(name: str, *depends: str, source: str = "", section: str = "libs") -> Package:
    """A package that nobody has built; `a|b` are alternatives."""
    alternatives = tuple(tuple(one.split("|")) for one in depends)
    return Package(name, "1-2", f"pool/{name}.deb", 1, "0" * 64, alternatives, (), source, section)


LIBZ = (
    package("libz1", source="libz"),
    package("libz-dev", "libz1", "libm-dev", source="libz", section="libdevel"),
    package("libz-tools", "libz1", source="libz", section="utils"),
    package("libz-doc", source="libz", section="doc"),
    package("libm2", source="libm"),
    package("libm-dev", "libm2", source="libm", section="libdevel"),
)


def plan(
    names: Sequence[str],
    *packages: Package,
    base: Base = NO_BASE,
    facts: dict[str, Facts] | None = None,
    keys: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What is locked for names."""
    universe = Universe(packages)
    wanted = {name: (keys or {}).get(name, {}) for name in names}
    universes = {"amd64": universe, "arm64": universe}
    return make_plan(wanted, universes, base, "debpkgs.toml", facts or {}).document("bookworm")


class TestNames:
    """nixpkgs' names, and Debian's."""

    def test_a_binary_package(self) -> None:
        assert packages_of(Universe(LIBZ), "libz-tools") == ("libz-tools",)

    def test_a_source_package_stands_for_its_headers(self) -> None:
        assert packages_of(Universe(LIBZ), "libz") == ("libz-dev",)

    def test_one_without_headers_for_all_that_it_has(self) -> None:
        universe = Universe([package("a", source="s"), package("a-doc", source="s")])
        assert packages_of(universe, "s") == ("a",)

    def test_one_that_is_documentation_alone(self) -> None:
        universe = Universe([package("a-doc", source="s")])
        assert packages_of(universe, "s") == ("a-doc",)

    def test_a_name_of_nixpkgs_that_the_suite_lacks(self) -> None:
        with pytest.raises(UpdateError, match="libpq: no package of Debian"):
            packages_of(Universe(LIBZ), "libpq")

    def test_a_name_of_nixpkgs(self) -> None:
        universe = Universe([package(name) for name in NIXPKGS["libpq"]])
        assert packages_of(universe, "libpq") == ("libpq-dev",)

    def test_another_name_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UpdateError, match=r"libz-toolz: no package of Debian, .*libz-tools"):
            packages_of(Universe(LIBZ), "libz-toolz")


class TestPlans:
    """Entries, their outputs, and what is pinned."""

    def test_headers_and_the_libraries_of_their_source(self) -> None:
        found = plan(["libz"], *LIBZ)
        assert found["entries"] == {
            "libz": {"dev": ["libz-dev"], "out": ["libz1"]},
            # Its headers are propagated.
            "libm-dev": {"dev": ["libm-dev"], "out": ["libm2"]},
        }
        assert found["aliases"] == {"libz-dev": "libz"}
        pinned = found["packages"]["arm64"]
        assert sorted(pinned) == ["libm-dev", "libm2", "libz-dev", "libz1"]
        assert pinned["libz-dev"]["depends"] == ["libm-dev", "libz1"]

    def test_what_debpkgs_has_is_not_pinned_again(self) -> None:
        pins: dict[str, dict[str, Any]] = {"libm2": {}, "libm-dev": {}}
        base = Base({"amd64": pins, "arm64": pins}, {"libm2": "mathematics", "libm-dev": "maths"})
        found = plan(["libz", "libm"], *LIBZ, base=base)
        assert list(found["entries"]) == ["libz"]
        assert sorted(found["packages"]["amd64"]) == ["libz-dev", "libz1"]
        assert found["there"] == {"libm": "maths", "libm-dev": "maths"}

    def test_a_list_may_say_what_is_where(self) -> None:
        keys = {"mine": {"out": ["libz1"], "bin": ["libz-tools"]}}
        found = plan(["mine"], *LIBZ, keys=keys)
        assert found["entries"] == {"mine": {"out": ["libz1"], "bin": ["libz-tools"]}}

    def test_packages_that_need_each_other_are_one(self) -> None:
        packages = (
            package("one", "two", source="a"),
            package("two", "one", source="b"),
            package("three-dev", "one", source="c", section="libdevel"),
        )
        found = plan(["three-dev"], *packages)
        assert {"out": ["one", "two"]} in found["entries"].values()

    def test_two_names_of_one_source_are_two_entries(self) -> None:
        packages = (
            package("cargo-web", "rustc-web", source="rustc-web"),
            package("rustc-web", "libstd-dev", source="rustc-web"),
            package("libstd-dev", source="rustc-web", section="libdevel"),
        )
        found = plan(["cargo", "rustc"], *packages)
        assert found["entries"] == {
            "cargo": {"out": ["cargo-web"]},
            # The compiler needs its library, whose package is one of headers to Debian.
            "rustc": {"dev": ["libstd-dev", "rustc-web"]},
        }
        # Not cargo, which is of a source of that name.
        assert found["aliases"] == {"cargo-web": "cargo", "rustc-web": "rustc"}

    def test_a_name_of_what_another_has(self) -> None:
        keys = {"both": {"dev": ["libz-dev"]}}
        found = plan(["libz", "both"], *LIBZ, keys=keys)
        assert found["aliases"]["both"] == "libz"
        assert found["uses"] == {}

    def test_a_name_of_more_than_another_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(NIXPKGS, "more", ["libz-dev", "libz-tools", "libm2"])
        pins: dict[str, dict[str, Any]] = {"libm2": {}, "libm-dev": {}}
        base = Base({"amd64": pins, "arm64": pins}, {"libm2": "maths", "libm-dev": "maths"})
        found = plan(["libz", "more"], *LIBZ, base=base)
        assert found["entries"]["more"] == {"out": ["libz-tools"]}
        assert found["uses"] == {"more": ["libm2", "libz-dev"]}

    def test_names_that_use_each_other_are_one(self) -> None:
        packages = (
            package("a-dev", "b-dev", source="a", section="libdevel"),
            package("b-dev", source="b", section="libdevel"),
        )
        keys = {"two": {"dev": ["b-dev", "a-dev"]}}
        found = plan(["a-dev", "two"], *packages, keys=keys)
        assert sorted(found["entries"].values(), key=str) == [{"dev": ["a-dev", "b-dev"]}]
        assert {"a-dev", "b-dev", "two"} <= found["entries"].keys() | found["aliases"].keys()

    def test_a_package_of_one_architecture(self) -> None:
        universes = {"amd64": Universe(LIBZ), "arm64": Universe(LIBZ[:1])}
        found = make_plan({"libm": {}}, universes, NO_BASE, "debpkgs.toml", {}).document("bookworm")
        assert sorted(found["packages"]["amd64"]) == ["libm-dev", "libm2"]
        assert found["packages"]["arm64"] == {}
        assert list(found["entries"]) == ["libm"]
        with pytest.raises(UpdateError, match="libn: no package of Debian"):
            make_plan({"libn": {}}, universes, NO_BASE, "debpkgs.toml", {})

    def test_what_was_found_in_a_package_is_pinned(self) -> None:
        facts = {"libz1": Facts(links=("lib/a=b",), depends=("perl-base",))}
        found = plan(["libz1"], *LIBZ, package("perl-base"), facts=facts)
        pinned = found["packages"]["amd64"]
        assert pinned["libz1"]["links"] == ["lib/a=b"]
        assert pinned["libz1"]["depends"] == ["perl-base"]
        assert "perl-base" in pinned


def deb(path: Path, postinst: str, files: dict[str, str]) -> Path:
    """A package as dpkg-deb writes it."""

    def tar(contents: dict[str, str]) -> bytes:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w:xz") as archive:
            for name, text in contents.items():
                entry = tarfile.TarInfo(f"./{name}")
                entry.size, entry.mode = len(text), 0o755
                archive.addfile(entry, io.BytesIO(text.encode()))
        return stream.getvalue()

    members = {"debian-binary": b"2.0\n", "control.tar.xz": tar({"postinst": postinst})}
    data = b"!<arch>\n"
    for name, content in {**members, "data.tar.xz": tar(files)}.items():
        data += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
        data += content + b"\n" * (len(content) % 2)
    path.write_bytes(data)
    return path


class TestExamination:
    """What a package itself tells."""

    def test_alternatives_that_are_written_out(self, tmp_path: Path) -> None:
        script = (
            "#!/bin/sh\nupdate-alternatives --install /usr/lib/x86_64-linux-gnu/libblas.so.3 \\\n"
            "  libblas.so.3 /usr/lib/x86_64-linux-gnu/openblas/libblas.so.3 100 \\\n"
            "  --slave /usr/share/man/man1/x.1.gz x.1.gz /usr/share/man/man1/y.1.gz\n"
            'update-alternatives --install /usr/bin/$name name "/usr/bin/$other" 1\n'
        )
        found = examine(deb(tmp_path / "a.deb", script, {}), "x86_64-linux-gnu")
        assert found.links == ("lib/libblas.so.3=openblas/libblas.so.3",)

    def test_scripts_of_an_essential_package(self, tmp_path: Path) -> None:
        files = {"usr/bin/a": "#!/usr/bin/env perl\n", "usr/bin/b": "#!/bin/sh\n"}
        found = examine(deb(tmp_path / "a.deb", "", files), "x86_64-linux-gnu")
        assert (found.links, found.depends) == ((), ("perl-base",))

    def test_a_program_of_an_essential_package_that_a_script_calls(self, tmp_path: Path) -> None:
        called = "#!/bin/sh\nset -- $(getopt -o v -- $*)\n"
        files = {"usr/sbin/a": called, "usr/share/doc/a/example": called.replace("getopt", "flock")}
        found = examine(deb(tmp_path / "a.deb", "", files), "x86_64-linux-gnu")
        assert found.depends == ("util-linux",)
        files = {"usr/bin/b": "#!/bin/sh\n# forgetopt /usr/bin/getopts\n"}
        assert examine(deb(tmp_path / "b.deb", "", files), "x86_64-linux-gnu").depends == ()

    def test_a_perl_script_looks_where_modules_are(self, tmp_path: Path) -> None:
        files = {"usr/bin/a": "#!/usr/bin/perl\nuse A;\n", "usr/share/perl5/A.pm": ""}
        places = examine(deb(tmp_path / "a.deb", "", files), "x86_64-linux-gnu").places
        assert dict(unreachable({"a": places}, {})) == {"a": ["/usr/share/perl5"]}

    def test_places_of_debian_that_are_compiled_in(self, tmp_path: Path) -> None:
        program = "\x7fELF /usr/share/libz/data\0/usr/share/libz\0/usr/share/none\0/usr/lib"
        files = {
            "usr/lib/libz.so.1": program,
            "usr/share/libz/data/x": "",
            "usr/bin/script": "#!/bin/sh\necho /usr/share/libz/script",
            "usr/share/libz/script": "#!/usr/share/libz/x\n/etc/libz.conf /usr/bin/tool /a/etc/x",
            "etc/other": "",
            "etc/libz.conf": "",
            "usr/share/libz/text": "/etc/other",
        }
        libz = examine(deb(tmp_path / "a.deb", "", files), "x86_64-linux-gnu").places
        tools = examine(deb(tmp_path / "b.deb", "", {"bin/tool": ""}), "x86_64-linux-gnu").places
        found = dict(unreachable({"libz": libz, "tools": tools}, {"libz": ["tools", "base"]}))
        assert found == {"libz": ["/etc/libz.conf", "/usr/bin/tool", "/usr/share/libz"]}
        assert dict(unreachable({"libz": libz}, {}))["libz"] == [
            "/etc/libz.conf",
            "/usr/share/libz",
        ]

    def test_what_is_no_package(self, tmp_path: Path) -> None:
        (tmp_path / "a.deb").write_text("html")
        with pytest.raises(UpdateError, match=r"a\.deb: not a \.deb"):
            examine(tmp_path / "a.deb", "x86_64-linux-gnu")


def test_what_was_found_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _folder.cache_clear()
    files = {"usr/bin/a": "#!/usr/bin/perl\n", "usr/include/a.h": "#include <b.h>\n"}
    path = deb(tmp_path / "a.deb", "", files)
    found = examined(path, "0" * 64, "x86_64-linux-gnu")
    assert found == examine(path, "x86_64-linux-gnu")
    path.unlink()
    assert examined(path, "0" * 64, "x86_64-linux-gnu") == found
    _folder.cache_clear()


class TestFiles:
    """debpkgs.toml and debpkgs.lock."""

    def test_names_are_added_once_and_removed(self, tmp_path: Path) -> None:
        listing = Listing(tmp_path)
        assert listing.add(["libz", "a+b", "libz"], "bookworm") == ["libz", "a+b"]
        assert listing.add(["libz"], "bookworm") == []
        text = listing.path.read_text()
        assert text.startswith("# Debian packages of this project")
        assert 'suite = "bookworm"\n\n[packages]\nlibz = {}\n"a+b" = {}\n' in text
        listing.remove(["a+b"])
        assert dict(listing.packages()) == {"libz": {}}

    def test_what_people_wrote_stays(self, tmp_path: Path) -> None:
        listing = Listing(tmp_path)
        text = (
            "[packages]\n# why\nmine = { out = ['libz1'] } # here\n\n[packages.other]\ndev = []\n"
        )
        listing.path.write_text(text)
        listing.add(["libz"], "bookworm")
        assert listing.path.read_text() == text.replace("# here\n", "# here\nlibz = {}\n")
        with pytest.raises(
            UpdateError, match=r"packages\.other: more than a line; remove it there"
        ):
            listing.remove(["other"])

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("packages = 1", "packages: expected a table"),
            ("[packages]\na = 1", "packages.a: expected a table"),
            ("[packages.a]\nouts = []", "packages.a.outs: unknown"),
            ("[packages.a]\nout = 'b'", "packages.a.out: unknown, or no list"),
            ("[packages", "debpkgs.toml: "),
        ],
    )
    def test_a_list_that_cannot_be_read(self, tmp_path: Path, text: str, message: str) -> None:
        listing = Listing(tmp_path)
        listing.path.write_text(text)
        with pytest.raises(UpdateError, match=message):
            listing.packages()

    @pytest.mark.parametrize("text", ["{", "[]", '{"version": 2}'])
    def test_a_lock_that_cannot_be_read(self, tmp_path: Path, text: str) -> None:
        listing = Listing(tmp_path)
        listing.lock_path.write_text(text)
        with pytest.raises(UpdateError, match=r"debpkgs\.lock: "):
            listing.lock()

    def test_a_lock_is_plain_and_sorted(self, tmp_path: Path) -> None:
        listing = Listing(tmp_path)
        document = plan(["libz"], *LIBZ)
        listing.write_lock(document)
        assert listing.lock() == document
        assert listing.lock_path.read_text() == (
            json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        )


class TestParsedIndexes:
    """An index that was read is kept."""

    def test_it_is_read_once_for_a_stamp(self, tmp_path: Path) -> None:
        path, asked = tmp_path / "index.json", []

        def read() -> tuple[Package, ...]:
            asked.append(1)
            return LIBZ

        assert parsed(path, "1", read) == list(LIBZ)
        assert parsed(path, "1", read) == list(LIBZ)
        assert len(asked) == 1
        assert parsed(path, "2", read) == list(LIBZ)
        assert len(asked) == 2

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"stamp": "1"}', None])
    def test_what_is_broken_is_read_again(self, tmp_path: Path, text: str | None) -> None:
        path = tmp_path / "index.json"
        parsed(path, "1", lambda: LIBZ)
        path.write_text(path.read_text().replace('"libs"', "7") if text is None else text)
        if text is None:
            # Another version of debpkgs, whose packages have other fields.
            path.write_text(path.read_text().replace('"installed"', '"other"'))
        assert parsed(path, "1", lambda: LIBZ) == list(LIBZ)


def test_a_name_of_what_others_have_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "debpkgs.toml").write_text("[packages]\nmore = {}\nnew = {}\n")
    lock = {"version": 1, "entries": {"more": {}}, "uses": {"more": ["libz-dev", "libm2"]}}
    lock |= {"there": {}, "aliases": {}, "packages": {"amd64": {}, "arm64": {}}}
    (tmp_path / "debpkgs.lock").write_text(json.dumps(lock))
    assert show_list(argparse.Namespace(folder=tmp_path)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["more: libz-dev libm2", "new: not locked"]


def test_update_of_a_name_that_stands_for_others_moves_those(tmp_path: Path) -> None:
    pins: dict[str, dict[str, str]] = {"libz-dev": {}, "libm2": {}, "rest": {}}
    lock = {"version": 1, "entries": {}, "uses": {"more": ["libz-dev", "libm2"]}}
    lock |= {"there": {"ssl": "openssl"}, "aliases": {}, "packages": {"amd64": pins, "arm64": pins}}
    (tmp_path / "debpkgs.lock").write_text(json.dumps(lock))
    listing = Listing(tmp_path)
    assert packages_named(listing, ["more"]) == {"libz-dev", "libm2"}
    with pytest.raises(UpdateError, match=r"ssl: is debpkgs' own; update the flake's input"):
        packages_named(listing, ["ssl"])
    with pytest.raises(UpdateError, match=r"debpkgs\.lock: has no other; see: debpkgs list"):
        packages_named(listing, ["other"])
