"""The default shell as a person uses it: `nix develop`, edit, build, import."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import dev_shell
import pytest
from terminal import shell

# Of Nix itself, to a person whose tree has changes or who is offline.
NOTES = ("warning: Git tree", "error (ignored)", "warning: download buffer")


def in_shell(root: Path, script: str, **variables: str) -> str:
    """What a script prints in `nix develop`."""
    return dev_shell.in_shell(("nix", "develop"), script, root, **variables)


def test_its_programs_come_from_the_store(root: Path) -> None:
    programs = "python gcc g++ cmake ninja pytest ruff mypy poetry pyproject2nix"
    found = in_shell(root, f"type -P {programs}").splitlines()
    assert len(found) == len(programs.split())
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


def test_it_greets_in_five_lines_and_says_what_to_type(root: Path) -> None:
    with shell(root) as terminal:
        greeting = terminal.wait_for(r"its tests$")
        lines = [line for line in greeting.splitlines() if not line.startswith(NOTES)]
        assert lines[0].startswith("hpds: python 3.13")
        assert "hpds-rebuild" in greeting
        assert len(lines) <= 5


@pytest.mark.slow
def test_hpds_becomes_importable_and_follows_edits(root: Path, tmp_path: Path) -> None:
    checkout = dev_shell.clone(root, tmp_path / "checkout")
    package = checkout / "envs" / "hpds" / "src" / "hpds"
    ask = "python -c 'import hpds, hpds.wrapper as w; {}'"
    with shell(checkout) as terminal:
        assert "No module named 'hpds'" in terminal.run(ask.format(""))
        terminal.run("hpds-rebuild")
        assert (checkout / "envs/hpds/build/editable/compile_commands.json").exists(), "for clangd"
        assert "at 0.1.0" in terminal.run(ask.format('print("at", hpds.__version__)'))
        with (package / "__init__.py").open("a") as file:
            file.write("\nEDITED = 'python'\n")
        assert "now python" in terminal.run(ask.format('print("now", hpds.EDITED)'))
        with (package / "wrapper" / "_core.pyx").open("a") as file:
            file.write("\ndef edited():\n    return 'native'\n")
        built = terminal.run("cd envs/hpds && hpds-rebuild")
        assert "wrapper_core.c.o" in built
        # What is not made of the edited file is not built again.
        assert "vqsort" not in built
        assert "now native" in terminal.run(ask.format('print("now", w._core.edited())'))
    with shell(checkout) as terminal:
        assert "at 0.1.0" in terminal.run(ask.format('print("at", hpds.__version__)'))
    shutil.rmtree(checkout)


def test_mypy_sees_what_the_environment_has(root: Path, tmp_path: Path) -> None:
    """NumPy for hpds, pytest and hypothesis for its tests."""
    printed = in_shell(root, "cd envs/hpds && mypy", MYPY_CACHE_DIR=f"{tmp_path}")
    assert re.fullmatch(r"Success: no issues found in \d+ source files\n", printed)


def test_rebuild_says_what_it_cannot_write(root: Path, tmp_path: Path) -> None:
    project = tmp_path / "hpds"
    project.mkdir()
    shutil.copyfile(root / "envs/hpds/pyproject.toml", project / "pyproject.toml")
    (project / "build").write_text("in the way")
    printed = in_shell(root, f"cd '{project}' && ! hpds-rebuild 2>&1")
    assert printed == (
        f"hpds-rebuild: {project}/build: File exists; it is built there: make that writable\n"
    )


def test_xonsh_is_the_shell_of_who_asks_for_it(root: Path) -> None:
    with shell(root, HPDS_SHELL="xonsh") as terminal:
        terminal.wait_for(r"its tests$")
        # Python, with what a shell of POSIX's kind has no word for, and this shell's programs.
        terminal.send(
            "print('sum', sum(range(5)), $(python -c 'import numpy; print(40 + 2)').strip())\n"
        )
        terminal.wait_for(r"^sum 10 42$")
        terminal.send("'PYTHONPATH' in ${...}\n")
        terminal.wait_for(r"^False$")


def test_commands_scripts_and_bash_are_not_concerned_with_that(root: Path) -> None:
    assert in_shell(root, "echo $BASH_VERSION", HPDS_SHELL="xonsh").startswith("5.")
    with shell(root, HPDS_SHELL="fishy") as terminal:
        terminal.wait_for(r"^HPDS_SHELL=fishy: not known here; choose bash or xonsh$")
        assert "still bash 5" in terminal.run('echo "still bash" $BASH_VERSION')


@pytest.mark.parametrize(
    ("name", "typed", "answer"),
    [
        ("ci", "git log -1 --format=%H && make help", r"make check +set everything up"),
        ("debug", "type -P gdb gcore memray valgrind perf | grep -c ^/nix/store", "^5$"),
        ("docs", "pytest -q tests/test_docs.py", "1 passed"),
    ],
)
def test_each_shell_greets_and_has_what_it_says(
    root: Path, name: str, typed: str, answer: str
) -> None:
    with shell(root, f".#{name}") as terminal:
        terminal.run("true")
        greeting = re.search(rf"^{name}: .*\n(?:  .*\n)*", terminal.text, re.MULTILINE)
        assert greeting
        assert 2 <= len(greeting[0].splitlines()) <= 5
        assert re.search(answer, terminal.run(typed), re.MULTILINE)
        unset = "${PYTHONPATH-unset} ${LD_LIBRARY_PATH-unset}"
        assert "still unset unset" in terminal.run(f'echo "still" {unset}')


def test_ci_needs_nothing_of_the_machine_but_nix(root: Path) -> None:
    """With none of its variables, so that programs are found in the shell or not at all."""
    script = "make help >/dev/null; type -P git make pytest patchelf direnv"
    done = subprocess.run(
        ["nix", "develop", ".#ci", "-i", "-c", "bash", "-euc", script],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path in done.stdout.split() if not path.startswith("/nix/store/")] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="others cannot write to the store anyway")
@pytest.mark.parametrize("name", ["ci", "cuda", "debug", "default", "docs"])
def test_roots_python_writes_no_bytecode_into_the_store(root: Path, name: str) -> None:
    done = subprocess.run(
        ["nix", "develop", f".#{name}", "-c", "bash", "-c", "echo $PYTHONDONTWRITEBYTECODE"],
        cwd=root,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n", done.stderr
