"""What Nix says is wrong, of every version of it, in one line."""

from subprocess import CompletedProcess

import pytest
from conftest import Nix

from pyproject2nix.programs.nix import reason_of, run_nix

OLD = """\
error: no such thing

       at /project/flake.nix:2:5:

            1| {
            2|   a = throw "no such thing";
"""

NEW = """\
warning: Git tree '/project' is dirty
error:
       … while calling the 'throw' builtin
         at /project/default.nix:1:12:
            1| let f = x: throw "no"; in f 1

       … while evaluating the attribute 'a'
         at /project/flake.nix:2:5:
            2|   a = throw "no such thing";

       error: no such thing
"""


@pytest.mark.parametrize(
    ("stderr", "folder", "reason"),
    [
        (OLD, None, "no such thing"),
        (OLD, "/project", "no such thing at /project/flake.nix:2:5"),
        (OLD, "/elsewhere", "no such thing"),
        (NEW, None, "no such thing"),
        (NEW, "/project", "no such thing at /project/flake.nix:2:5"),
        ("error:\n", None, "error:"),
        ("nix: cannot be started\n\n", None, "nix: cannot be started"),
        ("", None, "status 7"),
    ],
)
def test_the_reason_is_the_message_that_comes_last(
    stderr: str, folder: str | None, reason: str
) -> None:
    done = CompletedProcess[str](["nix-instantiate"], 7, "", stderr)
    assert reason_of(done, folder) == reason


def test_the_reason_of_this_machines_nix(nix: Nix) -> None:
    assert nix("--eval", "-E", "1") == "1\n"
    done = run_nix(["nix-instantiate", "--eval", "-"], 'let f = x: throw "no ${x}"; in f "thing"')
    assert done.returncode != 0
    assert reason_of(done) == "no thing"
