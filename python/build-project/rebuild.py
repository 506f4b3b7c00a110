"""Install projects editable (PEP 660) into build/venv of the main one: `rebuild.py PROJECTS.json`.

Each one's back end decides what that means: Python files are used where they are, native code is
built into its build/ and built again, incrementally, by running this again. Started by the
interpreter that has everything else the projects need; the virtual environment lies above that one.

The file is `{"name": …, "projects": [{"name", "path", "build-env", "environment", "crates"}]}`: the
name that the main folder is found by, and of each project the path from there, an environment with
what its back end needs, in versions that the shell need not have, or "", variables, unless they are
set, and the folder of the crates that Cargo builds it from, or "".
"""

import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.scripts import Script
from installer.sources import WheelFile
from packaging.utils import canonicalize_name
from pyproject_hooks import BackendUnavailable, BuildBackendHookCaller, HookMissing

__all__ = ["main"]

#: What a back end has to be told to keep its object files from one run to the next, and to write
#: what clangd reads; beside that, where to.
_INCREMENTAL = {
    "mesonpy": {},
    "scikit_build_core.build": {
        "cmake.define.CMAKE_EXPORT_COMPILE_COMMANDS": "ON",
        "editable.mode": "redirect",
        "install.strip": "false",
    },
}


@dataclass(frozen=True)
class _Project:
    """One that is installed."""

    name: str
    folder: Path
    build_env: str
    environment: Mapping[str, str]
    crates: str


def main() -> int:
    """Install, unless that is done, and say where."""
    wanted = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    name, entries = wanted["name"], wanted["projects"]
    together = " and ".join(entry["name"] for entry in entries)
    parser = argparse.ArgumentParser(f"{name}-rebuild", description=f"Install {together} editable.")
    parser.add_argument("projects", help=argparse.SUPPRESS)
    parser.add_argument("--if-stale", action="store_true", help="only if that was not done yet")
    parser.add_argument("--print-programs", action="store_true", help="print the programs' folder")
    parser.add_argument(
        "--build-dir",
        default="build",
        metavar="FOLDER",
        help="of the project's, for what is built and where it is installed; default: build",
    )
    parser.add_argument(
        "-C",
        "--config-setting",
        action="append",
        type=_setting,
        default=[],
        metavar="KEY=VALUE",
        help="for the project's build back end, as pip's option of this name",
    )
    options = parser.parse_args()
    settings = dict(options.config_setting)
    folder = _find(name)
    if folder is None:
        print(
            f"{name}-rebuild: no pyproject.toml of {name} in {Path.cwd()}, above it or below that; "
            "run it in the project",
            file=sys.stderr,
        )
        return 1
    projects = [
        _Project(
            entry["name"],
            Path(os.path.normpath(folder / entry["path"])),
            entry["build-env"],
            entry["environment"],
            entry["crates"],
        )
        for entry in entries
    ]
    venv = folder / options.build_dir / "venv"
    stamp = _wanted_stamp(projects, settings)
    if not (options.if_stale and _stamp(venv) == stamp):
        one = projects[0]
        try:
            paths = _make(venv)
            for one in projects:
                _install(one, paths, venv, options.build_dir, settings)
        except (BackendUnavailable, HookMissing, OSError, subprocess.CalledProcessError) as error:
            of = "" if one is projects[0] else f"{one.name}: "
            print(f"{name}-rebuild: {of}{_reason(error)}", file=sys.stderr)
            return 1
        (venv / "made-for").write_text(stamp, encoding="utf-8")
        for one in projects:
            print(f"{one.name} is editable in {one.folder}", file=sys.stderr)
    if options.print_programs:
        print(venv / "bin")
    return 0


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text}: no KEY=VALUE")
    return key, value


def _reason(error: Exception) -> str:
    if isinstance(error, BackendUnavailable):
        name = error.backend_name
        return f"pyproject.toml: build-system.build-backend: {name!r} cannot be imported; lock it"
    if isinstance(error, HookMissing):
        return "its build back end has no editable installation (PEP 660); require a newer one"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}; it is built there: make that writable"
    return str(error)


def _find(name: str) -> Path | None:
    """Return the project's folder: this one, one above, or one of Git's below those."""
    for above in (Path.cwd(), *Path.cwd().parents):
        for path in _metadata(above):
            try:
                project = tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            tables = (project.get("project"), project.get("tool", {}).get("poetry"))
            if any(canonicalize_name((table or {}).get("name", "")) == name for table in tables):
                return path.parent
        if _generated_name(above) == name:
            return above
    return None


def _generated_name(folder: Path) -> str:
    """Return what pyproject2nix calls a project that has no name in pyproject.toml."""
    for path in (folder / "project.json", *sorted(folder.glob("*/project.json"))):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            # A folder below may have a project of its own.
            if (path.parent / data.get("root", ".")).resolve() == folder.resolve():
                return str(data["name"])
        except (AttributeError, LookupError, OSError, TypeError, ValueError):
            continue
    return ""


def _metadata(folder: Path) -> Iterator[Path]:
    if (folder / "pyproject.toml").exists():
        yield folder / "pyproject.toml"
    if (folder / ".git").exists():
        yield from sorted(folder.glob("*/pyproject.toml"))
        yield from sorted(folder.glob("*/*/pyproject.toml"))


def _stamp(venv: Path) -> str:
    try:
        return (venv / "made-for").read_text(encoding="utf-8")
    except OSError:
        return ""


