"""The store's programs: what they are asked, and what is told where they fail."""

from pathlib import Path

import pytest

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.store.paths import add_to_store


@pytest.fixture
def nix_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a program in the place of nix-store, which a test writes."""
    program = tmp_path / "bin" / "nix-store"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    return program


def test_files_are_added_by_one_call_and_none_by_no_call(nix_store: Path, tmp_path: Path) -> None:
    nix_store.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n')
    add_to_store([])
    add_to_store([Path("/a.whl"), Path("/b.tar.gz")])
    assert (tmp_path / "asked").read_text() == "--add-fixed sha256 /a.whl /b.tar.gz\n"


def test_a_store_that_takes_nothing_says_why(nix_store: Path) -> None:
    nix_store.write_text(
        "#!/bin/sh\nprintf 'error:\\n  … while adding\\n\\n  error: no space\\n' >&2; exit 1\n"
    )
    with pytest.raises(RefusedError, match=r"^nix-store: no space; repair that$"):
        add_to_store([Path("/a.whl")])
