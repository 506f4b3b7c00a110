"""What pynixify wrote: which packages it pinned. It is no lock: the rest comes from nixpkgs."""

import re
from pathlib import Path

from pyproject2nix.base.budget import spend
from pyproject2nix.write.generated import read_text

__all__ = ["find_pynixify", "pynixify_pins"]

_PNAME = re.compile(r'^[ \t]*+pname = "([^"]+)";', re.MULTILINE)
_VERSION = re.compile(r'^[ \t]*+version = "([^"]+)";', re.MULTILINE)


def find_pynixify(folder: Path) -> Path | None:
    """Return the folder that pynixify wrote, if there is one."""
    for name in ("pynixify", "nix", "."):
        some = folder / name
        for file in ("nixpkgs.nix", "overlay.nix"):
            if (some / "packages").is_dir() and (some / file).is_file():
                text = read_text(some / file)
                if "pynixify" in text or "self.callPackage ./packages/" in text:
                    return some
    return None


def pynixify_pins(folder: Path) -> dict[str, str]:
    """Return versions by name of the packages that come from an index."""
    pins = {}
    for path in filter(Path.is_file, sorted(folder.glob("packages/*/default.nix"))):
        text = read_text(path)
        spend(50 + len(text) / 50, str(path))
        name, version = _PNAME.search(text), _VERSION.search(text)
        if name and version and "fetchPypi" in text:
            pins[name[1]] = version[1]
    return pins
