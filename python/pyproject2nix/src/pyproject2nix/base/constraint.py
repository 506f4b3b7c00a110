"""Version constraints: PEP 440, and what Poetry writes beyond it (`^`, `~`, `||`, bare version)."""

import re
from dataclasses import dataclass
from typing import ClassVar

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = ["Constraint", "parse_constraint", "parse_poetry_constraint"]

_BARE_VERSION = re.compile(r"[0-9]")
_CLAUSE = re.compile(
    r"(?P<op>\^|~=|~|==|=|!=|>=|<=|>|<)?v?(?P<version>[0-9][0-9A-Za-z.!+_-]*?)(?P<any>(\.\*)*)",
    re.ASCII,
)
_SPACE_AFTER_OPERATOR = re.compile(r"(?<=[\^~=<>!])[ \t]+")


@dataclass(frozen=True)
class Constraint:
    """A union of PEP 440 specifier sets."""

    text: str
    alternatives: tuple[SpecifierSet, ...]

    ANY: ClassVar["Constraint"]
    """Every version."""

    @classmethod
    def of(cls, specifiers: SpecifierSet) -> "Constraint":
        """Return one specifier set as a constraint."""
        return cls(str(specifiers) or "*", (specifiers,))

    @classmethod
    def exactly(cls, version: str) -> "Constraint":
        """Return one version as a constraint; every version for an empty text."""
        return cls.of(SpecifierSet(f"=={version}")) if version else cls.ANY

    def allows(self, version: str) -> bool:
        """Tell whether a version is in the set; a locked pre-release counts like any other."""
        return any(one.contains(version, prereleases=True) for one in self.alternatives)

    def narrowed(self, other: "Constraint", place: str) -> "Constraint":
        """Return what both allow; `place` is where the other is written."""
        if self == Constraint.ANY or other == Constraint.ANY:
            return other if self == Constraint.ANY else self
        count = len(self.alternatives) * len(other.alternatives)
        if count > limits.ALTERNATIVES:
            raise RefusedError(
                place,
                f"with the other constraints it has more than {limits.ALTERNATIVES} alternatives",
                "write fewer with ||",
            )
        spend(20 * count, place)
        both = tuple(one & two for one in self.alternatives for two in other.alternatives)
        return Constraint(" || ".join(str(one) or "*" for one in both), both)


Constraint.ANY = Constraint("*", (SpecifierSet(),))


def parse_constraint(text: object, place: str) -> Constraint:
    """Read a constraint, or refuse one that PEP 440 has no words for (`^1.2`)."""
    if not isinstance(text, str) or len(text) > limits.CONSTRAINT:
        shown = _shortened(text)
        raise RefusedError(place, f"{shown} is not a version constraint", "lock again")
    try:
        if text not in _ALTERNATIVES:
            spend(10 + 3 * len(text), place)
            _ALTERNATIVES[text] = _alternatives(text)
        return Constraint(text, _ALTERNATIVES[text])
    except InvalidSpecifier:
        raise RefusedError(
            place,
            f"version constraint {text!r} is not understood",
            "write it as in PEP 440 (>=1.2,<2) and lock again",
        ) from None


# A lock repeats few constraints on many edges.
_ALTERNATIVES: dict[str, tuple[SpecifierSet, ...]] = {}


def _alternatives(text: str) -> tuple[SpecifierSet, ...]:
    alternatives = []
    for part in text.split("||"):
        one = part.strip()
        if _BARE_VERSION.match(one):
            one = f"=={one}"
        alternatives.append(SpecifierSet("" if one == "*" else one))
    return tuple(alternatives)


def parse_poetry_constraint(text: object, place: str) -> Constraint:
    """Read a constraint as Poetry does.

    Clauses are joined by commas or spaces, alternatives by `||` or `|`; a version alone means that
    version. `^` keeps the first number that is not 0, `~` the minor version: `^1.2` is `>=1.2,<2`,
    `^0.2.3` is `>=0.2.3,<0.3`, `~1.2.3` is `>=1.2.3,<1.3`.
    """
    try:
        if not isinstance(text, str) or len(text) > limits.CONSTRAINT:
            raise ValueError
        alternatives = _poetry_alternatives(text, place)
    except ValueError:
        raise RefusedError(
            place,
            f"version constraint {_shortened(text)} is not understood",
            "write it as Poetry documents (^1.2, ~1.2, >=1.2,<2, 1.2.*)",
        ) from None
    return Constraint(text, alternatives)


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) < limits.CONSTRAINT else f"{text[:60]}…"


# A lock of Poetry repeats few constraints, too.
_OF_POETRY: dict[str, tuple[SpecifierSet, ...]] = {}


def _poetry_alternatives(text: str, place: str) -> tuple[SpecifierSet, ...]:
    if text not in _OF_POETRY:
        parts = re.split(r"\|\|?", text)
        spend(20 * len(parts) + 2 * len(text), place)
        _OF_POETRY[text] = tuple(map(_alternative, parts))
    return _OF_POETRY[text]


def _alternative(text: str) -> SpecifierSet:
    # Poetry tolerates one comma at the end.
    clauses = _SPACE_AFTER_OPERATOR.sub("", text.strip().removesuffix(",").strip())
    parts = re.split(r"[ \t]*,[ \t]*|[ \t]+", clauses)
    return SpecifierSet(",".join(filter(None, map(_clause, parts))))


def _clause(text: str) -> str:
    """Return one clause in the words of PEP 440, or raise ValueError."""
    if text in ("*", "x", "X"):
        return ""
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    op, written, wildcard = match["op"] or "==", match["version"], bool(match["any"])
    version = Version(written)
    numbers = version.release
    if wildcard and op in ("^", "~", "~="):
        raise ValueError(text)
    if op in ("~", "~=") and len(numbers) == 1:
        return _from_to(written, version, (numbers[0] + 1,))
    if op == "~":
        return _from_to(written, version, (numbers[0], numbers[1] + 1))
    if op == "^":
        # Beyond the third number nothing counts as breaking.
        kept = next((i for i, number in enumerate(numbers[:3]) if number), len(numbers[:3]) - 1)
        return _from_to(written, version, (*numbers[:kept], numbers[kept] + 1))
    if op == "=":
        op = "=="
    # `>=1.2.*` is nothing in PEP 440; Poetry reads it without the wildcard.
    return f"{op}{written}{'.*' if wildcard and op in ('==', '!=') else ''}"


def _from_to(written: str, version: Version, end: tuple[int, ...]) -> str:
    epoch = f"{version.epoch}!" if version.epoch else ""
    return f">={written},<{epoch}{'.'.join(map(str, end))}"
