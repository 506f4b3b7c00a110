"""Files that are deep, long or full of tiny values."""

from collections.abc import Iterator, Mapping

from hostile.model import PYPROJECT, Input

__all__ = ["SHAPES"]

_TOML: Mapping[str, str] = {
    "lists 5,000 deep": f"x = {'[' * 5000}{']' * 5000}",
    "tables 5,000 deep": f"x = {'{a = ' * 5000}1{'}' * 5000}",
    "a key of 5,000 parts": f"{'.'.join(['a'] * 5000)} = 1",
    "a header of 5,000 parts": f"[{'.'.join(['a'] * 5000)}]",
    "quoted parts": '"a".' * 5000 + "a = 1",
    "hexadecimal digits": f"x = 0x{'f' * 5000}",
    "octal digits": f"x = 0o{'7' * 5000}",
    "binary digits": f"x = 0b{'1' * 50_000}",
    "decimal digits": f"x = {'9' * 5000}",
    "digits with underscores": f"x = 0x{'f_' * 5000}f",
    "digits of a float": f"x = 1.{'1' * 5000}",
    "a million numbers": f"x = [{'1,' * 1_000_000}]",
    "a million lists": f"x = [{'[],' * 1_000_000}]",
    "a million lines": "#\n" * 1_000_000,
    "a million escapes": 'x = "' + r"\n" * 1_000_000 + '"',
    "a million tables": "".join(f"[a{i}]\n" for i in range(1_000_000)),
    "brackets that close": "]" * 1_000_000,
    "a long key": f"{'a' * 1_000_000} = 1",
    "a key twice": "x = 1\nx = 2\n",
    "a date of no calendar": "x = 2024-02-30\n",
}
_BOMBS = ("a million numbers", "a million lists", "a million tables")
_FILES = ("pyproject.toml", "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")

_JSON: Mapping[str, str] = {
    "deep": "[" * 100_000,
    "deep and whole": "[" * 5000 + "]" * 5000,
    "deep tables": '{"a":' * 5000,
    "cut": '{"version": 1, "files": [{"na',
    "another type": "[1, 2]",
    "another version": '{"version": 2, "files": []}',
    "digits": '{"version": ' + "9" * 5000 + "}",
    "not a number": '{"version": NaN, "files": []}',
    "a million lists": "[" + "[]," * 1_000_000 + "[]]",
    "a million numbers": "[" + "1," * 1_000_000 + "1]",
    "odd files": '{"version": 1, "files": {"a": 1}}',
    "odd pins": '{"version": 1, "files": [1]}',
    "odd names": '{"version": 1, "files": [{"targets": [], "name": "\\u001b[31m", "version": "1"}]}',
    "odd targets": '{"version": 1, "files": [{"targets": [1]}]}',
    "surrogates": '{"version": 1, "files": [{"targets": [], "name": "\\ud800"}]}',
    "nothing": "",
}


def _shapes() -> Iterator[Input]:
    for shape, text in _TOML.items():
        for file in _FILES:
            if shape in _BOMBS and file not in ("pyproject.toml", "uv.lock"):
                continue
            others = {} if file == "pyproject.toml" else {"pyproject.toml": PYPROJECT}
            yield Input(f"TOML: {shape}", f"{shape} in {file}", {**others, file: text}, file)
    for shape, text in _JSON.items():
        yield Input(
            f"JSON: {shape}",
            f"{shape} in pypi.json",
            {"pyproject.toml": PYPROJECT, "pypi.json": text},
            "pypi.json",
            "",
            ("fetch",),
        )


SHAPES = list(_shapes())
