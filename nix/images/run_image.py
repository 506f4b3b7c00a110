"""Run an image from an OCI layout, with nothing installed and nothing left behind.

umoci unpacks the layout and runc starts it: root file system read-only, a network namespace with
nothing in it, no capabilities, the user that the image names. Without root's rights both work in a
user namespace. There, the image's user needs a range in /etc/subuid; where the caller has none, the
program runs as the namespace's root, which outside is the caller, and a line says so.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class RunError(Exception):
    """Something that keeps the image from running; the text names it and the remedy."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the image; the result is its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runc", default="runc", help="program to start containers with")
    parser.add_argument("--umoci", default="umoci", help="program to unpack images with")
    parser.add_argument("layout", type=Path, help="directory of the OCI layout")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="arguments instead of its own")
    options = parser.parse_args(arguments)
    try:
        tools = [_tool(options.umoci), _tool(options.runc)]
        return run_image(options.layout, options.command, *tools)
    except RunError as error:
        print(f"error: run image: {error}", file=sys.stderr)
        return 125


def run_image(layout: Path, command: Sequence[str], umoci: str, runc: str) -> int:
    """Unpack, adjust, run and clean up."""
    tag, image = read_layout(layout)
    rootless = os.geteuid() != 0
    check_namespaces(rootless)
    with tempfile.TemporaryDirectory(prefix="run-image-") as scratch:
        bundle = Path(scratch, "bundle")
        unpack = [umoci, "unpack", *(["--rootless"] if rootless else [])]
        _check([*unpack, "--image", f"{layout}:{tag}", str(bundle)], f"{layout}: unpacking failed")
        config_file = bundle / "config.json"
        config = adjust(json.loads(config_file.read_text()), image, command)
        if rootless:
            map_ids(config, subordinate("/etc/subuid"), subordinate("/etc/subgid"))
        config_file.write_text(json.dumps(config))
        name = Path(scratch).name
        start = [runc, "--root", f"{scratch}/state"]
        try:
            return subprocess.run(
                [*start, "run", "--bundle", str(bundle), name], check=False
            ).returncode
        finally:
            subprocess.run([*start, "delete", "--force", name], capture_output=True, check=False)


def check_namespaces(rootless: bool) -> None:
    """Refuse where the kernel allows no namespace: a message of runc's says only that."""
    child = os.fork()
    if child == 0:
        try:
            os.unshare(os.CLONE_NEWUSER if rootless else os.CLONE_NEWNS)
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        return
    if not rootless:
        raise RunError(
            "no namespace can be made here, so no container starts in this one; start this one "
            "with more rights (docker run --privileged), or load the image elsewhere"
        )
    raise RunError(
        "no user namespace can be made here. If Nix keeps its store below your home folder, it "
        "enters that by chroot, and `make image` or nix/setup/run.sh does it another way; "
        "otherwise allow user namespaces, or run it as root"
    )


def read_layout(layout: Path) -> tuple[str, Json]:
    """The tag of the layout's one image, and the image's configuration."""
    try:
        (entry,) = json.loads((layout / "index.json").read_text())["manifests"]
        manifest = json.loads(_blob(layout, entry["digest"]).read_text())
        image: Json = json.loads(_blob(layout, manifest["config"]["digest"]).read_text())
        tag: str = entry["annotations"]["org.opencontainers.image.ref.name"]
    except (OSError, ValueError, KeyError) as error:
        raise RunError(
            f"{layout}: no OCI layout with one tagged image ({error}); build it with ociLayout"
        ) from error
    return tag, image


def adjust(config: Json, image: Json, command: Sequence[str]) -> Json:
    """The runtime configuration: umoci's, confined, with the image's command or the one given."""
    inner = image.get("config", {})
    own = (inner.get("Entrypoint") or []) + (list(command) or inner.get("Cmd") or [])
    if not own:
        raise RunError("the image has neither Entrypoint nor Cmd; give a command")
    process = {
        **config["process"],
        "args": own,
        "capabilities": {},
        "noNewPrivileges": True,
        "terminal": False,
    }
    # Raising limits takes rights that a container in a container lacks.
    process.pop("rlimits", None)
    linux = {**config["linux"]}
    linux.pop("resources", None)
    kinds = {namespace["type"] for namespace in linux["namespaces"]}
    if "network" not in kinds:
        linux["namespaces"] = [*linux["namespaces"], {"type": "network"}]
    mounts = [
        mount for mount in config["mounts"] if not mount["destination"].startswith("/sys/fs/cgroup")
    ]
    return {
        **config,
        "linux": linux,
        "mounts": mounts,
        "process": process,
        "root": {**config["root"], "readonly": True},
    }


def map_ids(config: Json, uids: Json | None, gids: Json | None) -> None:
    """Give the namespace the caller's subordinate ids, else make the caller its root."""
    linux = config["linux"]
    linux["uidMappings"] = [{"containerID": 0, "hostID": os.geteuid(), "size": 1}]
    linux["gidMappings"] = [{"containerID": 0, "hostID": os.getegid(), "size": 1}]
    user = config["process"]["user"]
    if uids and gids and max(user["uid"], user["gid"]) <= min(uids["size"], gids["size"]):
        linux["uidMappings"].append({"containerID": 1, **uids})
        linux["gidMappings"].append({"containerID": 1, **gids})
    elif (user["uid"], user["gid"]) != (0, 0):
        print(
            f"note: no range in /etc/subuid holds user {user['uid']}; the image runs as you",
            file=sys.stderr,
        )
        config["process"]["user"] = {"uid": 0, "gid": 0}


def subordinate(file: str) -> Json | None:
    """The caller's first range in /etc/subuid or /etc/subgid, if newuidmap is there to use it."""
    if not shutil.which("newuidmap") or not Path(file).is_file():
        return None
    owners = {str(os.geteuid()), _user_name()}
    for line in Path(file).read_text().splitlines():
        owner, _, numbers = line.partition(":")
        start, _, size = numbers.partition(":")
        if owner in owners and start.isdigit() and size.isdigit():
            return {"hostID": int(start), "size": int(size)}
    return None


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _blob(layout: Path, digest: str) -> Path:
    kind, _, name = digest.partition(":")
    return layout / "blobs" / kind / name


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise RunError(f"{name}: not found; install it or give --{Path(name).name} PATH")
    return found


def _check(command: Sequence[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise RunError(f"{failure}: {reason}")


if __name__ == "__main__":
    raise SystemExit(main())
