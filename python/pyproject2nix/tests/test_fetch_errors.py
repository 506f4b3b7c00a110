"""One line of what requests and urllib3 say, which wrap a message several times."""

import pytest

from pyproject2nix.fetch.errors import innermost


@pytest.mark.parametrize(
    ("text", "heart"),
    [
        ("404 Client Error: Not Found for url: https://h.example/a", "404 Client Error: Not Found"),
        ("Pool(host='h'): retries: NewError('<o>: Name not\nknown')", "Name not known"),
        ("refused", "refused"),
        ("", ""),
    ],
)
def test_the_heart_of_a_message(text: str, heart: str) -> None:
    assert innermost(text) == heart
