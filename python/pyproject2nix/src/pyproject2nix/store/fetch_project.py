"""The pinned files of a generated project, from pip's index into the Nix store."""

import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.target import PLATFORMS
from pyproject2nix.files.pins import Pin, read_pins
from pyproject2nix.programs.pip import run_with_pip
from pyproject2nix.store.paths import add_to_store, lacking

__all__ = ["fetch_project"]


def fetch_project(pins: Path, platforms: Sequence[str], index: str | None) -> tuple[int, int]:
    """Put what a pypi.json pins into the store; return the files wanted and fetched.

    `platforms` are Nix systems, by default the machine's own. `index` is a folder or the URL of a
    simple index, by default whatever pip is configured for.
    """
    chosen = tuple(platforms) or (_own_platform(),)
    for name in chosen:
        if name not in PLATFORMS:
            raise RefusedError(
                "--platform",
                f"{name!r} is not a known platform",
                f"choose from {', '.join(PLATFORMS)}",
            )
    wanted = {
        pin.file: pin
        for pin in read_pins(pins)
        if any(target.endswith(f"-{name}") for target in pin.targets for name in chosen)
    }
    if len(wanted) > limits.FILES:
        raise RefusedError(
            str(pins),
            f"{len(wanted)} files to fetch, more than {limits.FILES}",
            "generate it again, for fewer targets",
        )
    missing = lacking(list(wanted))
    if missing:
        _fetch([wanted[file] for file in missing], index)
    return len(wanted), len(missing)


def _own_platform() -> str:
    return f"{platform.machine()}-linux"


def _fetch(pins: Sequence[Pin], index: str | None) -> None:
    with tempfile.TemporaryDirectory(prefix="pyproject2nix-") as temporary:
        into, plan = Path(temporary) / "files", Path(temporary) / "plan"
        plan.write_text("".join(_line(pin) for pin in pins), encoding="utf-8")
        arguments = ["--label", "fetch", "--plan", str(plan), "--into", str(into)]
        if index is not None:
            arguments += ["--index", index]
        try:
            run_with_pip("pyproject2nix.fetch", arguments, shows_progress=True)
        finally:
            # What arrived stays in the store, so that the next run has less to do.
            add_to_store([path for pin in pins if (path := into / pin.file.name).exists()])


def _line(pin: Pin) -> str:
    file = pin.file
    fields = ["pypi", file.sha256, "-", file.name, "-", pin.project]
    if file.url or file.index:
        fields += [file.url, file.index]
    return "\t".join(fields) + "\n"
