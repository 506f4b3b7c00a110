"""The options of `init`."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Wishes"]


@dataclass(frozen=True)
class Wishes:
    """What was asked for by options."""

    is_dry: bool = False
    carry: bool = False
    url: str = ""
    """Of a Git server, as a flake's address or as `git clone` takes it."""
    local: bool = False
    name: str = ""
    kind: str = ""
    extras: Sequence[str] = ()
    may_fetch: bool = True
