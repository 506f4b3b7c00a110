"""Version constraints as Poetry writes them into its lock: PEP 440, `*`, and `||`."""

import re
from dataclasses import dataclass
from typing import ClassVar

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from pyproject2nix.errors import RefusedError

__all__ = ["Constraint", "parse_constraint"]

_BARE_VERSION = re.compile(r"[0-9]")


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

    def allows(self, version: str) -> bool:
        """Tell whether a version is in the set; a locked pre-release counts like any other."""
        return any(one.contains(version, prereleases=True) for one in self.alternatives)


Constraint.ANY = Constraint("*", (SpecifierSet(),))


def parse_constraint(text: object, place: str) -> Constraint:
    """Read a constraint, or refuse one that PEP 440 has no words for (`^1.2`)."""
    if not isinstance(text, str):
        raise RefusedError(place, f"{text!r} is not a version constraint", "lock again")
    alternatives = []
    for part in text.split("||"):
        one = part.strip()
        if one == "*":
            one = ""
        elif _BARE_VERSION.match(one):
            one = f"=={one}"
        try:
            alternatives.append(SpecifierSet(one))
        except InvalidSpecifier:
            raise RefusedError(
                place,
                f"version constraint {text!r} is not understood",
                "write it as in PEP 440 (>=1.2,<2) and lock again",
            ) from None
    return Constraint(text, tuple(alternatives))
