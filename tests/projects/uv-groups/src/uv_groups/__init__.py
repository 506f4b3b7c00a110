"""Shouts."""

import click

__all__ = ["shout"]


def shout(word: str) -> str:
    """Return `word`, loud and without colours."""
    return click.unstyle(click.style(word.upper(), fg="red"))
