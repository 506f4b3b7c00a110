"""`nix-build` and `nix-shell`, for those without flakes, on each Nix that must work; offline."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from nix_versions import NixVersion, offline, printed_offline

SYSTEM = f"{os.uname().machine}-linux"

#: What `nix-instantiate -A` is given, and the flake's name for the same.
NAMES = {
    "cuda-bench": f"packages.{SYSTEM}.cuda-bench",
    "hpds-image": f"packages.{SYSTEM}.hpds-image",
    "pyproject2nix": f"packages.{SYSTEM}.pyproject2nix",
    "checks.generated": f"checks.{SYSTEM}.generated",
    "checks.lint": f"checks.{SYSTEM}.lint",
    "checks.programs-images": f"checks.{SYSTEM}.programs-images",
    "checks.types": f"checks.{SYSTEM}.types",
    "devShells.cuda": f"devShells.{SYSTEM}.cuda",
    "legacyPackages.gpu-doctor": f"legacyPackages.{SYSTEM}.gpu-doctor",
}

#: What a checkout that is worked in has beside its sources.
LEFTOVERS = (
    ".direnv/profile.py",
    ".git/hooks/a.sh",
    ".mypy_cache/3.13/a.py",
    "build/a.sh",
    "envs/cuda-bench/build/a.o",
    "envs/hpds/.hypothesis/a.py",
    "envs/hpds/build/venv/pyvenv.cfg",
    "envs/hpds/src/hpds/__pycache__/a.pyc",
    "nix/debpkgs/docker-tools/imagetools/__pycache__/a.pyc",
    "nix/images/__pycache__/a.pyc",
    "cuda/driver/gpu-doctor/gpu_doctor/__pycache__/a.pyc",
    "python/pyproject2nix/.hypothesis/a.py",
    "python/pyproject2nix/src/pyproject2nix/__pycache__/a.pyc",
)


@pytest.fixture(scope="session")
def used(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that has been worked in, at a place of its own."""
    folder = tmp_path_factory.mktemp("used") / "check out"
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, names.split("\0")):
        if (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    for name in LEFTOVERS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("left over")
    for place in (folder, folder / "envs/hpds"):
        (place / "result").symlink_to("/nix/store")
    return folder


def test_the_flakes_derivations(root: Path, used: Path, nix_version: NixVersion) -> None:
    """Nothing that is not source comes in, whatever lies about."""
    wanted = [word for name in NAMES for word in ("-A", name)]
    without = printed_offline(used, nix_version, "nix-instantiate", *wanted).splitlines()
    apply = "outputs: builtins.mapAttrs (_: output: output.drvPath) {" + "".join(
        f'"{name}" = outputs.{attribute}; ' for name, attribute in NAMES.items()
    )
    flake = f'{{ expr = ({apply}}}) (builtins.getFlake "git+file://{root}"); }}'
    by_flake = json.loads(
        printed_offline(
            root, nix_version, "nix", "eval", "--impure", "--json", "--expr", f"({flake}).expr"
        )
    )
    assert dict(zip(NAMES, without, strict=True)) == by_flake


def test_nix_build(root: Path, nix_version: NixVersion) -> None:
    """Without a name it is hpds."""
    hpds = printed_offline(root, nix_version, "nix-build", "--no-out-link").strip()
    assert list(Path(hpds).glob("lib/python3.13/site-packages/hpds"))
    bench = printed_offline(
        root, nix_version, "nix-build", "--no-out-link", "-A", "sort-bench"
    ).strip()
    assert "sort" in printed_offline(root, nix_version, f"{bench}/bin/sort-bench", "--help")


def test_nix_shell(root: Path, nix_version: NixVersion) -> None:
    command = "type -P g++ pytest && python -c 'import numpy, sys; print(sys.prefix)'"
    printed = printed_offline(root, nix_version, "nix-shell", "--run", command).splitlines()
    assert len(printed) == 3
    assert all(line.startswith("/nix/store/") for line in printed)


def test_nix_shell_by_name(root: Path, nix_version: NixVersion) -> None:
    printed = printed_offline(root, nix_version, "nix-shell", "-A", "cuda", "--run", "type -P nvcc")
    assert printed.startswith("/nix/store/")


def test_nixpkgs_is_asked_for(root: Path) -> None:
    done = subprocess.run(
        offline("nix-instantiate", "-A", "legacyPackages.nixpkgs.hpds"),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "legacyPackages.nixpkgs needs one: --arg nixpkgs '<nixpkgs>'" in done.stderr
