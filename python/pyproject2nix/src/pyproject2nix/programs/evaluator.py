"""Evaluation of other people's Nix code: it reads a few folders, runs nothing, has no network.

Nix' restricted mode is the first wall: no file but those of `readable`, no URL, no variable of the
environment. Its pure mode adds nothing to that, and reads the store alone: the project, secrets
included, would have to be copied there, where everybody can read it. The other walls stand where
the first one has gaps: no configuration of this machine; an empty store that nothing can be added
to; no program on PATH (`fetchMercurial` starts hg in the project, and hg the project's hooks); a
proxy that leads nowhere (`findFile` of Nix 2.8 downloads a URL unasked); and, where the kernel
allows that, no network.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from pyproject2nix.base.errors import RefusedError

__all__ = ["Evaluator", "LimitError"]

_SECONDS = 10
"""Of processor time. A large flake takes less than one second."""
_SECONDS_IN_ALL = 300
_MEMORY = 2 << 30
_OUTPUT = 64 << 20
_KEPT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE")
_OPTIONS = {
    "restrict-eval": "true",
    "allowed-uris": "",
    "allow-import-from-derivation": "false",
    "download-attempts": "1",
    "allow-unsafe-native-code-during-evaluation": "false",
    "experimental-features": "",
    "substituters": "",
    "store": "dummy://",
}


class LimitError(RefusedError):
    """Code that needs more time or output than any project's flake does."""


class Evaluator:
    """The machine's Nix, for expressions that may read the folders in `readable`."""

    def __init__(self, readable: Iterable[Path]) -> None:
        # Without a name in front, Nix would take a `=` in a path as the end of one.
        search = [word for path in readable for word in ("-I", f"readable={path.resolve()}")]
        options = [word for setting in _OPTIONS.items() for word in ("--option", *setting)]
        self._arguments = ("--eval", "--strict", "--json", *options, *search)
        self._seconds_left = float(_SECONDS_IN_ALL)

    def evaluate(self, expression: str, place: str) -> subprocess.CompletedProcess[str]:
        """Evaluate to JSON, whether or not that fails; `place` is what an error names."""
        program = shutil.which("nix-instantiate")
        if program is None:
            raise RefusedError("nix-instantiate", "not found on PATH", "install Nix; see README.md")
        before = _seconds_used()
        with (
            tempfile.TemporaryDirectory(prefix="pyproject2nix-") as empty,
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
        ):
            done = subprocess.run(
                [program, *self._arguments, "-E", expression],
                cwd=empty,
                env=_environment(empty),
                stdin=subprocess.DEVNULL,
                # Files, since the size of what goes into a pipe has no limit.
                stdout=output,
                stderr=errors,
                preexec_fn=_confine,
                check=False,
            )
            texts = [_text(file) for file in (output, errors)]
        self._seconds_left -= _seconds_used() - before
        if done.returncode in (-signal.SIGKILL, -signal.SIGXFSZ) or self._seconds_left < 0:
            raise LimitError(
                place,
                f"evaluating it takes more than {_SECONDS} s, {_SECONDS_IN_ALL} s for all of its "
                f"outputs, or {_OUTPUT >> 20} MB of output",
                "look for a recursion that does not end",
            )
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def _seconds_used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _environment(empty: str) -> dict[str, str]:
    """Return the variables that the evaluator sees; `empty` is a folder without programs."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    folders = dict.fromkeys(("HOME", "NIX_CONF_DIR", "PATH", "TMPDIR"), empty)
    proxies = dict.fromkeys(("all_proxy", "http_proxy", "https_proxy"), "nowhere://127.0.0.1:9")
    nothing = dict.fromkeys(("NIX_PATH", "NIX_USER_CONF_FILES"), "")
    return {**kept, **folders, **proxies, **nothing, "TERM": "dumb"}


def _confine() -> None:
    """Limit the process that is about to become the evaluator."""
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, _OUTPUT),
    ):
        _, hard = resource.getrlimit(limit)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # The hard limit, since Nix' garbage collector has a use of its own for SIGXCPU.
        resource.setrlimit(limit, (most, most))
    _leave_network()


def _leave_network() -> None:
    """Enter a network of its own, without a connection, where the kernel allows it."""
    if sys.version_info < (3, 12):
        return
    # Root in a namespace of users could not read what others keep to themselves.
    users = 0 if os.geteuid() == 0 else os.CLONE_NEWUSER
    with contextlib.suppress(OSError):
        os.unshare(os.CLONE_NEWNET | users)
