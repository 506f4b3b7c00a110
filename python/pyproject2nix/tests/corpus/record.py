"""Locks the projects of the corpus, and writes down what pip takes of each lock.

    python tests/corpus/record.py [NAME ...]

Needs poetry (with poetry-plugin-export and poetry-plugin-pypi-mirror), Poetry 1.8 and 1.1, uv, pdm
and git; the variables POETRY, POETRY_1_8, POETRY_1_1, UV and PDM say where they are if not on PATH.
Everything comes from the index in tests/index, served on this machine: nothing goes to a network.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from index.build import build  # noqa: E402
from index.serve import serve  # noqa: E402

from corpus.lockers import LOCKERS, Workplace, requirements_of  # noqa: E402

MACHINES = {"x86_64-linux": "x86_64", "aarch64-linux": "aarch64"}
# The glibc of Debian 12; older names for some of those before it.
GLIBC = 36
LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}

Row = tuple[str, str, str, str]
"""Name, version, file or place, SHA-256."""


def main(names: Iterable[str]) -> None:
    """Record these projects, or all."""
    corpus = tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8"))
    with TemporaryDirectory() as temporary:
        base = Path(temporary).resolve()
        build(base / "index")
        make_repositories(base / "repositories")
        with serve(base / "index") as address:
            for name in list(names) or sorted(corpus):
                folder = base / "work" / name
                shutil.copytree(HERE / "projects" / name, folder)
                for old in (
                    "pdm.lock",
                    "poetry.lock",
                    "pylock.build.toml",
                    "pylock.toml",
                    "requirements.txt",
                    "uv.lock",
                ):
                    (folder / old).unlink(missing_ok=True)
                place = Workplace(
                    folder, address, base / "repositories", base / "cache", corpus[name]
                )
                print(name, flush=True)
                record(name, place)


def make_repositories(folder: Path) -> None:
    """Turn each of sources/ into a repository with a tag v1; the commits are always the same."""
    env = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
    }
    who = ["-c", "user.name=corpus", "-c", "user.email=corpus@git.example"]
    for source in sorted((HERE / "sources").iterdir()):
        target = folder / f"{source.name}.git"
        shutil.copytree(source, target)
        for command in (
            ["init", "--quiet", "--initial-branch=main"],
            ["add", "--all"],
            [*who, "commit", "--quiet", "--message=first"],
            ["tag", "v1"],
        ):
            subprocess.run(["git", *command], cwd=target, env=env, check=True)


def record(name: str, place: Workplace) -> None:
    """Write a project's lock, and expected/NAME.json."""
    toml = place.folder / "pyproject.toml"
    committed = toml.read_text(encoding="utf-8")
    toml.write_text(committed.replace("https://index.example", place.index), encoding="utf-8")
    locker = place.options["locker"]
    lock, exported = LOCKERS[locker](place, locker)
    text = (place.folder / lock).read_text(encoding="utf-8")
    target = HERE / "projects" / name / lock
    target.write_text(neutral(text, place), encoding="utf-8")
    if place.options.get("builds", False):
        record_builds(name, place)
    requirements = requirements_of(exported)
    rows: dict[Row, list[str]] = {}
    for python in place.options.get("pythons", ["3.11", "3.13"]):
        for platform, machine in MACHINES.items():
            minor = ".".join(python.split(".")[:2])
            # uv takes 3.11 for 3.11.0, the first of them, where some markers are still true.
            full = python if python != minor else f"{minor}.9"
            for row in taken(place, requirements, full, machine):
                rows.setdefault(row, []).append(f"{minor}-{platform}")
    expected = {
        "export": [neutral(line, place) for line in requirements],
        "files": [
            dict(zip(("name", "version", "file", "sha256"), row, strict=True))
            | {"targets": targets}
            for row, targets in sorted(rows.items())
        ],
    }
    folder = HERE / "expected"
    folder.mkdir(exist_ok=True)
    out = json.dumps(expected, indent=1) + "\n"
    (folder / f"{name}.json").write_text(out, encoding="utf-8")


