"""Values from outside stay values."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.nix_syntax import (
    conditional_list,
    nix_attr,
    nix_list,
    nix_number,
    nix_string,
)

HOSTILE = [
    "",
    "${x}",
    "$${x}",
    "$",
    "\\${x}",
    "''${x}''",
    '"; throw "evil',
    "a\\",
    "\\n",
    "a\nb\r\n\tc",
    "../evil",
    "é ∑ 🐍",
    "\x7f\x01\x1b[31m",
    "x" * 70_000,
]

TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        st.sampled_from(HOSTILE[:-1]),
        st.text("$\\{}\"\n\r\t'"),
    ),
    min_size=1,
    max_size=40,
)


def test_hostile_strings_evaluate_to_themselves(evaluate: Callable[[str], Any]) -> None:
    assert evaluate(nix_list(map(nix_string, HOSTILE), "")) == HOSTILE


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=TEXTS)
def test_any_string_evaluates_to_itself(evaluate: Callable[[str], Any], values: list[str]) -> None:
    assert evaluate(nix_list(map(nix_string, values), "")) == values


@given(values=TEXTS)
def test_no_string_ends_or_interpolates_early(values: list[str]) -> None:
    for value in values:
        inside = nix_string(value)[1:-1]
        position = 0
        while position < len(inside):
            if inside[position] == "\\":
                position += 2
                continue
            assert inside[position] not in '"\n\r'
            assert not inside.startswith("${", position)
            position += 1
        assert position == len(inside)


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_what_nix_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(RefusedError, match="remove it"):
        nix_string(value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("numpy", "numpy"), ("pytest-cov", "pytest-cov"), ("3to2", '"3to2"'), ("with", '"with"')],
)
def test_attribute_names_are_quoted_where_needed(name: str, expected: str) -> None:
    assert nix_attr(name) == expected


def test_keywords_are_quoted_so_that_nix_parses_them(evaluate: Callable[[str], Any]) -> None:
    names = ["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with", "3to2"]
    body = " ".join(f"{nix_attr(name)} = 1;" for name in names)
    assert evaluate(f"{{ {body} }}") == dict.fromkeys(names, 1)


def test_a_list_of_targets_puts_the_common_packages_first() -> None:
    names = {"a": ["one", "two"], "b": ["one"], "c": ["one", "three"]}
    text = conditional_list(names, str.upper, lambda some, ps: f"on {some} {ps}", "")
    assert text == '[ ONE ]\n++ on [ "a" ] [ TWO ]\n++ on [ "c" ] [ THREE ]'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-5, "-5"),
        (0.5, "0.5"),
        (1e300, "1.0e+300"),
        (1.5e-07, "1.5e-07"),
        (-2e22, "-2.0e+22"),
    ],
)
def test_a_number_is_a_number_in_nix(
    evaluate: Callable[[str], Any], value: float, text: str
) -> None:
    assert nix_number(value) == text
    assert evaluate(f"[ ({text}) ]") == [value]


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_in_nix_is_none(value: float) -> None:
    with pytest.raises(ValueError, match="is no number in Nix"):
        nix_number(value)
