"""What gpu-doctor says about machines of a test's own."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from machine import Machine


def doctor(machine: Machine, *options: str, status: int) -> dict[str, Any]:
    """The report as JSON."""
    command = ["gpu-doctor", "--json", "--root", str(machine.root), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["ok"] == (status == 0)
    return report


def codes(report: dict[str, Any]) -> list[str]:
    """Names of the findings."""
    return [finding["code"] for finding in report["findings"]]


@pytest.fixture
def healthy(machine: Machine) -> Machine:
    """A machine on which everything fits."""
    machine.devices()
    machine.kernel("580.95.05")
    machine.put("/usr/lib64")
    return machine


def test_a_healthy_machine(healthy: Machine) -> None:
    report = doctor(healthy, status=0)
    assert report["findings"] == []
    assert report["driver"] == {
        "library": "/usr/lib64/libcuda.so.1",
        "file": "/usr/lib64/libcuda.so.580.95.05",
        "release": "580.95.05",
        "interface": "13.0",
        "init": 0,
    }
    assert report["devices"]["nodes"] == ["/dev/nvidia-uvm", "/dev/nvidia0", "/dev/nvidiactl"]
    assert report["devices"]["names"] == ["Test GPU"]
    assert report["kernel"]["release"] == "580.95.05"


def no_device(machine: Machine) -> None:
    """Take the device nodes away."""
    for node in (machine.root / "dev").iterdir():
        node.unlink()


def no_uvm(machine: Machine) -> None:
    """Take one device node away."""
    (machine.root / "dev/nvidia-uvm").unlink()


def no_module(machine: Machine) -> None:
    """Unload the kernel's module."""
    (machine.root / "sys/module/nvidia/version").unlink()


def no_library(machine: Machine) -> None:
    """Uninstall the driver."""
    for file in (machine.root / "usr/lib64").iterdir():
        file.unlink()


def only_a_stub(machine: Machine) -> None:
    """The toolkit's stub in the place of the driver."""
    no_library(machine)
    machine.put_stub("/usr/lib64/stubs", "libcuda.so")
    (machine.root / "usr/lib64/libcuda.so.1").symlink_to("stubs/libcuda.so")


def copied_stub(machine: Machine) -> None:
    """A stub that nothing but its answer tells from a driver."""
    no_library(machine)
    machine.put_stub("/usr/lib64")


def replaced(driver: str) -> Callable[[Machine], None]:
    """Another driver in the place of the first."""

    def change(machine: Machine) -> None:
        no_library(machine)
        machine.put("/usr/lib64", driver)

    return change


def both(driver: str) -> Callable[[Machine], None]:
    """A second driver in another place."""

    def change(machine: Machine) -> None:
        machine.put("/run/opengl-driver/lib", driver)

    return change


def no_compiler(machine: Machine) -> None:
    """A container that was given half of the driver."""
    for file in (machine.root / "usr/lib64").glob("libnvidia-ptx*"):
        file.unlink()


def truncated(machine: Machine) -> None:
    """A library that was not copied to its end."""
    no_library(machine)
    machine.write("/usr/lib64/libcuda.so.1", machine.library()[:200])


