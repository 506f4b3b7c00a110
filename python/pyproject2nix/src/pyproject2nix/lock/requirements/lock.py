"""requirements.txt with hashes, as pip-compile, `uv pip compile` and the lockers' exports write it.

The format has hashes without file names, and no edges: names come from outside (`index_names`),
and every line is needed where its marker holds. An extra of a requirement adds
nothing, since what it asks for has a line of its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote

from packaging.markers import Marker
from packaging.requirements import Requirement

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import (
    checked_commit,
    checked_path,
    checked_url,
    file_name_of,
    file_of,
)
from pyproject2nix.base.model import Archive, File, Git, LocalFile, Lock, LockedPackage, Source
from pyproject2nix.base.names import checked_file_name, checked_name, checked_version
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import name_and_version, parse_requirement, parse_specifiers
from pyproject2nix.base.target import may_hold
from pyproject2nix.lock.distinct import check_versions
from pyproject2nix.lock.requirements.find_links import files_in_folders
from pyproject2nix.lock.requirements.text import Line, RequirementsFile, read_lines

__all__ = ["Requirements", "read_requirements"]

_FILES = (".whl", ".tar.gz", ".zip", ".tar.bz2")
_AGAIN = "lock again with hashes: pip-compile --generate-hashes"


@dataclass(frozen=True)
class _Pin:
    """A line, understood."""

    place: str
    name: str
    version: str
    marker: Marker | None
    sha256: frozenset[str]
    source: Source | None

    @property
    def release(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True)
class Requirements:
    """A file whose every line has an exact version and hashes."""

    name: str
    _pins: tuple[_Pin, ...]
    _text: RequirementsFile
    _beside: Mapping[str, File]
    """Files in the folders that `--find-links` names, by SHA-256."""

    @property
    def releases(self) -> dict[str, frozenset[str]]:
        """Each `name==version` whose file names have to be known, with the hashes of its files.

        What is for other systems alone has no need of names, and neither has what is in a folder.
        """
        found: dict[str, frozenset[str]] = {}
        for pin in self._pins:
            is_beside = not pin.sha256.isdisjoint(self._beside)
            if pin.source is None and not is_beside and may_hold(pin.marker, pin.place):
                found[pin.release] = found.get(pin.release, frozenset()) | pin.sha256
        return found

    @property
    def indexes(self) -> tuple[str, ...]:
        """Addresses of the indexes that the file names, without credentials, each once."""
        words = [one.split(maxsplit=1) for one in self._text.sources]
        urls = [_without_credentials(url) for option, url in words if option.endswith("index-url")]
        return tuple(dict.fromkeys(url for url in urls if re.fullmatch(r"https?://[!-~]+", url)))

    def lock(self, names: Mapping[str, Sequence[File]]) -> Lock:
        """Return the lock; `names` has all files of each release, for its index."""
        lines: dict[tuple[str, str, Source | None], list[LockedPackage]] = {}
        by_hash = {
            release: {file.sha256: file for file in files} for release, files in names.items()
        }
        notes = Notes()
        # Folders were read.
        if named := [one for one in self._text.sources if "://" in one]:
            notes.add(
                self.name,
                f"{', '.join(map(_without_credentials, named))}: files come from "
                "this machine's own index (pip config list); an index that is named here is asked "
                "for what that does not have",
            )
        for pin in self._pins:
            key = (pin.name, pin.version, pin.source)
            beside = {digest: self._beside[digest] for digest in pin.sha256 & self._beside.keys()}
            known = {**by_hash.get(pin.release, {}), **beside}
            lines.setdefault(key, []).append(_package(pin, known, self._text))
        return Lock(
            place=self.name,
            format="requirements.txt",
            digest=self._text.digest.hexdigest(),
            packages=tuple(_merged(some) for some in lines.values()),
            tells_edges=False,
            tells_extras=False,
            may_lack_groups=True,
            hashes_alone=True,
            notes=notes.found,
            includes=self._text.includes,
        )


def read_requirements(folder: Path, name: str = "requirements.txt") -> Requirements:
    """Read a file of requirements, and what it includes, in a project's folder."""
    text = read_lines(folder, name)
    if len(text.requirements) + len(text.constraints) > limits.PACKAGES * 2:
        raise RefusedError(
            name, f"more than {limits.PACKAGES * 2} lines with requirements", "lock fewer"
        )
    pins = _constrained([_pin(line) for line in text.requirements], text)
    versions = {(pin.name, pin.version, pin.source): pin.place for pin in pins}
    check_versions(((name, place) for (name, *_), place in versions.items()), "")
    names = {pin.name for pin in pins if pin.source is None}
    return Requirements(
        name, tuple(pins), text, files_in_folders(folder, text.sources, names, name)
    )


