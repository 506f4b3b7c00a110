"""-dev packages whose dependencies in Debian lack what their own files name.

`libfsntfs.h` includes `libbfio.h`; Debian's libfsntfs-dev does not depend on libbfio-dev, but the
library does depend on libbfio1. So the -dev packages of what a library is linked with are asked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from update.resolve import Universe

from .development import Development
from .names import is_development, of_source

__all__ = ["Addition", "additions"]

#: Sources of the C library, whose headers are always there.
_LIBC = ("glibc", "linux")
_COMPILER = "gcc-12"
_PRIVATE = "-private-dev"


@dataclass(frozen=True)
class Addition:
    """A -dev package that another one needs."""

    name: str
    needs: str
    what: str
    """What of it is named first, for people."""


def additions(
    packages: Mapping[str, Mapping[str, Any]],
    there: Mapping[str, Mapping[str, Any]],
    universe: Universe,
    facts: Callable[[str], Development],
    fetched: Callable[[set[str]], None],
) -> Iterator[Addition]:
    """Yield what is lacking of the pins of a lock; `there` are those of debpkgs.

    `facts` looks into a package; `fetched` gets those that are not among the pins before.
    """
    every = {**there, **packages}
    for name in packages:
        if not is_development(universe, name) or not facts(name).named:
            continue
        closure = _closure(every, name)
        lacking = set(facts(name).named)
        for one in closure & packages.keys():
            lacking -= facts(one).there
        source = universe.by_name[name].source
        linked = _linked(every, there, universe, [name], source)
        private = _private_headers(name, closure, universe)
        possible = (_headers_of(linked, universe) | private) - closure
        fetched(possible if lacking else set())
        parts = {one for one in possible if universe.by_name[one].source == source} | private
        yield from _found(name, lacking, possible, parts, facts)
        # A library that it names itself may be one that another library is linked with.
        lacking = {one for one in lacking if not one.startswith("header ")}
        further = _linked(every, there, universe, linked, "")
        possible = _headers_of(further - linked, universe) - closure
        fetched(possible if lacking else set())
        yield from _found(name, lacking, possible, set(), facts)


def _found(
    name: str,
    lacking: set[str],
    possible: set[str],
    parts: set[str],
    facts: Callable[[str], Development],
) -> Iterator[Addition]:
    """Yield those of the possible packages that have something, and take that from `lacking`.

    Of `parts`, which are of the same source or private, a header counts in any folder: a build
    names that.
    """
    for other in sorted(possible) if lacking else ():
        answers = lacking & facts(other).there
        if other not in parts:
            answers = set(_readable(answers, facts(name), facts(other)))
        if found := sorted(answers):
            yield Addition(name, other, found[0])
            lacking -= facts(other).there


def _closure(every: Mapping[str, Mapping[str, Any]], name: str) -> set[str]:
    found, queue = {name}, [name]
    while queue:
        new = {one for one in every.get(queue.pop(), {}).get("depends", ()) if one not in found}
        found |= new
        queue += new
    return found


def _linked(
    every: Mapping[str, Mapping[str, Any]],
    there: Collection[str],
    universe: Universe,
    names: Iterable[str],
    source: str,
) -> set[str]:
    """Return the libraries that packages, and others of a source among these, are linked with.

    Without those of the C library and of C and C++, whose headers the compiler has.
    """
    found: set[str] = set()
    queue, own = list(names), set(names)
    while queue:
        for one in every.get(queue.pop(), {}).get("depends", ()):
            known = universe.by_name.get(one)
            if known is None or is_development(universe, one) or known.source in _LIBC:
                continue
            # The compiler's libraries for other languages (Fortran) are packages like all others.
            if known.source == _COMPILER and one in there:
                continue
            found.add(one)
            if known.source == source and one not in own:
                own.add(one)
                queue.append(one)
    return found


def _headers_of(libraries: Iterable[str], universe: Universe) -> set[str]:
    """Return the -dev packages of libraries."""
    return {
        other
        for one in libraries
        for other in of_source(universe, universe.by_name[one].source)
        if is_development(universe, other)
        and any(one in alternatives for alternatives in universe.by_name[other].depends)
    }


def _private_headers(name: str, closure: set[str], universe: Universe) -> set[str]:
    """Return the private headers (Qt's) of what a package of private headers needs."""
    if not name.endswith(_PRIVATE):
        return set()
    possible = {one.removesuffix("-dev") + _PRIVATE for one in closure if one.endswith("-dev")}
    return {one for one in possible if one in universe.by_name} - {name}


def _readable(answers: set[str], mine: Development, other: Development) -> Iterator[str]:
    """Yield what a package has: a header where a compiler finds it."""
    for one in answers:
        kind, _, path = one.partition(" ")
        folders = ("", *mine.folders)
        if kind != "header" or any(
            f"{folder}/{path}".lstrip("/") in other.headers for folder in folders
        ):
            yield one
