"""What the tests share: settings of hypothesis, and strategies for the arrays that hpds takes."""

from __future__ import annotations

import os
import warnings

import numpy as np
import pytest
from hypothesis import settings

from hpds import accelerate

# No deadline: builders are slow and shared. No database: a sandbox has nowhere to keep it.
settings.register_profile("quick", deadline=None, database=None, derandomize=True, max_examples=20)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=500)
settings.load_profile(os.environ.get("HPDS_TEST_PROFILE", "quick"))


@pytest.fixture(scope="session", autouse=True)
def _told_that_there_is_no_gpu() -> None:
    """A build with the CUDA engine says so once; test_cuda.py looks at that in other processes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        accelerate.sort(np.ones(1))
