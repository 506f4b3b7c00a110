"""Where a project gets this flake from: a copy in it, a Git server, or this machine's checkout."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.programs.nix import reason_of
from pyproject2nix.write.place import EXPRESSION

__all__ = [
    "Carried",
    "Local",
    "Origin",
    "Remote",
    "has_password",
    "is_reachable",
    "origin_of",
    "own_tree",
    "registered",
    "run_nix_command",
]

_FEATURES = ("--extra-experimental-features", "nix-command flakes")
_REACHABLE = ("git+https:", "git+ssh:", "git+http:", "github:", "gitlab:")


@dataclass(frozen=True)
class Carried:
    """A copy in the repository: a clone has all that it needs."""


@dataclass(frozen=True)
class Remote:
    """A Git server: flake.lock pins the revision."""

    url: str


@dataclass(frozen=True)
class Local:
    """What this machine's registry calls hpds: nobody else can evaluate the project."""


Origin = Carried | Remote | Local


def origin_of(flake: str) -> Origin | None:
    """Return what a flake of ours has, or None where it was written by hand."""
    if f"/{EXPRESSION};" in flake:
        return Carried()
    for line in flake.splitlines():
        before, equals, value = line.partition("=")
        if before.strip() == "inputs.hpds.url" and equals:
            url = value.strip().removesuffix(";").strip().strip('"')
            return Local() if url == "flake:hpds" else Remote(url)
    return None


def is_reachable(url: str) -> bool:
    """Tell whether others may know the address, too."""
    return url.startswith(_REACHABLE) and not has_password(url)


def has_password(url: str) -> bool:
    """Tell whether an address has a password or a token, which everybody would read in Git."""
    try:
        return urlsplit(url.removeprefix("git+")).password is not None
    except ValueError:
        raise RefusedError(repr(url), "not a valid URL", "correct it") from None


def registered() -> str:
    """Return the address that the person's or the machine's registry has for hpds, if any."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    for folder in (Path(home) / "nix", Path("/etc/nix")):
        try:
            document = json.loads((folder / "registry.json").read_text(encoding="utf-8"))
            for entry in document["flakes"]:
                if entry["from"].get("id") == "hpds":
                    return _address(entry["to"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Not for this program to complain about.
            continue
    return ""


def _address(target: Mapping[str, str]) -> str:
    kind = target["type"]
    if kind in ("github", "gitlab"):
        ref = f"/{target['ref']}" if "ref" in target else ""
        host = f"?host={target['host']}" if "host" in target else ""
        return f"{kind}:{target['owner']}/{target['repo']}{ref}{host}"
    if kind == "git":
        ref = f"?ref={target['ref']}" if "ref" in target else ""
        return f"git+{target['url']}{ref}"
    return ""


def own_tree() -> Path:
    """Return the folder of this flake's files, of which this program is a part."""
    told = os.environ.get("PYPROJECT2NIX_TREE")
    if not told:
        raise RefusedError(
            "PYPROJECT2NIX_TREE",
            "not set: only Nix's package of this program has the files of hpds",
            "run: nix run hpds#init",
        )
    return Path(told)


def run_nix_command(arguments: list[str], folder: Path, remedy: str) -> str:
    """Run `nix ARGUMENTS` in a folder and return its output, or refuse with its message."""
    if shutil.which("nix") is None:
        raise RefusedError("nix", "not found on PATH", "install Nix; see README.md")
    done = subprocess.run(
        ["nix", *_FEATURES, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RefusedError(f"nix {' '.join(arguments[:2])}", reason_of(done), remedy)
    return done.stdout