def record_builds(name: str, place: Workplace) -> None:
    """Write a project's pylock.build.toml."""
    pythons = ",".join(place.options.get("pythons", ["3.11", "3.13"]))
    arguments = ["--python", pythons, "--platform", ",".join(MACHINES), "--out", "generated"]
    source = HERE.parents[1] / "src"
    program = ["-m", "pyproject2nix", "generate", "."]
    place.run(sys.executable, *program, *arguments, PYTHONPATH=str(source))
    lock = "pylock.build.toml"
    text = neutral((place.folder / lock).read_text(encoding="utf-8"), place)
    (HERE / "projects" / name / lock).write_text(text, encoding="utf-8")


def neutral(text: str, place: Workplace) -> str:
    """Return text without the address of the index and without folders of this machine."""
    text = text.replace(place.index, "https://index.example")
    text = text.replace(f"file://{place.repositories}/", "https://git.example/")
    text = text.replace(f"file://{place.folder}/", "./").replace(f"{place.folder}/", "./")
    assert "127.0.0.1" not in text, text
    assert str(place.folder.parent) not in text, text
    return text


def taken(place: Workplace, requirements: list[str], python: str, machine: str) -> list[Row]:
    """Return what is installed for one target.

    uv evaluates the export's markers there, and sees to it that nothing is missing; pip, told the
    target's tags, takes a file of each.
    """
    options = ["--no-header", "--no-annotate", "--prerelease=allow", f"--python-version={python}"]
    platform = f"--python-platform={machine}-manylinux_2_{GLIBC}"
    text = "".join(f"{line}\n" for line in requirements)
    if place.folder.name in ("uv-cycle", "uv-overrides"):
        # What was overridden, or needs the project, does not resolve again.
        options.append("--no-deps")
    out = place.run("uv", "pip", "compile", *options, platform, "-", text=text)
    pins = [line for line in out.splitlines() if line.strip()]
    indexed = [pin for pin in pins if re.fullmatch(r"\S+==\S+", pin)]
    direct = [pin for pin in pins if pin not in indexed and "/files/" in pin]
    rest = [pin for pin in pins if pin not in indexed and pin not in direct]
    rows = [_source(place, pin) for pin in rest]
    return rows + _chosen_files(place, [*indexed, *direct], python, machine)


def _source(place: Workplace, pin: str) -> Row:
    """Return the row of a commit or a folder, whose name and version are its own."""
    if found := re.search(r"git\+(\S+?)@([0-9a-f]{40})(?:#subdirectory=(\S+))?", pin):
        url, commit, folder = found[1], found[2], found[3] or "."
        where = place.repositories / url.rpartition("/")[2] / folder
        what = f"{neutral(url, place)}@{commit}"
    else:
        path = pin.rpartition(" @ ")[2].removeprefix("-e ").removeprefix("file://")
        where = place.folder / path
        what = os.path.relpath(where, place.folder)
    project = tomllib.loads((where / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["name"], project["version"], what, ""


def _chosen_files(place: Workplace, pins: list[str], python: str, machine: str) -> list[Row]:
    if not pins:
        return []
    platforms = [
        f"--platform={name}_{machine}"
        for minor in range(GLIBC, 4, -1)
        for name in (f"manylinux_2_{minor}", LEGACY.get(minor, ""))
        if name
    ]
    minor = "".join(python.split(".")[:2])
    report = place.run(
        sys.executable,
        *("-m", "pip", "install", "--dry-run", "--quiet", "--report=-", "--no-deps", "--pre"),
        *("--ignore-installed", "--target=unused", f"--python-version={python}"),
        *("--implementation=cp", f"--abi=cp{minor}", "--abi=abi3", "--abi=none"),
        *platforms,
        f"--platform=linux_{machine}",
        *pins,
    )
    return [_row(item) for item in json.loads(report)["install"]]


def _row(item: Mapping[str, Any]) -> Row:
    download = item["download_info"]
    name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
    file = download["url"].rpartition("/")[2].replace("%2B", "+").replace("%21", "!")
    return name, item["metadata"]["version"], file, download["archive_info"]["hashes"]["sha256"]


if __name__ == "__main__":
    main(sys.argv[1:])