def _without_credentials(option: str) -> str:
    return re.sub(r"(?<=://)[^/@ ]*@", "", option)


def _merged(lines: Sequence[LockedPackage]) -> LockedPackage:
    """Return an entry for where any of the lines about one release holds."""
    first, *others = lines
    files = set(first.files)
    for other in others:
        if set(other.files) != files:
            raise RefusedError(
                other.place,
                f"{first.place} has other hashes of {first.name} {first.version}",
                "keep one",
            )
    conditions = [line.condition for line in lines]
    everywhere = not all(conditions)
    markers = dict.fromkeys(marker for condition in conditions for marker in condition)
    return replace(first, condition=() if everywhere else tuple(markers))


def _package(pin: _Pin, known: Mapping[str, File], text: RequirementsFile) -> LockedPackage:
    files: tuple[File, ...] = ()
    problem = None
    if pin.source is None:
        try:
            files = _files(pin, known, text)
        except RefusedError as refusal:
            problem = refusal
    return LockedPackage(
        place=pin.place,
        name=pin.name,
        version=pin.version,
        files=files,
        source=pin.source,
        python_versions=_python(files),
        problem=problem,
        condition=() if pin.marker is None else (pin.marker,),
    )


def _python(files: Sequence[File]) -> Constraint:
    """Return the versions of Python that the index says a release is for, as pip heeds them."""
    texts = [file.python for file in files if file.python]
    return Constraint.of(parse_specifiers(texts[0], files[0].name)) if texts else Constraint.ANY


def _files(pin: _Pin, known: Mapping[str, File], text: RequirementsFile) -> tuple[File, ...]:
    """Return the files of a line; `known` are all files of its release by hash."""
    # As for pip, files that neither the index nor a folder has are not there to be chosen.
    some = [known[digest] for digest in pin.sha256 if digest in known]
    files = sorted(some, key=lambda file: file.name)
    if not files:
        if known:
            raise RefusedError(
                pin.place,
                f"the index has {pin.release}, with other files than that of sha256:"
                f"{min(pin.sha256, default='')}",
                "let the tool that wrote the hashes write them again, or configure pip for the "
                "index that has this file",
            )
        where = f" (the file names {', '.join(text.sources)})" if text.sources else ""
        raise RefusedError(
            pin.place,
            f"the index of this machine has no file of {pin.release} with sha256:"
            f"{min(pin.sha256, default='')}{_without_credentials(where)}",
            "configure pip for the index that has it: pip config set global.extra-index-url URL",
        )
    for file in files:
        checked_file_name(file.name, pin.place)
    taken = tuple(file for file in files if text.formats.takes(pin.name, file.name))
    if not taken:
        raise RefusedError(
            pin.place, f"--only-binary or --no-binary leaves no file of {pin.name}", "drop it"
        )
    return taken


def _constrained(pins: Sequence[_Pin], text: RequirementsFile) -> list[_Pin]:
    by_name: dict[str, list[tuple[Line, Requirement]]] = {}
    for line in text.constraints:
        requirement = _parsed(line)
        name = checked_name(requirement.name, line.place)
        by_name.setdefault(name, []).append((line, requirement))
    check_versions(((name, line.place) for name, some in by_name.items() for line, _ in some), "")
    found = []
    for pin in pins:
        for line, requirement in by_name.get(pin.name, ()):
            spend(8 + len(line.text), pin.place)
            if requirement.url is not None or requirement.extras:
                raise RefusedError(line.place, f"{line.text!r} is no constraint", "write a version")
            if pin.version and not requirement.specifier.contains(pin.version, prereleases=True):
                raise RefusedError(
                    pin.place, f"{pin.release} is not within {line.text!r} ({line.place})", _AGAIN
                )
            if line.sha256:
                pin = replace(pin, sha256=pin.sha256 & line.sha256)
                if not pin.sha256 and pin.source is None:
                    raise RefusedError(pin.place, f"no hash is also at {line.place}", _AGAIN)
        found.append(pin)
    return found


