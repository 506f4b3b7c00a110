"""IPython extension: a cell that starts with `%%cpp` is C++; `%cpp` runs one C++ statement."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load_ipython_extension"]


def cpp(line: str, cell: str | None = None) -> None:
    """Declare a cell's classes, functions and variables to cling, or run a line's statement."""
    # The first import starts cling; a session without C++ does not wait for it.
    import cppyy

    if cell is None:
        cppyy.cppexec(line)
    else:
        cppyy.cppdef(cell)
    # C++ has a buffer of its own; what it printed belongs under this cell.
    cppyy.gbl.std.cout.flush()


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Make `%cpp` and `%%cpp` known to a session."""
    shell.register_magic_function(cpp, "line_cell")
