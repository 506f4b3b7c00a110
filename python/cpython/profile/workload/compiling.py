"""Python about Python: tokens, trees, bytecode, imports, of the standard library's own sources."""

import ast
import dis
import importlib
import importlib.util
import io
import linecache
import marshal
import sys
import tokenize
import types
from pathlib import Path

SOURCES = (
    "argparse", "ast", "bdb", "calendar", "cmd", "codeop", "collections", "configparser", "contextlib", "copy", "csv", "dataclasses",
    "difflib", "dis", "enum", "functools", "heapq", "inspect", "json.decoder", "json.encoder", "logging", "operator", "pickle", "pprint",
    "queue", "random", "shlex", "statistics", "string", "textwrap", "tokenize", "traceback", "types", "typing", "weakref",
)  # fmt: skip

FRESH = (
    "bdb",
    "cmd",
    "codeop",
    "colorsys",
    "fileinput",
    "getopt",
    "imaplib",
    "netrc",
    "plistlib",
    "pprint",
    "sched",
    "tabnanny",
    "timeit",
    "wave",
)


def source(name: str) -> str:
    spec = importlib.util.find_spec(name)
    assert spec and spec.loader, name
    return str(spec.loader.get_source(name))  # type: ignore[attr-defined]


class Names(ast.NodeVisitor):
    def __init__(self) -> None:
        self.count = 0

    def visit_Name(self, node: ast.Name) -> None:
        self.count += len(node.id)


class Doubled(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.copy_location(ast.Constant(node.value * 2), node) if type(node.value) is int else node


def compiled() -> int:
    total = 0
    for i, name in enumerate(SOURCES):
        text = source(name)
        code = compile(text, name, "exec", dont_inherit=True)
        total += len(code.co_code) + len(marshal.loads(marshal.dumps(code)).co_names)
        if i % 5 == 0:
            tree = ast.parse(text)
            names = Names()
            names.visit(tree)
            doubled = ast.fix_missing_locations(Doubled().visit(tree))
            total += (
                names.count + len(ast.unparse(doubled)) + len(compile(doubled, name, "exec").co_consts) + sum(1 for _ in ast.walk(tree))
            )
            total += sum(len(token.string) for token in tokenize.generate_tokens(io.StringIO(text).readline))
            total += sum(instruction.opcode for instruction in dis.get_instructions(code))
    for i in range(1500):
        total += eval(f"{i} + 2 * (3 - x)", {"x": i})
        space: dict[str, object] = {}
        exec("def f(a, b=1):\n    return [a + b for a in range(3)]", space)
    return total + len(ast.literal_eval("{'a': [1, 2, (3, 4)], 'b': None}"))


def imported(folder: Path) -> int:
    """Modules and a package written here, imported as source and as bytecode, forgotten, imported again."""
    package = folder / "made"
    package.mkdir()
    (package / "__init__.py").write_text("from . import m0\n__all__ = ['m0']\n")
    for i in range(12):
        (package / f"m{i}.py").write_text(
            f"import sys, os.path\nfrom collections import OrderedDict\nVALUE = {i}\n\ndef f(x):\n    return x + VALUE\n"
        )
    code = compile("VALUE = 5\n", "bare", "exec")
    (folder / "bare.pyc").write_bytes(importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code))
    sys.path.insert(0, str(folder))
    total = 0
    try:
        for _ in range(12):
            importlib.invalidate_caches()
            for i in range(12):
                total += importlib.import_module(f"made.m{i}").f(i)
            total += importlib.import_module("bare").VALUE
            for name in [name for name in sys.modules if name == "bare" or name.partition(".")[0] == "made"]:
                del sys.modules[name]
            try:
                importlib.import_module("made.missing")
            except ImportError:
                total += 1
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name == "bare" or name.partition(".")[0] == "made"]:
            del sys.modules[name]
        sys.path_importer_cache.clear()
        linecache.clearcache()
    return total


def afresh() -> int:
    total = 0
    for name in FRESH:
        if importlib.util.find_spec(name):
            module = types.ModuleType(name)
            exec(compile(source(name), name, "exec", dont_inherit=True), module.__dict__)
            total += len(vars(module))
    return total


def run(folder: Path) -> str:
    return f"{compiled()} {imported(folder)} {afresh()}"
