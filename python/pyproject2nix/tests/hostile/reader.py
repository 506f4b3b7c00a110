"""Fifty inputs by a reader who was new to the program: small pieces that add up, and odd places."""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from hostile.model import PYPROJECT, Content, Input, device, fifo, link, loop
from pyproject2nix.metadata.poetry_hash import poetry_content_hashes
from pyproject2nix.tables import Table

__all__ = ["READER"]

_SHA = "0" * 64
_ODD = ("explain",)
_PYTHONS = ", ".join(f"'3.{minor}'" for minor in range(8, 40))
_TARGETS = f"""\
[tool.pyproject2nix]
pythons = [{_PYTHONS}]
platforms = ["x86_64-linux", "aarch64-linux"]
"""
"""64 of them, as many as there may be."""
_SETUPTOOLS = """\
[project]
name = "sample"
dynamic = ["version"]
[tool.setuptools.dynamic]
"""
_HATCH = """\
[project]
name = "sample"
dynamic = ["version"]
[build-system]
build-backend = "hatchling.build"
[tool.hatch.version]
path = "v"
"""
_SPARSE = 128 << 20
_SPARSE_SHA = "254bcc3fc4f27172636df4bf32de9f107f620d559b20d760197e452b97453917"
"""SHA-256 of that many zeros."""


def _project(more: str = "", tail: str = "") -> str:
    return PYPROJECT.replace("[tool.uv]", f"{more}\n[tool.uv]") + tail


def _with_requirements(more: str = "", lines: str = "", tail: str = "") -> dict[str, Content]:
    return {"pyproject.toml": _project(more, tail), "requirements.txt": lines}


def _pins(*names: str) -> str:
    files = [
        {
            "name": name,
            "version": "1",
            "file": f"{name}-1-py3-none-any.whl",
            "sha256": _SHA,
            "targets": ["3.13-x86_64-linux", "3.13-aarch64-linux"],
        }
        for name in names
    ]
    return json.dumps({"version": 1, "files": files})


def _wheel(name: str, number: str = "") -> str:
    file = f"{name}-1{number}-py3-none-any.whl"
    return f"wheels = [{{ filename = '{file}', hash = 'sha256:{_SHA}' }}]\n"


def _uv_entry(name: str, more: str = "", files: str | None = None) -> str:
    head = f"[[package]]\nname = '{name}'\nversion = '1'\nsource = {{ registry = 'x' }}\n"
    return f"{head}{_wheel(name) if files is None else files}{more}\n"


def _uv(root: str, entries: str, head: str = "", source: str = "virtual") -> str:
    own = f"[[package]]\nname = 'sample'\nversion = '1'\nsource = {{ {source} = '.' }}\n{root}\n"
    return f"version = 1\n{head}\n{own}{entries}"


def _again(text: str, count: int) -> str:
    """Return the items of a list that has one text many times."""
    return f"'{text}'," * count


def _names(names: list[str]) -> str:
    return ", ".join(f"{{ name = '{name}' }}" for name in names)


def _wanted(names: list[str], entries: str, tail: str = "") -> dict[str, Content]:
    """Return a project that needs some names, and its uv.lock with these entries."""
    rows = _names(names)
    root = f"dependencies = [{rows}]\n[package.metadata]\nrequires-dist = [{rows}]\n"
    more = f"dependencies = {json.dumps(names)}"
    return {"pyproject.toml": _project(more, tail), "uv.lock": _uv(root, entries)}


def _poetry_lock(pyproject: str, entries: str) -> dict[str, Content]:
    content = min(poetry_content_hashes(Table("pyproject.toml", tomllib.loads(pyproject))))
    tail = f"[metadata]\nlock-version = '2.0'\ncontent-hash = '{content}'\n"
    return {"pyproject.toml": pyproject, "poetry.lock": f"{entries}{tail}"}


def _poetry(more: str) -> dict[str, Content]:
    return {"pyproject.toml": f"[tool.poetry]\nname = 'sample'\nversion = '1'\n{more}"}


def _pylock(entries: str) -> dict[str, Content]:
    return {
        "pyproject.toml": PYPROJECT,
        "pylock.toml": f"lock-version = '1.0'\ncreated-by = 'x'\n{entries}",
    }


def _pynixify(files: dict[str, Content]) -> dict[str, Content]:
    """Return a project that pynixify was run in: `migrate` reads it without Nix."""
    here: dict[str, Content] = {
        "pyproject.toml": PYPROJECT,
        "nix/nixpkgs.nix": "pynixify",
        "nix/packages/one/default.nix": "",
    }
    return {**here, **files}


