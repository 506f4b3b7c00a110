"""The modules that a backend installs, and those that are imported after a build."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import MakeProject, entry

from pyproject2nix.cli import main
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_project
from pyproject2nix.write.place import generated_folder

HEAD = '[project]\nname = "my-demo"\nversion = "1"\n'
BACKENDS = {
    "flit": "flit_core.buildapi",
    "hatch": "hatchling.build",
    "maturin": "maturin",
    "meson": "mesonpy",
    "pdm": "pdm.backend",
    "poetry": "poetry.core.masonry.api",
    "scikit": "scikit_build_core.build",
    "setuptools": "setuptools.build_meta",
    "uv": "uv_build",
}


def read(
    folder: Path, backend: str, files: Sequence[str], more: str = "", head: str = HEAD
) -> Project:
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if name.endswith("/") else path.touch()
    text = f'{head}[build-system]\nbuild-backend = "{BACKENDS[backend]}"\n{more}'
    (folder / "pyproject.toml").write_text(text)
    return read_project(folder)


WHEEL = "[tool.hatch.build.targets.wheel]\n"
FIND = "[tool.setuptools.packages.find]\n"


@pytest.mark.parametrize(
    ("backend", "files", "more", "expected"),
    [
        ("setuptools", ["src/other/__init__.py", "src/x/a.py", "tests/a.py"], "", ["other", "x"]),
        ("setuptools", ["src/my_demo/a.py", "src/x/__init__.py"], "", ["my_demo"]),
        ("setuptools", ["other/__init__.py", "tests/a.py", "docs/c.py"], "", ["other"]),
        ("setuptools", ["my_demo.py", "conftest.py"], "", ["my_demo"]),
        (
            "setuptools",
            ["lib/a/__init__.py", "lib/a/b/__init__.py", "lib/c/__init__.py"],
            f'{FIND}where = ["lib"]\nexclude = ["c*"]\nnamespaces = false',
            ["a"],
        ),
        ("setuptools", ["x/a.py", "y/a.py"], f'{FIND}include = ["x*"]', ["x"]),
        ("setuptools", [], '[tool.setuptools]\npackages = ["a", "a.b", "c"]', ["a", "c"]),
        ("setuptools", ["a.py", "b.py"], '[tool.setuptools]\npy-modules = ["a"]', ["a"]),
        (
            "setuptools",
            ["py/x.py"],
            '[tool.setuptools]\npackage-dir = {"" = "py"}\npackages = ["x"]',
            ["x"],
        ),
        ("setuptools", ["code/a.py"], '[tool.setuptools.package-dir]\nx = "code"', ["x"]),
        ("hatch", ["my_demo/__init__.py", "other/__init__.py"], "", ["my_demo"]),
        ("hatch", ["src/my_demo/__init__.py"], "", ["my_demo"]),
        ("hatch", ["my_demo.py"], "", ["my_demo"]),
        ("hatch", ["space/my_demo/__init__.py"], "", ["space.my_demo"]),
        ("hatch", ["src/a/x.py", "b/x.py"], f'{WHEEL}packages = ["src/a", "b"]', ["a", "b"]),
        ("hatch", ["src/a/x.py"], f'{WHEEL}packages = ["src"]', ["src"]),
        ("hatch", ["a/x.py"], f'{WHEEL}only-include = ["a"]', ["a"]),
        ("hatch", ["src/a/x.py"], f'{WHEEL}only-include = ["src/a"]\nsources = ["src"]', ["a"]),
        ("hatch", ["a/x.py"], f'{WHEEL}include = ["/a/**"]', ["a"]),
        (
            "hatch",
            ["c/x.py"],
            f'{WHEEL}force-include = {{"c" = "d", "c/x.py" = "e/x.py"}}',
            ["d", "e"],
        ),
        ("flit", ["src/my_demo.py"], "", ["my_demo"]),
        ("flit", ["space/a/__init__.py"], '[tool.flit.module]\nname = "space.a"', ["space.a"]),
        ("poetry", ["src/my_demo/x.py"], "", ["my_demo"]),
        ("poetry", ["my_demo.py"], "", ["my_demo"]),
        (
            "poetry",
            ["lib/a/__init__.py", "b.py", "tests/x.py"],
            '[tool.poetry]\npackages = [{include = "a", from = "lib"}, {include = "b.py"}, '
            '{include = "tests", format = "sdist"}]',
            ["a"],
        ),
        (
            "poetry",
            ["lib/a/x.py", "lib/c.py"],
            '[tool.poetry]\npackages = [{include = "**/*.py", from = "lib"}]',
            ["a", "c"],
        ),
        ("poetry", ["a/x.py"], '[tool.poetry]\npackages = [{include = "a", to = "z"}]', ["z"]),
        ("pdm", ["src/a/__init__.py", "src/b/x.py"], "", ["a"]),
        ("pdm", ["my_demo/__init__.py", "tests/__init__.py"], "", ["my_demo"]),
        ("pdm", ["a/x.py"], '[tool.pdm.build]\nincludes = ["a"]', ["a"]),
        (
            "pdm",
            ["lib/a/x.py"],
            '[tool.pdm.build]\npackage-dir = "lib"\nincludes = ["lib/a"]',
            ["a"],
        ),
        ("uv", ["src/my_demo/__init__.py"], "", ["my_demo"]),
        (
            "uv",
            ["a/__init__.py"],
            '[tool.uv.build-backend]\nmodule-root = ""\nmodule-name = "a"',
            ["a"],
        ),
        ("uv", ["src/s/a/__init__.py"], '[tool.uv.build-backend]\nmodule-name = ["s.a"]', ["s.a"]),
        (
            "uv",
            ["src/s/a.py"],
            '[tool.uv.build-backend]\nmodule-name = "s"\nnamespace = true',
            ["s"],
        ),
        ("scikit", ["python/my_demo/__init__.py"], "", ["my_demo"]),
        ("scikit", [], '[tool.scikit-build]\nwheel.packages = ["python/a"]', ["a"]),
        ("scikit", [], '[tool.scikit-build.wheel.packages]\n"a/b" = "python/b"', ["a"]),
        ("maturin", [], '[tool.maturin]\nmodule-name = "a._core"', ["a"]),
        ("meson", ["my_demo/__init__.py"], "", ["my_demo"]),
    ],
)
def test_what_is_installed_is_imported(
    tmp_path: Path, backend: str, files: Sequence[str], more: str, expected: Sequence[str]
) -> None:
    project = read(tmp_path, backend, files, more)
    assert list(project.imports) == expected
    assert project.is_package
    assert project.notes == ()


@pytest.mark.parametrize(
    ("backend", "files", "more"),
    [
        ("meson", ["other/__init__.py"], ""),
        ("scikit", ["CMakeLists.txt"], ""),
        ("hatch", ["a/x.py"], f'{WHEEL}include = ["*/x.py"]'),
        ("setuptools", ["main.py"], ""),
        ("maturin", [], '[tool.maturin]\nbindings = "bin"'),
    ],
)
def test_what_is_not_known_is_not_imported(
    tmp_path: Path, backend: str, files: Sequence[str], more: str
) -> None:
    project = read(tmp_path, backend, files, more)
    assert (project.is_package, project.imports) == (True, ())
    assert [note.place for note in project.notes] == ["pyproject.toml: tool.pyproject2nix.imports"]
    assert "to name them: imports = [...]" in project.notes[0].text


@pytest.mark.parametrize(
    ("backend", "files", "reason"),
    [
        ("setuptools", ["a/x.py", "data/"], "setuptools refuses several top-level packages (a, d"),
        ("setuptools", ["a.py", "b.py"], "setuptools refuses several top-level modules (a, b)"),
        ("setuptools", ["tests/a.py"], "setuptools finds no module"),
        ("setuptools", ["src/"], "setuptools finds no package in src"),
        ("hatch", ["other/__init__.py"], "hatchling finds no package 'my_demo'"),
        ("flit", ["other.py"], "flit finds no module 'my_demo'"),
        ("poetry", ["other/__init__.py", "site/__init__.py"], "poetry-core finds no module 'my_d"),
        ("pdm", ["README.md"], "pdm-backend finds no module in the folder"),
        ("uv", ["my_demo/__init__.py"], "uv_build finds no src/my_demo/__init__.py"),
    ],
)
def test_a_project_with_nothing_to_install_is_no_package(
    tmp_path: Path, backend: str, files: Sequence[str], reason: str
) -> None:
    project = read(tmp_path, backend, files)
    assert (project.is_package, project.imports) == (False, ())
    [note] = project.notes
    assert note.text.startswith(reason)
    assert "environment and a shell, and no package; to say what it installs: " in note.text


def test_poetry_looks_for_a_name_with_blanks_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.poetry]\nname = "My tool"\nversion = "1"\ndescription = ""\nauthors = []\n'
        '[tool.poetry.dependencies]\npython = "^3.11"\n'
        '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
    )
    (tmp_path / "my_tool").mkdir()
    (tmp_path / "my_tool" / "__init__.py").touch()
    project = read_project(tmp_path)
    assert not project.is_package
    assert project.notes[0].text.startswith("poetry-core finds no module 'my tool'")


@pytest.mark.parametrize(
    ("backend", "is_package"),
    [("poetry", False), ("uv", False), ("hatch", False), ("setuptools", True)],
)
def test_a_readme_that_is_not_there_and_stops_the_build(
    tmp_path: Path, backend: str, is_package: bool
) -> None:
    more, head = "", f'{HEAD}readme = "README.md"\n'
    if backend == "poetry":
        more, head = '[tool.poetry]\nreadme = ["README.md", "CHANGES.md"]\n', HEAD
    files = ["src/my_demo/__init__.py"]
    project = read(tmp_path, backend, files, more, head)
    assert project.is_package is is_package
    told = "README.md is not there, and without it nothing is installed; the project gets an"
    assert any(note.text.startswith(told) for note in project.notes) is not is_package
    for name in ("README.md", "CHANGES.md"):
        (tmp_path / name).touch()
    assert read(tmp_path, backend, files, more, head).is_package


def test_a_list_without_modules_is_nothing(tmp_path: Path) -> None:
    project = read(tmp_path, "setuptools", ["a.py"], "[tool.setuptools]\npackages = []")
    assert not project.is_package
    assert project.notes[0].text.startswith("it lists no module; the project gets")


def test_a_project_may_be_called_like_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "src" / "examples").mkdir(parents=True)
    (tmp_path / "src" / "examples" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "examples"\nversion = "1"\n')
    assert read_project(tmp_path).imports == ("examples",)


@pytest.mark.parametrize(("value", "expected"), [("[]", ()), ('["x.y"]', ("x.y",))])
def test_the_setting_names_what_is_imported(
    tmp_path: Path, value: str, expected: tuple[str, ...]
) -> None:
    project = read(tmp_path, "poetry", [], f"[tool.pyproject2nix]\nimports = {value}\n")
    assert (project.is_package, project.imports, project.notes) == (True, expected, ())


def test_nothing_outside_the_projects_folder_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "my_demo").mkdir()
    (tmp_path / "my_demo" / "__init__.py").touch()
    (tmp_path / "project").mkdir()
    more = '[tool.poetry]\npackages = [{include = "my_demo", from = ".."}]'
    assert read(tmp_path / "project", "poetry", [], more).imports == ()
    (tmp_path / "project" / "my_demo").symlink_to("../my_demo")
    assert read(tmp_path / "project", "flit", []).imports == ()


def test_an_application_gets_an_environment(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        '[tool.poetry]\nname = "my app"\nversion = "0.1"\n[tool.poetry.dependencies]\ndep = "*"\n'
    )
    folder = make_project(entry("dep"), text)
    (folder / "main.py").touch()
    assert main(["generate", str(folder)]) == 0
    printed = capsys.readouterr()
    assert '"package": false' in (generated_folder(folder) / "project.json").read_text()
    assert not (generated_folder(folder) / "package.nix").exists()
    assert printed.err.count("\n") == 2
    assert "'my app' is not a package name; it is called 'my-app'" in printed.err
    assert "build-system: poetry-core finds no module 'my app'; the project gets" in printed.err


@pytest.mark.parametrize(
    ("build", "command"),
    [
        ("", 'cat ${builtins.toFile "pyproject.toml" "\\n[build-system]\\nrequires'),
        (
            '[build-system]\nrequires = ["poetry>=0.12"]\nbuild-backend = "poetry.masonry.api"\n',
            "substituteInPlace pyproject.toml --replace-fail poetry.masonry.api poetry.core.mas",
        ),
    ],
)
def test_poetry_builds_by_poetry_core(make_project: MakeProject, build: str, command: str) -> None:
    text = '[tool.poetry]\nname = "app"\nversion = "0.1"\n[tool.poetry.dependencies]\ndep = "*"\n'
    folder = make_project(entry("dep"), text + build)
    (folder / "app.py").touch()
    project = read_project(folder)
    assert [one.name for one in project.build_system] == ["poetry-core"]
    assert main(["generate", str(folder)]) == 0
    assert command in (generated_folder(folder) / "package.nix").read_text()
