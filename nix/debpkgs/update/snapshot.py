"""When a pinned file was in Debian's archive, so that the snapshot archive can be asked for it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from .apt import SECURITY, SECURITY_POOL
from .errors import UpdateError

__all__ = ["snapshot_of", "snapshot_time"]

#: The snapshot archive copies Debian's archives a few times a day.
_LATER = timedelta(days=1)


def snapshot_time(date: str) -> str:
    """Return a time at which the snapshot archive has what an index of this date names.

    `date` is a Release file's; the result is written as in the snapshot archive's paths.
    """
    try:
        found: datetime = parsedate_to_datetime(date)
    except ValueError:
        raise UpdateError(f"Release: Date: {date!r} is not a date; this is not an index") from None
    return (found.astimezone(UTC) + _LATER).strftime("%Y%m%dT%H%M%SZ")


def snapshot_of(path: str, suite: str, dates: Mapping[str, str]) -> str:
    """Return such a time for a pool file of a suite or its fixes; `dates` are of Release files."""
    return snapshot_time(dates[f"{suite}{SECURITY}" if path.startswith(SECURITY_POOL) else suite])