def _chain(length: int) -> Callable[[Path], None]:
    """Return what makes a link to a link to a link."""

    def make(path: Path) -> None:
        for number in range(length):
            name = path.name if number == 0 else f"{path.name}.{number}"
            path.with_name(name).symlink_to(f"{path.name}.{number + 1}")
        path.with_name(f"{path.name}.{length}").write_text("")

    return make


def _zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(_SPARSE)


def _links_and_files() -> Iterator[Input]:
    kind = "links"
    yield Input(
        kind,
        "a chain of 2,000 links",
        {**_with_requirements("", "-r r1.txt"), "r1.txt": _chain(2000)},
        "requirements.txt: line 1",
        "r1.txt",
    )
    yield Input(
        kind,
        "a pyproject.toml that leads to itself beside requirements.txt",
        {"pyproject.toml": loop, "requirements.txt": ""},
        "pyproject.toml",
    )
    yield Input(
        kind,
        "a uv.lock that leads nowhere beside requirements.txt",
        {**_with_requirements(), "uv.lock": link("none.lock")},
        "uv.lock",
    )
    yield Input(
        kind,
        "the program's own memory as pylock.toml",
        {"pyproject.toml": PYPROJECT, "pylock.toml": link("/proc/self/mem")},
        "pylock.toml",
    )
    member = {
        "m/pyproject.toml": "[project]\nname = 'm'\nversion = '1'\n",
        "m/m.py": "",
        **_wanted(["m"], "[[package]]\nname = 'm'\nversion = '1'\nsource = { editable = 'm' }\n"),
    }
    yield Input(
        kind,
        "packages that leads out of the folder of the output",
        {**member, "elsewhere/kept": "", "out/packages": link("../elsewhere")},
        "out/packages",
        "",
        ("generate", "--out", "out"),
    )
    papers = "readme = 'README'\nlicense-files = ['LICENCE']"
    yield Input(
        "papers",
        "a readme that is a pipe and a licence that is a device",
        {**_with_requirements(papers), "README": fifo, "LICENCE": device},
        "",
        "",
        _ODD,
        0,
    )
    kind = "members"
    yield Input(
        kind,
        "a member whose pyproject.toml is a pipe",
        {**member, "m/pyproject.toml": fifo},
        "uv.lock: package.m",
        "'m'",
    )
    yield Input(
        kind,
        "a member whose name is a number",
        {**member, "m/pyproject.toml": "[project]\nname = 5\nversion = '1'\n"},
        "m/pyproject.toml: project.name",
    )
    names = [f"m{n}" for n in range(40)]
    entry = "[[package]]\nname = '{0}'\nversion = '1'\nsource = {{ directory = '{0}' }}\n"
    keys = "".join(f"k{n} = 1\n" for n in range(50_000))
    yield Input(
        kind,
        "40 members that share a pyproject.toml of 50,000 keys",
        {
            **_wanted(names, "".join(map(entry.format, names))),
            "big.toml": f"[project]\nname = 'm'\nversion = '1'\n[tool.x]\n{keys}",
            **{f"{name}/pyproject.toml": link("../big.toml") for name in names},
        },
        "/pyproject.toml",
    )
    yield Input(
        "a wheel beside",
        "a wheel of 128 MB beside the project for 64 targets",
        {
            **_with_requirements(
                "", f"one @ file:one-1-py3-none-any.whl --hash=sha256:{_SPARSE_SHA}", _TARGETS
            ),
            "one-1-py3-none-any.whl": _zeros,
        },
        "",
        "",
        _ODD,
        0,
    )


