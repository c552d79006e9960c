"""Pruning, and looking a database over; on both kinds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from dateline.errors import Reason, UsageError
from dateline.model import Page, Rejected
from dateline.store.audit import Actor
from dateline.store.correction_records import Given
from dateline.store.corrections import Corrections
from dateline.store.database import Database
from dateline.store.dialect import on_postgresql
from dateline.store.people import NewUser, People, Role
from dateline.store.prune import Pruned, prune
from dateline.store.verify import verify
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.contents import contents
from tests.store.factory import page, reading


@pytest.fixture
def filled(database: Database) -> Database:
    """Five addresses: old, old in its first version only, new, without a day, and old but judged; and two rejected."""
    writer = Writer(database)
    old, new = "2020-01-02", "2024-05-04"
    for number, published in enumerate((old, old, new, None, old), start=1):
        writer.write(reading(page(f"https://gazette.example/{number}"), published=published))
    writer.write(reading(page("https://gazette.example/2", version=2, hour=9), published=new))
    for address, year in (("https://gazette.example/bad", 2019), ("https://gazette.example/worse", 2024)):
        bad = Page(address=address, content=b"x", fetched=datetime(year, 1, 1, tzinfo=UTC), content_type=None)
        writer.reject(Rejected(address=address, reason=Reason.NO_ARTICLE, message="no article", page=bad))
    user = NewUser(name="Viv", email="viv@people.example", role=Role.REVIEWER)
    judged = View(database).find("https://gazette.example/5")
    assert judged is not None
    ref = str(View(database).fact_ids(judged).events[0])
    Corrections(database).give(ref, Given.ACCEPT, People(database).add(user, Actor()))
    return database


def addresses(database: Database) -> list[str]:
    with database.reading() as connection:
        found = connection.execute(text("SELECT DISTINCT address FROM pages ORDER BY address")).scalars()
        return [address.rsplit("/", 1)[1] for address in found]


def test_what_is_old_goes_but_not_what_was_judged(filled: Database) -> None:
    before = contents(filled)
    told = prune(filled, before=date(2021, 1, 1), dry_run=True)
    assert contents(filled) == before, "a dry run changes nothing"
    assert told == Pruned(
        addresses=2, pages=2, articles=1, events=3, statements=1, bytes=len(page().content) + 1, kept=1
    )
    assert prune(filled, before=date(2021, 1, 1)) == told
    assert addresses(filled) == ["2", "3", "4", "5", "worse"]
    assert verify(filled).faults == ()
    assert len(View(filled).search("border")) == 4


def test_without_a_day_that_of_the_fetch_counts(filled: Database) -> None:
    prune(filled, before=date(2024, 5, 5))
    assert addresses(filled) == ["5"]


def test_a_site(filled: Database) -> None:
    assert prune(filled, site="Another").addresses == 0
    site = View(filled).headlines(limit=1)[0].site
    assert site is not None
    assert prune(filled, site=site, before=date(2021, 1, 1)).addresses == 1
    assert prune(filled, site=site).addresses == 3
    assert addresses(filled) == ["5", "bad", "worse"]


def test_nothing_to_go_by(filled: Database) -> None:
    with pytest.raises(UsageError, match="nothing says"):
        prune(filled)


def test_a_whole_database(filled: Database) -> None:
    found = verify(filled)
    assert found.faults == ()
    assert found.counts["articles"] == 6
    assert found.counts["events"] == 18


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (("DELETE FROM provenances",), "articles: 6 rows whose provenance_id is not among provenances"),
        (("UPDATE articles SET current = true",), "https://gazette.example/2: not just one version"),
        (
            ("UPDATE articles SET current = false WHERE id = 1",),
            "https://gazette.example/1: not just one version",
        ),
        (("UPDATE pages SET digest = 'x' WHERE id = 1",), "https://gazette.example/1: the page that is kept"),
        (
            ("UPDATE pages SET content = 'x' WHERE id = 1",),
            "https://gazette.example/1: the page that is kept",
        ),
        (("UPDATE key_totals SET number = 9 WHERE key = '' AND what = 'event'",), "filed under"),
        (("DELETE FROM article_keys WHERE article_id = 1",), "article 1: the newest version, but not filed"),
        (("DROP TABLE covered",), "the table covered is missing"),
    ],
)
def test_faults_are_found(filled: Database, statements: tuple[str, ...], fault: str) -> None:
    if "DROP" in statements[0] and isinstance(filled.place, str):
        pytest.skip("the tests share the tables of the server")
    with filled.engine.connect() as connection:
        on_server = on_postgresql(connection)
        loose = "SET session_replication_role = replica" if on_server else "PRAGMA foreign_keys = OFF"
        with connection.execution_options(
            isolation_level="AUTOCOMMIT" if not on_server else "READ COMMITTED"
        ):
            link = connection.connection.dbapi_connection
            assert link is not None
            if on_server:
                link.autocommit = True
            cursor = link.cursor()
            for statement in (loose, *statements):
                cursor.execute(statement.replace("'x' WHERE id", "'\\x78'::bytea WHERE id")
                               if on_server and "content" in statement else statement)  # fmt: skip
            if on_server:
                cursor.execute("SET session_replication_role = DEFAULT")
                link.autocommit = False
            connection.invalidate()
    faults = verify(filled).faults
    assert any(fault in line for line in faults), faults


def test_an_index_out_of_step(sqlite_database: Database) -> None:
    Writer(sqlite_database).write(reading())
    with sqlite_database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER sentences_fts_update")
        connection.exec_driver_sql("UPDATE sentences SET text = 'Something else' WHERE id = 2")
    assert verify(sqlite_database).faults == ("sentences: the full-text index is not in step with the texts",)


def test_numbers_that_would_be_given_twice(postgresql_database: Database) -> None:
    Writer(postgresql_database).write(reading())
    with postgresql_database.writing() as connection:
        connection.exec_driver_sql("SELECT setval('events_id_seq', 1, false)")
    assert verify(postgresql_database).faults == ("events: the next number was given already",)
