"""Say which GPU driver this machine has, what is wrong with it and how to mend it.

Exit status: 0 where a program of the toolkit can run on a GPU; 1 where something keeps it from
that; 2 for arguments that are not understood.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .answer import ask
from .findings import CUDA, Machine, diagnose
from .host import read_host
from .report import as_json, as_text
from .search import ToolError, search
from .toolkit import Drivers, Version, parse, read_drivers

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Examine the machine and report."""
    parser = argparse.ArgumentParser(prog="gpu-doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--toolkit",
        type=_toolkit,
        required=True,
        metavar="VERSION",
        help="CUDA to run; by default the flake's",
    )
    parser.add_argument(
        "--drivers",
        type=_drivers,
        default={},
        metavar="FILE",
        help="JSON: the first driver for each major version of CUDA; by default the flake's",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path("/"),
        metavar="FOLDER",
        help="look at a system in a folder",
    )
    options = parser.parse_args(arguments)
    if not options.root.is_dir():
        parser.error(f"--root: {options.root}: no such folder")
    try:
        machine = examine(options.root.resolve(), options.toolkit, options.drivers)
    except ToolError as error:
        print(f"error: gpu-doctor: {error}", file=sys.stderr)
        return 1
    findings = diagnose(machine)
    if options.json:
        print(json.dumps(as_json(machine, findings), indent=2))
    else:
        print(as_text(machine, findings), end="")
    return 1 if any(finding.is_error for finding in findings) else 0


def _toolkit(text: str) -> Version:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _drivers(path: str) -> Drivers:
    try:
        return read_drivers(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{path}: {error}") from error


def examine(root: Path, toolkit: Version, drivers: Drivers) -> Machine:
    """Find out everything; below another root, the driver is asked by its file's path."""
    found = search(str(root), os.environ)
    choice = found.library(CUDA).choice
    answer = None
    if choice:
        elsewhere = root != Path("/")
        path = (choice.file or choice.path)[1:]
        answer = ask(str(root / path) if elsewhere else None, os.environ)
    return Machine(root, read_host(root, os.environ), found, answer, toolkit, drivers)
