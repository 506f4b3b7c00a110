"""Our packages on nixpkgs: evaluated, on each Nix that must work; nothing is built.

`DEBPKGS_TEST_NIXPKGS` names a folder with nixpkgs, or a fork of it. Without it the nixpkgs that the
flake pins is fetched.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from nix_versions import NixVersion, offline, printed_offline

SYSTEM = f"{os.uname().machine}-linux"


def test_every_output_instantiates(root: Path, nix_version: NixVersion, nixpkgs: str) -> None:
    drvs = json.loads(
        printed_offline(
            root,
            nix_version,
            *("nix-instantiate", "--eval", "--read-write-mode", "--json", "--strict"),
            *("--argstr", "nixpkgs", nixpkgs, "-E"),
            "{ nixpkgs }@args: builtins.mapAttrs (_: output: output.drvPath)"
            " (import ./tests/nixpkgs/outputs.nix args)",
        )
    )
    assert {"hpds-cuda-image", "hpdsCudaProject-devShell", "python311", "shell"} <= set(drvs)
    assert [name for name, drv in drvs.items() if not Path(drv).is_file()] == []


def test_another_nixpkgs_takes_the_inputs_place(
    root: Path, nix_version: NixVersion, nixpkgs: str, tmp_path: Path
) -> None:
    """`.#nixpkgs.NAME` is what the overlay makes of the set that is given."""
    # A fork's own flake may have inputs, which would be fetched.
    (tmp_path / "flake.nix").write_text("{ outputs = _: { }; }")
    (tmp_path / "default.nix").write_text(f"import {nixpkgs}")
    # Unwrapped: the program knows all names of its set, and stand-ins are among those of the other.
    package = "pyproject2nix.unwrapped.drvPath"
    by_flake = printed_offline(
        root,
        nix_version,
        *("nix", "eval", "--raw", "--impure", f".#nixpkgs.{package}"),
        *("--override-input", "nixpkgs", f"path:{tmp_path}"),
    )
    by_hand = printed_offline(
        root,
        nix_version,
        *("nix", "eval", "--raw", "-f", "tests/nixpkgs/set.nix", package),
        *("--argstr", "nixpkgs", nixpkgs),
    )
    assert by_flake == by_hand


@pytest.mark.parametrize("project", ["templates/native/nix", "python/pyproject2nix"])
def test_generated_files_alone_suffice(root: Path, nixpkgs: str, project: str) -> None:
    """A project's overlay.nix needs nothing of this flake.

    The second's lock has flit-core: built of a wheel by a hook that brings along `wheel`, which
    flit-core builds.
    """
    expression = f"""
      {{ nixpkgs }}:
      let
        pkgs = import nixpkgs {{ }};
        python = pkgs.python313.override {{
          self = python;
          packageOverrides = import {root / project}/overlay.nix;
        }};
        project = builtins.fromJSON (builtins.readFile {root / project}/project.json);
      in
      python.withPackages (ps: [ ps.${{project.name}} ps.packaging ps.pytest ])
    """
    done = subprocess.run(
        offline("nix-instantiate", "-E", expression, "--argstr", "nixpkgs", nixpkgs),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("-env.drv\n")
