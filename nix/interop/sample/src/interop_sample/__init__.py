"""A page from a template, on the command line."""

import click
import jinja2

__all__ = ["main", "page"]


def page(name: str) -> str:
    """Return a greeting, with what is markup in the name made harmless."""
    template = jinja2.Environment(autoescape=True).from_string("<p>Hello {{ name }}</p>")
    return template.render(name=name)


@click.command()
@click.argument("name")
def main(name: str) -> None:
    """Print the page."""
    click.echo(page(name))
