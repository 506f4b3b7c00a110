from click.testing import CliRunner
from sentences import main


def test_members_are_installed() -> None:
    assert CliRunner().invoke(main, ["one two  three"]).output == "3 words\n"
