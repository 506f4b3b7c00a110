"""hpds-rebuild in the debug shell: what gdb then shows are the files of the checkout."""

from pathlib import Path

import pytest
from dev_shell import clone
from terminal import shell

SCRIPT = """\
set breakpoint pending on
break hpds_crc32c
run
finish
py-bt
"""


@pytest.mark.slow
def test_gdb_shows_the_files_of_the_checkout(root: Path, tmp_path: Path) -> None:
    checkout = clone(root, tmp_path / "checkout")
    (tmp_path / "script").write_text(SCRIPT)
    with shell(checkout, ".#debug") as terminal:
        assert "hpds is editable" in terminal.run("hpds-rebuild")
        printed = terminal.run(
            f"gdb -batch -x {tmp_path}/script --args python envs/debug-lab/checksum.py"
        )
    hpds = checkout / "envs" / "hpds" / "src"
    assert f"at {hpds}/core/checksum/crc32c.c:" in printed
    assert f"at {hpds}/hpds/wrapper/_core.pyx:" in printed
    assert "return wrapper.crc32c(data)" in printed
    # The release build of the default shell is another one.
    assert not (checkout / "envs/hpds/build/venv").exists()
