"""What `init` decides by options, by what is there, or by asking: origin, extras, a new project."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.init.extras import EXTRAS, NEEDS_FLAKE, OF_REPOSITORY, RUN_SETUP
from pyproject2nix.init.git import Repository
from pyproject2nix.init.new import KINDS, module_of
from pyproject2nix.init.origin import (
    Carried,
    Local,
    Origin,
    Remote,
    has_password,
    is_reachable,
    origin_of,
    registered,
)
from pyproject2nix.init.survey import Survey
from pyproject2nix.init.tools import Tools
from pyproject2nix.init.wishes import Wishes
from pyproject2nix.write.generated import read_text
from pyproject2nix.write.place import BOOTSTRAP

__all__ = ["check_extras", "choose_new_project", "choose_origin"]


def check_extras(found: Survey, origin: Origin, extras: Sequence[str]) -> None:
    """Refuse files of other programs that would run a script that the project does not have."""
    prefix = Repository(found.folder).prefix
    for word in (word for word in extras if word in OF_REPOSITORY and prefix):
        raise RefusedError(
            f"--{word}",
            f"{EXTRAS[word][0]} is read in the root of the repository alone, and the project is in "
            f"{prefix}",
            f"write it there by hand: sh {prefix}nix/setup, then nix flake check ./{prefix}",
        )
    for word in (word for word in extras if word in NEEDS_FLAKE and found.flake == "other"):
        raise RefusedError(
            f"--{word}",
            f"{EXTRAS[word][0]} opens the package `shell` of a flake that init wrote",
            "leave it out",
        )
    if found.flake != "other" and not isinstance(origin, Local):
        return
    for word in (word for word in extras if word in RUN_SETUP):
        raise RefusedError(
            f"--{word}",
            f"{EXTRAS[word][0]} runs the script `{BOOTSTRAP}`, which init writes only with a flake "
            "of its own that takes hpds from a copy or from a Git server",
            "leave it out, or add --carry" if found.flake != "other" else "leave it out",
        )


def choose_origin(
    folder: Path, found: Survey, wishes: Wishes, tools: Tools, notes: Notes
) -> Origin:
    """Return where the project gets hpds from: as asked for, as it is, or what is most useful."""
    if found.flake == "other":
        if wishes.carry or wishes.url or wishes.local:
            raise RefusedError(
                str(folder / "flake.nix"),
                "init did not write it, and leaves its inputs as they are",
                "leave --carry, --from and --local out",
            )
        return Local()
    if wishes.carry:
        return Carried()
    if wishes.url:
        return Remote(_flake_address(wishes.url))
    if wishes.local:
        return Local()
    if found.flake == "ours":
        return origin_of(read_text(folder / "flake.nix")) or Local()
    known = registered()
    offered: Origin = Remote(known) if is_reachable(known) else Carried()
    if tools.ask is not None and not wishes.is_dry:
        return _asked(tools.ask, offered, known)
    if isinstance(offered, Remote):
        notes.add("flake.nix", f"takes hpds from {known}; otherwise: init --carry, --from URL")
    else:
        notes.add(
            "flake.nix",
            "a copy of hpds in the repository serves clones; otherwise: init --from URL, a Git "
            "server's",
        )
    return offered


def _asked(ask: Callable[[str], str], offered: Origin, known: str) -> Origin:
    answer = ask(
        "How do clones of this repository get hpds?\n"
        "  copy   a copy in the repository (1.3 MB)\n"
        "  URL    of a Git server that has it\n"
        "  local  not at all: only this machine has it\n"
        f"[{known if isinstance(offered, Remote) else 'copy'}] "
    ).strip()
    if not answer:
        return offered
    if answer == "local":
        return Local()
    return Carried() if answer == "copy" else Remote(_flake_address(answer))


def _flake_address(url: str) -> str:
    """Return a flake's address for what `git clone` takes."""
    if has_password(url):
        raise RefusedError(
            "--from",
            "the address has a password, which would be in flake.nix for everybody",
            "write the address without it, and `machine HOST login NAME password TOKEN` in "
            "~/.netrc; or use ssh: git@HOST:OWNER/REPOSITORY",
        )
    if url.startswith(("git+", "github:", "gitlab:")):
        return url
    if "://" in url:
        return f"git+{url}"
    user, colon, path = url.partition(":")
    if colon and "/" not in user:
        return f"git+ssh://{user}/{path}"
    return f"git+file://{os.path.abspath(url)}"


def choose_new_project(
    folder: Path, found: Survey, wishes: Wishes, tools: Tools, notes: Notes
) -> tuple[str, str]:
    """Return name and kind of a new project; no kind where there is one already."""
    if not found.is_empty:
        return "", ""
    others = [
        path.name
        for path in folder.iterdir()
        if path.suffix == ".py" or path.name in ("Pipfile", "src")
    ]
    if others and not wishes.kind:
        raise RefusedError(
            str(folder),
            f"it has {', '.join(sorted(others)[:5])}, and nothing that lists its requirements",
            "write a pyproject.toml (uv init --bare), or a requirements.txt, and run it again",
        )
    name, kind = wishes.name, wishes.kind
    default = os.path.basename(os.path.realpath(folder))
    if tools.ask is not None and not wishes.is_dry:
        name = name or tools.ask(f"Name of the project [{default}]: ").strip()
        if not kind:
            rows = "".join(f"  {word:<7} {text}\n" for word, text in KINDS.items())
            kind = tools.ask(f"Which kind?\n{rows}[python] ").strip()
    name, kind = name or default, kind or "python"
    if kind not in KINDS:
        raise RefusedError("--kind", f"{kind!r} is not one", f"choose from {', '.join(KINDS)}")
    module_of(name)
    if not wishes.kind:
        notes.add(str(folder), f"is empty: a new project, {kind}; otherwise: --kind, --name")
    return checked_name(name, "--name"), kind
