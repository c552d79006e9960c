"""Watches: what they find, and that each article is told once, whoever is killed when."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from dateline.errors import UsageError
from dateline.serve.accounts.mail import MailSettings, Tls
from dateline.serve.app import ServeSettings
from dateline.serve.watches import webhook
from dateline.serve.watches.search import articles_of, normal
from dateline.serve.watches.sending import Sender, run
from dateline.store import outbox
from dateline.store.database import Database, open_database
from dateline.store.outbox import Delivery, claim, compose
from dateline.store.people import People, User
from dateline.store.schema_people import covered, deliveries, watches
from dateline.store.watches import Channel, NewWatch, Rhythm, Watches, WatchKind
from dateline.store.writer import Writer
from tests.serve.accounts.given import READER, REVIEWER, Postbox, Visitor, visitor
from tests.serve.accounts.test_account import HOSTILE
from tests.store.factory import NEWER, page, reading

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)


class Receiver:
    """An HTTP server on the loopback that keeps what it is sent; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.before_answer: Callable[[], None] = lambda: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                receiver.before_answer()
                self.send_response(receiver.status)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/hook?x=1"

    def __enter__(self) -> Receiver:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with open_database(path) as opened:
        yield opened


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
        feed_hash=f"{number}", secret="signing key",
    )  # fmt: skip
    return Watches(database).add(new, reader(database))


def news(database: Database, *names: str, version: int = 1) -> None:
    for name in names:
        Writer(database).write(reading(page(f"https://gazette.example/{name}", version=version)))


def mail_sender(postbox: Postbox) -> Sender:
    mail = MailSettings(server=postbox.place, sender="news@dateline.example", tls=Tls.NONE)
    return Sender(site="https://news.example", mail=mail)


def told(postbox: Postbox) -> Counter[str]:
    """How often a reader whose mail program shows each Message-ID once hears of each article."""
    once = {str(letter["Message-ID"]): letter for letter in postbox.letters}
    found: Counter[str] = Counter()
    for letter in once.values():
        found.update(line for line in letter.get_content().split() if "/articles/" in line)
    return found


# --- what is found -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [
        (WatchKind.EVENTS, "type=COERCE", True),
        (WatchKind.EVENTS, "type=AID", False),
        (WatchKind.EVENTS, "actor=Mari%C4%87&text=met", True),
        (WatchKind.EVENTS, "actor=Nobody", False),
        (WatchKind.STATEMENTS, "speaker=Mari%C4%87&kind=pledge", True),
        (WatchKind.STATEMENTS, "kind=deny", False),
        (WatchKind.HEADLINES, "source=The+Gazette", True),
        (WatchKind.HEADLINES, "source=Other", False),
    ],
)
def test_what_a_watch_finds(
    database: Database, postbox: Postbox, kind: WatchKind, query: str, found: bool
) -> None:
    watch(database, kind=kind, query=query)
    news(database, "a")
    run(database, mail_sender(postbox), lambda: NOW)
    assert len(postbox.letters) == found


