"""Settings that have a package built from its sdist, where there are wheels, too."""

from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, entry

from pyproject2nix.cli import main

HASH = f"sha256:{'ab' * 32}"
UV = f"""
version = 1
requires-python = ">=3.11"

[[package]]
name = "sample"
version = "1.0"
source = {{ editable = "." }}
dependencies = [{{ name = "dep" }}]
[package.metadata]
requires-dist = [{{ name = "dep" }}]

[[package]]
name = "dep"
version = "2.0"
source = {{ registry = "https://index.example/simple" }}
sdist = {{ url = "https://index.example/dep-2.0.tar.gz", hash = "{HASH}" }}
wheels = [{{ url = "https://index.example/dep-2.0-py3-none-any.whl", hash = "{HASH}" }}]
"""
GROUPS = '[dependency-groups]\ntest = ["tester"]\n'
SETTINGS = '\n[tool.pyproject2nix.build-systems]\ndep = ["setuptools"]\n'


def chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the line of `explain` about dep."""
    assert main(["explain", str(folder)]) == 0, capsys.readouterr().err
    return next(line for line in capsys.readouterr().out.splitlines() if " dep " in f" {line}")


@pytest.fixture
def uv(make_project: MakeProject) -> Path:
    """Return a project with a uv.lock."""
    folder = make_project("", PYPROJECT.replace(GROUPS, "") + SETTINGS)
    (folder / "poetry.lock").unlink()
    (folder / "uv.lock").write_text(UV)
    return folder


@pytest.mark.parametrize("setting", ['no-binary-package = ["Dep"]', "no-binary = true"])
def test_uv(uv: Path, capsys: pytest.CaptureFixture[str], setting: str) -> None:
    assert "py3-none-any" in chosen(uv, capsys)
    with (uv / "pyproject.toml").open("a") as file:
        file.write(f"[tool.uv]\n{setting}\n")
    line = chosen(uv, capsys)
    assert "dep-2.0.tar.gz" in line
    assert f"tool.uv.{setting.split()[0]} asks for it" in line
    # uv reads one of the two.
    (uv / "uv.toml").write_text("")
    assert "py3-none-any" in chosen(uv, capsys)
    (uv / "uv.toml").write_text(f"{setting}\n")
    assert "dep-2.0.tar.gz" in chosen(uv, capsys)


def test_a_package_without_an_sdist_is_refused(
    uv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = UV.replace("sdist =", "unused =")
    (uv / "uv.lock").write_text(text)
    (uv / "uv.toml").write_text('no-binary-package = ["dep"]\n')
    assert main(["explain", str(uv)]) == 2
    assert (
        "dep 2.0 has no sdist, but dep-2.0-py3-none-any.whl; take it out of "
        "uv.toml: no-binary-package"
    ) in capsys.readouterr().err


@pytest.mark.parametrize("value", ['["dep"]', '"dep,other"', '":all:"', "true"])
def test_poetry(make_project: MakeProject, capsys: pytest.CaptureFixture[str], value: str) -> None:
    wheel = '{file = "dep-1.0-py3-none-any.whl"'
    lock = entry("dep")
    start = lock.index(wheel)
    end = lock.index("}", start) + 1
    sdist = lock[start:end].replace("-py3-none-any.whl", ".tar.gz")
    folder = make_project(lock.replace(wheel, f"{sdist}, {wheel}"), PYPROJECT + SETTINGS)
    assert "py3-none-any" in chosen(folder, capsys)
    (folder / "poetry.toml").write_text(f"[installer]\nno-binary = {value}\n")
    assert "dep-1.0.tar.gz" in chosen(folder, capsys)
