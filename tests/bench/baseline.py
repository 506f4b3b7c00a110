"""The image that people would build without this project, for the size to be compared with.

A minimal Debian root by debootstrap, its Python, NumPy's and hpds' wheels by pip, what only
installs things removed again, committed and pushed by buildah.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

__all__ = ["CannotMeasureError", "debian_image_size"]

_LEFT_BY_INSTALLING = (
    "var/cache/apt",
    "var/lib/apt/lists",
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
)


class CannotMeasureError(Exception):
    """The text says what is missing."""


def debian_image_size(wheels: Path, numpy: Path) -> int:
    """Bytes of the compressed layers. `wheels` is a folder with hpds' wheel, `numpy` NumPy's."""
    for program in ("debootstrap", "buildah"):
        if shutil.which(program) is None:
            raise CannotMeasureError(f"{program} is not installed")
    if os.getuid() != 0:
        raise CannotMeasureError("debootstrap needs root")
    with tempfile.TemporaryDirectory(prefix="baseline-") as folder:
        root = Path(folder) / "root"
        included = "--include=python3,python3-pip"
        _run(["debootstrap", "--variant=minbase", included, "bookworm", str(root)])
        packages = root / "tmp" / "wheels"
        packages.mkdir()
        for wheel in (numpy, *wheels.glob("*.whl")):
            # A store path's name begins with a hash, which is no part of a wheel's.
            name = wheel.name.split("-", 1)[1] if wheel is numpy else wheel.name
            shutil.copy(wheel, packages / name)
        files = [f"/tmp/wheels/{path.name}" for path in packages.iterdir()]
        pip = ["python3", "-m", "pip", "install", "--no-index", "--no-compile"]
        _run(["chroot", str(root), *pip, "--break-system-packages", *files])
        _run(["chroot", str(root), "python3", "-m", "hpds"])
        _run(["chroot", str(root), "dpkg", "--purge", "--force-depends", "python3-pip"])
        for path in (*_LEFT_BY_INSTALLING, "tmp/wheels"):
            shutil.rmtree(root / path, ignore_errors=True)
        return _committed(root, Path(folder))


def _committed(root: Path, folder: Path) -> int:
    storage = ["--root", str(folder / "storage"), "--runroot", str(folder / "run")]
    buildah = ["buildah", *storage, "--storage-driver", "vfs"]
    container = _run([*buildah, "from", "scratch"])
    _run([*buildah, "add", container, str(root), "/"])
    image = _run([*buildah, "commit", container])
    layout = folder / "layout"
    _run([*buildah, "push", image.splitlines()[-1], f"oci:{layout}"])
    index = json.loads((layout / "index.json").read_text())
    digest = index["manifests"][0]["digest"].removeprefix("sha256:")
    manifest = json.loads((layout / "blobs" / "sha256" / digest).read_text())
    return sum(int(layer["size"]) for layer in manifest["layers"])


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CannotMeasureError(f"`{command[0]}` failed: {''.join(last)}")
    return done.stdout.strip()
