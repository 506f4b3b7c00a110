"""Extras, groups and files that include each other."""

from collections.abc import Iterator

from hostile.model import PYPROJECT, Input

__all__ = ["INCLUDES"]

_HEAD = '[project]\nname = "sample"\nversion = "1"\n'
_TAIL = "[tool.uv]\npackage = false\n"


def _extras(*lines: str) -> dict[str, str]:
    rows = "".join(f"{line}\n" for line in lines)
    text = f"{_HEAD}[project.optional-dependencies]\n{rows}{_TAIL}"
    return {"pyproject.toml": text, "requirements.txt": ""}


def _groups(*lines: str) -> dict[str, str]:
    rows = "".join(f"{line}\n" for line in lines)
    return {"pyproject.toml": f"{_HEAD}[dependency-groups]\n{rows}{_TAIL}", "requirements.txt": ""}


def _poetry(*lines: str) -> dict[str, str]:
    text = "".join(f"{line}\n" for line in lines)
    return {"pyproject.toml": f'[tool.poetry]\nname = "sample"\nversion = "1"\n{text}'}


def _files(*contents: str) -> dict[str, str]:
    first, *others = contents
    named = {f"r{number}.txt": text for number, text in enumerate(others, 1)}
    return {"pyproject.toml": PYPROJECT, "requirements.txt": first, **named}


def _extras_of_extras() -> Iterator[Input]:
    kind, odd = "extras", ("explain",)
    table = "project.optional-dependencies"
    yield Input(
        kind,
        "an extra by two names",
        _extras("Foo_Bar = []", "foo-bar = []"),
        "pyproject.toml",
        f"{table}.foo-bar: 'Foo_Bar' and 'foo-bar'",
    )
    yield Input(kind, "an extra that asks for itself", _extras('a = ["sample[a]"]'), "", "", odd, 0)
    yield Input(
        kind,
        "an extra that asks for itself with a marker",
        _extras("""a = ["sample[a]; os_name == 'nt'"]"""),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "two extras for each other",
        _extras('a = ["sample[b]"]', 'b = ["sample[a]"]'),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "two extras for each other with markers",
        _extras(
            """a = ["sample[b]; os_name == 'nt'"]""", """b = ["sample[a]; os_name == 'posix'"]"""
        ),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "24 extras that ask for the next twice",
        _extras(
            *(
                f"""x{n} = ["sample[x{n + 1}]; os_name == 'nt'", "sample[x{n + 1}]"]"""
                for n in range(24)
            ),
            "x24 = []",
        ),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "24 extras that ask for the next by two markers",
        _extras(
            *(
                f"""x{n} = ["sample[x{n + 1}]; os_name == 'a{n}'", "sample[x{n + 1}]; os_name == 'b{n}'"]"""
                for n in range(24)
            ),
            "x24 = []",
        ),
        "pyproject.toml",
        "markers decide on extra",
    )
    yield Input(
        kind,
        "3,000 extras in a row",
        _extras(*(f'x{n} = ["sample[x{n + 1}]"]' for n in range(3000)), "x3000 = []"),
        "pyproject.toml",
        "project",
    )
    yield Input(
        kind,
        "100 extras in a row",
        _extras(*(f'x{n} = ["sample[x{n + 1}]"]' for n in range(100)), "x100 = []"),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "extras that are not there",
        _extras('a = ["sample[b]"]'),
        "pyproject.toml: project.optional-dependencies.a",
        "'b'",
    )
    yield Input(
        kind,
        "extras of Poetry by two names",
        _poetry("[tool.poetry.extras]", "Foo_Bar = []", "foo-bar = []"),
        "pyproject.toml: tool.poetry.extras",
        "'Foo_Bar' and 'foo-bar'",
    )
    yield Input(
        kind,
        "extras beside Poetry by two names",
        {
            "pyproject.toml": f"{_HEAD}[project.optional-dependencies]\nA_B = []\na-b = []\n[tool.poetry]\n"
        },
        "pyproject.toml: project.optional-dependencies",
        "'A_B' and 'a-b'",
    )


