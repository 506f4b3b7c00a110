"""The seed of debpkgs: the one tree that enters the store unpacked.

Nix cannot unpack a .deb by itself, so the program that does it in builders comes ready: a tree
with bin/busybox alone, known by the digest of that tree.
"""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .apt import PrivateApt
from .deb822 import Package
from .errors import UpdateError
from .nar import executable_tree_sha256

__all__ = ["PACKAGE", "unpacked"]

PACKAGE = "busybox-static"


def unpacked(apt: PrivateApt, package: Package) -> dict[str, str]:
    """Store name and recursive SHA-256 of the unpacked tree."""
    with tempfile.TemporaryDirectory() as directory:
        deb = Path(directory) / "busybox.deb"
        apt.download(package.path, package.sha256, deb)
        archive = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", str(deb)], capture_output=True, check=True
        ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        member = next((m for m in tar if m.name.endswith("/bin/busybox")), None)
        file = tar.extractfile(member) if member else None
        if file is None:
            raise UpdateError(
                f"{package.path}: no bin/busybox inside; packages.toml needs another seed"
            )
        contents = file.read()
    upstream = re.sub(r"^\d+:|-[^-]*$", "", package.version)
    return {
        "name": f"{PACKAGE}-{upstream}",
        "sha256": executable_tree_sha256("bin", "busybox", contents),
    }
