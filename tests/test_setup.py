"""What a person sees of ./setup: an empty machine is filled, whatever happens on the way."""

import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import pytest
from checkout import OTHER, PYPI, Checkout, FileServer, plan, use_http

needs_root = pytest.mark.skipif(
    os.getuid() != 0, reason="mounting and network namespaces need root"
)
needs_apt = pytest.mark.skipif(
    not Path("/usr/lib/apt/apt-helper").exists(), reason="downloads over HTTP are apt's here"
)


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that a failed setup leaves on standard error."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("setup: ")
    return lines[0]


def assert_completes(checkout: Checkout) -> None:
    """The next run ends well and everything is in the store, nothing left over in the cache."""
    done = checkout.setup()
    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.missing() == []
    assert list((checkout.cache / "files").iterdir()) == []


def damage(path: Path) -> None:
    """Change one byte."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_fills_an_empty_store_and_then_has_nothing_to_do(checkout: Checkout) -> None:
    assert_completes(checkout)
    again = checkout.setup()
    assert again.returncode == 0
    assert again.stdout.splitlines() == [
        f"setup: ready: {len(checkout.plan())} sources in the store"
    ]
    assert again.stderr == ""


@needs_root
def test_a_complete_setup_needs_no_network(checkout: Checkout) -> None:
    assert_completes(checkout)
    checkout.extra |= {"DEBPKGS_DEBIAN_MIRROR": "", "DEBPKGS_PYPI_INDEX": ""}
    again = checkout.setup(prefix=("unshare", "-n"))
    assert again.returncode == 0, again.stderr
    assert len(again.stdout.splitlines()) == 1, again.stdout


@pytest.mark.parametrize("system", ["x86_64-linux", "aarch64-linux"])
def test_every_architecture_has_a_plan(root: Path, system: str) -> None:
    lines = [line.split("\t") for line in plan(root, system).splitlines()]
    assert {line[0] for line in lines} == {"debian", "pypi", "tree"}
    names = [line[3] for line in lines]
    assert len(names) == len(set(names)), "two sources of one name would share a cache file"
    other = {"x86_64-linux": "aarch64", "aarch64-linux": "x86_64"}[system]
    assert [name for name in names if other in name] == []
    # pyproject2nix.fetch reads the lines of Python files, and takes no further column.
    columns = {(line[0], len(line)) for line in lines}
    assert columns == {("debian", 7), ("pypi", 6), ("tree", 6)}


def test_plain_output_has_no_control_characters(checkout: Checkout) -> None:
    done = checkout.setup()
    assert "\r" not in done.stdout
    assert "\033" not in done.stdout
    assert all(line.startswith("setup: ") for line in done.stdout.splitlines())


@pytest.mark.parametrize("kind", ["debian", "pypi"])
def test_a_corrupted_source_is_named_and_never_enters_the_store(
    checkout: Checkout, kind: str
) -> None:
    path = checkout.mirror_file(kind)
    good = path.read_bytes()
    damage(path)
    line = error_line(checkout.setup())
    assert path.name in line
    assert "does not have the pinned SHA-256" in line
    assert "DEBPKGS_DEBIAN_MIRROR" in line or "DEBPKGS_PYPI_INDEX" in line
    assert any(path.name in missing for missing in checkout.missing())
    path.write_bytes(good)
    assert_completes(checkout)


def test_a_truncated_source_is_named_with_both_sizes(checkout: Checkout) -> None:
    path = checkout.mirror_file("debian")
    good = path.read_bytes()
    path.write_bytes(good[:1000])
    line = error_line(checkout.setup())
    assert path.name in line
    assert f"has 1000 bytes, not {len(good)}" in line
    path.write_bytes(good)
    assert_completes(checkout)


@pytest.mark.parametrize("kind", ["debian", "pypi"])
def test_a_missing_source_is_named(checkout: Checkout, kind: str) -> None:
    path = checkout.mirror_file(kind)
    good = path.read_bytes()
    path.unlink()
    line = error_line(checkout.setup())
    assert path.name in line
    assert "no such file" in line
    path.write_bytes(good)
    assert_completes(checkout)


def test_leftovers_in_the_cache_are_not_trusted(checkout: Checkout) -> None:
    files = checkout.cache / "files"
    files.mkdir(parents=True)
    for path in checkout.mirror.iterdir():
        (files / path.name).write_bytes(path.read_bytes())
        damage(files / path.name)
    assert_completes(checkout)


def test_what_a_killed_setup_left_in_the_cache_goes_away(checkout: Checkout) -> None:
    # Killed between adding to the store and removing from the cache.
    assert_completes(checkout)
    for name in ("whole_1.0_all.deb", "partial_1.0_all.deb.new"):
        (checkout.cache / "files" / name).write_text("left over")
    assert_completes(checkout)


@pytest.mark.parametrize("moment", [0.05, 0.15, 0.3, 0.5, 0.8])
def test_killed_at_any_moment_the_next_run_completes(checkout: Checkout, moment: float) -> None:
    process = checkout.start()
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert_completes(checkout)


@needs_apt
def test_killed_while_downloading_the_next_run_completes(
    checkout: Checkout, server: FileServer
) -> None:
    use_http(checkout, server)
    server.delay = 0.1
    process = checkout.start()
    while not server.requests:
        time.sleep(0.02)
    # setup alone: the downloads live on, and the next run must not write to the same files.
    process.kill()
    server.delay = 0
    assert_completes(checkout)
    process.communicate()


@needs_apt
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_interrupted_it_takes_its_downloads_with_it(
    checkout: Checkout, server: FileServer, ending: signal.Signals
) -> None:
    use_http(checkout, server)
    server.delay, server.piece = 1, 1
    process = checkout.start()
    while not server.requests:
        time.sleep(0.02)
    process.send_signal(ending)
    process.communicate()
    assert process.returncode == 128 + ending
    # For ever, were a download still running: the server is slow enough for days.
    subprocess.run(["flock", checkout.cache / "lock", "true"], check=True)
    server.delay, server.piece = 0, 1 << 16
    assert_completes(checkout)


@needs_apt
def test_a_broken_connection_is_resumed_by_the_next_run(
    checkout: Checkout, server: FileServer
) -> None:
    use_http(checkout, server)
    server.cut = 100_000
    error_line(checkout.setup())
    server.cut = None
    server.requests.clear()
    assert_completes(checkout)
    assert any(wanted for _, wanted in server.requests), "no request asked for the rest of a file"


@needs_apt
def test_a_file_that_the_mirror_lacks_is_named(checkout: Checkout, server: FileServer) -> None:
    use_http(checkout, server)
    path = checkout.mirror_file("debian")
    path.unlink()
    line = error_line(checkout.setup())
    assert path.name in line
    assert "404" in line


@needs_apt
def test_a_mirror_that_does_not_answer_is_named(checkout: Checkout, server: FileServer) -> None:
    use_http(checkout, server)
    server.close()
    line = error_line(checkout.setup())
    assert server.url in line


@needs_root
def test_a_cache_disk_without_room_is_noticed_before_downloading(checkout: Checkout) -> None:
    checkout.cache.mkdir()
    script = 'mount -t tmpfs -o size=1m none "$DEBPKGS_CACHE" && exec "$0"'
    line = error_line(checkout.setup(prefix=("unshare", "-m", "sh", "-c", script)))
    assert "no space left on device" in line
    assert "DEBPKGS_CACHE" in line
    assert_completes(checkout)


@needs_apt
@needs_root
def test_a_store_disk_without_room_is_noticed_before_downloading(
    checkout: Checkout, server: FileServer
) -> None:
    use_http(checkout, server)
    checkout.store.mkdir()
    script = f'mount -t tmpfs -o size=3m none "{checkout.store}" && exec "$0"'
    line = error_line(checkout.setup(prefix=("unshare", "-m", "sh", "-c", script)))
    assert f"{checkout.store}/nix/store: no space left on device" in line
    assert server.requests == []


@needs_root
def test_a_full_store_disk_is_named(checkout: Checkout) -> None:
    checkout.store.mkdir()
    script = f'mount -t tmpfs -o size=3m none "{checkout.store}" && exec "$0"'
    line = error_line(checkout.setup(prefix=("unshare", "-m", "sh", "-c", script)))
    assert "no space left on device" in line
    assert_completes(checkout)


@needs_apt
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(
    checkout: Checkout, server: FileServer
) -> None:
    use_http(checkout, server)
    server.delay, server.piece = 0.2, 1
    checkout.extra["DEBPKGS_STALL"] = "3"
    line = error_line(checkout.setup())
    assert "less than 1 kB a second arrived for 3 seconds" in line
    assert server.url in line
    subprocess.run(["flock", checkout.cache / "lock", "true"], check=True)


class TestCacheFolder:
    """Setup deletes in it, so it has to be its own."""

    @pytest.mark.parametrize("part", ["", "files", "roots", "lock"])
    def test_a_link_is_refused(self, checkout: Checkout, tmp_path: Path, part: str) -> None:
        target = tmp_path / "precious"
        (target / "files").mkdir(parents=True)
        (target / "files" / "letter").write_text("dear")
        if part:
            checkout.cache.mkdir()
        (checkout.cache / part if part else checkout.cache).symlink_to(
            target / "files" if part else target
        )
        line = error_line(checkout.setup())
        assert f"{checkout.cache}" in line
        assert "is a link; set DEBPKGS_CACHE" in line
        assert (target / "files" / "letter").read_text() == "dear"

    @needs_root
    def test_of_another_user_is_refused(self, checkout: Checkout) -> None:
        checkout.cache.mkdir()
        os.chown(checkout.cache, 65534, 65534)
        line = error_line(checkout.setup())
        assert f"{checkout.cache}: belongs to nobody" in line
        assert "set DEBPKGS_CACHE" in line

    def test_with_something_else_in_it_is_refused(self, checkout: Checkout) -> None:
        (checkout.cache / "files").mkdir(parents=True)
        (checkout.cache / "files" / "letter").write_text("dear")
        (checkout.cache / "music").mkdir()
        line = error_line(checkout.setup())
        assert f"{checkout.cache}: holds music, which is not setup's" in line
        assert (checkout.cache / "files" / "letter").read_text() == "dear"


def test_a_cache_that_cannot_be_written_is_named(checkout: Checkout) -> None:
    checkout.extra["DEBPKGS_CACHE"] = "/proc/cache"
    line = error_line(checkout.setup())
    assert "/proc/cache" in line
    assert "DEBPKGS_CACHE" in line


def test_a_mirror_that_is_no_folder_is_named(checkout: Checkout) -> None:
    checkout.extra["DEBPKGS_DEBIAN_MIRROR"] = "/no/such/folder"
    assert "DEBPKGS_DEBIAN_MIRROR: /no/such/folder" in error_line(checkout.setup())


def test_a_broken_lock_is_named(checkout: Checkout) -> None:
    (checkout.root / "nix/debpkgs/lock/sources.json").write_text("{")
    assert "lock" in error_line(checkout.setup())


def test_what_a_garbage_collection_took_comes_back(checkout: Checkout) -> None:
    assert_completes(checkout)
    path = checkout.plan()[0][4]
    for link in (checkout.cache / "roots").glob("source*"):
        link.unlink()
    (checkout.cache / "roots" / "stamp").unlink()
    subprocess.run(
        ["nix-store", "--delete", path], env=checkout.environment(), check=True, capture_output=True
    )
    assert checkout.missing() == [path]
    assert_completes(checkout)


def test_a_garbage_collection_leaves_the_sources_alone(checkout: Checkout) -> None:
    assert_completes(checkout)
    subprocess.run(
        ["nix-store", "--gc"], env=checkout.environment(), check=True, capture_output=True
    )
    assert checkout.missing() == []


def test_a_second_setup_waits_for_the_first(checkout: Checkout) -> None:
    checkout.cache.mkdir()
    lock = checkout.cache / "lock"
    holder = subprocess.Popen(["flock", str(lock), "sleep", "60"], start_new_session=True)
    time.sleep(0.2)
    process = checkout.start()
    time.sleep(1)
    assert process.poll() is None
    os.killpg(holder.pid, signal.SIGTERM)
    holder.wait()
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert "another setup is at work" in output


def test_needs_nothing_that_a_bare_debian_lacks(checkout: Checkout, tmp_path: Path) -> None:
    """PATH holds only what Essential packages and apt bring, and Nix."""
    folder = tmp_path / "bin"
    folder.mkdir()
    essential = (
        "apt-cache apt-get awk basename cat chmod cp cut date df dirname dpkg-deb du env find "
        "flock grep gzip head id install ln mkdir mktemp mv nix nix-build nix-instantiate "
        "nix-store printf pwd rm sed sha256sum sh sleep sort stat tail tar timeout touch tr uname "
        "wc xargs"
    )
    for name in essential.split():
        for place in [*os.environ["PATH"].split(":"), "/usr/bin", "/bin"]:
            if (Path(place) / name).exists():
                (folder / name).symlink_to(Path(place) / name)
                break
    checkout.extra["PATH"] = str(folder)
    assert_completes(checkout)


class TestBundle:
    """`--bundle` and `--from`."""

    def bundle(self, checkout: Checkout, tmp_path: Path) -> Path:
        """A bundle, and the store empty again."""
        file = tmp_path / "bundle.tar"
        done = checkout.setup("--bundle", str(file))
        assert done.returncode == 0, done.stderr
        checkout.store = tmp_path / "other machine"
        checkout.cache = tmp_path / "other cache"
        checkout.extra |= {"DEBPKGS_DEBIAN_MIRROR": "", "DEBPKGS_PYPI_INDEX": ""}
        return file

    @needs_root
    def test_fills_a_store_without_a_network(self, checkout: Checkout, tmp_path: Path) -> None:
        file = self.bundle(checkout, tmp_path)
        done = checkout.setup("--from", str(file), prefix=("unshare", "-n"))
        assert done.returncode == 0, done.stderr
        assert checkout.missing() == []

    def test_is_the_same_when_written_again(self, checkout: Checkout, tmp_path: Path) -> None:
        first, second = tmp_path / "1.tar", tmp_path / "2.tar"
        for file in (first, second):
            assert checkout.setup("--bundle", str(file)).returncode == 0
        assert first.read_bytes() == second.read_bytes()

    def test_truncated_is_refused(self, checkout: Checkout, tmp_path: Path) -> None:
        file = self.bundle(checkout, tmp_path)
        file.write_bytes(file.read_bytes()[:500_000])
        assert str(file) in error_line(checkout.setup("--from", str(file)))

    def test_with_another_file_inside_is_refused(self, checkout: Checkout, tmp_path: Path) -> None:
        file = self.bundle(checkout, tmp_path)
        damage(file)
        assert "does not have the pinned SHA-256" in error_line(checkout.setup("--from", str(file)))

    def hostile(self, file: Path, name: str, replaced: tarfile.TarInfo | None) -> None:
        """Add what no bundle holds; `name` is replaced by a member of another kind."""
        with tarfile.open(file) as bundle:
            members = [(member, bundle.extractfile(member)) for member in bundle.getmembers()]
            contents = [(member, data.read() if data else b"") for member, data in members]
        with tarfile.open(file, "w") as bundle:
            for member, content in contents:
                if member.name.lstrip("./") != name or replaced is None:
                    member.mode, member.uid = 0o6777, 12345
                    bundle.addfile(member, io.BytesIO(content))
                else:
                    replaced.name = member.name
                    bundle.addfile(replaced)
            for extra, kind in (("./device", tarfile.CHRTYPE), ("./pipe", tarfile.FIFOTYPE)):
                member = tarfile.TarInfo(extra)
                member.type, member.devmajor, member.devminor = kind, 1, 5
                bundle.addfile(member)
            member = tarfile.TarInfo("./program")
            member.mode, member.size = 0o6755, 4
            bundle.addfile(member, io.BytesIO(b"#!x\n"))

    def test_gives_names_of_the_plan_alone_and_no_owners_or_modes(
        self, checkout: Checkout, tmp_path: Path
    ) -> None:
        file = self.bundle(checkout, tmp_path)
        self.hostile(file, "", None)
        # Look at what each call of tar left on the disk.
        log, folder = tmp_path / "found", tmp_path / "bin"
        folder.mkdir()
        (folder / "tar").write_text(
            f'#!/bin/sh\n{shutil.which("tar")} "$@"\nstatus=$?\n'
            'find "$DEBPKGS_CACHE" ! -type f ! -type d -o -perm /7000 -o -uid 12345 '
            f"-o -name program >>'{log}'\nexit $status\n"
        )
        (folder / "tar").chmod(0o755)
        checkout.extra["PATH"] = f"{folder}:{os.environ['PATH']}"
        done = checkout.setup("--from", str(file))
        assert done.returncode == 0, done.stderr
        assert checkout.missing() == []
        assert log.read_text() == ""

    @pytest.mark.parametrize(
        ("kind", "target"),
        [
            (tarfile.SYMTYPE, "/etc/passwd"),
            (tarfile.LNKTYPE, "./program"),
            (tarfile.FIFOTYPE, ""),
            (tarfile.CHRTYPE, ""),
            (tarfile.DIRTYPE, ""),
        ],
    )
    def test_with_something_else_than_a_file_inside_is_refused(
        self, checkout: Checkout, tmp_path: Path, kind: bytes, target: str
    ) -> None:
        name = checkout.mirror_file("debian").name
        file = self.bundle(checkout, tmp_path)
        replaced = tarfile.TarInfo()
        replaced.type, replaced.linkname = kind, target
        replaced.devmajor, replaced.devminor = 1, 5
        self.hostile(file, name, replaced)
        line = error_line(checkout.setup("--from", str(file)))
        assert f"{name}: " in line
        assert str(file) in line

    def test_that_does_not_exist_is_named(self, checkout: Checkout) -> None:
        assert "/no/bundle: no such bundle" in error_line(checkout.setup("--from", "/no/bundle"))


class TestFor:
    """`--for`: the sources of some outputs; tests/small_outputs.nix has them."""

    ALONE = ("--for", "installer")

    def left_out(self, checkout: Checkout) -> list[str]:
        """The paths of what `installer` does without."""
        names = (OTHER, "libssl-dev", "tzdata")
        found = [line[4] for line in checkout.plan() if line[3].startswith(names)]
        assert len(found) == len(names)
        return found

    def roots(self, checkout: Checkout) -> set[str]:
        """What a garbage collection has to leave alone."""
        return {os.readlink(link) for link in (checkout.cache / "roots").glob("source*")}

    def test_fetches_what_the_output_is_made_of_and_no_more(self, checkout: Checkout) -> None:
        left_out = self.left_out(checkout)
        for path in left_out:
            (checkout.mirror / path.partition("-")[2]).unlink()
        done = checkout.setup(*self.ALONE)
        assert done.returncode == 0, done.stderr
        assert sorted(checkout.missing()) == sorted(left_out)
        count = len(checkout.plan()) - len(left_out)
        assert done.stdout.splitlines()[-1] == (
            f"setup: ready: {count} sources in the store, those of installer"
        )

    @pytest.mark.parametrize(
        ("outputs", "wheels"),
        [
            (("run-installer",), [PYPI]),
            (("devShells.other",), [OTHER]),
            ((f"devShells.{os.uname().machine}-linux.other",), [OTHER]),
            ((f"packages.{os.uname().machine}-linux.installer",), [PYPI]),
            (("installer", "devShells.other"), [OTHER, PYPI]),
        ],
    )
    def test_takes_apps_shells_and_several(
        self, checkout: Checkout, outputs: tuple[str, ...], wheels: list[str]
    ) -> None:
        done = checkout.setup(*(part for name in outputs for part in ("--for", name)))
        assert done.returncode == 0, done.stderr
        missing = checkout.missing()
        found = [
            line[5] for line in checkout.plan() if line[0] == "pypi" and line[4] not in missing
        ]
        assert sorted(found) == wheels

    def test_is_forgotten_by_the_next_run(self, checkout: Checkout) -> None:
        assert checkout.setup(*self.ALONE).returncode == 0
        assert checkout.missing() != []
        assert_completes(checkout)

    def test_takes_nothing_away(self, checkout: Checkout) -> None:
        assert_completes(checkout)
        roots = self.roots(checkout)
        assert set(self.left_out(checkout)) <= roots
        assert checkout.setup(*self.ALONE).returncode == 0
        (checkout.cache / "roots/stamp").unlink()
        assert checkout.setup(*self.ALONE).returncode == 0
        assert self.roots(checkout) == roots

    @needs_root
    def test_makes_a_bundle_that_it_can_be_set_up_from(
        self, checkout: Checkout, tmp_path: Path
    ) -> None:
        assert_completes(checkout)
        file = tmp_path / "bundle.tar"
        assert checkout.setup(*self.ALONE, "--bundle", str(file)).returncode == 0
        left_out = self.left_out(checkout)
        checkout.store = tmp_path / "other machine"
        checkout.cache = tmp_path / "other cache"
        checkout.extra |= {"DEBPKGS_DEBIAN_MIRROR": "", "DEBPKGS_PYPI_INDEX": ""}
        from_bundle = ("--from", str(file))
        done = checkout.setup(*from_bundle, *self.ALONE, prefix=("unshare", "-n"))
        assert done.returncode == 0, done.stderr
        assert sorted(checkout.missing()) == sorted(left_out)
        line = error_line(checkout.setup(*from_bundle, prefix=("unshare", "-n")))
        assert "no such file" in line
        assert "the same --for" in line

    @pytest.mark.parametrize("name", ["nope", "installer.nope", "packages"])
    def test_names_an_output_that_is_not_there(self, checkout: Checkout, name: str) -> None:
        line = error_line(checkout.setup("--for", name))
        assert line == f"setup: --for {name}: no such output; see: nix flake show"

    def test_says_how_a_shell_is_named(self, checkout: Checkout) -> None:
        line = error_line(checkout.setup("--for", "other"))
        remedy = "see: nix flake show; the shell is devShells.other"
        assert line == f"setup: --for other: no such output; {remedy}"

    @pytest.mark.parametrize("name", ['a"b', "${throw 1}", "a b", "a/b", ""])
    def test_takes_no_text_for_an_expression(self, checkout: Checkout, name: str) -> None:
        line = error_line(checkout.setup("--for", name))
        assert line == f"setup: --for {name}: not an output's name; see: nix flake show"

    def test_the_image_is_made_without_what_only_shells_need(self, root: Path) -> None:
        """In the whole checkout: as `make image` asks for it."""
        (recipe,) = re.findall(
            r"^image:.*\n\t@./setup (.*)$", (root / "Makefile").read_text(), re.M
        )
        quoted = " ".join(f'"{name}"' for name in recipe.replace("--for ", "").split())
        system = f"{os.uname().machine}-linux"
        arguments = f'{{ system = "{system}"; names = [ {quoted} ]; }}'
        derivations = subprocess.run(
            [
                "nix",
                "eval",
                "--raw",
                "--impure",
                "--expr",
                f"import ./nix/setup/needed.nix {arguments}",
            ],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        needed = subprocess.run(
            ["nix-store", "--query", "--requisites", *derivations.split()],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        names = [path.partition("-")[2] for path in needed.splitlines()]
        for wanted in ("gcc-12_", "numpy-", "runc_"):
            assert any(name.startswith(wanted) for name in names), wanted
        others = ("cppyy_", "gdb_", "jupyterlab-", "nvidia_", "valgrind_")
        assert [name for name in names if name.startswith(others)] == []


FLAKE = """{
  outputs =
    { self }:
    let
      inherit (builtins) fromJSON head readFile;
      inherit (head (fromJSON (readFile ./nix/pypi.json)).files) file sha256;
      system = "SYSTEM";
      fixed =
        name: sha256:
        derivation {
          inherit name system;
          builder = "none";
          outputHashMode = "flat";
          outputHashAlgo = "sha256";
          outputHash = sha256;
        };
      source = fixed file sha256;
      debs = map (one: fixed (baseNameOf one.path) one.sha256) DEBS;
    in
    {
      packages.SYSTEM.default = derivation {
        name = "project";
        inherit debs source system;
        builder = "none";
      };
    };
}
"""


class TestProject:
    """`--project`: what a project that uses this flake is made of, and what its own lock pins."""

    @pytest.fixture
    def project(self, checkout: Checkout, tmp_path: Path) -> Path:
        """A project with a pin that is no other's."""
        folder = tmp_path / "a project; it's \\"
        (folder / "nix").mkdir(parents=True)
        system = f"{os.uname().machine}-linux"
        flake = FLAKE.replace("SYSTEM", system).replace("DEBS", "[ ]")
        (folder / "flake.nix").write_text(flake)
        pins = json.loads((checkout.root / "cuda/wheels/pypi.json").read_text())
        own = [file for file in pins["files"] if file["name"] == OTHER]
        (folder / "nix" / "pypi.json").write_text(json.dumps({"version": 1, "files": own}))
        (folder / "nix" / "project.json").write_text("{}")
        (checkout.root / "cuda/wheels/pypi.json").write_text('{"version": 1, "files": []}')
        return folder

    def test_fetches_what_the_project_is_made_of_and_no_more(
        self, checkout: Checkout, project: Path
    ) -> None:
        done = checkout.setup("--project", str(project))
        assert done.returncode == 0, done.stderr
        (file,) = json.loads((project / "nix" / "pypi.json").read_text())["files"]
        left_out = [name for name in checkout.missing() if name.endswith(".whl")]
        found = subprocess.run(
            ["find", str(checkout.store), "-name", f"*-{file['file']}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout
        assert len(left_out) == 1
        assert done.stdout.splitlines()[-1].endswith(f"sources in the store, those of {project}")

    def test_fetches_debian_packages_of_the_project_each_from_its_archive(
        self, checkout: Checkout, project: Path, server: FileServer
    ) -> None:
        content = b"a fix"
        (checkout.mirror / "fix_1_all.deb").write_bytes(content)
        path = "pool/updates/main/f/fix/fix_1_all.deb"
        digest = hashlib.sha256(content).hexdigest()
        pin = {"path": path, "sha256": digest, "size": len(content)}
        (checkout.mirror / "theirs_1_all.deb").write_bytes(b"theirs")
        theirs = {"path": "pool/theirs_1_all.deb", "size": 6, "archive": "acme"}
        theirs["sha256"] = hashlib.sha256(b"theirs").hexdigest()
        packages = {"fix": pin, "other": pin, "theirs@acme": theirs}
        lock = {"version": 1, "packages": dict.fromkeys(("amd64", "arm64"), packages)}
        lock["archives"] = {"acme": {"suite": "stable", "url": f"{server.url}/acme"}}
        (project / "debpkgs.lock").write_text(json.dumps(lock))
        flake = (project / "flake.nix").read_text()
        debs = "".join(
            f'{{ path = "{one["path"]}"; sha256 = "{one["sha256"]}"; }} ' for one in (pin, theirs)
        )
        debs = f"[ {debs}]"
        (project / "flake.nix").write_text(flake.replace("[ ]", debs))
        use_http(checkout, server)
        checkout.extra["DEBPKGS_SECURITY_MIRROR"] = f"{server.url}/fixes/"
        done = checkout.setup("--project", str(project))
        assert done.returncode == 0, done.stderr
        asked = [path for path, _ in server.requests if path.endswith(".deb")]
        assert asked.count(f"/fixes/{path}") == 1
        assert any(path.startswith("/pool/main/") for path in asked)
        assert {path for path in asked if not path.startswith("/pool/main/")} == {
            f"/fixes/{path}",
            "/acme/pool/theirs_1_all.deb",
        }

    def test_says_what_is_no_project(self, checkout: Checkout, tmp_path: Path) -> None:
        line = error_line(checkout.setup("--project", str(tmp_path)))
        assert line == (
            f"setup: --project {tmp_path}: it has no flake.nix; run nix run hpds#init in it"
        )
        line = error_line(checkout.setup("--project", "/no/folder"))
        assert "--project /no/folder: no such folder" in line


class TestArguments:
    """The command line."""

    def test_help_names_every_setting(self, checkout: Checkout) -> None:
        text = checkout.setup("--help").stdout
        sources = ("--from", "--bundle", "--for", "--project")
        arguments = (*sources, "--no-config", "--no-sandbox", "--sandbox")
        actions = ("--read-only-store", "--uninstall")
        settings = ("DEBPKGS_DEBIAN_MIRROR", "DEBPKGS_PYPI_INDEX", "DEBPKGS_CACHE", "DEBPKGS_STALL")
        for name in (*arguments, *actions, *settings):
            assert name in text

    def test_unknown_argument_is_named(self, checkout: Checkout) -> None:
        assert "--nope: unknown argument" in error_line(checkout.setup("--nope"))

    @pytest.mark.parametrize("value", ["soon", "-1", "0"])
    def test_a_limit_that_is_no_number_is_named(self, checkout: Checkout, value: str) -> None:
        checkout.extra["DEBPKGS_STALL"] = value
        assert f"DEBPKGS_STALL: {value} is not a number" in error_line(checkout.setup())

    def test_a_missing_value_is_named(self, checkout: Checkout) -> None:
        assert "--from: nothing after it" in error_line(checkout.setup("--from"))


class TestMakefile:
    """`make` by itself."""

    def test_lists_every_public_target(self, root: Path) -> None:
        done = subprocess.run(["make", "-C", root], capture_output=True, text=True, check=True)
        for target in ("image", "check", "check-all", "bench", "bundle", "update", "fmt", "clean"):
            assert f"  make {target} " in done.stdout
