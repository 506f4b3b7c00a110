"""Values of another type, of many at once, and a project's own code and patterns."""

from collections.abc import Iterator

from hostile.model import PYPROJECT, Input

__all__ = ["VALUES"]

_SHA = "0" * 64
_DYNAMIC = (
    '[project]\nname = "sample"\ndynamic = ["version"]\n'
    '[tool.pyproject2nix]\nimports = ["sample"]\n'
)
_PATTERNS = {
    "nested repetitions": r"(a+)+$",
    "alternatives of one letter": r"(?P<version>(?:a|a|b)*)c",
    "1,000 alternatives": "(?P<version>" + "|".join(f"(?:[ab]*{n})" for n in range(1000)) + ")",
    "repetitions in a row": r"(?P<version>.*.*.*.*.*)c",
    "a million repetitions": r"(?P<version>(?:(?:(?:x{1000}){1000}){1000}){1000})",
    "deep parentheses": "(" * 5000 + ")" * 5000,
    "a group that is not there": "x",
    "no pattern": "(",
}
_TEXTS = {"nested repetitions": "a" * 100 + "b"}


def _hatch(pattern: str, text: str) -> dict[str, str]:
    table = f"[build-system]\nbuild-backend = 'hatchling.build'\n[tool.hatch.version]\npath = 'v'\npattern = '''{pattern}'''\n"
    return {"pyproject.toml": _DYNAMIC + table, "v": text}


def _scikit(pattern: str, text: str) -> dict[str, str]:
    table = f"[build-system]\nbuild-backend = 'scikit_build_core.build'\n[tool.scikit-build.metadata.version]\nprovider = 'scikit_build_core.metadata.regex'\ninput = 'v'\nregex = '''{pattern}'''\n"
    return {"pyproject.toml": _DYNAMIC + table, "v": text}


def _attr(module: str) -> dict[str, str]:
    table = "[build-system]\nbuild-backend = 'setuptools.build_meta'\n[tool.setuptools.dynamic]\nversion.attr = 'm.v'\n"
    return {"pyproject.toml": _DYNAMIC + table, "m.py": module}


_MODULES = {
    "250,000 statements": "a;" * 250_000,
    "150,000 lists": "x = [" + "[]," * 150_000 + "]",
    "deep parentheses": "v = " + "(" * 5000 + ")" * 5000,
    "5,000 signs": "v = " + "-" * 5000 + "1",
    "a long sum": "v = " + "1+" * 40_000 + "1",
    "5,000 attributes": "v = a" + ".b" * 5000,
    "a long number": f"v = (0x{'f' * 5000}, 1)",
    "a longer number": f"v = {'9' * 5000}",
    "a program": "import os\nv = os.system('touch run')\n",
    "two versions": "v = '1'\nv = '2'\n",
    "an escape sequence": "v = '1.0\x1b[31m'\n",
    "lines without end": "v = '''" + "x\n" * 100_000,
}

_COMPUTED = frozenset(
    [
        *("5,000 attributes", "5,000 signs", "a long number", "a program", "two versions"),
    ]
)


