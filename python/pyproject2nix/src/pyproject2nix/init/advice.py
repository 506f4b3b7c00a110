"""The commands that `init` prints at the end."""

from pyproject2nix.init.origin import Local, Origin
from pyproject2nix.init.report import Report
from pyproject2nix.write.place import BOOTSTRAP

__all__ = ["say_how_to_go_on", "say_what_another_flake_needs"]


def say_how_to_go_on(report: Report, origin: Origin, copy: str, is_package: bool) -> None:
    """Print the commands that a project has now; `copy` is the folder of the script."""
    built = "the package" if is_package else "the environment"
    report.commands(
        "go on",
        [
            ("nix develop", "a shell with Python and the dependencies; run the tests in it"),
            ("nix build", f"{built}; nix build .#image is an OCI image"),
            ("nix run .#sync", "after a change of dependencies: locks, generates, fetches"),
        ],
    )
    rows = [
        ("nix flake check", "in CI: fails if the lock changed and the Nix files did not"),
        ("nix run .#sync -- --check", "the same in .git/hooks/pre-commit, in half a second"),
        ("nix run .#undo", "takes back what init did"),
    ]
    if not isinstance(origin, Local):
        rows.insert(0, (f"sh {copy}/{BOOTSTRAP}", "for a colleague, once after git clone"))
    report.commands("besides", rows)


def say_what_another_flake_needs(report: Report) -> None:
    """Print how a flake that init did not write gets to use the files."""
    report.commands(
        "go on",
        [
            ("nix run hpds#pyproject2nix -- migrate .", "your flake on these files, to look at"),
            ("nix run hpds#sync", "after a change of dependencies: locks, generates, fetches"),
            ("nix run hpds#undo", "takes back what init did"),
        ],
    )
    report.list(
        "or by hand",
        [
            'inputs.hpds.url = "flake:hpds";',
            "hpds.lib.${system}.buildProject { projectRoot = ./.; }: packages, devShells, checks, "
            "apps",
        ],
    )
