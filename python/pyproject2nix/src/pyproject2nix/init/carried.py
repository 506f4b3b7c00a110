"""A copy of this flake for a project's repository: one archive, and its hash as Nix computes it.

One file, so that no formatter, linter or test runner of the project looks into it.
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyproject2nix.templates import fill
from pyproject2nix.write.place import ARCHIVE, EXPRESSION

__all__ = ["archive_files", "carried_files", "nar_hash"]

Files = Mapping[str, tuple[bytes, bool]]
"""Contents by name, and whether each is a program."""


def carried_files(tree: Path) -> Files:
    """Return the files that a copy has; nix/carried.json lists what it does not need."""
    rules = json.loads((tree / "nix" / "carried.json").read_text(encoding="utf-8"))
    return dict(_files(tree, "", frozenset(rules["without"]), frozenset(rules["anywhere"])))


def _files(
    tree: Path, at: str, without: frozenset[str], anywhere: frozenset[str]
) -> Iterator[tuple[str, tuple[bytes, bool]]]:
    for path in sorted((tree / at).iterdir()):
        name = f"{at}/{path.name}" if at else path.name
        if name in without or path.name in anywhere or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(tree, name, without, anywhere)
        else:
            yield name, (path.read_bytes(), bool(path.stat().st_mode & 0o100))


def archive_files(files: Files, there: bytes) -> dict[str, bytes]:
    """Return the archive and the expression that unpacks it, by name.

    `there` is the archive that a project has: one of the same content stays as it is, since
    versions of zlib compress differently.
    """
    plain = _tar(files)
    digest = nar_hash(files)
    try:
        same = gzip.decompress(there) == plain
    except (OSError, EOFError):
        same = False
    return {
        ARCHIVE: there if same else gzip.compress(plain, 9, mtime=0),
        EXPRESSION: fill("hpds.nix", hash=digest).encode(),
    }


def _tar(files: Files) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            content, is_program = files[name]
            member = tarfile.TarInfo(f"hpds/{name}")
            member.size = len(content)
            member.mode = 0o755 if is_program else 0o644
            member.mtime = 1
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def nar_hash(files: Files) -> str:
    """Return the SHA-256, hexadecimal, of the files as one folder in Nix's archive format."""
    digest = hashlib.sha256()
    for piece in (_text(b"nix-archive-1"), *_folder(files)):
        digest.update(piece)
    return digest.hexdigest()


def _text(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + data + bytes(-len(data) % 8)


def _texts(*words: str) -> bytes:
    return b"".join(_text(word.encode()) for word in words)


def _folder(files: Files) -> Iterator[bytes]:
    yield _texts("(", "type", "directory")
    inner: dict[str, dict[str, tuple[bytes, bool]]] = {}
    for name, file in files.items():
        first, _, rest = name.partition("/")
        inner.setdefault(first, {})[rest] = file
    for name in sorted(inner, key=str.encode):
        yield _texts("entry", "(", "name", name, "node")
        if "" in inner[name]:
            content, is_program = inner[name][""]
            yield _texts("(", "type", "regular")
            if is_program:
                yield _texts("executable", "")
            yield _texts("contents") + _text(content) + _texts(")")
        else:
            yield from _folder(inner[name])
        yield _texts(")")
    yield _texts(")")
