"""Text from outside on its way to a person: no control characters."""

__all__ = ["printable"]


def printable(text: str) -> str:
    r"""Return `text` with every line break and control character written as an escape (`\x1b`)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
