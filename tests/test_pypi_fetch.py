"""pyproject2nix.fetch: pinned Python files from an index, on Debian's Python and pip."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from checkout import FileServer

FILES = {
    "alpha": "alpha-1.0-py3-none-any.whl",
    "beta": "beta-2.0.tar.gz",
}


@pytest.fixture(scope="session")
def python(root: Path) -> Path:
    """Debian's Python 3.11 with pip 23.0.1, as setup builds it."""
    expression = (
        "(import ./debpkgs/bootstrap { lib = import ./lib; system = builtins.currentSystem; })"
        ".built.python-bootstrap.out"
    )
    done = subprocess.run(
        ["nix-build", "--no-out-link", "-E", expression],
        cwd=root / "nix",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip()) / "bin" / "python3"


@dataclass
class Fetch:
    """An index of two projects, and the program that fetches from it."""

    python: Path
    root: Path
    folder: Path
    index: Path
    server: FileServer

    @property
    def into(self) -> Path:
        """Where files go."""
        return self.folder / "into"

    def publish(self, project: str, data: bytes) -> None:
        """Put a file into the index; its page names no digest."""
        name = FILES[project]
        (self.index / name).write_bytes(data)
        (self.index / project).write_text(
            f'<!DOCTYPE html><html><body><a href="/files/{name}">{name}</a></body></html>'
        )

    def run(
        self,
        pins: dict[str, bytes],
        *,
        environment: dict[str, str] | None = None,
        index: bool = True,
        arguments: tuple[str, ...] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Ask for the files with these contents."""
        plan = self.folder / "plan"
        plan.write_text(
            "".join(
                f"pypi\t{hashlib.sha256(data).hexdigest()}\t-\t{FILES[project]}\t/nix/x\t{project}\n"
                for project, data in pins.items()
            )
        )
        base = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(self.root / "python" / "pyproject2nix" / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_PROXY": "127.0.0.1",
        }
        where = ["--plan", str(plan), "--into", str(self.into)]
        if index and not arguments:
            arguments = ("--index", f"{self.server.url}/simple")
        return subprocess.run(
            [self.python, "-m", "pyproject2nix.fetch", *where, *arguments],
            env=base | (environment or {}),
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def fetch(python: Path, root: Path, tmp_path: Path) -> Iterator[Fetch]:
    """A running index with both projects published."""
    index = tmp_path / "index"
    index.mkdir()
    server = FileServer(index)
    fetch = Fetch(python, root, tmp_path, index, server)
    fetch.publish("alpha", ALPHA)
    fetch.publish("beta", BETA)
    yield fetch
    server.close()


ALPHA = b"alpha" * 50_000
BETA = b"beta" * 10


def test_fetches_each_file_under_its_name(fetch: Fetch) -> None:
    done = fetch.run({"alpha": ALPHA, "beta": BETA})
    assert done.returncode == 0, done.stderr
    assert (fetch.into / FILES["alpha"]).read_bytes() == ALPHA
    assert sorted(path.name for path in fetch.into.iterdir()) == sorted(FILES.values())


def test_pips_configuration_names_the_index(fetch: Fetch) -> None:
    config = fetch.folder / "pip.conf"
    config.write_text(f"[global]\nindex-url = {fetch.server.url}/simple\n")
    done = fetch.run({"beta": BETA}, environment={"PIP_CONFIG_FILE": str(config)}, index=False)
    assert done.returncode == 0, done.stderr
    assert (fetch.into / FILES["beta"]).read_bytes() == BETA


def test_find_links_comes_before_the_index(fetch: Fetch) -> None:
    wheels = fetch.folder / "wheels"
    wheels.mkdir()
    (wheels / FILES["alpha"]).write_bytes(ALPHA)
    environment = {
        "PIP_FIND_LINKS": str(wheels),
        "PIP_INDEX_URL": f"{fetch.server.url}/simple",
    }
    done = fetch.run({"alpha": ALPHA}, environment=environment, index=False)
    assert done.returncode == 0, done.stderr
    assert not any("/files/" in path for path, _ in fetch.server.requests)


def test_a_wrong_file_in_find_links_is_passed_over(fetch: Fetch) -> None:
    wheels = fetch.folder / "wheels"
    wheels.mkdir()
    (wheels / FILES["alpha"]).write_bytes(b"built here")
    environment = {
        "PIP_FIND_LINKS": str(wheels),
        "PIP_INDEX_URL": f"{fetch.server.url}/simple",
    }
    done = fetch.run({"alpha": ALPHA}, environment=environment, index=False)
    assert done.returncode == 0, done.stderr
    assert (fetch.into / FILES["alpha"]).read_bytes() == ALPHA


def test_a_partial_file_is_continued(fetch: Fetch) -> None:
    fetch.into.mkdir()
    (fetch.into / f"{FILES['alpha']}.part").write_bytes(ALPHA[:100_000])
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 0, done.stderr
    assert (f"/files/{FILES['alpha']}", "bytes=100000-") in fetch.server.requests


def test_a_wrong_partial_file_is_started_over(fetch: Fetch) -> None:
    fetch.into.mkdir()
    (fetch.into / f"{FILES['alpha']}.part").write_bytes(b"?" * 100)
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 0, done.stderr
    assert (fetch.into / FILES["alpha"]).read_bytes() == ALPHA


def test_a_broken_connection_is_tried_again_from_where_it_broke(fetch: Fetch) -> None:
    fetch.server.cut = 100_000
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 0, done.stderr
    ranges = [wanted for path, wanted in fetch.server.requests if "/files/" in path]
    assert ranges[:2] == [None, "bytes=100000-"]


def test_a_file_with_another_digest_is_refused_and_not_kept(fetch: Fetch) -> None:
    fetch.publish("alpha", b"other")
    done = fetch.run({"alpha": ALPHA, "beta": BETA})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: {FILES['alpha']}: ")
    assert "does not have the pinned SHA-256" in line
    assert [path.name for path in fetch.into.iterdir()] == [FILES["beta"]]


def test_a_file_that_the_index_lacks_is_named(fetch: Fetch) -> None:
    (fetch.index / "alpha").write_text("<!DOCTYPE html><html><body></body></html>")
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 1
    assert f"error: {FILES['alpha']}: not among the 0 files of alpha" in done.stderr


def test_a_project_that_the_index_lacks_is_named(fetch: Fetch) -> None:
    (fetch.index / "alpha").unlink()
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "404" in line


def test_an_index_that_does_not_answer_is_one_line(fetch: Fetch) -> None:
    fetch.server.close()
    done = fetch.run({"alpha": ALPHA}, environment={"PIP_RETRIES": "0"})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert fetch.server.url in line
    assert "Connection refused" in line


def test_a_file_name_with_a_path_is_refused(fetch: Fetch) -> None:
    plan = fetch.folder / "hostile"
    plan.write_text(f"pypi\t{'0' * 64}\t-\t../evil\t/nix/x\talpha\n")
    done = subprocess.run(
        [fetch.python, "-m", "pyproject2nix.fetch", "--plan", plan, "--into", fetch.into],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(fetch.root / "python/pyproject2nix/src"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "not a file name: '../evil'" in done.stderr


def test_a_folder_can_be_the_index(fetch: Fetch) -> None:
    wheels = fetch.folder / "wheels"
    wheels.mkdir()
    (wheels / FILES["alpha"]).write_bytes(ALPHA)
    done = fetch.run({"alpha": ALPHA}, arguments=("--index", str(wheels)))
    assert done.returncode == 0, done.stderr
    assert (fetch.into / FILES["alpha"]).read_bytes() == ALPHA
    assert fetch.server.requests == []


@pytest.mark.parametrize("slow", ["alpha", FILES["alpha"]], ids=["page", "file"])
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(fetch: Fetch, slow: str) -> None:
    fetch.server.slow_only = slow
    fetch.server.delay, fetch.server.piece = 0.2, 1
    done = fetch.run({"alpha": ALPHA}, environment={"DEBPKGS_STALL": "1"})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "less than 1 kB a second arrived for 1 seconds" in line
    assert line.startswith(f"error: {FILES['alpha']}: ")


def test_a_file_longer_than_any_is_refused_before_it_is_fetched(fetch: Fetch) -> None:
    fetch.server.claim = 5_000_000_001
    fetch.server.slow_only = FILES["alpha"]
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 1
    assert "the server sends more than 5 GB" in done.stderr
    assert not list(fetch.into.iterdir())


def test_a_file_that_the_disk_has_no_room_for_is_refused_before_it_is_fetched(
    fetch: Fetch,
) -> None:
    fetch.into.mkdir()
    if shutil.disk_usage(fetch.into).free > 4_900_000_000:
        if os.getuid() != 0:
            pytest.skip("mounting a small disk needs root")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", fetch.into], check=True)
    try:
        fetch.server.claim = 4_900_000_000
        fetch.server.slow_only = FILES["alpha"]
        done = fetch.run({"alpha": ALPHA})
    finally:
        subprocess.run(["umount", fetch.into], check=False, capture_output=True)
    assert done.returncode == 1
    assert "No space left on device: 4900.0 MB needed" in done.stderr


@pytest.mark.parametrize(
    "page",
    [
        '{"files": [{"filename": "alpha-1.0',
        '{"files": ' + "[" * 100_000,
        "[1, 2]",
        '{"files": 7}',
        '{"files": [7]}',
        '{"files": [{"url": 7, "filename": {}}]}',
        '{"files": [{"url": "http://[", "hashes": {"sha256": 5}}]}',
        "\x00\x00",
        "",
    ],
    ids=["cut", "deep", "list", "number", "numbers", "types", "address", "zeros", "empty"],
)
def test_an_odd_answer_of_the_index_is_one_line(fetch: Fetch, page: str) -> None:
    fetch.server.content_type = "application/vnd.pypi.simple.v1+json"
    (fetch.index / "alpha").write_text(page)
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: {FILES['alpha']}: ")
    assert f"{fetch.server.url}/simple" in line
    assert "not an index page" in line or "not among the" in line


def test_a_page_that_unpacks_to_more_than_any_has_is_refused(fetch: Fetch) -> None:
    data = gzip.compress(b" " * 250_000_000)
    (fetch.index / "alpha").write_bytes(data)
    fetch.server.encoding = "gzip"
    done = fetch.run({"alpha": ALPHA})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "the page has more than 200 MB" in line


def names(fetch: Fetch, index: str, projects: str) -> subprocess.CompletedProcess[str]:
    """Ask for the names of files."""
    return subprocess.run(
        [fetch.python, "-m", "pyproject2nix.fetch.names", "--index", index],
        input=projects,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(fetch.folder),
            "PYTHONPATH": str(fetch.root / "python/pyproject2nix/src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_names_come_with_the_hashes_that_the_index_tells(fetch: Fetch) -> None:
    digest = "ab" * 32
    (fetch.index / "alpha").write_text(
        "<!DOCTYPE html><html><body>"
        f'<a href="/files/{FILES["alpha"]}#sha256={digest}" data-requires-python="&gt;=3.9">x</a>'
        '<a href="/files/alpha-0.9.tar.gz#md5=00">x</a></body></html>'
    )
    done = names(fetch, f"{fetch.server.url}/simple", "alpha\n")
    assert done.returncode == 0, done.stderr
    found = {"file": FILES["alpha"], "sha256": digest, "python": ">=3.9"}
    assert json.loads(done.stdout) == {"alpha": [found]}


def test_names_of_files_in_a_folder_come_with_their_hashes(fetch: Fetch) -> None:
    for name in FILES.values():
        (fetch.folder / name).write_bytes(ALPHA)
    done = names(fetch, str(fetch.folder), "alpha\n")
    digest = hashlib.sha256(ALPHA).hexdigest()
    found = {"file": FILES["alpha"], "sha256": digest, "python": ""}
    assert json.loads(done.stdout) == {"alpha": [found]}


def test_a_project_without_hashes_is_an_error(fetch: Fetch) -> None:
    done = names(fetch, f"{fetch.server.url}/simple", "alpha\nbeta\n")
    assert done.returncode == 1
    assert [line.partition(" (")[0] for line in done.stderr.splitlines()] == [
        "error: alpha: no file with a SHA-256",
        "error: beta: no file with a SHA-256",
    ]
