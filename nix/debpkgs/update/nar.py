"""Nix archive (NAR) digests, so that a tree's store path is known without Nix."""

import hashlib

__all__ = ["executable_tree_sha256"]


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + data + bytes(-len(data) % 8)


def _strings(*items: bytes) -> bytes:
    return b"".join(map(_string, items))


def executable_tree_sha256(directory: str, name: str, contents: bytes) -> str:
    """Hex SHA-256 of the NAR of a tree that holds one executable file, `directory`/`name`."""
    file = _strings(b"(", b"type", b"regular", b"executable", b"", b"contents", contents, b")")

    def folder(entry: str, node: bytes) -> bytes:
        head = _strings(
            b"(", b"type", b"directory", b"entry", b"(", b"name", entry.encode(), b"node"
        )
        return head + node + _strings(b")", b")")

    nar = _string(b"nix-archive-1") + folder(directory, folder(name, file))
    return hashlib.sha256(nar).hexdigest()
