"""A new project in an empty folder: one of the templates, under another name."""

import re
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name

__all__ = ["KINDS", "module_of", "template_files"]

KINDS = {
    "python": "pure Python, locked by Poetry",
    "native": "Cython and pybind11 over C++",
    "cuda": "CUDA and pybind11; works without a GPU, too",
    "rust": "PyO3, built by maturin; cargo and rustc are 100 MB from Debian",
}

_NAMES = {
    "python": "example",
    "native": "example-native",
    "cuda": "example-cuda",
    "rust": "example-rust",
}
_GENERATED = ("nix", "flake.nix")
_FIRST_STEPS = re.compile(r"^    nix (?:registry add|flake lock) .*\n\n?", re.MULTILINE)
"""Of a template's README: `init` has taken them."""


def module_of(name: str) -> str:
    """Return the name under which a project is imported, or refuse one that has none."""
    module = checked_name(name, "--name").replace("-", "_").replace(".", "_")
    if not module.isidentifier():
        raise RefusedError("--name", f"{name!r} cannot be imported", "choose one like my-tool")
    return module


def template_files(tree: Path, kind: str, name: str) -> dict[str, tuple[bytes, bool]]:
    """Return the files of a new project; what is generated is not among them."""
    folder = tree / "templates" / kind
    project, module = checked_name(name, "--name"), module_of(name)
    old = _NAMES[kind]
    files: dict[str, tuple[bytes, bool]] = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if not path.is_file() or place.split("/")[0] in _GENERATED or "__pycache__" in place:
            continue
        text = _FIRST_STEPS.sub("", path.read_text(encoding="utf-8"))
        place = _renamed(place, old, project, module)
        files[place] = (_renamed(text, old, project, module).encode(), False)
    return files


def _renamed(text: str, old: str, project: str, module: str) -> str:
    if "-" in old:
        text = re.sub(rf"\b{old}\b", project, text)
    # The name of the project, of the program that it installs, and a title.
    text = re.sub(rf'^(name = "|# |){old}(?=" *$| = |$)', rf"\g<1>{project}", text, flags=re.M)
    return re.sub(rf"(?<![A-Za-z0-9-]){old.replace('-', '_')}(?![A-Za-z0-9-])", module, text)
