"""What ./setup does to the machine: modes, proxies, groups, mounts, and taking it back."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import Checkout
from test_setup import assert_completes, error_line, needs_apt, needs_root
from test_setup_config import effective

NOBODY = 65534


def write_program(folder: Path, name: str, text: str) -> None:
    """Put a shell script of this name into a folder of programs."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}")
    (folder / name).chmod(0o755)


def mode(path: Path) -> int:
    """Permission bits."""
    return path.stat().st_mode & 0o7777


def under_umask(mask: str) -> tuple[str, ...]:
    """Prefix of a command that runs with it."""
    return ("sh", "-c", f'umask {mask} && exec "$@"', "sh")


@needs_root
def test_files_of_the_machine_are_readable_whatever_the_umask(checkout: Checkout) -> None:
    checkout.config = checkout.home.parent / "new" / "nix"
    checkout.extra["NIX_CONFIG"] = "substituters ="
    done = checkout.setup(prefix=under_umask("077"))
    assert done.returncode == 0, done.stderr
    assert mode(checkout.config.parent) == mode(checkout.config) == 0o755
    assert mode(checkout.config / "nix.conf") == 0o644
    assert mode(checkout.config / "debpkgs.conf") == 0o644
    assert mode(checkout.config / "debpkgs-sh") == 0o755


