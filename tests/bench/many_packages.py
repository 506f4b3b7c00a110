"""A made-up project with a thousand locked packages.

A quarter of them have twenty wheels each. Fifty have an sdist alone, and what builds those is in
pylock.build.toml.
"""

import hashlib
from pathlib import Path

__all__ = ["COUNT", "write_project"]

COUNT = 1000
BUILDERS = 10
"""Packages that build others."""

_TAGS = [
    f"{python}-{python}-{platform}"
    for python in ("cp310", "cp311", "cp312", "cp313")
    for platform in (
        "macosx_11_0_arm64",
        "manylinux_2_17_aarch64.manylinux2014_aarch64",
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "musllinux_1_2_x86_64",
        "win_amd64",
    )
]


def write_project(folder: Path) -> None:
    """Write pyproject.toml and pylock.toml; each package needs four of those before it."""
    names = ",\n".join(f'  "package-{i}"' for i in range(COUNT))
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "many"\nversion = "1"\ndependencies = [\n{names},\n]\n'
        "[tool.uv]\npackage = false\n"
    )
    head = 'lock-version = "1.0"\ncreated-by = "bench"\n'
    packages = "".join(_package(i) for i in range(COUNT))
    (folder / "pylock.toml").write_text(head + packages)
    builders = "".join(_builder(i) for i in range(BUILDERS))
    sources = "".join(_source(i) for i in range(COUNT) if _is_sdist(i))
    (folder / "pylock.build.toml").write_text(
        f"{head}{builders}\n[tool.pyproject2nix]\nversion = 1\n{sources}"
    )


def _is_sdist(number: int) -> bool:
    return number % 20 == 1


def _package(number: int) -> str:
    needs = {number - 1 - (step * 5) % number for step in range(4)} if number else set()
    dependencies = ", ".join(f'{{name = "package-{other}"}}' for other in sorted(needs))
    if _is_sdist(number):
        files = f"sdist = {_file(_sdist(number))}"
    else:
        tags = _TAGS if number % 4 == 0 else ["py3-none-any"]
        wheels = [_file(f"package_{number}-1.{number}-{tag}.whl") for tag in tags]
        files = f"wheels = [{', '.join(wheels)}]"
    return (
        f'\n[[packages]]\nname = "package-{number}"\nversion = "1.{number}"\n'
        f"dependencies = [{dependencies}]\n{files}\n"
    )


def _builder(number: int) -> str:
    needs = f'{{name = "builder-{number - 1}"}}' if number else ""
    wheel = _file(f"builder_{number}-1.0-py3-none-any.whl")
    return (
        f'\n[[packages]]\nname = "builder-{number}"\nversion = "1.0"\n'
        f"dependencies = [{needs}]\nwheels = [{wheel}]\n"
    )


def _source(number: int) -> str:
    """Return what the build lock has on an sdist."""
    return (
        f'\n[[tool.pyproject2nix.sources]]\nname = "package-{number}"\nversion = "1.{number}"\n'
        f'identity = "sha256:{_digest(_sdist(number))}"\n'
        f'requires = ["builder-{number % BUILDERS}", "builder-{BUILDERS - 1}>=1"]\n'
        'targets = ["3.13-x86_64-linux", "3.13-aarch64-linux"]\nset = "default"\n'
    )


def _sdist(number: int) -> str:
    return f"package_{number}-1.{number}.tar.gz"


def _file(name: str) -> str:
    url = f"https://index.example/{name}"
    return f'{{name = "{name}", url = "{url}", hashes = {{sha256 = "{_digest(name)}"}}}}'


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
