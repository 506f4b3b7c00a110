"""The CUDA toolkit as a person uses it without a GPU: `nix develop .#cuda`, and refusals."""

import subprocess
from pathlib import Path

import dev_shell
import pytest
from nix_versions import offline

KERNEL = """
#include <cstdio>
#include <thrust/version.h>
__global__ void nothing() {}
int main() {
    nothing<<<1, 1>>>();
    std::puts(cudaGetErrorName(cudaGetLastError()));
}
"""

CMAKE = """
cmake_minimum_required(VERSION 3.25)
project(sample LANGUAGES CXX CUDA)
find_package(CUDAToolkit REQUIRED)
add_executable(sample a.cu)
target_link_libraries(sample PRIVATE CUDA::cublas)
"""


def in_shell(root: Path, script: str) -> str:
    """What a script prints in `nix develop .#cuda`, without a network."""
    return dev_shell.in_shell(offline("nix", "develop", ".#cuda"), script, root)


def refusal(root: Path, expression: str) -> str:
    """The message with which an expression over debpkgs does not evaluate."""
    done = subprocess.run(
        ["nix", "eval", "--impure", "--expr", f"with import ./nix/debpkgs {{ }}; {expression}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0, done.stdout
    return done.stderr


def test_programs_of_the_shell_come_from_the_store(root: Path) -> None:
    programs = ("nvcc", "ptxas", "cuobjdump", "nvdisasm", "cmake", "ninja", "g++", "python")
    found = in_shell(root, f"type -P {' '.join(programs)}").splitlines()
    assert len(found) == len(programs)
    assert [path for path in found if not path.startswith("/nix/store/")] == []


def test_variables_of_other_programs_are_left_alone(root: Path) -> None:
    printed = in_shell(root, 'echo "${PYTHONPATH-unset} ${LD_LIBRARY_PATH-unset}"')
    assert printed == "unset unset\n"


def test_nvcc_compiles_for_one_device_and_cuobjdump_shows_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(KERNEL)
    script = f"cd '{tmp_path}' && nvcc -arch=sm_90 a.cu -o a && ./a && cuobjdump --list-elf a"
    printed = in_shell(root, script)
    assert printed.startswith("cudaErrorInsufficientDriver\n")
    assert "sm_90.cubin" in printed


def test_a_setuptools_build_finds_cuda_home(root: Path, tmp_path: Path) -> None:
    """Such builds start $CUDA_HOME/bin/nvcc, and link with g++ and $CUDA_HOME/lib64."""
    (tmp_path / "a.cu").write_text(KERNEL)
    script = (
        f'cd "{tmp_path}" && $CUDA_HOME/bin/nvcc -Xcompiler -fPIC -I$CUDA_HOME/include -c a.cu'
        " && env -u NIX_LDFLAGS g++ a.o -L$CUDA_HOME/lib64 -lcudart -o a && ./a"
    )
    assert in_shell(root, script) == "cudaErrorInsufficientDriver\n"


def test_cmake_configures_and_builds(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(KERNEL)
    (tmp_path / "CMakeLists.txt").write_text(CMAKE)
    script = f"cd '{tmp_path}' && CUDAARCHS=80 cmake -GNinja -B b . && ninja -C b && b/sample"
    assert in_shell(root, script).endswith("\ncudaErrorInsufficientDriver\n")


def test_cupy_and_hpds_import(root: Path) -> None:
    program = "import cupy, hpds.accelerate; print(cupy.__name__, hpds.accelerate.why_no_cuda())"
    printed = in_shell(root, f"python -c '{program}'")
    assert printed in ("cupy no CUDA driver on this machine\n", "cupy None\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            'cudaCapabilities = [ "7.0" "8.6" ];',
            'cudaPackages: cudaCapabilities: CUDA 13.0 does not know "7.0"; give '
            "cudaPackages.override { cudaCapabilities = [ … ]; } (or config.cudaCapabilities) "
            "some of 7.5 8.0 8.6 ",
        ),
        (
            "cudaCapabilities = [ ];",
            "cudaPackages: cudaCapabilities = []: names no device; give ",
        ),
        (
            'cudaHostStdenv = stdenv // { cc = stdenv.cc // { version = "16.1.0"; }; };',
            "cudaPackages: gcc-wrapper 16.1.0 is no host compiler for CUDA 13.0, which supports "
            "gcc 6 to 15; give cudaPackages.override { cudaHostStdenv = …; } ",
        ),
    ],
)
def test_what_the_compiler_cannot_do_is_refused(root: Path, arguments: str, message: str) -> None:
    expression = f"(cudaPackages.override {{ {arguments} }}).cuda_nvcc.drvPath"
    assert message in refusal(root, expression)
