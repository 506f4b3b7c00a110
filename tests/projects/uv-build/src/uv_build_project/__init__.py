"""A program, as `uv init --package` begins one."""

import click

__all__ = ["main"]


@click.command()
def main() -> None:
    """Greet."""
    click.echo("Hello from uv-build-project!")
