"""A flake's outputs by the machine's Nix: names first, then what each of them is."""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.migrate.value import Value, read_value
from pyproject2nix.programs.evaluator import Evaluator, LimitError
from pyproject2nix.programs.nix import reason_of, run_nix
from pyproject2nix.templates import fill

__all__ = ["Outputs", "Traced", "trace"]

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*")
_KEYWORDS = frozenset(["assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"])
_SYSTEMS = ("aarch64-darwin", "aarch64-linux", "x86_64-darwin", "x86_64-linux")
_SKIPPED = frozenset(["node_modules", "result", "venv"])
_MOST_FILES = 500
_MOST_BYTES = 8_000_000
_FORBIDDEN = "in restricted mode"

# What an input is, by its name or address; the first that fits.
_KINDS = (
    ("flake-utils", re.compile(r"flake-utils")),
    ("flake-parts", re.compile(r"flake-parts")),
    ("systems", re.compile(r"nix-systems/")),
    ("pyproject-nix", re.compile(r"^pyproject-nix$|/pyproject\.nix")),
    ("nixpkgs", re.compile(r"nixpkgs|nixos", re.IGNORECASE)),
)

Outputs = Mapping[str, Any]


@dataclass(frozen=True)
class Traced:
    """A flake that was evaluated."""

    description: str
    names: Outputs
    """By kind of output: `at`, and by system, by name the place; None where there is none."""
    values: Mapping[tuple[str, ...], Value]
    """What is at each path that was asked for."""
    problems: Mapping[tuple[str, ...], str]
    """Nix's error, for what could not be evaluated."""


