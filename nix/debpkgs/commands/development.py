"""What the files of a -dev package name of others: headers, pkg-config's modules, libraries."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Collector", "Development", "is_read"]

_NAME = re.compile(rb'[ \t]*[<"]([\w+./-]+)[>"]')
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|endif|define|include)\b(.*)", re.M)
_GUARD = re.compile(rb"(?:ifndef|if[ \t]*![ \t]*defined)[ \t]*\(?[ \t]*(\w+)")
_DEFINED = re.compile(rb"(?:ifdef|if[ \t]+defined)[ \t]*\(?[ \t]*(\w+)[ \t]*\)?\s*(?:/[/*].*)?$")
_DEFINE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)(?:[ \t]+1)?[ \t]*$", re.M)
_REQUIRES = re.compile(rb"^Requires(?:\.private)?[ \t]*:(.*)", re.M)
_LIBS = re.compile(rb"^Libs[ \t]*:(.*)", re.M)
_MODULE = re.compile(rb"(?:[<>=!]+\s*\S+|([^\s,<>=!]+))")
_LINKED = re.compile(rb"(?<!\S)(-l\S+|/\S+)")
_CMAKE = re.compile(rb'INTERFACE_LINK_LIBRARIES "([^"]*)"')
_LIBRARY = re.compile(r"lib([\w+.-]+?)\.(?:so|a)", re.ASCII)
_OPTION = re.compile(r"-l(\S+)", re.ASCII)
_PLAIN = re.compile(r"(?:-l)?([A-Za-z]\w*)", re.ASCII)
_HEADER = re.compile(r"/usr/include/(?:[a-z0-9_]+-linux-gnu[a-z0-9]*/)?(.+)", re.ASCII)
_WORDS = """
aio alloca assert byteswap complex cpio crypt ctype dirent dlfcn elf endian err errno error
execinfo fcntl features fenv float fmtmsg fnmatch ftw getopt glob grp iconv ifaddrs inttypes
iso646 langinfo libgen libintl limits link locale malloc math memory monetary mqueue netdb
nl_types obstack paths poll printf pthread pty pwd regex resolv sched search semaphore setjmp
shadow signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn
string strings stropts syslog sysexits tar termio termios tgmath threads time uchar ucontext
ulimit unistd utime utmp utmpx values wait wchar wctype wordexp xlocale
"""
_SYSTEM = frozenset(_WORDS.split())
"""Headers of the C library."""
_SYSTEM_LIBRARIES = frozenset(
    ["c", "dl", "gcc_s", "m", "pthread", "resolv", "rt", "stdc++", "util"]
)
_SYSTEM_FOLDERS = (
    "arpa/",
    "asm/",
    "bits/",
    "ext/",
    "gnu/",
    "linux/",
    "net/",
    "netinet/",
    "rpc/",
    "sys/",
)


@dataclass(frozen=True)
class Development:
    """Of one package; each is `header NAME`, `module NAME` or `library NAME`."""

    named: frozenset[str] = frozenset()
    """What its headers include, by their own macros at most, and its .pc files require and link."""
    there: frozenset[str] = frozenset()
    """What it has; a header by its path below /usr/include and by each end of that."""
    folders: frozenset[str] = frozenset()
    """Where its headers are, below /usr/include."""
    headers: frozenset[str] = frozenset()
    """Paths below /usr/include."""


def is_read(path: str) -> bool:
    """Tell whether a collector reads the content of a file."""
    return path.startswith("/usr/include/") or path.endswith((".pc", ".cmake"))


class Collector:
    """Takes the files of a package, and tells what they name."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._there: set[str] = set()
        self._headers: set[str] = set()
        self._included: list[tuple[bytes, str]] = []
        self._defined = {b""}

    def add(self, path: str, content: bytes) -> None:
        """Read one file; the path begins with a slash."""
        base = posixpath.basename(path)
        if match := _HEADER.fullmatch(path):
            self._headers.add(match[1])
            self._there |= {f"header {end}" for end in _ends(match[1])}
            self._included += _included(content)
            self._defined |= set(_DEFINE.findall(content))
        elif path.endswith(".pc"):
            self._there.add(f"module {base.removesuffix('.pc')}")
            self._named |= {f"module {one}" for one in _words(_REQUIRES, content, _MODULE)}
            self._link(_words(_LIBS, content, _LINKED), _OPTION)
        elif path.endswith(".cmake"):
            every = b";".join(_CMAKE.findall(content)).split(b";")
            self._link((one.decode(errors="replace") for one in every), _PLAIN)
        elif path.startswith(("/usr/lib/", "/lib/")) and (match := _LIBRARY.fullmatch(base)):
            self._there.add(f"library {match[1]}")

    def _link(self, words: Iterable[str], name: re.Pattern[str]) -> None:
        """Note libraries that a linker is given, by their names or by the paths of their files."""
        matches = (
            _LIBRARY.fullmatch(posixpath.basename(one)) if "/" in one else name.fullmatch(one)
            for one in words
        )
        libraries = {match[1] for match in matches if match} - _SYSTEM_LIBRARIES
        self._named |= {f"library {one}" for one in libraries}

    def found(self) -> Development:
        """Return what was found."""
        folders = {posixpath.dirname(one) for one in self._headers}
        included = {f"header {one}" for macro, one in self._included if macro in self._defined}
        named = frozenset((self._named | included) - self._there)
        return Development(
            named, frozenset(self._there), frozenset(folders), frozenset(self._headers)
        )


def _ends(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.partition("/")[2]


def _words(lines: re.Pattern[bytes], content: bytes, word: re.Pattern[bytes]) -> Iterator[str]:
    """Return what matches in the lines of a .pc file, without what has a variable."""
    for line in lines.findall(content):
        for one in word.findall(line):
            if one and b"$" not in one:
                yield one.decode(errors="replace")


def _included(content: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield what a header includes, without the compiler's own, each with the macro it depends on.

    The macro is empty where it always includes it; what depends on more is left out.
    """
    conditions: list[bytes] = []
    before = (b"", b"")
    for directive, rest in _DIRECTIVE.findall(content):
        if directive in (b"if", b"ifdef", b"ifndef"):
            match = _DEFINED.match(directive + rest)
            conditions.append(match[1] if match else b"?")
        elif directive == b"endif":
            del conditions[-1:]
        elif directive == b"define":
            guard = _GUARD.match(before[0] + before[1])
            if guard and rest.split()[:1] == [guard[1]] and len(conditions) == 1:
                conditions[0] = b""
        elif match := _NAME.match(rest):
            name = re.sub(r"^(\.\.?/)+", "", match[1].decode())
            real = [one for one in conditions if one]
            if len(real) < 2 and not _is_system(name):
                yield b"".join(real), name
        before = (directive, rest)


def _is_system(name: str) -> bool:
    short = name.removesuffix(".h")
    if name.startswith(_SYSTEM_FOLDERS) or short in _SYSTEM:
        return True
    # <vector>, but not <QImage>.
    return "." not in name and name == name.lower() and "/" not in name
