"""The C++ shell as a person uses it: at a terminal, in IPython."""

import re
from pathlib import Path

import dev_shell
from terminal import shell


def test_what_is_typed_in_ipython_is_answered(root: Path, tmp_path: Path) -> None:
    # dumb: IPython then asks the terminal for nothing, which would have to answer.
    with shell(root, ".#cpp", HOME=str(tmp_path), TERM="dumb") as terminal:
        greeting = terminal.wait_for(r"^cpp: (?s:.*)tour\.ipynb.*\n")
        assert len(greeting[greeting.index("cpp: ") :].splitlines()) <= 5
        terminal.send("ipython\n")
        terminal.wait_for(r"In \[1\]: ")
        terminal.send('import cppyy; cppyy.cppdef("int twice(int n) { return 2 * n; }")\n')
        terminal.wait_for(r"Out\[1\]: True\s+In \[2\]: ")
        terminal.send("cppyy.gbl.twice(21)\n")
        terminal.wait_for(r"Out\[2\]: 42\s+In \[3\]: ")
        # A cell of C++ ends with blank lines. The second derives from the class of the first.
        terminal.send("%%cpp\nstruct Base { int number = 6; };\n\n\n")
        terminal.wait_for(r"In \[4\]: ")
        terminal.send("%%cpp\nstruct Derived : Base { int seven() { return number + 1; } };\n\n\n")
        terminal.wait_for(r"In \[5\]: ")
        terminal.send("%cpp std::cout << Derived().seven() * 11 << std::endl;\n")
        terminal.wait_for(r"^77\s+In \[6\]: ")
        # Wrong C++ is an exception with the compiler's words, and the session goes on.
        terminal.send("%cpp int wrong = absent;\n")
        terminal.wait_for(r"undeclared identifier 'absent'(?s:.*)In \[7\]: ")
        terminal.send("cppyy.gbl.Derived().seven()\n")
        terminal.wait_for(r"Out\[7\]: 7\s+In \[8\]: ")


def test_the_kernel_is_the_environments(root: Path, tmp_path: Path) -> None:
    script = (
        f'export HOME={tmp_path}; echo "${{PYTHONPATH-unset}} ${{LD_LIBRARY_PATH-unset}}";'
        "jupyter kernelspec list --json; jupyter lab --version"
    )
    printed = dev_shell.in_shell(("nix", "develop", ".#cpp"), script, root)
    assert printed.startswith("unset unset\n")
    assert re.search(r'"resource_dir": "/nix/store/[^"]*/share/jupyter/kernels/python3"', printed)
    assert list(tmp_path.rglob("kernel.json")) == []
