"""nix/fetch: pinned Python files from an index, on Debian's Python and pip from debpkgs."""

import hashlib
import os
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
            "PYTHONPATH": str(self.root / "nix" / "fetch"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_PROXY": "127.0.0.1",
        }
        arguments = ["--plan", str(plan), "--into", str(self.into)]
        if index:
            arguments += ["--index", f"{self.server.url}/simple"]
        return subprocess.run(
            [self.python, "-m", "pypi_fetch", *arguments],
            env=base | (environment or {}),
            capture_output=True,
            text=True,
            timeout=120,
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
        [fetch.python, "-m", "pypi_fetch", "--plan", plan, "--into", fetch.into],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(fetch.root / "nix" / "fetch")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "not a file name: '../evil'" in done.stderr
