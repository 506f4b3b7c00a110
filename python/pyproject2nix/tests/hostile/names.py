"""Names, versions, markers and file names that are long, deep, compressed or unprintable."""

from collections.abc import Iterator, Mapping

from hostile.model import PYPROJECT, Input

__all__ = ["NAMES"]

_SHA = "0" * 64
_TAGS = ".".join(f"t{n}" for n in range(400))
_WHEELS = {
    "400 x 400 x 400 tags": f"one-1.0-{_TAGS}-{_TAGS}-{_TAGS}.whl",
    "30 x 30 x 30 tags": "one-1.0-" + "-".join([".".join(["a"] * 30)] * 3) + ".whl",
    "a long name": f"{'o' * 5000}-1.0-py3-none-any.whl",
    "a long version": f"one-{'1' * 5000}-py3-none-any.whl",
    "a control character": "one-1.0-py3\x1b[31m-none-any.whl",
    "a folder": "../../one-1.0-py3-none-any.whl",
}


def _toml(text: str) -> str:
    return (
        '"'
        + "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\u{ord(c):04x}" for c in text)
        + '"'
    )


def _uv(entry: str = "", more: str = "", root: str = "") -> dict[str, str]:
    own = f'[[package]]\nname = "sample"\nversion = "1"\nsource = {{ virtual = "." }}\n{root}\n'
    return {"pyproject.toml": PYPROJECT, "uv.lock": f"version = 1\n{more}\n{own}{entry}"}


def _uv_wheel(name: str) -> dict[str, str]:
    file = f"{{ filename = {_toml(name)}, hash = 'sha256:{_SHA}' }}"
    entry = (
        '[[package]]\nname = "one"\nversion = "1.0"\nsource = { registry = "https://i.example" }\n'
    )
    root = 'dependencies = [{ name = "one" }]\n[package.metadata]\nrequires-dist = [{ name = "one" }]\n'
    text = PYPROJECT.replace('version = "1"\n', 'version = "1"\ndependencies = ["one"]\n')
    return {**_uv(f"{entry}wheels = [{file}]\n", "", root), "pyproject.toml": text}


def _uv_version(version: str) -> dict[str, str]:
    """Return a project that takes a package of this version."""
    files = _uv_wheel("one-1.0-py3-none-any.whl")
    text = files["uv.lock"].replace('version = "1.0"', f"version = {_toml(version)}")
    return {**files, "uv.lock": text}


def _pylock(entry: str) -> dict[str, str]:
    text = 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "one"\nversion = "1.0"\n'
    return {"pyproject.toml": PYPROJECT, "pylock.toml": f"{text}{entry}\n"}


def _pylock_wheel(name: str) -> dict[str, str]:
    return _pylock(
        f"wheels = [{{ name = {_toml(name)}, url = 'https://i.example/one.whl', "
        f"hashes = {{ sha256 = '{_SHA}' }} }}]"
    )


def _requirements(line: str) -> dict[str, str]:
    return {"pyproject.toml": PYPROJECT, "requirements.txt": line}


def _project(more: str, head: str = 'name = "sample"\nversion = "1"\n') -> dict[str, str]:
    return {
        "pyproject.toml": f"[project]\n{head}{more}\n[tool.uv]\npackage = false\n",
        "requirements.txt": "",
    }


_NESTED = "(" * 300 + "os_name == 'a'" + ")" * 300
_DEEPER = "(" * 100_000 + "os_name == 'a'" + ")" * 100_000
_MARKERS: Mapping[str, str] = {
    "parentheses 300 deep": _NESTED,
    "parentheses 100,000 deep": _DEEPER,
    "a marker of 1 MB": " and ".join(["os_name == 'a'"] * 60_000),
    "a marker with 40,000 blanks": f"os_name ==x{' ' * 40_000}'a'",
    "a version of 5,000 digits in a marker": f"python_version == '{'1' * 5000}'",
    "a control character in a marker": "os_name == '\x1b[31m",
}
_VERSIONS = {
    "a version of 5,000 digits": "1" * 5000,
    "a version of 5,000 parts": "1." * 5000 + "1",
    "a version with a control character": "1.0\x1b[2J",
    "a version in other digits": "\N{ARABIC-INDIC DIGIT ONE}.0",
}
_BAD_NAMES = {
    "a name of 1 MB": "a" * 1_000_000,
    "a name with a control character": "a\x1b[31mb",
    "a name that turns the line around": "a\N{RIGHT-TO-LEFT OVERRIDE}b",
    "a name of blanks": " " * 40_000,
    "a name that is Nix": "${builtins.abort}",
    "a name with a line break": "a\nb",
}


