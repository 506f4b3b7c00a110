"""NAR digests, and images of store paths that were changed after they were built."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Store, store_name
from imagetools import ImageError
from imagetools.cli import main
from imagetools.nar import nar_sha256, sha256_hex

HEX = "2a03b3aae39da25c95f2223295312d8b5788bcc6d3b5917011cbb5da0e5b7c4f"
"""What `nix-hash --type sha256` prints for the tree below."""

APP = store_name("app")


@pytest.fixture
def tree(store: Store) -> Path:
    """A program, a link, an empty file, and one whose size is a multiple of eight."""
    files = {"bin/app": "program", "bin/eight": "12345678", "link": "->bin/app", "Empty": ""}
    path = Path(store.add(APP, **files))
    (path / "bin/app").chmod(0o755)
    return path


def test_a_digest_is_the_one_of_nix(tree: Path) -> None:
    assert nar_sha256(tree) == HEX


@pytest.mark.parametrize(
    "registered",
    [
        f"sha256:{HEX}",
        "sha256:0kvwbc7dmdfb25q93dfkqsy8hmwb5lqraci2yaamr8lxwfmb60ra",
        "sha256-KgOzquOdolyV8iIylTEti1eIvMbTtZFwEcu12g5bfE8=",
    ],
)
def test_every_form_of_a_digest_is_read(registered: str) -> None:
    assert sha256_hex(registered) == HEX


@pytest.mark.parametrize("registered", ["", "sha512:abc", "sha256:e", f"md5:{HEX}"])
def test_other_digests_are_refused(registered: str) -> None:
    with pytest.raises(ImageError, match="is not a SHA-256 as Nix writes it"):
        sha256_hex(registered)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: (path / "bin/__pycache__").mkdir(),
        lambda path: (path / "bin/app").write_text("Program"),
        lambda path: (path / "bin/app").chmod(0o644),
        lambda path: (path / "Empty").unlink(),
        lambda path: (path / "Empty").rename(path / "empty"),
    ],
    ids=["added", "edited", "mode", "removed", "renamed"],
)
def test_a_path_that_was_changed_is_refused(
    tree: Path,
    store: Store,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    change: object,
) -> None:
    custom = tmp_path / "custom.tar"
    (tmp_path / "empty").mkdir()
    assert main(["tree", str(tmp_path / "empty"), str(custom)]) == 0
    description = store.describe(tmp_path / "conf.json", [[str(tree)]], custom)
    assert main(["stream", str(description)]) == 0
    capsysbinary.readouterr()
    assert callable(change)
    change(tree)
    assert main(["stream", str(description)]) == 1
    written = capsysbinary.readouterr()
    assert written.out == b""
    message = f"error: image: {tree}: was changed after it was built"
    assert written.err.decode().startswith(message)
    assert written.err.decode().endswith(f"repair it: nix-store --repair-path {tree}\n")
