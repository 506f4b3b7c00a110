"""Text from outside on its way to a person: no control characters, no endless lines."""

__all__ = ["printable", "shortened"]


def printable(text: str) -> str:
    r"""Return `text` with every line break and control character written as an escape (`\x1b`)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shortened(text: str, length: int) -> str:
    """Return `text` with its middle left out, so that at most `length` characters remain."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 3
    return f"{text[: length - 1 - tail]}…{text[len(text) - tail :]}"
