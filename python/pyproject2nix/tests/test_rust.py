"""Sources in Rust: crates by the Cargo.lock of each, and what of that is written and fetched."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, Nix, entry
from test_build_lock import NEEDS_UV, TESTER, locked, sources, wanting

from pyproject2nix.base.cargo import CargoLock, Crate, Rust, crates_of, vendored
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.cli import main
from pyproject2nix.files.cargo import read_rust
from pyproject2nix.programs.cargo import fetch_crates
from pyproject2nix.store import fetch_project

REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"
SUM = "12" * 32
VENDORED = """
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "in/here"
"""


def package(name: str = "one", version: str = "1.0.0", more: str = "", source: str = "") -> str:
    """Return a [[package]] entry of a Cargo.lock."""
    source = source or REGISTRY
    checksum = f'checksum = "{SUM}"\n' if not more and source == REGISTRY else ""
    head = f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n'
    return f'{head}source = "{source}"\n{checksum}{more}'


class TestLocks:
    """What a Cargo.lock pins."""

    def test_crates_of_the_registry_and_none_of_the_project(self) -> None:
        own = '[[package]]\nname = "own"\nversion = "0.1.0"\n'
        git = package("two", source=f"git+https://example.org/two?branch=main#{'a' * 40}")
        assert crates_of(own + package() + git, "Cargo.lock") == (Crate("one", "1.0.0", SUM),)

    def test_the_first_format_has_checksums_in_a_table(self) -> None:
        key = f"checksum one 1.0.0 ({REGISTRY})"
        text = package(more="\n") + f'\n[metadata]\n"{key}" = "{SUM}"\n'
        assert crates_of(text, "Cargo.lock") == (Crate("one", "1.0.0", SUM),)

    def test_the_store_has_a_crate_under_the_name_that_nixpkgs_gives_it(self) -> None:
        assert Crate("one", "1.0.0", SUM).file.name == "crate-one-1.0.0.tar.gz"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (package(more="\n"), r"Cargo.lock: package\[0\]: one 1.0.0 has no checksum; lock"),
            (package("../one"), "'../one' '1.0.0' is no crate"),
            (package(version="1/2"), "'one' '1/2' is no crate"),
            (package(more='checksum = "12"\n'), "has no checksum"),
            (package(source="registry+https://example.org/x"), "one is of another registry"),
            ("[[", "not a TOML file"),
        ],
    )
    def test_another_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(RefusedError, match=message):
            crates_of(text, "Cargo.lock")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (VENDORED, Rust(None, "in/here")),
            # Only that name is the one that nixpkgs' hook takes.
            (VENDORED.replace("vendored-sources", "v"), Rust(None)),
            (VENDORED.replace("in/here", "../out"), Rust(None)),
            (VENDORED.replace("directory", "registry"), None),
            ('[source.v]\ndirectory = "x"\n', None),
            ("[[", None),
        ],
    )
    def test_crates_in_the_source_are_configured(self, text: str, expected: Rust | None) -> None:
        assert vendored([text]) == expected


def archive(tmp_path: Path, name: str) -> Path:
    """Return an sdist of the made-up index."""
    file = sources()[name]
    path = tmp_path / file.name
    path.write_bytes(file.content)
    return path


class TestSdists:
    """What an sdist has."""

    def test_the_topmost_lock_counts(self, tmp_path: Path) -> None:
        path = archive(tmp_path, "locked-crate")
        rust = read_rust(path, path.name)
        assert rust.problem is None
        assert rust.lock is not None
        assert rust.lock.root == "src/crate"
        assert crates_of(rust.lock.text, "")[0].version == "1.2.3+meta"

    def test_one_that_has_its_crates_needs_no_lock(self, tmp_path: Path) -> None:
        path = archive(tmp_path, "vendored-crate")
        rust = read_rust(path, path.name)
        assert (rust.lock, rust.vendor, rust.problem) == (None, "vendor", None)

    def test_a_lock_that_is_none_is_a_problem_of_its_own(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match="not UTF-8 at byte 0"):
            CargoLock.of("Cargo.lock", b"\xff", "Cargo.lock")


@NEEDS_UV
def test_an_sdist_is_built_with_a_copy_of_its_lock(
    make_project: MakeProject, own_index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = locked("locked-crate") + locked("vendored-crate") + TESTER
    folder = make_project(lock, wanting("locked-crate", "vendored-crate"))
    assert main(["generate", str(folder)]) == 0
    copy = folder / "cargo" / "locked-crate-1.0.lock"
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    recorded = tomllib.loads((folder / "pylock.build.toml").read_text())["tool"]["pyproject2nix"]
    by_name = {source["name"]: source for source in recorded["sources"]}
    assert by_name["locked-crate"]["cargo-lock"] == digest
    assert by_name["locked-crate"]["cargo-root"] == "src/crate"
    assert "cargo-lock" not in by_name["vendored-crate"]
    overlay = (folder / "overlay.nix").read_text()
    assert 'lockFile = ./. + "/cargo/locked-crate-1.0.lock";' in overlay
    assert 'cargoRoot = "src/crate";' in overlay
    assert overlay.count("importCargoLock") == 1
    assert 'cargoVendorDir = "vendor";' in overlay
    assert overlay.count("self.pkgs.rustPlatform.cargoSetupHook") == 2
    assert "run: nix run .#debpkgs -- add cargo rustc" in overlay
    project = json.loads((folder / "project.json").read_text())
    assert project["cargo-locks"] == ["cargo/locked-crate-1.0.lock"]
    assert main(["check", str(folder)]) == 0

    # The copy is made again from the source, where it is lost; an edited one stays.
    text = copy.read_text()
    copy.unlink()
    assert main(["check", str(folder)]) == 1
    assert main(["generate", str(folder)]) == 0
    assert copy.read_text() == text
    copy.write_text(f"{text}# mine\n")
    assert main(["generate", str(folder)]) == 2
    assert "was edited by hand" in capsys.readouterr().err
    assert main(["generate", str(folder), "--force"]) == 0
    assert copy.read_text() == text


@NEEDS_UV
def test_a_copy_that_nothing_needs_is_removed(make_project: MakeProject, own_index: str) -> None:
    both = locked("locked-crate") + locked("legacy-source") + TESTER
    folder = make_project(both, wanting("locked-crate", "legacy-source"))
    assert main(["generate", str(folder)]) == 0
    (folder / "cargo" / "mine.lock").write_text("")
    make_project(locked("legacy-source") + TESTER, wanting("legacy-source"))
    assert main(["generate", str(folder)]) == 0
    assert [path.name for path in (folder / "cargo").iterdir()] == ["mine.lock"]


@NEEDS_UV
def test_a_setting_for_a_crate_keeps_its_lock(make_project: MakeProject, own_index: str) -> None:
    more = '[tool.pyproject2nix.build-systems]\nlocked-crate = ["setuptools-rust"]\n'
    folder = make_project(locked("locked-crate") + TESTER, wanting("locked-crate", more=more))
    assert main(["generate", str(folder)]) == 0
    assert (folder / "cargo" / "locked-crate-1.0.lock").exists()
    assert "self.buildSets.default.setuptools-rust" in (folder / "overlay.nix").read_text()


MATURIN = PYPROJECT.replace("requires = []", 'requires = ["maturin"]\nbuild-backend = "maturin"')


def own(folder: Path, text: str, place: str = "") -> None:
    (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / place / "Cargo.lock").write_text(text)


class TestOwnProject:
    """The project itself, whose Cargo.lock is in its folder."""

    def test_its_crates_are_read_from_there(self, make_project: MakeProject, nix: Nix) -> None:
        folder = make_project(entry("maturin") + entry("dep") + TESTER, MATURIN)
        own(folder, package())
        assert main(["generate", str(folder)]) == 0
        text = (folder / "package.nix").read_text()
        assert 'lockFile = ./. + "/Cargo.lock";' in text
        assert "    rustPlatform.cargoSetupHook\n" in text
        assert '          "target"\n' in text
        assert "allowBuiltinFetchGit" not in text
        nix("--parse", str(folder / "package.nix"))
        assert json.loads((folder / "project.json").read_text())["cargo-locks"] == ["Cargo.lock"]

    def test_a_crate_of_git_is_fetched_by_its_commit(self, make_project: MakeProject) -> None:
        folder = make_project(entry("maturin") + entry("dep") + TESTER, MATURIN)
        own(folder, package("two", source=f"git+https://example.org/two#{'a' * 40}"))
        assert main(["generate", str(folder)]) == 0
        assert "allowBuiltinFetchGit = true;" in (folder / "package.nix").read_text()

    def test_the_lock_of_a_manifest_elsewhere(self, make_project: MakeProject) -> None:
        more = '[tool.maturin]\nmanifest-path = "crates/py/Cargo.toml"\n'
        folder = make_project(entry("maturin") + entry("dep") + TESTER, MATURIN + more)
        own(folder, package(), "crates")
        assert main(["generate", str(folder)]) == 0
        text = (folder / "package.nix").read_text()
        assert 'lockFile = ./. + "/crates/Cargo.lock";' in text
        assert 'cargoRoot = "crates";' in text

    def test_without_a_lock_it_is_refused(
        self, make_project: MakeProject, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = make_project(entry("maturin") + entry("dep") + TESTER, MATURIN)
        assert main(["generate", str(folder)]) == 2
        assert (
            f"{folder}/Cargo.lock: no such file, and maturin builds sample; run: cargo "
            "generate-lockfile, and git add Cargo.lock"
        ) in capsys.readouterr().err


CARGO = """\
#!/bin/sh
[ "$1 $2 $3" = "fetch --quiet --manifest-path" ] || exit 3
cp "$4" "$SEEN"
cp "${4%/*}/Cargo.lock" "$SEEN.lock"
[ -n "$CONTENT" ] || { echo "error: no network" >&2; exit 101; }
mkdir -p "$CARGO_HOME/registry/cache/index"
printf %s "$CONTENT" >"$CARGO_HOME/registry/cache/index/one-1.0.0.crate"
"""


class TestFetching:
    """Crates, by the machine's Cargo."""

    @pytest.fixture
    def cargo(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return the folder of a program in the place of Cargo."""
        program = tmp_path / "bin" / "cargo"
        program.parent.mkdir()
        program.write_text(CARGO)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
        monkeypatch.delenv("CARGO", raising=False)
        monkeypatch.setenv("CARGO_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
        monkeypatch.setenv("CONTENT", "crate")
        return tmp_path

    def fetched(self, cargo: Path, content: str = "crate") -> list[tuple[Crate, Path]]:
        """Fetch a crate whose content is this."""
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        crate = Crate("one", "1.0.0", sha256, REGISTRY)
        (cargo / "into").mkdir(exist_ok=True)
        return list(fetch_crates({"Cargo.lock": [crate]}, cargo, cargo / "into"))

    def test_a_crate_has_the_stores_name(self, cargo: Path) -> None:
        ((_, path),) = self.fetched(cargo)
        assert path.name == "crate-one-1.0.0.tar.gz"
        assert path.read_text() == "crate"
        manifest = tomllib.loads((cargo / "seen").read_text())
        assert list(manifest["dependencies"].values()) == [
            {"package": "one", "version": "=1.0.0", "default-features": False}
        ]
        lock = tomllib.loads((cargo / "seen.lock").read_text())
        assert lock["package"][0]["source"] == REGISTRY

    def test_what_cargo_has_is_not_fetched_again(self, cargo: Path) -> None:
        self.fetched(cargo)
        (cargo / "bin" / "cargo").unlink()
        assert len(self.fetched(cargo)) == 1

    def test_another_content_is_refused(self, cargo: Path) -> None:
        with pytest.raises(RefusedError, match=r"one 1\.0\.0: the registry has another file"):
            self.fetched(cargo, "other")

    def test_what_cargo_says_is_told(self, cargo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTENT", "")
        with pytest.raises(RefusedError, match=r"Cargo\.lock: cargo fetch: error: no network"):
            self.fetched(cargo)

    def test_without_cargo_the_command_is_named(
        self, cargo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(cargo))
        with pytest.raises(RefusedError, match=r"run: nix run \.#debpkgs -- add cargo rustc"):
            self.fetched(cargo)

    @pytest.fixture
    def store(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
        """Return what would be the Nix store, by file name; it is empty at first."""
        held: dict[str, str] = {}

        def lacking(wanted: list[File]) -> list[File]:
            return [file for file in wanted if file.name not in held]

        def add(paths: list[Path]) -> None:
            held.update({path.name: path.read_text() for path in paths})

        monkeypatch.setattr(fetch_project, "lacking", lacking)
        monkeypatch.setattr(fetch_project, "add_to_store", add)
        return held

    def test_a_project_is_fetched_with_its_crates(
        self, cargo: Path, store: dict[str, str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        project = pinned(cargo / "project", ["../Cargo.lock"])
        assert main(["fetch", str(project)]) == 0
        assert store == {"crate-one-1.0.0.tar.gz": "crate"}
        assert "1 files in the store, 1 of them fetched now" in capsys.readouterr().out
        assert main(["fetch", str(project)]) == 0
        assert "1 files in the store, 0 of them fetched now" in capsys.readouterr().out

    def test_a_lock_outside_of_the_project_is_refused(
        self, cargo: Path, store: dict[str, str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        project = pinned(cargo / "project", ["../../Cargo.lock"])
        assert main(["fetch", str(project)]) == 2
        assert "leads out of the project's folder" in capsys.readouterr().err
        assert store == {}

    def test_a_lock_of_no_project(self, cargo: Path, store: dict[str, str]) -> None:
        project = pinned(cargo / "project", [])
        lock = str(project / "Cargo.lock")
        assert main(["fetch", str(project), "--cargo-lock", lock]) == 0
        assert store == {"crate-one-1.0.0.tar.gz": "crate"}


def pinned(folder: Path, locks: list[str]) -> Path:
    """Return a project that names Cargo.locks, and has one with a crate."""
    (folder / "nix").mkdir(parents=True)
    (folder / "nix" / "pypi.json").write_text('{"version": 1, "files": []}')
    document = {"version": 2, "root": "..", "cargo-locks": locks}
    (folder / "nix" / "project.json").write_text(json.dumps(document))
    digest = hashlib.sha256(b"crate").hexdigest()
    own(folder, package().replace(SUM, digest))
    return folder
