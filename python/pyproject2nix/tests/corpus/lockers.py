"""Runs the real lockers, and has them tell in their own words what a lock means."""

import hashlib
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["LOCKERS", "Workplace"]

_HASH = re.compile(r"\s+--hash=\S+")


@dataclass(frozen=True)
class Workplace:
    """A copy of a project, and where its packages come from."""

    folder: Path
    index: str
    """Address of the served index, without `/simple`."""
    repositories: Path
    """Folder whose repositories stand for those of https://git.example/."""
    cache: Path
    options: Mapping[str, Any] = field(default_factory=dict)
    """The project's entry in corpus.toml."""

    def run(self, tool: str, *arguments: str, text: str | None = None, **env: str) -> str:
        """Run a program in the folder and return what it prints.

        `poetry-1.8` is what the variable POETRY_1_8 names, else a program of that name.
        """
        program = os.environ.get(re.sub("[-.]", "_", tool).upper(), tool)
        done = subprocess.run(
            [program, *arguments],
            cwd=self.folder,
            env=self._environment() | env,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(
                f"{self.folder.name}: {tool} {' '.join(arguments)}\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        simple = f"{self.index}/simple"
        return kept | {
            "HOME": str(self.cache),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.file://{self.repositories}/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://git.example/",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_INDEX_URL": simple,
            "PDM_CHECK_UPDATE": "false",
            "PDM_IGNORE_SAVED_PYTHON": "1",
            "PDM_NO_CACHE": "1",
            "PDM_PYTHON_USE_VENV": "false",
            "PDM_PYPI_URL": simple,
            "POETRY_PYPI_MIRROR_URL": simple,
            "POETRY_SYSTEM_GIT_CLIENT": "true",
            "POETRY_VIRTUALENVS_CREATE": "false",
            "UV_CACHE_DIR": str(self.cache / "uv"),
            "UV_DEFAULT_INDEX": simple,
            "UV_PYTHON_DOWNLOADS": "never",
        }

    def chosen(self, what: str, found: Sequence[str]) -> list[str]:
        """Return the groups or extras that [tool.pyproject2nix] wants: all, if it names none."""
        settings = self.toml().get("tool", {}).get("pyproject2nix", {})
        return list(settings.get(what, found))

    def toml(self) -> dict[str, Any]:
        """Return pyproject.toml."""
        return tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))

    def extras(self) -> list[str]:
        """Return the extras to export."""
        toml = self.toml()
        project = toml.get("project", {}).get("optional-dependencies", {})
        poetry = toml.get("tool", {}).get("poetry", {}).get("extras", {})
        return self.chosen("extras", [*project, *poetry])

    def groups(self) -> list[str]:
        """Return the groups to export; optional ones are not wanted by default."""
        toml = self.toml()
        tool = toml.get("tool", {})
        poetry = tool.get("poetry", {}).get("group", {})
        found = [name for name, group in poetry.items() if not group.get("optional", False)]
        found += ["dev"] * ("dev-dependencies" in tool.get("poetry", {}))
        found += tool.get("pdm", {}).get("dev-dependencies", {})
        return self.chosen("groups", [*toml.get("dependency-groups", {}), *found])


def _poetry(place: Workplace, tool: str) -> tuple[str, str]:
    place.run(tool, "lock", *(["--no-update"] if tool == "poetry-1.8" else []))
    lock = place.folder / "poetry.lock"
    locked = lock.read_text(encoding="utf-8")
    if tool == "poetry-1.8":
        # Its export loses its way among split versions: Poetry 2 exports the same versions.
        place.run("poetry", "lock")
        assert _versions(lock.read_text(encoding="utf-8")) == _versions(locked)
    options = [f"--extras={extra}" for extra in place.extras()]
    options += [f"--with={group}" for group in place.groups()]
    exported = place.run("poetry", "export", *options)
    lock.write_text(locked, encoding="utf-8")
    return "poetry.lock", exported


def _versions(lock: str) -> set[tuple[str, str]]:
    return {(entry["name"], entry["version"]) for entry in tomllib.loads(lock)["package"]}


