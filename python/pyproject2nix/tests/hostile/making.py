"""Projects and locks of the reader's inputs, from the few lines that matter."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from hostile.model import PYPROJECT, Content
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes

__all__ = [
    "ODD",
    "SHA",
    "TARGETS",
    "again",
    "chain",
    "names_of",
    "pins",
    "poetry",
    "poetry_lock",
    "project",
    "pylock",
    "pylock_wheel",
    "pynixify",
    "uv",
    "uv_entry",
    "wanted",
    "with_requirements",
]

SHA = "0" * 64
ODD = ("explain",)
_PYTHONS = ", ".join(f"'3.{minor}'" for minor in range(8, 40))
TARGETS = f"""\
[tool.pyproject2nix]
pythons = [{_PYTHONS}]
platforms = ["x86_64-linux", "aarch64-linux"]
"""
"""64 of them, as many as there may be."""


def project(more: str = "", tail: str = "") -> str:
    return PYPROJECT.replace("[tool.uv]", f"{more}\n[tool.uv]") + tail


def with_requirements(more: str = "", lines: str = "", tail: str = "") -> dict[str, Content]:
    return {"pyproject.toml": project(more, tail), "requirements.txt": lines}


def pins(*names: str) -> str:
    files = [
        {
            "name": name,
            "version": "1",
            "file": f"{name}-1-py3-none-any.whl",
            "sha256": SHA,
            "targets": ["3.13-x86_64-linux", "3.13-aarch64-linux"],
        }
        for name in names
    ]
    return json.dumps({"version": 1, "files": files})


def _wheel(name: str, number: str = "") -> str:
    file = f"{name}-1{number}-py3-none-any.whl"
    return f"wheels = [{{ filename = '{file}', hash = 'sha256:{SHA}' }}]\n"


def uv_entry(name: str, more: str = "", files: str | None = None) -> str:
    head = f"[[package]]\nname = '{name}'\nversion = '1'\nsource = {{ registry = 'x' }}\n"
    return f"{head}{_wheel(name) if files is None else files}{more}\n"


def uv(root: str, entries: str, head: str = "", source: str = "virtual") -> str:
    own = f"[[package]]\nname = 'sample'\nversion = '1'\nsource = {{ {source} = '.' }}\n{root}\n"
    return f"version = 1\n{head}\n{own}{entries}"


def again(text: str, count: int) -> str:
    """Return the items of a list that has one text many times."""
    return f"'{text}'," * count


def names_of(names: list[str]) -> str:
    return ", ".join(f"{{ name = '{name}' }}" for name in names)


def wanted(names: list[str], entries: str, tail: str = "") -> dict[str, Content]:
    """Return a project that needs some names, and its uv.lock with these entries."""
    rows = names_of(names)
    root = f"dependencies = [{rows}]\n[package.metadata]\nrequires-dist = [{rows}]\n"
    more = f"dependencies = {json.dumps(names)}"
    return {"pyproject.toml": project(more, tail), "uv.lock": uv(root, entries)}


def poetry_lock(pyproject: str, entries: str) -> dict[str, Content]:
    content = min(poetry_content_hashes(Table("pyproject.toml", tomllib.loads(pyproject))))
    tail = f"[metadata]\nlock-version = '2.0'\ncontent-hash = '{content}'\n"
    return {"pyproject.toml": pyproject, "poetry.lock": f"{entries}{tail}"}


def poetry(more: str) -> dict[str, Content]:
    return {"pyproject.toml": f"[tool.poetry]\nname = 'sample'\nversion = '1'\n{more}"}


def pylock(entries: str) -> dict[str, Content]:
    return {
        "pyproject.toml": PYPROJECT,
        "pylock.toml": f"lock-version = '1.0'\ncreated-by = 'x'\n{entries}",
    }


def pylock_wheel(name: str, version: object = 1) -> str:
    file = f"{name}-{version}-py3-none-any.whl"
    return f"wheels = [{{ url = 'https://i.example/{file}', hashes = {{ sha256 = '{SHA}' }} }}]"


def pynixify(files: dict[str, Content]) -> dict[str, Content]:
    """Return a project that pynixify was run in: `migrate` reads it without Nix."""
    here: dict[str, Content] = {
        "pyproject.toml": PYPROJECT,
        "nix/nixpkgs.nix": "pynixify",
        "nix/packages/one/default.nix": "",
    }
    return {**here, **files}


def chain(length: int) -> Callable[[Path], None]:
    """Return what makes a link to a link to a link."""

    def make(path: Path) -> None:
        for number in range(length):
            name = path.name if number == 0 else f"{path.name}.{number}"
            path.with_name(name).symlink_to(f"{path.name}.{number + 1}")
        path.with_name(f"{path.name}.{length}").write_text("")

    return make
