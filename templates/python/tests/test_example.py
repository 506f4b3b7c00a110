from click.testing import CliRunner
from example import greeting
from example.cli import main


def test_greets_by_name() -> None:
    assert greeting("Ada") == "Hello, Ada!"


def test_greets_the_world_by_default() -> None:
    assert CliRunner().invoke(main).output == "Hello, world!\n"
