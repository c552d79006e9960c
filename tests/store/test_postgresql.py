"""What is a server's own: how it is reached, what it says when something is wrong, and many at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from dateline.errors import StoreError, UsageError
from dateline.store.collect_alone import alone
from dateline.store.database import Database, open_database
from dateline.store.postgresql import MARK, explain, without_password
from dateline.store.schema import REVISION
from dateline.store.search import INDEXES
from dateline.store.tables import all_tables
from dateline.store.verify import verify
from dateline.store.view import View
from dateline.store.writer import Outcome, Writer
from tests import postgresql
from tests.store.factory import NEWER, page, reading


def fails(action: Callable[[], object]) -> str:
    """The one line that the user sees."""
    with pytest.raises(StoreError) as caught:
        action()
    line = str(caught.value)
    assert "\n" not in line
    assert "secret" not in line
    assert caught.value.action, "an error says what to do"
    return line


@pytest.fixture
def bare(server: postgresql.Server) -> Iterator[str]:
    """The name of a database with nothing in it, not even tables."""
    name = server.new()
    yield name
    server.drop(name)


def test_the_migrations_make_the_schema(postgresql_database: Database) -> None:
    with postgresql_database.reading() as connection:
        compiler = connection.dialect.type_compiler_instance

        def other_type(_context: Any, _there: Any, _wanted: Any, there: Any, wanted: Any) -> bool:
            known = getattr(wanted, "impl_instance", wanted)
            return str(compiler.process(there)) != str(compiler.process(known))

        options = {
            "compare_type": other_type,
            "include_object": lambda _item, name, kind, *_: (
                kind != "index" and (kind, name) != ("column", "words")
            ),
        }
        context = MigrationContext.configure(connection, opts=options)
        other = [
            change
            for change in compare_metadata(context, all_tables()[0].metadata)
            if "comment" not in str(change)
        ]
        assert other == []
        inspector = inspect(connection)
        for table in all_tables():
            wanted = {index.name for index in table.indexes} | {
                f"ix_{name}_words" for name in INDEXES if name == table.name
            }
            unique = {key["name"] for key in inspector.get_unique_constraints(table.name)}
            assert {index["name"] for index in inspector.get_indexes(table.name)} - unique == wanted


def test_texts_are_compared_by_their_characters(postgresql_database: Database) -> None:
    with postgresql_database.reading() as connection:
        query = text(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
        )
        assert connection.execute(query).scalar() == 0
        numbers = text(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'integer'"
        )
        assert connection.execute(numbers).scalar() == 0, "there may be more than 2,147,483,647 mentions"


def test_an_empty_database_becomes_ours(server: postgresql.Server, bare: str) -> None:
    assert "no database of Dateline" in fails(lambda: open_database(server.url(bare), create=False))
    assert "no database of Dateline" in fails(lambda: open_database(server.url(bare), read_only=True))
    with open_database(server.url(bare)) as database, database.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == REVISION
        comment = inspect(connection).get_table_comment("alembic_version")
        assert comment["text"] == MARK


def test_many_make_the_tables_at_once(server: postgresql.Server, bare: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for opened in pool.map(lambda _: open_database(server.url(bare)), range(6)):
            opened.close()


def test_a_foreign_database_is_left_alone(server: postgresql.Server, bare: str) -> None:
    server.execute("CREATE TABLE pages (id int)", database=bare)
    assert "another program" in fails(lambda: open_database(server.url(bare)))


def test_a_newer_schema_is_left_alone(server: postgresql.Server, empty_template: str) -> None:
    name = server.new(template=empty_template)
    server.execute("UPDATE alembic_version SET version_num = '9999'", database=name)
    line = fails(lambda: open_database(server.url(name)))
    assert "newer Dateline" in line
    server.drop(name)


def test_what_cannot_be_reached(server: postgresql.Server, tmp_path: Path) -> None:
    for address, told in (
        (server.url("nothing"), "no such database"),
        (server.url("postgres", user="nobody"), "no such user"),
        (f"postgresql://u:secret@/d?host={quote(str(tmp_path), safe='')}", "no server listens"),
        ("postgresql://u:secret@127.0.0.1:9/d", "no server listens"),
        ("postgresql://u:secret@nowhere.invalid/d?connect_timeout=5", "no such host"),
        ("postgresql://u@localhost/d?colour=red&password=secret", "cannot be understood"),
    ):
        assert told in fails(lambda address=address: open_database(address)), address  # type: ignore[misc]


def test_a_wrong_password(tmp_path: Path) -> None:
    with postgresql.serving() as server:
        server.execute("ALTER USER dateline PASSWORD 'right'")
        (server.socket / "data" / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        (server.socket / "data" / "pg_ident.conf").touch()
        subprocess.run(
            ["kill", "-HUP", (server.socket / "data/postmaster.pid").read_text().split()[0]], check=True
        )
        wrong = server.url("postgres", user="dateline:secret")
        for _ in range(100):
            line = fails(lambda: open_database(wrong, create=False))
            if "password" in line:
                break
        assert "the password or the user is wrong" in line
        assert "asks for a password" in fails(lambda: open_database(server.url("postgres"), create=False))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://u:secret@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u@h/d?password=secret&x=1", "postgresql://u@h/d?password=***&x=1"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
    ],
)
def test_passwords_are_not_shown(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_nothing_can_be_written_through_a_read_only_database(postgresql_database: Database) -> None:
    with open_database(postgresql_database.place, read_only=True) as database:
        assert "reading only" in fails(lambda: Writer(database).write(reading(provenance=NEWER)))

        def sneak() -> None:
            with database.reading() as connection:
                connection.execute(text("DELETE FROM articles"))

        assert "may not be written" in fails(sneak)


def test_a_user_who_may_only_read(server: postgresql.Server, empty_template: str) -> None:
    name = server.new(template=empty_template)
    server.execute("CREATE USER guest", "GRANT pg_read_all_data TO guest")
    with open_database(server.url(name, user="guest")) as database:
        assert View(database).counts().articles == 0
        assert "the user may not do this" in fails(lambda: Writer(database).write(reading()))
    server.drop(name)
    server.execute("DROP USER guest")


def test_a_writer_that_takes_too_long(postgresql_database: Database) -> None:
    with postgresql_database.writing(), open_database(postgresql_database.place, busy_seconds=0.1) as other:
        line = fails(lambda: Writer(other).write(reading()))
        assert "another program is writing" in line
        assert View(other).counts().articles == 0, "reading goes on"


def test_a_connection_that_is_cut(server: postgresql.Server, postgresql_database: Database) -> None:
    def cut() -> None:
        with postgresql_database.writing() as connection:
            connection.execute(text("DELETE FROM pages"))
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            connection.execute(text("SELECT 1"))

    assert Writer(postgresql_database).write(reading()) is Outcome.NEW
    line = fails(cut)
    assert "going down" in line or "connection was lost" in line
    assert View(postgresql_database).article(1) == reading(), "nothing is lost, and a new connection is made"


def test_a_full_disk() -> None:
    """No test can fill a server's disk; what it then says is known."""

    class DiskFullError(Exception):
        sqlstate = "53100"

    told = explain(DiskFullError("could not extend file"), "x")
    assert "disk is full; what was stored before is safe" in str(told)


