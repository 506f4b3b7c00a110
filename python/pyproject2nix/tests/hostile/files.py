"""What stands in the place of a file: pipes, devices, endless and empty ones, other encodings."""

from collections.abc import Iterator, Mapping

from hostile.model import (
    PYPROJECT,
    Content,
    Input,
    device,
    fifo,
    folder,
    link,
    loop,
    sparse,
    unix_socket,
)

__all__ = ["FILES"]

_HATCH = """\
[project]
name = "sample"
dynamic = ["version"]
[tool.pyproject2nix]
imports = ["sample"]
[build-system]
build-backend = "hatchling.build"
[tool.hatch.version]
path = "version.py"
"""
_ATTR = """\
[project]
name = "sample"
dynamic = ["version"]
[tool.pyproject2nix]
imports = ["sample"]
[build-system]
build-backend = "setuptools.build_meta"
[tool.setuptools.dynamic]
version.file = "version.py"
"""
_MATURIN = """\
[project]
name = "sample"
dynamic = ["version"]
[tool.pyproject2nix]
imports = ["sample"]
[build-system]
build-backend = "maturin"
"""
_WHEEL = "one-1.0-py3-none-any.whl"
_LOCAL = f"one @ file:{_WHEEL} --hash=sha256:{'0' * 64}\n"
_OUT = {
    "pyproject.toml": PYPROJECT + '[tool.pyproject2nix]\nout = "."\n',
    "requirements.txt": "",
}

# A file's name: the other files, the command, and what the message has to name.
_PLACES: Mapping[str, tuple[dict[str, Content], tuple[str, ...], str, str]] = {
    "pyproject.toml": ({}, ("explain",), "pyproject.toml", ""),
    "uv.lock": ({"pyproject.toml": PYPROJECT}, ("explain",), "uv.lock", ""),
    "pdm.lock": ({"pyproject.toml": PYPROJECT}, ("explain",), "pdm.lock", ""),
    "poetry.lock": ({"pyproject.toml": PYPROJECT}, ("check",), "poetry.lock", ""),
    "pylock.toml": ({"pyproject.toml": PYPROJECT}, ("explain",), "pylock.toml", ""),
    "pylock.build.toml": (dict(_OUT), ("explain",), "pylock.build.toml", ""),
    "requirements.txt": ({"pyproject.toml": PYPROJECT}, ("explain",), "requirements.txt", ""),
    "more.txt": (
        {"pyproject.toml": PYPROJECT, "requirements.txt": "\n-r more.txt\n"},
        ("explain",),
        "requirements.txt: line 2",
        "more.txt",
    ),
    "version.py": (
        {"pyproject.toml": _HATCH},
        ("explain",),
        "pyproject.toml: tool.hatch.version.path",
        "version.py",
    ),
    "Cargo.toml": (
        {"pyproject.toml": _MATURIN},
        ("explain",),
        "pyproject.toml: tool.maturin.manifest-path",
        "Cargo.toml",
    ),
    "pypi.json": ({"pyproject.toml": PYPROJECT}, ("fetch",), "pypi.json", ""),
    "overlay.nix": (dict(_OUT), ("generate", "--force"), "overlay.nix", ""),
    "project.json": (dict(_OUT), ("generate",), "project.json", ""),
    _WHEEL: (
        {"pyproject.toml": PYPROJECT, "requirements.txt": _LOCAL},
        ("generate",),
        "requirements.txt: line 1",
        _WHEEL,
    ),
}
_KINDS: Mapping[str, Content] = {
    "pipe": fifo,
    "device": device,
    "null device": link("/dev/null"),
    "socket": unix_socket,
    "sparse file": sparse,
    "folder": folder,
    "loop of links": loop,
}
_TEXTS: Mapping[str, Content] = {
    "not UTF-8": b"x = '\xff\xfe'\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "NUL characters": b"\0" * 5000,
    "a quote that is not closed": "x = '''" + "y" * 5000,
    "an escape sequence": "x = \x1b[31mred\x9b",
}


def _files() -> Iterator[Input]:
    for name, (others, command, file, key) in _PLACES.items():
        for kind, content in _KINDS.items():
            yield Input(kind, f"{kind} as {name}", {**others, name: content}, file, key, command)
    for name, (others, command, file, key) in _PLACES.items():
        # Generated files are of any kind before they are replaced, a wheel is bytes.
        if name.endswith((".nix", ".whl")) or name == "project.json":
            continue
        for kind, content in _TEXTS.items():
            # In a version file nothing but UTF-8 is asked for.
            shown = key if kind in ("not UTF-8", "UTF-16") or name == "Cargo.toml" else ""
            place = file.removesuffix(".path") if name == "version.py" else file
            if name == "more.txt" and not shown:
                place = "more.txt: line 1"
            yield Input(kind, f"{kind} in {name}", {**others, name: content}, place, shown, command)
    yield Input(
        "sparse file",
        "sparse file of setuptools",
        {"pyproject.toml": _ATTR, "version.py": sparse},
        "pyproject.toml: tool.setuptools.dynamic.version.file",
        "version.py",
    )
    yield Input(
        "no file",
        "no version file",
        {"pyproject.toml": _HATCH},
        "tool.hatch.version.path",
        "version.py",
    )
    yield Input(
        "no file",
        "no included file",
        {"pyproject.toml": PYPROJECT, "requirements.txt": "-r none.txt"},
        "requirements.txt: line 1",
        "none.txt",
    )


FILES = list(_files())
