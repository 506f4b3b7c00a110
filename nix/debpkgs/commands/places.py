"""Places of Debian that are compiled into programs and libraries: no other system has them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Places", "places_of", "unreachable"]

_PLACE = re.compile(
    rb"(?<![\w.}/-])/(?:usr/(?:share|lib|libexec|bin|sbin)|etc)/[\w.+/-]+", re.ASCII
)
#: What every second program has, and nobody misses: translations, manuals, licences.
_BESIDE = ("/usr/share/doc", "/usr/share/locale", "/usr/share/man", "/usr/share/info")
#: Folders of Debian that many packages have parts of: the folder alone tells nothing.
_SHARED = re.compile(
    r"/etc|/usr/(share|lib|libexec|bin|sbin)(/[a-z0-9_]+-linux-gnu)?(/pkgconfig|/cmake)?"
)
#: Scripts that ../bootstrap/further-prefix.sh writes anew.
_REWRITTEN = ("/usr/bin/", "/usr/sbin/", "/usr/games/", "/usr/libexec/")


@dataclass(frozen=True)
class Places:
    """Of one package."""

    named: frozenset[str] = frozenset()
    """What its programs, libraries and scripts name."""
    there: frozenset[str] = frozenset()
    """What it has: files and folders."""


def places_of(files: Iterable[tuple[str, bytes]]) -> Places:
    """Return the places of a package's files: paths that begin with a slash, and contents."""
    named: set[str] = set()
    there: set[str] = set()
    for path, content in files:
        if path.startswith(("/lib/", "/bin/", "/sbin/")):
            path = f"/usr{path}"
        while path.count("/") > 1 and path not in there:
            there.add(path)
            path = path.rpartition("/")[0]
        if content.startswith(b"\x7fELF"):
            named |= _named(content)
        elif content.startswith(b"#!") and not path.startswith(_REWRITTEN):
            # The first line is re-linked.
            named |= _named(content.partition(b"\n")[2])
    return Places(frozenset(named), frozenset(there))


def _named(content: bytes) -> set[str]:
    found = {one.decode().rstrip("/.") for one in _PLACE.findall(content)}
    return {one for one in found if not one.startswith(_BESIDE) and _SHARED.fullmatch(one) is None}


def unreachable(
    places: Mapping[str, Places], depends: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Yield packages with what they name of their own and of what they depend on.

    Only the first of a folder and what is in it.
    """
    for name in sorted(places):
        parts = [places[one] for one in (name, *depends.get(name, ())) if one in places]
        there = frozenset().union(*(one.there for one in parts))
        found = sorted(places[name].named & there)
        first = [one for one in found if not any(one.startswith(f"{other}/") for other in found)]
        if first:
            yield name, first
