"""What the tests of watches are given: an HTTP server that is called, news, and senders that are killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.context import ForkServerContext
from threading import Thread
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.engine import Engine

from dateline.serve.accounts.mail import MailSettings, Tls
from dateline.serve.watches.sending import Sender, run
from dateline.store.database import Database, Place, open_database
from dateline.store.people import People, User
from dateline.store.schema_people import deliveries
from dateline.store.watches import Channel, NewWatch, Rhythm, Watches, WatchKind
from dateline.store.writer import Writer
from tests.serve.accounts.given import READER, Postbox
from tests.store.factory import page, reading

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
SITE = "https://news.example"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver:
    """An HTTP server on the loopback that keeps what it is sent; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.headers = {"location": "http://127.0.0.1:1/elsewhere"}
        self.before_answer: Callable[[], None] = lambda: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                receiver.before_answer()
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *given: Any) -> None:
                """A caller that was killed does not wait for its answer."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/hook?x=1"

    def __enter__(self) -> Receiver:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def reader(database: Database) -> User:
    found = People(database).by_email(READER)
    assert found is not None
    return found[0]


def watch(
    database: Database,
    channel: Channel = Channel.MAIL,
    *,
    kind: WatchKind = WatchKind.EVENTS,
    query: str = "type=COERCE",
    rhythm: Rhythm = Rhythm.AT_ONCE,
    target: str | None = None,
) -> int:
    number = len(Watches(database).of_user(reader(database).id))
    new = NewWatch(
        name="Borders", kind=kind, query=query, channel=channel, rhythm=rhythm, target=target,
        feed_hash=f"{number}", secret=SECRET,
    )  # fmt: skip
    return Watches(database).add(new, reader(database))


def news(database: Database, *names: str, version: int = 1) -> None:
    for name in names:
        Writer(database).write(reading(page(f"https://gazette.example/{name}", version=version)))


def mail_sender(place: str) -> Sender:
    return Sender(site=SITE, mail=MailSettings(server=place, sender="news@dateline.example", tls=Tls.NONE))


def told(postbox: Postbox) -> Counter[str]:
    """How often a reader whose mail program shows each Message-ID once hears of each article."""
    once = {str(letter["Message-ID"]): letter for letter in postbox.letters}
    found: Counter[str] = Counter()
    for letter in once.values():
        found.update(line for line in letter.get_content().split() if "/articles/" in line)
    return found


def let_the_lease_end(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(deliveries).values(due=datetime.now(UTC) - timedelta(seconds=1)))


@cache
def processes() -> ForkServerContext:
    """Starts processes that share nothing with this one, quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def send_in_a_process(path: Place, place: str | None, kill_at: int = 0, *, statements: bool = False) -> Any:
    """Start a process that sends once; at its step ``kill_at`` it is killed.

    A step is a commit, a connection, something sent to the mail server, and with ``statements`` a statement.
    """
    process = processes().Process(target=_send, args=(path, place, kill_at, statements))
    process.start()
    return process


def ended(process: Any) -> int:
    process.join(30)
    code: int = process.exitcode
    process.close()
    return code


def _send(path: Place, place: str | None, kill_at: int, statements: bool) -> None:
    steps = 0

    def step(*given: Any, **more: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(name: str, given: object) -> None:
        if name in {"smtplib.connect", "smtplib.send", "socket.connect"}:
            step()

    sender = Sender(site=SITE, private=True) if place is None else mail_sender(place)
    with open_database(path) as database:
        if statements:
            event.listen(Engine, "before_cursor_execute", step)
        event.listen(Engine, "commit", step)
        sys.addaudithook(audited)
        run(database, sender, lambda: datetime.now(UTC))
