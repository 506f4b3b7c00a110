"""Greets people."""

__all__ = ["greeting"]


def greeting(name: str) -> str:
    """Return the words that greet `name`."""
    return f"Hello, {name}!"
