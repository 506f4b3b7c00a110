"""What differs between the machines that Debian and nixpkgs both know: ../machines.json."""

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import UpdateError

__all__ = ["MACHINES", "Machine", "own_machine"]


@dataclass(frozen=True)
class Machine:
    """One kind of processor, by the names that it has."""

    #: Debian's.
    architecture: str
    #: Debian's folder of its libraries.
    triplet: str
    #: File name of the dynamic linker.
    loader: str
    #: The kernel's.
    cpu: str
    #: That of images.
    oci: str


MACHINES: Mapping[str, Machine] = {
    one.cpu: one
    for one in (
        Machine(**names)
        for names in json.loads(
            Path(__file__).parents[1].joinpath("machines.json").read_text(encoding="utf-8")
        ).values()
    )
}
"""By the kernel's name."""


def own_machine() -> Machine:
    """Return the one that this runs on."""
    name = platform.machine()
    if name not in MACHINES:
        raise UpdateError(f"{name}: not a machine that debpkgs knows, as {', '.join(MACHINES)}")
    return MACHINES[name]
