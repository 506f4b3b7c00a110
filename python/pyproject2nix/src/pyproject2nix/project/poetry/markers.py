"""`python` and `platform` of a Poetry dependency, as environment markers (PEP 508)."""

import re
from collections.abc import Iterable

from packaging.markers import Marker
from packaging.specifiers import Specifier
from packaging.version import Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table

__all__ = ["all_of", "marker_of", "platform_marker", "python_marker"]

_PLATFORM = re.compile(r"(?P<op>==|!=|=)?[ \t]*(?P<name>[A-Za-z0-9_.-]+)", re.ASCII)


def marker_of(spec: Table) -> Marker | None:
    """Return where a dependency with `markers`, `python` and `platform` is wanted."""
    text, platform = spec.text("markers", ""), spec.text("platform", "*")
    return all_of(
        spec.place,
        parse_marker(text, spec.at("markers")) if text else None,
        python_marker(spec.data["python"], spec.at("python")) if "python" in spec.data else None,
        platform_marker(platform, spec.at("platform")),
    )


def all_of(place: str, *markers: Marker | None) -> Marker | None:
    """Return the marker that holds where each of these does; `place` is where they are written."""
    texts = [str(marker) for marker in markers if marker is not None]
    return parse_marker(" and ".join(f"({text})" for text in texts), place) if texts else None


def python_marker(text: object, place: str) -> Marker | None:
    """Return where a constraint on Python holds; None for everywhere.

    A version of two numbers stands for that series, as in Poetry: `3.8` and `>=3.8` look at
    `python_version`. Those that set bounds within a series (`<=3.8`, `>3.8`, `!=3.8`) mean 3.8.0.
    """
    constraint = parse_poetry_constraint(text, place)
    if any(not alternative for alternative in constraint.alternatives):
        return None
    spend(20 * len(constraint.alternatives) + 2 * len(constraint.text), place)
    return parse_marker(_any_of(_series_of(constraint)), place)


def _series_of(constraint: Constraint) -> Iterable[str]:
    for alternative in constraint.alternatives:
        yield " and ".join(sorted(map(_python_clause, alternative)))


def _python_clause(clause: Specifier) -> str:
    version = clause.version
    release = Version(version.removesuffix(".*"))
    short = len(release.release) <= 2 and str(release) == release.base_version
    if short and clause.operator in ("<=", ">", "!=") and not version.endswith(".*"):
        version = ".".join(map(str, (*release.release, 0, 0)[:3]))
        short = False
    variable = "python_version" if short else "python_full_version"
    return f'{variable} {clause.operator} "{version}"'


def platform_marker(text: str, place: str) -> Marker | None:
    """Return where a constraint on `sys_platform` holds; None for everywhere."""
    if text.strip() == "*":
        return None
    if len(text) > limits.CONSTRAINT:
        raise RefusedError(
            place, f"{text!r} is too long", "write linux, !=win32 or linux || darwin"
        )
    alternatives = []
    for alternative in re.split(r"\|\|?", text):
        clauses = []
        for part in alternative.split(","):
            match = _PLATFORM.fullmatch(part.strip())
            if match is None:
                raise RefusedError(
                    place,
                    f"{text!r} is not a constraint on sys_platform",
                    "write linux, !=win32 or linux || darwin",
                )
            operator = "!=" if match["op"] == "!=" else "=="
            clauses.append(f'sys_platform {operator} "{match["name"]}"')
        alternatives.append(" and ".join(clauses))
    return parse_marker(_any_of(alternatives), place)


def _any_of(alternatives: Iterable[str]) -> str:
    return " or ".join(f"({text})" for text in alternatives)