def _parsed(line: Line) -> Requirement:
    return parse_requirement(line.text, line.place)


def _pin(line: Line) -> _Pin:
    path = line.text.partition(";")[0].strip()
    if " @ " not in path and (path.startswith(("./", "../")) or path.endswith(_FILES)):
        return _local(line, path)
    requirement = _parsed(line)
    name = checked_name(requirement.name, line.place)
    if requirement.url is not None:
        return _addressed(line, name, requirement)
    clauses = list(requirement.specifier)
    is_exact = len(clauses) == 1 and clauses[0].operator in ("==", "===")
    if not is_exact or clauses[0].version.endswith(".*"):
        raise RefusedError(
            line.place, f"{line.text!r} does not name one version", "pin it: name==1.0 --hash=…"
        )
    version = checked_version(clauses[0].version, line.place)
    if not line.sha256:
        raise RefusedError(line.place, f"{line.text!r} has no SHA-256", _AGAIN)
    return _Pin(line.place, name, version, requirement.marker, line.sha256, None)


def _local(line: Line, path: str) -> _Pin:
    """Return a wheel or sdist at a local path, whose file name is name and version."""
    if not path.endswith(_FILES):
        raise RefusedError(line.place, f"{path!r} is a folder, which has no hash", "build a wheel")
    checked = checked_path(path, line.place)
    file = _file(line, file_name_of(checked, line.place), "")
    name, version = _name_and_version(file.name, line.place)
    marker = line.text.partition(";")[2].strip()
    # The marker of a made-up requirement, so that the library takes it apart.
    parsed = _parsed(replace(line, text=f"{name}; {marker}" if marker else name))
    source = LocalFile(checked, file)
    return _Pin(line.place, name, version, parsed.marker, frozenset([file.sha256]), source)


def _name_and_version(file: str, place: str) -> tuple[str, str]:
    found = name_and_version(file)
    if found is None:
        raise RefusedError(
            place, f"{file!r} is not the name of a wheel or sdist", "give it its own name"
        )
    return checked_name(found[0], place), str(found[1])


def _addressed(line: Line, name: str, requirement: Requirement) -> _Pin:
    assert requirement.url is not None
    address, _, fragment = requirement.url.partition("#")
    told = {key: values[-1] for key, values in parse_qs(fragment).items()}
    for key in told:
        if key not in ("egg", "sha256", "subdirectory"):
            raise RefusedError(line.place, f"{key!r} after # is not understood", "remove it")
    subdirectory = told.get("subdirectory", "")
    subdirectory = checked_path(subdirectory, line.place) if subdirectory else ""
    scheme = address.partition(":")[0].lower()
    source: Source
    version = ""
    if scheme.startswith("git+"):
        url, _, commit = address.removeprefix("git+").rpartition("@")
        source = Git(checked_url(url, line.place), checked_commit(commit, line.place), subdirectory)
    elif "+" in scheme:
        raise RefusedError(line.place, f"{scheme!r} is not git", "take a release from the index")
    elif scheme in ("http", "https"):
        url = checked_url(address, line.place)
        file = _file(line, file_name_of(url, line.place), told.get("sha256", ""))
        source = Archive(url, file, subdirectory)
    else:
        path = checked_path(unquote(address.removeprefix("file:")), line.place)
        file = _file(line, file_name_of(path, line.place), told.get("sha256", ""))
        source = LocalFile(path, file)
    if isinstance(source, Archive | LocalFile) and source.file.name.endswith(".whl"):
        version = _name_and_version(source.file.name, line.place)[1]
    return _Pin(line.place, name, version, requirement.marker, line.sha256, source)


def _file(line: Line, name: str, told: str) -> File:
    hashes = {*line.sha256, *([told] if told else [])}
    if len(hashes) != 1:
        raise RefusedError(
            line.place, f"{len(hashes)} hashes for the one file {name}", "give its SHA-256"
        )
    return file_of(name, f"sha256:{hashes.pop()}", line.place)
