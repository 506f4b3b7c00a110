from pdm_project import repeat


def test_repeats() -> None:
    assert repeat("ab", 3) == "ababab"
