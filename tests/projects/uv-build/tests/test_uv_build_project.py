import importlib.metadata

from click.testing import CliRunner


def test_the_program_greets() -> None:
    (program,) = importlib.metadata.entry_points(name="uv-build-project")
    assert CliRunner().invoke(program.load()).output == "Hello from uv-build-project!\n"


def test_uv_built_it() -> None:
    wheel = importlib.metadata.distribution("uv-build-project").read_text("WHEEL")
    assert wheel is not None
    assert "Generator: uv " in wheel
