"""package.nix: the project itself, in nixpkgs' dialect, to be called by `callPackage`."""

import posixpath
import shlex
from collections.abc import Mapping

from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.cargo import CARGO_LOCK
from pyproject2nix.base.nix_syntax import (
    conditional_list,
    is_identifier,
    nix_attr,
    nix_list,
    nix_string,
)
from pyproject2nix.base.target import Target
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.project.project import Preparation, Project
from pyproject2nix.render.cargo import crates_attributes, local_rust
from pyproject2nix.render.licenses import nix_license
from pyproject2nix.templates import fill

__all__ = ["render_package"]

_IGNORED_ANYWHERE = [
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "hpds.tar.gz",
]

_IGNORED_IN_ROOT = [
    ".benchmarks",
    ".coverage",
    ".devbox",
    ".direnv",
    ".envrc",
    ".gitignore",
    ".nox",
    ".tox",
    ".venv",
    "build",
    "devbox.json",
    "devbox.lock",
    "dist",
    "flake.lock",
    "pdm.lock",
    "poetry.lock",
    "project.json",
    "pylock.toml",
    "pypi.json",
    "uv.lock",
    "venv",
]

# Build tools whose setup hook in nixpkgs would take over a phase that the build back end runs.
_HOOKS_OFF = {
    "cmake": "dontUseCmakeConfigure = true;",
    "meson": "dontUseMesonConfigure = true;",
}

# Names that package.nix uses itself: as the name of an argument they would mean a package.
_TAKEN = frozenset(["builtins", "false", "null", "pkgs", "target", "true"])

_TARGET = """\
let
  target = "${python.pythonVersion}-${stdenv.hostPlatform.system}";
in
"""


class _Arguments:
    """Collects the function's arguments while the body is rendered."""

    def __init__(self) -> None:
        self.names = {"buildPythonPackage", "lib"}

    def take(self, name: str) -> str:
        """Return the expression for a package, and note its argument."""
        if is_identifier(name) and name not in _TAKEN:
            self.names.add(name)
            return name
        self.names.add("python")
        return f"python.pkgs.{nix_attr(name)}"

    def program(self, name: str) -> str:
        """Return the expression for a program; a Python package may have its name (redis)."""
        self.names.add("pkgs")
        return f"pkgs.{nix_attr(name)}"

    def packages(self, names: Mapping[Target, tuple[str, ...]], indent: str) -> str:
        """Return a list of packages, conditional where the targets differ."""
        return conditional_list(
            {target.name: some for target, some in names.items()},
            self.take,
            lambda targets, packages: f"lib.optionals {self._on(targets)} {packages}",
            indent,
        )

    def builders(self, local: LocalPackage, indent: str) -> str:
        """Return the list of what builds a project, which may be from build sets."""
        return conditional_list(
            {
                target.name: [f"{name} {local.build_set[target]}" for name in names]
                for target, names in local.build_system.items()
            },
            self._builder,
            lambda targets, packages: f"lib.optionals {self._on(targets)} {packages}",
            indent,
        )

    def _builder(self, name_and_set: str) -> str:
        name, _, build_set = name_and_set.partition(" ")
        if not build_set:
            return self.take(name)
        self.names.add("buildSets")
        return f"buildSets.{nix_attr(build_set)}.{nix_attr(name)}"

    def _on(self, targets: str) -> str:
        self.names |= {"python", "stdenv"}
        return f"(builtins.elem target {targets})"

    def sorted(self) -> list[str]:
        """Return lib and the builder first, as nixpkgs does, and the rest by name."""
        first = ["lib", "buildPythonPackage"]
        return [*first, *sorted(self.names.difference(first))]


def render_package(
    local: LocalPackage, source_path: str, has_build_lock: bool = False, own: str = "."
) -> str:
    """Return package.nix without its header; `source_path` is the Nix path of the project.

    `own` is the path from the project's folder to one with nothing but files of this program.
    """
    project, arguments = local.project, _Arguments()
    inputs = "\n\n".join(_inputs(project, local, source_path, arguments))
    return fill(
        "package.nix",
        arguments="\n".join(f"  {name}," for name in arguments.sorted()),
        target=_TARGET if "elem target" in inputs else "",
        pname=nix_string(project.name),
        version=nix_string(project.version),
        source=_source(project, source_path, has_build_lock, own),
        inputs=inputs,
        imports=_imports(local),
        meta="\n".join(f"    {line}" for line in _meta(project)),
    )


def _imports(local: LocalPackage) -> str:
    """Return the modules to import, and why a package in a cycle imports none."""
    if not local.is_alone:
        return nix_list(map(nix_string, local.imports), "  ")
    return """[ ];
  # Nix cannot build cycles: what it needs of them comes with the whole environment.
  dontCheckRuntimeDeps = true"""


