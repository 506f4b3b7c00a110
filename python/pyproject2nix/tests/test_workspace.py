"""Every door to a project of a uv workspace: its root, `--project`, the member's own folder."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import PYPROJECT, MakeProject, Nix, entry, entry_without_files
from test_corpus import CORPUS

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.project.workspace import member_folder, workspace_of
from pyproject2nix.write.place import generated_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(CORPUS / "projects" / "uv-virtual-root", tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a workspace whose root is a project."""
    shutil.copytree(CORPUS / "projects" / "uv-workspace", tmp_path / "root")
    return tmp_path / "root"


def wanted(folder: Path) -> dict[str, object]:
    text = (generated_folder(folder) / "project.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)["targets"]["3.13-x86_64-linux"]
    return document


def editable(folder: Path) -> dict[str, str]:
    """Return the paths of what shells install editable."""
    document = json.loads((generated_folder(folder) / "project.json").read_text(encoding="utf-8"))
    return {name: entry["path"] for name, entry in document.get("editable", {}).items()}


def test_the_root_wants_all_members(root: Path) -> None:
    assert main(["generate", str(root)]) == 0
    assert editable(root) == {"member-lib": "member-lib"}
    # `app` only lists requirements: what it asks for stands in its place.
    assert wanted(root) == {
        "dependencies": ["iniconfig", "member-lib"],
        "extras": {"fast": ["member-lib"]},
        "groups": {"dev": ["pytest", "tqdm"]},
    }
    text = (generated_folder(root) / "packages" / "member-lib.nix").read_text()
    assert "./../../member-lib" in text


@pytest.mark.parametrize("named", ["app", "./app/"])
def test_a_member_is_named_or_its_folder_is(root: Path, named: str) -> None:
    assert main(["generate", str(root), "--project", named]) == 0
    by_root = {path.name: path.read_bytes() for path in (root / "app").rglob("*.nix")}
    assert main(["check", str(root / "app")]) == 0
    assert main(["generate", str(root / "app")]) == 0
    assert by_root == {path.name: path.read_bytes() for path in (root / "app").rglob("*.nix")}
    assert wanted(root / "app") == {
        "dependencies": ["iniconfig", "member-lib"],
        "extras": {},
        "groups": {"dev": ["tqdm"]},
    }
    text = (generated_folder(root / "app") / "packages" / "member-lib.nix").read_text()
    assert "./../../../member-lib" in text
    assert editable(root / "app") == {"member-lib": "../member-lib"}


def test_a_member_that_is_a_package(root: Path) -> None:
    assert main(["generate", str(root / "member-lib")]) == 0
    assert wanted(root / "member-lib")["extras"] == {"fast": ["six"]}
    assert (generated_folder(root / "member-lib") / "package.nix").exists()


def test_a_member_of_a_project(project: Path) -> None:
    folder = project / "packages" / "member-core"
    assert main(["generate", str(project), "--project", "member-core"]) == 0
    assert (generated_folder(folder) / "package.nix").exists()


def test_what_is_no_member(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(root), "--project", "other"]) == 2
    message = capsys.readouterr().err
    assert f"--project: 'other' is no member of the workspace in {root}; choose from app" in message
    shutil.copytree(root / "app", root / "apart")
    assert main(["generate", str(root / "apart")]) == 2
    assert "there is no lock file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("members", "exclude", "path", "found"),
    [
        ('["packages/*"]', "[]", "packages/a", True),
        ('["packages/*"]', "[]", "packages/a/b", False),
        ('["packages/**"]', "[]", "packages/a/b", True),
        ('["./p*s/a"]', "[]", "packages/a", True),
        ('["packages/*"]', '["packages/a"]', "packages/a", False),
        ("[]", "[]", "packages/a", False),
    ],
)
def test_globs_of_members(
    tmp_path: Path, members: str, exclude: str, path: str, found: bool
) -> None:
    text = f"[tool.uv.workspace]\nmembers = {members}\nexclude = {exclude}\n"
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / path).mkdir(parents=True)
    assert workspace_of(tmp_path / path) == (tmp_path if found else None)


def test_the_nearest_workspace_counts(tmp_path: Path) -> None:
    text = '[tool.uv.workspace]\nmembers = ["**"]\n'
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\n")
    assert workspace_of(inner) == tmp_path
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.uv.workspace]\n")
    assert workspace_of(inner) is None
    (tmp_path / "a" / "pyproject.toml").write_text("no toml")
    assert workspace_of(inner) is None