def test_a_mail(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a", "b")
    assert run(database, mail_sender(postbox), lambda: NOW) == 1
    (letter,) = postbox.letters
    assert isinstance(letter, EmailMessage)
    assert (letter["To"], letter["Subject"]) == (READER, "Borders: 2 new articles")
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "Minister of Freedonia promises Sylvania a new bridge" in text
    assert "https://news.example/articles/2" in text
    assert "assured Duval" not in text, "no text of the article"
    with database.reading() as connection:
        key = connection.execute(select(deliveries.c.key)).scalar_one()
    assert letter["Message-ID"] == f"<{key}@dateline.example>"


def test_not_the_same_article_twice(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a")
    sender = mail_sender(postbox)
    run(database, sender, lambda: NOW)
    Writer(database).write(reading(page("https://gazette.example/a"), provenance=NEWER))
    news(database, "a", version=2)
    news(database, "bridge", version=2)  # it was there before the watch was made
    assert run(database, sender, lambda: NOW + timedelta(hours=9)) == 0
    assert len(postbox.letters) == 1


def test_a_digest_waits(database: Database, postbox: Postbox) -> None:
    watch(database, rhythm=Rhythm.HOURLY)
    watch(database, rhythm=Rhythm.DAILY)
    with database.writing() as connection:
        connection.execute(update(watches).values(due=NOW + timedelta(minutes=1)))
    sender = mail_sender(postbox)
    sizes = []
    for hours in (0, 1, 2, 3, 25, 26):
        news(database, f"n{hours}")
        run(database, sender, lambda hours=hours: NOW + timedelta(hours=hours, minutes=2 * (hours > 0)))  # type: ignore[misc]
        sizes.append([str(letter["Subject"]).split()[1] for letter in postbox.letters])
        postbox.letters.clear()
    assert sizes == [[], ["2", "2"], ["1"], ["1"], ["1", "3"], ["1"]]


@given(
    st.sampled_from([Rhythm.HOURLY, Rhythm.DAILY]),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_when_a_digest_is_due_next(rhythm: Rhythm, due: datetime, late: timedelta) -> None:
    now = due + late
    step = timedelta(hours=1) if rhythm is Rhythm.HOURLY else timedelta(days=1)
    later = rhythm.after(due, now)
    assert now < later <= now + step
    assert (later - due) % step == timedelta(0)


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        (WatchKind.EVENTS, ""),
        (WatchKind.EVENTS, "page=3"),
        (WatchKind.EVENTS, "type=DANCE"),
        (WatchKind.EVENTS, "since=soon"),
        (WatchKind.EVENTS, "actor=..."),
        (WatchKind.EVENTS, 'text="open'),
        (WatchKind.STATEMENTS, "kind=dance"),
        (WatchKind.HEADLINES, "country=Atlantis"),
        (WatchKind.EVENTS, "actor=" + "x" * 2001),
    ],
)
def test_what_is_no_search(kind: WatchKind, query: str) -> None:
    with pytest.raises(UsageError):
        normal(kind, query)


# --- webhooks ------------------------------------------------------------------------------------------------


def test_a_webhook(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    assert run(database, Sender(site="https://news.example", private=True), lambda: NOW) == 1
    ((headers, body),) = receiver.calls
    value = json.loads(body)
    assert value["delivery"] == headers["idempotency-key"]
    assert value["articles"][0]["address"] == "https://gazette.example/a"
    moment, made = (part.partition("=")[2] for part in headers["dateline-signature"].split(","))
    wanted = hmac.new(b"signing key", f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert made == wanted
    assert abs(int(moment) - datetime.now(UTC).timestamp()) < 60
    assert headers["host"] == receiver.address.split("/")[2]


def test_a_webhook_is_tried_again(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = 503
    sender = Sender(site="https://news.example", private=True)
    moment, minutes = NOW, []
    for _ in range(12):
        run(database, sender, lambda moment=moment: moment)  # type: ignore[misc]
        with database.reading() as connection:
            row = connection.execute(select(deliveries)).one()
        minutes.append((row.due - moment) / timedelta(minutes=1))
        moment = max(row.due, moment)
    assert minutes[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert (row.status, row.attempts, len(receiver.calls)) == ("given-up", 10, 10)
    assert "answered 503" in row.error
    assert len({headers["idempotency-key"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed(database: Database, receiver: Receiver, status: int) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = status
    assert run(database, Sender(site="https://news.example", private=True), lambda: NOW) == 0
    assert len(receiver.calls) == 1


def test_gone_is_for_good(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = 410
    run(database, Sender(site="https://news.example", private=True), lambda: NOW)
    with database.reading() as connection:
        assert connection.execute(select(deliveries.c.status)).scalar_one() == "given-up"


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "224.0.0.1", "255.255.255.255", "::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_networks_are_not_called(database: Database, receiver: Receiver, address: str) -> None:
    assert not webhook.is_public(address)
    watch(database, Channel.WEBHOOK, target="https://hooks.example/x")
    news(database, "a")
    compose(database, articles_of, NOW)
    delivery = claim(database, NOW)
    assert delivery is not None
    for found in ([address], ["93.184.216.34", address]):
        with pytest.raises(webhook.WebhookError, match="in a private network"):
            webhook.call(delivery, "https://news.example", NOW, resolve=lambda *_, found=found: found)  # type: ignore[misc]
    assert not receiver.calls


def test_public_addresses_are_public() -> None:
    assert webhook.is_public("93.184.216.34")
    assert webhook.is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_the_loopback_is_refused_by_its_own_name(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address.replace("127.0.0.1", "localhost"))
    news(database, "a")
    assert run(database, Sender(site="https://news.example"), lambda: NOW) == 0
    assert not receiver.calls


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a.example", "https://", "javascript:x", "https://user@a.example/", "https://a.example:x/",
     "https://a.example/\n", "https://a.exämple/", "//a.example", "https://a.example\\@b.example/"],
)  # fmt: skip
def test_what_is_no_webhook(address: str) -> None:
    with pytest.raises(UsageError):
        webhook.check_address(address)


# --- each article once, whoever is killed when ---------------------------------------------------------------


def send_in_a_process(path: Path, **environment: str) -> int:
    command = "from dateline.cli import main; main()"
    words = ["watch", "run", "--once", "--db", str(path), "--address", "https://news.example"]
    return subprocess.run(
        [sys.executable, "-c", command, *words],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


def let_the_lease_end(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(deliveries).values(due=datetime.now(UTC) - timedelta(seconds=1)))


def kill_senders() -> None:
    """Kill the process that this one started to send."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        number, _, command = line.strip().partition(" ")
        if "watch run --once" in command:
            os.kill(int(number), signal.SIGKILL)


def test_killed_when_the_mail_server_has_it(database: Database, path: Path) -> None:
    """The server has the mail, the sender dies before it marks it: the mail comes again, as the same mail."""

    class Deadly(Postbox):
        deadly = True

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            answer = await super().handle_DATA(server, session, envelope)
            if self.deadly:
                kill_senders()
            return answer

    watch(database)
    news(database, "a", "b")
    with Deadly() as postbox:
        mail = {
            "DATELINE_MAIL_SERVER": postbox.place,
            "DATELINE_MAIL_SENDER": "news@dateline.example",
            "DATELINE_MAIL_TLS": "none",
        }
        assert send_in_a_process(path, **mail) == -signal.SIGKILL
        assert len(postbox.letters) == 1
        assert send_in_a_process(path, **mail) == 0
        assert len(postbox.letters) == 1, "it is leased"
        postbox.deadly = False
        let_the_lease_end(database)
        news(database, "c")
        assert send_in_a_process(path, **mail) == 0
        let_the_lease_end(database)
        assert send_in_a_process(path, **mail) == 0
        first, again, other = sorted(postbox.letters, key=lambda letter: "c" in str(letter["Subject"]))
        same = [letter for letter in (first, again, other) if "2 new" in str(letter["Subject"])]
        assert len(same) == 2
        assert same[0]["Message-ID"] == same[1]["Message-ID"]
        assert same[0].get_content() == same[1].get_content()
        assert told(postbox) == {f"https://news.example/articles/{number}": 1 for number in (2, 3, 4)}


def test_killed_when_the_webhook_has_it(database: Database, path: Path, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.before_answer = kill_senders
    assert send_in_a_process(path, DATELINE_WEBHOOKS_PRIVATE="yes") == -signal.SIGKILL
    receiver.before_answer = lambda: None
    let_the_lease_end(database)
    assert send_in_a_process(path, DATELINE_WEBHOOKS_PRIVATE="yes") == 0
    (headers, body), (again, same) = receiver.calls
    assert headers["idempotency-key"] == again["idempotency-key"]
    assert body == same
    let_the_lease_end(database)
    assert send_in_a_process(path, DATELINE_WEBHOOKS_PRIVATE="yes") == 0
    assert len(receiver.calls) == 2


class Flaky:
    """A sender to a receiver that keeps what it takes; it is killed, or fails, as it is told."""

    def __init__(self) -> None:
        self.taken: dict[str, tuple[str, ...]] = {}
        self.mood = "well"

    def __call__(self, delivery: Delivery) -> None:
        addresses = tuple(item.address for item in delivery.items)
        if self.mood == "killed before":
            raise KeyboardInterrupt
        if self.mood == "refused":
            raise webhook.WebhookError("no", where="there")
        assert self.taken.setdefault(delivery.key, addresses) == addresses, "a key is of one content"
        if self.mood == "killed after":
            raise KeyboardInterrupt


STEPS = st.lists(
    st.sampled_from(["article", "killed before", "killed after", "refused", "well", "read again", "later"]),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_each_article_is_told_once(
    made: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    copy = Path(shutil.copy(made, tmp_path_factory.mktemp("once") / "news.db"))
    sender, moment, written = Flaky(), NOW, 0
    with open_database(copy) as database:
        watch(database)
        for step in [*steps, "later", "well", "later", "well"]:
            moment += timedelta(days=1) if step == "later" else timedelta(seconds=1)
            if step == "article":
                written += 1
                news(database, f"n{written}")
            elif step == "read again" and written:
                Writer(database).write(
                    reading(page(f"https://gazette.example/n{written}", version=2), provenance=NEWER)
                )
            elif step not in {"later", "read again"}:
                sender.mood = step
                try:
                    run(database, sender, lambda moment=moment: moment)  # type: ignore[misc]
                except KeyboardInterrupt:
                    continue
        with database.reading() as connection:
            waiting = connection.execute(select(deliveries.c.id).where(deliveries.c.status != "sent")).all()
    heard = Counter(address for addresses in sender.taken.values() for address in addresses)
    assert heard == {f"https://gazette.example/n{number}": 1 for number in range(1, written + 1)}
    assert not waiting


def test_what_is_put_together_and_what_it_covers_are_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash within leaves neither."""
    watch(database)
    news(database, "a")
    real = outbox.covered

    def stop(*given: Any, **more: Any) -> Any:
        if given and given[0] is real:
            raise KeyboardInterrupt
        return insert_before(*given, **more)

    insert_before = outbox.insert
    monkeypatch.setattr(outbox, "insert", stop)
    with pytest.raises(KeyboardInterrupt):
        compose(database, articles_of, NOW)
    monkeypatch.undo()
    with database.reading() as connection:
        assert not connection.execute(select(deliveries)).all()
        assert not connection.execute(select(covered)).all()
    assert compose(database, articles_of, NOW) == 1


# --- the pages -----------------------------------------------------------------------------------------------

FIELDS = {
    "name": "Borders",
    "kind": "events",
    "query": "?type=COERCE&page=3",
    "channel": "mail",
    "rhythm": "daily",
}


def test_making_and_removing(anybody: Visitor) -> None:
    assert anybody.get("/watches").status_code == 401
    anybody.sign_in(READER)
    page_ = anybody.post("/watches", "/watches", **FIELDS).text
    link = page_.split('class="secret">', 1)[1].split("<", 1)[0].removeprefix("http://127.0.0.1:8000")
    (one,) = anybody.get("/watches.json").json()["watches"]
    assert (one["query"], one["rhythm"]) == ("type=COERCE", "daily")
    assert link not in anybody.get("/watches").text, "shown once"
    feed = anybody.another().get(link)
    root = ElementTree.fromstring(feed.content)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    titles = [e.text for e in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles == ["Borders", "Minister of Freedonia promises Sylvania a new bridge"]
    number = one["id"]
    other = anybody.another()
    other.sign_in(REVIEWER)
    for action in ("remove", "rest", "key"):
        assert other.post(f"/watches/{number}/{action}", "/watches").status_code == 404
    assert anybody.post(f"/watches/{number}/key", "/watches").status_code == 200
    assert anybody.get(link).status_code == 404
    anybody.post(f"/watches/{number}/rest", "/watches", active="no")
    assert anybody.get("/watches.json").json()["watches"][0]["active"] is False
    assert anybody.post(f"/watches/{number}/remove", "/watches").status_code == 303
    assert anybody.get("/watches.json").json()["watches"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "type=DANCE"},
        {"channel": "pigeon"},
        {"channel": "webhook", "target": "ftp://x"},
        {"rhythm": ""},
    ],
)
def test_what_is_no_watch(anybody: Visitor, fields: dict[str, str]) -> None:
    anybody.sign_in(READER)
    assert anybody.post("/watches", "/watches", **{**FIELDS, **fields}).status_code == 400
    assert anybody.get("/watches.json").json()["watches"] == []


def test_the_key_of_a_webhook_is_shown_once(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    made = anybody.post(
        "/watches", "/watches", **{**FIELDS, "channel": "webhook", "target": "https://a.example/x"}
    ).text
    key = made.split('class="secret">')[2].split("<", 1)[0]
    assert key not in anybody.get("/watches").text + anybody.get("/watches.json").text


def test_what_is_written_in_watches_is_shown_as_text(settings: ServeSettings, postbox: Postbox) -> None:
    with visitor(replace(settings, address="https://news.example")) as one:
        one.sign_in(READER)
        query = "actor=" + HOSTILE.replace("<", "%3C").replace("&", "%26")
        fields = {**FIELDS, "name": HOSTILE + "\r\nBcc: x@y.example", "query": query}
        pages = [one.post("/watches", "/watches", **fields).text, one.get("/watches").text]
        pages.append(one.get("/watches", params={"query": HOSTILE}).text)
        assert all("<script>alert" not in page and "<img" not in page for page in pages)
        watch(one.database)
        with one.database.writing() as connection:
            connection.execute(update(watches).values(name=HOSTILE + "\r\nBcc: x@y.example", due=NOW))
        news(one.database, "a")
        run(one.database, mail_sender(postbox), lambda: NOW)
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert letter["To"] == READER
