"""The image of the shell as an editor has it: its own user, writable, free to make a sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from test_images import built, oci_layout, run, tool

#: The number of a system call that is refused; it would tell the id of a keyring.
KEYCTL = {"x86_64": 250, "aarch64": 219}

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="runc needs root here to make containers")


def settings(root: Path) -> dict[str, Any]:
    """The editor's file, whose format allows comments."""
    text = (root / ".devcontainer" / "devcontainer.json").read_text()
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    parsed: dict[str, Any] = json.loads("\n".join(lines))
    return parsed


class Container:
    """The image, unpacked once; each command is a container of its own over it.

    It is confined as `runArgs` of the editor's file say.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        image = built("devcontainer-image.stream", root)
        layout = oci_layout(image, folder / "oci")
        run(tool("umoci"), "unpack", "--image", f"{layout}:latest", folder / "bundle")
        self.config = json.loads((folder / "bundle" / "config.json").read_text())
        self.seccomp = json.loads((root / ".devcontainer" / "seccomp.json").read_text())
        # Docker's format has a comment, which runc's has not.
        for rule in self.seccomp["syscalls"]:
            del rule["comment"]

    def bash(self, script: str, status: int = 0) -> str:
        """What bash prints for a script in the image."""
        process = self.config["process"] | {
            "args": ["/bin/bash", "-c", script],
            "capabilities": {},
            "noNewPrivileges": True,
            "terminal": False,
        }
        process.pop("rlimits", None)
        linux = self.config["linux"] | {
            "maskedPaths": [],
            "readonlyPaths": [],
            "seccomp": self.seccomp,
        }
        linux.pop("resources", None)
        kinds = {namespace["type"] for namespace in linux["namespaces"]} | {"network"}
        linux["namespaces"] = [{"type": kind} for kind in sorted(kinds)]
        mounts = [
            mount
            for mount in self.config["mounts"]
            if not mount["destination"].startswith("/sys/fs/cgroup")
        ]
        changed = self.config | {"process": process, "linux": linux, "mounts": mounts}
        changed["root"] = self.config["root"] | {"readonly": False}
        (self.folder / "bundle" / "config.json").write_text(json.dumps(changed))
        runc = [tool("runc"), "--root", str(self.folder / "state")]
        done = subprocess.run(
            [*runc, "run", "--bundle", str(self.folder / "bundle"), self.folder.name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def container(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Container:
    """The container of these tests."""
    return Container(root, tmp_path_factory.mktemp("devcontainer"))


def test_a_person_without_roots_rights_is_at_home(container: Container) -> None:
    script = "id -un; cd && pwd && touch kept && stat -c %U kept . /workspaces /nix/store /bin"
    assert container.bash(script).split() == [
        *("dev", "/home/dev"),
        *("dev", "dev", "dev", "dev", "root"),
    ]


def test_git_ssh_certificates_and_the_shells_programs_are_there(container: Container) -> None:
    shown = container.bash(
        "git init -q ~/p && git -C ~/p status --short && ssh -V 2>&1 && "
        "grep -c BEGIN /etc/ssl/certs/ca-certificates.crt && "
        "python3 -c 'import numpy; print(\"numpy\", numpy.__version__)' && "
        "cd && printf '#include <hwy/targets.h>\\n"
        "int main() { return hwy::SupportedTargets() == 0; }' >a.cpp && "
        "g++ a.cpp -lhwy && ./a.out"
    ).splitlines()
    assert shown[0].startswith("OpenSSH_")
    assert int(shown[1]) > 100
    assert shown[2].startswith("numpy 2.")


def test_nix_knows_its_store_and_builds_in_a_sandbox(container: Container) -> None:
    """Its database holds what the image holds, and a build of its own sees nothing else."""
    listed, known = container.bash(
        "ls -d /nix/store/*-* | sort | md5sum; "
        "nix-store --query --requisites /nix/var/nix/gcroots/docker/* | sort -u | md5sum; "
        "nix-store --verify 2>/dev/null"
    ).split()[::2]
    assert listed == known
    expression = (
        'derivation { name = "made"; system = builtins.currentSystem; builder = "/bin/sh"; '
        'args = [ "-c" "test ! -e /workspaces && echo made >$out" ]; }'
    )
    assert container.bash(f"cat $(nix-build --no-out-link -E '{expression}')") == "made\n"
    assert container.bash("nix eval --expr '1 + 1'") == "2\n"


def test_system_calls_that_nothing_needs_are_refused(container: Container) -> None:
    """Also to a person who is root in a namespace of her own."""
    script = (
        "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True); "
        f"libc.syscall({KEYCTL[os.uname().machine]}, 0, -3, 1); "
        "print(os.strerror(ctypes.get_errno()))"
    )
    assert container.bash(f'python3 -c "{script}"') == "Operation not permitted\n"


def test_what_the_container_gives_up_is_what_the_page_says(root: Path) -> None:
    """Nothing more than what Nix' sandbox needs."""
    given_up = [
        "--security-opt=apparmor=unconfined",
        "--security-opt=systempaths=unconfined",
    ]
    kept = [
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        "--security-opt=seccomp=${localWorkspaceFolder}/.devcontainer/seccomp.json",
    ]
    assert settings(root)["runArgs"] == kept + given_up
    page = (root / "docs" / "editors.md").read_text()
    assert all(argument in page for argument in given_up)


def test_a_program_from_elsewhere_finds_its_interpreter_and_libraries(container: Container) -> None:
    """An editor's server is such a program."""
    source = "#include <iostream>\\nint main() { std::cout << 7 << std::endl; }\\n"
    container.bash(f"printf '{source}' >/tmp/b.cpp && g++ /tmp/b.cpp -o ~/b")
    program = container.folder / "bundle" / "rootfs" / "home" / "dev" / "b"
    interpreter = {"x86_64": "ld-linux-x86-64.so.2", "aarch64": "ld-linux-aarch64.so.1"}
    folder = {"x86_64": "lib64", "aarch64": "lib"}
    machine = os.uname().machine
    place = f"/{folder[machine]}/{interpreter[machine]}"
    run("patchelf", "--remove-rpath", "--set-interpreter", place, program)
    assert container.bash("env -i ~/b") == "7\n"


def test_the_editors_file_is_about_this_image(root: Path, container: Container) -> None:
    name, tag = (
        run("nix", "eval", "--raw", f"{root}#devcontainer-image.{part}")
        for part in ("imageName", "imageTag")
    )
    assert settings(root)["image"] == f"{name}:{tag}"
    assert settings(root)["remoteUser"] == container.bash("id -un").strip()
    # A tool that takes the file as it is says so itself.
    if devcontainer := shutil.which("devcontainer"):
        run(devcontainer, "read-configuration", "--workspace-folder", root)
