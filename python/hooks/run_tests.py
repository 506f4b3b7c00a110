"""Run a test program as `python3 -m NAME` does: `python3 -P run_tests.py NAME ARGUMENT…`.

The program itself comes from the packages. Only its tests look into the current folder first.
"""

import importlib
import os
import runpy
import sys

if __name__ == "__main__":
    name = sys.argv.pop(1)
    importlib.import_module(name)
    sys.path.insert(0, os.getcwd())
    runpy.run_module(name, run_name="__main__", alter_sys=True)
