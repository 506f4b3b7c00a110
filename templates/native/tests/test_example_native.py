import numpy as np
import pytest
from example_native import energy, exact_sum


def test_sum_keeps_what_plain_addition_loses() -> None:
    values = np.array([1.0] + [1e-16] * 1000)
    assert exact_sum(values) == pytest.approx(1.0 + 1e-13, rel=1e-15)


def test_sum_of_nothing_is_zero() -> None:
    assert exact_sum(np.array([])) == 0.0


def test_energy_is_the_sum_of_squares() -> None:
    assert energy(np.array([[3.0, 4.0], [0.0, 1.0]])) == 26.0


def test_energy_refuses_other_types() -> None:
    with pytest.raises(TypeError):
        energy(np.array([1, 2, 3]))
