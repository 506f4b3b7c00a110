"""Install a wheel below a prefix: `install_wheel [--record warn|refuse] WHEEL PREFIX`.

By PyPA's installer. Besides, this program refuses files that Nix would run, and, on request, warns
of files that are not what the wheel's RECORD says, or refuses them.
"""

import argparse
import base64
import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.exceptions import InvalidWheelSource
from installer.records import RecordEntry
from installer.sources import WheelFile
from installer.utils import Scheme

__all__ = ["install_wheel", "record_problems"]

#: A RECORD may use any other hash that hashlib has.
_WEAK = {"md5", "sha1", "sha224", "shake_128", "shake_256"}
#: Messages of one wheel.
_LIMIT = 10
_REMEDY = 'lock another version, or leave out wheelRecord = "refuse"'


class RefusedError(Exception):
    """A wheel that is not installed; each argument is a line."""


class _Prefix(SchemeDictionaryDestination):
    """A prefix in the store."""

    def write_to_fs(
        self, scheme: Scheme, path: str, stream: BinaryIO, is_executable: bool
    ) -> RecordEntry:
        # stdenv and shells run setup hooks of their inputs, and follow the lists that are there.
        hooks = os.path.join(self.scheme_dict["data"], "nix-support")
        target = os.path.abspath(os.path.join(self.scheme_dict[scheme], path))
        if target == hooks or target.startswith(hooks + "/"):
            name = os.path.relpath(target, self.scheme_dict["data"])
            raise RefusedError(
                f"it has a file for {name}, which Nix would run or follow; lock a version without "
                "it, or write the file in postInstall if it is your own"
            )
        return super().write_to_fs(scheme, path, stream, is_executable)


def install_wheel(wheel: Path, prefix: str, record: str | None) -> None:
    """Install `wheel` below `prefix`, or raise.

    What is not as its RECORD says is a warning or an error, by `record`; None compares nothing.
    """
    with WheelFile.open(wheel) as source:
        problems = list(record_problems(source)) if record else []
        if len(problems) > _LIMIT:
            problems[_LIMIT:] = [f"and {len(problems) - _LIMIT} more"]
        if problems and record == "refuse":
            raise RefusedError(*problems, _REMEDY)
        _say(wheel, "warning: ", problems)
        bases = dict.fromkeys(("base", "platbase", "installed_base"), prefix)
        paths = sysconfig.get_paths("posix_prefix", bases)
        headers = os.path.join(paths["include"], source.distribution)
        install(source, _Prefix({**paths, "headers": headers}, sys.executable, "posix"), {})


def record_problems(source: WheelFile) -> Iterator[str]:
    """Each file that is not in RECORD with its hash, as the specification of wheels wants it.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    """
    exempt = {f"{source.dist_info_dir}/RECORD{suffix}" for suffix in ("", ".jws", ".p7s")}
    for (path, recorded, size), stream, _executable in source.get_contents():
        if path in exempt:
            continue
        algorithm, _, expected = recorded.partition("=")
        if not expected:
            yield f"{path}: RECORD has no hash of it"
        elif algorithm not in hashlib.algorithms_guaranteed - _WEAK:
            yield f"{path}: RECORD has a hash of the kind {algorithm!r}, which is not accepted"
        else:
            # A stream of an archive has what file_digest uses.
            digest = hashlib.file_digest(cast("BufferedIOBase", stream), algorithm).digest()
            found = base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
            if found != expected.rstrip("=") or size not in ("", str(stream.tell())):
                yield f"{path}: its content is not the one whose hash is in RECORD"


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser("install_wheel")
    parser.add_argument("--record", choices=["warn", "refuse"])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("prefix")
    options = parser.parse_args()
    try:
        install_wheel(options.wheel, options.prefix, options.record)
    except RefusedError as error:
        lines = error.args
    except InvalidWheelSource as error:
        lines = (str(error.args[-1]),)
    except Exception as error:  # Whatever an archive can have in the place of a wheel's files.
        lines = (f"{type(error).__name__}: {error}",)
    else:
        return 0
    _say(options.wheel, "", lines)
    return 1


def _say(wheel: Path, kind: str, lines: Iterable[str]) -> None:
    for line in lines:
        shown = line if line.isprintable() else ascii(line)
        print(f"pypaInstallPhase: {wheel.name}: {kind}{shown}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
