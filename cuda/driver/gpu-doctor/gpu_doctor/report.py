"""The findings as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .findings import CUDA, Finding, Machine
from .search import Candidate
from .toolkit import words

__all__ = ["as_json", "as_text"]


def as_json(machine: Machine, findings: Sequence[Finding]) -> dict[str, Any]:
    """The report; `version` grows when a member changes its meaning."""
    search, answer = machine.search, machine.answer
    choice = search.library(CUDA).choice
    return {
        "version": 1,
        "ok": not any(finding.is_error for finding in findings),
        "findings": [asdict(finding) for finding in findings],
        "devices": {
            "nodes": list(machine.host.device_nodes),
            "names": list(answer.devices) if answer else [],
        },
        "kernel": {"release": search.kernel, "text": machine.host.kernel_text},
        "driver": {
            "library": choice.path if choice else None,
            "file": choice.file if choice else None,
            "release": machine.release,
            "interface": words(answer.interface) if answer and answer.interface else None,
            "init": answer.init if answer else None,
        },
        "toolkit": words(machine.toolkit),
        "search": {
            "setting": search.setting,
            "places": list(search.places),
            "libraries": [asdict(library) for library in search.libraries],
        },
    }


def as_text(machine: Machine, findings: Sequence[Finding]) -> str:
    """The report as lines."""
    search, host, answer = machine.search, machine.host, machine.answer
    choice = search.library(CUDA).choice
    driver = f"{choice.path} ({_release(machine)})" if choice else "none"
    lines = [
        f"device nodes    {' '.join(host.device_nodes) or 'none'}",
        f"kernel module   {search.kernel or ('Windows has it' if host.is_wsl else 'none')}",
        f"driver library  {driver}",
    ]
    if answer and answer.interface:
        lines.append(f"driver's CUDA   {words(answer.interface)}")
    for name in answer.devices if answer else ():
        lines.append(f"GPU             {name}")
    lines.append(f"toolkit's CUDA  {words(machine.toolkit)}")
    lines += ["", *_candidates(machine)]
    for finding in findings:
        lines += [
            f"{'error' if finding.is_error else 'warning'}: {finding.text}",
            f"  {finding.remedy}",
        ]
    if not findings:
        lines.append("nothing is wrong")
    return "\n".join(lines) + "\n"


def _release(machine: Machine) -> str:
    return machine.release or "of an unknown release"


def _candidates(machine: Machine) -> list[str]:
    lines = []
    for library in machine.search.libraries:
        lines += [library.name for _ in library.candidates[:1]]
        first: dict[str, Candidate] = {}
        for candidate in library.candidates:
            first.setdefault(candidate.path, candidate)
        for candidate in first.values():
            if candidate.refusal:
                verdict = f"refused: {candidate.refusal}"
            elif candidate.path == library.chosen:
                verdict = "used"
            elif candidate.of_other_release:
                verdict = f"not used: {candidate.release}, other than the kernel's module"
            else:
                verdict = "not used: another one comes first"
            lines.append(f"  {candidate.path}, by {candidate.place}: {verdict}")
    return [*lines, ""] if lines else []