def test_a_root_without_a_workspace_has_no_members(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(RefusedError, match=r"'x' is no member .* choose from none"):
        member_folder(tmp_path, "x")


LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[manifest]
members = ["mine", "one", "two"]

[[package]]
name = "mine"
version = "1"
source = { editable = "." }
dependencies = [{ name = "one" }]
[package.optional-dependencies]
fast = [{ name = "six" }]
[package.metadata]
requires-dist = [{ name = "one", editable = "one" }, { name = "six", marker = "extra == 'fast'" }]
provides-extras = ["fast"]

[[package]]
name = "one"
version = "1"
source = { editable = "one" }
dependencies = [{ name = "two" }, { name = "mine", extra = ["fast"] }]

[[package]]
name = "two"
version = "1"
source = { editable = "two" }
dependencies = [{ name = "one" }]

[[package]]
name = "six"
version = "1.0"
source = { registry = "https://index.example/simple" }
wheels = [{ url = "https://index.example/six-1.0-py3-none-any.whl", hash = "sha256:HASH" }]
"""


def test_members_that_need_each_other_and_the_root(tmp_path: Path, nix: Nix) -> None:
    head = '[build-system]\nrequires = ["hatchling"]\n[tool.pyproject2nix]\nimports = ["x"]\n'
    (tmp_path / "uv.lock").write_text(LOCK.replace("HASH", "ab" * 32))
    for name, folder, more in (
        ("mine", ".", 'dependencies = ["one"]\noptional-dependencies.fast = ["six"]\n'),
        ("one", "one", 'dependencies = ["two", "mine[fast]"]\n'),
        ("two", "two", 'dependencies = ["one"]\n'),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        text = f'{head}[project]\nname = "{name}"\nversion = "1"\n{more}'
        (tmp_path / folder / "pyproject.toml").write_text(text)
    assert main(["generate", str(tmp_path)]) == 0
    # Of the root only what its extra asks for; members of the cycle leave each other out.
    text = (generated_folder(tmp_path) / "packages" / "one.nix").read_text()
    assert "dependencies = [ six ];" in text
    assert "dontCheckRuntimeDeps = true;" in text
    assert "pythonImportsCheck = [ ];" in text
    nix("--parse", "-", text=text)
    assert wanted(tmp_path)["dependencies"] == ["one", "two"]
    assert "one\n    two\n" in (generated_folder(tmp_path) / "package.nix").read_text()


@pytest.mark.parametrize("develop", [True, False])
def test_a_folder_is_editable_where_its_locker_says_so(
    make_project: MakeProject, develop: bool
) -> None:
    flag = f"develop = {str(develop).lower()}"
    source = f'{flag}\n[package.source]\ntype = "directory"\nurl = "other"\n'
    pyproject = f'[tool.poetry.dependencies]\ndep = {{ path = "other", {flag} }}\n'
    folder = make_project(
        entry_without_files() + source + entry("tester", groups='"test"'), PYPROJECT + pyproject
    )
    (folder / "other").mkdir()
    (folder / "other" / "pyproject.toml").write_text(
        '[project]\nname = "dep"\nversion = "1.0"\n[build-system]\nrequires = []\n'
        "[tool.pyproject2nix]\nimports = []\n"
    )
    assert main(["generate", str(folder)]) == 0
    assert editable(folder) == ({"dep": "other"} if develop else {})


def test_what_a_member_asks_for_and_the_lock_lacks_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "member-lib" / "pyproject.toml"
    file.write_text(file.read_text().replace("dependencies = [", 'dependencies = ["anew", ', 1))
    assert main(["generate", str(root)]) == 2
    told = capsys.readouterr().err
    assert "uv.lock: member-lib/pyproject.toml requires anew" in told
    assert told.endswith("; run: uv lock\n")


def test_a_members_own_requirements_without_hashes_are_no_lock(root: Path) -> None:
    (root / "member-lib" / "requirements.txt").write_text("six\n")
    assert main(["generate", str(root / "member-lib")]) == 0
    assert wanted(root / "member-lib")["extras"] == {"fast": ["six"]}


def test_members_that_the_root_does_not_need_are_packages(project: Path) -> None:
    lock = project / "uv.lock"
    more = project / "packages" / "more"
    (more / "src" / "more").mkdir(parents=True)
    (more / "src" / "more" / "__init__.py").touch()
    (more / "pyproject.toml").write_text('[project]\nname = "more"\nversion = "1"\n')
    text = lock.read_text().replace("members = [\n", 'members = [\n    "more",\n')
    lock.write_text(
        f'{text}\n[[package]]\nname = "more"\nversion = "1"\n'
        'source = { editable = "packages/more" }\n'
    )
    assert main(["generate", str(project)]) == 0
    assert json.loads((generated_folder(project) / "project.json").read_text())["members"] == [
        "member-core",
        "more",
    ]
    assert (generated_folder(project) / "packages" / "more.nix").exists()
    assert wanted(project)["dependencies"] == ["click", "member-core"]
