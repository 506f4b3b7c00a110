from markupsafe import _speedups, escape
from native_c import escaped


def test_it_is_the_compiled_code_that_escapes() -> None:
    assert escape is _speedups.escape
    assert escaped("<a>") == "&lt;a&gt;"
