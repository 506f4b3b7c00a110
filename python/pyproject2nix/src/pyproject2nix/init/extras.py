"""Files of other programs, which open the project's shell or build it: options of `init`."""

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pyproject2nix.templates import fill

__all__ = ["EXTRAS", "NEEDS_FLAKE", "OF_REPOSITORY", "RUN_SETUP", "Surroundings", "extra_files"]


@dataclass(frozen=True)
class Surroundings:
    """What the texts depend on."""

    name: str
    """The project's."""
    script: str
    """The script of clones, from the project's folder."""
    generated: str
    """The folder of the generated files, from the project's folder."""
    prefix: str
    """The project's folder, from the repository's; empty, or with a slash at its end."""


_Files = Callable[[Surroundings], Mapping[str, str]]


def _github(here: Surroundings) -> Mapping[str, str]:
    return {".github/workflows/nix.yml": fill("github.yml", path=here.script)}


def _gitlab(here: Surroundings) -> Mapping[str, str]:
    return {".gitlab-ci.yml": fill("gitlab-ci.yml", path=here.script)}


def _devcontainer(here: Surroundings) -> Mapping[str, str]:
    text = fill("devcontainer.json", name=json.dumps(here.name), path=here.script)
    return {".devcontainer/devcontainer.json": text}


def _direnv(_: Surroundings) -> Mapping[str, str]:
    return {".envrc": fill("envrc")}


def _devbox(here: Surroundings) -> Mapping[str, str]:
    folder = posixpath.join(posixpath.dirname(here.script), "devbox")
    inner = here.prefix.rstrip("/")
    flake = fill(
        "devbox-flake.nix",
        up="/.." * len(inner.split("/")) if inner else "",
        query=f"&dir={quote(inner)}" if inner else "",
    )
    return {
        "devbox.json": fill("devbox.json", folder=folder),
        "devbox.lock": fill("devbox.lock"),
        f"{folder}/plugin.json": fill("devbox-plugin.json"),
        f"{folder}/flake.nix.in": flake,
        f"{folder}/hook.sh": fill("devbox-hook.sh", generated=here.generated),
    }


EXTRAS: Mapping[str, tuple[str, _Files]] = {
    "github": (".github/workflows/nix.yml", _github),
    "gitlab": (".gitlab-ci.yml", _gitlab),
    "devcontainer": (".devcontainer/devcontainer.json", _devcontainer),
    "direnv": (".envrc", _direnv),
    "devbox": ("devbox.json", _devbox),
}
"""By the option's word: the file that its program reads, and the texts of all that belong to it."""

RUN_SETUP = ("github", "gitlab", "devcontainer")
"""Those whose file runs the script."""
OF_REPOSITORY = ("github", "gitlab")
"""Those whose file counts in the root of a repository alone."""
NEEDS_FLAKE = ("devbox",)
"""Those that open an output of a flake that init wrote."""


def extra_files(wanted: Iterable[str], here: Surroundings) -> dict[str, str]:
    """Return the texts of what was asked for, by file."""
    return {name: text for word in wanted for name, text in EXTRAS[word][1](here).items()}
