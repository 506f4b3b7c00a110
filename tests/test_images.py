"""Images as people use them: built by name, read by other tools, run confined.

The tools come from the flake, so that nothing need be installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MB = 1000 * 1000

SIZE_LIMITS = {"cuda-bench-image": 12 * MB, "hpds-image": 42 * MB, "python-image": 18 * MB}
"""Bytes of all compressed layers, from the issues that asked for the images."""


@cache
def built(attribute: str, root: Path = ROOT) -> Path:
    """Build an attribute of the flake and return its store path."""
    command = ["nix", "build", f"{root}#{attribute}", "--no-link", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    path: str = json.loads(done.stdout)[0]["outputs"]["out"]
    return Path(path)


@cache
def tool(name: str) -> str:
    """A program of debpkgs."""
    system = run("nix", "eval", "--raw", "--impure", "--expr", "builtins.currentSystem")
    return str(built(f"legacyPackages.{system}.{name}") / "bin" / name)


def run(*command: str | Path, status: int = 0) -> str:
    """Run a command that ends with the given status, and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def oci_layout(image: Path, target: Path) -> Path:
    """Convert an image to an OCI layout."""
    program = ROOT / "nix/debpkgs/docker-tools"
    run(sys.executable, "-I", "-B", program, "oci", image, target)
    return target


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Convert an image of the flake to an OCI layout."""

    @cache
    def convert(attribute: str, root: Path = ROOT) -> Path:
        return oci_layout(built(attribute, root), tmp_path_factory.mktemp(attribute) / "oci")

    return convert


def manifest(layout: Path) -> dict[str, Any]:
    """The manifest of a layout's one image."""
    (entry,) = json.loads((layout / "index.json").read_text())["manifests"]
    found: dict[str, Any] = json.loads(blob(layout, entry).read_text())
    return found


def config(layout: Path) -> dict[str, Any]:
    """The image's configuration."""
    found: dict[str, Any] = json.loads(blob(layout, manifest(layout)["config"]).read_text())
    return found


def blob(layout: Path, descriptor: dict[str, Any]) -> Path:
    """The file of a descriptor."""
    digest: str = descriptor["digest"]
    return layout / "blobs/sha256" / digest.partition(":")[2]


def run_image(layout: Path, *command: str) -> str:
    """Run an image under runc."""
    program = ROOT / "nix/images/run_image.py"
    tools = ("--runc", tool("runc"), "--umoci", tool("umoci"))
    return run(sys.executable, program, *tools, layout, *command)


@pytest.mark.parametrize(
    "image",
    ["cuda-bench-image", "hpds-cuda-image", "hpds-image", "python-image", "sort-bench-image"],
)
def test_skopeo_reads_layout_and_archive_alike(
    layout: Callable[..., Path], tmp_path: Path, image: str
) -> None:
    archive = tmp_path / "image.tar"
    with archive.open("wb") as plain:
        subprocess.run(["gunzip", "-c", built(image)], stdout=plain, check=True)
    inspect = (tool("skopeo"), "--tmpdir", tmp_path, "inspect", "--config")
    of_layout = run(*inspect, f"oci:{layout(image)}")
    assert of_layout == run(*inspect, f"docker-archive:{archive}")
    assert json.loads(of_layout)["config"]["User"] == "65534:65534"


@pytest.mark.parametrize("image", sorted(SIZE_LIMITS))
def test_an_image_is_small(layout: Callable[..., Path], image: str) -> None:
    size = sum(layer["size"] for layer in manifest(layout(image))["layers"])
    assert size <= SIZE_LIMITS[image], f"{image}: {size / MB:.1f} MB compressed"


def test_cuda_bench_says_in_one_line_that_there_is_no_gpu(layout: Callable[..., Path]) -> None:
    """Where no driver is put into the container; its exit status is 0."""
    printed = run_image(layout("cuda-bench-image"))
    assert printed == "no CUDA driver on this machine: nothing is measured\n"
    as_json = json.loads(run_image(layout("cuda-bench-image"), "--json"))
    assert as_json["device"] is None
    assert as_json["reason"].startswith("no CUDA driver")


def test_hpds_cuda_says_that_there_is_no_gpu_and_works_on_the_cpu(
    layout: Callable[..., Path],
) -> None:
    printed = run_image(layout("hpds-cuda-image")).splitlines()
    assert "accelerate  no CUDA driver on this machine" in printed
    assert [line for line in printed if line.startswith("accelerate  cpu:0")] != []


def test_hpds_runs_confined(layout: Callable[..., Path]) -> None:
    assert "hpds" in run_image(layout("hpds-image"))


def test_the_program_in_an_image_has_no_rights(layout: Callable[..., Path]) -> None:
    image = layout("python-image")
    python = config(image)["config"]["Cmd"][0]
    program = """
import json, os, socket
def errno(action):
    try:
        action()
    except OSError as error:
        return error.strerror
print(json.dumps({
    "write": errno(lambda: open("/etc/x", "w")),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "capabilities": [l.split()[1] for l in open("/proc/self/status") if l.startswith("CapEff")],
    "uid": os.getuid(),
}))
"""
    found = json.loads(run_image(image, python, "-c", program))
    assert found["write"] == "Read-only file system"
    assert found["interfaces"] == ["lo"]
    assert int(found["capabilities"][0], 16) == 0
    # As a user without subordinate ids the namespace's root stands for that user.
    assert found["uid"] in (65534, 0)


def test_the_exit_status_of_the_program_is_passed_on(layout: Callable[..., Path]) -> None:
    image = layout("python-image")
    python = config(image)["config"]["Cmd"][0]
    program = ROOT / "nix/images/run_image.py"
    tools = ("--runc", tool("runc"), "--umoci", tool("umoci"))
    run(sys.executable, program, *tools, image, python, "-c", "raise SystemExit(7)", status=7)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_without_rights_runs_an_image(layout: Callable[..., Path]) -> None:
    image = layout("python-image")
    program = "import os; print(os.getuid(), os.path.exists('/proc/self'))"
    with tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o755)
        shutil.copytree(image, f"{shared}/oci")
        shutil.copy(ROOT / "nix/images/run_image.py", shared)
        done = subprocess.run(
            [
                built("python313") / "bin/python3",
                f"{shared}/run_image.py",
                *("--runc", tool("runc"), "--umoci", tool("umoci")),
                f"{shared}/oci",
                *(config(image)["config"]["Cmd"][0], "-c", program),
            ],
            user=65534,
            group=65534,
            extra_groups=[],
            env={},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (0, "0 True\n"), done.stderr
    assert "the image runs as you" in done.stderr


def test_an_edit_of_hpds_changes_one_layer(layout: Callable[..., Path], tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    for name in run("git", "-C", ROOT, "ls-files").splitlines():
        target = edited / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    source = next((edited / "envs/hpds/src").rglob("*.pyx"))
    source.write_text(source.read_text() + "\n_EDITED = True\n")
    before = config(layout("hpds-image"))["rootfs"]["diff_ids"]
    after = config(layout("hpds-image", edited))["rootfs"]["diff_ids"]
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]
