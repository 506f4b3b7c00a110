"""What is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .answer import PATIENCE, Answer
from .host import Host
from .search import Candidate, Search
from .toolkit import Drivers, Version, needed_release, words

__all__ = ["Finding", "Machine", "diagnose"]

CUDA, PTX_COMPILER = "libcuda.so.1", "libnvidia-ptxjitcompiler.so.1"

INIT_CODES = {
    34: (
        "this is the toolkit's stub, which is for linking alone",
        "remove it from HPDS_DRIVER_PATH, or from the folder that it was copied to",
    ),
    100: (
        "no GPU is visible to this process",
        "look at CUDA_VISIBLE_DEVICES, and in a container at NVIDIA_VISIBLE_DEVICES",
    ),
    101: ("the GPU does not exist", "correct CUDA_VISIBLE_DEVICES"),
    802: (
        "the GPU is not ready",
        "start nvidia-fabricmanager, in the release of the driver; machines with NVSwitch need it",
    ),
    803: (
        "the library is of another release than the kernel's module",
        "restart the machine after an update of the driver, or install both in one release",
    ),
    804: (
        "this GPU is not supported by a compatibility library",
        "remove cuda-compat from HPDS_DRIVER_PATH and LD_LIBRARY_PATH",
    ),
    999: ("no reason given", "read the kernel's messages: dmesg | grep -i nvrm"),
}
"""Answers of cuInit: the reason and the remedy."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that may surprise."""

    code: str
    """A name for programs; it keeps its meaning."""
    is_error: bool
    text: str
    remedy: str


@dataclass(frozen=True)
class Machine:
    """All that was found out."""

    root: Path
    host: Host
    search: Search
    answer: Answer | None
    """None where there was no driver to ask."""
    toolkit: Version
    drivers: Drivers

    @property
    def release(self) -> str | None:
        """The driver's release: NVML's word, else the file's name."""
        if self.answer and self.answer.release:
            return self.answer.release
        choice = self.search.library(CUDA).choice
        return choice.release if choice else None


def diagnose(machine: Machine) -> list[Finding]:
    """Everything that is wrong, in the order in which to mend it."""
    return [
        *_setting(machine),
        *_devices(machine),
        *_library(machine),
        *_answer(machine),
        *_toolkit(machine),
    ]


def _error(code: str, text: str, remedy: str) -> Finding:
    return Finding(code, True, text, remedy)


def _warning(code: str, text: str, remedy: str) -> Finding:
    return Finding(code, False, text, remedy)


def _setting(machine: Machine) -> Iterator[Finding]:
    for folder in filter(None, (machine.search.setting or "").split(":")):
        if not folder.startswith("/"):
            yield _warning(
                "setting-relative",
                f"HPDS_DRIVER_PATH: {folder}: a relative path, which is passed over",
                "give an absolute path",
            )
        elif not (machine.root / folder[1:]).is_dir():
            yield _warning(
                "setting-missing",
                f"HPDS_DRIVER_PATH: {folder}: no such folder",
                "correct it or unset HPDS_DRIVER_PATH",
            )


def _devices(machine: Machine) -> Iterator[Finding]:
    host, kernel = machine.host, machine.search.kernel
    nodes = set(host.device_nodes)
    let_in = "start the container with NVIDIA's container toolkit: --gpus all, or --device "
    let_in += "nvidia.com/gpu=all"
    if not nodes:
        yield _error(
            "no-device",
            "no GPU: neither /dev/nvidia0 nor /dev/dxg is there",
            let_in if host.is_container else "install NVIDIA's driver; without a GPU use the CPU",
        )
    elif not host.is_wsl:
        for node in ("/dev/nvidiactl", "/dev/nvidia-uvm"):
            if node not in nodes:
                yield _error(
                    "device-missing",
                    f"{node} is not there",
                    let_in if host.is_container else "run as root: nvidia-modprobe -c 0 -u",
                )
        if not kernel:
            yield _error(
                "no-module",
                "there are device nodes, but the kernel's module nvidia is not loaded",
                "run as root: modprobe nvidia; if that fails, install the driver again",
            )
    for node in host.closed_nodes:
        yield _error(
            "device-closed",
            f"{node}: this user may not open it",
            "add yourself to the group that owns it (video or render), and log in again",
        )