def _metadata() -> Iterator[Input]:
    kind, file = "dotted keys", "pyproject.toml"
    parts = ".b" * 48
    yield Input(
        kind,
        "20,000 keys of 50 parts",
        {file: f"{PYPROJECT}[tool.x]\n" + "".join(f"a{n}{parts} = 1\n" for n in range(20_000))},
        file,
    )
    kind = "targets"
    again = (
        f"pythons = [{_again('3.13', 20_000)}]\nplatforms = [{_again('x86_64-linux', 20_000)}]\n"
    )
    yield Input(
        kind,
        "one target named 20,000 x 20,000 times",
        _with_requirements("", "", f"[tool.pyproject2nix]\n{again}"),
        "",
        "",
        _ODD,
        0,
    )
    far = ", ".join(f"'3.{minor}'" for minor in range(968, 1000))
    yield Input(
        kind,
        "Python 3.968 to 3.999",
        {
            **_with_requirements(
                "",
                f"one==1 --hash=sha256:{_SHA}",
                f"[tool.pyproject2nix]\npythons = [{far}]\nplatforms = ['x86_64-linux', 'aarch64-linux']\n",
            ),
            "pypi.json": _pins("one"),
        },
        "pyproject.toml: tool.pyproject2nix",
        "3.9",
    )
    kind = "dates"
    yield Input(
        kind,
        "a date as version in uv.lock",
        {
            "pyproject.toml": PYPROJECT,
            "uv.lock": _uv(
                "", "[[package]]\nname = 'one'\nversion = 1979-05-27\nsource = { registry = 'x' }\n"
            ),
        },
        "uv.lock: package.one.version",
    )
    kind = "dropped"
    yield Input(
        kind,
        "a key of [project] with a slip",
        _with_requirements("dependancies = ['one']"),
        "pyproject.toml: project.dependancies",
    )
    both = "dependencies = ['one']\ndynamic = ['dependencies']"
    yield Input(
        kind,
        "dependencies that are static and dynamic",
        {
            **_with_requirements(
                both, "", "[tool.setuptools.dynamic]\ndependencies.file = 'none.txt'\n"
            ),
            "none.txt": "",
        },
        "pyproject.toml: project.dynamic",
        "dependencies",
    )
    yield Input(
        kind,
        "a licence whose text is a number",
        _with_requirements("license = { text = 5 }"),
        "pyproject.toml: project.license",
    )
    yield Input(
        kind,
        "a script outside of the folder of programs",
        _with_requirements("[project.scripts]\n'../../sh' = 'one:main'"),
        "pyproject.toml: project.scripts",
        "../../sh",
    )
    yield Input(
        "inline tables",
        "a migration with [tool] as an inline table",
        _pynixify(
            {
                file: "tool = { uv = { package = false } }\n[project]\nname = 'sample'\nversion = '1'\n",
                "requirements.txt": "",
            }
        ),
        "pyproject.toml",
        "tool",
        ("migrate",),
    )
    names = json.dumps([f"g{n}" for n in range(40_000)])
    groups = "".join(f"g{n} = []\n" for n in range(40_000))
    yield Input(
        "check-groups",
        "40,000 groups that the tests need",
        _with_requirements(
            "",
            "",
            f"[tool.pyproject2nix]\ncheck-groups = {names}\n[dependency-groups]\n{groups}",
        ),
        "",
        "",
        _ODD,
        0,
    )
    yield Input(
        "a module",
        "a file of 500 KB that a version is read from 2,000 times",
        {
            file: f"{_SETUPTOOLS}version.file = [{_again('v', 2000)}]\n",
            "v": "x" * 500_000,
        },
        "pyproject.toml: tool.setuptools.dynamic.version.file",
    )
    yield Input(
        "a pattern",
        "a pattern that takes the whole file for the version",
        {file: f"{_HATCH}pattern = '(?P<version>(.|\\n)*)'\n", "v": "1\n" * 200_000},
        "pyproject.toml: project.version",
    )
    yield Input(
        "lock",
        "lock where [tool] is text",
        {file: "tool = 'x'\n"},
        "pyproject.toml: tool",
        "",
        ("lock",),
    )
    wheels = "".join(map(_uv_entry, ["builtins", "target", "true"]))
    wanted = (
        "dependencies = ['builtins', 'target; platform_machine == \"x86_64\"', 'true']\n"
        "[tool.pyproject2nix]\nimports = ['sample']\nplatforms = ['aarch64-linux', 'x86_64-linux']\n"
    )
    marker = ", marker = 'platform_machine == \"x86_64\"'"
    rows = f"{{ name = 'builtins' }}, {{ name = 'target'{marker} }}, {{ name = 'true' }}"
    root = f"dependencies = [{rows}]\n[package.metadata]\nrequires-dist = [{rows}]\n"
    yield Input(
        "names of Nix",
        "dependencies called builtins, target and true",
        {
            file: f"[build-system]\nrequires = []\n[project]\nname = 'sample'\nversion = '1'\n{wanted}",
            "uv.lock": _uv(root, wheels, source="editable"),
        },
        "",
        "",
        ("generate",),
        0,
        {"package.nix": "python.pkgs.builtins\n"},
    )


