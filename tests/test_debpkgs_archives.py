"""`debpkgs add --from`: packages of archives that the list names, by the keys that it names."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commands.listing import Listing
from commands.plan import Base, make_plan
from commands.side import Side, resolve_side
from debian_archive import Deb, FakeMachine, Key, make_key, publish
from nix_versions import ROOT
from update.deb822 import Package, read_packages
from update.errors import UpdateError
from update.resolve import Universe
from update.version import satisfies

needs_apt = pytest.mark.skipif(
    not all(map(shutil.which, ("apt-get", "dpkg-deb"))), reason="apt and dpkg-deb are not on PATH"
)
BOTH = ("amd64", "arm64")


def every(name: str, version: str, depends: str = "") -> Deb:
    """A package for all machines."""
    return Deb(name, version, depends, architecture="all")


#: What the machine's Debian has.
OLD = (every("libgreet1", "1.0"), every("greeter", "1.0", "libgreet1"))
#: What the company's archive has.
NEW = (
    Deb("libgreet1", "2.0"),
    Deb("greeter", "2.0", "libgreet1 (>= 2.0)", "zstd"),
    Deb("modest", "2.0", "libgreet1 (>= 0.9)", "gzip"),
)


@pytest.fixture(scope="session")
def debian(gpg: Path, tmp_path_factory: pytest.TempPathFactory) -> Key:
    """The key of the machine's Debian."""
    return make_key(gpg, tmp_path_factory.mktemp("debian"), "debian")


@pytest.fixture(scope="session")
def acme(gpg: Path, tmp_path_factory: pytest.TempPathFactory) -> Key:
    """The key of the company's archive."""
    return make_key(gpg, tmp_path_factory.mktemp("acme"), "acme")


