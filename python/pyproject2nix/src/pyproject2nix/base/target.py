"""The machine an expression is for: what markers and wheel tags mean there.

Nothing here asks the machine that the generator runs on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from packaging.markers import Marker, UndefinedComparison
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name

from pyproject2nix import data
from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = ["PLATFORMS", "Target", "make_targets", "may_hold"]

PLATFORMS = {"aarch64-linux": "aarch64", "x86_64-linux": "x86_64"}

# Debian 12's, which is what debpkgs stands on; nixpkgs' is newer.
_GLIBC_MINOR = 36

# Names of the manylinux standards before PEP 600, by the glibc they stand for.
_LEGACY = {
    "x86_64": {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"},
    "aarch64": {17: "manylinux2014"},
}

_PYTHON = re.compile(r"3\.(\d{1,2})(?:\.(\d{1,3}))?", re.ASCII)
# `extra == "x"` either way round, as `str(Marker)` writes it.
_EXTRA = re.compile(
    r'\bextra (?P<op>==|!=) "(?P<after>[^"]*)"|"(?P<before>[^"]*)" (?P<po>==|!=) extra\b'
)
_FULL_VERSION = re.compile(r"\b(python_full_version|implementation_version)\b")
_PATCH = re.compile(r"\b3\.\d{1,3}\.(\d{1,3})\b", re.ASCII)
_KERNELS = ("", "0.0.1", "999.9.9", "999.9.9-x", "zzz")
"""With what a marker names, these stand for any `platform_release` or `platform_version`."""
_QUOTED = re.compile(r'"([^"]*)"')
_UNKNOWABLE = re.compile(r"\b(platform_release|platform_version)\b")


@dataclass(frozen=True, order=True)
class Target:
    """One interpreter on one platform."""

    python: tuple[int, int]
    """Major and minor version of CPython."""
    platform: str
    """Nix system, a key of PLATFORMS."""
    patch: int | None = None
    """Patch release of CPython, where it is known: markers may depend on it."""

    @property
    def python_version(self) -> str:
        """`3.13`, as in nixpkgs' `python.pythonVersion`."""
        return f"{self.python[0]}.{self.python[1]}"

    @property
    def name(self) -> str:
        """`3.13-x86_64-linux`."""
        return f"{self.python_version}-{self.platform}"

    def full_versions(self) -> tuple[str, ...]:
        """Return the full versions between which no marker may change its mind."""
        # Lockers write `<= "3.11"` for `< "3.12"`; nobody packages a release .0.
        patches = (1, 999) if self.patch is None else (self.patch,)
        return tuple(f"{self.python_version}.{patch}" for patch in patches)

    @property
    def release(self) -> str:
        """`3.13.5`, or `3.13` where the patch release is not known."""
        return self.python_version if self.patch is None else self.full_versions()[0]

    def patch_matters(self, marker: Marker | None, place: str) -> bool:
        """Tell whether a marker holds for some patch releases of this Python and not for others."""
        if marker is None or not _FULL_VERSION.search(text := _compiled(marker, place)[0]):
            return False
        key = (self.python, self.platform, text)
        if key not in _MATTERS:
            _MATTERS[key] = self._patch_matters(marker, place, text)
        return _MATTERS[key]

    def _patch_matters(self, marker: Marker, place: str, text: str) -> bool:
        patches = {1, 999}
        for named in map(int, _PATCH.findall(text)):
            patches.update(max(patch, 1) for patch in (named - 1, named, named + 1))
        others = (replace(self, patch=patch) for patch in sorted(patches))
        nothing: frozenset[str] = frozenset()
        return len({other.holds(marker, place, nothing, nothing) for other in others}) > 1

    def holds(
        self,
        marker: Marker | None,
        place: str,
        extras: frozenset[str] = frozenset(),
        groups: frozenset[str] = frozenset(),
    ) -> bool:
        """Evaluate a marker for this target, with `extras` and dependency `groups` asked for.

        `extra == "x"` holds where x is among the extras, `extra != "x"` where it is not.
        """
        if marker is None:
            return True
        answers = _answers(self, marker, place, extras, groups)
        if len(answers) > 1:
            raise RefusedError(
                place,
                f"marker {str(marker)!r} depends on the patch release of Python",
                f"name it: --python {self.python_version}.N, or pythons = [...] in "
                "[tool.pyproject2nix]",
            )
        return True in answers

    def environment(self, full_version: str) -> dict[str, str | frozenset[str]]:
        """Return every variable of PEP 508, so that none comes from the running machine."""
        return {
            "implementation_name": "cpython",
            "implementation_version": full_version,
            "os_name": "posix",
            "platform_machine": PLATFORMS[self.platform],
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": full_version,
            "python_version": self.python_version,
            "sys_platform": "linux",
        }

    def tags(self) -> list[Tag]:
        """Return the wheel tags that run here, the best first (PEP 425, PEP 600)."""
        platforms = list(_platform_tags(PLATFORMS[self.platform]))
        abi = f"cp{self.python[0]}{self.python[1]}"
        # Before 3.8 the allocator had a letter.
        own = abi if self.python >= (3, 8) else f"{abi}m"
        return [
            *cpython_tags(self.python, [own], platforms),
            *compatible_tags(self.python, abi, platforms),
        ]


_MATTERS: dict[tuple[tuple[int, int], str, str], bool] = {}

