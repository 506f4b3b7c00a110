"""A small stand-in for the project: its real setup, but few pins, so that a run takes a second.

Everything it touches is below one temporary folder: the store, Nix's configuration, the cache and
the mirror.
"""

import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = [
    "DEBIAN",
    "OTHER",
    "PYPI",
    "Checkout",
    "FileServer",
    "make_checkout",
    "make_mirror",
    "plan",
    "use_http",
]

#: Debian packages of the small lock; busybox is what enters the store unpacked.
DEBIAN = ("busybox-static", "libssl-dev", "tzdata", "zlib1g")
#: Project of the small Python lock.
PYPI = "installer"
#: Project of a wheel that one output of tests/small_outputs.nix needs, and no other.
OTHER = "iniconfig"


@dataclass
class Checkout:
    """A checkout and the private machine around it."""

    root: Path
    mirror: Path
    store: Path
    cache: Path
    config: Path
    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What `setup` sees: nothing of the machine's own configuration."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "NIX_REMOTE": f"local?root={self.store}",
            "NIX_CONF_DIR": str(self.config),
            # Nix reads nix/nix.conf there, too.
            "XDG_CONFIG_DIRS": str(self.home / "xdg"),
            "DEBPKGS_CACHE": str(self.cache),
            "DEBPKGS_DEBIAN_MIRROR": str(self.mirror),
            "DEBPKGS_PYPI_INDEX": str(self.mirror),
        }
        return environment | self.extra

    def setup(
        self, *arguments: str, prefix: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run `./setup` to its end."""
        return subprocess.run(
            [*prefix, str(self.root / "setup"), *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> subprocess.Popen[str]:
        """Start `./setup` in a process group of its own."""
        # What a shell starts in the background ignores SIGINT, and hands that on.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return self._start()
        finally:
            signal.signal(signal.SIGINT, before)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.root / "setup")],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def plan(self) -> list[list[str]]:
        """The lines of nix/setup/plan.nix, split into fields."""
        return [line.split("\t") for line in plan(self.root).splitlines()]

    def missing(self) -> list[str]:
        """Store paths of the plan that the private store lacks or holds damaged."""
        paths = [line[4] for line in self.plan()]
        done = subprocess.run(
            ["nix-store", "--check-validity", "--print-invalid", *paths],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        verify = subprocess.run(
            ["nix-store", "--verify-path", *[path for path in paths if path not in done.stdout]],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split() + verify.stderr.splitlines()

    def mirror_file(self, kind: str) -> Path:
        """The largest file of a kind (`debian`, `pypi`) in the mirror."""
        names = [line[3] for line in self.plan() if line[0] == kind]
        return max((self.mirror / name for name in names), key=lambda path: path.stat().st_size)


def plan(root: Path, system: str = f"{os.uname().machine}-linux") -> str:
    """The sources of a checkout, as nix/setup/plan.nix lists them."""
    done = subprocess.run(
        [
            "nix",
            *("--extra-experimental-features", "nix-command"),
            *("eval", "--raw", "--impure"),
            *("--expr", f'import ./nix/setup/plan.nix {{ system = "{system}"; }}'),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2, sort_keys=True))


def _shrink_locks(root: Path, target: Path) -> None:
    locks = Path("nix/debpkgs/lock")
    for name in ("amd64", "arm64"):
        packages = json.loads((root / locks / f"{name}.json").read_text())["packages"]
        few = {package: packages[package] | {"depends": []} for package in DEBIAN}
        _write_json(target / locks / f"{name}.json", {"version": 1, "packages": few})
        _write_json(target / locks / f"trixie-{name}.json", {"version": 1, "packages": {}})
    _write_json(target / locks / "sources.json", {"version": 1, "sources": {}})
    files = json.loads((root / "python/base/pypi.json").read_text())["files"]
    for folder, name in (("python/base", PYPI), ("cuda/wheels", OTHER)):
        few_files = [file for file in files if file["name"] in (PYPI, name)]
        assert name in {file["name"] for file in few_files}, (
            f"python/base/pypi.json has no {name} any more; choose another project"
        )
        _write_json(target / folder / "pypi.json", {"version": 1, "files": few_files})


def _copy_checkout(root: Path, target: Path) -> None:
    target.mkdir(parents=True)
    shutil.copy2(root / "setup", target / "setup")
    for part in ("nix/setup", "python/pyproject2nix/src"):
        shutil.copytree(root / part, target / part)
    shutil.copy2(root / "nix/nix.conf", target / "nix/nix.conf")
    shutil.copy2(root / "tests/small_outputs.nix", target / "nix/default.nix")
    for name in (
        "nix/debpkgs/bootstrap/store-name.nix",
        "nix/debpkgs/machines.json",
        "python/build-project/find-files.nix",
    ):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)
    _shrink_locks(root, target)


def make_mirror(root: Path, folder: Path) -> Path:
    """Copy the small checkout's files out of the store that `./setup` has filled."""
    _copy_checkout(root, folder / "checkout")
    mirror = folder / "files"
    mirror.mkdir()
    for line in plan(folder / "checkout").splitlines():
        kind, _, _, name, path, *_ = line.split("\t")
        if kind != "tree":
            shutil.copyfile(path, mirror / name)
    return mirror


def make_checkout(root: Path, mirror: Path, folder: Path) -> Checkout:
    """A fresh checkout and machine below `folder`."""
    checkout = Checkout(
        root=folder / "check out",
        mirror=folder / "mirror",
        store=folder / "store",
        cache=folder / "the cache",
        config=folder / "etc",
        home=folder / "home",
    )
    _copy_checkout(root, checkout.root)
    shutil.copytree(mirror, checkout.mirror)
    checkout.config.mkdir()
    (checkout.config / "nix.conf").write_text("# mine\nsubstituters =\n")
    checkout.home.mkdir()
    return checkout


class FileServer:
    """Serves a flat folder; any path ending in a file's name gets that file.

    What has no suffix is an index page, of `content_type` and maybe `encoding`. `delay` slows each
    `piece` of bytes down, `cut` ends each answer after so many bytes, `claim` is a length that
    answers have by their headers; `slow_only` names the one file that `delay` and `claim` are for.
    `requests` records (path, Range).
    """

    def __init__(self, folder: Path) -> None:
        self.delay = 0.0
        self.cut: int | None = None
        self.piece = 1 << 16
        self.claim: int | None = None
        self.content_type = "text/html"
        self.encoding: str | None = None
        self.slow_only: str | None = None
        self.requests: list[tuple[str, str | None]] = []
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                wanted = self.headers.get("Range")
                owner.requests.append((self.path, wanted))
                name = urllib.parse.unquote(self.path.rstrip("/").rpartition("/")[2])
                path = folder / re.sub(r"[^A-Za-z0-9+._?=-]", "-", name)
                if not path.is_file():
                    self.send_error(404)
                    return
                data = path.read_bytes()
                start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
                odd = owner.slow_only in (None, name)
                piece = owner.piece if odd else 1 << 16
                self.send_response(206 if start else 200)
                if start:
                    self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
                if not path.suffix:
                    self.send_header("Content-Type", owner.content_type)
                    if owner.encoding:
                        self.send_header("Content-Encoding", owner.encoding)
                length = owner.claim if odd and owner.claim else len(data) - start
                self.send_header("Content-Length", str(length))
                self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
                self.end_headers()
                body = data[start:]
                if owner.cut is not None and len(body) > owner.cut:
                    body = body[: owner.cut]
                    self.close_connection = True
                for offset in range(0, len(body), piece):
                    self.wfile.write(body[offset : offset + piece])
                    time.sleep(owner.delay if odd else 0)

            def log_message(self, format: str, *args: object) -> None:
                """Tests read `requests`."""

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that was killed is no error here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def use_http(checkout: Checkout, server: FileServer) -> None:
    """Debian files over HTTP, by apt, whatever proxy the machine has."""
    direct = checkout.home / "apt.conf"
    direct.write_text('Acquire::http::Proxy::127.0.0.1 "DIRECT";\nAcquire::Retries "0";\n')
    checkout.extra |= {"DEBPKGS_DEBIAN_MIRROR": server.url, "APT_CONFIG": str(direct)}