def test_what_only_grows(postgresql_database: Database) -> None:
    with postgresql_database.writing() as connection:
        connection.execute(
            text("INSERT INTO audit (moment, who, action, subject, detail) VALUES (now(), '', '', '', '')")
        )
    for what in ("DELETE FROM audit", "UPDATE audit SET who = 'x'"):
        with pytest.raises(StoreError, match="only grows"), postgresql_database.writing() as connection:
            connection.execute(text(what))


def test_an_address_that_no_index_can_hold(postgresql_database: Database) -> None:
    import random

    letters = random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=9000)
    line = fails(
        lambda: Writer(postgresql_database).write(reading(page(f"https://a.example/{''.join(letters)}")))
    )
    assert "too long for the server" in line


def test_a_text_of_more_words_than_an_index_takes(postgresql_database: Database) -> None:
    found = reading()
    many = " ".join(f"w{number}" for number in range(200_000))
    object.__setattr__(found.article, "text", f"{found.article.text} {many}")
    assert Writer(postgresql_database).write(found) is Outcome.NEW
    assert [hit.article for hit in View(postgresql_database).search("w7")] == [1]
    assert [hit.article for hit in View(postgresql_database).search("maric border")] == [1]


@pytest.mark.slow
def test_a_hundred_at_once(postgresql_database: Database) -> None:
    """Fifty writers and fifty readers: what was acknowledged is there, whole, once, with one newest version."""
    done, seen, wrong = [], [], []
    start = threading.Barrier(100)

    def write(number: int) -> None:
        start.wait()
        for version in (1, 2):
            address = f"https://gazette.example/{number % 40}"  # ten addresses have two writers
            done.append(
                Writer(postgresql_database).write(reading(page(address, version=version, hour=version)))
            )

    def look(_number: int) -> None:
        start.wait()
        for _ in range(3):
            counts = View(postgresql_database).counts()
            seen.append(counts.articles)
            if counts.events != 3 * counts.articles or counts.statements != counts.articles:
                wrong.append(counts)

    with ThreadPoolExecutor(100) as pool:
        for future in [pool.submit(action, number) for number in range(50) for action in (write, look)]:
            future.result()
    assert len(done) == 100
    assert wrong == [], "no reader saw half of a page"
    assert len(seen) == 150
    assert View(postgresql_database).counts().pages == 80
    assert View(postgresql_database).counts().articles == 40
    assert verify(postgresql_database).faults == ()


