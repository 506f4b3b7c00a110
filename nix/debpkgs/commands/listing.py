"""debpkgs.toml and debpkgs.lock of a project: the list that people edit, and what it stands for."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from update.errors import UpdateError
from update.lock import write_lock, write_whole

from .sources import Source, read_source

__all__ = ["Listing"]

_HEAD = """\
# Debian packages of this project beside those of debpkgs, by nixpkgs' or Debian's names;
# `debpkgs add NAME` writes here. The keys of an entry, where the default is not right: out, bin and
# dev list Debian packages; remove, links and ignore-missing are as in debpkgs' packages.toml.
# `from` names an archive: [archive.NAME] has its suite and, if it is not Debian's, url and keyring.
suite = "{suite}"

[packages]
"""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*", re.ASCII)
_KEYS = ("bin", "dev", "from", "ignore-missing", "layout", "links", "out", "remove")
_TEXTS = ("from", "layout")


class Listing:
    """The two files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "debpkgs.toml"
        self.lock_path = folder / "debpkgs.lock"

    def suite(self, default: str) -> str:
        """Return the suite that packages come from."""
        suite = self._read().get("suite", default)
        if not isinstance(suite, str) or re.fullmatch(r"[a-z][a-z-]*", suite) is None:
            raise UpdateError(f"{self.path}: suite: {suite!r} is no name of a suite")
        return suite

    def source(self, name: str) -> Source:
        """Return an archive, or raise."""
        return read_source(self.path, name, self._read().get("archive", {}))

    def archives(self) -> set[str]:
        """Return the archives that entries come from, and those that these were made for."""
        found: set[str] = set()
        queue = [keys["from"] for keys in self.packages().values() if "from" in keys]
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                base = self.source(name).base
                queue += [base] if base else []
        return found

    def packages(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the names, each with its keys."""
        table = self._read().get("packages", {})
        if not isinstance(table, dict):
            raise UpdateError(f"{self.path}: packages: expected a table")
        for name, keys in table.items():
            if not isinstance(keys, dict):
                raise UpdateError(f"{self.path}: packages.{name}: expected a table, as {{}}")
            for key, value in keys.items():
                is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
                is_right = isinstance(value, str) if key in _TEXTS else is_list
                if key not in _KEYS or not is_right:
                    raise UpdateError(
                        f"{self.path}: packages.{name}.{key}: unknown, or no list of texts; the "
                        f"keys are {', '.join(_KEYS)}"
                    )
            if "from" in keys:
                self.source(keys["from"])
        return table

    def lock(self) -> dict[str, Any]:
        """Return the lock's content; empty where there is none."""
        try:
            found = json.loads(self.lock_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UpdateError(f"{self.lock_path}: {error}; restore it, or remove it") from None
        if not isinstance(found, dict) or found.get("version") != 1:
            raise UpdateError(f"{self.lock_path}: not of version 1; use a newer debpkgs")
        return found

    def locked(self) -> dict[str, Any]:
        """Return the lock's content, or raise."""
        document = self.lock()
        if not document:
            raise UpdateError(f"{self.lock_path}: there is none; add something: debpkgs add NAME")
        return document

    def add(self, names: list[str], suite: str, archive: str = "") -> list[str]:
        """Write names into the list; return those that were not there."""
        known = self.packages()
        new = [name for name in dict.fromkeys(names) if name not in known]
        for name in new:
            if _NAME.fullmatch(name) is None:
                raise UpdateError(f"{name!r}: no name of a package")
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        text = text or _HEAD.format(suite=suite)
        lines = text.splitlines()
        if "[packages]" not in lines:
            lines += ["", "[packages]"]
        # After the last line of the table.
        start = lines.index("[packages]") + 1
        end = next((n for n in range(start, len(lines)) if lines[n].startswith("[")), len(lines))
        at = max((n + 1 for n in range(start, end) if lines[n].strip()), default=start)
        keys = f'{{ from = "{archive}" }}' if archive else "{}"
        lines[at:at] = [f"{_key(name)} = {keys}" for name in new]
        self._write(lines)
        return new

    def remove(self, names: list[str]) -> None:
        """Take names out of the list."""
        known = self.packages()
        for name in names:
            if name not in known:
                raise UpdateError(f"{self.path}: packages: there is no {name}")
        lines = self.path.read_text(encoding="utf-8").splitlines()
        for name in names:
            start = re.compile(rf"\s*{re.escape(_key(name))}\s*=")
            found = [line for line in lines if start.match(line)]
            if len(found) != 1 or f"[packages.{name}]" in lines:
                raise UpdateError(
                    f"{self.path}: packages.{name}: more than a line; remove it there"
                )
            lines.remove(found[0])
        self._write(lines)

    def write_lock(self, document: dict[str, Any]) -> None:
        """Write the lock, whole or not at all."""
        write_lock(self.lock_path, document)

    def _write(self, lines: list[str]) -> None:
        text = "\n".join(lines) + "\n"
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UpdateError(f"{self.path}: {error}; edit it by hand") from None
        write_whole(self.path, text)

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UpdateError(f"{self.path}: {error}") from None


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{name}"'
