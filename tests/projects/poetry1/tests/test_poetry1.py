import importlib.metadata
import importlib.util

from click.testing import CliRunner
from poetry1 import main


def test_doubles() -> None:
    assert CliRunner().invoke(main, ["21"]).output == "42\n"


def test_what_the_metadata_says_is_installed() -> None:
    assert importlib.metadata.version("poetry1") == "1.2.3"
    assert importlib.util.find_spec("colorama") is None
