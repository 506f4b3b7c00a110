"""requirements.txt as text: lines joined, comments and options taken apart, files followed.

The format is pip's own: https://pip.pypa.io, Requirements File Format.
"""

import hashlib
import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import CycleError, Include, Steps, flattened
from pyproject2nix.base.fields import checked_path
from pyproject2nix.base.names import checked_name
from pyproject2nix.files.reader import is_within, read_bytes, real_path

__all__ = ["Formats", "Line", "RequirementsFile", "read_lines"]

# Where str.splitlines ends a line.
_LINE_END = re.compile(r"[\n-\r\x1c-\x1e\x85\u2028\u2029]")
# pip decodes by such a comment (PEP 263): in UTF-7, plain letters hide others.
_CODING = re.compile(r"coding[:=]\s*([-\w.]+)")
_UTF_8 = ("ascii", "us-ascii", "utf-8", "utf8")
_COMMENT = re.compile(r"(^|\s)#.*$")
_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
_OTHER_HASH = re.compile(r"(sha384|sha512):[0-9a-f]{1,128}", re.ASCII)
# From where a number starts: never from the middle of it.
_LONG_NUMBER = re.compile(rf"(?<![0-9])[0-9]{{{limits.DIGITS + 1}}}")
# From where a run of blanks starts: never from the middle of it.
_BEFORE_OPTIONS = re.compile(r"(?<!\s)\s++(?=-)")
_FORMATS = ("--no-binary", "--only-binary")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_SHORT = {"-c": "--constraint", "-e": "--editable", "-f": "--find-links", "-i": "--index-url"} | {
    "-r": "--requirement"
}
_PROJECT = re.compile(r"(file:)?\.?/?(\[[^\]]*\])?", re.ASCII)
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
    is_constraint: bool = False


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
                spend(4, place)
                checked = checked_name(name, place)
                other.discard(checked)
                mine.add(checked)

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
    sources: tuple[str, ...] = ()
    """Options that name an index or a folder of files, as they are written."""
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    includes: tuple[str, ...] = ()
    """The other files, by their paths from the folder of the first."""


def read_lines(folder: Path, name: str) -> RequirementsFile:
    """Read a file and what it includes; every file stays in the project's folder."""
    steps = Steps(name)
    reader = _Reader(folder, steps)
    start = reader.node(name, False, name)
    found = RequirementsFile(digest=reader.digest)
    try:
        for item in flattened(start, reader.items, steps):
            if isinstance(item, Line):
                (found.constraints if item.is_constraint else found.requirements).append(item)
    except CycleError as cycle:
        name = reader.name(cycle.include.node)
        raise RefusedError(
            cycle.include.place, f"{name!r} includes itself", "break the circle"
        ) from None
    # A later option wins: a file that is included twice counts where it comes last.
    backwards = flattened(start, lambda node: reversed(reader.items(node)), steps)
    found.includes = reader.paths(but=start)
    for option in reversed([item for item in backwards if isinstance(item, _Option)]):
        if option.name in _FORMATS:
            found.formats.add(option.name, option.value, option.place)
        else:
            found.sources += (f"{option.name} {option.value}",)
    return found


@dataclass(frozen=True)
class _Option:
    """--only-binary, --no-binary, or one that says where files come from."""

    name: str
    value: str
    place: str


_Node = tuple[str, bool]
"""A file, links followed, since one file has many names; and whether it holds constraints."""
_Items = list[Line | _Option | Include[_Node]]


