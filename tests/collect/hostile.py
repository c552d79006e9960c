"""A server that does to a connection whatever a test says, byte for byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Does = Callable[[socket.socket, bytes], None]
"""What is done once a request has come: given the connection and the head of the request."""


class HostileServer:
    """One behaviour for each path; the path ``*`` for all others."""

    def __init__(self) -> None:
        self.does: dict[str, Does] = {}
        self.heads: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        self.ending = threading.Event()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            self.heads.append(head)
            path = head.split(b" ", 2)[1].decode()
            does = self.does.get(path) or self.does.get("*")
            if does is None:
                connection.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            else:
                does(connection, head)

    def paths(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode() for head in self.heads]


def sends(*pieces: bytes, pause: float = 0.0, times: int = 1, ending: threading.Event | None = None) -> Does:
    """Send these, so many times, with a pause after each."""

    def does(connection: socket.socket, _: bytes) -> None:
        wait = ending or threading.Event()
        for _turn in range(times):
            for one in pieces:
                connection.sendall(one)
                if pause and wait.wait(pause):
                    return

    return does


def in_turn(*behaviours: Does) -> Does:
    """Each behaviour once, the last for ever."""
    left = list(behaviours)

    def does(connection: socket.socket, head: bytes) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection, head)

    return does


def page(body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    """A whole answer."""
    lines = [
        "HTTP/1.1 200 OK",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def hostile() -> Iterator[HostileServer]:
    server = HostileServer()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        thread.join()
