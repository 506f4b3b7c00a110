from uv_groups import shout


def test_shouts() -> None:
    assert shout("hey") == "HEY"
