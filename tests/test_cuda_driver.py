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
from gpu_container import Change
from gpu_shell import Shell, driver, package
from test_images import ROOT, built, oci_layout, tool

ERRORS = {
    "535": "cudaErrorInsufficientDriver",
    "580": "cudaErrorCallRequiresNewerDriver",
    "refuses": "cudaErrorSystemDriverMismatch",
}
"""A driver of ours, and the runtime's error with it."""

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


def in_container(layout: Path, change: Change) -> str:
    """What cuda-bench prints in a container."""
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


def test_gpu_doctor_takes_the_toolkit_of_the_flake() -> None:
    text = (package("gpu-doctor") / "bin/gpu-doctor").read_text()
    version = subprocess.run(
        ["nix", "eval", "--raw", f"{ROOT}#cudaPackages.cudaMajorMinorVersion"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"--toolkit {version} " in text
