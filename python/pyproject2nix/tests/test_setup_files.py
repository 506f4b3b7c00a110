"""Projects without [project]: setup.cfg and setup.py are read, and a lock alone is enough."""

from pathlib import Path

import pytest

from pyproject2nix.cli import main
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_folder
from pyproject2nix.write.place import generated_folder

DIGEST = "ab" * 32
PYLOCK = f"""\
lock-version = "1.0"
created-by = "a test"

[[packages]]
name = "dep"
version = "1.0"

[[packages.wheels]]
url = "https://index.example/dep-1.0-py3-none-any.whl"
hashes = {{sha256 = "{DIGEST}"}}
"""


def names(project: Project) -> list[str]:
    return [one.name for one in project.requirements]


def test_setup_cfg_states_all(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text(
        "[metadata]\nname = My.Demo\nversion = attr: demo.__version__\ndescription = d\n"
        "[options]\npackages = find:\npython_requires = >=3.9\n"
        "install_requires =\n    dep>=1\n    # why\n    other; os_name == 'nt'\n"
        "[options.extras_require]\nfast = numba; os_name == 'nt'\n"
        "[options.entry_points]\nconsole_scripts =\n    tool = demo:main\n"
    )
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "__init__.py").write_text('__version__ = "1.5"')
    project = read_folder(tmp_path)
    assert (project.name, project.version, project.description) == ("my-demo", "1.5", "d")
    assert names(project) == ["dep", "other"]
    assert [str(one.marker) for one in project.extras["fast"]] == ['os_name == "nt"']
    assert project.python.text == ">=3.9"
    assert (project.scripts, project.imports, project.is_package) == (("tool",), ("demo",), True)
    assert project.notes == ()


def test_setup_py_is_read_as_far_as_it_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text(
        "import setuptools\nVERSION = '2.1'\n"
        "setuptools.setup(name='demo', version=VERSION, python_requires='>=3.8',\n"
        "  packages=setuptools.find_packages('src'), package_dir={'': 'src'},\n"
        "  install_requires=['dep'], extras_require={'x': ['y']},\n"
        "  entry_points={'console_scripts': ['tool=demo:main']})\n"
        "raise SystemExit('was run')\n"
    )
    (tmp_path / "src" / "demo").mkdir(parents=True)
    (tmp_path / "src" / "demo" / "__init__.py").touch()
    project = read_folder(tmp_path)
    assert (project.name, project.version, project.imports) == ("demo", "2.1", ("demo",))
    assert (names(project), [one.name for one in project.extras["x"]]) == (["dep"], ["y"])
    assert (project.scripts, project.computed, project.notes) == (("tool",), frozenset(), ())


def test_what_setup_py_computes_is_assumed_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "a-tool"
    folder.mkdir()
    (folder / "setup.py").write_text(
        "from setuptools import setup\nsetup(name=name(), version=open('v').read(),\n"
        "  packages=packages(), install_requires=open('r').readlines())\n"
    )
    (folder / "pylock.toml").write_text(PYLOCK)
    project = read_folder(folder)
    assert (project.name, project.version, project.is_package) == ("a-tool", "0.0.0", True)
    assert project.computed == {"dependencies"}
    assert [note.place for note in project.notes] == [
        "pyproject.toml: project.version",
        "pyproject.toml: tool.pyproject2nix.imports",
        "setup.py: name",
    ]
    assert main(["generate", str(folder)]) == 0
    assert "  dependencies = [ dep ];\n" in (generated_folder(folder) / "package.nix").read_text()


@pytest.mark.parametrize(
    "text", [None, "[tool.black]\nline-length = 100\n[tool.pyproject2nix]\ngroups = []\n"]
)
def test_a_lock_alone_makes_an_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    folder = tmp_path / "Some Notes"
    folder.mkdir()
    (folder / "pylock.toml").write_text(PYLOCK)
    if text is not None:
        (folder / "pyproject.toml").write_text(text)
    assert main(["generate", str(folder)]) == 0
    written = (generated_folder(folder) / "project.json").read_text()
    assert '"name": "some-notes"' in written
    assert '"package": false' in written
    assert '"dependencies": [\n        "dep"\n      ]' in written
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ['name = ""\n', ""])
def test_a_project_without_a_name_is_called_as_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "thing"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(f'[project]\n{name}dependencies = ["dep"]\n')
    (folder / "pylock.toml").write_text(PYLOCK)
    project = read_folder(folder)
    assert (project.name, project.is_package, names(project)) == ("thing", False, ["dep"])
    assert "there is none; it is called 'thing' as its folder" in str(project.notes[0])


UV = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "dep"
version = "1.0"
source = {{ registry = "https://index.example/simple" }}
wheels = [
    {{ url = "https://index.example/dep-1.0-py3-none-any.whl", hash = "sha256:{digest}" }},
]

[[package]]
name = "sample"
version = "1.0"
source = {{ editable = "." }}
{edges}
[package.metadata]
requires-dist = [{{ name = "dep"{marker} }}]
provides-extras = {extras}
"""


@pytest.mark.parametrize(
    ("field", "edges", "marker", "extras", "expected"),
    [
        ("dependencies", 'dependencies = [{ name = "dep" }]\n', "", "[]", "  dependencies = [ dep"),
        (
            "optional-dependencies",
            '[package.optional-dependencies]\nfast = [{ name = "dep" }]\n',
            ", marker = \"extra == 'fast'\"",
            '["fast"]',
            "    fast = [ dep ];",
        ),
    ],
)
def test_the_lock_has_what_is_computed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    field: str,
    edges: str,
    marker: str,
    extras: str,
    expected: str,
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[project]\nname = "sample"\nversion = "1.0"\ndynamic = ["{field}"]\n'
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    )
    (tmp_path / "sample.py").touch()
    text = UV.format(digest=DIGEST, edges=edges, marker=marker, extras=extras)
    (tmp_path / "uv.lock").write_text(text)
    assert main(["generate", str(tmp_path)]) == 0
    assert expected in (generated_folder(tmp_path) / "package.nix").read_text()
    note = f"project.dynamic: {field}: computed when the package is built; taken from uv.lock"
    assert note in capsys.readouterr().err


def test_files_state_dynamic_requirements(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "sample"\nversion = "1"\n'
        'dynamic = ["dependencies", "optional-dependencies", "requires-python"]\n'
        '[tool.setuptools.dynamic]\ndependencies.file = ["r.txt"]\n'
        'optional-dependencies.more.file = "m.txt"\n'
        '[dependency-groups]\ndev = ["sample[more]"]\n'
    )
    (tmp_path / "sample.py").touch()
    (tmp_path / "r.txt").write_text("a\n-r m.txt\n")
    (tmp_path / "m.txt").write_text("b\n")
    project = read_folder(tmp_path)
    assert (names(project), project.computed) == (["a", "b"], frozenset())
    assert [one.name for one in project.groups["dev"]] == ["b"]
