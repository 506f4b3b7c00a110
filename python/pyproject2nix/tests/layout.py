"""What the modules of a package import, and what of that its layout does not allow."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

__all__ = ["ALONE", "ORDER", "between_formats", "cycle", "modules", "on_disk", "upward"]

# Each folder imports from itself and from those before it.
ORDER = (
    "isolated",
    "data",
    "templates",
    "base",
    "files",
    "programs",
    "project",
    "lock",
    "plan",
    "render",
    "write",
    "store",
    "build_lock",
    "export",
    "migrate",
    "init",
    "cli",
    "__main__",
)
# It runs on Debian's Python before anything else is there.
ALONE = "fetch"

WITHOUT_DISK = ("plan", "render")
# The program's own files, which are read as resources.
RESOURCES = ("data", "templates")
SYSTEM_MODULES = frozenset(
    [
        *("ctypes", "fcntl", "glob", "importlib", "io", "mmap", "os", "pathlib", "shutil"),
        *("socket", "subprocess", "tempfile", "urllib.request"),
    ]
)
FUNCTIONS = frozenset(["__import__", "input", "open"])
METHODS = frozenset(
    [
        *("absolute", "abspath", "exists", "expanduser", "getcwd", "glob", "is_dir", "is_file"),
        *("is_symlink", "iterdir", "lexists", "listdir", "lstat", "mkdir", "open", "read_bytes"),
        *("read_text", "readlink", "realpath", "resolve", "rglob", "samefile", "stat", "touch"),
        *("unlink", "walk", "write_bytes", "write_text"),
    ]
)


def modules(package: Path) -> dict[str, Path]:
    """Return the files of a package by the names of their modules, without that of the package."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


class _Module:
    """A module that is parsed; what only a type checker imports is left out on demand."""

    def __init__(self, package: Path, name: str, known: dict[str, Path]) -> None:
        self.path, self.known = known[name], known
        self.file = self.path.relative_to(package)
        self.package = ["pyproject2nix", *self.file.parent.parts]
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"))

    def own(self) -> dict[str, int]:
        """Return what is imported of the package itself, and the lines."""
        found: dict[str, int] = {}
        for line, target in self._targets(self.tree):
            top, _, inner = target.partition(".")
            if top == "pyproject2nix":
                # `from a.b import c`: c is a module, or a name in a.b.
                found.setdefault(inner if inner in self.known else inner.rpartition(".")[0], line)
        return found

    def reaches(self) -> Iterator[tuple[int, str]]:
        """Yield what may touch the disk or start a program, and the lines."""
        tree = _WithoutTypes().visit(self.tree)
        for line, target in self._targets(tree):
            if {target, target.rpartition(".")[0], target.partition(".")[0]} & SYSTEM_MODULES:
                yield line, f"imports {target}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in FUNCTIONS or ("." in name and name.rpartition(".")[2] in METHODS):
                    yield node.lineno, f"calls {name}"

    def _targets(self, tree: ast.AST) -> Iterator[tuple[int, str]]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = self.package[: len(self.package) - node.level + 1] if node.level else []
                start = ".".join([*above, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


class _WithoutTypes(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def _read(package: Path) -> dict[str, _Module]:
    known = modules(package)
    return {name: _Module(package, name, known) for name in known}


def upward(package: Path) -> list[str]:
    """Return the imports that lead to a folder which stands above, or alone."""
    found = []
    for name, module in _read(package).items():
        folder = name.partition(".")[0]
        for imported, line in module.own().items():
            other = imported.partition(".")[0]
            if other in ("", folder):
                continue
            if ALONE in (folder, other):
                found.append(f"{module.file}:{line}: imports {imported}; {ALONE} stands alone")
            elif ORDER.index(other) > ORDER.index(folder):
                reason = f"{other} stands above {folder}"
                found.append(f"{module.file}:{line}: imports {imported}; {reason}")
    return found


def between_formats(package: Path) -> list[str]:
    """Return the imports of a lock format, in lock/FORMAT, from outside of it."""
    found = []
    for name, module in _read(package).items():
        for imported, line in module.own().items():
            own, other = name.split(".")[:2], imported.split(".")[:2]
            is_format = other[0] == "lock" and (package / Path(*other)).is_dir()
            if own[0] == "lock" and name != "lock.find" and is_format and own != other != ["lock"]:
                found.append(f"{module.file}:{line}: imports {imported}, another format")
    return found


def cycle(package: Path) -> list[str]:
    """Return modules that import each other in a cycle, if there are any."""
    try:
        TopologicalSorter({n: list(m.own()) for n, m in _read(package).items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def on_disk(package: Path) -> list[str]:
    """Return what may touch the disk in the folders WITHOUT_DISK, or in what they import."""
    every = _read(package)
    queue = [name for name in every if name.partition(".")[0] in WITHOUT_DISK]
    reached: set[str] = set()
    while queue:
        name = queue.pop()
        if name not in reached and name.partition(".")[0] not in RESOURCES:
            reached.add(name)
            queue += every[name].own()
    return [
        f"{every[name].file}:{line}: {what}"
        for name in sorted(reached)
        for line, what in every[name].reaches()
    ]
