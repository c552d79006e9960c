"""Watches: what they find, when they tell of it, and the mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from dateline.cli import dateline
from dateline.errors import UsageError
from dateline.evaluate.story_rows import read_rows, readings
from dateline.gathering import Gatherer
from dateline.model import Reading, Sourced
from dateline.serve.watches.search import SEARCH, normal
from dateline.serve.watches.sending import Sender, run
from dateline.store import outbox
from dateline.store.audit import Actor, entries
from dateline.store.database import Database, Place
from dateline.store.deliveries import Delivery, claim, mark_failed, mark_sent
from dateline.store.outbox import compose, matching
from dateline.store.people import People
from dateline.store.schema_people import covered, deliveries, watches
from dateline.store.subjects import by_address
from dateline.store.watches import Channel, Rhythm, Status, Watches, WatchKind
from dateline.store.writer import Writer
from tests.serve.accounts.given import READER, Postbox
from tests.serve.accounts.given_watches import NOW, SITE, mail_sender, news, reader, watch
from tests.store.factory import NEWER, page, reading

STORIES = Path(__file__).resolve().parents[3] / "training" / "gather" / "stories.jsonl"


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
        (WatchKind.HEADLINES, "", True),
        (WatchKind.SEARCH, "q=bridge", True),
        (WatchKind.SEARCH, "q=%22new+bridge%22+since%3A2024", True),
        (WatchKind.SEARCH, "q=bridge+until%3A1990", False),
        (WatchKind.SEARCH, "q=zeppelin", False),
        (WatchKind.SEARCH, "q=actor%3AMari%C4%87", True),
        (WatchKind.SEARCH, "q=speaker%3AMari%C4%87+about%3Aborder", True),
        (WatchKind.SEARCH, "q=speaker%3ADuval", False),
        (WatchKind.SEARCH, "q=type%3AAID+border", False),
    ],
)
def test_what_a_watch_finds(
    database: Database, postbox: Postbox, kind: WatchKind, query: str, found: bool
) -> None:
    watch(database, kind=kind, query=normal(kind, query))
    news(database, "a")
    run(database, mail_sender(postbox.place), lambda: NOW)
    assert len(postbox.letters) == found


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
        (WatchKind.EVENTS, "&".join(f"a{number}=1" for number in range(60))),
        (WatchKind.SEARCH, "q="),
        (WatchKind.SEARCH, "q=since%3A2024"),
        (WatchKind.SEARCH, "q=type%3ADANCE"),
        (WatchKind.SEARCH, "q=%22open"),
    ],
)
def test_what_is_no_search(kind: WatchKind, query: str) -> None:
    with pytest.raises(UsageError):
        normal(kind, query)


def test_a_mail(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a", "b")
    assert run(database, mail_sender(postbox.place), lambda: NOW) == 1
    (letter,) = postbox.letters
    assert isinstance(letter, EmailMessage)
    assert (letter["To"], letter["Subject"]) == (READER, "Borders: 2 new articles")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOW
    text = letter.get_content()
    assert "Minister of Freedonia promises Sylvania a new bridge" in text
    assert f"{SITE}/events?type=COERCE" in text
    assert f"{SITE}/articles/2" in text
    with database.reading() as connection:
        key = connection.execute(select(deliveries.c.key)).scalar_one()
    assert letter["Message-ID"] == f"<{key}@dateline.example>"


@pytest.mark.parametrize(
    ("kind", "query", "told"),
    [
        (WatchKind.EVENTS, "type=CONSULT", "↔ CONSULT (visit): “Freedonia's Foreign Minister"),
        (WatchKind.EVENTS, "type=COERCE", "COERCE"),
        (WatchKind.STATEMENTS, "kind=pledge", "→ pledge (not) → Ana Duval: “Marić assured Duval that"),
        (WatchKind.SEARCH, "q=type%3ACONSULT", "↔ CONSULT (visit): “"),
        (WatchKind.SEARCH, "q=speaker%3AMari%C4%87", "→ pledge (not) → Ana Duval: “"),
        (WatchKind.HEADLINES, "", "↔ CONSULT (visit): “"),
    ],
)
def test_a_mail_shows_what_was_found(
    database: Database, postbox: Postbox, kind: WatchKind, query: str, told: str
) -> None:
    watch(database, kind=kind, query=query)
    news(database, "a")
    run(database, mail_sender(postbox.place), lambda: NOW)
    assert told in postbox.letters[0].get_content()


def test_not_the_same_article_twice(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a")
    sender = mail_sender(postbox.place)
    run(database, sender, lambda: NOW)
    Writer(database).write(reading(page("https://gazette.example/a"), provenance=NEWER))
    news(database, "a", version=2)
    news(database, "bridge", version=2)  # it was there before the watch was made
    assert run(database, sender, lambda: NOW + timedelta(hours=9)) == 0
    assert len(postbox.letters) == 1


def test_what_an_article_is_news_of(database: Database) -> None:
    """A page may give itself another address, but not one of another site."""
    given = {
        "https://gazette.example/x?from=mail": ("https://gazette.example/x", True),
        "https://www.gazette.example/y": ("https://gazette.example/y-1", True),
        "https://gazette.example/z": ("https://other.example/z", False),
        "https://gazette.example/w": ("https://gazette.example/", False),
        "https://gazette.example/v": ("https://[bad", False),
    }
    for address, (canonical, _) in given.items():
        Writer(database).write(_with_canonical(address, canonical))
    with database.reading() as connection:
        numbers = range(2, 2 + len(given))
        subjects = by_address(connection, numbers)
    wanted = [canonical if taken else address for address, (canonical, taken) in given.items()]
    assert [subjects[number] for number in numbers] == [(one,) for one in wanted]


def _with_canonical(address: str, canonical: str) -> Reading:
    one = reading(page(address))
    return replace(one, article=replace(one.article, canonical=Sourced(value=canonical, source="link")))


def test_two_addresses_of_one_article_are_told_once(database: Database, postbox: Postbox) -> None:
    watch(database)
    for address in (
        "https://gazette.example/x?from=mail",
        "https://gazette.example/x",
        "https://gazette.example/x?a=1",
    ):
        Writer(database).write(_with_canonical(address, "https://gazette.example/x"))
    run(database, mail_sender(postbox.place), lambda: NOW)
    (letter,) = postbox.letters
    assert letter["Subject"] == "Borders: 1 new article"


def test_a_digest_waits(database: Database, postbox: Postbox) -> None:
    watch(database, rhythm=Rhythm.HOURLY)
    watch(database, rhythm=Rhythm.DAILY)
    with database.writing() as connection:
        connection.execute(update(watches).values(due=NOW + timedelta(minutes=1)))
    sender = mail_sender(postbox.place)
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


def test_more_than_one_delivery_holds(
    database: Database, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_ARTICLES", 2)
    monkeypatch.setattr(outbox, "_AT_A_TIME", 3)
    watch(database)
    news(database, *"abcde")
    assert run(database, mail_sender(postbox.place), lambda: NOW) == 3
    assert sorted(str(letter["Subject"]).split()[1] for letter in postbox.letters) == ["1", "2", "2"]
    assert run(database, mail_sender(postbox.place), lambda: NOW) == 0


def test_a_user_who_has_had_very_many_waits_for_the_rest(
    database: Database, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_A_DAY", 2)
    watch(database)
    sender = mail_sender(postbox.place)
    for number in range(4):
        news(database, f"n{number}")
        run(database, sender, lambda: NOW)
    assert len(postbox.letters) == 2
    assert run(database, sender, lambda: NOW + timedelta(days=1, hours=1)) == 1
    assert str(postbox.letters[-1]["Subject"]) == "Borders: 2 new articles"


def test_paused_and_resumed(database: Database, postbox: Postbox) -> None:
    number = watch(database)
    sender, user = mail_sender(postbox.place), reader(database)
    assert Watches(database).pause(number, user)
    news(database, "a")
    assert run(database, sender, lambda: NOW) == 0
    assert Watches(database).resume(number, user)
    assert run(database, sender, lambda: NOW) == 1
    told = [entry.action for entry in entries(database)][:3]
    assert told == ["resume watch", "pause watch", "watch"]


def test_nobody_is_told_who_may_not_sign_in(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a")
    People(database).set_active(reader(database).id, False, Actor())
    assert run(database, mail_sender(postbox.place), lambda: NOW) == 0
    assert not postbox.letters


def test_without_a_mail_server_it_waits(database: Database, postbox: Postbox) -> None:
    watch(database)
    news(database, "a")
    assert run(database, Sender(site=SITE), lambda: NOW) == 0
    (log,) = Watches(database).sent(reader(database).id)
    assert log.status is Status.WAITING
    assert "no mail server is set" in (log.error or "")
    assert run(database, mail_sender(postbox.place), lambda: NOW + timedelta(minutes=2)) == 1


def test_a_mail_that_is_refused_for_good_pauses_the_watch(database: Database, postbox: Postbox) -> None:
    number = watch(database)
    news(database, "a")

    class NoSuchUser(Postbox):
        async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def] # noqa: N802
            return "550 no such user"

    with NoSuchUser() as box:
        run(database, mail_sender(box.place), lambda: NOW)
    (log,) = Watches(database).sent(reader(database).id)
    assert (log.status, log.due) == (Status.GIVEN_UP, None)
    assert not Watches(database).of_user(reader(database).id)[0].active
    assert Watches(database).resume(number, reader(database))
    assert run(database, mail_sender(postbox.place), lambda: datetime.now(UTC)) == 1, "nothing is lost"


def test_one_that_cannot_be_sent_does_not_keep_others_waiting(database: Database) -> None:
    watch(database)
    watch(database)
    news(database, "a")
    taken: list[Delivery] = []

    def sender(delivery: Delivery) -> None:
        if delivery.watch.id == 1:
            raise RuntimeError("a fault")
        taken.append(delivery)

    assert run(database, sender, lambda: NOW) == 1
    assert [one.watch.id for one in taken] == [2]
    assert (
        Watches(database).sent(reader(database).id, watch=1)[0].error == "a fault of Dateline (RuntimeError)"
    )


def test_who_comes_late_does_not_undo_what_another_did(database: Database) -> None:
    """The lease of a slow sender ended, another sent it: that the first one failed does not matter."""
    watch(database)
    news(database, "a")
    compose(database, SEARCH, NOW)
    slow = claim(database, NOW)
    assert slow
    assert claim(database, NOW) is None
    later = NOW + timedelta(minutes=6)
    other = claim(database, later)
    assert other
    assert (other.key, other.content) == (slow.key, slow.content)
    mark_failed(database, slow, later, "late", for_good=True)
    mark_sent(database, other, later)
    mark_failed(database, other, later, "late", for_good=True)
    (log,) = Watches(database).sent(reader(database).id)
    assert (log.status, log.error) == (Status.SENT, None)
    assert Watches(database).of_user(reader(database).id)[0].active


def test_what_is_put_together_and_what_it_covers_are_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash within leaves neither."""
    watch(database)
    news(database, "a")

    def stop(table, *given, **more):  # type: ignore[no-untyped-def]
        if table is covered:
            raise KeyboardInterrupt
        return insert(table, *given, **more)

    monkeypatch.setattr(outbox, "insert", stop)
    with pytest.raises(KeyboardInterrupt):
        compose(database, SEARCH, NOW)
    monkeypatch.undo()
    with database.reading() as connection:
        assert not connection.execute(select(deliveries)).all()
        assert not connection.execute(select(covered)).all()
    assert compose(database, SEARCH, NOW) == 1


