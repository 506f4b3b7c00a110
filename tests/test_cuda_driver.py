"""CUDA's programs and the host's GPU driver: in `nix develop .#cuda`, by `nix run`, in the image.

A driver of ours has few functions. The runtime stops where it misses one, and its error tells what
the driver answered until then.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import gpu_container
import pytest
from gpu_container import Bundle, Change
from gpu_shell import Shell, driver, package
from test_images import ROOT, built, config, oci_layout, tool

TOO_OLD = (
    "the driver knows CUDA 12.2; the toolkit is CUDA 13.0: install driver 580.65.06 or newer\n"
)

ERRORS = {
    "535": f"cuda-bench: {TOO_OLD}",
    "580": "cudaErrorCallRequiresNewerDriver",
    "refuses": "cudaErrorSystemDriverMismatch",
}
"""A driver of ours, and what cuda-bench says with it: the remedy, or the runtime's error."""

NO_DRIVER = "no CUDA driver on this machine: nothing is measured\n"


def shell(name: str) -> Shell:
    """The CUDA shell on a machine with a driver of ours, or with an empty folder for it."""
    return Shell(f"{ROOT}#cuda", driver=driver(name))


@pytest.mark.parametrize(("name", "version"), [("535", 12020), ("580", 13000), ("590", 13010)])
def test_cupy_in_the_shell_asks_the_driver(name: str, version: int) -> None:
    code = "import cupy; print(cupy.cuda.runtime.driverGetVersion())"
    assert shell(name).run(f"python -c '{code}'") == f"{version}\n"


