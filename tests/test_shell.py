"""The default shell as a person uses it: `nix develop`, edit, build, import."""

import os
import shutil
import subprocess
from pathlib import Path

import dev_shell
import pytest


def in_shell(root: Path, script: str) -> str:
    """What a script prints in `nix develop`."""
    return dev_shell.in_shell(("nix", "develop"), script, root)


def test_its_programs_come_from_the_store(root: Path) -> None:
    programs = ("python", "gcc", "g++", "cmake", "ninja", "pytest", "ruff", "mypy", "pyproject2nix")
    found = in_shell(root, f"type -P {' '.join(programs)}").splitlines()
    assert len(found) == len(programs)
    assert [path for path in found if not path.startswith("/nix/store/")] == []


def test_variables_of_other_programs_are_left_alone(root: Path) -> None:
    """Neither Python nor the dynamic linker of the host may notice the shell."""
    printed = in_shell(root, 'echo "${PYTHONPATH-unset} ${LD_LIBRARY_PATH-unset} ${LC_ALL-unset}"')
    assert printed == "unset unset unset\n"


def test_a_program_of_the_host_runs_in_it(root: Path) -> None:
    assert in_shell(root, "/bin/sh -c 'echo host'") == "host\n"


def test_c_and_cxx_programs_compile_and_run(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.cpp").write_text(
        "#include <iostream>\nint main() { std::cout << __cplusplus << std::endl; }\n"
    )
    script = f"cd '{tmp_path}' && g++ -std=c++17 a.cpp -o a && ./a"
    assert in_shell(root, script) == "201703\n"


@pytest.mark.slow
def test_hpds_becomes_importable_and_follows_edits(root: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    subprocess.run(["git", "clone", "--quiet", str(root), str(checkout)], check=True)
    in_shell(checkout, "hpds-develop")
    assert (checkout / "envs/hpds/build/editable/compile_commands.json").exists(), "for clangd"
    python = "envs/hpds/build/venv/bin/python"
    module = checkout / "envs" / "hpds" / "src" / "hpds" / "__init__.py"
    with module.open("a") as file:
        file.write("\nEDITED = 'python'\n")
    assert in_shell(checkout, f"{python} -c 'import hpds; print(hpds.EDITED)'") == "python\n"
    with (module.parent / "wrapper" / "_core.pyx").open("a") as file:
        file.write("\ndef edited():\n    return 'native'\n")
    in_shell(checkout, "hpds-develop")
    script = f"{python} -c 'from hpds.wrapper import _core; print(_core.edited())'"
    assert in_shell(checkout, script) == "native\n"
    shutil.rmtree(checkout)


@pytest.mark.skipif(os.geteuid() != 0, reason="others cannot write to the store anyway")
def test_roots_pytest_writes_no_bytecode_into_the_store(root: Path) -> None:
    done = subprocess.run(
        ["nix", "develop", "-c", "bash", "-c", "echo $PYTHONDONTWRITEBYTECODE"],
        cwd=root,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n", done.stderr
