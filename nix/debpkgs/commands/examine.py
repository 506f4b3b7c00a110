"""What a .deb needs besides its dependencies, and what its maintainer scripts would do.

All of it is read, and nothing is run.
"""

import posixpath
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from update.deb import members, tar_of
from update.licenses import is_copyright, licenses_of

from .development import Collector, Development, is_read
from .places import Places, places_of

__all__ = ["Facts", "examine"]

_ALTERNATIVE = re.compile(r"--(?:install|slave)\s+(/\S+)\s+\S+\s+(/\S+)")
#: Programs that start scripts, or that scripts in PATH call -> the essential package that has
#: them: dependencies do not name it.
_ESSENTIAL = {"perl": "perl-base", "flock": "util-linux", "getopt": "util-linux"}
_CALLED = re.compile(rb"(?<![\w/.-])(?:flock|getopt)(?=\s)")
_IN_PATH = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
#: Where Perl looks for modules.
_PERL_MODULES = ("share/perl", "share/perl5")
_SHELLS = ("sh", "dash", "bash")


@dataclass(frozen=True)
class Facts:
    """What was found."""

    links: tuple[str, ...] = ()
    """Alternatives, as `PLACE=TARGET`: a place in the store path, and where it leads from there."""
    depends: tuple[str, ...] = ()
    """Essential packages that its scripts are started by."""
    places: Places = field(default_factory=Places)
    """What its programs and libraries name of Debian."""
    development: Development = field(default_factory=Development)
    """What its headers and .pc files name of other packages."""
    licenses: tuple[str, ...] = ()
    """Of its copyright file, if that is machine-readable."""


def examine(deb: Path, triplet: str) -> Facts:
    """Read a .deb; `triplet` is Debian's multiarch name."""
    found = members(deb)
    links: dict[str, str] = {}
    with tar_of(found, "control", deb) as control:
        for name, content in _files(control, 1 << 20):
            if name in ("postinst", "preinst"):
                links |= _alternatives(content.decode(errors="replace"), triplet)
    programs = set()
    development = Collector()
    licenses: set[str] = set()

    def contents() -> Iterator[tuple[str, bytes]]:
        with tar_of(found, "data", deb) as data:
            for entry in data:
                path, content = f"/{entry.name.removeprefix('./')}", b""
                if entry.isreg() and (stream := data.extractfile(entry)) is not None:
                    content = stream.read(200)
                    is_license = is_copyright(entry.name)
                    if is_license or is_read(path) or content.startswith((b"\x7fELF", b"#!")):
                        content += stream.read()
                    if is_license:
                        licenses.update(licenses_of(content.decode(errors="replace")))
                    if entry.mode & 0o111:
                        programs.add(program := _interpreter(content))
                        if program in _SHELLS and path.startswith(_IN_PATH):
                            programs.update(one.decode() for one in _CALLED.findall(content))
                if not entry.isdir():
                    development.add(path, content)
                    yield path, content

    places = places_of(contents())
    if "perl" in programs:
        # Its scripts name modules alone.
        places = replace(places, named=places.named | {f"/usr/{one}" for one in _PERL_MODULES})
    depends = {_ESSENTIAL[program] for program in programs & _ESSENTIAL.keys()}
    return Facts(
        tuple(f"{place}={target}" for place, target in sorted(links.items())),
        tuple(sorted(depends)),
        places,
        development.found(),
        tuple(sorted(licenses)),
    )


def _alternatives(script: str, triplet: str) -> dict[str, str]:
    """Return the links that `update-alternatives` would make, where they are written out."""
    found = {}
    for place, target in _ALTERNATIVE.findall(script.replace("\\\n", " ")):
        if "$" in place + target or place.startswith("/usr/share/man/"):
            continue
        here, there = _place(place, triplet), _place(target, triplet)
        found[here] = posixpath.relpath(there, posixpath.dirname(here))
    return found


def _place(path: str, triplet: str) -> str:
    """Return the place in a store path, as ../bootstrap/deb-builder.sh chooses it."""
    short = path.lstrip("/").removeprefix("usr/")
    for old, new in (("lib64/", "lib/"), ("sbin/", "bin/"), ("games/", "bin/")):
        if short.startswith(old):
            short = new + short.removeprefix(old)
    for folder in ("lib", "include"):
        short = re.sub(rf"^{folder}/{re.escape(triplet)}/", f"{folder}/", short)
    return short


def _interpreter(start: bytes) -> str:
    if not start.startswith(b"#!"):
        return ""
    words = start.splitlines()[0][2:].decode(errors="replace").split()
    if words and words[0].endswith("/env"):
        words = words[1:]
    return posixpath.basename(words[0]) if words else ""


def _files(archive: tarfile.TarFile, limit: int) -> Iterator[tuple[str, bytes]]:
    for entry in archive:
        stream = archive.extractfile(entry) if entry.isreg() else None
        if stream is not None:
            yield posixpath.basename(entry.name), stream.read(limit)
