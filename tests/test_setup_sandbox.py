"""./setup where Nix' sandbox cannot be had: known at once; and going on without it, on request."""

import os
import subprocess
import sys
from pathlib import Path

from checkout import Checkout, FileServer, use_http
from test_setup import error_line, needs_apt, needs_root
from test_setup_config import effective

#: A container started by plain `docker run`.
DOCKER = (sys.executable, str(Path(__file__).with_name("docker_default.py")))
MARK = "built-without-sandbox-1"

pytestmark = needs_root


@needs_apt
def test_a_container_that_may_not_make_namespaces_is_answered_before_any_download(
    checkout: Checkout, server: FileServer
) -> None:
    use_http(checkout, server)
    line = error_line(checkout.setup(prefix=DOCKER))
    for word in ("namespaces", "docker", "podman", "GitLab", "GitHub", "--privileged"):
        assert word in line
    assert "./setup --no-sandbox" in line
    assert server.requests == []
    assert not checkout.cache.exists()
    assert not checkout.store.exists()


def test_goes_on_without_the_sandbox_until_it_is_switched_on(checkout: Checkout) -> None:
    done = checkout.setup("--no-sandbox", prefix=DOCKER)
    assert done.returncode == 0, done.stderr
    assert "see this machine's files and the network" in done.stdout
    assert "make cache refuses it" in done.stdout
    assert effective(checkout, "sandbox") == "false"
    # `make image` runs plain ./setup.
    again = checkout.setup(prefix=DOCKER)
    assert again.returncode == 0, again.stderr
    assert "builds run without the sandbox" in again.stdout
    assert effective(checkout, "sandbox") == "false"
    back = checkout.setup("--sandbox")
    assert back.returncode == 0, back.stderr
    assert effective(checkout, "sandbox") == "true"
    assert effective(checkout, "post-build-hook") == ""
    assert not list(checkout.config.glob("debpkgs-unsandboxed*"))


def build(checkout: Checkout, text: str) -> str:
    """Build a file by the seed, which is in the store by now."""
    (seed,) = (line[4] for line in checkout.plan() if line[0] == "tree")
    expression = f"""derivation {{
      name = "text";
      system = builtins.currentSystem;
      builder = (builtins.storePath {seed}) + "/bin/busybox";
      args = [ "sh" "-c" "echo {text} >$out" ];
    }}"""
    done = subprocess.run(
        ["nix-build", "--no-out-link", "-E", expression],
        env=checkout.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def unsandboxed(checkout: Checkout, *paths: str, **environment: str) -> list[str]:
    """What nix/setup/unsandboxed.sh prints."""
    done = subprocess.run(
        ["sh", checkout.root / "nix/setup/unsandboxed.sh", *paths],
        env=checkout.environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_what_is_built_without_the_sandbox_is_marked_in_other_stores_too(
    checkout: Checkout, tmp_path: Path
) -> None:
    assert checkout.setup("--no-sandbox").returncode == 0
    marked = build(checkout, "without")
    assert checkout.setup("--sandbox").returncode == 0
    clean = build(checkout, "with")
    assert unsandboxed(checkout) == [marked]
    assert unsandboxed(checkout, marked) == [marked]
    assert unsandboxed(checkout, clean) == []
    other = f"local?root={tmp_path / 'other'}"
    subprocess.run(
        ["nix", "copy", "--no-check-sigs", "--to", other, marked],
        env=checkout.environment(),
        check=True,
        capture_output=True,
    )
    assert unsandboxed(checkout, marked, NIX_REMOTE=other) == [marked]


def test_a_hook_of_the_machine_is_not_replaced(checkout: Checkout) -> None:
    (checkout.config / "nix.conf").write_text("substituters =\npost-build-hook = /bin/true\n")
    line = error_line(checkout.setup("--no-sandbox"))
    assert "post-build-hook, /bin/true" in line


def test_needs_the_configuration(checkout: Checkout) -> None:
    assert "leave --no-config out" in error_line(checkout.setup("--no-sandbox", "--no-config"))


def test_users_without_namespaces_outside_a_container_get_roots_remedy(checkout: Checkout) -> None:
    """An ordinary user, where user namespaces are switched off."""
    folder = checkout.home / "bin"
    folder.mkdir()
    (folder / "unshare").write_text("#!/bin/sh\necho 'unshare: No space left' >&2\nexit 1\n")
    (folder / "id").write_text(
        '#!/bin/sh\n[ "$*" != -u ] || exec echo 1000\nexec /usr/bin/id "$@"\n'
    )
    (folder / "sudo").write_text("#!/bin/sh\nexit 1\n")
    for program in folder.iterdir():
        program.chmod(0o755)
    checkout.extra["PATH"] = f"{folder}:{os.environ['PATH']}"
    line = error_line(checkout.setup())
    contained = any(
        map(os.path.exists, ("/.dockerenv", "/run/.containerenv", "/run/systemd/container"))
    )
    assert ("--privileged" if contained else "user.max_user_namespaces") in line
    assert "(No space left)" in line
