"""The interpreters: what is swapped, what is built again, what trains."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

SYSTEM = f"{os.uname().machine}-linux"
PLAIN = "enableOptimizations = false;"
DEBUG = "enableDebug = true;"


def evaluate(root: Path, expression: str) -> object:
    """The value of an expression over `pkgs`, the flake's own set."""
    command = ["nix", "eval", "--json", f"{root}#legacyPackages.{SYSTEM}"]
    done = subprocess.run(
        [*command, "--apply", f"pkgs: {expression}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("python", ["python313", "python311"])
@pytest.mark.parametrize("settings", [PLAIN, DEBUG])
def test_swapping_the_interpreter_rebuilds_no_package(
    root: Path, python: str, settings: str
) -> None:
    ours, other = (
        evaluate(root, f"map (n: ({p}).pkgs.${{n}}.drvPath) [ ''pytest'' ''cython'' ''pybind11'' ]")
        for p in (f"pkgs.{python}", f"pkgs.{python}.override {{ {settings} }}")
    )
    assert ours == other


def test_the_interpreters_themselves_differ(root: Path) -> None:
    paths = [
        evaluate(root, f"(pkgs.python313.override {{ {settings} }}).drvPath")
        for settings in ("", PLAIN, DEBUG, "reproducibleBuild = false;")
    ]
    assert len(set(map(str, paths))) == 4


@pytest.mark.parametrize("python", ["python313", "python311"])
def test_an_ordinary_build_trains_nothing(root: Path, python: str) -> None:
    def trains(settings: str) -> bool:
        path = evaluate(root, f"(pkgs.{python}.override {{ {settings} }}).drvPath")
        command = ["nix", "show-derivation", str(path)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        (derivation,) = json.loads(shown).values()
        return any(
            name.endswith(".tar.xz.drv") and "-gcc-" in name for name in derivation["inputDrvs"]
        )

    assert not trains("")
    assert not trains(PLAIN)
    assert trains("reproducibleBuild = false;")


def test_debug_and_optimized_exclude_each_other(root: Path) -> None:
    done = subprocess.run(
        [
            *("nix", "eval", f"{root}#legacyPackages.{SYSTEM}.python313"),
            *("--apply", f"p: (p.override {{ {DEBUG} enableOptimizations = true; }}).drvPath"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "enableDebug and enableOptimizations exclude each other" in done.stderr


@pytest.fixture(scope="session")
def other_date(root: Path) -> Path:
    """A library under which it is a thousand days later."""
    expression = (
        f'with (builtins.getFlake "git+file://{root}").legacyPackages.{SYSTEM};'
        ' runCommand "other-date" { nativeBuildInputs = [ stdenv.cc ]; }'
        f' "$CC -shared -fPIC ${{{root}/tests/other_date.c}} -o $out"'
    )
    command = ["nix", "build", "--json", "--no-link", "--impure", "--expr", expression]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Path(json.loads(done.stdout)[0]["outputs"]["out"])


@pytest.mark.slow
@pytest.mark.parametrize("python", ["python313", "python311"])
def test_the_same_bytes_in_other_circumstances(
    root: Path, python: str, other_date: Path, tmp_path: Path
) -> None:
    """Another folder, number of processors, kernel release and date."""
    (tmp_path / "preload").write_text(f"{other_date}\n")
    probe = (
        f'(builtins.getFlake "git+file://{root}").legacyPackages.{SYSTEM}.runCommand "probe" {{ }}'
    )
    options = [
        *("--option", "sandbox-build-dir", "/another/folder/than/build"),
        *("--option", "impersonate-linux-26", "true"),
        *("--cores", "1"),
        *("--option", "extra-sandbox-paths"),
        # Where debpkgs' loader looks for it.
        f"/nix/ld.so.preload={tmp_path}/preload {other_date}",
    ]
    command = ["nix", "build", "--impure", "--no-link", "--print-build-logs", *options]
    text = f"{probe} ''pwd; uname -r; date +%s; echo $NIX_BUILD_CORES; touch $out # {tmp_path}''"
    seen = subprocess.run([*command, "--expr", text], capture_output=True, text=True, check=True)
    folder, kernel, seconds, cores = (line.split("> ")[1] for line in seen.stderr.splitlines()[-4:])
    assert folder.startswith("/another/folder")
    assert kernel.startswith("2.6")
    assert int(seconds) > time.time() + 900 * 24 * 3600
    assert cores == "1"

    subprocess.run(["nix", "build", "--no-link", f"{root}#{python}"], check=True)
    again = subprocess.run(
        [*command, "--rebuild", f"{root}#{python}"], capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr[-2000:]


@pytest.mark.slow
@pytest.mark.parametrize("settings", [PLAIN, DEBUG])
def test_hpds_runs_on_the_other_interpreter(root: Path, settings: str) -> None:
    """The extension modules built for the ordinary interpreter, their tests included."""
    expression = (
        f'with (builtins.getFlake "git+file://{root}").legacyPackages.{SYSTEM};'
        f" let built = buildProject {{ projectRoot = {root}/envs/hpds;"
        f" python = python313.override {{ {settings} }}; }};"
        " in built.python.withPackages"
        " (ps: [ ps.hpds ps.numpy ps.pytest ps.hypothesis ps.pytest-benchmark ])"
    )
    command = ["nix", "build", "--json", "--no-link", "--impure", "--expr", expression]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    python = Path(json.loads(done.stdout)[0]["outputs"]["out"]) / "bin" / "python3"
    asked = [str(python), "-c", "import sys, hpds; print(hasattr(sys, 'gettotalrefcount'))"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == str(settings == DEBUG)
    tests = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        str(root / "envs/hpds/tests"),
    ]
    subprocess.run(tests, cwd=root / "envs/hpds/tests", check=True)