# Cached: a lock repeats few markers on many edges.
_CACHE: dict[tuple[object, ...], frozenset[bool]] = {}


def _answers(
    target: Target, marker: Marker, place: str, extras: frozenset[str], groups: frozenset[str]
) -> frozenset[bool]:
    text, with_sets = _compiled(marker, place)
    key = (target, text, *((extras, groups) if with_sets is not None else ()))
    if key not in _CACHE:
        found = _UNKNOWABLE.search(text)
        kernels = (*_KERNELS, *_QUOTED.findall(text)) if found else ("",)
        versions = target.full_versions()
        # packaging parses both sides of a comparison of versions each time.
        compared = text.count("version") + text.count("release")
        once = 40 + len(text) / 8 + 10 * compared
        spend(once * len(versions) * len(kernels), place)
        _CACHE[key] = frozenset(
            _evaluate(target, full, kernel, marker, with_sets, extras, groups, place)
            for full in versions
            for kernel in kernels
        )
        # Most such markers ask for another system as well, which decides.
        if found and len(_CACHE[key]) > 1:
            del _CACHE[key]
            raise RefusedError(
                place,
                f"marker {text!r} asks for {found[0]}, which differs from boot to boot",
                "remove the dependency or override it by hand",
            )
    return _CACHE[key]


def _evaluate(
    target: Target,
    full_version: str,
    kernel: str,
    marker: Marker,
    with_sets: Marker | None,
    extras: frozenset[str],
    groups: frozenset[str],
    place: str,
) -> bool:
    environment = target.environment(full_version)
    environment |= {"platform_release": kernel, "platform_version": kernel}
    sets = {"extras": extras, "dependency_groups": groups}
    try:
        if with_sets is None:
            return marker.evaluate({k: v for k, v in environment.items() if isinstance(v, str)})
        return with_sets.evaluate({**environment, **sets}, context="lock_file")
    except (AssertionError, LookupError, UndefinedComparison):
        # `python_version ~= "3"`, `extra > "a"`, `extras == "a"`: valid to the parser alone.
        raise RefusedError(
            place,
            f"marker {str(marker)!r} has a comparison that PEP 508 does not define",
            "correct it, and lock again",
        ) from None


_COMPILED: dict[int, tuple[Marker, str, Marker | None]] = {}


def _compiled(marker: Marker, place: str) -> tuple[str, Marker | None]:
    """Return a marker's text and, if it asks for extras or groups, the same in terms of sets.

    The sets are those of PEP 751: `extra == "x"` becomes `"x" in extras`.
    """
    # By identity, since hashing a marker means rendering it; the entry keeps the marker alive.
    if id(marker) not in _COMPILED:
        text = str(marker)
        asks = "extra" in text or "dependency_groups" in text
        spend(len(text) if asks else 2, place)
        with_sets = Marker(_EXTRA.sub(_as_membership, text)) if asks else None
        _COMPILED[id(marker)] = (marker, text, with_sets)
    return _COMPILED[id(marker)][1:]


def _as_membership(match: re.Match[str]) -> str:
    name = canonicalize_name(match["after"] or match["before"])
    operator = "in" if (match["op"] or match["po"]) == "==" else "not in"
    return f'"{name}" {operator} extras'


def _platform_tags(machine: str) -> Iterator[str]:
    legacy = _LEGACY[machine]
    for minor in range(_GLIBC_MINOR, min(legacy) - 1, -1):
        yield f"manylinux_2_{minor}_{machine}"
        if minor in legacy:
            yield f"{legacy[minor]}_{machine}"
    yield f"linux_{machine}"


def may_hold(marker: Marker | None, place: str) -> bool:
    """Tell whether a marker holds for any target, whatever its Python."""
    if marker is None:
        return True
    try:
        return any(
            Target((3, minor), platform).holds(marker, place)
            for minor in range(8, 20)
            for platform in PLATFORMS
        )
    except RefusedError:
        return True


def make_targets(pythons: Iterable[str], platforms: Iterable[str], place: str) -> list[Target]:
    """Return every combination of interpreter and platform, sorted.

    `3.13` is the release that the package set has, if it has one; `3.13.7` is that release.
    """
    known = {tuple(release.split(".")[:2]): release for release in data.interpreters()}
    targets = set()
    # Each once: a list may repeat one of them many times.
    platforms = tuple(dict.fromkeys(platforms))
    for python in dict.fromkeys(pythons):
        match = _PYTHON.fullmatch(python)
        if match is None:
            raise RefusedError(place, f"{python!r} is not a Python version", "write 3.13 or 3.13.5")
        patch = match[2] or known.get(("3", match[1]), "..").split(".")[2]
        for platform in platforms:
            if platform not in PLATFORMS:
                raise RefusedError(
                    place,
                    f"{platform!r} is not a known platform",
                    f"choose from {', '.join(PLATFORMS)}",
                )
            targets.add(Target((3, int(match[1])), platform, int(patch) if patch else None))
        if len(targets) > limits.TARGETS:
            raise RefusedError(
                place, f"more than {limits.TARGETS} targets", "name fewer Pythons or platforms"
            )
    names = [target.name for target in targets]
    if not names:
        raise RefusedError(place, "no target is left", "name at least one Python and one platform")
    if len(set(names)) < len(names):
        raise RefusedError(
            place, "one Python version is named twice", "keep one patch release of it"
        )
    return sorted(targets, key=lambda target: (target.python, target.platform))
