"""What can go wrong with one file."""

import re

__all__ = ["FetchError", "innermost"]


class FetchError(Exception):
    """Its text is one line without the file's name."""


def innermost(text: str) -> str:
    """Return the heart of a message of requests and urllib3, which wrap it several times."""
    line = " ".join(text.split())
    status = re.search(r"\d{3} \w+ Error: [^:]*?(?= for url)", line)
    if status:
        return status[0]
    slow = re.search(r"less than \S+ kB a second [\w ]+", line)
    if slow:
        return slow[0]
    return line.rpartition(": ")[2].rstrip("')\"") or line
