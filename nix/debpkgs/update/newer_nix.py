"""Command line: ``python3 -m update.newer_nix``: a Nix that devbox accepts, on an older Debian.

Unpacked from Debian 13 into a folder of the user's own; nothing is installed.
"""

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from .programs import UnreachableError, debian_programs

SUITE = "trixie"


def main() -> int:
    """Unpack it where it is not yet, and say how to use it."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser = argparse.ArgumentParser(prog="newer-nix", description="Debian 13's Nix, in a folder")
    parser.add_argument("folder", type=Path, nargs="?", default=caches / "debpkgs" / "newer-nix")
    folder: Path = parser.parse_args().folder.absolute()
    try:
        programs = debian_programs(SUITE, ["nix-bin"], ["nix"], folder)
    except (OSError, UnreachableError, subprocess.CalledProcessError) as error:
        print(f"newer-nix: {error}", file=sys.stderr)
        return 1
    # For a shell's eval.
    print(f'export PATH={shlex.quote(str(programs))}:"$PATH"')
    return 0


if __name__ == "__main__":
    sys.exit(main())
