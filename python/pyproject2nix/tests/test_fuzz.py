"""Changed projects of the corpus are planned or refused: nothing else gets out of the program."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from effort import ALL, examples
from fuzz.readers import accept_stale_locks, one_input
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TESTS = Path(__file__).parent
SECONDS = 1800 if ALL else 5


@pytest.fixture(scope="module", autouse=True)
def _stale_locks_pass() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        restore = accept_stale_locks()
        yield
        restore()


@settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(min_size=12, max_size=96))
def test_a_changed_project_is_planned_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        one_input(data, Path(folder))


def test_an_unchanged_project_is_planned(tmp_path: Path) -> None:
    """The harness reaches further than the refusal of a file that is no TOML."""
    statuses = {one_input(bytes([n, 0, 0]), tmp_path) for n in range(40)}
    assert 0 in statuses


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
def test_fuzzing_finds_nothing(tmp_path: Path) -> None:
    path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.readers", str(SECONDS)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS + 120,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Done " in done.stderr
