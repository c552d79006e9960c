"""A server of many hosts on the loopback, and a clock that moves only when somebody sleeps."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class SimulatedClock:
    """Time that passes only in sleep."""

    def __init__(self, start: datetime) -> None:
        self.start, self._now = start, start

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    @property
    def second(self) -> float:
        """Seconds since the start."""
        return (self._now - self.start).total_seconds()


@dataclass(frozen=True)
class Asked:
    """A request: at which simulated second, for what, and how often this was asked for before."""

    second: float
    host: str
    path: str
    headers: Mapping[str, str]
    before: int

    @property
    def address(self) -> str:
        return f"{self.host}{self.path}"


@dataclass(frozen=True)
class Answer:
    """An answer; ``told`` is a Content-Length that does not fit, ``raw`` bytes in place of all of HTTP."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    told: int | None = None


Site = Callable[[Asked], Answer]


class Server:
    """Serves the sites by their Host header, and remembers each request with the status of its answer."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.sites: dict[str, Site] = {}
        self.down: Callable[[str, float], bool] = lambda host, second: False
        self.log: list[tuple[Asked, int]] = []
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the test's output clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = int(self.http.server_address[1])

    def at(self, host: str, path: str = "") -> str:
        return f"http://{host}:{self.port}{path}"

    def resolve(self, host: str, port: int) -> Sequence[str]:
        if host not in self.sites or self.down(host, self.clock.second):
            raise OSError("Name or service not known")
        return ("127.0.0.1",)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = handler.headers["Host"].partition(":")[0]
        with self._lock:
            key = host + handler.path
            asked = Asked(self.clock.second, host, handler.path, dict(handler.headers), self._counts[key])
            self._counts[key] += 1
            answer = self.sites[host](asked)
            self.log.append((asked, answer.status))
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        length = len(answer.body) if answer.told is None else answer.told
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            handler.wfile.write(answer.body)
        if answer.told is not None:
            handler.close_connection = True


@contextmanager
def serving(clock: SimulatedClock) -> Iterator[Server]:
    server = Server(clock)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
