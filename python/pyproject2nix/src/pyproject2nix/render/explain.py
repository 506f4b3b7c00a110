"""What was read, chosen and left out, as a table or as JSON."""

import json
import re
from collections.abc import Iterable, Iterator

from pyproject2nix.base.model import Directory, Git
from pyproject2nix.base.text import printable
from pyproject2nix.plan.distribution import Distribution, is_wheel, pinned_file, why
from pyproject2nix.plan.plan import Plan, PlannedPackage

__all__ = ["explain_json", "explain_table"]

_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COLUMNS = ("target", "name", "version", "kind", "file", "why")


def _rows(packages: Iterable[PlannedPackage]) -> Iterator[dict[str, str]]:
    for package in packages:
        for target, variant in package.variants.items():
            file = pinned_file(variant.distribution)
            yield {
                "target": target.name,
                "name": package.name,
                "version": variant.version,
                "kind": _kind(variant.distribution),
                "file": _where(variant.distribution),
                "sha256": file.sha256 if file else "",
                "why": why(variant.locked, variant.distribution, target),
                "dependencies": " ".join(variant.dependencies),
                "build-system": " ".join(variant.build_system),
                "build-set": variant.build_set,
            }


def _not_locked(plan: Plan) -> list[str]:
    """Return the sources that pylock.build.toml lacks the builders of."""
    return [f"{s.built.name} {s.built.version}" for s in plan.from_source if not s.is_locked]


def _kind(distribution: Distribution) -> str:
    if isinstance(distribution, Git | Directory):
        return type(distribution).__name__.lower()
    return "wheel" if is_wheel(distribution) else "sdist"


def _where(distribution: Distribution) -> str:
    if isinstance(distribution, Git):
        return f"{distribution.url}@{distribution.commit}"
    if isinstance(distribution, Directory):
        return distribution.path
    return distribution.file.name


def explain_json(plan: Plan) -> str:
    """Return the plan as JSON, with a version of its shape."""
    document = {
        "version": 1,
        "project": plan.project.name,
        "lock": plan.lock.format,
        "targets": [target.name for target in plan.targets],
        "groups": list(plan.groups),
        "extras": list(plan.extras),
        "locked": len(plan.lock.packages),
        "chosen": list(_rows(plan.packages)),
        "default": {
            "groups": list(plan.default_groups),
            "packages": {target.name: sorted(plan.default[target]) for target in plan.targets},
        },
        "variants": [
            {
                "extras": list(one.extras),
                "groups": list(one.groups),
                "chosen": list(_rows(one.packages)),
            }
            for one in plan.alternatives
        ],
        "notes": [{"place": note.place, "text": note.text} for note in plan.notes],
        "build_sets": {name: list(_rows(some)) for name, some in plan.build_sets.items()},
        "not_locked": sorted(_not_locked(plan)),
        "left_out": dict(plan.left_out),
        "unused": dict(plan.unused),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    # JSON escapes what is below a blank; a terminal obeys more than that.
    return _UNPRINTABLE.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def explain_table(plan: Plan) -> str:
    """Return the plan as aligned text."""
    rows = sorted(tuple(row[column] for column in _COLUMNS) for row in _rows(plan.packages))
    for name, packages in plan.build_sets.items():
        some = sorted(tuple(row[column] for column in _COLUMNS) for row in _rows(packages))
        rows += [(*row[:-1], f"{row[-1]}; builds, set {name}") for row in some]
    lines = [_COLUMNS, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_COLUMNS))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    chosen = len(plan.lock.packages) - len(plan.unused)
    read = f"{plan.project.name}: {plan.lock.format}, {len(plan.lock.packages)} packages locked"
    text += ["", f"{read}, {chosen} chosen"]
    text.append(f"groups: {_names(plan.groups)}; extras: {_names(plan.extras)}")
    for one in plan.alternatives:
        differing = [f"{row['name']} {row['version']}" for row in _rows(one.packages)]
        text.append(f"{one.name} has otherwise: {', '.join(sorted(set(differing))) or 'nothing'}")
    text += [f"note: {note}" for note in plan.notes]
    text += [f"left out: {name}: {reason}" for name, reason in sorted(plan.left_out.items())]
    text += [
        f"not locked: what builds {name}; run: pyproject2nix generate" for name in _not_locked(plan)
    ]
    text += [f"not chosen: {name}: {reason}" for name, reason in sorted(plan.unused.items())]
    return "\n".join(map(printable, text)) + "\n"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"
