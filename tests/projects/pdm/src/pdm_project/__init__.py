"""Repeats."""

from jinja2 import Template

__all__ = ["repeat"]


def repeat(word: str, count: int) -> str:
    """Return `word` so many times."""
    return Template("{% for _ in range(count) %}{{ word }}{% endfor %}").render(
        word=word, count=count
    )
