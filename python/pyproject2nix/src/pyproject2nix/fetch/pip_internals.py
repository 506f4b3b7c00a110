"""The parts of pip that are used: no interface, so the package names the versions that have them.

Loaded by name so that type checking does not depend on which pip, if any, the checking environment
has.
"""

from importlib import import_module
from typing import Any, Protocol

__all__ = [
    "CONNECTION_ERRORS",
    "ConnectionFailed",
    "Response",
    "Session",
    "certificate_file",
    "create_command",
    "default_index",
    "link_collector",
    "parse_links",
]


class Response(Protocol):
    """What is used of requests' response."""

    status_code: int
    headers: dict[str, str]

    def raise_for_status(self) -> None:
        """Raise on 4xx and 5xx."""

    def iter_content(self, chunk_size: int) -> Any:
        """Yield the body in pieces."""

    def __enter__(self) -> "Response":
        """Open it."""

    def __exit__(self, *_: object) -> None:
        """Close it."""


class Session(Protocol):
    """What is used of requests' session."""

    verify: bool | str
    hooks: dict[str, list[Any]]

    def get(self, url: str, *, headers: dict[str, str], stream: bool) -> Response:
        """Send a request."""


create_command: Any = import_module("pip._internal.commands").create_command
link_collector: Any = import_module("pip._internal.index.collector").LinkCollector
#: The index that pip asks where it is not configured for another.
default_index: str = import_module("pip._internal.models.index").PyPI.simple_url
parse_links: Any = import_module("pip._internal.index.collector").parse_links
certificate_file: Any = import_module("pip._vendor.requests.certs").where

#: pip reports it as the reason why a page could not be read.
ConnectionFailed: type[Exception] = import_module("pip._vendor.requests.exceptions").ConnectionError
#: What a session raises when a connection or an answer is bad.
CONNECTION_ERRORS: tuple[type[Exception], ...] = (
    import_module("pip._vendor.requests.exceptions").RequestException,
    import_module("pip._vendor.urllib3.exceptions").HTTPError,
)
