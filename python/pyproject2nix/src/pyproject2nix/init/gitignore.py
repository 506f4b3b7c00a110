"""What Git ignores in a new repository, all of whose other files go into its index."""

__all__ = ["with_ignored"]

_WANTED = (".env", ".venv/", "env/", "node_modules/", "venv/")
"""Secrets, and what is large: no project wants them in Git."""
_MORE = (
    ".direnv/",
    ".pytest_cache/",
    "/build/",
    "/dist/",
    "/result",
    "/result-*",
    "*.egg-info/",
    "__pycache__/",
)
"""For a project that has no .gitignore."""


def with_ignored(old: bytes | None) -> bytes:
    """Return a new .gitignore, or one that is there with the lines that it lacks."""
    if old is None:
        return "".join(f"{line}\n" for line in sorted({*_WANTED, *_MORE})).encode()
    # A line that starts with `!` says that the project wants the files.
    there = {line.strip().strip("!/") for line in old.decode(errors="replace").splitlines()}
    lacking = [line for line in _WANTED if line.strip("/") not in there]
    end = b"\n" if lacking and old and not old.endswith(b"\n") else b""
    return old + end + "".join(f"{line}\n" for line in lacking).encode()
