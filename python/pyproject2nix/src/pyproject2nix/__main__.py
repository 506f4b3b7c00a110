"""Lets `python -m pyproject2nix` do what the console script does."""

import sys

from pyproject2nix.cli import main

sys.exit(main())
