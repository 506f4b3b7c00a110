"""Solves for a length."""

from kiwisolver import Solver, Variable

__all__ = ["rest"]


def rest(whole: float, part: float) -> float:
    """Return what is left of `whole` beside `part`, found by the solver."""
    left, right, solver = Variable("left"), Variable("right"), Solver()
    solver.addConstraint(left + right == whole)
    solver.addConstraint(left == part)
    solver.updateVariables()
    result: float = right.value()
    return result
