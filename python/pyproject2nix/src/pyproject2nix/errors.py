"""The one exception of this program: input that it refuses, and what to do about it."""

__all__ = ["RefusedError"]


class RefusedError(Exception):
    """Input that cannot be turned into Nix without losing or inventing something.

    `place` is the file and, after a colon, the key; `problem` holds the value; `remedy` is what
    the reader can do.
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        text = f"{place}: {problem}; {remedy}"
        # Keys and file names come from outside: no line break or terminal code passes.
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in text))
        self.place = place
        self.problem = problem
        self.remedy = remedy
