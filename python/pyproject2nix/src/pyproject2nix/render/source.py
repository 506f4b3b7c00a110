"""Where an expression gets its source from: an index, an address, a commit or a local file."""

import posixpath
import shlex
from collections.abc import Iterable

from pyproject2nix.base.model import Archive, File, Git, LocalFile
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.base.target import Target
from pyproject2nix.plan.distribution import Distribution, Sdist, Wheel
from pyproject2nix.render.by_target import attrset, by_key

__all__ = ["directory_call", "render_source"]


def render_source(
    name: str, version: str, distributions: dict[Target, Distribution], root: str, indent: str
) -> list[str]:
    """Return the attributes of one package's source, for distributions of one kind.

    `root` is the path from the generated file to the project's folder.
    """
    first = next(iter(distributions.values()))
    if isinstance(first, Git):
        return _git(first, indent)
    if isinstance(first, Archive):
        return _archive(first, indent)
    if isinstance(first, LocalFile):
        return [f"src = {_local(posixpath.join(root, first.path))};"]
    of_index = {t: d for t, d in distributions.items() if isinstance(d, Wheel | Sdist)}
    if all(distribution.file.url for distribution in of_index.values()):
        return [f"src = {_addressed({t: d.file for t, d in of_index.items()}, indent)};"]
    return [f"src = {_index(name, version, of_index, indent)};"]


def _git(git: Git, indent: str) -> list[str]:
    # A commit is its own pin, and Git asks for whatever credentials the machine has.
    fields = [f"url = {nix_string(git.url)};", f"rev = {nix_string(git.commit)};"]
    call = f"builtins.fetchGit {attrset([*fields, 'allRefs = true;'], indent)}"
    return [
        f"src = {call} + {nix_string('/' + git.subdirectory)};"
        if git.subdirectory
        else f"src = {call};"
    ]


def _archive(archive: Archive, indent: str) -> list[str]:
    fields = [
        f"name = {nix_string(archive.file.name)};",
        f"url = {nix_string(archive.url)};",
        f"hash = {nix_string(archive.file.sri)};",
    ]
    lines = [f"src = self.pkgs.fetchurl {attrset(fields, indent)};"]
    if archive.subdirectory:
        command = f"sourceRoot=$sourceRoot/{shlex.quote(archive.subdirectory)}"
        lines.append(f"postUnpack = {nix_string(command)};")
    return lines


def _addressed(files: dict[Target, File], indent: str) -> str:
    """Return the call of fetchurl for files of another index: fetchPypi asks the main one."""
    fields = {
        target: [
            f"name = {nix_string(file.name)};",
            f"url = {nix_string(file.url)};",
            f"hash = {nix_string(file.sri)};",
        ]
        for target, file in files.items()
    }
    if len(set(files.values())) == 1:
        return f"self.pkgs.fetchurl {attrset(next(iter(fields.values())), indent)}"
    inner = f"{indent}  "
    helper, table = by_key({t: attrset(some, f"{inner}  ") for t, some in fields.items()})
    choices = [f"{nix_string(choice)} = {table[choice]};" for choice in sorted(table)]
    return f"self.pkgs.fetchurl (\n{inner}{helper} {attrset(choices, inner)}\n{indent})"


def _local(path: str) -> str:
    return f"./. + {nix_string('/' + posixpath.normpath(path))}"


def directory_call(name: str) -> str:
    """Return the expression of a local project."""
    return f"self.callPackage (./packages + {nix_string(f'/{name}.nix')}) {{ }}"


def _index(name: str, version: str, distributions: dict[Target, Wheel | Sdist], indent: str) -> str:
    """Return the call of fetchPypi: what is the same everywhere first, then a table of the rest."""
    fields = {target: _fetch_fields(name, version, d) for target, d in distributions.items()}
    one = next(iter(fields.values()))
    common = {key for key in one if all(f.get(key) == one[key] for f in fields.values())}
    inherited = [key for key in ("pname", "version") if key not in one]
    shared = [f"inherit {' '.join(inherited)};"] if inherited else []
    shared += [f"{key} = {nix_string(one[key])};" for key in one if key in common]
    if all(set(f) == common for f in fields.values()):
        return f"fetchPypi {attrset(shared, indent)}"
    rest = {target: _rest(f, common, indent) for target, f in fields.items()}
    helper, table = by_key(rest)
    choices = [f"{nix_string(choice)} = {table[choice]};" for choice in sorted(table)]
    inner = f"{indent}  "
    return (
        f"fetchPypi (\n{inner}{attrset(shared, inner)}\n"
        f"{inner}// {helper} {attrset(choices, inner)}\n{indent})"
    )


def _rest(fields: dict[str, str], common: Iterable[str], indent: str) -> str:
    lines = [f"{key} = {nix_string(fields[key])};" for key in fields if key not in common]
    return attrset(lines, f"{indent}    ")


def _fetch_fields(name: str, version: str, distribution: Wheel | Sdist) -> dict[str, str]:
    """Return fetchPypi's arguments, without those that are inherited or have their default."""
    fields = {}
    if distribution.pname != name:
        fields["pname"] = distribution.pname
    if distribution.version != version:
        fields["version"] = distribution.version
    if isinstance(distribution, Sdist):
        if distribution.extension != "tar.gz":
            fields["extension"] = distribution.extension
    else:
        fields |= {"format": "wheel", "dist": distribution.python, "python": distribution.python}
        if distribution.abi != "none":
            fields["abi"] = distribution.abi
        if distribution.platform != "any":
            fields["platform"] = distribution.platform
    return {**fields, "hash": distribution.file.sri}
