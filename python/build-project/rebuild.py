"""Install a project editable (PEP 660) into build/venv of its own folder: `rebuild.py NAME`.

Its back end decides what that means: Python files are used where they are, native code is built
into build/ and built again, incrementally, by running this again. Started by the interpreter that
has everything else the project needs; the virtual environment lies above that one.
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


def main() -> int:
    """Install, unless that is done, and say where."""
    name = sys.argv[1]
    parser = argparse.ArgumentParser(f"{name}-rebuild", description=f"Install {name} editable.")
    parser.add_argument("name", help=argparse.SUPPRESS)
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
    folder = _find(options.name)
    if folder is None:
        print(
            f"{options.name}-rebuild: no pyproject.toml of {options.name} in {Path.cwd()}, above "
            "it or below that; run it in the project",
            file=sys.stderr,
        )
        return 1
    venv = folder / options.build_dir / "venv"
    stamp = _wanted_stamp(folder, settings)
    if not (options.if_stale and _stamp(venv) == stamp):
        try:
            _install(folder, venv, settings)
        except (BackendUnavailable, HookMissing, OSError, subprocess.CalledProcessError) as error:
            print(f"{options.name}-rebuild: {_reason(error)}", file=sys.stderr)
            return 1
        (venv / "made-for").write_text(stamp, encoding="utf-8")
        print(f"{options.name} is editable in {folder}", file=sys.stderr)
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
    return None


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


def _wanted_stamp(folder: Path, settings: Mapping[str, str]) -> str:
    """What the installation follows from, the project's code aside."""
    toml = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    tool = toml.get("tool", {})
    tables = (toml.get("project"), toml.get("build-system"), tool.get("poetry"))
    return json.dumps([sys.executable, __file__, str(folder), settings, *tables], default=str)


def _install(folder: Path, venv: Path, settings: Mapping[str, str]) -> None:
    venv.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(venv, ignore_errors=True)
    arguments = ["--system-site-packages", "--without-pip", str(venv)]
    subprocess.run([sys.executable, "-I", "-m", "venv", *arguments], check=True)
    python = venv / "bin" / "python"
    paths = _paths(python)
    site = Path(paths["purelib"])
    packages = sysconfig.get_path("purelib")
    # The packages of the environment below are not those of its interpreter: name their place.
    line = f"import site; site.addsitedir({packages!r})\n"
    (site / "environment.pth").write_text(line, encoding="utf-8")
    _write_scripts(venv, python)
    with tempfile.TemporaryDirectory() as temporary:
        built = venv.parent / "editable"
        wheel = Path(temporary) / _build_editable(folder, temporary, packages, built, settings)
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
    folder: Path, target: str, packages: str, built: Path, settings: Mapping[str, str]
) -> str:
    """Return the name of the wheel that the project's back end wrote into `target`.

    `packages` are those of the environment; object files are kept in `built`.
    """
    toml = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    system: dict[str, Any] = toml.get("build-system", {})
    backend = system.get("build-backend", "setuptools.build_meta:__legacy__")
    if backend == "poetry.masonry.api":
        # Poetry's backend until 1.0, which is in poetry-core under another name.
        backend = "poetry.core.masonry.api"
    environment = dict(os.environ)
    # Back ends find their own programs (uv_build's) there; no shell need have put them on PATH.
    programs = [str(Path(sys.executable).parent), environment.get("PATH", "")]
    environment["PATH"] = ":".join(filter(None, programs))
    # CMake finds what Python packages bring for it (pybind11, say).
    places = [packages, environment.get("CMAKE_PREFIX_PATH", "")]
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
        str(folder),
        backend,
        system.get("backend-path"),
        runner=run,
        python_executable=sys.executable,
    )
    known = _INCREMENTAL.get(backend)
    if known is None:
        return caller.build_editable(target, settings)
    return caller.build_editable(target, {"build-dir": str(built), **known, **settings})


if __name__ == "__main__":
    sys.exit(main())