def _poetry_1_1(place: Workplace, tool: str) -> tuple[str, str]:
    """Poetry 1.1 knows other indexes only from pyproject.toml, and says so in the lock."""
    toml, lock = place.folder / "pyproject.toml", place.folder / "poetry.lock"
    text = toml.read_text(encoding="utf-8")
    own = place.toml()["tool"]["poetry"]
    source = (
        f'\n[[tool.poetry.source]]\nname = "index"\nurl = "{place.index}/simple"\ndefault = true\n'
    )
    toml.write_text(text + source, encoding="utf-8")
    place.run(tool, "lock")
    options = [f"--extras={extra}" for extra in place.extras()]
    exported = place.run(tool, "export", "--dev", *options)
    toml.write_text(text, encoding="utf-8")
    keys = ("dependencies", "dev-dependencies", "source", "extras")
    relevant = json.dumps({key: own.get(key) for key in keys}, sort_keys=True)
    digest = hashlib.sha256(relevant.encode()).hexdigest()
    locked = lock.read_text(encoding="utf-8")
    locked = re.sub(r'\n\[package\.source\]\n(?:[a-z_]+ = ".*"\n)+', "", locked)
    locked = re.sub(r'content-hash = ".*"', f'content-hash = "{digest}"', locked)
    lock.write_text(locked, encoding="utf-8")
    return "poetry.lock", exported


def _uv(place: Workplace, tool: str) -> tuple[str, str]:
    place.run("uv", "lock")
    options = ["--frozen", "--no-emit-project", "--no-default-groups"]
    options += [f"--extra={extra}" for extra in place.extras()]
    options += [f"--group={group}" for group in place.groups()]
    exported = place.run("uv", "export", "--format=requirements-txt", *options)
    if tool == "uv":
        return "uv.lock", exported
    place.run("uv", "export", "--format=pylock.toml", "--output-file=pylock.toml", *options)
    (place.folder / "uv.lock").unlink()
    return "pylock.toml", exported


def _pdm(place: Workplace, tool: str) -> tuple[str, str]:
    lock = "pylock.toml" if tool == "pylock-pdm" else "pdm.lock"
    env = {"PDM_LOCK_FORMAT": "pylock"} if tool == "pylock-pdm" else {}
    strategy = [f"--strategy={place.options['strategy']}"] if "strategy" in place.options else []
    place.run("pdm", "lock", "--group=:all", *strategy, **env)
    if not strategy:
        return lock, place.run("pdm", "export", "--group=:all", **env)
    # Without inherited metadata there is nothing to export: the same, locked with it.
    place.run("pdm", "lock", "--group=:all", "--lockfile=other.lock")
    return lock, place.run("pdm", "export", "--group=:all", "--lockfile=other.lock")


def _requirements(place: Workplace, tool: str) -> tuple[str, str]:
    options = ["--universal", "--generate-hashes", "--all-extras", "--python-version=3.11"]
    place.run("uv", "pip", "compile", *options, "pyproject.toml", "--output-file=requirements.txt")
    return "requirements.txt", (place.folder / "requirements.txt").read_text(encoding="utf-8")


_Locker = Callable[[Workplace, str], tuple[str, str]]

LOCKERS: Mapping[str, _Locker] = {
    "pdm": _pdm,
    "poetry": _poetry,
    "poetry-1.1": _poetry_1_1,
    "poetry-1.8": _poetry,
    "pylock": _uv,
    "pylock-pdm": _pdm,
    "requirements": _requirements,
    "uv": _uv,
}
"""By name: writes the lock; returns its file name, and the locker's own export of it."""


def requirements_of(exported: str) -> list[str]:
    """Return the requirements of an export, one a line, without hashes and comments."""
    lines = exported.replace("\\\n", " ").splitlines()
    kept = [_HASH.sub("", line).strip() for line in lines]
    kept = [line.removeprefix("-e ") for line in kept]
    return [line for line in kept if line and not line.startswith(("#", "--"))]
