"""The command line."""

import click

from example import greeting

__all__ = ["main"]


@click.command()
@click.argument("name", default="world")
def main(name: str) -> None:
    """Greet NAME."""
    click.echo(greeting(name))
