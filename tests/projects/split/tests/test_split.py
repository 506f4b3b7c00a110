import sys

from split import attrs_version


def test_each_interpreter_has_its_version() -> None:
    if sys.version_info < (3, 13):
        assert (24, 1) <= attrs_version() < (24, 3)
    else:
        assert attrs_version() >= (25,)
