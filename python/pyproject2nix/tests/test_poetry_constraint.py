"""Poetry's constraint syntax: what each form allows, at both ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("^1.2", "1.2 1.99 1.3rc1", "1.1 2 2.0rc1 2.0.dev0 1.2rc1"),
        ("^1.2.3.4", "1.2.3.4 1.9", "1.2.3 2.0"),
        ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3 0.3.0a1"),
        ("^0.0.3", "0.0.3 0.0.3.1", "0.0.2 0.0.4"),
        ("^0.0.0.3", "0.0.0.3 0.0.0.9", "0.0.0.2 0.0.1"),
        ("^0.0", "0.0 0.0.9", "0.1"),
        ("^0.0.0", "0.0.0", "0.0.1"),
        ("^0", "0 0.9", "1"),
        ("^1.0.0rc1", "1.0.0rc1 1.0 1.9", "1.0.0b1 2.0"),
        ("^0.0.3a1", "0.0.3a1 0.0.3", "0.0.4"),
        ("^1!2.3", "1!2.3 1!2.9", "2.3 1!3.0"),
        ("^1.2.post1", "1.2.post1 1.3", "1.2 2"),
        ("~1", "1 1.9", "0.9 2"),
        ("~1.2", "1.2 1.2.9", "1.1 1.3"),
        ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3"),
        ("~1.2.3.4", "1.2.3.4 1.2.9", "1.2.3.3 1.3"),
        ("~0.0.1rc1", "0.0.1rc1 0.0.9", "0.0.1b1 0.1"),
        ("~=1", "1 1.9", "2"),
        ("~=1.2.3", "1.2.3 1.2.9", "1.3"),
        ("1.2", "1.2 1.2.0 1.2+local", "1.2.1 1.3"),
        ("=1.2", "1.2", "1.3"),
        ("v1.2", "1.2", "1.3"),
        ("1.*", "1 1.9", "2"),
        ("==1.2.*.*", "1.2.9", "1.3"),
        ("!=1.2.*", "1.1 1.3", "1.2 1.2.9"),
        (">=1.2.*", "1.2 9", "1.1"),
        ("<2.*", "1.9", "2 2.1"),
        ("*", "0 9", ""),
        ("x", "0 9", ""),
        (">=1 <2", "1 1.9", "2"),
        (">= 1.2 , < 2,", "1.2", "1.1 2"),
        (" ^ 1", "1", "2"),
        ("^1.0 || ^3.0", "1.5 3.5", "2.5 4"),
        ("1.0|2.0", "1.0 2.0", "1.5"),
        ("^1.2,!=1.3", "1.2 1.4", "1.3"),
        ("1.2,1.3", "", "1.2 1.3"),
    ],
)
def test_the_versions_of_a_constraint(text: str, inside: str, outside: str) -> None:
    constraint = parse_poetry_constraint(text, "here")
    assert [v for v in inside.split() if not constraint.allows(v)] == []
    assert [v for v in outside.split() if constraint.allows(v)] == []
    assert constraint.text == text


@pytest.mark.parametrize(
    "text",
    [
        *["", "||1", "1||", "1.x", "^1.*", "~1.*", "1.2 - 2.0", "<>1.2", "===1.2", "dev", "^1,,<2"],
        *["^", ">=1+local", "one", "1" * 5000, 3, None, ["^1"], "^\u0661", "1\n2", "1\t.2"],
    ],
)
def test_what_is_no_constraint_is_refused(text: object) -> None:
    with pytest.raises(RefusedError, match=r"^here: version constraint .* is not understood; "):
        parse_poetry_constraint(text, "here")


def test_a_long_text_is_shown_in_part() -> None:
    with pytest.raises(RefusedError, match="1…") as caught:
        parse_poetry_constraint("1" * 5000, "here")
    assert len(str(caught.value)) < 300


@given(st.text("^~=!<>|*.,v 0129xarc+!-_\n", max_size=20) | st.text())
def test_any_text_is_a_constraint_or_refused(text: str) -> None:
    try:
        constraint = parse_poetry_constraint(text, "here")
    except RefusedError:
        return
    constraint.allows("1.2")


@pytest.mark.parametrize(
    ("one", "two", "inside", "outside"),
    [
        ("^1 || ^3", "<3.5", "1.5 3.4", "2.0 3.6"),
        ("*", "<2", "1", "2"),
        ("<2", "*", "1", "2"),
    ],
)
def test_both_of_two(one: str, two: str, inside: str, outside: str) -> None:
    other = Constraint.of(SpecifierSet(two.strip("*")))
    both = parse_poetry_constraint(one, "here").narrowed(other, "there")
    assert [v for v in inside.split() if not both.allows(v)] == []
    assert [v for v in outside.split() if both.allows(v)] == []
    assert re.search(r"2|3", both.text)
