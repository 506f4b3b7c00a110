"""Every shell where people do not expect it to open: what is typed there, and the answer."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nix_versions import SUITES, NixVersion, system_nix
from odd_places import (
    PLACES,
    Place,
    a_checkout_that_cannot_be_written,
    a_user_who_is_not_root,
)
from terminal import Terminal

#: Root keeps the other versions of Nix in its home, which is closed to others.
CLOSED = a_user_who_is_not_root if os.geteuid() == 0 else None
#: Shell -> what a person might type first, and a line of the answer.
SHELLS = {
    "ci": ("make help", r"^ *make check +set everything up"),
    "cpp": (
        """python -c 'import cppyy; cppyy.cppdef("int six() { return 6; }"); """
        """print("is", cppyy.gbl.six() * 7)'""",
        "^is 42$",
    ),
    "cuda": (
        "echo '__global__ void k() {}' | nvcc -x cu -arch=sm_90 -cubin -o $TMPDIR/k - && "
        "cuobjdump -elf $TMPDIR/k",
        r"\.text\._Z1kv",
    ),
    "debug": (
        "gdb -batch -ex run -ex py-bt --args python -c 'import os; os.abort()'",
        r'^ +File "<string>", line 1, in <module>$',
    ),
    "default": (
        "ruff check envs/hpds && mypy tests/terminal.py && "
        "python -c 'import numpy; print(\"mean\", numpy.arange(5).mean())'",
        r"^mean 2\.0$",
    ),
    "docs": ("pytest tests/test_docs.py", r"^=+ \d+ passed in"),
}


@pytest.fixture(scope="module", params=PLACES)
def place(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """Each place, with the machine's Nix."""
    folder = tmp_path_factory.mktemp("place")
    yield from PLACES[request.param](root, folder, system_nix())


def answer(place: Place, shell: str, typed: str) -> str:
    """What a shell of this place prints after a line that is typed."""
    with Terminal(place.develop(shell), place.folder) as terminal:
        return terminal.run(typed)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_opens_and_answers(place: Place, shell: str) -> None:
    typed, expected = SHELLS[shell]
    assert re.search(expected, answer(place, shell, typed), re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in PLACES if PLACES[name] is not CLOSED])
@pytest.mark.parametrize("nix_version", SUITES, indirect=True)
def test_other_versions_of_nix_open_one(
    name: str, nix_version: NixVersion, root: Path, tmp_path: Path
) -> None:
    """What is in a shell is not theirs to say, so one is enough."""
    typed, expected = SHELLS["default"]
    with contextmanager(PLACES[name])(root, tmp_path, nix_version) as place:
        assert re.search(expected, answer(place, "default", typed), re.MULTILINE)


@pytest.mark.parametrize("shell", ["debug", "default"])
def test_rebuild_names_what_it_cannot_write(root: Path, tmp_path: Path, shell: str) -> None:
    with contextmanager(a_checkout_that_cannot_be_written)(root, tmp_path, system_nix()) as place:
        printed = answer(place, shell, "hpds-rebuild")
    line = r"^hpds-rebuild: \S+/envs/hpds/build: .+; it is built there: make that writable$"
    assert re.search(line, printed, re.MULTILINE)
    assert "Traceback" not in printed