def test_subjects_can_be_incidents(database: Database) -> None:
    """What articles are news of is given: of three reports of one incident a watch tells one."""
    watch(database)
    news(database, "a", "b", "c")
    incidents = replace(SEARCH, subjects=lambda _, numbers: dict.fromkeys(numbers, ("incident 1",)))
    assert compose(database, incidents, NOW) == 1
    delivery = claim(database, NOW)
    assert delivery
    assert len(delivery.content.items) == 1
    news(database, "d")
    assert compose(database, incidents, NOW) == 0


def test_a_copy_and_another_report_of_the_same_are_no_news(database: Database) -> None:
    """Of what is gathered a watch tells a story once, by copies and in other words; the next story is told."""
    gatherer = Gatherer(database)

    def gathered(*given: Reading) -> None:
        for one in given:
            Writer(database).write(one)
            gatherer.add_reading(one)

    gatherer.catch_up()
    watch(database, query="country=AFG", kind=WatchKind.HEADLINES)
    first, *others = told_of("kabul-market-blast")[:4]
    gathered(first)
    assert compose(database, SEARCH, NOW) == 1
    gathered(*others)
    assert compose(database, SEARCH, NOW) == 0
    with database.reading() as connection:
        (found,) = Watches(database).of_user(reader(database).id)
        assert len(matching(connection, found, SEARCH, limit=10)) == 1
    other, its_copy, *_ = told_of("kabul-mosque-attack")
    gathered(other, its_copy)
    assert compose(database, SEARCH, NOW) == 1
    with database.reading() as connection:
        assert len(connection.execute(select(covered)).all()) == 2


def told_of(story: str) -> list[Reading]:
    """The articles on a news item, as the real reader reads them."""
    rows = [row for row in read_rows(STORIES) if row.story == story]
    return [one for _, one in readings(rows)]


def test_by_command(path: Place, postbox: Postbox, database: Database) -> None:
    watch(database)
    news(database, "a")
    environment = {
        "DATELINE_MAIL_SERVER": postbox.place,
        "DATELINE_MAIL_SENDER": "news@dateline.example",
        "DATELINE_MAIL_TLS": "none",
    }
    words = ["watch", "run", "--once", "--db", str(path), "--address", f"{SITE}/"]
    done = CliRunner().invoke(dateline, words, env=environment)
    assert (done.exit_code, done.output) == (0, "sent: 1\n")
    assert f"\n{SITE}/articles/2" in postbox.letters[0].get_content()


def test_a_feed_only_watch_sends_nothing(database: Database, postbox: Postbox) -> None:
    watch(database, Channel.FEED)
    news(database, "a")
    assert run(database, mail_sender(postbox.place), lambda: NOW) == 0
    assert not postbox.letters
