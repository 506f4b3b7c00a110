"""Groups and extras: what the locker installs unasked, what fits to it, and what does not."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import HASH, Nix, entry

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.plan.choice import Exclusive, Item, fitting, in_words, subsets
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.read import read_project
from pyproject2nix.write.place import generated_folder

REGISTRY = '{ registry = "https://index.example/simple" }'


def locked(name: str, version: str = "1.0", tag: str = "py3-none-any", more: str = "") -> str:
    """Return a [[package]] of uv.lock."""
    url = f"https://index.example/{name}-{version}-{tag}.whl"
    return f"""
[[package]]
name = "{name}"
version = "{version}"
source = {REGISTRY}
{more}
wheels = [{{ url = "{url}", hash = "{HASH}" }}]
"""


def edge(name: str, version: str = "", marker: str = "") -> str:
    parts = [f'name = "{name}"']
    if version:
        parts += [f'version = "{version}"', f"source = {REGISTRY}"]
    if marker:
        parts.append(f'marker = "{marker}"')
    return f"{{ {', '.join(parts)} }}"


def project(folder: Path, pyproject: str, own: str, packages: str, top: str = "") -> Path:
    """Write a project `mine` of uv that only lists requirements."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "mine"\nversion = "1"\nrequires-python = ">=3.11"\n{pyproject}'
    )
    (folder / "uv.lock").write_text(
        f'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n{top}\n{packages}\n'
        f'[[package]]\nname = "mine"\nversion = "1"\nsource = {{ virtual = "." }}\n{own}'
    )
    return folder


@pytest.fixture
def torch(tmp_path: Path) -> Path:
    """Return a project that takes another torch with each of two extras, and one with none."""
    cpu, gpu = "extra == 'extra-4-mine-cpu'", "extra == 'extra-4-mine-gpu'"
    none = f"{cpu.replace('==', '!=')} and {gpu.replace('==', '!=')}"
    return project(
        tmp_path / "torch",
        'dependencies = ["torch", "seen"]\n[project.optional-dependencies]\n'
        'cpu = ["torch"]\ngpu = ["torch", "cuda"]\nmore = ["extra"]\n',
        f"dependencies = [{edge('torch', '1.0', none)}, {edge('torch', '1.0+cpu', cpu)}, "
        f"{edge('torch', '1.0+gpu', gpu)}, {edge('seen')}]\n[package.optional-dependencies]\n"
        f"cpu = [{edge('torch', '1.0+cpu')}]\ngpu = [{edge('torch', '1.0+gpu')}, {edge('cuda')}]\n"
        f"more = [{edge('extra')}]\n[package.metadata]\n"
        'requires-dist = [{ name = "torch" }, { name = "seen" }, '
        '{ name = "torch", marker = "extra == \'cpu\'" }, '
        '{ name = "torch", marker = "extra == \'gpu\'" }, '
        '{ name = "cuda", marker = "extra == \'gpu\'" }, '
        '{ name = "extra", marker = "extra == \'more\'" }]\n'
        'provides-extras = ["cpu", "gpu", "more"]\n',
        "".join(locked("torch", version) for version in ("1.0", "1.0+cpu", "1.0+gpu"))
        + "".join(map(locked, ("seen", "cuda", "extra"))),
        'conflicts = [[{ package = "mine", extra = "cpu" }, { package = "mine", extra = "gpu" }]]',
    )


def document(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (generated_folder(folder) / "project.json").read_text(encoding="utf-8")
    )
    return data


