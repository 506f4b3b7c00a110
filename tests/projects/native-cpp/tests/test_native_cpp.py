import sys

from kiwisolver import _cext
from native_cpp import rest


def test_the_solver_solves() -> None:
    assert rest(10.0, 4.0) == 6.0


def test_it_was_built_for_this_interpreter() -> None:
    assert f".cpython-{sys.version_info[0]}{sys.version_info[1]}-" in _cext.__file__
