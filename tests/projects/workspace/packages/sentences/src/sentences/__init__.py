import click
from words import count


@click.command()
@click.argument("sentence")
def main(sentence: str) -> None:
    click.echo(f"{count(sentence)} words")
