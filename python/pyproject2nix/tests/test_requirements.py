"""requirements.txt with hashes: records, options, constraints, refusals; names from an index."""

import contextlib
import hashlib
import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Archive, File, Git, LocalFile, Lock
from pyproject2nix.base.target import Target
from pyproject2nix.lock.requirements import index_names
from pyproject2nix.lock.requirements.index_names import names_from_index
from pyproject2nix.lock.requirements.lock import read_requirements
from pyproject2nix.plan.distribution import choose_distribution

A, B, C = "aa" * 32, "bb" * 32, "cc" * 32
WHEEL, SDIST = File("one-1.0-py3-none-any.whl", A), File("one-1.0.tar.gz", B)
NAMES = {"one==1.0": [WHEEL, SDIST], "two==2.0": [File("two-2.0.tar.gz", C)]}
ONE = f"one==1.0 --hash=sha256:{A} --hash=sha256:{B}\n"
COMMIT = "0123456789" * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str, **others: str) -> Lock:
    for name, content in {"requirements": text, **others}.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return read_requirements(folder).lock(NAMES)


def test_continued_lines_comments_markers_and_extras(folder: Path) -> None:
    lock = read(
        folder,
        f"# all\n--require-hashes\n--pre\nOne[b,a]==1.0 ; os_name == 'posix' \\\r\n"
        f"    --hash=sha256:{A} \\\n    --hash sha256:{B}\n    # via x\n\n"
        f"two==2.0 --hash=sha512:00 --hash=sha256:{C}  # why\n",
    )
    one, two = lock.packages
    assert (one.name, one.version, one.files) == ("one", "1.0", (WHEEL, SDIST))
    assert [str(marker) for marker in one.condition] == ['os_name == "posix"']
    assert (one.place, two.place) == ("requirements.txt: line 4", "requirements.txt: line 9")
    assert (two.condition, lock.tells_edges, lock.tells_extras) == ((), False, False)


def test_a_comment_is_not_continued(folder: Path) -> None:
    (package,) = read(folder, f"# why \\\n{ONE}").packages
    assert package.place == "requirements.txt: line 2"


def test_included_files_and_constraints(folder: Path) -> None:
    text = "-r more.txt\n-c limits.txt\n"
    lock = read(folder, text, more=ONE, limits=f"one<2 --hash=sha256:{B}\nunused==1\n")
    assert [(p.name, p.files) for p in lock.packages] == [("one", (SDIST,))]
    assert lock.packages[0].place == "more.txt: line 1"
    assert lock.digest != read(folder, text, more=ONE, limits="one<3").digest


def test_lines_about_one_release_are_one_entry(folder: Path) -> None:
    first = ONE.replace(" ", " ; os_name == 'a' ", 1)
    second = ONE.replace(" ", " ; os_name == 'b' ", 1)
    (package,) = read(folder, first + second + first).packages
    assert [str(m) for m in package.condition] == ['os_name == "a"', 'os_name == "b"']
    (package,) = read(folder, first + ONE).packages
    assert package.condition == ()


def test_a_file_that_is_included_twice_counts_where_it_comes_last(folder: Path) -> None:
    text = f"-r a.txt\n--no-binary one\n-r a.txt\n{ONE}"
    (entry,) = read(folder, text, a="--only-binary one\n").packages
    assert entry.files == (WHEEL,)
    (entry,) = read(folder, f"-r a.txt\n--no-binary one\n{ONE}", a="--only-binary one\n").packages
    assert entry.files == (SDIST,)


def test_a_file_of_requirements_may_hold_constraints_too(folder: Path) -> None:
    lock = read(folder, "-r a.txt\n-c a.txt\n", a=ONE)
    assert [one.name for one in lock.packages] == ["one"]


def test_the_project_itself_is_no_entry(folder: Path) -> None:
    assert [p.name for p in read(folder, f"-e .\n{ONE}").packages] == ["one"]


def test_a_file_may_end_within_a_line(folder: Path) -> None:
    (package,) = read(folder, f"one==1.0 --hash=sha256:{A} \\").packages
    assert package.files == (WHEEL,)


