import pytest
from example_rust import exact_sum


def test_sum_keeps_what_plain_addition_loses() -> None:
    assert exact_sum([1.0] + [1e-16] * 1000) == pytest.approx(1.0 + 1e-13, rel=0, abs=1e-15)


def test_sum_of_nothing_is_zero() -> None:
    assert exact_sum([]) == 0.0


def test_text_is_refused() -> None:
    with pytest.raises(TypeError):
        exact_sum(["one"])  # type: ignore[list-item]
