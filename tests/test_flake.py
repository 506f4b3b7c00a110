"""The flake by its plain names, on each Nix that must work, without a network."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest
from nix_versions import NixVersion, offline, printed_offline, system_nix

SYSTEM = f"{os.uname().machine}-linux"

PACKAGES = (
    "cuda-bench",
    "cuda-bench-image",
    "hpds",
    "hpds-image",
    "hpds-wheel",
    "pyproject2nix",
    "python311",
    "python313",
    "sort-bench",
)


def nix(root: Path, version: NixVersion, *arguments: str) -> str:
    """What `nix ARGUMENTS` prints."""
    return printed_offline(root, version, "nix", *arguments)


def out_paths(root: Path, version: NixVersion) -> dict[str, str]:
    """Output paths of all packages, evaluated."""
    text = nix(
        root,
        version,
        *("eval", "--json", f".#packages.{SYSTEM}"),
        *("--apply", "builtins.mapAttrs (_: package: package.outPath)"),
    )
    paths: dict[str, str] = json.loads(text)
    return paths


@cache
def reference(root: Path) -> dict[str, str]:
    """The same from the machine's own Nix."""
    return out_paths(root, system_nix())


def test_show_lists_the_packages(root: Path, nix_version: NixVersion) -> None:
    shown = json.loads(nix(root, nix_version, "flake", "show", "--json"))
    # Newer Nix puts the outputs below a key of their own.
    shown = shown.get("inventory", shown)
    assert set(PACKAGES) <= set(shown["packages"][SYSTEM])


def test_every_nix_computes_the_same_store_paths(root: Path, nix_version: NixVersion) -> None:
    assert out_paths(root, nix_version) == reference(root)


@pytest.mark.parametrize("package", ["hpds-image", "sort-bench"])
def test_build(root: Path, nix_version: NixVersion, package: str) -> None:
    built = json.loads(nix(root, nix_version, "build", f".#{package}", "--no-link", "--json"))
    assert built[0]["outputs"]["out"] == reference(root)[package]


def test_run(root: Path, nix_version: NixVersion) -> None:
    assert "generate" in nix(root, nix_version, "run", ".#pyproject2nix", "--", "--help")


def test_develop(root: Path, nix_version: NixVersion) -> None:
    printed = nix(
        root,
        nix_version,
        *("develop", "-c", "python", "-c", "import numpy, sys; print(sys.prefix)"),
    )
    assert printed.startswith("/nix/store/")


def test_build_environment_of_a_package(root: Path, nix_version: NixVersion) -> None:
    """`nix develop` on a derivation has its compilers and inputs."""
    printed = nix(
        root,
        nix_version,
        *("develop", ".#sort-bench", "-c", "bash", "-c", "type -P g++ cmake ninja"),
    )
    assert len(printed.splitlines()) == 3
    assert all(line.startswith("/nix/store/") for line in printed.splitlines())


def test_a_wrong_name_is_an_error_that_says_so(root: Path) -> None:
    done = subprocess.run(
        offline("nix", "build", "--no-link", ".#hpds-imag"),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "hpds-imag" in done.stderr


def test_an_archive_becomes_a_source(root: Path, nix_version: NixVersion, tmp_path: Path) -> None:
    tree = tmp_path / "project-1.0"
    tree.mkdir()
    (tree / "file").write_text(f"of {nix_version}\n")
    archive = tmp_path / "project.tar.gz"
    subprocess.run(["tar", "-C", tmp_path, "-czf", archive, tree.name], check=True)
    digest = nix(root, nix_version, "hash", "path", str(tree)).strip()
    call = f'fetchzip {{ url = "{archive.as_uri()}"; hash = "{digest}"; }}'
    (place,) = nix(
        root,
        nix_version,
        *("eval", "--impure", "--raw", ".#legacyPackages." + SYSTEM),
        *("--apply", f'pkgs: "${{pkgs.{call}}}"'),
    ).splitlines()
    assert place.endswith("-source")
    assert (Path(place) / "file").read_text() == f"of {nix_version}\n"
