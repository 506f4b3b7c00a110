"""Serves a built index on this machine, as HTML (PEP 503) or JSON (PEP 691)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["serve"]

_JSON = "application/vnd.pypi.simple.v1+json"


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = Path(self.translate_path(self.path), "index.json")
        if not (_JSON in self.headers.get("Accept", "") and page.is_file()):
            super().do_GET()
            return
        body = page.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", _JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the tests' output is theirs."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve `folder` while the context lasts; yield its address, `http://127.0.0.1:PORT`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