def _specifiers() -> Iterator[Input]:
    kind, file = "comparisons", "pyproject.toml"
    yield Input(
        kind,
        "a compatible release of one number",
        _with_requirements("""dependencies = ["one; python_version ~= '3'"]"""),
        "pyproject.toml: project.dependencies",
        "python_version",
    )
    yield Input(
        kind,
        "an extra that is greater than another",
        {
            **_with_requirements("", f"one==1 ; extra > 'a' --hash=sha256:{_SHA}"),
            "pypi.json": _pins("one"),
        },
        "requirements.txt: line 1",
        "extra",
    )
    kind = "versions"
    yield Input(
        kind,
        "an epoch of 150 digits",
        {
            file: f"[project]\nname = 'sample'\nversion = '{'9' * 150}!1.0+a.b.c'\n[tool.uv]\npackage = false\n",
            "requirements.txt": "",
        },
        "",
        "",
        ("generate",),
        0,
    )
    some = "|".join(map(str, range(100)))
    yield Input(
        kind,
        "three spellings of python with 100 alternatives each",
        _poetry(
            f"[tool.poetry.dependencies]\npython = '{some}'\nPython = '{some}'\nPYTHON = '{some}'\n"
        ),
        "pyproject.toml: tool.poetry.dependencies",
    )
    long = "|".join(["1"] * 499)
    rows = "".join(f"p{n} = {{ version = '*', python = '{long}' }}\n" for n in range(2000))
    yield Input(
        kind,
        "2,000 constraints of 1,000 characters on Python",
        _poetry(f"[tool.poetry.dependencies]\n{rows}"),
        "pyproject.toml: tool.poetry.dependencies",
    )
    yield Input(
        "names",
        "a dependency that begins with the Kelvin sign",
        _with_requirements("dependencies = ['\N{KELVIN SIGN}e\N{COMBINING ACUTE ACCENT}']"),
        "pyproject.toml: project.dependencies",
    )
    kind = "many"
    yield Input(
        kind,
        "500,000 dependencies of one letter",
        _with_requirements(f"dependencies = [{_again('a', 500_000)}]"),
        "pyproject.toml: project.dependencies",
    )
    asked = " or ".join(f"os_name == 'a{n}'" for n in range(400))
    base = json.dumps([f"p{n}; os_name == 'b{n}'" for n in range(2000)])
    yield Input(
        kind,
        "an extra of 2,000 requirements under a marker of 8,000 characters",
        _with_requirements(
            f'[project.optional-dependencies]\na = ["sample[b]; {asked}"]\nb = {base}'
        ),
        "pyproject.toml: project.optional-dependencies",
    )


def _locks() -> Iterator[Input]:
    kind, file = "sums of a lock", "uv.lock"
    markers = ", ".join(
        f"""{{ name = 'p', marker = "python_full_version != '3.1.{n}'" }}""" for n in range(7000)
    )
    yield Input(
        kind,
        "7,000 markers for 64 targets",
        {
            "pyproject.toml": _project("", _TARGETS),
            file: _uv(f"dependencies = [{markers}]", _uv_entry("p")),
        },
        file,
    )
    long = " or ".join(f"os_name == 'a{n}'" for n in range(700))
    rows = "".join(
        f"""[[packages]]\nname = 'p{n}'\nversion = '1'\nmarker = "os_name == 'b{n}' or {long}"\nwheels = []\n"""
        for n in range(400)
    )
    yield Input(
        kind, "400 markers of 14,000 characters in pylock.toml", _pylock(rows), "pylock.toml"
    )
    names = [f"p{n}" for n in range(4900)]
    yield Input(
        kind,
        "4,900 packages for 64 targets",
        _wanted(names, "".join(map(_uv_entry, names)), _TARGETS),
        file,
    )
    cycle = "".join(
        _uv_entry(f"c{n}", f"dependencies = [{_names([f'c{(n + 1) % 500}'])}]") for n in range(500)
    )
    names = [f"p{n}" for n in range(3000)]
    others = "".join(_uv_entry(name, f"dependencies = [{_names(['c0'])}]") for name in names)
    yield Input(
        kind,
        "3,000 packages that need a cycle of 500",
        _wanted(names, cycle + others),
        file,
        "",
        ("generate",),
    )
    entry = "[[package]]\nname = '{}'\nversion = '{}'\noptional = false\npython-versions = '*'\nfiles = []\n"
    edges = _again("<=50", 200_000) + _again(">=50", 200_000)
    yield Input(
        kind,
        "400,000 edges to a name with 100 entries in poetry.lock",
        _poetry_lock(
            _project("dependencies = ['a']"),
            f"{entry.format('a', 1)}[package.dependencies]\none = [{edges}]\n"
            + "".join(entry.format("one", n) for n in range(1, 101)),
        ),
        "poetry.lock",
    )
    tags = ".".join("abcdefgh"), ".".join("ijklmnop"), ".".join("qrstuvw")
    wheels = "".join(
        f"{{ filename = 'one-1-{n}-{'-'.join(tags)}.whl', hash = 'sha256:{_SHA}' }},"
        for n in range(8000)
    )
    yield Input(
        kind,
        "8,000 wheels of 448 tags",
        _wanted(["one"], _uv_entry("one", "", f"wheels = [{wheels}]\n")),
        "uv.lock: package.one",
    )
    chain = "".join(f"x{n} = [{{ name = 'a', extra = ['x{n + 1}'] }}]\n" for n in range(1300))
    own = f"[package.optional-dependencies]\n{chain}x1300 = [{{ name = 'b', extra = ['y'] }}]\n"
    back = "[package.optional-dependencies]\ny = [{ name = 'a', extra = ['x0'] }]\n"
    root = "dependencies = [{ name = 'a', extra = ['x0'] }]\n[package.metadata]\nrequires-dist = [{ name = 'a', extras = ['x0'] }]\n"
    yield Input(
        kind,
        "1,300 extras of a package that lead to each other and back",
        {
            "pyproject.toml": _project("dependencies = ['a[x0]']"),
            file: _uv(root, _uv_entry("a", own) + _uv_entry("b", back)),
        },
        file,
    )


