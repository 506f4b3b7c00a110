"""Fuzzes all readers: a project of the corpus, changed, must be planned or refused.

    python -m fuzz.readers [SECONDS]     (in tests/; needs atheris)

Whatever else happens, also an exception that only the command line's last handler caught, ends the
run and is printed with its input.
"""

import contextlib
import hashlib
import io
import os
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.build import files_of, read_releases
from packaging.utils import canonicalize_name

from fuzz.mutate import HOSTILE, Choices, mutate
from fuzz.tomltext import toml_text

__all__ = ["one_input"]

CORPUS = Path(__file__).parents[1] / "corpus"
LOCKS = ("pdm.lock", "poetry.lock", "pylock.toml", "requirements.txt", "uv.lock")


@cache
def _projects() -> list[tuple[dict[str, Any], str, str]]:
    """Return metadata, name of the lock and its text, of every project that has a lock."""
    found = []
    for folder in sorted((CORPUS / "projects").iterdir()):
        toml = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        for name in LOCKS:
            if (folder / name).exists():
                found.append((toml, name, (folder / name).read_text(encoding="utf-8")))
    return found


class _Everything(frozenset[str]):
    def __contains__(self, item: object) -> bool:
        return True


@cache
def _index() -> dict[str, list[tuple[str, str]]]:
    """Return names and hashes of the files of the made-up index, by `name==version`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for release in read_releases():
        key = f"{canonicalize_name(release.name)}=={release.version}"
        found[key] = [(file.name, file.sha256) for file in files_of(release)]
    return found


def accept_stale_locks() -> Callable[[], None]:
    """Let a changed pyproject.toml pass as the lock's own, after its hash was computed.

    No pip is started to ask for the files of a requirements.txt, either.
    """
    from pyproject2nix.base.model import File
    from pyproject2nix.cli import commands
    from pyproject2nix.lock import find

    def names_from_index(
        releases: Iterable[str], index: object, others: object
    ) -> dict[str, tuple[File, ...]]:
        return {key: tuple(File(*one) for one in _index().get(key, [])) for key in releases}

    names = ("poetry_content_hashes", "pdm_content_hashes", "uv_stale")
    before = {name: vars(find)[name] for name in names}
    poetry, pdm, uv = before.values()
    asked = vars(commands)["names_from_index"]

    def restore() -> None:
        vars(find).update(before)
        vars(commands).update(names_from_index=asked)

    vars(commands).update(names_from_index=names_from_index)

    vars(find).update(
        poetry_content_hashes=lambda *a: (poetry(*a), _Everything())[1],
        pdm_content_hashes=lambda *a: (pdm(*a), _Everything())[1],
        uv_stale=lambda *a: (uv(*a), None)[1],
    )
    return restore


def one_input(data: bytes, folder: Path) -> int:
    """Plan a changed project in `folder` and return the exit status; raise what nobody caught."""
    from pyproject2nix.cli import main

    choices = Choices(data)
    toml, name, lock = choices.of(_projects())
    which = choices.below(5)
    changed = mutate(toml, choices) if which in (0, 3) else toml
    if which == 4:
        lock = _cut(lock, choices)
    elif which != 0:
        lock = _mutated(name, lock, choices)
    for old in LOCKS:
        (folder / old).unlink(missing_ok=True)
    (folder / "pyproject.toml").write_text(toml_text(changed), "utf-8", "surrogateescape")
    (folder / name).write_text(lock, "utf-8", "surrogateescape")
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = main(["explain", str(folder), "--json"])
    assert status in (0, 2), status
    lines = [line for line in errors.getvalue().splitlines() if ": note: " not in line]
    assert len(lines) == (status == 2), errors.getvalue()
    assert all(len(line) <= 500 for line in errors.getvalue().splitlines()), errors.getvalue()
    # The program answers what nobody foresaw, too; here it is a failure.
    assert "unforeseen" not in errors.getvalue(), errors.getvalue()
    return status


def _mutated(name: str, lock: str, choices: Choices) -> str:
    if name == "requirements.txt":
        lines = lock.splitlines()
        for _ in range(1 + choices.below(3)):
            at = choices.below(len(lines))
            cut = choices.below(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + choices.text() + lines[at][cut:]
        return "\n".join(lines)
    return toml_text(mutate(tomllib.loads(lock), choices))


def _cut(lock: str, choices: Choices) -> str:
    """Return text that is no longer TOML, most of the time."""
    at = choices.below(len(lock))
    return lock[:at] + choices.of(HOSTILE) + lock[at + choices.below(50) :]


def main() -> None:
    """Fuzz for some seconds, 600 unless told."""
    import atheris

    with atheris.instrument_imports(include=["pyproject2nix", "packaging"]):
        import pyproject2nix.cli  # noqa: F401
    os.environ.update(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    accept_stale_locks()
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    with TemporaryDirectory() as name:
        folder, seeds = Path(name, "project"), Path(name, "seeds")
        folder.mkdir()
        _write_seeds(seeds)

        def test(data: bytes) -> None:
            one_input(data, folder)

        flags = [f"-max_total_time={seconds}", "-max_len=128", "-len_control=0", "-timeout=20"]
        atheris.Setup([sys.argv[0], *flags, str(seeds)], test)
        atheris.Fuzz()


def _write_seeds(folder: Path) -> None:
    """Write an input for each project and each way to change it, the same ones every time."""
    folder.mkdir()
    for project in range(len(_projects())):
        for way in range(5):
            digest = hashlib.shake_256(bytes([project, way])).digest(62)
            (folder / f"{project}-{way}").write_bytes(bytes([project, way]) + digest)


if __name__ == "__main__":
    main()