def _library(machine: Machine) -> Iterator[Finding]:
    library = machine.search.library(CUDA)
    choice, kernel = library.choice, machine.search.kernel
    if choice is None:
        refused = len(library.candidates)
        found = f"{refused} files were found and refused, see below" if refused else "none found"
        yield _error("no-library", f"{CUDA}: {found}", _where_from(machine.host))
        return
    if choice.of_other_release:
        yield _error(
            "release-differs",
            f"{choice.path} is {choice.release}, the kernel's module {kernel}",
            "restart the machine after an update of the driver, or name the folder of "
            f"{kernel} in HPDS_DRIVER_PATH",
        )
    others = {
        other.release: other
        for other in library.candidates
        if not other.refusal and other.release and other.release != choice.release
    }
    for release, other in sorted(others.items()):
        yield _warning(
            "several-releases",
            f"{other.path} is another release, {release}; {choice.path} is used",
            "remove the one that is not wanted, or name a folder in HPDS_DRIVER_PATH",
        )
    if not machine.host.is_wsl and machine.search.library(PTX_COMPILER).chosen is None:
        yield _warning(
            "no-ptx-compiler",
            f"{PTX_COMPILER}: not found; kernels that are there as PTX alone cannot run",
            "in a container set NVIDIA_DRIVER_CAPABILITIES=compute,utility; else install the "
            "whole driver",
        )


def _where_from(host: Host) -> str:
    if host.is_nixos:
        return 'set hardware.graphics.enable and services.xserver.videoDrivers = [ "nvidia" ]'
    if host.is_container:
        return "start the container with NVIDIA's container toolkit: --gpus all"
    if host.is_wsl:
        return "install NVIDIA's driver for Windows; /usr/lib/wsl/lib comes with it"
    return "install NVIDIA's driver, or name its folder in HPDS_DRIVER_PATH"


def _answer(machine: Machine) -> Iterator[Finding]:
    answer, choice = machine.answer, machine.search.library(CUDA).choice
    if answer is None or choice is None:
        return
    if answer.ended_by == "timeout":
        yield _error(
            "driver-hangs",
            f"{choice.path}: no answer in {PATIENCE} s",
            "read the kernel's messages (dmesg | grep -i nvrm); restart the machine",
        )
    elif answer.ended_by:
        yield _error(
            "driver-crashes",
            f"{choice.path}: ended the process that loaded it ({answer.ended_by})",
            "install the driver again; another one can be named in HPDS_DRIVER_PATH",
        )
    elif answer.error:
        yield _error(
            "driver-not-loaded",
            f"{choice.path}: {answer.error}",
            "install the driver again; another one can be named in HPDS_DRIVER_PATH",
        )
    elif answer.init:
        reason, remedy = INIT_CODES.get(
            answer.init, ("see CUresult in the driver's manual", "restart the machine")
        )
        yield _error("driver-refuses", f"cuInit returned {answer.init}: {reason}", remedy)
    if answer.library and not _same(answer.library, choice, machine.root):
        yield _warning(
            "other-library",
            f"{answer.library} is loaded instead of {choice.path}",
            "unset LD_LIBRARY_PATH, which goes before the places of the search",
        )


def _same(loaded: str, choice: Candidate, root: Path) -> bool:
    candidates = {choice.path, choice.file or choice.path}
    return any(loaded == str(root / path[1:]) for path in candidates)


def _toolkit(machine: Machine) -> Iterator[Finding]:
    known = machine.answer.interface if machine.answer else None
    if known is None:
        return
    ours = machine.toolkit
    name = f"driver {machine.release}" if machine.release else "the driver"
    if known[0] < ours[0]:
        yield _error(
            "driver-too-old",
            f"{name} knows CUDA {words(known)}; the toolkit is CUDA {words(ours)}",
            f"install {needed_release(ours, machine.drivers)}",
        )
    elif known < ours:
        yield _warning(
            "driver-older",
            f"{name} knows CUDA {words(known)}, the toolkit is {words(ours)}: programs run, but "
            "PTX of this toolkit cannot be compiled",
            "compile for the GPU's own architecture, or update the driver",
        )
