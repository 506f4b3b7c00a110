"""What the tools' functions make, as parts of our `buildProject`."""

from collections.abc import Callable, Mapping

from packaging.utils import canonicalize_name

from pyproject2nix.base.nix_syntax import nix_attr, nix_string
from pyproject2nix.migrate.dream2nix import read_modules
from pyproject2nix.migrate.overrides import read_overlay
from pyproject2nix.migrate.roots import check_root
from pyproject2nix.migrate.sets import (
    is_interpreter,
    is_package_set,
    note_interpreter,
    read_overlays,
)
from pyproject2nix.migrate.subject import BY_OVERRIDE, CannotCarryError, Findings, Subject
from pyproject2nix.migrate.value import (
    Attr,
    Call,
    List,
    Modules,
    Root,
    Select,
    Set,
    Text,
    Value,
    spine,
)

__all__ = ["GROUPS", "part_of"]

GROUPS = "dependency groups are in the shells; project.env leaves them out"
"""A note on environments, which a shell is not one of."""

# Arguments of poetry2nix that say what ours knows by itself, or are read below.
_POETRY_KNOWN = frozenset(
    [
        "checkGroups",
        "doCheck",
        "editablePackageSources",
        "extras",
        "groups",
        "meta",
        "name",
        "overrides",
        "pname",
        "poetrylock",
        "preferWheel",
        "preferWheels",
        "projectDir",
        "pyproject",
        "python",
        "src",
        "version",
    ]
)
# Attributes of what a tool makes that ours has, too.
_ATTRIBUTES = {
    "package": {
        "dependencyEnv": "env",
        "devShell": "shell",
        "env": "shell",
        "pyEnv": "env",
        "python": "python",
    },
    "env": {"env": "shell", "python": "python"},
}


def part_of(
    value: Value, subject: Subject, findings: Findings, as_shell: bool = False
) -> tuple[str, str] | None:
    """Return kind and expression of a part of the project: package, env, python and so on.

    None for what no tool made; CannotCarryError for what one made and ours does not. With
    `as_shell`, the shell in which that is.
    """
    found = _made(value, subject, findings)
    if found is None:
        return None
    kind, extras = found
    if as_shell or kind == "shell":
        kind = "editableShell" if subject.is_package else "devShell"
    elif kind == "package" and not subject.is_package:
        kind = "env"
    chosen = tuple(extra for extra in subject.extras if extra in extras)
    if chosen and kind == "package":
        findings.notes.add(f"extras ({', '.join(chosen)}) are in environments, not in the package")
    if not chosen or not kind.endswith(("env", "Shell")):
        return kind, f"project.{kind}"
    names = " ".join(map(nix_string, chosen))
    return kind, f"(build {{ extras = [ {names} ]; }}).{kind}"


_Made = tuple[str, frozenset[str]]


def _made(value: Value, subject: Subject, findings: Findings) -> _Made | None:
    name, arguments, owner = spine(value)
    if not isinstance(value, Call) and isinstance(value, Select):
        return _attribute(value, subject, findings)
    reader = _READERS.get((name, len(arguments)))
    made = reader(arguments, owner, subject, findings) if reader else None
    if made is not None:
        check_root(value, subject)
        read_overlays(owner, subject, findings)
        assert isinstance(value, Call)
        for attribute, attr in value.more.items():
            findings.lose(f"{made[0]}.{attribute}", attr.at, _by_hand(attribute))
    return made


def _by_hand(attribute: str) -> CannotCarryError:
    return CannotCarryError(f"{attribute} was merged over it by hand", BY_OVERRIDE)


