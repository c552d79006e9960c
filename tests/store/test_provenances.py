from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dateline.model import Provenance, Reading
from dateline.store.database import Database, open_database
from dateline.store.provenances import made_by
from dateline.store.writer import Writer
from tests.store.factory import page, reading


def told(database: Database) -> list[tuple[str, int]]:
    with database.reading() as connection:
        return [(one.provenance.code, one.articles) for one in made_by(connection)]


def by(code: str, number: int) -> Reading:
    made = reading(page(f"https://gazette.example/{number}"))
    return replace(made, provenance=replace(made.provenance, code=code))


def test_articles_are_counted_by_what_made_them(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as database:
        assert told(database) == []
        writer = Writer(database)
        writer.write(by("1", 1))
        writer.write(by("1", 2))
        assert told(database) == [("1", 2)]
        writer.write(by("2", 3))
        assert told(database) == [("1", 2), ("2", 1)]
        for number in (1, 2):
            writer.write(by("2", number))
        assert told(database) == [("2", 3)]


def test_what_made_them_is_told_whole(tmp_path: Path) -> None:
    made = by("1", 1)
    with open_database(tmp_path / "news.db") as database:
        Writer(database).write(made)
        with database.reading() as connection:
            (one,) = made_by(connection)
    assert one.provenance == Provenance(
        code="1", ontology=made.provenance.ontology, models=made.provenance.models
    )
