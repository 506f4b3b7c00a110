"""fetch: what the store lacks comes from pip's index, each file whole and with the pinned hash."""

import base64
import hashlib
import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from index.build import build
from index.serve import serve

from pyproject2nix.base.model import File
from pyproject2nix.cli import main
from pyproject2nix.store import fetch_project

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pip") is None, reason="this Python has no pip"
)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return what would be the Nix store, by file name; it is empty at first."""
    held: dict[str, bytes] = {}

    def lacking(wanted: list[File]) -> list[File]:
        return [file for file in wanted if file.name not in held]

    def add(paths: list[Path]) -> None:
        held.update({path.name: path.read_bytes() for path in paths})

    monkeypatch.setattr(fetch_project, "lacking", lacking)
    monkeypatch.setattr(fetch_project, "add_to_store", add)
    return held


def pins(folder: Path, files: dict[str, bytes], target: str = "3.13-x86_64-linux") -> Path:
    entries = [
        {
            "name": name.split("-")[0],
            "version": "1.0",
            "file": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "targets": [target],
        }
        for name, data in files.items()
    ]
    project = folder / "project"
    project.mkdir()
    (project / "pypi.json").write_text(json.dumps({"version": 1, "files": entries}))
    return project


FILES = {"one-1.0-py3-none-any.whl": b"one" * 1000, "two-1.0.tar.gz": b"two"}


def test_from_a_folder_and_only_once(
    tmp_path: Path, store: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    project = pins(tmp_path, FILES)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    options = ["fetch", str(project), "--index", str(tmp_path), "--platform", "x86_64-linux"]
    assert main(options) == 0
    assert store == FILES
    assert "2 files in the store, 2 of them fetched now" in capfd.readouterr().out
    assert main(options) == 0
    assert "2 files in the store, 0 of them fetched now" in capfd.readouterr().out


def test_from_an_index_over_http(tmp_path: Path, store: dict[str, bytes]) -> None:
    folder = tmp_path / "index"
    build(folder)
    name = "click-8.1.7-py3-none-any.whl"
    data = next(folder.rglob(name)).read_bytes()
    project = pins(tmp_path, {name: data})
    with serve(folder) as url:
        assert (
            main(["fetch", str(project), "--index", f"{url}/simple", "--platform", "x86_64-linux"])
            == 0
        )
    assert store == {name: data}


def test_another_file_by_that_name_is_refused_and_the_rest_kept(
    tmp_path: Path, store: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    project = pins(tmp_path, FILES)
    (tmp_path / "one-1.0-py3-none-any.whl").write_bytes(b"another")
    (tmp_path / "two-1.0.tar.gz").write_bytes(b"two")
    options = ["fetch", str(project), "--index", str(tmp_path), "--platform", "x86_64-linux"]
    assert main(options) == 2
    message = capfd.readouterr().err
    assert "one-1.0-py3-none-any.whl" in message
    assert "SHA-256" in message
    assert store == {"two-1.0.tar.gz": b"two"}


def test_files_of_other_systems_are_left(tmp_path: Path, store: dict[str, bytes]) -> None:
    project = pins(tmp_path, FILES, "3.13-aarch64-linux")
    options = ["fetch", str(project), "--index", str(tmp_path), "--platform", "x86_64-linux"]
    assert main(options) == 0
    assert store == {}


def other_index(project: Path, **more: str) -> None:
    """Let the only file of a project come from another index."""
    path = project / "pypi.json"
    document = json.loads(path.read_text())
    document["files"][0] |= more
    path.write_text(json.dumps(document))


NAME = "click-8.1.7-py3-none-any.whl"


@pytest.mark.parametrize("has_address", [True, False])
def test_from_another_index_of_the_lock(
    tmp_path: Path, store: dict[str, bytes], has_address: bool
) -> None:
    folder, empty = tmp_path / "index", tmp_path / "empty"
    build(folder)
    empty.mkdir()
    data = next(folder.rglob(NAME)).read_bytes()
    project = pins(tmp_path, {NAME: data})
    with serve(folder) as url:
        address = {"url": f"{url}/files/{NAME}"} if has_address else {}
        other_index(project, index=f"{url}/simple", **address)
        options = ["fetch", str(project), "--index", str(empty), "--platform", "x86_64-linux"]
        assert main(options) == 0
    assert store == {NAME: data}


def test_the_machines_own_index_comes_first(tmp_path: Path, store: dict[str, bytes]) -> None:
    (tmp_path / NAME).write_bytes(b"one")
    project = pins(tmp_path, {NAME: b"one"})
    other_index(project, url=f"http://127.0.0.1:1/{NAME}", index="http://127.0.0.1:1/simple")
    options = ["fetch", str(project), "--index", str(tmp_path), "--platform", "x86_64-linux"]
    assert main(options) == 0
    assert store == {NAME: b"one"}


def test_a_file_that_neither_has_names_both(
    tmp_path: Path,
    store: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    project = pins(tmp_path, {NAME: b"one"})
    monkeypatch.setenv("PIP_RETRIES", "0")
    with serve(empty) as url:
        other_index(project, index=f"{url}/simple")
        options = ["fetch", str(project), "--index", str(empty), "--platform", "x86_64-linux"]
        assert main(options) == 2
        assert f"; its lock has it from {url}/simple" in capfd.readouterr().err
    assert store == {}


def test_credentials_come_from_netrc(
    tmp_path: Path, store: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization"))
            allowed = asked[-1] == "Basic " + base64.b64encode(b"person:secret").decode()
            self.send_response(200 if allowed else 401)
            self.end_headers()
            self.wfile.write(b"one" if allowed else b"")

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    project = pins(tmp_path, {NAME: b"one"})
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login person password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        other_index(project, url=f"{url}/{NAME}", index=f"{url}/simple")
        (tmp_path / "empty").mkdir()
        options = ["--index", str(tmp_path / "empty"), "--platform", "x86_64-linux"]
        assert main(["fetch", str(project), *options]) == 0
        server.shutdown()
    assert store == {NAME: b"one"}
    assert "secret" not in (project / "pypi.json").read_text()