def _requirements() -> Iterator[Input]:
    kind, file = "sums of requirements", "requirements.txt"
    yield Input(kind, "8 million empty lines", _with_requirements("", "\n" * 8_000_000), file)
    yield Input(
        kind,
        "200,000 includes of one file",
        {**_with_requirements("", "-r r1.txt\n" * 200_000), "r1.txt": ""},
        file,
    )
    digest = f'--hash=sha256:{_SHA} --hash="sha512:{"f" * 199_000}"'
    yield Input(
        kind,
        "25 quoted hashes of 199,000 characters",
        _with_requirements("", "".join(f"p{n}==1 {digest}\n" for n in range(25))),
        "requirements.txt: line 1",
    )
    kind = "a line of requirements"
    yield Input(
        kind,
        "a requirement behind a carriage return in a comment",
        {
            **_with_requirements("", f"one==1 --hash=sha256:{_SHA}  # note\rtwo==1"),
            "pypi.json": _pins("one"),
        },
        "requirements.txt: line 2",
        "two",
    )
    yield Input(
        kind,
        "an include by a variable",
        _with_requirements("", "-r ${HOME}/r.txt"),
        "requirements.txt: line 1",
        "${HOME}",
    )


def _commands() -> Iterator[Input]:
    yield Input(
        "JSON: many",
        "30,000 pins to fetch",
        {"pyproject.toml": PYPROJECT, "pypi.json": _pins(*(f"p{n}" for n in range(30_000)))},
        "pypi.json",
        "",
        ("fetch",),
    )
    pins = _pins("one").replace('"version": 1,', '"version": 1, "files": [],', 1)
    yield Input(
        "JSON: a key twice",
        "a key twice in pypi.json",
        {**_with_requirements("", f"one==1 --hash=sha256:{_SHA}"), "pypi.json": pins},
        "pypi.json",
        "files",
        ("check",),
    )
    kind, command = "migrate", ("migrate",)
    yield Input(
        kind,
        "150,000 empty lines by pynixify",
        _pynixify({"nix/packages/one/default.nix": "\n" * 150_000}),
        "uv.lock",
        "",
        command,
    )
    lock = '{"fetchPipMetadata": {"sources": {"one": %s}, "targets": {}}}'
    yield Input(
        kind,
        "a source that is a number in lock.json",
        _pynixify({"lock.json": lock % "1"}),
        "lock.json: fetchPipMetadata.sources.one",
        "",
        command,
    )
    yield Input(
        kind,
        "6 million lists in lock.json",
        _pynixify({"lock.json": f"[{'[],' * 6_000_000}[]]"}),
        "lock.json",
        "",
        command,
    )
    names = [f"p{n}" for n in range(2000)]
    extras = "".join(f"x{n} = []\n" for n in range(1500))
    provides = json.dumps([f"x{n}" for n in range(1500)])
    files = _wanted(names, "".join(map(_uv_entry, names)))
    yield Input(
        "export",
        "1,500 extras and 2,000 packages for dream2nix",
        {
            "pyproject.toml": _project(
                f"dependencies = {json.dumps(names)}\n[project.optional-dependencies]\n{extras}"
            ),
            "uv.lock": str(files["uv.lock"]).replace(
                "[package.metadata]\n", f"[package.metadata]\nprovides-extras = {provides}\n"
            ),
        },
        "pyproject.toml",
        "",
        ("export", "--to", "dream2nix-pip", "--out", "out"),
    )


READER = [
    *_links_and_files(),
    *_metadata(),
    *_specifiers(),
    *_locks(),
    *_requirements(),
    *_commands(),
]