def _own_code() -> Iterator[Input]:
    for name, pattern in _PATTERNS.items():
        text = _TEXTS.get(name, "ab" * 200_000)
        yield Input(
            "a pattern",
            f"{name} of hatch",
            _hatch(pattern, text),
            "pyproject.toml: tool.hatch.version.pattern",
        )
        yield Input(
            "a pattern",
            f"{name} of scikit-build",
            _scikit(pattern, text),
            "pyproject.toml: tool.scikit-build.metadata.version.regex",
        )
    for name, module in _MODULES.items():
        key = (
            "project.version"
            if name in ("an escape sequence",)
            else "tool.setuptools.dynamic.version.attr"
        )
        # What only a run tells is left to the build: the lock is looked for next.
        file, key = (".", "there is no lock file") if name in _COMPUTED else ("pyproject.toml", key)
        yield Input("a module", f"a module with {name}", _attr(module), file, key)
    for name, (file, text) in {
        "setup.py with 5,000 attributes": ("setup.py", "a" + ".b" * 5000 + ".setup(x=1)"),
        "setup.py with a call in a call": ("setup.py", "setup(" * 150 + ")" * 150),
        "setup.py with a list in a list": ("setup.py", f"setup(a={'[' * 150}{']' * 150})"),
        "setup.py with 250,000 statements": ("setup.py", "a;" * 250_000),
        "setup.cfg with 100,000 sections": ("setup.cfg", "[metadata]\n" + "[a]\nb=c\n" * 50_000),
        "setup.cfg without sections": ("setup.cfg", "a = b\n" * 50_000),
    }.items():
        key = "there is no lock file"
        yield Input("a setup file", name, {"pyproject.toml": _DYNAMIC, file: text}, ".", key)
    for name, path in {
        "an absolute path": "/etc/passwd",
        "a path outside": "../v",
        "a long path": "a/" * 5000 + "a",
        "a NUL": "a\\u0000b",
    }.items():
        table = f'[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.version]\npath = "{path}"\n'
        yield Input(
            "a path",
            f"{name} of hatch",
            {"pyproject.toml": _DYNAMIC + table},
            "pyproject.toml: tool.hatch.version.path",
        )


_BIG = "x" * 3_000_000
_TYPES = {
    "project": f"project = '{_BIG}'",
    "project.name": f"[project]\nversion = '1'\nname = ['{_BIG}']",
    "project.dependencies": f"[project]\nname = 'a'\nversion = '1'\ndependencies = '{_BIG}'",
    "project.dynamic": f"[project]\nname = 'a'\nversion = '1'\ndynamic = '{_BIG}'",
    "project.urls": f"[project]\nname = 'a'\nversion = '1'\nurls = '{_BIG}'",
    "project.license": f"[project]\nname = 'a'\nversion = '1'\nlicense = ['{_BIG}']\n[tool.uv]\npackage = false",
    "tool": f"tool = '{_BIG}'",
    "tool.uv": f"[project]\nname = 'a'\nversion = '1'\n[tool]\nuv = '{_BIG}'",
    "tool.pyproject2nix": f"[tool]\npyproject2nix = '{_BIG}'",
    "tool.pyproject2nix.pythons": f"[tool.pyproject2nix]\npythons = '{_BIG}'",
    "build-system": f"build-system = '{_BIG}'\n[project]\nname = 'a'\nversion = '1'",
    "build-system.requires": f"[build-system]\nrequires = ['{_BIG}']\n[project]\nname = 'a'\nversion = '1'",
    "dependency-groups": f"dependency-groups = '{_BIG}'\n[project]\nname = 'a'\nversion = '1'",
    "tool.poetry": f"[tool]\npoetry = '{_BIG}'",
    "tool.poetry.dependencies": f"[tool.poetry]\nname = 'a'\nversion = '1'\ndependencies = '{_BIG}'",
    "tool.poetry.dependencies.a": f"[tool.poetry]\nname = 'a'\nversion = '1'\ndependencies.a = '{_BIG}'",
}


def _types() -> Iterator[Input]:
    for key, text in _TYPES.items():
        yield Input(
            "a value of 3 MB",
            f"3 MB as {key}",
            {"pyproject.toml": text, "requirements.txt": ""},
            f"pyproject.toml: {key}",
        )
    key = "k" * 900
    yield Input(
        "a value of 3 MB",
        "900 characters as a key",
        {"pyproject.toml": f"{PYPROJECT}[tool.pyproject2nix]\n{key} = 1", "requirements.txt": ""},
        "pyproject.toml: tool.pyproject2nix.kkkk",
    )


