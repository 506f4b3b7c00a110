import pytest
from poetry2 import page


def test_the_extra_is_there() -> None:
    pytest.importorskip("jinja2", reason="the package is built without its extras")
    assert page("a & b") == "<p>a &amp; b</p>"
