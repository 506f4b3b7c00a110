"""Each Nix that must work runs setup on an empty store and evaluates what it filled."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import Checkout
from nix_versions import NixVersion


@pytest.fixture
def building_checkout(checkout: Checkout, test_cache: Path) -> Iterator[Checkout]:
    """A checkout whose store is not below /tmp: newer Nix does not build where all may write."""
    checkout.store = Path(tempfile.mkdtemp(prefix="store-", dir=test_cache))
    yield checkout
    subprocess.run(["chmod", "-R", "u+w", checkout.store], check=True)
    shutil.rmtree(checkout.store)


def test_setup_fills_an_empty_store(checkout: Checkout, nix_version: NixVersion) -> None:
    checkout.extra = nix_version.environment(checkout.environment())
    done = checkout.setup()
    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.missing() == []
    again = checkout.setup()
    assert again.stdout.splitlines() == [
        f"setup: ready: {len(checkout.plan())} sources in the store"
    ]


def test_a_build_runs_in_the_sandbox(building_checkout: Checkout, nix_version: NixVersion) -> None:
    """The seed is a builder, and it does not see the host's files."""
    checkout = building_checkout
    checkout.extra = nix_version.environment(checkout.environment())
    assert checkout.setup().returncode == 0
    seed = next(line[4] for line in checkout.plan() if line[0] == "tree")
    expression = f"""derivation {{
      name = "sandboxed"; system = builtins.currentSystem;
      builder = "${{builtins.storePath "{seed}"}}/bin/busybox";
      args = [ "sh" "-c" "test ! -e /usr && test ! -e /etc/apt && echo yes > $out" ];
    }}"""
    done = subprocess.run(
        ["nix", "build", "--impure", "--no-link", "--expr", expression],
        env=checkout.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_setup_tells_the_reason_that_nix_gives(
    root: Path, nix_version: NixVersion, tmp_path: Path
) -> None:
    """Newer versions begin with an `error:` that tells nothing."""
    script = f"""
      . {root}/nix/setup/nix.sh
      nix-instantiate --eval -E 'let f = x: throw "no ${{x}}"; in f "thing"' 2>log
      nix_error log
    """
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=nix_version.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "no thing\n"
