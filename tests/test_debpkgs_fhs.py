"""buildFHSEnv on this machine: who may start it, what it sees, and what it says where it cannot."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
from nix_versions import ROOT

EXPRESSION = f"""
(import {ROOT}/nix {{ system = builtins.currentSystem; }}).legacyPackages.buildFHSEnv {{
  name = "fhs-test";
}}
"""
#: With all rights of root taken away, as in a container.
WITHOUT_RIGHTS = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all")


@pytest.fixture(scope="module")
def program() -> str:
    """The program that starts a shell in a root with nothing but what each has."""
    done = subprocess.run(
        ["nix-build", "--no-out-link", "-E", EXPRESSION], capture_output=True, text=True, check=True
    )
    return f"{done.stdout.strip()}/bin/fhs-test"


def run(*command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.fixture(scope="module")
def permitted(program: str) -> None:
    done = run(program, "-c", "true")
    if done.returncode == 126:
        pytest.skip(done.stderr)


@pytest.mark.usefixtures("permitted")
class TestInside:
    """What a program in it sees."""

    def test_a_debian_and_the_machines_folders(self, program: str, tmp_path: Path) -> None:
        (tmp_path / "mine").write_text("mine\n")
        script = "pwd; cat mine; readlink /bin; [ -e /usr/bin/apt ] || echo no apt; id -un"
        done = run(program, "-c", script, folder=tmp_path)
        name = pwd.getpwuid(os.getuid()).pw_name
        assert done.stdout == f"{tmp_path}\nmine\nusr/bin\nno apt\n{name}\n", done.stderr

    def test_the_machines_names(self, program: str) -> None:
        for file in ("passwd", "hosts", "resolv.conf"):
            there = Path("/etc", file)
            if there.is_file():
                assert run(program, "-c", f"cat /etc/{file}").stdout == there.read_text()

    def test_what_is_written_to_etc_and_var_is_gone_at_the_end(self, program: str) -> None:
        assert run(program, "-c", "echo 1 >/etc/fhs-test && cat /etc/fhs-test").stdout == "1\n"
        assert run(program, "-c", "ls /etc/fhs-test").returncode == 2
        assert not Path("/etc/fhs-test").exists()

    def test_the_store_stays_as_it_is(self, program: str) -> None:
        """Root could write there."""
        for path in ("/usr/bin/cat", "/etc/profile", "/var/lib/dpkg/status"):
            done = run(program, "-c", f"echo 1 >>{path}")
            assert "Read-only file system" in done.stderr or "Permission denied" in done.stderr

    def test_its_status_and_arguments(self, program: str) -> None:
        done = run(program, "-c", 'printf "%s|" "$@"; exit 7', "name", "a b", "*")
        assert (done.returncode, done.stdout) == (7, "a b|*|")

    @pytest.mark.skipif(os.getuid() != 0, reason="is another user already")
    @pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not on PATH")
    def test_any_user(self, program: str) -> None:
        user = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        done = run(*user, program, "-c", "id -u; id -g; ls -d /home; echo 1 >/var/lib/mine")
        assert (done.returncode, done.stdout) == (0, "65534\n65534\n/home\n"), done.stderr


POSTINST = """#!/bin/sh -e
set -e
adduser --system demo
chown demo /usr/share/demo/file
false
case $1 in
  configure)
    date +%s >/usr/share/demo/made
    ucf /usr/share/demo/file /etc/demo.conf
    dpkg-query -W -f='${Status}' demo >>/usr/share/demo/made
    ;;
  triggered) echo "$2" >/var/lib/demo ;;
esac
"""


@pytest.mark.usefixtures("permitted")
@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not on PATH")
def test_maintainer_scripts_make_what_they_make_in_a_debian(tmp_path: Path) -> None:
    """Without users, owners and the time of day; a command that fails does not end them."""
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "usr/share/demo").mkdir(parents=True)
    (tree / "usr/share/demo/file").write_text("text\n")
    control = "Package: demo\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n"
    (tree / "DEBIAN/control").write_text(control)
    (tree / "DEBIAN/triggers").write_text("interest-noawait demo-trigger\n")
    (tree / "DEBIAN/postinst").write_text(POSTINST)
    (tree / "DEBIAN/postinst").chmod(0o755)
    command = ["dpkg-deb", "--root-owner-group", "-b", str(tree), str(tmp_path / "demo.deb")]
    subprocess.run(
        command, env={**os.environ, "SOURCE_DATE_EPOCH": "1"}, capture_output=True, check=True
    )
    deb = f'{{ name = "demo"; version = "1"; source = {tmp_path}/demo.deb; }}'
    expression = EXPRESSION.replace(
        'name = "fhs-test"',
        f'name = "fhs-test"; targetPkgs = _: [ {{ debianPackages = [ {deb} ]; }} ]',
    )
    done = run("nix-build", "--no-out-link", "-E", expression)
    assert done.returncode == 0, done.stderr
    program = f"{done.stdout.strip()}/bin/fhs-test"
    script = "cat /usr/share/demo/made /etc/demo.conf /var/lib/demo; ls /usr/share/debpkgs-fhs"
    assert run(program, "-c", script).stdout == (
        "1\ninstall ok installedtext\ndemo-trigger \ntriplet\n"
    )


@pytest.mark.skipif(
    not all(map(shutil.which, ("setpriv", "unshare"))), reason="util-linux is not on PATH"
)
def test_where_namespaces_are_not_permitted(program: str) -> None:
    limit = "echo 0 >/proc/sys/user/max_user_namespaces"
    script = f'{limit}; exec {" ".join(WITHOUT_RIGHTS)} {program} -c "echo started"'
    done = run("unshare", "--user", "--map-root-user", "sh", "-c", script)
    if "unshare" in done.stderr and "fhs-test" not in done.stderr:
        pytest.skip(done.stderr)
    assert (done.returncode, done.stdout) == (126, "")
    assert done.stderr == (
        "fhs-test: unshare: No space left on device; it needs user namespaces, which are not "
        "permitted here; switch them on: sysctl user.max_user_namespaces=10000\n"
    )
