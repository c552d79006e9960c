from __future__ import annotations

from datetime import date

from dateline.model import Stance
from dateline.store.database import Database
from dateline.store.gathered import event_numbers, keep_stances, statement_numbers
from dateline.store.positions import actors_called, positions, questions
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import page, reading


def stance(sign: int, day: str | None, *, statement: int | None = None, event: int | None = None) -> Stance:
    return Stance(
        statement=statement,
        event=event,
        actor="Q100",
        actor_name="Željko Marić",
        actor_country="SRB",
        issue="membership",
        object="Q7184",
        object_name="NATO",
        day=date.fromisoformat(day) if day else None,
        stance=sign,
        why=("say: “join NATO”",),
    )


def fill(database: Database) -> None:
    said = (
        ("1", stance(1, "2021-03-01", event=0)),
        ("2", stance(-1, "2024-05-04", statement=0)),
        ("3", stance(-1, "2024-06-01", event=2)),
    )
    for name, one in said:
        wanted = page(f"https://gazette.example/{name}")
        Writer(database).write(reading(wanted))
        number = View(database).version(wanted.address, wanted.digest)
        assert number is not None
        with database.writing() as connection:
            keep_stances(
                connection,
                number,
                [one],
                statement_numbers(connection, number),
                event_numbers(connection, number),
            )


def test_a_position_tells_what_was_said_and_done_over_time_and_where_it_turned(database: Database) -> None:
    fill(database)
    with database.reading() as connection:
        (found,) = positions(connection, "Q100")
        assert [(str(one.day), one.stance, one.reversal, one.said) for one in found.stances] == [
            ("2021-03-01", 1, False, False),
            ("2024-05-04", -1, True, True),
            ("2024-06-01", -1, False, False),
        ]
        assert (found.supporting, found.opposing, found.reversals) == (1, 2, 1)
        assert all(one.sentence for one in found.stances)
        (state,) = positions(connection, "iso-SRB", issue="membership", objects=["name:nato"])
        assert len(state.stances) == 3
        assert positions(connection, "iso-SRB", issue="sanctions") == ()
        assert positions(connection, "iso-HRV") == ()


def test_questions_come_from_the_articles(database: Database) -> None:
    fill(database)
    with database.reading() as connection:
        (found,) = questions(connection)
        assert (found.issue, found.object_name, found.actors, found.stances) == ("membership", "NATO", 1, 3)
        assert actors_called(connection, "Mari") == (("Q100", "Željko Marić"),)
        assert actors_called(connection, "nobody") == ()