@pytest.mark.slow
def test_kill_9_loses_nothing_acknowledged(server: postgresql.Server, postgresql_database: Database) -> None:
    """A writer is killed in the middle, often; all that it told of is there, and nothing half-written."""
    program = (
        "import sys\n"
        "from dateline.store.database import open_database\n"
        "from dateline.store.writer import Writer\n"
        "from tests.store.factory import page, reading\n"
        "with open_database(sys.argv[1]) as database:\n"
        "    for number in range(int(sys.argv[2]), 10**9):\n"
        "        Writer(database).write(reading(page(f'https://gazette.example/{number}')))\n"
        "        print(number, flush=True)\n"
    )
    told: list[int] = []
    for begin in (0, 1000):
        command = [sys.executable, "-c", program, str(postgresql_database.place), str(begin)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for line in running.stdout:
                told.append(int(line))
                if len(told) % 7 == 0:
                    running.kill()
                    break
    view = View(postgresql_database)
    assert len(told) >= 14
    assert all(view.find(f"https://gazette.example/{number}") for number in told)
    counts = view.counts()
    assert (counts.events, counts.statements) == (3 * counts.articles, counts.articles)
    assert verify(postgresql_database).faults == ()


def test_errors_of_the_driver_are_errors_of_the_database(postgresql_database: Database) -> None:
    with pytest.raises(DBAPIError), postgresql_database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT nothing")


CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
"""Ends the connections that hold a lock of two numbers: that for one collector."""


def holders(database: Database) -> int:
    with database.reading() as connection:
        query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted")
        return connection.execute(query).scalar() or 0


def test_a_collectors_lock_that_was_lost_is_taken_again_before_the_next_write(
    server: postgresql.Server, postgresql_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database = postgresql_database
    with alone(database):
        Writer(database).write(reading())
        server.execute(CUT)
        assert holders(database) == 0
        Writer(database).write(reading(page(version=2)))
        assert holders(database) == 1
        with pytest.raises(UsageError, match="another collector"), alone(database):
            pass
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == [
        "the lock was lost with its connection, and was taken again"
    ]
    assert holders(database) == 0


def test_who_lost_the_collectors_lock_to_another_cannot_write(
    server: postgresql.Server, postgresql_database: Database
) -> None:
    first = postgresql_database
    with open_database(first.place) as second, alone(first):
        server.execute(CUT)
        with alone(second):
            with pytest.raises(UsageError, match="another collector"):
                Writer(first).write(reading())
            Writer(second).write(reading())
            with pytest.raises(UsageError, match="another collector"), first.writing():
                pass
        assert View(first).counts().articles == 1
        with first.writing():
            assert holders(first) == 1, "the other has ended"
    with first.writing():
        assert holders(first) == 0, "nothing is left behind"


def test_a_collectors_lock_when_all_connections_are_cut_and_those_that_are_idle() -> None:
    with postgresql.serving() as server, open_database(server.url(server.new())) as database, alone(database):
        server.execute(
            "ALTER SYSTEM SET idle_session_timeout = '200ms'",
            "SELECT pg_reload_conf()",
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid()",
        )
        with database.writing():
            assert holders(database) == 1
        time.sleep(0.5)
        assert holders(database) == 1, "a lock is idle by design"


def test_questions_are_not_compiled(
    server: postgresql.Server, bare: str, postgresql_database: Database
) -> None:
    """A server compiles what it takes for dear, for longer than it takes to answer."""
    with postgresql_database.reading() as connection:
        assert connection.exec_driver_sql("SHOW jit").scalar() == "off"
    server.execute(
        "DO $$ BEGIN ASSERT current_setting('jit') = 'on', 'as servers come'; END $$", database=bare
    )
