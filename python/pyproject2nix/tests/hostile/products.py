"""Sisters of the reader's inputs: two numbers that are small, and multiplied; and odd places again."""

import json
from collections.abc import Iterator

from hostile.making import (
    ODD,
    SHA,
    TARGETS,
    again,
    chain,
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
from hostile.model import PYPROJECT, Content, Input, link
from pyproject2nix.lock.pdm.content_hash import pdm_content_hash

__all__ = ["PRODUCTS"]

_FILE = "pyproject.toml"


def _pdm(entries: str) -> dict[str, Content]:
    toml = {"project": {"name": "sample", "version": "1"}, "tool": {"uv": {"package": False}}}
    head = f"[metadata]\nlock_version = '4.5.0'\ncontent_hash = '{pdm_content_hash(toml)}'\n"
    return {_FILE: PYPROJECT, "pdm.lock": f"{head}{entries}"}


def _metadata() -> Iterator[Input]:
    kind = "dropped"
    slip = "[build-system]\nrequire = ['hatchling']\nbuild-backend = 'hatchling.build'\n"
    yield Input(
        kind,
        "a key of [build-system] with a slip",
        with_requirements("", "", slip),
        "pyproject.toml: build-system.require",
    )
    yield Input(
        kind,
        "a dynamic field that is none",
        with_requirements("dynamic = ['dependancies']"),
        "pyproject.toml: project.dynamic",
        "dependancies",
        status=0,
    )
    kind = "products"
    rows = ", ".join(["{ version = '1' }"] * 90)
    yield Input(
        kind,
        "5,000 requirements with 90 entries of Poetry for each",
        {
            _FILE: f"[project]\nname = 'sample'\nversion = '1'\ndependencies = [{again('a', 5000)}]\n[tool.poetry.dependencies]\na = [{rows}]\n"
        },
        "pyproject.toml: tool.poetry.dependencies.a",
    )
    names = "".join(f"p{n} = '*'\n" for n in range(15_000))
    extras = "".join(f"x{n} = []\n" for n in range(60_000))
    yield Input(
        kind,
        "60,000 extras of Poetry beside 15,000 dependencies",
        {
            **poetry(f"[tool.poetry.dependencies]\n{names}[tool.poetry.extras]\n{extras}"),
            "requirements.txt": "",
        },
        "requirements.txt",
        "p0",
    )
    yield Input(
        kind,
        "60,000 extras beside 15,000 entries of Poetry",
        {
            _FILE: f"[project]\nname = 'sample'\nversion = '1'\n[project.optional-dependencies]\n{extras}[tool.poetry.dependencies]\n{names}"
        },
        ".: there is no lock file",
    )
    more = ",".join(f"x{n}" for n in range(600))
    extras = "".join(f"x{n} = []\n" for n in range(600))
    groups = "".join(f"g{n} = [{{ include-group = 'a' }}]\n" for n in range(30_000))
    yield Input(
        kind,
        "30,000 groups that include 600 extras",
        with_requirements(
            f"[project.optional-dependencies]\n{extras}",
            "",
            f"[dependency-groups]\na = ['sample[{more}]']\n{groups}",
        ),
        "pyproject.toml: dependency-groups",
    )
    marker = " or ".join(f"os_name == 'a{n}'" for n in range(60))
    rows = json.dumps([f"p{n}; {marker}" for n in range(300)])
    groups = "".join(f"g{n} = [{{ include-group = 'a' }}]\n" for n in range(300))
    yield Input(
        kind,
        "300 groups that include 300 markers of 1,000 characters",
        {
            **poetry(f"package-mode = false\n[dependency-groups]\na = {rows}\n{groups}"),
            "requirements.txt": "",
        },
        "",
        "",
        ODD,
        0,
    )
    groups = "".join(f"g{n} = []\n" for n in range(20_000))
    yield Input(
        kind,
        "20,000 groups for 64 targets",
        with_requirements("", "", f"{TARGETS}[dependency-groups]\n{groups}"),
        "pyproject.toml",
        "",
        ("generate",),
    )
    kind = "many"
    yield Input(
        kind,
        "a platform of 3 MB",
        poetry(
            f"[tool.poetry.dependencies]\none = {{ version = '*', platform = '{'a|' * 1_500_000}a' }}\n"
        ),
        "pyproject.toml: tool.poetry.dependencies.one.platform",
    )
    yield Input(
        "links",
        "a chain of 2,000 links as a version file",
        {
            _FILE: "[project]\nname = 'sample'\ndynamic = ['version']\n[build-system]\nbuild-backend = 'hatchling.build'\n[tool.hatch.version]\npath = 'v'\n",
            "v": chain(2000),
            "sample.py": "",
        },
        "pyproject.toml: tool.hatch.version.path",
        "'v'",
    )


def _locks() -> Iterator[Input]:
    kind, file = "products", "uv.lock"
    entry = "[[package]]\nname = '{}'\nversion = '{}'\noptional = false\npython-versions = '*'\nfiles = []\n"
    rows = "{ version = '*', optional = true }," * 30_000
    extras = "".join(f"x{n} = ['one']\n" for n in range(30_000))
    yield Input(
        kind,
        "30,000 extras with 30,000 entries each in poetry.lock",
        poetry_lock(
            project("dependencies = ['a']"),
            f"{entry.format('a', 1)}[package.dependencies]\none = [{rows}]\n[package.extras]\n{extras}{entry.format('one', 1)}",
        ),
        "poetry.lock: package.a",
    )
    texts = json.dumps([f"p{n}" for n in range(500)])
    rows = f"[[package]]\nname = 'one'\nversion = '1'\nfiles = []\ndependencies = {texts}\n"
    yield Input(
        kind,
        "50 equal entries and 50 of their extras in pdm.lock",
        _pdm(rows * 50 + "".join(f"{rows}extras = ['x{n}']\n" for n in range(50))),
        "pdm.lock: package.one",
    )
    rows = "".join(
        f"""[[packages]]\nname = 'one'\nversion = '{n}'\nmarker = "os_name == 'a{n}'"\n{pylock_wheel("one", n)}\ndependencies = []\n"""
        for n in range(100)
    )
    edges = "{ name = 'one' }," * 20_000
    yield Input(
        kind,
        "20,000 edges to a name with 100 entries in pylock.toml",
        pylock(
            f"{rows}[[packages]]\nname = 'two'\nversion = '1'\n{pylock_wheel('two')}\ndependencies = [{edges}]\n"
        ),
        "pylock.toml: packages.two",
    )
    wheels = "".join(
        f"{{ filename = 'one-1-{n}-py3-none-any.whl', hash = 'sha256:{SHA}' }},"
        for n in range(40_000)
    )
    files = wanted(["one"], uv_entry("one", "", f"wheels = [{wheels}]\n"))
    yield Input(
        kind,
        "40,000 wheels for 64 targets",
        {**files, _FILE: project("dependencies = ['one']", TARGETS)},
        "uv.lock: package.one",
    )
    markers = json.dumps([f"os_name in 'a{n}'" for n in range(200_000)])
    yield Input(
        kind,
        "200,000 markers of a lock",
        {_FILE: PYPROJECT, file: uv("", "", f"resolution-markers = {markers}")},
        "uv.lock",
    )
    ours = json.dumps([f"p{n}; os_name == 'a{n}'" for n in range(3000)])
    theirs = ", ".join(
        f"""{{ name = 'p{n}', marker = "os_name == 'b{n}'" }}""" for n in range(3000)
    )
    yield Input(
        kind,
        "3,000 markers that say the same in other words",
        {
            _FILE: project(f"dependencies = {ours}"),
            file: uv(f"[package.metadata]\nrequires-dist = [{theirs}]", ""),
        },
        "pyproject.toml: project.dependencies",
    )
    long = ",".join(f">={n}" for n in range(640))
    names = [f"p{n}" for n in range(100)]
    yield Input(
        kind,
        "100 requirements of 4,000 characters for 64 targets",
        {
            _FILE: project(
                f"dependencies = {json.dumps([f'{name}{long}' for name in names])}", TARGETS
            ),
            "pylock.toml": str(pylock("")["pylock.toml"])
            + "".join(
                f"[[packages]]\nname = '{name}'\nversion = '700'\n{pylock_wheel(name, 700)}\ndependencies = []\n"
                for name in names
            ),
        },
        "pyproject.toml: project.dependencies",
    )
    python = " || ".join([*map(str, range(100, 240)), ">=3.8"])
    entries = "".join(
        f"[[package]]\nname = '{name}'\nversion = '1'\noptional = false\npython-versions = '{python}'\n"
        f"files = [{{ file = '{name}-1-py3-none-any.whl', hash = 'sha256:{SHA}' }}]\n"
        for name in names
    )
    yield Input(
        kind,
        "100 packages with 140 alternatives of Python for 64 targets",
        poetry_lock(project(f"dependencies = {json.dumps(names)}", TARGETS), entries),
        "poetry.lock: package.p",
    )
    yield Input(
        kind,
        "a description of 5 MB for 64 targets",
        poetry_lock(
            project("dependencies = ['one']", f"{TARGETS}[tool.poetry]\npackage-mode = false\n"),
            f"{entry.format('one', 1)}description = '{'x ' * 2_500_000}'\n".replace(
                "files = []",
                f"files = [{{ file = 'one-1-py3-none-any.whl', hash = 'sha256:{SHA}' }}]",
            ),
        ),
        "",
        "",
        ("generate",),
        0,
    )
    row = f"[[packages]]\nname = 'one'\nversion = '1'\n{pylock_wheel('one')}\n"
    yield Input(
        "comparisons",
        "a set on the left of a comparison",
        pylock(f"{row}marker = \"extras ~= '1.0'\"\n"),
        "pylock.toml: packages",
        "extras",
    )


def _requirements() -> Iterator[Input]:
    kind, file = "products", "requirements.txt"
    yield Input(
        kind,
        "3 million names of --only-binary",
        with_requirements("", f"--only-binary={'a,' * 99_000}a\n" * 30),
        file,
    )
    lines = "".join(f"one==1 ; os_name != 'a{n}' --hash=sha256:{SHA}\n" for n in range(9000))
    files = json.loads(pins("one"))
    row = files["files"][0]
    files["files"] += [{**row, "sha256": f"{n:064x}", "targets": []} for n in range(1, 40_000)]
    yield Input(
        kind,
        "9,000 lines about a release of 40,000 files",
        {**with_requirements("", lines), "pypi.json": json.dumps(files)},
        "",
        "",
        ODD,
        0,
    )
    yield Input(
        "a line of requirements",
        "a requirement behind a form feed in a comment",
        {
            **with_requirements("", f"one==1 --hash=sha256:{SHA}  # note\ftwo==1"),
            "pypi.json": pins("one"),
        },
        "requirements.txt: line 2",
        "two",
    )
    yield Input(
        "encodings",
        "requirements in UTF-7",
        with_requirements("", "# coding: utf-7\n# +AAo-two==1\n"),
        file,
        "utf-7",
    )


def _commands() -> Iterator[Input]:
    yield Input(
        "links",
        "a project.json that leads to another file",
        {
            **with_requirements(),
            "pyproject.toml": f"{PYPROJECT}[tool.pyproject2nix]\nout = '.'\n",
            "other.json": "{}",
            "project.json": link("other.json"),
        },
        "project.json",
        "",
        ("generate",),
    )
    yield Input(
        "links",
        "lock where pdm.lock leads nowhere",
        {_FILE: PYPROJECT, "pdm.lock": link("none.lock")},
        "pdm.lock",
        "",
        ("lock",),
    )
    kind, command = "migrate", ("migrate",)
    yield Input(
        kind,
        "a backup that leads nowhere",
        pynixify({"flake.nix.before-migration": link("none")}),
        "flake.nix.before-migration",
        "",
        command,
    )
    source = '{"type": "url", "version": "1", "url": "%s", "sha256": "%s"}'
    lock = '{"fetchPipMetadata": {"sources": {"one": %s}, "targets": {}}}'
    for name, row in {
        "an address with half a bracket": source % ("http://[", SHA),
        "a digest that is none": source % ("https://i.example/one-1.tar.gz", "zz"),
        "half a surrogate": source % ("https://i.example/\\ud800-1.tar.gz", SHA),
    }.items():
        yield Input(
            kind,
            f"{name} in lock.json",
            pynixify({"lock.json": lock % row}),
            "lock.json: fetchPipMetadata.sources.one",
            "",
            command,
        )
    lines = "".join(f"# {n % 120}\n" for n in range(120_000))
    yield Input(
        kind,
        "a pyproject.toml of 120,000 lines of 120 kinds",
        pynixify({_FILE: f"{PYPROJECT}{lines}", "requirements.txt": ""}),
        "",
        "",
        command,
        0,
    )


PRODUCTS = [*_metadata(), *_locks(), *_requirements(), *_commands()]
