"""TOML files as checked tables: every access says which type it wants, and nothing is skipped."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.shape import check_toml

__all__ = ["Table", "parse_toml"]


@dataclass(frozen=True)
class Table:
    """A TOML table that knows where it stands."""

    place: str
    """`pyproject.toml: project`, for messages."""
    data: Mapping[str, object]

    def at(self, key: str) -> str:
        """Return the place of one key."""
        return f"{self.place}.{key}" if ": " in self.place else f"{self.place}: {key}"

    def allow(self, keys: Collection[str], remedy: str) -> None:
        """Refuse a key that is not in `keys`: what is not understood is not dropped."""
        for key in self.data:
            if key not in keys:
                raise RefusedError(self.at(key), f"the key {key!r} is not understood", remedy)

    def pass_over(self, keys: Collection[str], notes: Notes) -> None:
        """Note keys that are not in `keys`, where the program that wrote them passes over such.

        Once for a file: a lock may have one for each package.
        """
        for key in self.data:
            if key not in keys:
                place = self.place.partition(": ")[0]
                notes.add(place, f"the key {key!r} is not known, and passed over")

    def table(self, key: str) -> "Table":
        """Return a sub-table, empty where there is none."""
        return self.as_table(self.data.get(key, {}), key)

    def as_table(self, value: object, key: str) -> "Table":
        """Return a value that must be a table, as one that stands at `key`."""
        if not isinstance(value, dict):
            raise RefusedError(self.at(key), f"{value!r} is not a table", "write a TOML table")
        return Table(self.at(key), value)

    def by_name(self) -> dict[str, str]:
        """Return the keys by their normalised names (PEP 503); refuse two keys of one name."""
        keys: dict[str, str] = {}
        for key in self.data:
            other = keys.setdefault(checked_name(key, self.at(key)), key)
            if other != key:
                raise RefusedError(
                    self.at(key), f"{other!r} and {key!r} are the same name (PEP 503)", "rename one"
                )
        return keys

    def tables(self, key: str) -> list["Table"]:
        """Return an array of tables, empty where there is none."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise RefusedError(
                self.at(key), f"{values!r} is not a list", "write an array of tables"
            )
        spend(2 * len(values), self.at(key))
        return [self.as_table(value, f"{key}[{i}]") for i, value in enumerate(values)]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string; without a default it has to be there."""
        value = self.data.get(key, default)
        if value is None:
            raise RefusedError(self.place, f"the key {key!r} is missing", f"add {key}")
        if not isinstance(value, str):
            raise RefusedError(self.at(key), f"{value!r} is not a string", "write a string")
        if "\0" in value:
            raise RefusedError(self.at(key), f"{value!r} holds a NUL character", "remove it")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise RefusedError(
                self.at(key), f"{value!r} is not true or false", "write true or false"
            )
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self.data.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise RefusedError(
                self.at(key), f"{value!r} is not a list of strings", 'write ["one", "two"]'
            )
        spend(2 * len(value), self.at(key))
        return tuple(Table(self.at(key), {str(i): v}).text(str(i)) for i, v in enumerate(value))


def parse_toml(text: str, place: str) -> Table:
    """Read TOML; raises ValueError where it is none."""
    check_toml(text, place)
    return Table(place, tomllib.loads(text))
