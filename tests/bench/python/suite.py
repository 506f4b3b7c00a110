"""pyperformance's benchmarks, and one process of one of them."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interpreters import Interpreter

__all__ = ["Benchmark", "FailedError", "Process", "benchmarks", "measure", "parse"]

#: Seconds after which a process is given up.
LIMIT = 180
#: Of one process, after one that does not count.
VALUES = 3

_LIST = """
import json, platform
from packaging.specifiers import SpecifierSet
from pyperformance._manifest import load_manifest
here = platform.python_version()
print(json.dumps([
    [b.name, str(b.runscript), [str(o) for o in b.extra_opts or []],
     "" if here in SpecifierSet(str(b.python or "")) else f"it needs Python {b.python}"]
    for b in load_manifest(None).resolve_group("default")
]))
"""


class FailedError(Exception):
    """A benchmark did not come to its end; the text says why."""


@dataclass(frozen=True)
class Benchmark:
    """One script of the suite with its arguments."""

    name: str
    script: str
    arguments: Sequence[str]
    #: Why this version of Python cannot run it; empty where it can.
    unfit: str = ""


@dataclass(frozen=True)
class Process:
    """What one process measured."""

    #: Name -> seconds of each value. Some scripts measure several things: `scimark/scimark_fft`.
    values: Mapping[str, list[float]]
    #: How often a value repeats what is measured; None where the things measured differ in it.
    loops: int | None


def benchmarks(python: Path) -> list[Benchmark]:
    """pyperformance's own list, sorted; `python` can import it."""
    done = subprocess.run([python, "-c", _LIST], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise FailedError(f"{python} cannot list pyperformance's benchmarks:\n{done.stderr}")
    return sorted((Benchmark(*row) for row in json.loads(done.stdout)), key=lambda b: b.name)


def parse(name: str, document: Mapping[str, Any]) -> Process:
    """Of pyperf's output. What all its benchmarks share is in the document's own metadata."""
    values: dict[str, list[float]] = {}
    loops: set[int] = set()
    found = document["benchmarks"]
    for benchmark in found:
        metadata = {**document.get("metadata", {}), **benchmark.get("metadata", {})}
        key = name if len(found) == 1 else f"{name}/{metadata['name']}"
        values[key] = [value for run in benchmark["runs"] for value in run.get("values", [])]
        # The runs before the last one may be those that look for the number.
        metadata |= benchmark["runs"][-1].get("metadata", {})
        loops.add(int(metadata.get("loops", 1)))
    return Process(values, loops.pop() if len(found) == 1 else None)


def measure(interpreter: Interpreter, benchmark: Benchmark, loops: int | None) -> Process:
    """Run one process; without `loops`, pyperf finds out how many make 50 ms."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [str(interpreter.path), benchmark.script, *benchmark.arguments]
        command += ["-o", str(out), "--quiet", "--processes=1", f"--values={VALUES}"]
        command += ["--warmups=1", "--min-time=0.05"]
        command += ["--inherit-environ=PYTHONPATH,PYTHONDONTWRITEBYTECODE"]
        if loops is not None:
            command.append(f"--loops={loops}")
        # 2to3 brings the library that newer Pythons lack, and would install it by pip.
        vendored = Path(benchmark.script).parent / "vendor" / "src"
        packages = [str(interpreter.packages), *([str(vendored)] if vendored.is_dir() else [])]
        _finish(command, folder, interpreter.path, packages)
        if not out.exists():
            raise FailedError("it ended without a result")
        return parse(benchmark.name, json.loads(out.read_text()))


def _finish(command: Sequence[str], folder: str, python: Path, packages: Sequence[str]) -> None:
    environment = {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "HOME": folder,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": ":".join(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # pyperf measures in a child of the script: a session of their own lets both be ended.
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, errors = process.communicate(timeout=LIMIT)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise FailedError(f"not done after {LIMIT} s") from None
        raise
    if process.returncode != 0:
        lines = [line.strip() for line in errors.splitlines() if line.strip()]
        raise FailedError(_reason(lines) or f"ended with {process.returncode}")


def _reason(lines: Sequence[str]) -> str:
    """The line that says most: pyperf's own last ones only say that its child failed."""
    told = [line for line in lines if not line.startswith(("ERROR: Benchmark died", "Command "))]
    return (told or list(lines) or [""])[-1][-300:]
