"""Asks a build back end what it requires: `get_requires_for_build_wheel` (PEP 517).

    python3 -I -B requires_hook.py SDIST SUBDIRECTORY WHEEL…

A builder in the Nix sandbox starts it, with the standard library alone. The wheels are what
[build-system] requires; the answer is a JSON list in the file `$out`.
"""

import importlib
import json
import os
import shutil
import site
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

_SETUPTOOLS = "setuptools.build_meta:__legacy__"


def main() -> None:
    """Entry point."""
    packages = Path.cwd() / "packages"
    packages.mkdir()
    source, subdirectory, *wheels = sys.argv[1:]
    for wheel in wheels:
        _install(Path(wheel), packages)
    folder = _unpack(Path(source)) / subdirectory
    path = folder / "pyproject.toml"
    document = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    system: dict[str, Any] = document.get("build-system", {})
    os.chdir(folder)
    # Also for the processes that a back end starts.
    os.environ["PYTHONPATH"] = str(packages)
    site.addsitedir(str(packages))
    sys.path[:0] = [str(folder / name) for name in system.get("backend-path", ())]
    module, _, attribute = system.get("build-backend", _SETUPTOOLS).partition(":")
    back_end: Any = importlib.import_module(module)
    for name in filter(None, attribute.split(".")):
        back_end = getattr(back_end, name)
    hook: Any = getattr(back_end, "get_requires_for_build_wheel", lambda settings: [])
    answer = [str(requirement) for requirement in hook({})]
    output = os.environ["out"]  # noqa: SIM112 - Nix calls it so
    Path(output).write_text(json.dumps(answer), encoding="utf-8")


def _install(wheel: Path, packages: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    for data in packages.glob("*.data"):
        for scheme in ("purelib", "platlib"):
            if (data / scheme).is_dir():
                shutil.copytree(data / scheme, packages, dirs_exist_ok=True)
        shutil.rmtree(data)


def _unpack(source: Path) -> Path:
    """Return the folder in an sdist, which it is named after."""
    into = Path.cwd() / "source"
    into.mkdir()
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            archive.extractall(into)
    else:
        with tarfile.open(source) as archive:
            archive.extractall(into, filter="data")
    (folder,) = (path for path in into.iterdir() if path.is_dir())
    return folder


if __name__ == "__main__":
    main()