class TestProxies:
    """They reach what sudo starts."""

    #: Like sudo: nothing of the environment stays, but for what is asked for.
    SUDO = """
      kept=
      while :; do
        case $1 in
          --preserve-env=*) kept=$(printf '%s' "${1#*=}" | tr , ' ') ;;
          -n) ;;
          --) shift; break ;;
          *) break ;;
        esac
        shift
      done
      for name in $kept; do
        eval "value=\\${$name-}"
        [ -z "$value" ] || set -- "$name=$value" "$@"
      done
      exec env -i PATH="$PATH" "$@"
    """

    @pytest.fixture
    def person(self, checkout: Checkout) -> Iterator[Checkout]:
        """An ordinary user with sudo on a machine without Nix, in a checkout of their own."""
        with tempfile.TemporaryDirectory() as name:
            home = Path(name)
            checkout.home = home / "home"
            checkout.home.mkdir()
            checkout.cache = home / "cache"
            subprocess.run(["cp", "-r", checkout.root, home / "checkout"], check=True)
            checkout.root = home / "checkout"
            programs = home / "bin"
            essential = (
                "awk basename cat chmod cp cut date df dirname env find flock grep head id ls "
                "mkdir mv printf pwd rm sed sha256sum sh sleep sort stat tail tar tr true uname "
                "wc xargs"
            )
            programs.mkdir()
            for program in essential.split():
                (programs / program).symlink_to(f"/usr/bin/{program}")
            write_program(programs, "sudo", self.SUDO)
            write_program(programs, "apt-cache", "")
            write_program(programs, "dpkg-query", "")
            write_program(programs, "apt-get", f"env >{home}/log\necho E: stop >&2\nexit 100\n")
            checkout.extra |= {"PATH": str(programs)}
            for path in (home, *home.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            yield checkout

    @needs_root
    @pytest.mark.parametrize(
        "given",
        [
            {"http_proxy": "http://me:secret@proxy.example.org:3128", "no_proxy": "local"},
            {"HTTP_PROXY": "http://me:secret@proxy.example.org:3128", "NO_PROXY": "local"},
        ],
    )
    def test_sudo_apt_get_goes_through_the_proxy(
        self, person: Checkout, given: dict[str, str]
    ) -> None:
        person.extra |= given | {"APT_CONFIG": "/some/apt.conf"}
        arguments = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
        line = error_line(person.setup(prefix=("/usr/bin/setpriv", *arguments)))
        assert line.startswith("setup: apt-get update: E: stop")
        log = (person.home.parent / "log").read_text().splitlines()
        for name in ("http_proxy", "HTTP_PROXY"):
            assert f"{name}=http://me:secret@proxy.example.org:3128" in log
        assert "no_proxy=local" in log
        assert "APT_CONFIG=/some/apt.conf" in log


class TestAptSources:
    """Where Debian's files come from, if nobody says, and apt has never been updated."""

    def configure(self, checkout: Checkout, sources: str) -> None:
        """An apt of its own, without lists."""
        apt = checkout.home / "apt"
        for name in ("lists/partial", "parts", "etc"):
            (apt / name).mkdir(parents=True)
        (apt / "etc/sources.list").write_text(sources)
        (apt / "status").touch()
        (apt / "apt.conf").write_text(
            f'Dir::Etc "{apt}/etc";\nDir::Etc::parts "{apt}/parts";\n'
            f'Dir::Etc::sourceparts "{apt}/parts";\nDir::State "{apt}";\n'
            f'Dir::State::status "{apt}/status";\n'
        )
        checkout.extra |= {"APT_CONFIG": str(apt / "apt.conf"), "DEBPKGS_DEBIAN_MIRROR": ""}

    @needs_apt
    def test_ubuntus_are_not_taken_for_debians(self, checkout: Checkout) -> None:
        self.configure(checkout, "deb http://mirror.example.org/ubuntu noble main\n")
        line = error_line(checkout.setup())
        assert line == (
            "setup: apt: its sources are the archive of Ubuntu or another distribution, which has "
            "other files than Debian's; "
            "set DEBPKGS_DEBIAN_MIRROR to a Debian mirror's URL or a folder"
        )

    @needs_apt
    @needs_root
    def test_those_of_a_machine_that_is_not_debian_are_not_either(self, checkout: Checkout) -> None:
        self.configure(checkout, "deb http://mirror.example.org/packages noble main\n")
        release = checkout.home / "os-release"
        release.write_text('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')
        script = f'mount --bind "{release}" "$(readlink -f /etc/os-release)" && exec "$0"'
        line = error_line(checkout.setup(prefix=("unshare", "-m", "sh", "-c", script)))
        assert "Ubuntu or another distribution" in line

    @needs_apt
    def test_a_debian_mirror_beside_ubuntus_is_found(self, checkout: Checkout) -> None:
        self.configure(
            checkout,
            "deb http://mirror.example.org/ubuntu noble main\n"
            "deb http://127.0.0.1:9/debian trixie main\n",
        )
        checkout.extra["DEBPKGS_STALL"] = "1"
        assert "http://127.0.0.1:9/debian" in error_line(checkout.setup())


@needs_root
class TestBuildUsers:
    """Root's builds run as users of the group nixbld, where there is one."""

    def setup(self, checkout: Checkout, group: str) -> subprocess.CompletedProcess[str]:
        """Run on a machine whose groups are root and this."""
        file = checkout.home / "group"
        file.write_text(f"root:x:0:\n{group}")
        script = f'mount --bind "{file}" /etc/group && exec "$0"'
        return checkout.setup(prefix=("unshare", "-m", "sh", "-c", script))

    def test_that_there_are_none_is_said_and_undone_once_there_are(
        self, checkout: Checkout
    ) -> None:
        without = self.setup(checkout, "")
        assert without.returncode == 0, without.stderr
        assert "'build-users-group =' is among it" in without.stdout
        assert "undo: install nix-setup-systemd" in without.stdout
        assert effective(checkout, "build-users-group") == ""
        assert "build-users-group" not in self.setup(checkout, "").stdout
        again = self.setup(checkout, "nixbld:x:999:\n")
        assert again.returncode == 0, again.stderr
        assert "'build-users-group =' is no longer among it" in again.stdout
        assert effective(checkout, "build-users-group") == "nixbld"
        assert "build-users-group" not in self.setup(checkout, "nixbld:x:999:\n").stdout

    def test_plain_nix_works_where_only_that_was_missing(
        self, checkout: Checkout, root: Path
    ) -> None:
        settings = (root / "nix" / "nix.conf").read_text()
        (checkout.config / "nix.conf").write_text(
            f"{settings}\nsubstituters =\nsandbox-paths = /bin/sh=/bin/sh\n"
        )
        assert "Nix: set build-users-group in" in self.setup(checkout, "").stdout
        assert effective(checkout, "build-users-group") == ""


class TestUninstall:
    """`./setup --uninstall`."""

    @pytest.mark.parametrize(
        "text", ["# mine\nsubstituters =\n", "substituters =\n\n\n# end\n\n", None]
    )
    def test_leaves_nothing_of_setups_behind(self, checkout: Checkout, text: str | None) -> None:
        nix_conf = checkout.config / "nix.conf"
        if text is None:
            nix_conf.unlink()
            checkout.extra["NIX_CONFIG"] = "substituters ="
        else:
            nix_conf.write_text(text)
        assert_completes(checkout)
        done = checkout.setup("--uninstall")
        assert done.returncode == 0, done.stderr
        if text is None:
            assert not checkout.config.exists()
        else:
            assert [path.name for path in checkout.config.iterdir()] == ["nix.conf"]
            assert nix_conf.read_text() == text
        assert not checkout.cache.exists()
        again = checkout.setup("--uninstall")
        assert again.stdout == "setup: nothing of setup's is left here\n"
        assert not checkout.cache.exists()

    @needs_root
    def test_takes_back_without_the_sandbox_too(self, checkout: Checkout) -> None:
        assert checkout.setup("--no-sandbox").returncode == 0
        assert checkout.setup("--uninstall").returncode == 0
        assert [path.name for path in checkout.config.iterdir()] == ["nix.conf"]

    @needs_root
    def test_removes_the_packages_groups_and_memberships_that_it_recorded(
        self, checkout: Checkout
    ) -> None:
        programs, log = checkout.home / "bin", checkout.home / "log"
        for name in ("dpkg", "gpasswd", "groupdel"):
            write_program(programs, name, f'echo {name} "$@" >>{log}\n')
        checkout.extra["PATH"] = f"{programs}:{os.environ['PATH']}"
        (checkout.config / "debpkgs-changes").write_text(
            "package no-such-package\npackage another\n"
            "group no-such-group\nmember no-such-group me\n"
        )
        done = checkout.setup("--uninstall")
        assert done.returncode == 0, done.stderr
        assert log.read_text().splitlines() == [
            "gpasswd --delete me no-such-group",
            "dpkg --purge no-such-package another",
            "groupdel no-such-group",
        ]
        assert not (checkout.config / "debpkgs-changes").exists()

    @needs_root
    def test_removes_a_store_that_it_made(self, checkout: Checkout, tmp_path: Path) -> None:
        store = tmp_path / "made"
        (store / "store").mkdir(parents=True)
        (store / "store").chmod(0o555)
        (checkout.config / "debpkgs-changes").write_text(f"store {store}\n")
        done = checkout.setup("--uninstall")
        assert f"setup: removing {store}" in done.stdout
        assert not store.exists()


@needs_root
class TestReadOnlyStore:
    """`./setup --read-only-store`, in a mount namespace of its own."""

    def in_namespace(self, checkout: Checkout, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script there; systemd does not run in it."""
        hidden = (
            "[ ! -d /run/systemd ] || mount -t tmpfs none /run/systemd\n"
            # The machine's own store may be read-only already.
            "! grep -q ' /nix/store ' /proc/mounts || umount /nix/store"
        )
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", f"set -e; {hidden}\n{script}", checkout.root / "setup"],
            env=checkout.environment() | {"NIX_REMOTE": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_only_nix_can_write_to_it(self, checkout: Checkout) -> None:
        (checkout.home / "text").write_text(f"written by Nix: {checkout.home}")
        done = self.in_namespace(
            checkout,
            """
              "$0" --read-only-store
              ! touch /nix/store/written 2>/dev/null
              path=$(nix-store --add "$HOME/text")
              cat "$path"
              ! touch "$path" 2>/dev/null
              "$0" --read-only-store
              "$0" --uninstall
              touch /nix/store/.written
              rm /nix/store/.written
            """,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "written by Nix" in done.stdout
        assert "/nix/store is read-only for all but Nix until the next start" in done.stdout
        assert "/nix/store is mounted read-only already" in done.stdout
        assert "/nix/store is writable for root again" in done.stdout

    def test_is_refused_where_root_may_not_mount(self, checkout: Checkout) -> None:
        script = 'setpriv --bounding-set=-sys_admin "$0" --read-only-store'
        done = self.in_namespace(checkout, script)
        assert "mounting needs CAP_SYS_ADMIN" in error_line(done)
