"""SPDX licence expressions in nixpkgs' words."""

import re

from pyproject2nix.base.nix_syntax import nix_list, nix_string

__all__ = ["nix_license"]

# Attributes of nixpkgs' lib.licenses; what is not here is written as the plain SPDX text,
# which meta.license takes too.
_ATTRIBUTES = {
    "0BSD": "bsd0",
    "AGPL-3.0-only": "agpl3Only",
    "AGPL-3.0-or-later": "agpl3Plus",
    "Apache-2.0": "asl20",
    "BSD-2-Clause": "bsd2",
    "BSD-3-Clause": "bsd3",
    "BSL-1.0": "boost",
    "CC0-1.0": "cc0",
    "GPL-2.0-only": "gpl2Only",
    "GPL-2.0-or-later": "gpl2Plus",
    "GPL-3.0-only": "gpl3Only",
    "GPL-3.0-or-later": "gpl3Plus",
    "ISC": "isc",
    "LGPL-2.1-only": "lgpl21Only",
    "LGPL-2.1-or-later": "lgpl21Plus",
    "LGPL-3.0-only": "lgpl3Only",
    "LGPL-3.0-or-later": "lgpl3Plus",
    "MIT": "mit",
    "MPL-2.0": "mpl20",
    "PSF-2.0": "psfl",
    "Unlicense": "unlicense",
    "Zlib": "zlib",
}


def nix_license(expression: str, indent: str) -> str:
    """Return the value of meta.license for an SPDX expression (PEP 639)."""
    attributes = [_ATTRIBUTES.get(part) for part in re.split(r" (?:AND|OR) ", expression)]
    known = [f"lib.licenses.{attribute}" for attribute in attributes if attribute is not None]
    if len(known) < len(attributes):
        return nix_string(expression)
    return known[0] if len(known) == 1 else nix_list(known, indent)
