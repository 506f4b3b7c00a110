"""A network whose only way out is an HTTP proxy, as many companies have."""

import fcntl
import http.server
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["Network", "only_a_proxy"]

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


@dataclass
class Network:
    """A network namespace with nothing but its own loopback device."""

    #: A descriptor of it, for `nsenter --net=/proc/self/fd/N`.
    descriptor: int
    listening: socket.socket
    #: Hosts that were asked for.
    asked: set[str] = field(default_factory=set)

    @property
    def proxy(self) -> str:
        """The proxy's address in it."""
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"


def _make() -> Network:
    """Make one. Namespaces are a thread's, and a socket stays in the one that it was made in."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    os.unshare(os.CLONE_NEWNET)
    try:
        with socket.socket() as any_socket:
            asked = struct.pack("16sH14x", b"lo", 0)
            (flags,) = struct.unpack_from("H", fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked), 16)
            fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))
        return Network(
            os.open("/proc/thread-self/ns/net", os.O_RDONLY), socket.create_server(("127.0.0.1", 0))
        )
    finally:
        os.setns(before, os.CLONE_NEWNET)
        os.close(before)


class _Proxy(http.server.BaseHTTPRequestHandler):
    server: "_Server"

    def _to(self, host: str | None, port: int) -> socket.socket:
        assert host is not None
        self.server.network.asked.add(host)
        return socket.create_connection((host, port))

    def do_CONNECT(self) -> None:
        url = urlsplit(f"//{self.path}")
        with self._to(url.hostname, url.port or 443) as other:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_copy, args=(other, self.connection))
            back.start()
            _copy(self.connection, other)
            back.join()

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        with self._to(url.hostname, url.port or 80) as other:
            del self.headers["Proxy-Connection"], self.headers["Connection"]
            path = url._replace(scheme="", netloc="").geturl()
            headers = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            other.sendall(
                f"{self.command} {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n".encode()
            )
            _copy(other, self.connection)
        self.close_connection = True

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        pass


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


class _Server(http.server.ThreadingHTTPServer):
    def __init__(self, network: Network) -> None:
        super().__init__(("", 0), _Proxy, bind_and_activate=False)
        self.socket.close()
        self.socket, self.network = network.listening, network
        self.server_activate()


@contextmanager
def only_a_proxy() -> Iterator[Network]:
    """Make such a network and its proxy; needs root."""
    network = _make()
    server = _Server(network)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
        os.close(network.descriptor)