@pytest.mark.parametrize("where", ["-f wheels", "--find-links=./wheels/", "-f wheels\n-f /x\n-f y"])
def test_a_folder_of_find_links_is_looked_into(folder: Path, where: str) -> None:
    (folder / "wheels").mkdir()
    platforms = ["py3-none-any", "cp313-cp313-linux_x86_64", "cp313-cp313-linux_aarch64"]
    names = [f"own-1.0-{platform}.whl" for platform in platforms]
    for name in [*names, "own-1.1-py3-none-any.whl", "README"]:
        (folder / "wheels" / name).write_text(name)
    digests = [hashlib.sha256(name.encode()).hexdigest() for name in names[1:]]
    line = f"own==1.0 --hash=sha256:{digests[0]} --hash=sha256:{digests[1]} --hash=sha256:{A}"
    (folder / "requirements.txt").write_text(f"{where}\n{line}\n{ONE}")
    requirements = read_requirements(folder)
    # The index need not know it.
    assert requirements.releases.keys() == {"one==1.0"}
    own, one = requirements.lock(NAMES).packages
    assert {file.path: file.sha256 for file in own.files} == {
        f"wheels/{name}": digest for name, digest in zip(names[1:], digests, strict=True)
    }
    assert one.files == (WHEEL, SDIST)
    found = choose_distribution(own, Target((3, 13), "aarch64-linux"))
    assert found == LocalFile(f"wheels/{names[2]}", File(names[2], digests[1]))