def _attribute(value: Select, subject: Subject, findings: Findings) -> _Made | None:
    """Return what an attribute of something made is, or a package of a set of packages."""
    if is_package_set(value.of):
        check_root(value.of, subject)
        read_overlays(value.of, subject, findings)
        findings.tools.add("uv2nix")
        if value.name == "python":
            return "python", frozenset()
        if canonicalize_name(value.name) == subject.name:
            return "package", frozenset()
        if canonicalize_name(value.name) in subject.locked:
            return f"python.pkgs.{nix_attr(canonicalize_name(value.name))}", frozenset()
        raise CannotCarryError(
            f"{value.name} is not in the lock", "add it to a dependency group, and lock again"
        )
    if isinstance(value.of, Root) and value.of.kind == "config" and value.name == "deps":
        return None
    if isinstance(value.of, Select) and value.of.name == "pkgs":
        interpreter = _made(value.of.of, subject, findings)
        if interpreter and canonicalize_name(value.name) == subject.name:
            return "package", interpreter[1]
    of = _made(value.of, subject, findings)
    if of is None:
        if isinstance(value.of, Select) and value.of.name == "deps" and value.name == "python":
            return "python", frozenset()
        return None
    kind, extras = of
    attribute = _ATTRIBUTES.get(kind, {}).get(value.name)
    if attribute is not None:
        return attribute, extras
    if kind == "python" or (kind == "package" and value.name == "config"):
        return None
    remedy = "project.package has run its tests; write by hand what it does besides"
    raise CannotCarryError(
        f"{value.name} of it is not one of ours",
        remedy if value.name in ("passthru", "tests") else "write it by hand",
    )


def _texts(value: Value) -> list[str]:
    items = value.items if isinstance(value, List) else ()
    return [item.plain or "" for item in items if isinstance(item, Text)]


def _poetry(kind: str) -> "_Reader":
    def read(
        arguments: list[Value], _owner: Value, subject: Subject, findings: Findings
    ) -> _Made | None:
        (given,) = arguments
        if not isinstance(given, Set):
            return None
        findings.tools.add("poetry2nix")
        if "overrides" in given.attrs:
            overrides = given.attrs["overrides"]
            read_overlay(overrides.value, findings, subject.name, overrides.at)
        if "python" in given.attrs:
            note_interpreter(given.attrs["python"].value, findings)
        if "main" not in _groups(given):
            findings.notes.add("groups without main: ours has what the project itself needs, too")
        elif set(_groups(given)) - {"main"} and kind == "env":
            findings.notes.add(GROUPS)
        for key in sorted(set(given.attrs) - _POETRY_KNOWN):
            _poetry_argument(key, given.attrs[key], findings)
        extras = given.attrs.get("extras", Attr(List((Text(("*",)),)), None)).value
        names = _texts(extras)
        return kind, frozenset(subject.extras if "*" in names else map(canonicalize_name, names))

    return read


def _groups(given: Set) -> list[str]:
    return _texts(given.attrs["groups"].value) if "groups" in given.attrs else ["main"]


def _poetry_argument(key: str, attr: Attr, findings: Findings) -> None:
    """Read native libraries and programs of the project; report the rest as lost."""
    setting = {"buildInputs": "build-inputs", "nativeBuildInputs": "native-build-inputs"}.get(key)
    items = attr.value.items if isinstance(attr.value, List) else ()
    names = [
        item.name
        for item in items
        if isinstance(item, Select) and isinstance(item.of, Root) and item.of.kind == "pkgs"
    ]
    if setting and isinstance(attr.value, List) and len(names) == len(items):
        findings.add_inputs(setting, names)
        return
    error = CannotCarryError(f"the argument {key} is not carried over", BY_OVERRIDE)
    findings.lose(key, attr.at, error)


def _virtual_env(
    arguments: list[Value], _owner: Value, subject: Subject, findings: Findings
) -> _Made:
    findings.tools.add("uv2nix")
    dependencies = arguments[1]
    if isinstance(dependencies, Select):
        if dependencies.name in ("all", "groups"):
            findings.notes.add(GROUPS)
        chosen = dependencies.name in ("all", "optionals")
        return "env", frozenset(subject.extras if chosen else ())
    if isinstance(dependencies, Set):
        asked = {canonicalize_name(name): attr.value for name, attr in dependencies.attrs.items()}
        if set(asked) == {subject.name}:
            extras = frozenset(
                map(canonicalize_name, _texts(asked[canonicalize_name(subject.name)]))
            )
            if extras - set(subject.extras):
                findings.notes.add(GROUPS)
            return "env", extras
    raise CannotCarryError(
        "an environment of other packages than the project",
        "write: project.python.withPackages (ps: [ … ])",
    )


