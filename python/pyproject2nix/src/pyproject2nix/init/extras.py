"""Files of other programs, which open the project's shell or build it: options of `init`."""

import json
from collections.abc import Callable, Mapping

from pyproject2nix.templates import fill

__all__ = ["EXTRAS", "OF_REPOSITORY", "RUN_SETUP", "extra_files"]

_Text = Callable[[str, str], str]

EXTRAS: Mapping[str, tuple[str, _Text]] = {
    "github": (".github/workflows/nix.yml", lambda _, path: fill("github.yml", path=path)),
    "gitlab": (".gitlab-ci.yml", lambda _, path: fill("gitlab-ci.yml", path=path)),
    "devcontainer": (
        ".devcontainer/devcontainer.json",
        lambda name, path: fill("devcontainer.json", name=json.dumps(name), path=path),
    ),
    "direnv": (".envrc", lambda _name, _path: fill("envrc")),
}
"""By the option's word: the file, and its text from the project's name and the script's path."""

RUN_SETUP = ("github", "gitlab", "devcontainer")
"""Those whose file runs the script."""
OF_REPOSITORY = ("github", "gitlab")
"""Those whose file counts in the root of a repository alone."""


def extra_files(wanted: list[str], name: str, bootstrap: str) -> dict[str, str]:
    """Return the texts of what was asked for, by file."""
    return {EXTRAS[word][0]: EXTRAS[word][1](name, bootstrap) for word in wanted}