def _names() -> Iterator[Input]:
    for name, wheel in _WHEELS.items():
        kind = f"wheel: {name}"
        yield Input(kind, f"{name} in uv.lock", _uv_wheel(wheel), "uv.lock: package.one")
        yield Input(kind, f"{name} in pylock.toml", _pylock_wheel(wheel), "pylock.toml: packages")
        if "\x1b" not in wheel:
            line = f"./{wheel} --hash=sha256:{_SHA}"
            yield Input(
                kind, f"{name} in requirements.txt", _requirements(line), "requirements.txt: line 1"
            )
    for name, marker in _MARKERS.items():
        kind = "marker"
        yield Input(
            kind,
            f"{name} in pyproject.toml",
            _project(f"dependencies = [{_toml('one; ' + marker)}]"),
            "pyproject.toml: project.dependencies",
        )
        yield Input(
            kind,
            f"{name} in uv.lock",
            _uv("", f"resolution-markers = [{_toml(marker)}]"),
            "uv.lock: resolution-markers",
        )
        yield Input(
            kind,
            f"{name} in pylock.toml",
            _pylock(f"marker = {_toml(marker)}"),
            "pylock.toml: packages[0].marker",
        )
        yield Input(
            kind,
            f"{name} in requirements.txt",
            _requirements(f"one==1 ; {marker} --hash=sha256:{_SHA}"),
            "requirements.txt: line 1",
        )
        yield Input(
            kind,
            f"{name} in a group",
            _project(f"[dependency-groups]\na = [{_toml('one; ' + marker)}]"),
            "pyproject.toml: dependency-groups.a",
        )
        yield Input(
            kind,
            f"{name} in an extra",
            _project(f"[project.optional-dependencies]\na = [{_toml('one; ' + marker)}]"),
            "pyproject.toml: project.optional-dependencies.a",
        )
    for name, version in _VERSIONS.items():
        yield Input(
            "version",
            f"{name} of the project",
            _project("", f'name = "sample"\nversion = {_toml(version)}\n'),
            "pyproject.toml",
            "project.version" if "digits" not in name or "other" in name else "",
        )
        yield Input(
            "version",
            f"{name} in uv.lock",
            _uv_version(version),
            "uv.lock",
        )
        yield Input(
            "version",
            f"{name} in requires-python",
            _project(f"requires-python = {_toml('>=' + version)}"),
            "pyproject.toml",
        )
        yield Input(
            "version",
            f"{name} in requirements.txt",
            _requirements(f"one=={version} --hash=sha256:{_SHA}"),
            "requirements.txt",
        )
        escaped = "".join(f"\\u{ord(c):04x}" for c in version)
        yield Input(
            "version",
            f"{name} in escapes",
            _project(f'dependencies = ["one=={escaped}"]'),
            "pyproject.toml: project.dependencies",
        )
    for name, text in _BAD_NAMES.items():
        yield Input(
            "name",
            f"{name} of the project",
            _project("", f'name = {_toml(text)}\nversion = "1"\n'),
            "pyproject.toml: project.name",
        )
        yield Input(
            "name",
            f"{name} of an extra",
            _project(f"[project.optional-dependencies]\n{_toml(text)} = []"),
            "pyproject.toml: project.optional-dependencies",
        )
        yield Input(
            "name",
            f"{name} of a group",
            _project(f"[dependency-groups]\n{_toml(text)} = []"),
            "pyproject.toml: dependency-groups",
        )
        yield Input(
            "name",
            f"{name} of a key",
            _project(f"[tool.pyproject2nix]\n{_toml(text)} = 1"),
            "pyproject.toml: tool.pyproject2nix",
        )
        yield Input(
            "name",
            f"{name} of a lock",
            _project(f"[tool.pyproject2nix]\nlock = {_toml(text)}"),
            "pyproject.toml: tool.pyproject2nix.lock",
        )
    for name, line in {
        "40,000 blanks": f"click==1{' ' * 40_000}",
        "40,000 blanks and an option": f"click==1{' ' * 40_000}x",
        "40,000 blanks within": f"click{' ' * 40_000}==1 --hash=sha256:{_SHA[:-1]}",
        "a line of 1 MB": f"click==1 {'--hash=x ' * 100_000}",
        "a million quotes": 'click==1 --hash="' + "x" * 100_000,
        "100,000 commas": f"click{'==1,' * 40_000}==1 --hash=sha256:{_SHA}",
        "100,000 extras": f"click[{'a,' * 50_000}a]==1 --hash=sha256:{_SHA}",
        "backslashes": "click==1 \\\n" * 50_000,
        "comments": f"click==1 {'# ' * 50_000}",
    }.items():
        yield Input(
            "a line of requirements",
            f"a requirement with {name}",
            _requirements(line),
            "requirements.txt: line 1",
        )
        yield Input(
            "a line of requirements",
            f"a dependency with {name}",
            _project(f"dependencies = [{_toml(line + ' !')}]"),
            "pyproject.toml: project.dependencies",
        )


NAMES = list(_names())
