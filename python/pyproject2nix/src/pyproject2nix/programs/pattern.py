"""A project's own regular expression, matched by a child process that has little time and memory.

`(a+)+$` takes forever, in one call that nothing can interrupt.
"""

import json
import resource
import subprocess
import sys

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = ["search"]

_SECONDS = 2
_CHILD = f"""
import json, re, resource, sys
text, pattern, group = json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))
resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
try:
    match = re.search(pattern, text, re.MULTILINE)
    answer = [match[group] if match is not None else None]
except (re.error, IndexError, OverflowError, RecursionError):
    answer = []
json.dump(answer, sys.stdout)
"""


def search(text: str, pattern: str, group: str | int, place: str) -> str | None:
    """Return a group of the first match, lines being lines; nothing without a match."""
    before = _seconds_used()
    done = subprocess.run(
        # -I -S: nothing of the project's folder or of this machine's settings is imported.
        [sys.executable, "-I", "-S", "-c", _CHILD],
        input=json.dumps([text, pattern, group]),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    # A project may have several patterns, and members with theirs.
    spend((_seconds_used() - before) * 1e6, place)
    if done.returncode != 0:
        raise RefusedError(
            place,
            f"{pattern!r} takes more than {_SECONDS} s or 200 MB to match",
            "write a pattern without nested repetitions, such as ^version = '(?P<version>[^']+)'",
        )
    answer: list[str | None] = json.loads(done.stdout)
    if not answer:
        raise RefusedError(place, f"{pattern!r} is no pattern with a group {group!r}", "correct it")
    return answer[0]


def _seconds_used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