def explained(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["explain", str(folder), "--json", *options]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def versions(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["name"]: row["version"] for row in rows}


def test_extras_that_exclude_each_other_are_written_apart(
    torch: Path, nix: Nix, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(torch)]) == 0
    assert "extras cpu, gpu: not all fit together: the default has none" in capsys.readouterr().err
    assert document(torch)["exclusive"] == {"extras": ["cpu", "gpu"], "groups": []}
    variants = {one["overlay"]: one for one in document(torch)["variants"]}
    assert list(variants) == ["overlay-cpu.nix", "overlay-gpu.nix"]
    gpu = variants["overlay-gpu.nix"]
    assert (gpu["extras"], gpu["groups"]) == (["gpu"], [])
    target = gpu["targets"]["3.13-x86_64-linux"]
    assert target["extras"] == {"gpu": ["cuda", "torch"], "more": ["extra"]}
    for file in generated_folder(torch).glob("*.nix"):
        nix("--parse", str(file))
    # Only what differs: `seen` is in overlay.nix alone.
    texts = {file.name: file.read_text() for file in generated_folder(torch).glob("overlay*.nix")}
    assert [name for name, text in sorted(texts.items()) if "  seen = " in text] == ["overlay.nix"]
    assert 'version = "1.0+gpu";' in texts["overlay-gpu.nix"]
    pins = json.loads((generated_folder(torch) / "pypi.json").read_text())["files"]
    assert len([pin for pin in pins if pin["name"] == "torch"]) == 3
    assert main(["check", str(torch)]) == 0


def test_an_extra_and_a_group_of_one_name_have_files_of_their_own(tmp_path: Path) -> None:
    items = ("cpu", "gpu")
    rows = [f'{name} = ["torch=={number}"]\n' for number, name in enumerate(items, 1)]
    metadata = [
        f'{{ name = "torch", marker = "extra == \'{name}\'", specifier = "=={number}" }}'
        for number, name in enumerate(items, 1)
    ]
    dev = [
        f'{name} = [{{ name = "torch", specifier = "=={number}" }}]\n'
        for number, name in enumerate(items, 1)
    ]
    edges = [f"{name} = [{edge('torch', f'{number}.0')}]\n" for number, name in enumerate(items, 1)]
    conflicts = ", ".join(
        f'{{ package = "mine", {kind} = "{name}" }}'
        for kind in ("extra", "group")
        for name in items
    )
    folder = project(
        tmp_path / "both",
        "[tool.uv]\ndefault-groups = []\n[project.optional-dependencies]\n"
        f"{''.join(rows)}[dependency-groups]\n{''.join(rows)}",
        f"[package.optional-dependencies]\n{''.join(edges)}"
        f"[package.dev-dependencies]\n{''.join(edges)}[package.metadata]\n"
        f'requires-dist = [{", ".join(metadata)}]\nprovides-extras = ["cpu", "gpu"]\n'
        f"[package.metadata.requires-dev]\n{''.join(dev)}",
        locked("torch", "1.0") + locked("torch", "2.0"),
        f"conflicts = [[{conflicts}]]",
    )
    assert main(["generate", str(folder)]) == 0
    variants = document(folder)["variants"]
    overlays = {one["overlay"]: (one["extras"], one["groups"]) for one in variants}
    assert overlays == {
        "overlay-extra.cpu.nix": (["cpu"], []),
        "overlay-extra.gpu.nix": (["gpu"], []),
        "overlay-group.cpu.nix": ([], ["cpu"]),
        "overlay-group.gpu.nix": ([], ["gpu"]),
    }
    for overlay, (extras, groups) in overlays.items():
        number = 1 + items.index((extras or groups)[0])
        assert f'version = "{number}.0";' in (generated_folder(folder) / overlay).read_text()