@dataclass(frozen=True)
class Project:
    """A folder with a debpkgs.toml, on a machine of its own."""

    folder: Path
    environment: dict[str, str]
    archive: Path
    flat: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`debpkgs ARGUMENT…`."""
        return subprocess.run(
            [sys.executable, "-m", "commands", "-C", str(self.folder), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def good(self, *arguments: str) -> str:
        """Return what a command prints that has to work."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """Return the one line of a command that has to fail, and change nothing."""
        lock = self.folder / "debpkgs.lock"
        before = lock.read_bytes() if lock.exists() else None
        done = self.run(*arguments)
        assert done.returncode == 2, done.stdout
        lines = [line for line in done.stderr.splitlines() if not line.startswith("[")]
        assert len(lines) == 1, done.stderr
        assert before == (lock.read_bytes() if lock.exists() else None)
        return lines[0]

    @property
    def pins(self) -> dict[str, Any]:
        """What is locked."""
        lock = json.loads((self.folder / "debpkgs.lock").read_text())
        found: dict[str, Any] = lock["packages"]["amd64"]
        return found

    @property
    def versions(self) -> dict[str, str]:
        return {name: pin["version"] for name, pin in self.pins.items()}


@pytest.fixture
def project(tmp_path: Path, debian: Key, acme: Key) -> Project:
    machine = FakeMachine(tmp_path / "machine")
    for suite in ("bookworm", "trixie"):
        uri = publish(tmp_path / "debian", debian, *OLD, suite=suite, architectures=BOTH)
    # As apt's sources are: of Debian.
    machine.configure(uri, None, sources=f"Signed-By: {debian.keyring}\n")
    archive, flat = tmp_path / "archive", tmp_path / "flat"
    publish(archive, acme, *NEW)
    publish(flat, acme, Deb("greeter", "3.0", compression="none"), suite="./")
    folder = tmp_path / "project"
    (folder / "keys").mkdir(parents=True)
    shutil.copy(acme.keyring, folder / "keys/acme.gpg")
    armored = [str(acme.gpg), "--homedir", str(acme.home), "--export", "--armor"]
    text = subprocess.run(armored, capture_output=True, check=True).stdout
    (folder / "keys/acme.asc").write_bytes(text)
    (folder / "debpkgs.toml").write_text(
        f'suite = "bookworm"\n\n[packages]\n\n[archive.acme]\nurl = "{archive.as_uri()}"\n'
        f'suite = "stable"\nkeyring = "keys/acme.asc"\n\n[archive.flat]\nurl = "{flat.as_uri()}"\n'
        'suite = "./"\nkeyring = "keys/acme.gpg"\n'
    )
    environment = machine.environment(debian.keyring) | {
        "PYTHONPATH": os.pathsep.join(
            str(ROOT / part) for part in ("nix/debpkgs", "python/pyproject2nix/src")
        ),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    return Project(folder, environment, archive, flat)


@needs_apt
class TestArchives:
    """What a person types."""

    def test_versions_side_by_side(self, project: Project) -> None:
        project.good("add", "greeter")
        before = project.pins
        assert project.versions == {"greeter": "1.0", "libgreet1": "1.0"}
        printed = project.good("add", "--from", "acme", "greeter", "modest")
        assert "greeter-acme: the name greeter is taken by another version" in printed
        project.good("add", "--from", "flat", "greeter")
        assert project.pins.items() >= before.items()
        assert project.versions == {
            **{"greeter": "1.0", "libgreet1": "1.0"},
            **{"greeter@acme": "2.0", "libgreet1@acme": "2.0", "modest@acme": "2.0"},
            "greeter@flat": "3.0",
        }
        assert project.pins["greeter@acme"]["depends"] == ["libgreet1@acme"]
        text = (project.folder / "debpkgs.toml").read_text()
        assert (
            'greeter = {}\ngreeter-acme = { from = "acme" }\nmodest = { from = "acme" }\n'
            'greeter-flat = { from = "flat" }\n'
        ) in text
        assert "greeter-acme 2.0 (acme): greeter@acme\n" in project.good("list")
        assert project.good("why", "libgreet1") == (
            "greeter -> greeter -> libgreet1\ngreeter-acme -> greeter@acme -> libgreet1@acme\n"
        )
        project.good("check")
        project.good("remove", "greeter-acme", "modest")
        assert project.versions == {"greeter": "1.0", "libgreet1": "1.0", "greeter@flat": "3.0"}

    def test_what_the_suite_has_is_used_where_it_is_new_enough(self, project: Project) -> None:
        project.good("add", "--from", "acme", "modest")
        assert project.versions == {"modest@acme": "2.0", "libgreet1": "1.0"}
        assert project.pins["modest@acme"]["depends"] == ["libgreet1"]
        # Together with one that is not content with it: a process has one version of a library.
        project.good("add", "--from", "acme", "greeter")
        assert project.pins["modest@acme"]["depends"] == ["libgreet1@acme"]

    def test_an_archive_that_was_made_for_another(self, project: Project, acme: Key) -> None:
        tools = project.archive.with_name("tools")
        publish(tools, acme, Deb("waver", "1.0", "libgreet1 (>= 2.0)"))
        path = project.folder / "debpkgs.toml"
        table = f'[archive.tools]\nurl = "{tools.as_uri()}"\nsuite = "stable"\n'
        plain = f'{path.read_text()}\n{table}keyring = "keys/acme.asc"\n'
        path.write_text(plain)
        line = project.refused("add", "--from", "tools", "waver")
        assert "waver 1.0 depends on libgreet1 (>= 2.0); there is libgreet1 1.0; " in line
        assert 'name the archive that it was made for, as base = "NAME"' in line
        path.write_text(f'{plain}base = "acme"\n')
        project.good("add", "--from", "tools", "waver")
        assert project.versions == {"waver@tools": "1.0", "libgreet1@tools": "2.0"}
        assert project.pins["waver@tools"]["depends"] == ["libgreet1@tools"]
        assert project.pins["libgreet1@tools"]["archive"] == "acme"
        project.good("check")
        assert "2 Debian packages" in project.good("fetch")
        assert "archive.acme: 0 of 1 pins are behind" in project.run("audit").stdout
        path.write_text(
            path.read_text().replace("[archive.flat]", 'base = "tools"\n[archive.flat]')
        )
        line = project.refused("update")
        assert "archive.tools.base: tools -> acme -> tools: an archive cannot be based" in line

    def test_search(self, project: Project) -> None:
        printed = project.good("search", "--from", "acme", "greeter")
        assert printed.startswith("greeter 2.0: for a test\n    greeter; with what they need 2 ")

    def test_update_moves_what_is_named(self, project: Project, acme: Key, debian: Key) -> None:
        project.good("add", "greeter")
        project.good("add", "--from", "acme", "greeter", "modest")
        newer = (Deb("libgreet1", "2.1"), Deb("greeter", "2.1", "libgreet1 (>= 2.1)"))
        publish(project.archive, acme, *newer, Deb("modest", "2.1", "libgreet1"))
        debs = (every("libgreet1", "1.1"), every("greeter", "1.1", "libgreet1"))
        for suite in ("bookworm", "trixie"):
            folder = project.archive.parent / "debian"
            publish(folder, debian, *debs, suite=suite, architectures=BOTH)
        audited = project.run("audit")
        assert audited.returncode == 1
        assert "greeter 2.0 -> 2.1 (stable), as greeter" in audited.stdout
        assert "debpkgs.lock, archive.acme: 3 of 3 pins are behind stable of " in audited.stdout
        assert "greeter 1.0 -> 1.1 (bookworm), as greeter" in audited.stdout
        project.good("update", "greeter-acme")
        # Its library has to move, too, though nobody named it.
        assert project.versions == {
            **{"greeter": "1.0", "libgreet1": "1.0"},
            **{"greeter@acme": "2.1", "libgreet1@acme": "2.1", "modest@acme": "2.0"},
        }
        project.good("update", "greeter")
        assert project.versions["greeter"] == "1.1"
        assert project.versions["modest@acme"] == "2.0"
        project.good("update")
        assert project.versions["modest@acme"] == "2.1"
        assert project.run("audit").stdout.count(": 0 of ") >= 2

    def test_offline_afterwards(self, project: Project) -> None:
        project.good("add", "--from", "acme", "greeter")
        for folder in (project.archive, project.archive.parent / "debian"):
            folder.rename(folder.with_name(f"{folder.name}-away"))
        assert (
            project.good("fetch") == "2 Debian packages in the Nix store, 0 of them fetched now\n"
        )
        project.good("check")
        assert project.good("list").startswith("greeter 2.0 (acme): ")

    def test_an_archive_that_moved(self, project: Project) -> None:
        project.good("add", "--from", "acme", "greeter")
        path = project.folder / "debpkgs.toml"
        other = project.archive.with_name("elsewhere")
        project.archive.rename(other)
        path.write_text(path.read_text().replace(project.archive.as_uri(), other.as_uri()))
        assert "has another archive.acme; run: debpkgs update" in project.refused("check")
        project.good("update")
        project.good("check")
        # An entry that is of another archive now.
        path.write_text(path.read_text().replace('{ from = "acme" }', '{ from = "flat" }'))
        assert "run: debpkgs update" in project.refused("check")

    def test_setup_knows_where_the_files_are(self, project: Project) -> None:
        project.good("add", "--from", "acme", "modest")
        expression = (
            f'import {ROOT}/nix/setup/plan.nix {{ system = "x86_64-linux"; '
            f'project = "{project.folder}"; }}'
        )
        plan = subprocess.run(
            ["nix", "eval", "--raw", "--impure", "--expr", expression],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        origins = {fields[3]: fields[5] for fields in map(str.split, plan.splitlines())}
        assert origins["modest_2.0_amd64.deb"] == (
            f"{project.archive.as_uri()}/pool/modest_2.0_amd64.deb"
        )
        assert origins["libgreet1_1.0_all.deb"] == "pool/libgreet1_1.0_all.deb"

    def test_all_of_them_can_be_built(self, project: Project) -> None:
        project.good("add", "greeter")
        for name in ("acme", "flat"):
            project.good("add", "--from", name, "greeter")
        done = subprocess.run(
            [
                *("nix-build", "--no-out-link", "-E"),
                f"let set = import {ROOT}/nix {{ system = builtins.currentSystem; }}; "
                f"pkgs = set.lib.debpkgs {{ list = {project.folder}/debpkgs.toml; }}; in "
                "[ pkgs.greeter pkgs.greeter-acme pkgs.greeter-flat ]",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = [
            subprocess.run([f"{path}/bin/greeter"], capture_output=True, text=True, check=True)
            for path in done.stdout.split()
        ]
        assert [one.stdout for one in found] == ["greeter 1.0\n", "greeter 2.0\n", "greeter 3.0\n"]


def spoil(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


@needs_apt
class TestTrust:
    """An archive counts by the keys that the list names for it, and by no others."""

    @pytest.mark.parametrize("kind", ["archive", "flat"])
    @pytest.mark.parametrize("why", ["another key", "unsigned", "expired", "tampered", "absent"])
    def test_what_is_refused(
        self, project: Project, acme: Key, debian: Key, kind: str, why: str
    ) -> None:
        folder = project.archive if kind == "archive" else project.flat
        suite = "stable" if kind == "archive" else "./"
        dist = folder / "dists/stable" if kind == "archive" else folder
        if why == "another key":
            # That of the machine's Debian, which this archive is not signed by.
            publish(folder, debian, *NEW, suite=suite)
        elif why == "unsigned":
            publish(folder, None, *NEW, suite=suite)
        elif why == "expired":
            publish(folder, acme, *NEW, suite=suite, valid_until=86400)
        elif why == "tampered":
            index = dist / ("main/binary-amd64/Packages" if kind == "archive" else "Packages")
            spoil(index, b"for a test", b"for a jest")
        else:
            (dist / "InRelease").unlink()
        name = "acme" if kind == "archive" else "flat"
        line = project.refused("add", "--from", name, "greeter")
        table = f"debpkgs: {project.folder}/debpkgs.toml: archive.{name}: {folder.as_uri()}: "
        assert line.startswith(table)
        keys = f"{project.folder}/keys/acme.{'asc' if kind == 'archive' else 'gpg'}"
        expected = {
            "another key": f", which {keys} lacks",
            "unsigned": f"is not signed by a key of {keys}",
            "expired": "its Release file is expired",
            "tampered": "an index is not the one that its Release file names",
            "absent": f"has no Release file of the suite {suite} at {folder.as_uri()}",
        }[why]
        assert expected in line

    def test_a_key_of_the_machine_does_not_count(
        self, project: Project, debian: Key, tmp_path: Path
    ) -> None:
        publish(project.archive, debian, *NEW)
        settings = tmp_path / "machine/apt.conf"
        settings.write_text(
            settings.read_text() + 'Acquire::AllowInsecureRepositories "true";\n'
            'APT::Get::AllowUnauthenticated "true";\n'
        )
        shutil.copy(debian.keyring, tmp_path / "machine/etc/trusted.gpg.d/all.gpg")
        assert "lacks" in project.refused("add", "--from", "acme", "greeter")

    def test_a_suite_that_is_another(self, project: Project, acme: Key) -> None:
        publish(project.archive, acme, *NEW, names="Suite: testing\nCodename: next\n")
        line = project.refused("add", "--from", "acme", "greeter")
        assert "is next or testing, not stable; correct `suite` of archive.acme" in line

    def test_a_package_that_was_tampered_with(self, project: Project, acme: Key) -> None:
        # One that no other test puts into the store.
        publish(project.archive, acme, Deb("spoilt", "1"))
        deb = project.archive / "pool/spoilt_1_amd64.deb"
        deb.write_bytes(deb.read_bytes()[:-1] + b"?")
        line = project.refused("add", "--from", "acme", "spoilt")
        assert "archive.acme: pool/spoilt_1_amd64.deb: the file there is not the one" in line

    def test_an_archive_that_is_signed_for_another_day(self, project: Project, acme: Key) -> None:
        publish(project.archive, acme, *NEW, valid_until=time.time() + 86400)
        project.good("add", "--from", "acme", "modest")

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("keys/acme.asc", "keys/none.asc", r"acme\.keyring: .*none\.asc: No such file"),
            ('keyring = "keys/acme.asc"', "", r"acme: keyring is missing: a file with the keys"),
            ("keys/acme.asc", "debpkgs.toml", r"acme\.keyring: .* has no public OpenPGP key"),
            ('suite = "stable"', "", r"acme: suite is missing"),
            ('suite = "stable"', 'suite = "a\\nb"', r"acme\.suite: 'a\\nb' is not a suite's name"),
            ('suite = "stable"', 'suite = "a"\ntrusted = 1', r"acme\.trusted: unknown"),
            ('url = "file:', 'url = "x:', r"acme\.url: .* is not an address"),
            ('suite = "./"', 'suite = "./"\ncomponents = ["main"]', r"flat\.components: a flat"),
            ("[archive.acme]", "[archive.acm]", r"archive\.acme: missing \(it has acm, flat\)"),
        ],
    )
    def test_a_table_that_is_wrong(
        self, tmp_path: Path, project: Project, old: str, new: str, message: str
    ) -> None:
        path = project.folder / "debpkgs.toml"
        path.write_text(path.read_text().replace(old, new, 1))
        with pytest.raises(UpdateError, match=message):
            Listing(project.folder).source("flat" if message.startswith("flat") else "acme")


def package(name: str, version: str, depends: str = "", archive: str = "") -> Package:
    """A package that nobody has built."""
    text = f"Package: {name}\nVersion: {version}\nFilename: pool/{name}_{version}.deb\nSize: 1\n"
    text += f"SHA256: {'0' * 64}\n" + (f"Depends: {depends}\n" if depends else "")
    (found,) = read_packages(text.splitlines(), with_constraints=True)
    return found._replace(archive=archive)


def of_acme(name: str, version: str, depends: str = "") -> Package:
    return package(name, version, depends, "acme")


def beside(
    suite: list[Package], archive: list[Package], *roots: str
) -> tuple[dict[str, str], dict[str, tuple[str, ...]], list[str]]:
    """Versions and dependencies of what is taken beside a suite, and what the suite gives."""
    base, own = Universe(suite), Universe(archive)
    nodes, needed = resolve_side("acme", Side(own, own, base), base, roots, (), "list", {})
    versions = {name: one.package.version for name, one in nodes.items()}
    return versions, {name: one.depends for name, one in nodes.items()}, needed


class TestResolving:
    """What comes from where."""

    SUITE = (
        package("libc6", "2.36"),
        package("liba", "1", "libc6 (>= 2.30)"),
        package("libb", "1", "liba, libc6"),
    )

    def test_a_package_of_the_suite_that_needs_a_newer_one(self) -> None:
        archive = [of_acme("liba", "2"), of_acme("tool", "1", "libb, liba (>= 2), libc6")]
        versions, depends, needed = beside([*self.SUITE], archive, "tool")
        assert versions == {"liba@acme": "2", "libb@acme": "1", "tool@acme": "1"}
        assert depends["libb@acme"] == ("liba@acme", "libc6")
        assert needed == ["libc6"]

    def test_a_distribution_has_what_its_c_library_has(self) -> None:
        archive = [
            of_acme("libc6", "2.41"),
            of_acme("liba", "1", "libc6 (>= 2.41)"),
            of_acme("tool-dev", "1", "liba, libb, libc6-dev"),
            of_acme("libc6-dev", "2.41"),
        ]
        versions, depends, needed = beside([*self.SUITE], archive, "tool-dev")
        # libb, which it lacks, on its C library; and no headers of that one.
        assert sorted(versions) == ["liba@acme", "libb@acme", "libc6@acme", "tool-dev@acme"]
        assert depends["libb@acme"] == ("liba@acme", "libc6@acme")
        assert needed == []

    def test_alternatives_and_virtual_packages(self) -> None:
        provider = package("libb2", "2")._replace(provides=("libvirtual",))
        archive = [of_acme("tool", "1", "nothing (>= 1) | liba (>= 3) | libvirtual (>= 2)")]
        versions, depends, needed = beside([*self.SUITE, provider], archive, "tool")
        assert (list(versions), needed) == (["tool@acme"], ["libb2"])
        assert depends == {"tool@acme": ("libb2",)}

    def test_what_nothing_satisfies(self) -> None:
        with pytest.raises(
            UpdateError,
            match=r"archive\.acme: tool 1 depends on libc6 \(>= 2\.41\); there is libc6 2\.36",
        ):
            beside([*self.SUITE], [of_acme("tool", "1", "libc6 (>= 2.41)")], "tool")

    def test_what_debpkgs_has_counts_in_its_own_version(self) -> None:
        suite = Universe([package("liba", "2")])
        own = Universe([of_acme("tool", "1", "liba (>= 2)")])
        pin = {"version": "1", "path": "pool/liba_1.deb", "size": 1, "sha256": "1", "depends": []}
        base = Base({"amd64": {"liba": pin}, "arm64": {"liba": pin}}, {"liba": "liba"})
        side = Side(own, own, suite)
        found = make_plan(
            {"tool": {"from": "acme"}},
            {"amd64": suite, "arm64": suite},
            base,
            "list",
            {},
            {"acme": {"amd64": side, "arm64": side}},
        ).packages["amd64"]
        # Not debpkgs' liba, which is too old, and not the archive's, which has none: the suite's.
        assert found["liba@acme"]["version"] == "2"
        assert "archive" not in found["liba@acme"]
        assert found["tool@acme"]["archive"] == "acme"

    def test_a_name_of_debpkgs_stays_debpkgs(self) -> None:
        base = Base({"amd64": {}, "arm64": {}}, {"liba1": "liba"})
        with pytest.raises(UpdateError, match=r"packages\.liba: .* name the entry liba-acme"):
            make_plan({"liba": {"from": "acme"}}, {}, base, "list", {})

    @pytest.mark.parametrize(
        ("version", "constraint", "expected"),
        [
            ("1", "", True),
            ("1.0-1", ">= 1.0", True),
            ("1.0~rc1", ">= 1.0", False),
            ("1:0", ">> 2", True),
            ("2", "= 2", True),
            ("2", "<< 2", False),
            ("2", "<= 2", True),
        ],
    )
    def test_version_constraints(self, version: str, constraint: str, expected: bool) -> None:
        assert satisfies(version, constraint) is expected