def test_addresses_and_local_files(folder: Path) -> None:
    lock = read(
        folder,
        f"a @ git+https://e.org/a.git@{COMMIT}#subdirectory=s&egg=a\n"
        f"b @ https://e.org/b-1.0-py3-none-any.whl#sha256={A}\n"
        f"c @ https://e.org/c.zip ; os_name == 'x' --hash=sha256:{B}\n"
        f"./w/one-1.0-py3-none-any.whl ; os_name == 'y' --hash=sha256:{C}\n"
        f"d @ file:../d-2.tar.gz --hash=sha256:{C}\n",
    )
    assert [
        (p.name, p.version, p.source, [str(m) for m in p.condition]) for p in lock.packages
    ] == [
        ("a", "", Git("https://e.org/a.git", COMMIT, "s"), []),
        (
            "b",
            "1.0",
            Archive("https://e.org/b-1.0-py3-none-any.whl", File("b-1.0-py3-none-any.whl", A)),
            [],
        ),
        ("c", "", Archive("https://e.org/c.zip", File("c.zip", B)), ['os_name == "x"']),
        (
            "one",
            "1.0",
            LocalFile("w/one-1.0-py3-none-any.whl", File("one-1.0-py3-none-any.whl", C)),
            ['os_name == "y"'],
        ),
        ("d", "", LocalFile("../d-2.tar.gz", File("d-2.tar.gz", C)), []),
    ]
    assert read_requirements(folder).releases == {}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--only-binary=:all:", [WHEEL]),
        ("--no-binary one", [SDIST]),
        ("--only-binary :all:\n--no-binary one", [SDIST]),
        ("--no-binary :all:\n--only-binary one", [WHEEL]),
        ("--no-binary one\n--no-binary :none:", [WHEEL, SDIST]),
        ("--only-binary one\n--no-binary one", [SDIST]),
        ("--only-binary two", [WHEEL, SDIST]),
        ("--trusted-host x\n--no-index\n--prefer-binary", [WHEEL, SDIST]),
    ],
)
def test_options_that_choose_files(folder: Path, options: str, expected: list[File]) -> None:
    assert list(read(folder, f"{options}\n{ONE}").packages[0].files) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one>=1", "line 1: 'one>=1' does not name one version; pin it"),
        ("one==1.*", "does not name one version"),
        ("one", "does not name one version"),
        ("\none==1.0", "line 2: 'one==1.0' has no SHA-256"),
        ("one==1.0 --hash=sha512:00", "has no SHA-256"),
        ("one==1.0 --hash=md5:00", "'md5:00' is not a SHA-256"),
        ("one==1.0 --hash=sha256:00", "'sha256:00' is not a SHA-256"),
        ("one==1.0 --hash", "'' is not a SHA-256"),
        ('one==1.0 --hash="', "a quote is not closed"),
        ("one==1.0 --config-settings=x=y", "the option '--config-settings' is not understood"),
        ("one = 1", "'one = 1' is not a requirement"),
        ("one==${V}", "holds a variable"),
        ("one==" + "1" * 1001, "a number of more than 1000 digits"),
        ("-e ./x", "'-e ./x' is not pinned"),
        ("a @ https://e.org/a/x.tar.gz?b=c", "0 hashes for the one file x.tar.gz"),
        ("(" * 3000, "is not a requirement"),
        ("-C x", "the option '-C x' is not understood"),
        ("--new", "the option '--new' is not understood"),
        ("--require-hashes x", "the option '--require-hashes x' is not understood"),
        ("-r", "the option '-r' is not understood"),
        ("-r none.txt", "line 1: 'none.txt': No such file"),
        ("-r requirements.txt", "includes itself"),
        ("-r ../other.txt", "leaves the project's folder"),
        ("-r /etc/passwd", "'/etc/passwd' is not a relative path"),
        (f"-c limits.txt\n{ONE}", r"one==1.0 is not within 'one>1' \(limits.txt: line 1\)"),
        (f"-c hashes.txt\n{ONE}", "no hash is also at hashes.txt: line 1"),
        (f"-c extras.txt\n{ONE}", "is no constraint"),
        (ONE + f"one==1.0 --hash=sha256:{A}", "line 1 has other hashes of one 1.0"),
        ("a @ git+https://e.org/a@main", "'main' is not a full commit"),
        (f"a @ hg+https://e.org/a@{COMMIT}", "'hg.https' is not git"),
        ("a @ https://e.org/a.zip", "0 hashes for the one file a.zip"),
        (f"a @ https://e.org/a.zip#sha256={A} --hash=sha256:{B}", "2 hashes for the one"),
        ("a @ https://e.org/a.zip#md5=00", "'md5' after # is not understood"),
        (f"a @ file:///a.zip --hash=sha256:{B}", "'///a.zip' is not a relative path"),
        ("./folder", "'./folder' is a folder, which has no hash"),
        (f"./x.whl --hash=sha256:{B}", "'x.whl' is not the name of a wheel or sdist"),
    ],
)
def test_what_is_refused(folder: Path, text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message) as caught:
        read(folder, text, limits="one>1", hashes=f"one --hash=sha256:{C}", extras="one[x]")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"one==1.0 --hash=sha256:{C}", f"other files than that of sha256:{C}; let"),
        (f"new==1.0 --hash=sha256:{C}", f"no file of new==1.0 with sha256:{C}; configure pip"),
        (
            f"--extra-index-url https://me:pw@index.example/x\nnew==1.0 --hash=sha256:{C}",
            "(the file names --extra-index-url https://index.example/x); configure pip",
        ),
        ("--only-binary :all:\ntwo==2.0 --hash=sha256:" + C, "leaves no file of two"),
    ],
)
def test_what_cannot_be_had_counts_only_where_it_is_chosen(
    folder: Path, text: str, message: str
) -> None:
    (package,) = read(folder, text).packages
    assert message in str(package.problem)
    assert package.files == ()


def test_a_file_that_the_index_does_not_have_is_not_chosen(folder: Path) -> None:
    (package,) = read(folder, f"one==1.0 --hash=sha256:{A} --hash=sha256:{C}").packages
    assert (package.files, package.problem) == ((WHEEL,), None)


@pytest.mark.parametrize(
    "option",
    [
        *("-i https://index.example", "--extra-index-url=https://${TOKEN}@index.example"),
        "-f https://files.example/wheels",
    ],
)
def test_where_files_come_from_is_noted(folder: Path, option: str) -> None:
    lock = read(folder, f"{option}\n{ONE}")
    assert [package.files for package in lock.packages] == [(WHEEL, SDIST)]
    (note,) = lock.notes
    assert "files come from this machine's own index (pip config list)" in note.text
    assert "TOKEN" not in note.text


@pytest.mark.parametrize("path", [".", ".[a,b]", "file:.", "./"])
def test_the_project_itself_may_be_editable(folder: Path, path: str) -> None:
    assert [one.name for one in read(folder, f"-e {path}\n{ONE}").packages] == ["one"]


