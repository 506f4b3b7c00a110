"""Tries inputs, each in a process of its own with little time and memory.

    python -m hostile.run FOLDER     (in tests/) writes a line of JSON for each

A fork of a process that has the program loaded already costs a millisecond.
"""

import contextlib
import io
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

from hostile.inputs import INPUTS
from hostile.model import Input
from pyproject2nix.cli import main as command_line

__all__ = ["BYTES", "SECONDS"]

SECONDS = 50
"""CPU time of each: ten times what the slowest takes on two quiet cores."""
BYTES = 1 << 30
_HANGS = 600
"""Wall-clock seconds after which an input waits for something that never comes."""


def _child(one: Input, folder: Path, result: int) -> None:
    folder.mkdir(parents=True)
    one.write(folder)
    os.chdir(folder)
    before = set(Path().rglob("*"))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    signal.alarm(_HANGS)
    output, errors = io.StringIO(), io.StringIO()
    status: object
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            status = command_line([*one.command[:1], ".", *one.command[1:]])
    except BaseException as error:
        status = repr(error)[:200]
    new = set(Path().rglob("*")) - before
    # A refusal writes nothing at all.
    left = sorted(str(path) for path in new if status == 2 or ".pyproject2nix" in path.name)
    lacking = [
        name for name, text in one.written.items() if text not in Path(name).read_text("utf-8")
    ]
    answer = [status, output.getvalue()[-20_000:], errors.getvalue()[:20_000], left, lacking]
    os.write(result, json.dumps(answer).encode())


def _try(one: Input, folder: Path) -> dict[str, object]:
    with (folder.parent / f"{folder.name}.json").open("w+b") as result:
        start = time.monotonic()
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        process = os.fork()
        if process == 0:
            try:
                _child(one, folder, result.fileno())
            finally:
                os._exit(0)
        _, ended, used = os.wait4(process, 0)
        result.seek(0)
        text = result.read()
    status, output, errors, left, lacking = json.loads(text or '["", "", "", [], []]')
    if os.waitstatus_to_exitcode(ended):
        status = f"killed by signal {-os.waitstatus_to_exitcode(ended)}"
    return {
        "name": one.name,
        "status": status,
        "output": output,
        "errors": errors,
        "left": left,
        "lacking": lacking,
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "wall": round(time.monotonic() - start, 2),
        # Without the inputs, which this process holds.
        "mb": (used.ru_maxrss - held) // 1024,
    }


def main() -> None:
    """Try all, or those whose name has a word in it."""
    base, words = Path(sys.argv[1]), sys.argv[2:]
    base.mkdir(exist_ok=True)
    for number, one in enumerate(INPUTS):
        if not words or any(word in one.name for word in words):
            print(json.dumps(_try(one, base / str(number))), flush=True)


if __name__ == "__main__":
    main()