@pytest.mark.parametrize(
    ("change", "expected", "remedy"),
    [
        (no_device, "no-device", "install NVIDIA's driver"),
        (no_uvm, "device-missing", "nvidia-modprobe"),
        (no_module, "no-module", "modprobe nvidia"),
        (no_library, "no-library", "install NVIDIA's driver"),
        (only_a_stub, "no-library", "install NVIDIA's driver"),
        (copied_stub, "driver-refuses", "HPDS_DRIVER_PATH"),
        (truncated, "no-library", "install NVIDIA's driver"),
        (replaced("535"), "release-differs", "restart the machine"),
        (replaced("535"), "driver-too-old", "driver 580.65.06 or newer"),
        (replaced("crash"), "driver-crashes", "install the driver again"),
        (replaced("refuses"), "driver-refuses", "restart the machine"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(
    healthy: Machine, change: Callable[[Machine], None], expected: str, remedy: str
) -> None:
    change(healthy)
    report = doctor(healthy, status=1)
    (finding,) = [finding for finding in report["findings"] if finding["code"] == expected]
    assert finding["is_error"]
    assert remedy in finding["remedy"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [(both("535"), "several-releases"), (no_compiler, "no-ptx-compiler")],
)
def test_what_may_surprise_is_a_warning(
    healthy: Machine, change: Callable[[Machine], None], expected: str
) -> None:
    change(healthy)
    report = doctor(healthy, status=0)
    assert codes(report) == [expected]
    assert report["driver"]["library"] == "/usr/lib64/libcuda.so.1"


@pytest.mark.parametrize(
    ("toolkit", "status", "expected"),
    [
        ("11.8", 0, []),
        ("12.8", 0, []),
        ("13.0", 0, []),
        ("13.1", 0, ["driver-older"]),
        ("14.0", 1, ["driver-too-old"]),
    ],
)
def test_a_toolkit_runs_on_drivers_of_its_major_version_and_newer(
    healthy: Machine, toolkit: str, status: int, expected: list[str]
) -> None:
    assert codes(doctor(healthy, "--toolkit", toolkit, status=status)) == expected


@pytest.mark.parametrize(
    ("drivers", "remedy"),
    [
        ({"13": "580.65.06", "14": "600.10"}, "install driver 600.10 or newer"),
        ({"13": "580.65.06"}, "install a driver for CUDA 14.0"),
    ],
)
def test_the_remedy_for_an_old_driver_is_the_first_of_the_toolkits(
    healthy: Machine, tmp_path: Path, drivers: dict[str, str], remedy: str
) -> None:
    (tmp_path / "drivers.json").write_text(json.dumps(drivers))
    options = ("--drivers", str(tmp_path / "drivers.json"), "--toolkit", "14.0")
    (finding,) = doctor(healthy, *options, status=1)["findings"]
    assert finding["remedy"] == remedy


def test_a_crash_says_how_the_process_ended(healthy: Machine) -> None:
    replaced("crash")(healthy)
    (finding,) = doctor(healthy, status=1)["findings"]
    assert "SIGSEGV" in finding["text"]


def test_windows_subsystem_has_one_device_and_no_module(machine: Machine) -> None:
    machine.devices("dxg")
    machine.put("/usr/lib/wsl/lib")
    # Windows' driver has it elsewhere.
    for file in (machine.root / "usr/lib/wsl/lib").glob("libnvidia-ptx*"):
        file.unlink()
    assert codes(doctor(machine, status=0)) == []


def test_a_container_is_told_to_use_the_toolkit(machine: Machine) -> None:
    machine.write("/.dockerenv", "")
    report = doctor(machine, status=1)
    assert codes(report) == ["no-device", "no-library"]
    assert all("--gpus all" in finding["remedy"] for finding in report["findings"])


def test_nixos_is_told_its_options(machine: Machine) -> None:
    machine.write("/etc/NIXOS", "")
    machine.devices()
    machine.kernel("580.95.05")
    (finding,) = doctor(machine, status=1)["findings"]
    assert "hardware.graphics.enable" in finding["remedy"]


def test_the_setting_is_examined(healthy: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HPDS_DRIVER_PATH", "relative:/nowhere:/usr/lib64")
    assert codes(doctor(healthy, status=0)) == ["setting-relative", "setting-missing"]


def test_the_text_names_everything_and_each_reason(healthy: Machine) -> None:
    healthy.write("/run/opengl-driver/lib/libcuda.so.1", b"text that is long enough" * 9)
    healthy.put("/usr/local/nvidia/lib64", "535")
    command = ["gpu-doctor", "--root", str(healthy.root)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for expected in (
        "kernel module   580.95.05",
        "driver library  /usr/lib64/libcuda.so.1 (580.95.05)",
        "driver's CUDA   13.0",
        "GPU             Test GPU",
        "  /run/opengl-driver/lib/libcuda.so.1, by /run/opengl-driver/lib: refused: not an ELF",
        "  /usr/lib64/libcuda.so.1, by /usr/lib64: used",
        "/usr/local/nvidia/lib64: not used: 535.216.01, other than the kernel's module",
        "warning: /usr/local/nvidia/lib64/libcuda.so.1 is another release, 535.216.01",
    ):
        assert expected in text, text


def test_a_file_that_two_places_lead_to_is_named_once(healthy: Machine) -> None:
    healthy.cache(["/usr/lib64/libcuda.so.1"])
    command = ["gpu-doctor", "--root", str(healthy.root)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "  /usr/lib64/libcuda.so.1, by /etc/ld.so.cache: used\n" in text
    assert "/usr/lib64/libcuda.so.1, by /usr/lib64" not in text


def test_a_healthy_machine_in_words(healthy: Machine) -> None:
    command = ["gpu-doctor", "--root", str(healthy.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nnothing is wrong\n")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--toolkit", "thirteen"], "give one like 13.0"),
        (["--drivers", "/nonexistent"], "/nonexistent: "),
        (["--drivers", "/dev/null"], "/dev/null: "),
        (["--root", "/nonexistent"], "no such folder"),
        (["--unknown"], "unrecognized arguments"),
    ],
)
def test_arguments_that_are_not_understood(options: list[str], reason: str) -> None:
    done = subprocess.run(["gpu-doctor", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert reason in done.stderr
