"""setup.cfg and setup.py as far as they state something: parsed, and never run."""

import ast
import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.project.source_file import parsed

__all__ = ["COMPUTED", "Finder", "SetupFiles", "read_setup_files"]


class _Computed:
    """The value of what only running the program tells."""


COMPUTED = _Computed()


@dataclass(frozen=True)
class Finder:
    """A call of `find_packages`, or its counterpart in a file."""

    namespaces: bool = False
    where: tuple[str, ...] = (".",)
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetupFiles:
    """What the two files state."""

    config: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sections of setup.cfg."""
    has_script: bool = False
    """Whether there is a setup.py."""
    script: Mapping[str, object] | None = None
    """Arguments of its call of `setup`, COMPUTED where they are not written out; None without."""

    @property
    def has_extensions(self) -> bool:
        """Whether setup.py builds native modules."""
        return "ext_modules" in (self.script or {})

    def text(self, section: str, key: str) -> str:
        """Return a value of setup.cfg, or nothing."""
        return self.config.get(section, {}).get(key, "").strip()

    def lines(self, section: str, key: str) -> list[str]:
        """Return a list in setup.cfg: a line each, or with commas."""
        text = self.text(section, key)
        parts = text.splitlines() if "\n" in text else text.split(",")
        return [part.strip() for part in parts if part.strip()]

    def argument(self, key: str) -> str | None:
        """Return a text that setup.py states, or None."""
        value = (self.script or {}).get(key)
        return value if isinstance(value, str) else None

    def requirements(self, key: str) -> tuple[str, ...] | None:
        """Return the requirements that setup.cfg or setup.py states; None for computed ones."""
        text = self.text("options", key)
        if text.partition(":")[0] == "file":
            return None
        if text or not self.has_script:
            return _lines(text)
        if self.script is None:
            return None
        value = self.script.get(key, [])
        if isinstance(value, str):
            return _lines(value)
        is_list = isinstance(value, list | tuple)
        return tuple(map(str, value)) if is_list and isinstance(value, list | tuple) else None

    def extras(self) -> dict[str, tuple[str, ...]] | None:
        """Return the optional requirements that the files state; None for computed ones."""
        section = self.config.get("options.extras_require", {})
        if section or not self.has_script:
            return {extra: _lines(text) for extra, text in section.items()}
        value = {} if self.script is None else self.script.get("extras_require", {})
        if self.script is None or not isinstance(value, dict):
            return None
        lists = {str(k): [v] if isinstance(v, str) else v for k, v in value.items()}
        if not all(isinstance(some, list | tuple) for some in lists.values()):
            return None
        return {extra: tuple(map(str, some)) for extra, some in lists.items()}

    def scripts(self) -> tuple[str, ...]:
        """Return the names of commands that the files state, sorted."""
        lines = self.lines("options.entry_points", "console_scripts")
        if not lines:
            points = (self.script or {}).get("entry_points")
            scripts = points.get("console_scripts") if isinstance(points, dict) else None
            lines = [str(one) for one in scripts] if isinstance(scripts, list | tuple) else []
        names = {line.partition("=")[0].strip() for line in lines}
        return tuple(sorted(name for name in names if name and "\0" not in name))


def _lines(text: str) -> tuple[str, ...]:
    parts = text.splitlines() if "\n" in text.strip() else text.split(";;")
    return tuple(part.strip() for part in parts if part.strip() and part.strip()[0] != "#")


def read_setup_files(folder: Path) -> SetupFiles:
    """Read what is there of both; what cannot be read states nothing."""
    script = folder / "setup.py"
    return SetupFiles(
        config=_config(folder / "setup.cfg"),
        has_script=is_file(script),
        script=_script(script) if is_file(script) else None,
    )


def _config(path: Path) -> dict[str, dict[str, str]]:
    if not is_file(path):
        return {}
    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="\0")
    try:
        parser.read_string(read_text(path, limits.SOURCE_FILE))
    except (configparser.Error, RefusedError, OSError, ValueError):
        return {}
    return {
        name: {key.replace("-", "_"): value for key, value in parser[name].items()}
        for name in parser.sections()
    }


def _script(path: Path) -> dict[str, object] | None:
    try:
        module = parsed(read_text(path, limits.SOURCE_FILE), "setup.py")
    except (RefusedError, OSError):
        return None
    known: dict[str, object] = {}
    call = None
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) == "setup":
            call = node
    for statement in module.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(statement, ast.Assign):
                # A name that is assigned twice has a value that only a run tells.
                value = _value(statement.value, known)
                known[target.id] = COMPUTED if target.id in known else value
    if call is None:
        return None
    found: dict[str, object] = {}
    for keyword in call.keywords:
        if keyword.arg is not None:
            found[keyword.arg] = _value(keyword.value, known)
        else:
            extra = _value(keyword.value, known)
            found |= extra if isinstance(extra, dict) else {"packages": COMPUTED}
    return found


def _name(node: ast.expr) -> str:
    """Return the last part of a dotted name, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _value(node: ast.expr, known: Mapping[str, object]) -> object:
    if isinstance(node, ast.Name):
        return known.get(node.id, COMPUTED)
    if isinstance(node, ast.Call):
        return _finder(node, known)
    if isinstance(node, ast.List | ast.Tuple):
        items = [_value(item, known) for item in node.elts]
        return COMPUTED if COMPUTED in items else items
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return COMPUTED


def _finder(call: ast.Call, known: Mapping[str, object]) -> object:
    name = _name(call.func)
    if name not in ("find_namespace_packages", "find_packages"):
        return COMPUTED
    values = dict(zip(("where", "exclude", "include"), call.args, strict=False))
    values |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    read = {key: _value(node, known) for key, node in values.items()}
    where, include = read.get("where", "."), read.get("include", ("*",))
    exclude = read.get("exclude", ())
    lists = [(where,) if isinstance(where, str) else where, include, exclude]
    if not all(isinstance(one, list | tuple) for one in lists):
        return COMPUTED
    texts = [tuple(str(item) for item in one) for one in lists if isinstance(one, list | tuple)]
    return Finder(name == "find_namespace_packages", *texts)
