"""requirements.txt as text: lines joined, comments and options taken apart, files followed.

The format is pip's own: https://pip.pypa.io, Requirements File Format.
"""

import hashlib
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.fields import checked_path
from pyproject2nix.names import checked_name

__all__ = ["Formats", "Line", "RequirementsFile", "read_lines"]

_COMMENT = re.compile(r"(^|\s)#.*$")
_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
_LONG_NUMBER = re.compile(r"[0-9]{1001}")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_SHORT = {"-c": "--constraint", "-e": "--editable", "-f": "--find-links", "-i": "--index-url"} | {
    "-r": "--requirement"
}
_WITHOUT_VALUE = ("--no-index", "--pre", "--prefer-binary", "--require-hashes")
# With the hash of every file given, these change nothing of what is installed.
_WITHOUT_EFFECT = (*_WITHOUT_VALUE, "--trusted-host")
_WHERE_FROM = ("--extra-index-url", "--find-links", "--index-url")


@dataclass(frozen=True)
class Line:
    """One requirement as it is written, with its hashes."""

    place: str
    text: str
    sha256: frozenset[str]


@dataclass
class Formats:
    """Which projects are taken as wheels only, or as sdists only; a later option wins."""

    wheels: set[str] = field(default_factory=set)
    sdists: set[str] = field(default_factory=set)

    def add(self, option: str, value: str, place: str) -> None:
        """Note --only-binary or --no-binary."""
        mine, other = self.wheels, self.sdists
        if option == "--no-binary":
            mine, other = other, mine
        for name in value.split(","):
            if name == ":all:":
                mine.clear()
                other.clear()
                mine.add(name)
            elif name == ":none:":
                mine.clear()
            else:
                other.discard(checked_name(name, place))
                mine.add(checked_name(name, place))

    def takes(self, name: str, file: str) -> bool:
        """Tell whether a project's file is of a kind that is wanted."""
        is_wheel = file.endswith(".whl")
        if name in self.wheels or name in self.sdists:
            return is_wheel == (name in self.wheels)
        if ":all:" in self.wheels or ":all:" in self.sdists:
            return is_wheel == (":all:" in self.wheels)
        return True


@dataclass
class RequirementsFile:
    """A file with all that it includes."""

    requirements: list[Line] = field(default_factory=list)
    constraints: list[Line] = field(default_factory=list)
    formats: Formats = field(default_factory=Formats)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


def read_lines(path: Path) -> RequirementsFile:
    """Read a file and what it includes; every file stays in the folder of the first."""
    found = RequirementsFile()
    _read(found, path.parent, path.name, (), found.requirements, path.name)
    return found


def _read(
    found: RequirementsFile,
    folder: Path,
    name: str,
    path: tuple[str, ...],
    into: list[Line],
    asked_at: str,
) -> None:
    file = folder / name
    resolved = str(file.resolve())
    if resolved in path:
        raise RefusedError(asked_at, f"{name!r} includes itself", "break the circle")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise RefusedError(asked_at, f"{name!r} leaves the project's folder", "keep it inside")
    for number, text in _joined(_text(file, name, asked_at, found)):
        place = f"{name}: line {number}"
        if _VARIABLE.search(text):
            raise RefusedError(place, f"{text!r} holds a variable", "write its value")
        if not text.startswith("-"):
            into.append(_requirement(text, place))
            continue
        option, value = _option(text, place)
        if option in ("--requirement", "--constraint"):
            other = str(Path(name).parent / checked_path(value, place))
            inner = into if option == "--requirement" else found.constraints
            _read(found, folder, other, (*path, resolved), inner, place)
        elif option in ("--no-binary", "--only-binary"):
            found.formats.add(option, value, place)


def _text(file: Path, name: str, asked_at: str, found: RequirementsFile) -> str:
    try:
        data = file.read_bytes()
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise RefusedError(asked_at, f"{name}: {reason}", "correct the path or the file") from None
    if _LONG_NUMBER.search(text):
        raise RefusedError(name, "a number of more than 1000 digits", "correct it")
    found.digest.update(len(data).to_bytes(8, "big") + data)
    return text


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, continued ones joined, with the number of the first."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        first = first if parts else number
        is_comment = line.lstrip().startswith("#")
        parts.append("" if is_comment else line.removesuffix("\\"))
        # A comment ends a continued line.
        if is_comment or not line.endswith("\\"):
            joined = _COMMENT.sub("", "".join(parts)).strip()
            if joined:
                yield first, joined
            parts = []
    if rest := _COMMENT.sub("", "".join(parts)).strip():
        yield first, rest


def _option(text: str, place: str) -> tuple[str, str]:
    match = re.fullmatch(r"(?s)(--[a-z-]+|-[a-z])(?:[= ]?\s*)(.*)", text)
    option, value = (match[1], match[2].strip()) if match else (text, "")
    option = _SHORT.get(option, option)
    if option in _WHERE_FROM:
        raise RefusedError(
            place,
            f"{option} says where files come from, which is the machine's affair",
            "remove the line, and configure pip (pip config set global.index-url ...)",
        )
    # The project itself, as uv's export puts it first.
    if option == "--editable" and value != ".":
        raise RefusedError(place, f"{text!r} is not pinned", "require a release, or a commit")
    known = (
        "--constraint",
        "--editable",
        "--no-binary",
        "--only-binary",
        "--requirement",
        *_WITHOUT_EFFECT,
    )
    if option not in known or bool(value) == (option in _WITHOUT_VALUE):
        raise RefusedError(place, f"the option {text!r} is not understood", "remove it")
    return option, value


def _requirement(text: str, place: str) -> Line:
    requirement, *options = re.split(r"\s+(?=-)", text, maxsplit=1)
    hashes = set()
    try:
        words = shlex.split(options[0]) if options else []
    except ValueError:
        raise RefusedError(place, f"{text!r}: a quote is not closed", "close it") from None
    words = [part for word in words for part in (word.split("=", 1) if "=" in word else [word])]
    for option, value in zip(words[::2], [*words[1::2], ""], strict=False):
        match = _HASH.fullmatch(value)
        if option != "--hash":
            raise RefusedError(place, f"the option {option!r} is not understood", "remove it")
        if match is None and not re.fullmatch(r"(sha384|sha512):[0-9a-f]+", value):
            raise RefusedError(
                place, f"{value!r} is not a SHA-256", "lock again from an index that offers SHA-256"
            )
        if match is not None:
            hashes.add(match[1])
    return Line(place, requirement.strip(), frozenset(hashes))
