"""Values of a traced flake, written as Nix again: over our package set and our project's parts."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File

from packaging.utils import canonicalize_name

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.nix_syntax import nix_attr, nix_list, nix_number, nix_string
from pyproject2nix.migrate.parts import GROUPS, part_of
from pyproject2nix.migrate.sets import is_interpreter
from pyproject2nix.migrate.subject import CannotCarryError, Findings, Subject
from pyproject2nix.migrate.value import (
    Attr,
    Call,
    Data,
    Function,
    List,
    Modules,
    Path,
    Root,
    Select,
    Set,
    Text,
    Value,
    spine,
)

__all__ = ["Express"]

_BY_HAND = "write it by hand"
_STORE = re.compile(r"/nix/store/[0-9a-z]{32}-([A-Za-z0-9+._?=-]+)")
_PATH = re.compile(r"[A-Za-z0-9._+/-]+", re.ASCII)
_PYTHON_SETS = re.compile(r"python3[0-9]*Packages")
# What needs no brackets.
_PART = re.compile(r"(project|\(build \{[^{}]*\}\))(\.[\w-]+)+")
_LISTS = ("inputsFrom", "packages", "buildInputs", "nativeBuildInputs", "propagatedBuildInputs")


class Express:
    """Writes values of one output, gathering what is found on the way."""

    def __init__(self, subject: Subject, findings: Findings, what: str) -> None:
        self.subject = subject
        self.findings = findings
        self.what = what

    def value(self, value: Value, indent: str) -> str:
        """Return a Nix expression; `indent` is that of its first line."""
        if isinstance(value, Call) and (shell := self._changed_shell(value)) is not None:
            return self._shell(shell, indent)
        part = part_of(value, self.subject, self.findings)
        if part is not None:
            return part[1]
        match value:
            case Data(data):
                if isinstance(data, int | float) and not isinstance(data, bool):
                    return nix_number(data)
                return json.dumps(data)
            case Text():
                return self._text(value, indent)
            case Path(path):
                return self._path(path)
            case List(items):
                return nix_list((self._atom(item, indent + "  ") for item in items), indent)
            case Set(attrs):
                return self._set(self._attrs(attrs, indent), indent)
            case Call():
                return self._call(value, indent)
            case Select():
                return self._select(value, indent)
            case Function(body):
                return self._function(body, indent)
            case Root():
                return self._root(value)
        assert isinstance(value, Modules)
        raise CannotCarryError("modules of another tool", _BY_HAND)

    def _atom(self, value: Value, indent: str) -> str:
        """Return an expression that can stand in a list or as an argument."""
        text = self.value(value, indent)
        if isinstance(value, Call | Function) and not _PART.fullmatch(text):
            return f"({text})"
        return f"({text})" if text.startswith("-") else text

    def _attrs(self, attrs: Mapping[str, Attr], indent: str) -> list[str]:
        return [
            f"{nix_attr(name)} = {self.value(attr.value, indent + '  ')};"
            for name, attr in attrs.items()
        ]

    def _set(self, lines: Iterable[str], indent: str) -> str:
        some = list(lines)
        return (
            "\n".join(["{", *(f"{indent}  {line}" for line in some), f"{indent}}}"])
            if some
            else "{ }"
        )

    def _call(self, value: Call, indent: str) -> str:
        name, arguments, owner = spine(value)
        of_pkgs = isinstance(owner, Root) and owner.kind == "pkgs"
        if name in ("mkShell", "mkShellNoCC") and of_pkgs and isinstance(arguments[0], Set):
            return self._shell(arguments[0].attrs, indent)
        text = f"{self.value(value.of, indent)} {self._atom(value.argument, indent)}"
        if value.more:
            return f"({text}) // {self._set(self._attrs(value.more, indent), indent)}"
        return text

    def _select(self, value: Select, indent: str) -> str:
        self._check_offered(value)
        of = self.value(value.of, indent)
        if isinstance(value.of, Call):
            of = of if _PART.fullmatch(of) else f"({of})"
        return f"{of}.{nix_attr(value.name)}"

    def _check_offered(self, value: Select) -> None:
        offered = self.subject.offered
        if offered is None:
            return
        of = value.of
        if isinstance(of, Root) and of.kind == "pkgs" and value.name not in offered.packages:
            raise CannotCarryError(
                f"{value.name} is not in the package set",
                f"take it from nixpkgs: hpds.legacyPackages.${{system}}.nixpkgs.{value.name}",
            )
        if isinstance(of, Select) and (of.name == "pkgs" or _PYTHON_SETS.fullmatch(of.name)):
            is_ours = part_of(of.of, self.subject, self.findings) is not None
            names = offered.python | (self.subject.locked if is_ours else frozenset())
            if not {value.name, canonicalize_name(value.name)} & names:
                raise CannotCarryError(
                    f"the Python package {value.name} is not in the package set",
                    "add it to a dependency group, and lock again",
                )

    def _root(self, value: Root) -> str:
        match value.kind:
            case "pkgs":
                return "pkgs"
            case "lib":
                return "pkgs.lib"
            case "self":
                return "./."
            case "argument":
                return "ps"
            case "input":
                raise CannotCarryError(
                    f"it comes from the input {value.name}",
                    "add that input to the new flake, and the output by hand",
                )
        raise CannotCarryError("it comes from another tool's configuration", _BY_HAND)

    def _function(self, body: Value | None, indent: str) -> str:
        if body is None or isinstance(body, Function):
            raise CannotCarryError("a function that cannot be read from here", _BY_HAND)
        return f"ps: {self.value(body, indent)}"

    def _path(self, path: str) -> str:
        relative = os.path.relpath(path, self.subject.folder.resolve())
        if relative == ".":
            return "./."
        if relative.startswith("..") or not _PATH.fullmatch(relative):
            raise CannotCarryError(f"{path} is not in the project", _BY_HAND)
        return f"./{relative}"

    def _text(self, value: Text, indent: str) -> str:
        root = str(self.subject.folder.resolve())
        if value.plain is not None and f"{value.plain}/".startswith(f"{root}/"):
            return self._path(value.plain)
        pieces: list[_Piece] = []
        for part in value.parts:
            if isinstance(part, str):
                pieces += self._plain(part)
            else:
                pieces.append(_Piece(True, self.value(part, indent + "  ")))
        # An expression counts as a letter.
        if not _is_block("".join("x" if piece.is_expression else piece.text for piece in pieces)):
            return '"' + _join(pieces, _quoted, "\\$") + '"'
        lines = _join(pieces, _raw, "''$").split("\n")[:-1]
        inner = [f"{indent}  {line}" if line else "" for line in lines]
        return "\n".join(["''", *inner, f"{indent}''"])

    def _plain(self, text: str) -> list["_Piece"]:
        """Return text, in which files of the project and this system stand as expressions."""
        pieces: list[_Piece] = []
        root = re.escape(str(self.subject.folder.resolve()))
        places = re.compile(rf"(/nix/store/[0-9a-z]{{32}}-[A-Za-z0-9+._?=-]+|{root}(?:/[\w.+-]+)*)")
        for i, piece in enumerate(places.split(text)):
            if i % 2:
                in_store = _STORE.fullmatch(piece)
                path = self._file(in_store[1]) if in_store else self._path(piece)
                pieces.append(_Piece(True, path))
                continue
            inner = piece.split(self.subject.system)
            for j, some in enumerate(inner):
                pieces += [_Piece(True, "pkgs.stdenv.hostPlatform.system")] if j else []
                pieces += [_Piece(False, some)] if some else []
        return pieces

    def _file(self, name: str) -> str:
        """Return the path of a file of the project, from its name in the store."""
        found = [
            path
            for path in self.subject.folder.rglob(name)
            if not any(part.startswith(".") for part in path.relative_to(self.subject.folder).parts)
        ]
        if len(found) != 1:
            raise CannotCarryError(f"{name} is not one file of the project", _BY_HAND)
        return self._path(str(File(found[0]).resolve()))

    def _changed_shell(self, value: Call) -> Mapping[str, Attr] | None:
        """Return the attributes of a shell that a tool made and that was added to."""
        name, arguments, owner = spine(value)
        body = arguments[0].body if arguments and isinstance(arguments[0], Function) else None
        if name != "overrideAttrs" or not isinstance(body, Set):
            return None
        part = part_of(owner, self.subject, self.findings)
        if part is None or not part[0].endswith("Shell"):
            return None
        return {**body.attrs, "inputsFrom": Attr(List((owner,)), None)}

    def _shell(self, attrs: Mapping[str, Attr], indent: str) -> str:
        """Return our shell with what this one has besides, or one of packages alone."""
        lists = {key: attrs[key] for key in _LISTS if key in attrs}
        ours: str | None = None
        more: dict[str, list[str]] = {}
        for key, attr in lists.items():
            for item in attr.value.items if isinstance(attr.value, List) else (attr.value,):
                try:
                    shell = self._shell_of(item)
                    if shell:
                        ours = shell if ours is None or shell.startswith("(") else ours
                    elif is_interpreter(item):
                        more.setdefault("python", []).append(self._atom(item, indent + "    "))
                    else:
                        more.setdefault(key, []).append(self._atom(item, indent + "    "))
                except CannotCarryError as error:
                    self.findings.lose(self.what, attr.at, error)
        interpreters = more.pop("python", [])
        rest = {k: v for k, v in attrs.items() if k not in (*_LISTS, "name", "env")}
        env = attrs["env"].value if "env" in attrs else Set({})
        rest |= env.attrs if isinstance(env, Set) else {}
        if ours is None:
            if interpreters:
                more.setdefault("packages", []).extend(interpreters)
            lines = [f"{key} = {nix_list(some, indent + '  ')};" for key, some in more.items()]
            lines += self._kept(rest, indent, "")
            return f"pkgs.mkShell {self._set(lines, indent)}"
        if "inputsFrom" in more:
            lost = CannotCarryError("inputsFrom of another package", _BY_HAND)
            self.findings.lose(self.what, lists["inputsFrom"].at, lost)
            del more["inputsFrom"]
        programs = [p for key in ("packages", "nativeBuildInputs") for p in more.get(key, [])]
        libraries = [
            p for key in ("buildInputs", "propagatedBuildInputs") for p in more.get(key, [])
        ]
        lines = []
        if programs:
            text = nix_list(programs, indent + "  ")
            lines.append(f"nativeBuildInputs = old.nativeBuildInputs or [ ] ++ {text};")
        if libraries:
            text = nix_list(libraries, indent + "  ")
            lines.append(f"buildInputs = old.buildInputs or [ ] ++ {text};")
        lines += self._kept(rest, indent, 'old.shellHook or "" + ')
        return f"{ours}.overrideAttrs (old: {self._set(lines, indent)})" if lines else ours

    def _shell_of(self, item: Value) -> str | None:
        """Return our shell, where an input of a shell is a part of the project."""
        known = GROUPS in self.findings.notes
        part = part_of(item, self.subject, self.findings, as_shell=True)
        if not known:
            self.findings.notes.discard(GROUPS)
        return part[1] if part else None

    def _kept(self, attrs: Mapping[str, Attr], indent: str, hook: str) -> list[str]:
        """Return variables and hook of a shell; what cannot be written is reported as lost."""
        lines = []
        for name, attr in attrs.items():
            try:
                text = self.value(attr.value, indent + "  ")
            except (CannotCarryError, RefusedError) as error:
                lost = CannotCarryError(f"{name}: {error.problem}", error.remedy)
                self.findings.lose(self.what, attr.at, lost)
                continue
            before = hook if name == "shellHook" else ""
            lines.append(f"{nix_attr(name)} = {before}{text};")
        return lines


@dataclass(frozen=True)
class _Piece:
    """A piece of a string: text, or an expression that stands in it."""

    is_expression: bool
    text: str


def _is_block(text: str) -> bool:
    """Tell whether text reads well between two single quotes, and stays the same there."""
    lines = text.split("\n")
    # Two single quotes end it or begin an escape, and may do so together with what follows.
    odd = any(ord(c) < 32 and c != "\n" for c in text) or "''" in text or "'$" in text
    # Nix takes away the indentation that all lines have.
    flush = any(line and not line.startswith(" ") for line in lines)
    return len(lines) > 1 and lines[-1] == "" and flush and not odd


def _join(pieces: Sequence[_Piece], escape: Callable[[str], str], dollar: str) -> str:
    """Return pieces as one text; a dollar before an expression would make text of that."""
    text = ""
    for piece in pieces:
        if piece.is_expression:
            if text.endswith("$"):
                text = text[:-1] + dollar
            text += f"${{{piece.text}}}"
        else:
            text += escape(piece.text)
    return text


def _quoted(text: str) -> str:
    return nix_string(text)[1:-1]


def _raw(text: str) -> str:
    return text.replace("${", "''${")
