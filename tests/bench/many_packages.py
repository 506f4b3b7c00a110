"""A made-up project with a thousand locked packages, a quarter of them with twenty wheels each."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["COUNT", "write_project"]

COUNT = 1000

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
    packages = "".join(_package(i) for i in range(COUNT))
    (folder / "pylock.toml").write_text(f'lock-version = "1.0"\ncreated-by = "bench"\n{packages}')


def _package(number: int) -> str:
    needs = {number - 1 - (step * 5) % number for step in range(4)} if number else set()
    dependencies = ", ".join(f'{{name = "package-{other}"}}' for other in sorted(needs))
    wheels = ",\n".join(f"  {wheel}" for wheel in _wheels(number))
    return (
        f'\n[[packages]]\nname = "package-{number}"\nversion = "1.{number}"\n'
        f"dependencies = [{dependencies}]\nwheels = [\n{wheels},\n]\n"
    )


def _wheels(number: int) -> Iterator[str]:
    for tag in _TAGS if number % 4 == 0 else ["py3-none-any"]:
        name = f"package_{number}-1.{number}-{tag}.whl"
        digest = hashlib.sha256(name.encode()).hexdigest()
        url = f"https://index.example/{name}"
        yield f'{{name = "{name}", url = "{url}", hashes = {{sha256 = "{digest}"}}}}'