def test_names_are_asked_for_where_a_marker_may_hold(folder: Path) -> None:
    text = f"two==2.0 ; sys_platform == 'win32' --hash=sha256:{C}\n"
    text += f"three==3 ; python_version < '3.12' --hash=sha256:{C}\n"
    text += f"four==4 ; platform_release == 'x' --hash=sha256:{C}\n"
    (folder / "requirements.txt").write_text(ONE + text)
    assert read_requirements(folder).releases == {
        "one==1.0": frozenset([A, B]),
        "three==3": frozenset([C]),
        "four==4": frozenset([C]),
    }


LINES = ["one==1.0", "-r x", "-c x", "--hash=sha256:" + A, " @ ", "git+https://e.org@", "https://["]
LINES += [
    "\\\n",
    "#",
    ";",
    "\n",
    "os_name == 'a'",
    "./",
    ".whl",
    "a-1.0.tar.gz",
    "--only-binary",
    " ",
]


@settings(
    deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=5), max_size=8).map("".join))
def test_any_text_is_read_or_refused(folder: Path, text: str) -> None:
    with contextlib.suppress(RefusedError):
        read(folder, text)


@pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="this Python has no pip")
def test_names_from_a_folder(folder: Path) -> None:
    for name in ("one-1.0-py3-none-any.whl", "one-1.1.tar.gz", "one-1.0.tar.gz", "two-2.0.tar.gz"):
        (folder / name).write_text(name)
    found = names_from_index({"one==1.0": frozenset()}, str(folder))
    assert {release: [file.name for file in files] for release, files in found.items()} == {
        "one==1.0": ["one-1.0-py3-none-any.whl", "one-1.0.tar.gz"]
    }
    assert found["one==1.0"][1].sha256 == hashlib.sha256(b"one-1.0.tar.gz").hexdigest()
    with pytest.raises(RefusedError, match="three: no file with a SHA-256"):
        names_from_index({"three==1.0": frozenset()}, str(folder))


ODD = {
    "one": [
        {"file": WHEEL.name, "sha256": A.upper()},
        {"file": "one-1!0.tar.gz", "sha256": B},
        {"file": "../one.zip", "sha256": C},
        {"file": "one-1.1.tar.gz", "sha256": "x"},
    ]
}


def test_what_an_index_has_beside_what_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_names, "run_with_pip", lambda *_: json.dumps(ODD))
    found = names_from_index({"one==1.0": frozenset()})
    (folder / "requirements.txt").write_text(f"one==1.0 --hash=sha256:{A}\n")
    (entry,) = read_requirements(folder).lock(found).packages
    assert entry.files == (WHEEL,)
    (folder / "requirements.txt").write_text(f"one==1.0 --hash=sha256:{C}\n")
    (entry,) = read_requirements(folder).lock(found).packages
    assert "line 1: '../one.zip' is not the file name" in str(entry.problem)


def test_a_file_with_an_odd_name_counts_for_every_release() -> None:
    files = [File(name, A) for name in ("one-1.0.zip", "one-2.0.zip", "one-1.0-py2.7.egg")]
    found = index_names.of_release("one==1.0", {"one": files})
    assert [file.name for file in found] == ["one-1.0.zip", "one-1.0-py2.7.egg"]


@pytest.mark.parametrize(
    ("path", "message"),
    [("", "PATH: there is no python3 with pip; install pip"), ("/bin", "pip's index: ")],
)
def test_a_python_without_pip_asks_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    if path:
        (folder / "python3").write_text("#!/bin/sh\necho no pip >&2\nexit 1\n")
        (folder / "python3").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{path}")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(RefusedError, match=message):
        names_from_index({"one==1.0": frozenset()})


@pytest.mark.parametrize("python", ["", ">=3.12"])
def test_a_release_is_for_the_pythons_that_the_index_says(folder: Path, python: str) -> None:
    (folder / "requirements.txt").write_text(ONE)
    names = {"one==1.0": [WHEEL, File(SDIST.name, SDIST.sha256, python=python)]}
    (package,) = read_requirements(folder).lock(names).packages
    assert package.python_versions.allows("3.11.2") == (python != ">=3.12")
    assert package.python_versions.allows("3.13.5")