def _groups_of_groups() -> Iterator[Input]:
    kind, odd, table = "groups", ("explain",), "dependency-groups"
    twice = [
        f'x{n} = [{{include-group = "x{n + 1}"}}, {{include-group = "x{n + 1}"}}]'
        for n in range(40)
    ]
    chain = [f'x{n} = ["a{n}", {{include-group = "x{n + 1}"}}]' for n in range(3000)]
    yield Input(
        kind, "40 groups that include the next twice", _groups(*twice, "x40 = []"), "", "", odd, 0
    )
    yield Input(
        kind, "3,000 groups in a row", _groups(*chain, "x3000 = []"), "pyproject.toml", table
    )
    yield Input(
        kind,
        "a group that includes itself",
        _groups('a = [{include-group = "A"}]'),
        "pyproject.toml",
        f"{table}.a",
    )
    yield Input(
        kind,
        "two groups that include each other",
        _groups('a = [{include-group = "b"}]', 'b = [{include-group = "a"}]'),
        "pyproject.toml",
        f"{table}.a",
    )
    yield Input(
        kind,
        "a group by two names",
        _groups("A_B = []", "a-b = []"),
        "pyproject.toml",
        "'A_B' and 'a-b'",
    )
    yield Input(
        kind,
        "a group that is not there",
        _groups('a = [{include-group = "b"}]'),
        "pyproject.toml",
        f"{table}.a",
    )
    yield Input(kind, "a group that is a number", _groups("a = 1"), "pyproject.toml", f"{table}.a")
    yield Input(
        kind,
        "a group with another key",
        _groups('a = [{include = "b"}]'),
        "pyproject.toml",
        f"{table}.a",
    )
    poetry = [
        f'[tool.poetry.group.x{n}]\ninclude-groups = ["x{n + 1}", "x{n + 1}"]' for n in range(3000)
    ]
    yield Input(
        kind,
        "3,000 groups of Poetry in a row",
        _poetry(*poetry, "[tool.poetry.group.x3000]"),
        "pyproject.toml",
        "tool.poetry.group",
    )
    yield Input(
        kind,
        "a group of Poetry that includes itself",
        _poetry("[tool.poetry.group.a]", 'include-groups = ["a"]'),
        "pyproject.toml",
        "tool.poetry.group.a",
    )
    yield Input(
        kind,
        "a group of Poetry by two names",
        _poetry("[tool.poetry.group.A_B]", "[tool.poetry.group.a-b]"),
        "pyproject.toml",
        "'A_B' and 'a-b'",
    )


def _files_of_files() -> Iterator[Input]:
    kind, odd = "files of requirements", ("explain",)
    twice = [f"-r r{n + 1}.txt\n-r r{n + 1}.txt\n" for n in range(30)]
    yield Input(kind, "30 files that include the next twice", _files(*twice, ""), "", "", odd, 0)
    yield Input(
        kind,
        "3,000 files in a row",
        _files(*(f"-r r{n + 1}.txt" for n in range(3000)), ""),
        "",
        "",
        odd,
        0,
    )
    yield Input(
        kind,
        "a file that includes itself",
        _files("-r requirements.txt"),
        "requirements.txt: line 1",
    )
    yield Input(
        kind,
        "a file that includes itself by a link",
        {**_files("-r r1.txt"), "r1.txt": lambda p: p.symlink_to("requirements.txt")},
        "requirements.txt: line 1",
    )
    yield Input(
        kind,
        "a file that includes itself by a longer path",
        {**_files("-r a/../requirements.txt"), "a/b": ""},
        "requirements.txt: line 1",
    )
    yield Input(
        kind,
        "a cycle of three files",
        _files("-r r1.txt", "-c r2.txt", "-r requirements.txt"),
        "r1.txt: line 1",
    )
    yield Input(
        kind, "a file outside", _files("-r ../other.txt"), "requirements.txt: line 1", "other.txt"
    )
    yield Input(
        kind,
        "a file outside by a link",
        {**_files("-r r1.txt"), "r1.txt": lambda p: p.symlink_to("/etc/passwd")},
        "requirements.txt: line 1",
        "r1.txt",
    )
    yield Input(
        kind,
        "an absolute file",
        _files("-r /etc/passwd"),
        "requirements.txt: line 1",
        "/etc/passwd",
    )
    yield Input(
        kind,
        "9 MB of files",
        _files(*(f"-r r{n + 1}.txt\n" + ("#" * 99 + "\n") * 10_000 for n in range(9)), ""),
        "r7.txt: line 1",
        "r8.txt",
    )


INCLUDES = [*_extras_of_extras(), *_groups_of_groups(), *_files_of_files()]
