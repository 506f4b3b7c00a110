"""Fifty inputs by a reader who was new to the program: small pieces that add up, and odd places."""

import json
from collections.abc import Iterator
from pathlib import Path

from hostile.making import (
    ODD,
    SHA,
    TARGETS,
    again,
    chain,
    names_of,
    pins,
    poetry,
    poetry_lock,
    project,
    pylock,
    pylock_wheel,
    pynixify,
    uv,
    uv_entry,
    wanted,
    with_requirements,
)
from hostile.model import PYPROJECT, Input, device, fifo, link, loop

__all__ = ["READER"]

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


def _zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(_SPARSE)


def _links_and_files() -> Iterator[Input]:
    kind = "links"
    yield Input(
        kind,
        "a chain of 2,000 links",
        {**with_requirements("", "-r r1.txt"), "r1.txt": chain(2000)},
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
        {**with_requirements(), "uv.lock": link("none.lock")},
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
        **wanted(["m"], "[[package]]\nname = 'm'\nversion = '1'\nsource = { editable = 'm' }\n"),
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
        {**with_requirements(papers), "README": fifo, "LICENCE": device},
        "",
        "",
        ODD,
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
            **wanted(names, "".join(map(entry.format, names))),
            "big.toml": f"[project]\nname = 'm'\nversion = '1'\n[tool.x]\n{keys}",
            **{f"{name}/pyproject.toml": link("../big.toml") for name in names},
        },
        "/pyproject.toml",
    )
    yield Input(
        "a wheel beside",
        "a wheel of 128 MB beside the project for 64 targets",
        {
            **with_requirements(
                "", f"one @ file:one-1-py3-none-any.whl --hash=sha256:{_SPARSE_SHA}", TARGETS
            ),
            "one-1-py3-none-any.whl": _zeros,
        },
        "",
        "",
        ODD,
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
    both = f"pythons = [{again('3.13', 20_000)}]\nplatforms = [{again('x86_64-linux', 20_000)}]\n"
    yield Input(
        kind,
        "one target named 20,000 x 20,000 times",
        with_requirements("", "", f"[tool.pyproject2nix]\n{both}"),
        "",
        "",
        ODD,
        0,
    )
    far = ", ".join(f"'3.{minor}'" for minor in range(968, 1000))
    yield Input(
        kind,
        "Python 3.968 to 3.999",
        {
            **with_requirements(
                "",
                f"one==1 --hash=sha256:{SHA}",
                f"[tool.pyproject2nix]\npythons = [{far}]\nplatforms = ['x86_64-linux', 'aarch64-linux']\n",
            ),
            "pypi.json": pins("one"),
        },
        "pyproject.toml: tool.pyproject2nix",
        "3.9",
    )
    kind = "dates"
    yield Input(
        kind,
        "a date as version in uv.lock",
        wanted(
            ["one"],
            "[[package]]\nname = 'one'\nversion = 1979-05-27\nsource = { registry = 'x' }\n",
        ),
        "uv.lock: package.one.version",
    )
    kind = "dropped"
    yield Input(
        kind,
        "a key of [project] with a slip",
        with_requirements("dependancies = ['one']"),
        "pyproject.toml: project.dependancies",
        status=0,
    )
    both = "dependencies = ['one']\ndynamic = ['dependencies']"
    yield Input(
        kind,
        "dependencies that are static and dynamic",
        {
            **with_requirements(
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
        with_requirements("license = { text = 5 }"),
        "pyproject.toml: project.license",
    )
    yield Input(
        kind,
        "a script outside of the folder of programs",
        with_requirements("[project.scripts]\n'../../sh' = 'one:main'"),
        "pyproject.toml: project.scripts",
        "../../sh",
    )
    yield Input(
        "inline tables",
        "a migration with [tool] as an inline table",
        pynixify(
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
        with_requirements(
            "",
            "",
            f"[tool.pyproject2nix]\ncheck-groups = {names}\n[dependency-groups]\n{groups}",
        ),
        "",
        "",
        ODD,
        0,
    )
    yield Input(
        "a module",
        "a file of 500 KB that a version is read from 2,000 times",
        {
            file: f"{_SETUPTOOLS}version.file = [{again('v', 2000)}]\n",
            "v": "x" * 500_000,
            "sample.py": "",
        },
        "pyproject.toml: tool.setuptools.dynamic.version.file",
    )
    yield Input(
        "a pattern",
        "a pattern that takes the whole file for the version",
        {
            file: f"{_HATCH}pattern = '(?P<version>(.|\\n)*)'\n",
            "v": "1\n" * 200_000,
            "sample.py": "",
        },
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
    wheels = "".join(map(uv_entry, ["builtins", "target", "true"]))
    settings = (
        "dependencies = ['builtins', 'target; platform_machine == \"x86_64\"', 'true']\n"
        "[tool.pyproject2nix]\nimports = ['sample']\nout = '.'\nplatforms = ['aarch64-linux', 'x86_64-linux']\n"
    )
    marker = ", marker = 'platform_machine == \"x86_64\"'"
    rows = f"{{ name = 'builtins' }}, {{ name = 'target'{marker} }}, {{ name = 'true' }}"
    root = f"dependencies = [{rows}]\n[package.metadata]\nrequires-dist = [{rows}]\n"
    yield Input(
        "names of Nix",
        "dependencies called builtins, target and true",
        {
            file: f"[build-system]\nrequires = []\n[project]\nname = 'sample'\nversion = '1'\n{settings}",
            "uv.lock": uv(root, wheels, source="editable"),
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
        with_requirements("""dependencies = ["one; python_version ~= '3'"]"""),
        "pyproject.toml: project.dependencies",
        "python_version",
    )
    yield Input(
        kind,
        "an extra that is greater than another",
        {
            **with_requirements("", f"one==1 ; extra > 'a' --hash=sha256:{SHA}"),
            "pypi.json": pins("one"),
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
        poetry(
            f"[tool.poetry.dependencies]\npython = '{some}'\nPython = '{some}'\nPYTHON = '{some}'\n"
        ),
        "pyproject.toml: tool.poetry.dependencies",
    )
    long = "|".join(["1"] * 499)
    rows = "".join(f"p{n} = {{ version = '*', python = '{long}' }}\n" for n in range(2000))
    yield Input(
        kind,
        "2,000 constraints of 1,000 characters on Python",
        poetry(f"[tool.poetry.dependencies]\n{rows}"),
        "pyproject.toml: tool.poetry.dependencies",
    )
    yield Input(
        "names",
        "a dependency that begins with the Kelvin sign",
        with_requirements("dependencies = ['\N{KELVIN SIGN}e\N{COMBINING ACUTE ACCENT}']"),
        "pyproject.toml: project.dependencies",
    )
    kind = "many"
    yield Input(
        kind,
        "500,000 dependencies of one letter",
        with_requirements(f"dependencies = [{again('a', 500_000)}]"),
        "pyproject.toml: project.dependencies",
    )
    asked = " or ".join(f"os_name == 'a{n}'" for n in range(190))
    base = json.dumps([f"p{n}; os_name == 'b{n}'" for n in range(2000)])
    yield Input(
        kind,
        "an extra of 2,000 requirements under a marker of 3,900 characters",
        with_requirements(
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
            "pyproject.toml": project("", TARGETS),
            file: uv(f"dependencies = [{markers}]", uv_entry("p")),
        },
        file,
    )
    long = " or ".join(f"os_name == 'a{n}'" for n in range(700))
    rows = "".join(
        f"""[[packages]]\nname = 'p{n}'\nversion = '1'\nmarker = "os_name == 'b{n}' or {long}"\n{pylock_wheel(f"p{n}")}\n"""
        for n in range(400)
    )
    yield Input(
        kind, "400 markers of 14,000 characters in pylock.toml", pylock(rows), "pylock.toml"
    )
    names = [f"p{n}" for n in range(4900)]
    yield Input(
        kind,
        "4,900 packages for 64 targets",
        wanted(names, "".join(map(uv_entry, names)), TARGETS),
        file,
    )
    cycle = "".join(
        uv_entry(f"c{n}", f"dependencies = [{names_of([f'c{(n + 1) % 500}'])}]") for n in range(500)
    )
    names = [f"p{n}" for n in range(3000)]
    others = "".join(uv_entry(name, f"dependencies = [{names_of(['c0'])}]") for name in names)
    yield Input(
        kind,
        "3,000 packages that need a cycle of 500",
        wanted(names, cycle + others),
        file,
        "",
        ("generate",),
    )
    entry = "[[package]]\nname = '{}'\nversion = '{}'\noptional = false\npython-versions = '*'\nfiles = []\n"
    edges = again("<51", 200_000) + again(">49", 200_000)
    yield Input(
        kind,
        "400,000 edges to a name with 100 entries in poetry.lock",
        poetry_lock(
            project("dependencies = ['a']"),
            f"{entry.format('a', 1)}[package.dependencies]\none = [{edges}]\n"
            + "".join(entry.format("one", n) for n in range(1, 101)),
        ),
        "poetry.lock",
    )
    tags = ".".join("abcdefgh"), ".".join("ijklmnop"), ".".join("qrstuvw")
    wheels = "".join(
        f"{{ filename = 'one-1-{n}-{'-'.join(tags)}.whl', hash = 'sha256:{SHA}' }},"
        for n in range(8000)
    )
    yield Input(
        kind,
        "8,000 wheels of 448 tags",
        wanted(["one"], uv_entry("one", "", f"wheels = [{wheels}]\n")),
        "uv.lock: package.one",
    )
    chain = "".join(f"x{n} = [{{ name = 'a', extra = ['x{n + 1}'] }}]\n" for n in range(1400))
    own = f"[package.optional-dependencies]\n{chain}x1400 = [{{ name = 'b', extra = ['y'] }}]\n"
    back = "[package.optional-dependencies]\ny = [{ name = 'a', extra = ['x0'] }]\n"
    root = "dependencies = [{ name = 'a', extra = ['x0'] }]\n[package.metadata]\nrequires-dist = [{ name = 'a', extras = ['x0'] }]\n"
    yield Input(
        kind,
        "1,400 extras of a package that lead to each other and back",
        {
            "pyproject.toml": project("dependencies = ['a[x0]']"),
            file: uv(root, uv_entry("a", own) + uv_entry("b", back)),
        },
        file,
        status=0,
    )


def _requirements() -> Iterator[Input]:
    kind, file = "sums of requirements", "requirements.txt"
    yield Input(kind, "8 million empty lines", with_requirements("", "\n" * 8_000_000), file)
    yield Input(
        kind,
        "200,000 includes of one file",
        {**with_requirements("", "-r r1.txt\n" * 200_000), "r1.txt": ""},
        file,
    )
    digest = f'--hash=sha256:{SHA} --hash="sha512:{"f" * 199_000}"'
    yield Input(
        kind,
        "25 quoted hashes of 199,000 characters",
        with_requirements("", "".join(f"p{n}==1 {digest}\n" for n in range(25))),
        "requirements.txt: line 1",
    )
    kind = "a line of requirements"
    yield Input(
        kind,
        "a requirement behind a carriage return in a comment",
        {
            **with_requirements("", f"one==1 --hash=sha256:{SHA}  # note\rtwo==1"),
            "pypi.json": pins("one"),
        },
        "requirements.txt: line 2",
        "two",
    )
    yield Input(
        kind,
        "an include by a variable",
        with_requirements("", "-r ${HOME}/r.txt"),
        "requirements.txt: line 1",
        "${HOME}",
    )


def _commands() -> Iterator[Input]:
    yield Input(
        "JSON: many",
        "30,000 pins to fetch",
        {"pyproject.toml": PYPROJECT, "pypi.json": pins(*(f"p{n}" for n in range(30_000)))},
        "pypi.json",
        "",
        ("fetch",),
    )
    twice = pins("one").replace('"version": 1,', '"version": 1, "files": [],', 1)
    yield Input(
        "JSON: a key twice",
        "a key twice in pypi.json",
        {**with_requirements("", f"one==1 --hash=sha256:{SHA}"), "pypi.json": twice},
        "pypi.json",
        "files",
        ("check",),
    )
    kind, command = "migrate", ("migrate",)
    yield Input(
        kind,
        "150,000 empty lines by pynixify",
        pynixify({"nix/packages/one/default.nix": "\n" * 150_000}),
        "uv.lock",
        "",
        command,
    )
    lock = '{"fetchPipMetadata": {"sources": {"one": %s}, "targets": {}}}'
    yield Input(
        kind,
        "a source that is a number in lock.json",
        pynixify({"lock.json": lock % "1"}),
        "lock.json: fetchPipMetadata.sources.one",
        "",
        command,
    )
    yield Input(
        kind,
        "6 million lists in lock.json",
        pynixify({"lock.json": f"[{'[],' * 6_000_000}[]]"}),
        "lock.json",
        "",
        command,
    )
    names = [f"p{n}" for n in range(2000)]
    extras = "".join(f"x{n} = []\n" for n in range(1500))
    provides = json.dumps([f"x{n}" for n in range(1500)])
    files = wanted(names, "".join(map(uv_entry, names)))
    yield Input(
        "export",
        "1,500 extras and 2,000 packages for dream2nix",
        {
            "pyproject.toml": project(
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