@pytest.mark.parametrize("name", ERRORS)
def test_cuda_bench_asks_the_driver(name: str) -> None:
    done = subprocess.run(
        [built("cuda-bench") / "bin/cuda-bench"],
        env={**os.environ, "HPDS_DRIVER_PATH": str(driver(name))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert ERRORS[name] in done.stderr


def test_what_nvcc_links_in_the_shell_asks_the_driver(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(
        "#include <cstdio>\n"
        "int main() { int n; std::puts(cudaGetErrorName(cudaGetDeviceCount(&n))); }\n"
    )
    printed = shell("refuses").run(f"cd '{tmp_path}' && nvcc -arch=sm_90 a.cu -o a && ./a")
    assert printed == "cudaErrorSystemDriverMismatch\n"


@pytest.mark.parametrize("compiler", ["g++ -x c++", "nvcc -arch=sm_90"])
def test_a_program_is_linked_with_the_stub_and_runs_with_the_driver(
    tmp_path: Path, compiler: str
) -> None:
    (tmp_path / "a.cu").write_text(
        "#include <cstdio>\n#include <cuda.h>\n"
        'int main() { int n; cuDriverGetVersion(&n); std::printf("%d\\n", n); }\n'
    )
    assert shell("580").run(f"cd '{tmp_path}' && {compiler} a.cu -lcuda -o a && ./a") == "13000\n"
    missing = "libcuda.so.1: cannot open shared object file"
    assert missing in shell("stubs").run(f"'{tmp_path}/a' 2>&1 || true")


def test_the_stub_is_no_driver_to_a_program_that_opens_it_by_its_other_name(
    tmp_path: Path,
) -> None:
    """A program that is linked in the shell has the stub's folder in its run path."""
    source = ROOT / "cuda/driver/tests/program.c"
    script = f"cd '{tmp_path}' && gcc '{source}' -o program && ./program libcuda.so"
    assert shell("580").run(script).startswith(f"loaded {driver('580')}/libcuda.so.580.95.05\n")


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image of cuda-bench, as an OCI layout."""
    return oci_layout(built("cuda-bench-image"), tmp_path_factory.mktemp("cuda-bench") / "oci")


@pytest.fixture(scope="module")
def hpds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image of hpds-cuda, as an OCI layout."""
    return oci_layout(built("hpds-cuda-image"), tmp_path_factory.mktemp("hpds-cuda") / "oci")


def in_container(layout: Path, change: Change) -> str:
    """What an image's program prints in a container."""
    return gpu_container.run(layout, change, tool("runc"), tool("umoci"))


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("toolkit", [gpu_container.legacy, gpu_container.cdi])
def test_cuda_bench_in_a_container_asks_the_driver_that_the_toolkit_mounts(
    layout: Path, name: str, toolkit: Callable[[Path], Change]
) -> None:
    printed = in_container(layout, toolkit(driver(name)))
    assert ERRORS[name] in printed
    assert printed.endswith("exit status 1\n")


def test_cuda_bench_in_a_container_without_a_driver_says_so(layout: Path) -> None:
    assert in_container(layout, gpu_container.nothing) == f"{NO_DRIVER}exit status 0\n"


ASKED = """
import ctypes, runpy
version = ctypes.c_int()
ctypes.CDLL("libcuda.so.1").cuDriverGetVersion(ctypes.byref(version))
print("driver", version.value)
print(*{line.split()[-1] for line in open("/proc/self/maps") if "libcuda.so" in line})
runpy.run_module("hpds", run_name="__main__")
"""


# Two runs, since each unpacks a gigabyte.
@pytest.mark.parametrize(
    ("toolkit", "name", "folder", "version", "error"),
    [
        (
            gpu_container.legacy,
            "580",
            "/usr/lib/x86_64-linux-gnu",
            13000,
            "CallRequiresNewerDriver",
        ),
        (gpu_container.cdi, "535", "/usr/lib64", 12020, "InsufficientDriver"),
    ],
)
def test_hpds_cuda_in_a_container_asks_the_driver_that_the_toolkit_mounts(
    hpds: Path,
    toolkit: Callable[[Path, str], Change],
    name: str,
    folder: str,
    version: int,
    error: str,
) -> None:
    python = config(hpds)["config"]["Entrypoint"][0]

    def change(bundle: Bundle) -> None:
        toolkit(driver(name), folder)(bundle)
        bundle.config["process"]["args"] = [python, "-c", ASKED]

    printed = in_container(hpds, change).splitlines()
    assert f"driver {version}" in printed, printed
    assert any(line.startswith(f"{folder}/libcuda.so.") for line in printed), printed
    (reason,) = [line for line in printed if line.startswith("accelerate  cuda")]
    assert f"cudaError{error}" in reason
    assert printed[-1] == "exit status 0"


def test_hpds_cuda_in_a_container_without_a_driver_says_so_in_one_line(hpds: Path) -> None:
    report = in_container(hpds, gpu_container.nothing).splitlines()
    said = [line for line in report if "CUDA" in line]
    assert said == ["accelerate  no CUDA driver on this machine"]
    assert report[-1] == "exit status 0"


def test_what_a_hook_of_the_toolkit_writes_is_in_the_containers_root(tmp_path: Path) -> None:
    """An image's /etc is a link to a folder of the store, which the machine has, too."""
    outside, rootfs = tmp_path / "outside", tmp_path / "rootfs"
    inside = rootfs / str(outside)[1:]
    outside.mkdir()
    inside.mkdir(parents=True)
    (rootfs / "etc").symlink_to(outside)
    bundle = Bundle({"process": {"env": []}, "mounts": []}, rootfs)
    gpu_container.cdi(driver("580"))(bundle)
    assert [file.name for file in inside.iterdir()] == ["ld.so.cache"]
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("image", ["layout", "hpds"])
def test_an_image_asks_the_container_toolkit_for_all_gpus_and_for_two_parts_of_the_driver(
    image: str, request: pytest.FixtureRequest
) -> None:
    """What the toolkit reads: which GPUs, and what of the driver is mounted."""
    environment = config(request.getfixturevalue(image))["config"]["Env"]
    settings = {setting for setting in environment if setting.startswith("NVIDIA_")}
    assert settings == {
        "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        "NVIDIA_VISIBLE_DEVICES=all",
    }


def test_gpu_doctor_takes_the_toolkit_of_the_flake() -> None:
    text = (package("gpu-doctor") / "bin/gpu-doctor").read_text()
    version = subprocess.run(
        ["nix", "eval", "--raw", f"{ROOT}#cudaPackages.cudaMajorMinorVersion"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"--toolkit {version} " in text