def test_what_builds_a_package_of_one_choice_alone_is_locked_for_all(
    torch: Path, nix: Nix, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = torch / "uv.lock"
    wheel, sdist = "https://index.example/cuda-1.0-py3-none-any.whl", "cuda-1.0.tar.gz"
    text = lock.read_text().replace(
        f'wheels = [{{ url = "{wheel}", hash = "{HASH}" }}]',
        f'sdist = {{ url = "https://index.example/{sdist}", hash = "{HASH}" }}',
    )
    lock.write_text(text)
    assert explained(torch, capsys)["not_locked"] == ["cuda 1.0"]
    (torch / "pylock.build.toml").write_text(
        'lock-version = "1.0"\ncreated-by = "pyproject2nix"\n[[packages]]\nname = "builder"\n'
        'version = "2.0"\ndependencies = []\nwheels = [{ '
        'url = "https://index.example/builder-2.0-py3-none-any.whl", '
        f'hashes = {{ sha256 = "{"12" * 32}" }} }}]\n[tool.pyproject2nix]\nversion = 1\n'
        '[[tool.pyproject2nix.sources]]\nname = "cuda"\nversion = "1.0"\n'
        f'identity = "{HASH}"\nrequires = ["builder"]\n'
        'targets = ["3.13-x86_64-linux"]\nset = "default"\n'
    )
    assert main(["generate", str(torch)]) == 0
    for file in generated_folder(torch).glob("*.nix"):
        nix("--parse", str(file))
    texts = {file.name: file.read_text() for file in generated_folder(torch).glob("*.nix")}
    having = [name for name, text in sorted(texts.items()) if "import ./build-sets.nix" in text]
    assert having == ["overlay.nix"]
    assert "build-system = [ self.buildSets.default.builder ];" in texts["overlay-gpu.nix"]
    assert 'version = "2.0";' in texts["build-sets.nix"]
    pins = json.loads((generated_folder(torch) / "pypi.json").read_text())["files"]
    assert {"builder", "cuda"} <= {pin["name"] for pin in pins}
    assert main(["check", str(torch)]) == 0


def test_explain_has_what_each_choice_takes(
    torch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = explained(torch, capsys)
    assert versions(data["chosen"]) == {"extra": "1.0", "seen": "1.0", "torch": "1.0"}
    assert data["default"]["packages"] == {"3.13-x86_64-linux": ["seen", "torch"]}
    found = {tuple(one["extras"]): versions(one["chosen"]) for one in data["variants"]}
    assert found == {
        ("cpu",): {"torch": "1.0+cpu"},
        ("gpu",): {"torch": "1.0+gpu", "cuda": "1.0"},
    }


def test_one_that_is_asked_for_is_the_default(
    torch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = explained(torch, capsys, "--extras", "gpu")
    assert versions(data["chosen"]) == {"seen": "1.0", "torch": "1.0+gpu", "cuda": "1.0"}
    assert (data["variants"], data["notes"]) == ([], [])


def test_two_that_are_asked_for_are_both_written(
    torch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = explained(torch, capsys, "--extras", "cpu,gpu")
    assert versions(data["chosen"])["torch"] == "1.0"
    assert [one["extras"] for one in data["variants"]] == [["cpu"], ["gpu"]]


def grouped(folder: Path, setting: str = "") -> Path:
    return project(
        folder,
        '[dependency-groups]\ndev = ["seen"]\ntest = ["pytest"]\ndocs = ["other"]\n'
        f"[tool.uv]\n{setting}\n",
        f"[package.dev-dependencies]\ndev = [{edge('seen')}]\ntest = [{edge('pytest')}]\n"
        f"docs = [{edge('other')}]\n[package.metadata.requires-dev]\n"
        'dev = [{ name = "seen" }]\ntest = [{ name = "pytest" }]\ndocs = [{ name = "other" }]\n',
        "".join(map(locked, ("seen", "pytest", "other"))),
    )


@pytest.mark.parametrize(
    ("setting", "shells", "default"),
    [
        ("", ["dev", "test"], ["seen"]),
        ('default-groups = ["docs"]', ["docs", "test"], ["other"]),
        ("default-groups = []", ["test"], []),
        ('default-groups = "all"', None, ["other", "pytest", "seen"]),
    ],
)
def test_the_shells_have_what_uv_installs_unasked_and_what_the_tests_need(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    shells: list[str] | None,
    default: list[str],
) -> None:
    folder = grouped(tmp_path / "grouped", setting)
    assert main(["generate", str(folder)]) == 0
    assert document(folder).get("default-groups") == shells
    groups = document(folder)["targets"]["3.13-x86_64-linux"]["groups"]
    assert groups == {"dev": ["seen"], "docs": ["other"], "test": ["pytest"]}
    packages = explained(folder, capsys)["default"]["packages"]
    assert packages == {"3.13-x86_64-linux": default}


def test_groups_that_are_asked_for_are_all_in_the_shells(tmp_path: Path) -> None:
    folder = grouped(tmp_path / "grouped")
    assert main(["generate", str(folder), "--groups", "docs"]) == 0
    assert "default-groups" not in document(folder)


@pytest.fixture
def windows(tmp_path: Path) -> Path:
    """Return a project with an extra whose package has a wheel for Windows alone."""
    return project(
        tmp_path / "windows",
        'dependencies = ["seen"]\n[project.optional-dependencies]\n'
        'a = ["fine"]\nb = ["odd"]\nc = ["good"]\n',
        f"dependencies = [{edge('seen')}]\n[package.optional-dependencies]\n"
        f"a = [{edge('fine')}]\nb = [{edge('odd')}]\nc = [{edge('good')}]\n[package.metadata]\n"
        'requires-dist = [{ name = "seen" }, { name = "fine", marker = "extra == \'a\'" }, '
        '{ name = "odd", marker = "extra == \'b\'" }, '
        '{ name = "good", marker = "extra == \'c\'" }]\nprovides-extras = ["a", "b", "c"]\n',
        "".join(map(locked, ("seen", "fine", "good"))) + locked("odd", tag="cp313-cp313-win32"),
    )


def test_an_extra_that_cannot_be_installed_is_left_out(
    windows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(windows)]) == 0
    printed = capsys.readouterr().err
    assert "note: pyproject.toml: extra b: left out: uv.lock: package.odd.files: odd 1.0" in printed
    assert "variants" not in document(windows)
    assert set(document(windows)["targets"]["3.13-x86_64-linux"]["extras"]) == {"a", "c"}
    assert "odd" in explained(windows, capsys)["left_out"]["b"]


def test_an_extra_that_is_asked_for_is_not_left_out(
    windows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(windows), "--extras", "b"]) == 2
    assert "odd.files: odd 1.0 has no wheel" in capsys.readouterr().err


def test_what_is_installed_unasked_is_not_left_out(
    windows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = windows / "uv.lock"
    text = lock.read_text()
    lock.write_text(
        text.replace(f"dependencies = [{edge('seen')}]", f"dependencies = [{edge('odd')}]")
    )
    assert main(["generate", str(windows)]) == 2
    assert "odd.files: odd 1.0 has no wheel" in capsys.readouterr().err


def test_negated_markers_of_poetry_exclude(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "mine"\nversion = "1"\nrequires-python = ">=3.11"\n'
        "dependencies = [\"dep (==1.0) ; extra != 'new'\", \"dep (==2.0) ; extra == 'new'\"]\n"
        "[project.optional-dependencies]\nnew = []\n[tool.poetry]\npackage-mode = false\n"
    )
    digest = sorted(poetry_content_hashes(read_project(tmp_path).toml))[0]
    (tmp_path / "poetry.lock").write_text(
        entry("dep", "1.0", "markers = \"extra != 'new'\"")
        + entry("dep", "2.0", "markers = \"extra == 'new'\"")
        + '[extras]\nnew = []\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.11"\n'
        f'content-hash = "{digest}"\n'
    )
    data = explained(tmp_path, capsys)
    assert versions(data["chosen"]) == {"dep": "1.0"}
    assert [(one["extras"], versions(one["chosen"])) for one in data["variants"]] == [
        (["new"], {"dep": "2.0"})
    ]


A, B, C = (Item("extra", name) for name in "abc")


def test_subsets_of_items_that_exclude_each_other() -> None:
    found = Exclusive(frozenset([A, B, C]), frozenset([frozenset([A, B])]))
    assert [sorted(one) for one in subsets(found, "uv.lock")] == [[], [A], [B], [C], [A, C], [B, C]]


def test_what_does_not_fit_is_found_among_many() -> None:
    items = [Item("extra", f"e{number:02}") for number in range(20)]
    tried = []

    def plan(chosen: frozenset[Item]) -> None:
        tried.append(chosen)
        if items[7] in chosen or {items[3], items[12]} <= chosen:
            raise RefusedError("here", "no", "do not")

    accepted, refused = fitting(frozenset(), items, plan)
    assert set(refused) == {items[7], items[12]}
    assert accepted == frozenset(items) - set(refused)
    assert len(tried) < 20


def test_items_in_words() -> None:
    assert in_words([A, Item("group", "docs"), B]) == "extras a, b and group docs"
