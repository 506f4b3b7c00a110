"""What the search finds and refuses, below a root folder of a test's own."""

import json
import os
import struct
import subprocess
from itertools import pairwise
from typing import Any

import pytest
from machine import CUDA, Machine

PLACES = [
    "/run/opengl-driver/lib",
    "/etc/ld.so.cache",
    "/usr/lib/wsl/lib",
    "/usr/lib64",
    f"/usr/lib/{os.uname().machine}-linux-gnu",
    "/usr/local/nvidia/lib64",
    "/usr/local/nvidia/lib",
    "/usr/lib",
]


def find(machine: Machine, name: str = CUDA, setting: str | None = None) -> dict[str, Any]:
    """What driver-candidates says about one library."""
    environment = {**os.environ, **({"HPDS_DRIVER_PATH": setting} if setting else {})}
    command = ["driver-candidates", "--root", str(machine.root), name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    (library,) = json.loads(done.stdout)["libraries"]
    found: dict[str, Any] = library
    return found


def refusal(machine: Machine) -> str:
    """Why the only candidate is refused."""
    found = find(machine)
    assert found["chosen"] is None
    (candidate,) = found["candidates"]
    reason: str = candidate["refusal"]
    return reason


def put(machine: Machine, place: str) -> str:
    """Put a driver where a place leads; its path."""
    if place != "/etc/ld.so.cache":
        return machine.put(place)
    path = machine.put("/opt/driver")
    machine.cache([path])
    return path


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_searched(machine: Machine, place: str) -> None:
    path = put(machine, place)
    found = find(machine)
    assert found["chosen"] == path
    assert found["candidates"][0]["place"] == place
    assert found["candidates"][0]["release"] == "580.95.05"


@pytest.mark.parametrize(("first", "second"), list(pairwise(PLACES)))
def test_of_two_places_the_first_wins(machine: Machine, first: str, second: str) -> None:
    put(machine, second)
    path = put(machine, first)
    found = find(machine)
    assert found["chosen"] == path
    assert len(found["candidates"]) == 2


def test_the_setting_wins_whatever_the_kernel_has(machine: Machine) -> None:
    machine.kernel("580.95.05")
    machine.put("/run/opengl-driver/lib")
    path = machine.put("/opt/old", "535")
    assert find(machine, setting="/nowhere:/opt/old")["chosen"] == path


def test_a_relative_setting_is_passed_over(machine: Machine) -> None:
    machine.put("/opt/driver")
    assert find(machine, setting="opt/driver:")["candidates"] == []


def test_nothing_is_found_where_nothing_is(machine: Machine) -> None:
    assert find(machine) == {"name": CUDA, "candidates": [], "chosen": None}


def test_the_file_is_found_without_the_link_that_ldconfig_makes(machine: Machine) -> None:
    assert find(machine)["chosen"] is None
    path = machine.put("/usr/lib64", links=False)
    assert path.endswith("/libcuda.so.580.95.05")
    assert find(machine)["chosen"] == path


def test_the_newest_of_several_files_is_taken(machine: Machine) -> None:
    machine.put("/usr/lib64", "535", links=False)
    machine.put("/usr/lib64", "590", links=False)
    machine.put("/usr/lib64", "580", links=False)
    found = find(machine)
    assert found["chosen"] == "/usr/lib64/libcuda.so.590.44.01"
    releases = [candidate["release"] for candidate in found["candidates"]]
    assert releases == ["590.44.01", "580.95.05", "535.216.01"]


def test_the_release_of_the_kernels_module_is_preferred(machine: Machine) -> None:
    machine.kernel("580.95.05")
    machine.put("/run/opengl-driver/lib", "535")
    path = machine.put("/usr/lib64", "580")
    found = find(machine)
    assert found["chosen"] == path
    assert [candidate["of_other_release"] for candidate in found["candidates"]] == [True, False]


def test_another_release_is_better_than_none(machine: Machine) -> None:
    machine.kernel("580.95.05")
    path = machine.put("/usr/lib64", "535")
    assert find(machine)["chosen"] == path


def test_the_kernels_release_is_also_read_from_its_sentence(machine: Machine) -> None:
    text = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build\n"
    machine.write("/proc/driver/nvidia/version", text)
    machine.put("/usr/lib64", "535")
    assert find(machine)["candidates"][0]["of_other_release"]


def test_a_cache_after_the_older_format_is_read(machine: Machine) -> None:
    path = machine.put("/opt/driver")
    machine.cache(["/opt/other/libz.so.1", path], with_old_format=True)
    assert find(machine)["chosen"] == path


def test_a_cache_that_is_none_is_passed_over(machine: Machine) -> None:
    machine.write("/etc/ld.so.cache", b"ld.so-1.7.0\0\xff\xff\xff\xff")
    path = machine.put("/usr/lib64")
    assert find(machine)["chosen"] == path


def test_a_link_to_the_root_folder_is_one_inside_it(machine: Machine) -> None:
    file = machine.put("/opt/driver", links=False)
    (machine.root / "usr/lib64").mkdir(parents=True)
    (machine.root / "usr/lib64/libcuda.so.1").symlink_to(file)
    (candidate,) = find(machine)["candidates"]
    assert (candidate["file"], candidate["refusal"]) == (file, None)


def test_a_stub_is_refused_also_behind_a_link(machine: Machine) -> None:
    stub = machine.put_stub("/usr/local/cuda/lib64/stubs", "libcuda.so")
    (machine.root / "usr/lib64").mkdir(parents=True)
    (machine.root / "usr/lib64/libcuda.so.1").symlink_to(f"../..{stub}")
    assert "a stub" in refusal(machine)


def segments(data: bytes | bytearray) -> list[tuple[int, ...]]:
    """Program headers: kind, flags, offset, address, physical address, size."""
    (count,) = struct.unpack_from("<H", data, 56)
    return [struct.unpack_from("<IIQQQQ", data, 64 + 56 * index) for index in range(count)]


def test_a_truncated_library_is_refused(machine: Machine) -> None:
    whole = machine.library()
    end = max(segment[2] + segment[5] for segment in segments(whole) if segment[0] == 1)
    for size in (0, 1, 63, 64, 200, len(whole) // 2, end - 1):
        machine.write("/usr/lib64/libcuda.so.1", whole[:size])
        assert refusal(machine).startswith(("too short", "truncated"))


def test_more_headers_than_a_library_has_are_refused(machine: Machine) -> None:
    data = bytearray(machine.library()) + bytes(56 * 1000)
    struct.pack_into("<H", data, 56, 1000)
    machine.write("/usr/lib64/libcuda.so.1", bytes(data))
    assert refusal(machine) == "program headers are not those of a library"


def test_more_dynamic_entries_than_a_library_has_are_refused(machine: Machine) -> None:
    data = bytearray(machine.library()) + bytes(1 << 20)
    (index,) = (i for i, segment in enumerate(segments(data)) if segment[0] == 2)
    struct.pack_into("<Q", data, 64 + 56 * index + 32, 1 << 20)
    machine.write("/usr/lib64/libcuda.so.1", bytes(data))
    assert refusal(machine) == "its dynamic section is not that of a library"


def test_a_library_for_another_processor_is_refused(machine: Machine) -> None:
    data = bytearray(machine.library())
    struct.pack_into("<H", data, 18, 0xF3)
    machine.write("/usr/lib64/libcuda.so.1", bytes(data))
    assert refusal(machine) == "for another processor"


def test_a_32_bit_library_is_refused(machine: Machine) -> None:
    data = bytearray(machine.library())
    data[4] = 1
    machine.write("/usr/lib64/libcuda.so.1", bytes(data))
    assert refusal(machine) == "not a 64-bit library"


def test_a_text_is_refused(machine: Machine) -> None:
    machine.write("/usr/lib64/libcuda.so.1", "INPUT(libcuda.so.580)" * 9)
    assert refusal(machine) == "not an ELF file"


def test_another_library_under_the_name_is_refused(machine: Machine) -> None:
    machine.write(
        "/usr/lib64/libcuda.so.1", machine.library().replace(CUDA.encode(), b"libother.s.1")
    )
    assert "calls itself otherwise" in refusal(machine)


def test_a_folder_and_a_fifo_are_refused(machine: Machine) -> None:
    place = machine.root / "usr/lib64/libcuda.so.1"
    place.mkdir(parents=True)
    assert refusal(machine)
    place.rmdir()
    os.mkfifo(place)
    assert refusal(machine) == "not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_library_is_refused(machine: Machine) -> None:
    path = machine.write("/usr/lib64/libcuda.so.1", machine.library())
    (machine.root / path[1:]).chmod(0)
    assert "permission denied" in refusal(machine)


def test_what_is_refused_in_one_place_does_not_hide_the_next(machine: Machine) -> None:
    machine.write("/run/opengl-driver/lib/libcuda.so.1", b"\x7fELF")
    path = machine.put("/usr/lib64")
    found = find(machine)
    assert found["chosen"] == path
    assert found["candidates"][0]["refusal"]


def test_a_name_that_is_not_the_drivers_is_an_error(machine: Machine) -> None:
    command = ["driver-candidates", "--root", str(machine.root), "libcudart.so.13"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "libcudart.so.13: not a library of the driver" in done.stderr


def test_names_are_escaped_in_the_report(machine: Machine) -> None:
    setting = '/a"b\\c\n'
    assert find(machine, setting=setting)["chosen"] is None
    path = machine.put(setting)
    assert find(machine, setting=setting)["chosen"] == path
