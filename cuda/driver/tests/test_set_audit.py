"""A program that is linked already gets the entry; nothing else does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from machine import CUDA, Machine

LIBRARY = os.environ["DRIVER_BRIDGE"]


def set_audit(program: Path, library: str = LIBRARY) -> "subprocess.CompletedProcess[str]":
    """Run the tool."""
    command = [sys.executable, os.environ["SET_AUDIT"], str(program), library]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def plain(fakes: Path, tmp_path: Path) -> Path:
    """A program without the entry."""
    program = tmp_path / "program"
    shutil.copy(fakes / "bin/plain", program)
    program.chmod(0o755)
    return program


def test_the_program_is_offered_the_driver(plain: Path, machine: Machine) -> None:
    machine.put("/driver")
    environment = {"HPDS_DRIVER_PATH": f"{machine.root}/driver"}
    assert (
        subprocess.run([plain], env=environment, check=False, capture_output=True).returncode == 3
    )
    assert set_audit(plain).returncode == 0
    done = subprocess.run([plain], env=environment, check=False, capture_output=True, text=True)
    assert done.stdout.startswith(f"loaded {machine.root}/driver/{CUDA}\n")


def test_a_second_time_changes_nothing(plain: Path) -> None:
    assert set_audit(plain).returncode == 0
    once = plain.read_bytes()
    assert set_audit(plain).returncode == 0
    assert plain.read_bytes() == once


def test_another_audit_library_is_kept(plain: Path) -> None:
    assert set_audit(plain, "/other.so").returncode == 0
    done = set_audit(plain)
    assert done.returncode == 1
    assert f"{plain}: names the audit library /other.so already" in done.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"#!/bin/sh\n", "no 64-bit little-endian ELF file"),
        (b"\x7fELF\x02\x01" + bytes(70), "no dynamically linked program"),
        (b"\x7fELF\x02\x01", "damaged ELF file"),
    ],
)
def test_what_is_no_program_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    done = set_audit(file)
    assert done.returncode == 1
    assert reason in done.stderr
    assert file.read_bytes() == content


def test_a_shared_library_is_refused(tmp_path: Path, machine: Machine) -> None:
    file = tmp_path / "libcuda.so"
    file.write_bytes(machine.library())
    assert "only a program's entry is read" in set_audit(file).stderr


def test_a_failure_of_patchelf_is_told(plain: Path) -> None:
    command = [sys.executable, os.environ["SET_AUDIT"], "--patchelf", "false", str(plain), LIBRARY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "false failed" in done.stderr