def _many() -> Iterator[Input]:
    entry = "[[package]]\nname = 'one'\nversion = '{}'\nsource = {{ registry = 'x' }}\n"
    own = "version = 1\n[[package]]\nname = 'sample'\nversion = '1'\nsource = { virtual = '.' }\n"
    yield Input(
        "many",
        "5,000 entries of a name in uv.lock",
        {"pyproject.toml": PYPROJECT, "uv.lock": own + "".join(map(entry.format, range(5000)))},
        "uv.lock: package[101]",
    )
    rows = "".join(f"[[packages]]\nname = 'one'\nversion = '{n}'\n" for n in range(5000))
    yield Input(
        "many",
        "5,000 entries of a name in pylock.toml",
        {
            "pyproject.toml": PYPROJECT,
            "pylock.toml": f"lock-version = '1.0'\ncreated-by = 'x'\n{rows}",
        },
        "pylock.toml: packages",
    )
    lines = "".join(f"one=={n} --hash=sha256:{_SHA}\n" for n in range(5000))
    yield Input(
        "many",
        "5,000 versions of a name in requirements.txt",
        {"pyproject.toml": PYPROJECT, "requirements.txt": lines},
        "requirements.txt: line",
    )
    pins = "".join(f"p{n}==1 --hash=sha256:{_SHA}\n" for n in range(4000))
    limits = "".join(f"p{n}==1\n" for n in range(4000))
    yield Input(
        "many",
        "4,000 constraints",
        {"pyproject.toml": PYPROJECT, "requirements.txt": f"-c c.txt\n{pins}q==1", "c.txt": limits},
        "requirements.txt: line 4002",
    )
    pythons = ", ".join(f"'3.{n}'" for n in range(1000))
    yield Input(
        "many",
        "1,000 Pythons",
        {
            "pyproject.toml": f"{PYPROJECT}[tool.pyproject2nix]\npythons = [{pythons}]\n",
            "requirements.txt": "",
        },
        "pyproject.toml: tool.pyproject2nix",
    )
    names = ", ".join(f"'p{n}'" for n in range(20_000))
    wanted = PYPROJECT.replace("[tool.uv]", f"dependencies = [{names}]\n[tool.uv]")
    dist = ", ".join(f"{{ name = 'q{n}' }}" for n in range(20_000))
    yield Input(
        "many",
        "20,000 requirements that are not locked",
        {
            "pyproject.toml": wanted,
            "uv.lock": f"{own}[package.metadata]\nrequires-dist = [{dist}]\n",
        },
        "uv.lock",
    )
    same = ", ".join(f'''"p; python_full_version != '3.11.{n}'"''' for n in range(2000))
    wanted = PYPROJECT.replace("[tool.uv]", f"dependencies = [{same}]\n[tool.uv]")
    dist = ", ".join(
        f"""{{ name = "p", marker = "python_full_version == '3.12.{n}'" }}""" for n in range(2000)
    )
    yield Input(
        "many",
        "2,000 requirements of a name",
        {
            "pyproject.toml": wanted,
            "uv.lock": f"{own}[package.metadata]\nrequires-dist = [{dist}]\n",
        },
        "p",
        "",
    )
    long = " or ".join(f"python_full_version == '3.11.{n}'" for n in range(100))
    longer = f"{long} or os_name == 'x'"
    wanted = PYPROJECT.replace("[tool.uv]", f'dependencies = ["p; {long}"]\n[tool.uv]')
    yield Input(
        "many",
        "markers of 100 clauses",
        {
            "pyproject.toml": wanted,
            "uv.lock": f'{own}[package.metadata]\nrequires-dist = [{{ name = "p", marker = "{longer}" }}]\n',
        },
        "uv.lock",
    )


def _escapes() -> Iterator[Input]:
    # Found by fuzzing: Python's parser printed a warning of its own.
    wanted = PYPROJECT.replace("[tool.uv]", "dependencies = ['p; \"C\\$\" == oss']\n[tool.uv]")
    yield Input(
        "escapes", "an unknown escape in a marker", {"pyproject.toml": wanted}, "pyproject.toml"
    )


VALUES = [*_escapes(), *_own_code(), *_types(), *_many()]