def _application(
    arguments: list[Value], _owner: Value, subject: Subject, findings: Findings
) -> _Made | None:
    (given,) = arguments
    if not isinstance(given, Set) or "venv" not in given.attrs:
        return None
    made = _made(given.attrs["venv"].value, subject, findings)
    return ("package", made[1]) if made else None


def _of_renderers(kind: str, renderer: str) -> "_Reader":
    def read(
        arguments: list[Value], owner: Value, _subject: Subject, findings: Findings
    ) -> _Made | None:
        name, _, of = spine(arguments[0])
        if name != renderer or not (isinstance(of, Select) and of.name == "renderers"):
            return None
        findings.tools.add("pyproject.nix")
        while isinstance(owner, Select):
            note_interpreter(owner, findings)
            owner = owner.of
        argument = arguments[0]
        more = argument.more if isinstance(argument, Call) else {}
        for attribute, attr in more.items():
            findings.lose(f"{kind}.{attribute}", attr.at, _by_hand(attribute))
        return kind, frozenset()

    return read


def _modules(
    arguments: list[Value], _owner: Value, subject: Subject, findings: Findings
) -> _Made | None:
    (given,) = arguments
    if not isinstance(given, Modules):
        return None
    findings.tools.add("dream2nix")
    for interpreter in read_modules(given, subject, findings):
        note_interpreter(interpreter, findings)
    return "package", frozenset()


def _override(
    arguments: list[Value], owner: Value, subject: Subject, findings: Findings
) -> _Made | None:
    """Read what makes a distribution in pyproject.nix' sets: another hook."""
    (given,) = arguments
    if is_interpreter(owner) and isinstance(given, Set) and "packageOverrides" in given.attrs:
        note_interpreter(owner, findings)
        return ("python", frozenset()) if subject.pynixify else None
    made = _made(owner, subject, findings)
    if made is None:
        return None
    hook = given.attrs.get("pyprojectHook") if isinstance(given, Set) else None
    if hook and isinstance(hook.value, Select) and hook.value.name == "pyprojectDistHook":
        return "wheel", frozenset()
    raise CannotCarryError(
        "what is overridden in it cannot be read from here",
        BY_OVERRIDE,
    )


def _refused(remedy: str) -> "_Reader":
    def read(
        _arguments: list[Value], _owner: Value, _subject: Subject, _findings: Findings
    ) -> _Made | None:
        raise CannotCarryError("ours has nothing like it", remedy)

    return read


_Reader = Callable[[list[Value], Value, Subject, Findings], _Made | None]

_READERS: Mapping[tuple[str, int], _Reader] = {
    ("mkPoetryApplication", 1): _poetry("package"),
    ("mkPoetryEnv", 1): _poetry("env"),
    ("mkPoetryPackages", 1): _refused("take project.python.pkgs"),
    ("mkPoetryEditablePackage", 1): _refused("take project.editableShell"),
    ("mkPoetryScriptsPackage", 1): _refused("take project.package"),
    ("mkVirtualEnv", 2): _virtual_env,
    ("mkApplication", 1): _application,
    ("buildPythonPackage", 1): _of_renderers("package", "buildPythonPackage"),
    ("buildPythonApplication", 1): _of_renderers("package", "buildPythonPackage"),
    ("withPackages", 1): _of_renderers("env", "withPackages"),
    ("evalModules", 1): _modules,
    ("override", 1): _override,
    ("overrideAttrs", 1): _override,
    ("overridePythonAttrs", 1): _override,
}
