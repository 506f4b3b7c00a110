"""Names of a lock's packages: Debian's, and `PACKAGE@ARCHIVE` for one of another archive."""

__all__ = ["archive_of", "node_name", "plain_name"]


def node_name(package: str, archive: str) -> str:
    """Return the name that a lock has for a package of an archive; "" is the suite."""
    return f"{package}@{archive}" if archive else package


def plain_name(node: str) -> str:
    """Return Debian's name of a package in a lock."""
    return node.partition("@")[0]


def archive_of(node: str) -> str:
    """Return the archive of a package in a lock, "" for the suite."""
    return node.partition("@")[2]
