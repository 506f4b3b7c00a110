"""Dynamic fields: read from files, never run; what only a run can tell is refused."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table
from pyproject2nix.project.dynamic import static_value

MODULE = '"""First line.\n\nMore."""\n__version__ = "1.2"\nraise SystemExit("was run")\n'


def value(folder: Path, backend: str, more: str = "", field: str = "version") -> str | None:
    text = f'[project]\nname = "the-demo"\n[build-system]\nbuild-backend = "{backend}"\n{more}\n'
    return static_value(field, folder, Table("pyproject.toml", tomllib.loads(text)))


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
        (
            "setuptools.build_meta",
            'requires = ["setuptools_scm>=8"]',
            "taken from the repository's h",
        ),
        (
            "hatchling.build",
            'requires = ["hatch-vcs"]',
            r"requires: the version is taken .*hatch-vcs",
        ),
        ("poetry.core", 'requires = ["poetry-dynamic-versioning>=1"]', "repository's history"),
        ("hatchling.build", '[tool.hatch.version]\nsource = "vcs"', r"\(vcs\); write version = "),
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
        ("pdm.backend", '[tool.pdm.version]\nsource = "scm"', r"\(scm\)"),
        ("flit_core.buildapi", '[tool.flit.module]\nname = "other"', "there is no module 'other'"),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "computed.v"', "v is computed when"),
        (
            "setuptools.build_meta",
            f'{SETUPTOOLS}version.attr = "computed.twice"',
            "assigned 2 times",
        ),
        (
            "setuptools.build_meta",
            f'{SETUPTOOLS}version.attr = "computed.none"',
            "assigned 0 times",
        ),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.attr = "broken.v"', "is no Python"),
        ("setuptools.build_meta", f'{SETUPTOOLS}version.other = "x"', "the key 'other' is not und"),
        (
            "scikit_build_core.build",
            '[tool.scikit-build.metadata.version]\nprovider = "x.y"',
            r"computed when the package is built \(x.y\)",
        ),
        (
            "scikit_build_core.build",
            '[tool.scikit-build.metadata.version]\nprovider = "scikit_build_core.metadata.regex"\n'
            'result = "{value}"',
            "put together from a match",
        ),
        ("hatchling.build", '[tool.hatch.version]\npath = "version.py"\npattern = 3', "no pattern"),
        ("hatchling.build", '[tool.hatch.version]\npath = "long"', "larger than 512 KiB"),
        ("maturin", '[tool.maturin]\nmanifest-path = "broken.py"', "'broken.py' is no TOML"),
        ("maturin", '[tool.maturin]\nmanifest-path = "odd.toml"', "'1.0.0-alpha.1', which PEP 440"),
    ],
)
def test_what_only_a_run_can_tell_is_refused(
    folder: Path, backend: str, more: str, message: str
) -> None:
    (folder / "link").symlink_to("../secret")
    (folder / "computed.py").write_text("v = '.'.join(x)\ntwice = '1'\ntwice = '2'\n")
    (folder / "long").write_text("#" * (1 << 21))
    (folder / "broken.py").write_text("v = (")
    (folder / "odd.toml").write_text('[package]\nversion = "1.0.0-alpha.1"')
    with pytest.raises(RefusedError, match=message):
        value(folder, backend, more)


def test_a_requirement_file_with_options_is_refused(folder: Path) -> None:
    (folder / "requirements.in").write_text("-r other.txt\n")
    more = f'{SETUPTOOLS}dependencies = {{file = "requirements.in"}}'
    with pytest.raises(RefusedError, match=r"'-r other.txt' is not a requirement"):
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
        found = static_value(field, folder, Table("pyproject.toml", data))
        assert found is None or "6.6" not in found