def _expressions(folder: Path) -> list[Path]:
    """Return the Nix expressions of a project, those of its hidden folders left out."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        spend(15 * (1 + len(folders) + len(names)), str(folder))
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        paths = (Path(place) / name for name in sorted(names) if name.endswith(".nix"))
        # A link may lead nowhere.
        found += filter(Path.is_file, paths)
        if len(found) > _MOST_FILES:
            raise RefusedError(
                str(folder),
                f"has more than {_MOST_FILES} files *.nix",
                "migrate the project's own folder",
            )
    if sum(path.stat().st_size for path in found) > _MOST_BYTES:
        raise RefusedError(
            str(folder),
            f"has more than {_MOST_BYTES // 1_000_000} MB of files *.nix",
            "move those elsewhere that are not the flake's",
        )
    return found


def _lib_folder() -> tuple[Path, Path]:
    """Return the folder of `lib`, this checkout's or the machine's, and what it may read."""
    told = os.environ.get("PYPROJECT2NIX_LIB")
    if told:
        return Path(told), Path(told)
    done = run_nix(["nix-instantiate", "--eval", "-E", "toString <nixpkgs/lib>"])
    if done.returncode:
        raise RefusedError(
            "PYPROJECT2NIX_LIB",
            "not set, and there is no <nixpkgs/lib>",
            "run it by: nix run hpds#pyproject2nix -- migrate",
        )
    lib = Path(done.stdout.strip().strip('"')).resolve()
    # It looks for the version of its nixpkgs.
    return lib, lib.parent


def trace(folder: Path, systems: Sequence[str], kinds: Sequence[str]) -> Traced:
    """Evaluate the flake in `folder`: names for every system, values of `kinds` for `systems`."""
    with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as stand_ins:
        return _Tracer(folder.resolve(), Path(stand_ins).resolve()).run(systems, kinds)


class _Tracer:
    def __init__(self, folder: Path, stand_ins: Path) -> None:
        texts = [path.read_text(errors="replace") for path in _expressions(folder)]
        words = {word for text in texts for word in _WORD.findall(text)} - _KEYWORDS
        lib, of_lib = _lib_folder()
        self.stand_ins = stand_ins
        self.nix = Evaluator((folder, stand_ins, of_lib))
        self.settings: dict[str, Any] = {
            "folder": str(folder),
            "lib": str(lib.resolve()),
            "stand_ins": str(stand_ins),
            "system": f"{os.uname().machine}-linux",
            "words": sorted(words | {"default", "passthru", *_SYSTEMS}),
            "inputs": {},
            "wanted": [],
            "deep": True,
        }

    def run(self, systems: Sequence[str], kinds: Sequence[str]) -> Traced:
        place = f"{self.settings['folder']}/flake.nix"
        head = self._evaluate("{ inherit (flake) asked description inputUrls; }", place)
        urls = {name: f"{url['url']} {url['follows']}" for name, url in head["inputUrls"].items()}
        urls = {**dict.fromkeys(head["asked"], ""), **urls}
        urls.pop("self", None)
        self.settings["inputs"] = {name: _kind(name, url) for name, url in urls.items()}
        for name, kind in self.settings["inputs"].items():
            # It becomes a folder's name.
            if "/" in name or name.startswith(".") or name in ("", "trace.nix"):
                raise RefusedError(place, f"{name!r} is no input's name", "correct it")
            self._write_stand_in(self.stand_ins / name, name, kind)
        names = self._evaluate("flake.names", place)
        wanted = list(_wanted(names, systems, kinds))
        values, problems = self._values(wanted)
        return Traced(head["description"], names, values, problems)

    def _values(
        self, wanted: Sequence[tuple[str, ...]]
    ) -> tuple[dict[tuple[str, ...], Value], dict[tuple[str, ...], str]]:
        """Ask for all at once; where one fails, for each, at last without a look into functions."""
        try:
            return self._describe(wanted), {}
        except LimitError:
            raise
        except RefusedError:
            pass
        values: dict[tuple[str, ...], Value] = {}
        problems: dict[tuple[str, ...], str] = {}
        for path in wanted:
            for deep in (True, False):
                self.settings["deep"] = deep
                try:
                    values |= self._describe([path])
                    break
                except LimitError:
                    raise
                except RefusedError as error:
                    problems[path] = error.problem
            if path in values:
                problems.pop(path, None)
        return values, problems

    def _describe(self, paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Value]:
        self.settings["wanted"] = [list(path) for path in paths]
        found = self._evaluate("flake.outputs", "flake.nix")
        return {tuple(output["path"]): read_value(output["value"]) for output in found}

    def _write_stand_in(self, folder: Path, name: str, kind: str) -> None:
        """Write what `import` of an input finds."""
        folder.mkdir()
        (folder / "default.nix").write_text(f"(import ../trace.nix).imported {nix_string(name)}\n")
        if kind == "nixpkgs":
            (folder / "lib").mkdir()
            (folder / "lib" / "default.nix").write_text("(import ../../trace.nix).nixpkgsLib\n")

    def _evaluate(self, expression: str, place: str) -> Any:
        text = fill("trace.nix", settings=nix_string(json.dumps(self.settings)))
        (self.stand_ins / "trace.nix").write_text(text)
        tracer = nix_string(f"{self.stand_ins}/trace.nix")
        done = self.nix.evaluate(f"let flake = import {tracer}; in {expression}", place)
        if done.returncode:
            reason = reason_of(done, self.settings["folder"])
            raise RefusedError(place, reason, _remedy(reason))
        try:
            return json.loads(done.stdout)
        except ValueError as error:
            raise RefusedError(place, f"Nix' answer is no JSON ({error})", _remedy("")) from None


def _remedy(reason: str) -> str:
    if reason.startswith("syntax error"):
        return "correct it"
    if _FORBIDDEN in reason:
        return "write what needs it by hand: migrate reads the project's own files alone"
    return "see which input's value decides on outputs' names"


def _kind(name: str, url: str) -> str:
    for kind, pattern in _KINDS:
        if pattern.search(name) or pattern.search(url):
            return kind
    return "other"


def _wanted(
    names: Outputs, systems: Sequence[str], kinds: Sequence[str]
) -> Iterable[tuple[str, ...]]:
    for kind, system in product(kinds, systems):
        by_system = names.get(kind, {}).get("systems") or {}
        if system in by_system:
            found = by_system[system]
            yield from [(kind, system)] if found is None else [(kind, system, n) for n in found]