class _Reader:
    """The files of a folder, each read once."""

    def __init__(self, folder: Path, steps: Steps) -> None:
        self.digest = hashlib.sha256()
        self._folder = folder
        self._steps = steps
        self._nodes: dict[tuple[str, bool], _Node] = {}
        self._left = limits.REQUIREMENTS_FILES
        self._lines = 0
        self._names: dict[_Node, tuple[str, str]] = {}
        self._items: dict[_Node, _Items] = {}

    def node(self, name: str, is_constraint: bool, asked_at: str) -> _Node:
        """Return a file, and note its name and the place that asks for it, for messages."""
        if (name, is_constraint) not in self._nodes:
            path = self._folder / name
            if not is_within(path, self._folder):
                raise RefusedError(
                    asked_at, f"{name!r} leaves the project's folder", "keep it inside"
                )
            node = self._nodes[name, is_constraint] = (real_path(path), is_constraint)
            self._names.setdefault(node, (name, asked_at))
        return self._nodes[name, is_constraint]

    def name(self, node: _Node) -> str:
        """Return the name by which a file is included first."""
        return self._names[node][0]

    def paths(self, but: _Node) -> tuple[str, ...]:
        """Return the paths of all files but one, from the folder, links followed."""
        files = {file for file, _ in self._items} - {but[0]}
        folder = real_path(self._folder)
        return tuple(sorted(posixpath.relpath(file, folder) for file in files))

    def items(self, node: _Node) -> _Items:
        """Return the requirements, options and includes of a file, in order."""
        if node not in self._items:
            name, asked_at = self._names[node]
            items = self._items[node] = []
            for number, text in _joined(self._text(name, asked_at)):
                self._steps.take()
                if (item := self._item(text, f"{name}: line {number}", node)) is not None:
                    items.append(item)
        return self._items[node]

    def _text(self, name: str, asked_at: str) -> str:
        data = read_bytes(self._folder / name, limits.REQUIREMENTS_FILES, asked_at, name)
        self._left -= len(data)
        if self._left < 0:
            size = f"{limits.REQUIREMENTS_FILES // limits.MIB} MiB"
            raise RefusedError(
                asked_at, f"{name!r}: all files are more than {size}", "shorten them"
            )
        self.digest.update(len(data).to_bytes(8, "big") + data)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise RefusedError(asked_at, f"{name!r}: not UTF-8", "correct the file") from None
        for line in text.split("\n", 2)[:2]:
            coding = _CODING.search(line) if line.startswith("#") else None
            if coding is not None and coding[1].lower() not in _UTF_8:
                raise RefusedError(
                    asked_at, f"{name!r}: pip reads it as {coding[1]}", "write it in UTF-8"
                )
        lines = len(_LINE_END.findall(text))
        self._lines += lines
        if self._lines > limits.LINES:
            raise RefusedError(
                asked_at, f"{name!r}: all files have more than {limits.LINES} lines", "shorten them"
            )
        spend(len(text) / 100 + 2 * lines, asked_at)
        return text

    def _item(self, text: str, place: str, node: _Node) -> Line | _Option | Include[_Node] | None:
        if len(text) > limits.LINE or _LONG_NUMBER.search(text):
            problem = f"a line of more than {limits.LINE} characters"
            if len(text) <= limits.LINE:
                problem = f"a number of more than {limits.DIGITS} digits"
            raise RefusedError(place, problem, "correct it")
        if not text.startswith("-"):
            if _VARIABLE.search(text):
                raise RefusedError(place, f"{text!r} holds a variable", "write its value")
            return _requirement(text, place, node[1])
        option, value = _option(text, place)
        if option in ("--requirement", "--constraint"):
            other = str(Path(self.name(node)).parent / checked_path(value, place))
            return Include(self.node(other, node[1] or option == "--constraint", place), place)
        has_meaning = option in _FORMATS or option in _WHERE_FROM
        return _Option(option, value, place) if has_meaning else None


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, continued ones joined, with the number of the first."""
    parts: list[str] = []
    first = 0
    # As pip does: also a lone carriage return or a form feed ends a line, and its comment.
    for number, line in enumerate(text.splitlines(), 1):
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
    # The project itself, as uv's export puts it first.
    if option == "--editable" and _PROJECT.fullmatch(value) is None:
        raise RefusedError(place, f"{text!r} is not pinned", "require a release, or a commit")
    known = (
        "--constraint",
        "--editable",
        "--requirement",
        *_FORMATS,
        *_WHERE_FROM,
        *_WITHOUT_EFFECT,
    )
    if option not in known or bool(value) == (option in _WITHOUT_VALUE):
        raise RefusedError(place, f"the option {text!r} is not understood", "remove it")
    return option, value


def _requirement(text: str, place: str, is_constraint: bool) -> Line:
    requirement, *options = _BEFORE_OPTIONS.split(text, maxsplit=1)
    hashes = set()
    try:
        words = _words(options[0], place) if options else []
    except ValueError:
        raise RefusedError(place, f"{text!r}: a quote is not closed", "close it") from None
    words = [part for word in words for part in (word.split("=", 1) if "=" in word else [word])]
    for option, value in zip(words[::2], [*words[1::2], ""], strict=False):
        match = _HASH.fullmatch(value)
        if option != "--hash":
            raise RefusedError(place, f"the option {option!r} is not understood", "remove it")
        if match is None and _OTHER_HASH.fullmatch(value) is None:
            raise RefusedError(
                place, f"{value!r} is not a SHA-256", "lock again from an index that offers SHA-256"
            )
        if match is not None:
            hashes.add(match[1])
    return Line(place, requirement.strip(), frozenset(hashes), is_constraint)


def _words(text: str, place: str) -> list[str]:
    # shlex is slow, and hashes are long.
    if re.search(r"[\"'\\]", text) is None:
        return text.split()
    if len(text) > limits.QUOTED:
        raise RefusedError(
            place, f"options with quotes have more than {limits.QUOTED} characters", "omit quotes"
        )
    spend(2 * len(text), place)
    return shlex.split(text)
