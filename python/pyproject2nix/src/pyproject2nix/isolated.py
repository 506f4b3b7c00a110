"""Run a module that may import from the standard library and the named folders alone.

``python3 -I -B isolated.py FOLDER… -m MODULE ARGUMENT…``

With ``python3 -m`` alone, the current folder would come before the standard library. PYTHONPATH
would do so, too, and the processes that the module starts would inherit it.
"""

import os
import runpy
import sys


def main() -> None:
    """Run the module that the command line names."""
    split = sys.argv.index("-m")
    folders, (module, *arguments) = sys.argv[1:split], sys.argv[split + 1 :]
    # After the standard library, before the interpreter's own packages.
    packages = [path.endswith("-packages") for path in sys.path]
    place = packages.index(True) if True in packages else len(sys.path)
    sys.path[place:place] = [os.path.abspath(folder) for folder in folders]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
