"""What continuous integration runs, and with which rights."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved to other code; the version is for a reader."""
    used = re.findall(r"\buses: *(.*)", path.read_text())
    assert used
    for action in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_may_read_and_no_more(path: Path) -> None:
    """A pull request of a stranger runs its own code here."""
    text = path.read_text()
    assert re.findall(r"^ *permissions:\n((?: +[a-z-]+: .*\n)+)", text, re.MULTILINE) == [
        "  contents: read\n"
    ]
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false") == 1
    # An expression in a script would be replaced by text from outside.
    scripts = re.findall(r"^ *(?:- )?run: (.*)", text, re.MULTILINE)
    assert scripts
    assert not [script for script in scripts if "${{" in script]
