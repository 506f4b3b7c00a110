"""Containers with a GPU, as NVIDIA's container toolkit makes them, with a driver of our own.

The toolkit changes a container in two ways, and both are done here to the configuration that
umoci writes and runc reads:

- `legacy` (nvidia-container-cli): the libraries are mounted under the names that have the release;
  libcuda.so is a link to libcuda.so.1, which the image's or the host's ldconfig would make. Where
  there is none, the link leads nowhere.
- `cdi`: a specification lists device nodes, mounts and hooks. Its hooks make the links and write
  /etc/ld.so.cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "nix/images"))
sys.path.insert(0, str(ROOT / "cuda/driver/tests"))

from machine import ld_cache  # noqa: E402
from run_image import adjust, read_layout  # noqa: E402

Json = dict[str, Any]
NODES = ("/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm")


@dataclass(frozen=True)
class Bundle:
    """What a runtime hands to the toolkit."""

    config: Json
    rootfs: Path

    def mount(self, source: Path, destination: str) -> None:
        """Mount one of the host's files."""
        self.config["mounts"].append(
            {
                "source": str(source),
                "destination": destination,
                "type": "none",
                "options": ["bind", "ro", "nosuid", "nodev", "rprivate"],
            }
        )

    def place(self, path: str) -> Path:
        """Where a path of the container is: links of the image lead within its root."""
        place, parts = self.rootfs, list(reversed(Path(path).parts[1:]))
        while parts:
            place /= parts.pop()
            if place.is_symlink():
                target = place.readlink()
                place = self.rootfs if target.is_absolute() else place.parent
                parts += reversed(target.parts[1:] if target.is_absolute() else target.parts)
        return place

    def link(self, path: str, target: str) -> None:
        """Make a link in the image's root."""
        folder = self.place(str(Path(path).parent))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / Path(path).name).symlink_to(target)


Change = Callable[[Bundle], None]


def run(layout: Path, change: Change, *tools: str, command: tuple[str, ...] = ()) -> str:
    """Run an image after a change of its bundle; what it printed, and its exit status last."""
    runc, umoci = tools
    tag, image = read_layout(layout)
    rootless = os.geteuid() != 0
    with tempfile.TemporaryDirectory(prefix="gpu-container-") as scratch:
        bundle = Path(scratch, "bundle")
        unpack = [umoci, "unpack", *(["--rootless"] if rootless else [])]
        subprocess.run([*unpack, "--image", f"{layout}:{tag}", bundle], check=True)
        file = bundle / "config.json"
        config = adjust(json.loads(file.read_text()), image, command)
        change(Bundle(config, bundle / "rootfs"))
        file.write_text(json.dumps(config))
        start = [runc, "--root", f"{scratch}/state"]
        done = subprocess.run(
            [*start, "run", "--bundle", bundle, Path(scratch).name],
            capture_output=True,
            text=True,
            check=False,
        )
    return f"{done.stdout}{done.stderr}exit status {done.returncode}\n"


def nothing(_: Bundle) -> None:
    """No toolkit."""


def legacy(driver: Path, folder: str = "/usr/lib/x86_64-linux-gnu") -> Change:
    """nvidia-container-cli configure, with an image that has no ldconfig."""

    def change(bundle: Bundle) -> None:
        for library in sorted(driver.iterdir()):
            bundle.mount(library, f"{folder}/{library.name}")
        bundle.link(f"{folder}/libcuda.so", "libcuda.so.1")
        for node in NODES:
            bundle.mount(Path("/dev/null"), node)

    return change


def cdi(driver: Path, folder: str = "/usr/lib64") -> Change:
    """A runtime that applies the specification of `nvidia.com/gpu=all`."""

    def change(bundle: Bundle) -> None:
        specification = make_specification(driver, folder)
        edits = specification["containerEdits"]
        bundle.config["process"]["env"] += edits["env"]
        for mount in edits["mounts"]:
            bundle.mount(Path(mount["hostPath"]), mount["containerPath"])
        # A runtime would make the nodes; here they stand for what a test machine lacks.
        for node in edits["deviceNodes"]:
            bundle.mount(Path("/dev/null"), node["path"])
        for hook in edits["hooks"]:
            apply_hook(bundle, hook["args"])

    return change


def make_specification(driver: Path, folder: str) -> Json:
    """A specification of the Container Device Interface, as `nvidia-ctk cdi generate` writes it."""
    libraries = sorted(driver.iterdir())
    cuda = next(library.name for library in libraries if library.name.startswith("libcuda.so."))
    links = [f"libcuda.so.1::{folder}/libcuda.so", f"{cuda}::{folder}/libcuda.so.1"]
    return {
        "cdiVersion": "0.5.0",
        "kind": "nvidia.com/gpu",
        "containerEdits": {
            "env": ["NVIDIA_VISIBLE_DEVICES=void"],
            "deviceNodes": [{"path": node} for node in NODES],
            "mounts": [
                {"hostPath": str(library), "containerPath": f"{folder}/{library.name}"}
                for library in libraries
            ],
            "hooks": [
                {
                    "hookName": "createContainer",
                    "args": ["create-symlinks", *(f"--link={link}" for link in links)],
                },
                {"hookName": "createContainer", "args": ["update-ldcache", f"--folder={folder}"]},
            ],
        },
    }


def apply_hook(bundle: Bundle, arguments: list[str]) -> None:
    """Do what a hook of the toolkit does in the container's root."""
    name, *options = arguments
    values = [option.partition("=")[2] for option in options]
    if name == "create-symlinks":
        for value in values:
            target, _, path = value.partition("::")
            bundle.link(path, target)
    elif name == "update-ldcache":
        folder = bundle.place("/etc")
        folder.mkdir(exist_ok=True)
        (folder / "ld.so.cache").write_bytes(
            ld_cache(f"{folder}/libcuda.so.1" for folder in values)
        )
    else:
        raise AssertionError(f"{name}: no hook of the toolkit")
