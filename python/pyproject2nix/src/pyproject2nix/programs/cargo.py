"""Crates from the registry that the machine's Cargo is configured for."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.cargo import Crate
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.text import printable
from pyproject2nix.files.reader import is_file, sha256_of

__all__ = ["fetch_crates"]

# A package that requires exactly the crates that are wanted, none of which is ever compiled.
_HEAD = """\
[package]
name = "pyproject2nix-fetch"
version = "0.0.0"
edition = "2021"

[lib]
path = "lib.rs"

[workspace]

[dependencies]
"""


def fetch_crates(
    locks: Mapping[str, Iterable[Crate]], project: Path, into: Path
) -> Iterator[tuple[Crate, Path]]:
    """Yield crates with files of their content in `into`, under the store's names.

    `locks` are those that are wanted, by the Cargo.lock that they can be resolved together for.
    `project` is the folder of a flake that may have Cargo. What Cargo has in its own cache is not
    fetched again.
    """
    for place, wanted in locks.items():
        missing = []
        for crate in sorted(set(wanted), key=lambda one: (one.name, one.version)):
            if path := _kept(crate, into):
                yield crate, path
            else:
                missing.append(crate)
        if not missing:
            continue
        _run_cargo(missing, place, project)
        for crate in missing:
            path = _kept(crate, into)
            if path is None:
                raise RefusedError(
                    place,
                    f"{crate.name} {crate.version}: the registry has another file than the one "
                    f"with the checksum {crate.sha256}",
                    "lock again, or configure Cargo for the registry that has it",
                )
            yield crate, path


def _kept(crate: Crate, into: Path) -> Path | None:
    """Return a link to the file of a crate in Cargo's cache."""
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    name = f"{crate.name}-{crate.version}.crate"
    for path in sorted(home.glob(f"registry/cache/*/{name}")):
        if is_file(path) and sha256_of(path, limits.LOCAL_FILE) == crate.sha256:
            target = into / crate.file.name
            target.unlink(missing_ok=True)
            shutil.copyfile(path, target)
            return target
    return None


def _run_cargo(crates: Sequence[Crate], place: str, project: Path) -> None:
    """Let Cargo fetch crates into its cache; nothing of them is run."""
    with tempfile.TemporaryDirectory(prefix="pyproject2nix-cargo-") as temporary:
        folder = Path(temporary)
        lines = [
            f"crate-{number} = {{ package = {json.dumps(crate.name)}, "
            f'version = "={crate.version.partition("+")[0]}", default-features = false }}\n'
            for number, crate in enumerate(crates)
        ]
        (folder / "Cargo.toml").write_text(_HEAD + "".join(lines), encoding="utf-8")
        # With a lock, Cargo takes releases that were withdrawn since.
        locked = "".join(map(_locked, crates))
        (folder / "Cargo.lock").write_text(f"version = 3\n{locked}", encoding="utf-8")
        (folder / "lib.rs").touch()
        words = _cargo(place, project)
        # Its folder has no configuration of Cargo, so that the user's own counts alone.
        done = subprocess.run(
            [*words, "fetch", "--quiet", "--manifest-path", str(folder / "Cargo.toml")],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.strip()]
        told = (
            [line for line in errors if line.startswith("error")] or errors[-1:] or ["no message"]
        )
        if words[0] == "nix":
            # Cargo itself may have to be fetched.
            remedy = "run: nix run .#debpkgs -- fetch, and run it again with a network"
        else:
            remedy = (
                "run it again with a network, or configure Cargo for the registry that this "
                "machine reaches (source replacement in ~/.cargo/config.toml)"
            )
        message = dict.fromkeys([*told[:1], *errors[-1:]])
        raise RefusedError(place, f"cargo fetch: {printable(' '.join(message))}", remedy)


def _locked(crate: Crate) -> str:
    keys = {
        "name": crate.name,
        "version": crate.version,
        "source": crate.source,
        "checksum": crate.sha256,
    }
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in keys.items()]
    return "".join(["\n[[package]]\n", *lines])


def _cargo(place: str, project: Path) -> list[str]:
    """Return the words that start Cargo: the machine's own, or that of the project's packages."""
    if found := os.environ.get("CARGO") or shutil.which("cargo"):
        return [found]
    if is_file(project / "debpkgs.toml") and is_file(project / "flake.nix"):
        options = ["--extra-experimental-features", "nix-command flakes"]
        return ["nix", *options, "run", f"{project.resolve()}#cargo", "--"]
    raise RefusedError(
        place,
        "there is no cargo on PATH, which fetches the crates",
        "run: nix run .#debpkgs -- add cargo rustc",
    )
