"""Run a test program as `python3 -m NAME` does: `python3 -P run_tests.py NAME ARGUMENT…`.

The program itself comes from the packages. Only its tests look into the current folder first.

It runs in a virtual environment (PEP 405) of the packages on PYTHONPATH. So an interpreter that a
test starts with variables of its own, or with -I, sees them as it does on other machines.
"""

import importlib
import os
import runpy
import sys
import tempfile
from pathlib import Path


def virtual_environment(folder: Path) -> Path:
    """Make the environment and return its interpreter."""
    programs = folder / "bin"
    programs.mkdir()
    interpreter = Path(sys.executable)
    for name in {"python", "python3", interpreter.name}:
        (programs / name).symlink_to(interpreter)
    (folder / "pyvenv.cfg").write_text(
        f"home = {interpreter.parent}\ninclude-system-site-packages = false\n"
    )
    packages = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    packages.mkdir(parents=True)
    paths = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    (packages / "packages.pth").write_text("".join(f"{path}\n" for path in paths))
    return programs / interpreter.name


if __name__ == "__main__":
    if sys.prefix == sys.base_prefix:
        python = virtual_environment(Path(tempfile.mkdtemp()))
        os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        os.execv(python, [str(python), "-P", *sys.argv])
    name = sys.argv.pop(1)
    importlib.import_module(name)
    sys.path.insert(0, os.getcwd())
    runpy.run_module(name, run_name="__main__", alter_sys=True)
