"""Fills pages."""

__all__ = ["page"]


def page(name: str) -> str:
    """Return the page of `name`; needs the extra `pages`."""
    from jinja2 import Template

    return Template("<p>{{ name }}</p>", autoescape=True).render(name=name)
