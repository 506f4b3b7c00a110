"""Dynamic fields: read from files, never run; what only a run can tell is None."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table
from pyproject2nix.project.dynamic import static_value
from pyproject2nix.project.setup_files import read_setup_files

MODULE = '"""First line.\n\nMore."""\n__version__ = "1.2"\nraise SystemExit("was run")\n'


def value(folder: Path, backend: str, more: str = "", field: str = "version") -> str | None:
    text = f'[project]\nname = "the-demo"\n[build-system]\nbuild-backend = "{backend}"\n{more}\n'
    return static(field, folder, Table("pyproject.toml", tomllib.loads(text)))


def static(field: str, folder: Path, toml: Table) -> str | None:
    backend = toml.table("build-system").text("build-backend").partition(":")[0]
    return static_value(field, folder, toml, backend, read_setup_files(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / "src" / "the_demo").mkdir(parents=True)
    (project / "src" / "the_demo" / "__init__.py").write_text(MODULE)
    (project / "VERSION").write_text("2.0\n")
    (project / "version.py").write_text("VERSION: str = 'v3.1'\nparts = (4, 0, 'b1')\n")
    (project / "requirements.in").write_text("# all\na>=1  # why\n\nb @ https://e.org/b.zip#x=y\n")
    (project / "Cargo.toml").write_text('[package]\nversion = "5.0.1"\ndescription = "Rust"\n')
    (tmp_path / "secret").write_text("__version__ = '6.6'")
    return project


@pytest.mark.parametrize(
    ("backend", "more", "field", "expected"),
    [
        ("flit_core.buildapi", "", "version", "1.2"),
        ("flit_core.buildapi", "", "description", "First line."),
        ("flit_core.buildapi", '[tool.flit.module]\nname = "the_demo"', "version", "1.2"),
        ("hatchling.build", '[tool.hatch.version]\npath = "version.py"', "version", "3.1"),
        (
            "hatchling.build",
            "[tool.hatch.version]\npath = \"VERSION\"\npattern = '(?P<version>.+)'",
            "version",
            "2.0",
        ),
        (
            "hatchling.build",
            '[tool.hatch.version]\nsource = "code"\npath = "src/the_demo/__init__.py"',
            "version",
            "1.2",
        ),
        (
            "pdm.backend",
            '[tool.pdm.version]\nsource = "file"\npath = "version.py"',
            "version",
            "3.1",
        ),
        ("poetry.core.masonry.api", '[tool.poetry]\nversion = "9"', "version", "9"),
        ("poetry.core.masonry.api", '[tool.poetry]\ndescription = "d"', "description", "d"),
        ("maturin", "", "version", "5.0.1"),
        ("maturin", "", "description", "Rust"),
        (
            "scikit_build_core.build",
            '[tool.scikit-build.metadata.version]\nprovider = "scikit_build_core.metadata.regex"\n'
            'input = "version.py"',
            "version",
            "3.1",
        ),
        (
            "setuptools.build_meta",
            '[tool.setuptools.dynamic]\nversion.file = "VERSION"',
            "version",
            "2.0",
        ),
        (
            "setuptools.build_meta:__legacy__",
            '[tool.setuptools.dynamic]\nversion.attr = "the_demo.__version__"',
            "version",
            "1.2",
        ),
        (
            "setuptools.build_meta",
            '[tool.setuptools.dynamic]\nversion.attr = "version.parts"',
            "version",
            "4.0.b1",
        ),
        (
            "setuptools.build_meta",
            '[tool.setuptools.dynamic]\ndependencies.file = ["requirements.in"]',
            "dependencies",
            "a>=1\nb @ https://e.org/b.zip#x=y",
        ),
        ("setuptools.build_meta", "", "version", None),
        ("setuptools.build_meta", 'requires = ["setuptools"]', "version", None),
        ("scikit_build_core.build", "", "version", None),
        ("maturin", "", "license", None),
        ("flit_core.buildapi", "", "license", None),
        ("poetry.core.masonry.api", "[tool.poetry]", "dependencies", None),
        ("hatchling.build", "", "version", None),
        ("mesonpy", "", "version", None),
        ("hatchling.build", '[tool.hatch.version]\npath = "version.py"', "dependencies", None),
    ],
)
def test_what_a_file_states(
    folder: Path, backend: str, more: str, field: str, expected: str | None
) -> None:
    assert value(folder, backend, more, field) == expected


SETUPTOOLS = "[tool.setuptools.dynamic]\n"


@pytest.mark.parametrize(
    ("backend", "more", "message"),
    [
        ("hatchling.build", "[tool.hatch.version]\nx = 1", "'path' is missing"),
        (
            "hatchling.build",
            '[tool.hatch.version]\npath = "VERSION"',
            "nothing in the file matches",
        ),
        (
            "hatchling.build",
            '[tool.hatch.version]\npath = "VERSION"\npattern = "(.)"',
            "is no pattern with a group 'version'",
        ),
        (
            "hatchling.build",
            '[tool.hatch.version]\npath = "../secret"',
            "leaves the project's folder",
        ),
        ("hatchling.build", '[tool.hatch.version]\npath = "link"', "leaves the project's folder"),
        ("hatchling.build", '[tool.hatch.version]\npath = "/etc/passwd"', "is not a relative path"),
        ("hatchling.build", '[tool.hatch.version]\npath = "none"', "'none': No such file"),
        ("flit_core.buildapi", '[tool.flit.module]\nname = "other"', "there is no module 'other'"),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "broken.v"', "is no Python"),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.other = "x"', "the key 'other' is not und"),
        ("hatchling.build", '[tool.hatch.version]\npath = "version.py"\npattern = 3', "no pattern"),
        ("hatchling.build", '[tool.hatch.version]\npath = "long"', "larger than 512 KiB"),
        ("maturin", '[tool.maturin]\nmanifest-path = "broken.py"', "'broken.py' is no TOML"),
    ],
)
def test_a_file_that_is_not_there_or_not_as_described_is_refused(
    folder: Path, backend: str, more: str, message: str
) -> None:
    (folder / "link").symlink_to("../secret")
    (folder / "long").write_text("#" * (1 << 21))
    (folder / "broken.py").write_text("v = (")
    with pytest.raises(RefusedError, match=message):
        value(folder, backend, more)


@pytest.mark.parametrize(
    ("backend", "more", "expected"),
    [
        ("hatchling.build", '[tool.hatch.version]\nsource = "vcs"', None),
        ("pdm.backend", '[tool.pdm.version]\nsource = "scm"', None),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "computed.v"', None),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "computed.twice"', None),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "computed.none"', None),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "imports.__version__"', "1.2"),
        (
            "scikit_build_core.build",
            '[tool.scikit-build.metadata.version]\nprovider = "x.y"',
            None,
        ),
        (
            "scikit_build_core.build",
            '[tool.scikit-build.metadata.version]\nprovider = "scikit_build_core.metadata.regex"\n'
            'result = "{value}"',
            None,
        ),
        ("maturin", '[tool.maturin]\nmanifest-path = "alpha.toml"', "1.0.0a1"),
        ("maturin", '[tool.maturin]\nmanifest-path = "nightly.toml"', None),
        ("maturin", '[tool.maturin]\nmanifest-path = "workspace.toml"', "4.1"),
    ],
)
def test_what_only_a_run_can_tell_is_left_to_the_build(
    folder: Path, backend: str, more: str, expected: str | None
) -> None:
    (folder / "computed.py").write_text("v = '.'.join(x)\ntwice = '1'\ntwice = '2'\n")
    (folder / "src" / "imports").mkdir()
    (folder / "src" / "imports" / "__init__.py").write_text("from .inner import __version__")
    (folder / "src" / "imports" / "inner.py").write_text("from ..the_demo import __version__")
    (folder / "alpha.toml").write_text('[package]\nversion = "1.0.0-alpha.1"')
    (folder / "nightly.toml").write_text('[package]\nversion = "1.0.0-nightly"')
    (folder / "workspace.toml").write_text(
        '[package]\nversion.workspace = true\n[workspace.package]\nversion = "4.1"'
    )
    assert value(folder, backend, more) == expected


def test_files_of_requirements_include_others(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "all.txt").write_text("-r ../requirements.in\nc ; os_name == 'nt'  # why\n")
    (folder / "more" / "own.txt").write_text("--requirement=all.txt\n-r own.txt\nd \\\n>=2\n")
    more = f'{SETUPTOOLS}dependencies = {{file = "more/all.txt"}}'
    assert value(folder, "setuptools.build_meta", more, "dependencies") is not None
    hook = '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["more/own.txt"]'
    assert value(folder, "hatchling.build", hook, "dependencies") == (
        "a>=1\nb @ https://e.org/b.zip#x=y\nc ; os_name == 'nt'\nd  >=2"
    )


def test_other_options_of_files_of_requirements_are_refused(folder: Path) -> None:
    (folder / "requirements.in").write_text("--index-url x\n")
    more = f'{SETUPTOOLS}dependencies = {{file = "requirements.in"}}'
    with pytest.raises(RefusedError, match=r"'--index-url x' is not a requirement"):
        value(folder, "setuptools.build_meta", more, "dependencies")


VALUES = st.sampled_from(["${x}", "\0", "../secret", "(", "(?P<version>.)", ".", "a.b", "/", ""])


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    backend=st.sampled_from(["flit", "hatchling", "maturin", "pdm", "poetry", "setuptools", "x"]),
    keys=st.dictionaries(
        st.sampled_from(["path", "source", "pattern", "version", "name", "manifest-path"]),
        VALUES | st.text() | st.integers() | st.lists(st.text()) | st.booleans(),
    ),
    field=st.sampled_from(["version", "description", "dependencies"]),
)
def test_any_value_is_read_or_refused(
    folder: Path, backend: str, keys: dict[str, object], field: str
) -> None:
    spec = {"attr": keys.get("path", "x")} if "source" in keys else {"file": keys.get("path", "x")}
    tool = {
        "flit": {"module": keys},
        "hatch": {"version": keys},
        "maturin": keys,
        "pdm": {"version": keys},
        "poetry": keys,
        "setuptools": {"dynamic": {"version": spec, "dependencies": spec}},
    }
    data = {"project": {"name": "d"}, "build-system": {"build-backend": backend}, "tool": tool}
    with contextlib.suppress(RefusedError):
        found = static(field, folder, Table("pyproject.toml", data))
        assert found is None or "6.6" not in found
