"""Licences of a package, from its machine-readable copyright file.

Debian's copyright format 1.0: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
"""

import re
from pathlib import Path

from .deb import members, tar_of
from .deb822 import stanzas

__all__ = ["is_copyright", "licenses_of", "read_licenses"]

_PLACE = re.compile(r"(?:\./|/)?usr/share/doc/[^/]+/copyright")
_GNU = re.compile(r"(A?GPL|LGPL|GFDL)-(\d)(?:\.(\d))?(\+)?", re.ASCII)
#: Debian's short name, in lower case -> SPDX' identifier, where they differ in more than `+`.
_SPDX = {
    "apache-2.0": "Apache-2.0",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "bsl-1.0": "BSL-1.0",
    "cc0-1.0": "CC0-1.0",
    "expat": "MIT",
    "isc": "ISC",
    "mit": "MIT",
    "mpl-2.0": "MPL-2.0",
    "psf-2": "PSF-2.0",
    "zlib": "Zlib",
}


def is_copyright(path: str) -> bool:
    """True for the place of a copyright file in a .deb."""
    return _PLACE.fullmatch(path) is not None


def read_licenses(deb: Path) -> tuple[str, ...]:
    """Return the licences of a .deb.

    The result is empty if its copyright file is not machine-readable, or another package's.
    """
    with tar_of(members(deb), "data", deb) as data:
        texts = [
            stream.read(1 << 20).decode(errors="replace")
            for entry in data
            if entry.isreg() and is_copyright(entry.name) and (stream := data.extractfile(entry))
        ]
    return tuple(sorted({one for text in texts for one in licenses_of(text)}))


def licenses_of(text: str) -> tuple[str, ...]:
    """Return the licences that a copyright file names, by SPDX' identifiers where they have one.

    Others keep Debian's short name, such as `public-domain`.
    """
    if not text.lstrip().startswith("Format"):
        return ()
    try:
        (header, *rest) = stanzas(text.splitlines())
    except (KeyError, ValueError):
        # Prose that begins with that word.
        return ()
    if "copyright-format" not in header.get("Format", ""):
        return ()
    found = set()
    for stanza in (header, *rest):
        # debian/ is the packaging, which is not in the package.
        if stanza is header or stanza.get("Files", "debian/*") != "debian/*":
            line = stanza.get("License", "").partition("\n")[0]
            found |= {_spdx(one) for one in re.split(r",|\s+(?:and|or|and/or)\s+|\s*\|\s*", line)}
    return tuple(sorted(found - {""}))


def _spdx(name: str) -> str:
    plain = name.strip().partition(" with ")[0].strip()
    if gnu := _GNU.fullmatch(plain):
        family, major, minor, plus = gnu.groups()
        return f"{family}-{major}.{minor or 0}-{'or-later' if plus else 'only'}"
    return _SPDX.get(plain.lower(), plain)
