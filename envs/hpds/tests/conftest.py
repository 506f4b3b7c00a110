"""What the tests share: settings of hypothesis, and strategies for the arrays that hpds takes."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: builders are slow and shared. No database: a sandbox has nowhere to keep it.
settings.register_profile("quick", deadline=None, database=None, derandomize=True, max_examples=20)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=500)
settings.load_profile(os.environ.get("HPDS_TEST_PROFILE", "quick"))
