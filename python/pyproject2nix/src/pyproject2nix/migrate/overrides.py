"""Changes to packages by hand: those that name what builds one are settings of ours."""

from collections.abc import Mapping

from packaging.utils import canonicalize_name

from pyproject2nix.migrate.subject import CannotCarryError, Findings
from pyproject2nix.migrate.value import (
    Attr,
    Call,
    Data,
    Function,
    List,
    Root,
    Select,
    Set,
    Value,
    spine,
)

__all__ = ["read_inputs", "read_overlay"]

_LISTS = frozenset(
    ["build-system", "buildInputs", "nativeBuildInputs", "propagatedBuildInputs", "dependencies"]
)
# Whether to take wheels: ours does wherever there is one.
_IDLE = frozenset(["preferWheel", "sourcePreference"])
_REMEDY = "write it into an overlay: buildProject {{ overrides = self: super: {{ {} = …; }}; }}"


def read_overlay(value: Value, findings: Findings, project: str, at: str | None = None) -> None:
    """Read `final: prev: {…}`, alone or as an argument of what composes overlays."""
    body = value
    while isinstance(body, Function) and body.body is not None:
        body = body.body
    match body:
        case Function():
            error = CannotCarryError("changes that cannot be read from here", _REMEDY.format("…"))
            findings.lose("overrides", at, error)
        case Set(attrs):
            _read_changes(attrs, findings, project)
        case Call(_, argument):
            _read_changes(body.more, findings, project)
            for some in (argument, *_called(body)):
                if isinstance(some, Function | List):
                    read_overlay(some, findings, project, at)
        case List(items):
            for item in items:
                read_overlay(item, findings, project, at)
        case Select(of):
            read_overlay(of, findings, project, at)
        case _:
            pass


def _called(value: Call) -> list[Value]:
    _, arguments, owner = spine(value)
    return [*arguments[:-1], *([owner] if isinstance(owner, Call | Select) else [])]


def _read_changes(attrs: Mapping[str, Attr], findings: Findings, project: str) -> None:
    for name, attr in attrs.items():
        name = canonicalize_name(name)
        try:
            _read_change(name, attr.value, findings, project)
        except CannotCarryError as error:
            findings.lose(f"override of {name}", attr.at, error)


def _read_change(name: str, value: Value, findings: Findings, project: str) -> None:
    function, arguments, _ = spine(value)
    if isinstance(value, Call) and len(arguments) == 1:
        (given,) = arguments
        if function == "override" and isinstance(given, Set) and set(given.attrs) <= _IDLE:
            findings.notes.add(f"{name}: a wheel is taken wherever there is one")
            return
        body = given.body if isinstance(given, Function) else given
        if function in ("overrideAttrs", "overridePythonAttrs") and isinstance(body, Set):
            attrs = dict(body.attrs)
            if name == project:
                _read_project(attrs, findings)
            read_inputs(name, attrs, findings)
            return
    raise CannotCarryError("a change that is no list of what builds it", _REMEDY.format(name))


def _read_project(attrs: dict[str, Attr], findings: Findings) -> None:
    """Take out what changes the project itself: its source, and what installs it editable."""
    for key, setting in (
        ("buildInputs", "build-inputs"),
        ("nativeBuildInputs", "native-build-inputs"),
    ):
        attr = attrs.get(key)
        for item in attr.value.items if attr and isinstance(attr.value, List) else ():
            libraries: set[str] = set()
            # [build-system] has the packages that build it.
            _read_input("project", item, set(), libraries)
            if libraries:
                findings.add_inputs(setting, libraries)
        attrs.pop(key, None)
    attrs.pop("src", None)


def read_inputs(name: str, attrs: Mapping[str, Attr], findings: Findings) -> None:
    """Read lists of what a package is built by and with."""
    builders: set[str] = set()
    libraries: set[str] = set()
    for key, attr in attrs.items():
        # Ours runs the tests of the project alone.
        if key in ("doCheck", "doInstallCheck") and attr.value == Data(False):
            continue
        if key not in _LISTS or not isinstance(attr.value, List):
            raise CannotCarryError(f"it changes {key}", _REMEDY.format(name))
        for item in attr.value.items:
            _read_input(name, item, builders, libraries)
    findings.merge(findings.build_systems, {name: builders} if builders else {})
    findings.merge(findings.libraries, {name: libraries} if libraries else {})


def _read_input(name: str, item: Value, builders: set[str], libraries: set[str]) -> None:
    """Tell a Python package from a native library by the set that it comes from."""
    match item:
        case Select(Root("pkgs"), library):
            libraries.add(library)
        case Select(Select(Root("config"), "deps"), library):
            libraries.add(library)
        case Select(Root("argument") | Select(_, "pkgs"), builder):
            builders.add(canonicalize_name(builder))
        case Call(Select(_, "resolveBuildSystem"), Set(attrs)):
            builders.update(map(canonicalize_name, attrs))
        case List(items):
            for some in items:
                _read_input(name, some, builders, libraries)
        case _:
            raise CannotCarryError("an input that cannot be read from here", _REMEDY.format(name))
