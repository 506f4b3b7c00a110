"""flake.nix of a project, and the script that a colleague runs after `git clone`."""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.init.origin import Carried, Origin, Remote, origin_of
from pyproject2nix.templates import fill
from pyproject2nix.write.place import ARCHIVE, BOOTSTRAP, EXPRESSION, FOLDERS

__all__ = ["Places", "bootstrap_text", "converted", "flake_text", "with_origin"]


@dataclass(frozen=True)
class Places:
    """Paths from the project's folder."""

    out: str
    """The folder of the generated files."""
    copy: str
    """That of the copy of hpds and of the script."""


_DESCRIPTION = re.compile(r'^  description = "([^"\\$]*)";$', re.MULTILINE)
_REGISTRY = "Where that is, one line tells Nix: nix registry add hpds git+file:///PATH/OF/CHECKOUT"

_FORGES = {"github": "github.com", "gitlab": "gitlab.com"}
"""Hosts, by the kind of a flake's address, which names another one as `?host=`."""

_COPY = f"      hpds = import ./OUT/{EXPRESSION};\n"

_CUDA = (
    "# Its Python is offered the host's GPU driver, also in the image.",
    "wrapEnv = hpds.legacyPackages.${system}.bridgePython;",
)


def flake_text(description: str, places: Places, origin: Origin, is_cuda: bool = False) -> str:
    """Return flake.nix."""
    out = places.out
    lines = ["projectRoot = ./.;"]
    if out not in FOLDERS:
        lines.append(f"files = ./{out};")
    if is_cuda:
        lines += _CUDA
    project = "{ projectRoot = ./.; }"
    if len(lines) > 1:
        project = "\n".join(["{", *(f"            {line}" for line in lines), "          }"])
    return fill(
        "project-flake.nix",
        description=nix_string(description or "A Python project, its shell, package and image"),
        inputs=_inputs(origin),
        arguments="" if isinstance(origin, Carried) else ", hpds",
        bindings=_COPY.replace("OUT", places.copy) if isinstance(origin, Carried) else "",
        place="./." if out in FOLDERS else f"./{out}",
        project=project,
    )


def _inputs(origin: Origin) -> str:
    if isinstance(origin, Carried):
        return ""
    if isinstance(origin, Remote):
        return f"\n  inputs.hpds.url = {nix_string(origin.url)};\n"
    return f'\n  # {_REGISTRY}\n  inputs.hpds.url = "flake:hpds";\n'


def bootstrap_text(place: str, origin: Origin, digest: str = "") -> str:
    """Return the script; `place` is the path from the project's folder to its own.

    `digest` is that of the copy of hpds, if there is one.
    """
    root = posixpath.relpath(".", place)
    if isinstance(origin, Remote):
        find = fill("clone.sh", url=_shell_word(_clone_address(origin.url))).rstrip("\n")
    else:
        archive = posixpath.join(place, ARCHIVE)
        find = fill("unpack.sh", archive=archive, hash=digest[:32]).rstrip("\n")
    return fill("bootstrap.sh", path=posixpath.join(place, BOOTSTRAP), root=root, find=find)


def _clone_address(url: str) -> str:
    """Return what `git clone` takes for a flake's address."""
    address, _, query = url.partition("?")
    kind, colon, rest = address.partition(":")
    if colon and kind in _FORGES:
        host = parse_qs(query).get("host", [_FORGES[kind]])[0]
        # A group inside of a group: gitlab:GROUP%2FINNER/REPOSITORY.
        return f"https://{host}/{'/'.join(map(unquote, rest.split('/')[:2]))}"
    return address.removeprefix("git+")


def _shell_word(text: str) -> str:
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"


_OLD_FLAKE = re.compile(
    r"""\{
  description = "(?P<description>[^"\\$]*)";

(?:  #[^\n]*\n)?  inputs\.hpds\.url = "[^"\\$]*";

  outputs =
    \{ self, hpds \}:
    let
      each =
        f:
        hpds\.lib\.genAttrs \[ "x86_64-linux" "aarch64-linux" \] \(
          system: f \(hpds\.lib\.\$\{system\}\.buildProject \{ projectRoot = \./\.; \}\)
        \);
    in
    \{
(?:      #[^\n]*\n)?      packages = each \(project: project\.packages\);
      devShells = each \(project: project\.devShells\);
      checks = each \(project: project\.checks\);
    \};
\}
"""
)
"""What earlier versions' templates had."""


def converted(text: str, places: Places, origin: Origin) -> str:
    """Return a flake of an earlier version's template as this version writes it; others stay."""
    match = _OLD_FLAKE.fullmatch(text)
    return text if match is None else flake_text(match["description"], places, origin)


def with_origin(text: str, places: Places, origin: Origin) -> str | None:
    """Return a flake with another origin, or None where a person edited it."""
    old, match = origin_of(text), _DESCRIPTION.search(text)
    if old is None or match is None:
        return None
    for is_cuda in (False, True):
        if flake_text(match[1], places, old, is_cuda) == converted(text, places, old):
            return flake_text(match[1], places, origin, is_cuda)
    return None
