from pylock_project import Count


def test_counts() -> None:
    assert Count("one two  three").words == 3
