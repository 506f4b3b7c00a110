"""Doubles a number."""

import click


@click.command()
@click.argument("number", type=int)
def main(number: int) -> None:
    """Print twice NUMBER."""
    click.echo(2 * number)