def _source(project: Project, path: str, has_build_lock: bool, own: str) -> str:
    ignored = [*_IGNORED_IN_ROOT, *([BUILD_LOCK] if has_build_lock else [])]
    # Not the files of a deeper folder: *.nix is left out anywhere.
    folders = {own} if own != "." and "/" not in own else set()
    if project.rust is not None:
        # What Cargo builds.
        folders.add("target")
    root = sorted({*ignored, *folders, *project.settings.source_exclude})
    return fill(
        "source.nix",
        path=path,
        anywhere=nix_list(map(nix_string, _IGNORED_ANYWHERE), "        "),
        root=nix_list(map(nix_string, root), "        "),
    ).rstrip("\n")


def _inputs(
    project: Project, local: LocalPackage, source_path: str, arguments: _Arguments
) -> list[str]:
    settings = project.settings
    blocks = _preparation(project.preparation)
    blocks += [f"  build-system = {arguments.builders(local, '  ')};"]
    rust = local_rust(local)
    tools = ("cargo", "rustc") if rust is not None else ()
    names = sorted({*settings.native_build_inputs, *tools})
    if names:
        programs = [arguments.take(name) for name in names]
        if rust is not None:
            programs.append(f"{arguments.take('rustPlatform')}.cargoSetupHook")
        blocks.append(f"  nativeBuildInputs = {nix_list(programs, '  ')};")
        off = [_HOOKS_OFF[name] for name in settings.native_build_inputs if name in _HOOKS_OFF]
        if off:
            comment = "  # The build back end runs these itself."
            blocks.append("\n".join([comment, *(f"  {line}" for line in off)]))
    if settings.build_inputs:
        libraries = [arguments.take(name) for name in settings.build_inputs]
        blocks.append(f"  buildInputs = {nix_list(libraries, '  ')};")
    root = rust.lock.root if rust is not None and rust.lock is not None else ""
    path = f"{source_path} + {nix_string(f'/{posixpath.join(root, CARGO_LOCK)}')}"
    if lines := crates_attributes(rust, path, "rustPlatform", "  "):
        blocks.append("\n".join(f"  {line}" for line in lines))
    if any(local.dependencies.values()):
        blocks.append(f"  dependencies = {arguments.packages(local.dependencies, '  ')};")
    if local.extras:
        extras = "\n".join(
            f"    {nix_attr(extra)} = {arguments.packages(names, '    ')};"
            for extra, names in sorted(local.extras.items())
        )
        blocks.append(f"  optional-dependencies = {{\n{extras}\n  }};")
    if any(local.check_inputs.values()):
        # The hook brings pytest and runs it.
        hooked = {
            target: tuple("pytestCheckHook" if name == "pytest" else name for name in names)
            for target, names in local.check_inputs.items()
        }
        packages = arguments.packages(hooked, "  ")
        if programs := [arguments.program(name) for name in settings.native_check_inputs]:
            packages += f" ++ {nix_list(programs, '  ')}"
        blocks.append(f"  nativeCheckInputs = {packages};")
    return blocks


def _preparation(given: Preparation) -> list[str]:
    """Return what a build is given in place of what the source lacks."""
    blocks = []
    if given.variables:
        lines = [f"  env.{name} = {nix_string(value)};" for name, value in given.variables.items()]
        blocks.append("\n".join([_NO_HISTORY, *lines]))
    commands = []
    for path, text in given.files.items():
        file = f"${{builtins.toFile {nix_string(posixpath.basename(path))} {nix_string(text)}}}"
        commands.append(f"install -D -m 644 {file} {shlex.quote(path)}")
    for path, text in given.appended.items():
        file = f"${{builtins.toFile {nix_string(posixpath.basename(path))} {nix_string(text)}}}"
        commands.append(f"cat {file} >>{shlex.quote(path)}")
    for path, (old, new) in given.replaced.items():
        words = f"{shlex.quote(old)} {shlex.quote(new)}"
        commands.append(f"substituteInPlace {shlex.quote(path)} --replace-fail {words}")
    if commands:
        lines = [*([_NO_HISTORY] if given.files else []), "  postPatch = ''"]
        blocks.append("\n".join([*lines, *(f"    {command}" for command in commands), "  '';"]))
    return blocks


_NO_HISTORY = "  # The source has no repository that tells the version."


def _meta(project: Project) -> list[str]:
    lines = []
    if project.description:
        lines.append(f"description = {nix_string(project.description)};")
    if project.homepage:
        lines.append(f"homepage = {nix_string(project.homepage)};")
    if project.license:
        lines.append(f"license = {nix_license(project.license, '    ')};")
    if len(project.scripts) == 1:
        lines.append(f"mainProgram = {nix_string(project.scripts[0])};")
    return lines
