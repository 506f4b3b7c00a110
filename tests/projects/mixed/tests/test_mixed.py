import click
from mixed import Point


def test_no_dependency_is_dropped() -> None:
    assert Point(1.0, 2.0) == Point(1.0, 2.0)
    assert click.unstyle(click.style("x")) == "x"