def _wanted_stamp(projects: Sequence[_Project], settings: Mapping[str, str]) -> str:
    """What the installation follows from, the projects' code aside."""
    wanted: list[object] = [sys.executable, __file__, settings]
    for one in projects:
        toml = _pyproject(one.folder)
        tool = toml.get("tool", {})
        wanted += [str(one.folder), one.build_env, one.environment, one.crates]
        wanted += [toml.get("project"), toml.get("build-system"), tool.get("poetry")]
    return json.dumps(wanted, default=str)


def _make(venv: Path) -> dict[str, str]:
    """Make an empty virtual environment that sees the one below, and return its paths."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(venv, ignore_errors=True)
    arguments = ["--system-site-packages", "--without-pip", str(venv)]
    subprocess.run([sys.executable, "-I", "-m", "venv", *arguments], check=True)
    python = venv / "bin" / "python"
    paths = _paths(python)
    site = Path(paths["purelib"])
    packages = sysconfig.get_path("purelib")
    # The packages of the environment below are not those of its interpreter: name their place,
    # after the projects', which stand in the files before this one.
    line = f"import site; site.addsitedir({packages!r})\n"
    (site / "~environment.pth").write_text(line, encoding="utf-8")
    _write_scripts(venv, python)
    return paths


def _install(
    one: _Project, paths: dict[str, str], venv: Path, build_dir: str, settings: Mapping[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        packages = sysconfig.get_path("purelib")
        name = _build_editable(
            one, temporary, packages, one.folder / build_dir / "editable", settings
        )
        wheel = Path(temporary) / name
        python = venv / "bin" / "python"
        destination = SchemeDictionaryDestination(paths, str(python), "posix")
        with WheelFile.open(wheel) as source:
            install(source, destination, {"INSTALLER": b"rebuild"})


def _paths(python: Path) -> dict[str, str]:
    code = "import json, sysconfig; print(json.dumps(sysconfig.get_paths()))"
    done = subprocess.run([python, "-I", "-c", code], check=True, capture_output=True, text=True)
    paths: dict[str, str] = json.loads(done.stdout)
    return {**paths, "headers": paths["include"]}


def _write_scripts(venv: Path, python: Path) -> None:
    """Programs of the environment (pytest), started so that they see the project."""
    for entry in importlib.metadata.entry_points(group="console_scripts"):
        script = Script(entry.name, entry.module, entry.attr, "console")
        name, content = script.generate(str(python), "posix")
        (venv / "bin" / name).write_bytes(content)
        (venv / "bin" / name).chmod(0o755)


def _build_editable(
    one: _Project, target: str, packages: str, built: Path, settings: Mapping[str, str]
) -> str:
    """Return the name of the wheel that the project's back end wrote into `target`.

    `packages` are those of the environment; object files are kept in `built`.
    """
    toml = _pyproject(one.folder)
    system: dict[str, Any] = toml.get("build-system", {})
    backend = _backend(toml)
    environment = {**one.environment, **os.environ}
    # Back ends find their own programs (uv_build's) there; no shell need have put them on PATH.
    programs = [str(Path(sys.executable).parent), environment.get("PATH", "")]
    places = [packages, environment.get("CMAKE_PREFIX_PATH", "")]
    if one.build_env:
        builders = sysconfig.get_path("purelib", vars={"base": one.build_env})
        programs.insert(0, str(Path(one.build_env, "bin")))
        places.insert(0, builders)
        paths = [builders, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = ":".join(filter(None, paths))
    if one.crates:
        environment["CARGO_HOME"] = str(_cargo_home(one.crates, built.parent / "cargo"))
    environment["PATH"] = ":".join(filter(None, programs))
    # CMake finds what Python packages bring for it (pybind11, say).
    environment["CMAKE_PREFIX_PATH"] = ":".join(filter(None, places))

    def run(
        cmd: Sequence[str],
        cwd: str | None = None,
        extra_environ: Mapping[str, str] | None = None,
    ) -> None:
        # What the back end prints is for people; standard output is for --print-programs.
        variables = {**environment, **(extra_environ or {})}
        subprocess.run(cmd, cwd=cwd, env=variables, check=True, stdout=sys.stderr)

    caller = BuildBackendHookCaller(
        str(one.folder),
        backend,
        system.get("backend-path"),
        runner=run,
        python_executable=sys.executable,
    )
    known = _INCREMENTAL.get(backend)
    if known is None:
        return caller.build_editable(target, settings)
    return caller.build_editable(target, {"build-dir": str(built), **known, **settings})


def _cargo_home(crates: str, home: Path) -> Path:
    """Return a folder that has Cargo take crates from another one, and none from the network."""
    home.mkdir(parents=True, exist_ok=True)
    config = Path(crates, ".cargo", "config.toml").read_text(encoding="utf-8")
    text = config.replace("@vendor@", crates) + "\n[net]\noffline = true\n"
    (home / "config.toml").write_text(text, encoding="utf-8")
    return home


def _pyproject(folder: Path) -> dict[str, Any]:
    """Return what pyproject.toml says: nothing where setup.py says all."""
    path = folder / "pyproject.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _backend(toml: Mapping[str, Any]) -> str:
    """Return the build backend, as pyproject2nix gives it to a build in the sandbox."""
    core = "poetry.core.masonry.api"
    if "build-system" not in toml and "poetry" in toml.get("tool", {}):
        return core
    named: str = toml.get("build-system", {}).get("build-backend", "")
    # The whole of Poetry was a backend; poetry-core has been the same since.
    return core if named == "poetry.masonry.api" else named or "setuptools.build_meta:__legacy__"


if __name__ == "__main__":
    sys.exit(main())
