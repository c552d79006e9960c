from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from dateline.store.database import open_database
from dateline.store.filed import ARTICLES, EVENTS, STATEMENTS, Asked, File, Place, Under, keys_of, newest
from dateline.store.writer import Writer
from tests.serve.small_site import numbered, renamed


@pytest.mark.parametrize("file", [ARTICLES, EVENTS, STATEMENTS], ids=lambda file: str(file.what))
@pytest.mark.parametrize("under", [(), (Under(("iso-SRB", "iso-RUS")),)], ids=["all", "under"])
def test_from_any_place_both_ways(file: File, under: tuple[Under, ...], tmp_path: Path) -> None:
    """What follows a place, and what comes before it, next ones first; days of some are not known."""
    with open_database(tmp_path / "news.db") as database:
        for number, day in enumerate(["2024-05-03", "2024-05-01", "2024-05-03", "2023-12-31", "2024-05-01"]):
            Writer(database).write(numbered(number, published=day))
        with database.writing() as connection:
            last = max(place.number for place in newest(connection, file, Asked(), limit=99))
            undated = update(file.keys).where(file.of(file.keys) >= last - 1)
            connection.execute(undated.values(wide=True, day=None))
            asked = Asked(under=under)
            every = newest(connection, file, asked, limit=99)
            assert len(every) == len(set(every)) >= 5
            assert every[-1].day is None
            assert every == sorted(every, key=lambda one: (str(one.day or ""), one.number), reverse=True)
            for at, edge in enumerate(every):
                after = newest(connection, file, asked, limit=3, edge=edge)
                before = newest(connection, file, asked, limit=3, edge=edge, back=True)
                assert after == every[at + 1 : at + 4]
                assert before == every[:at][::-1][:3]
            assert newest(connection, file, asked, limit=2, back=True) == every[::-1][:2]


def test_nothing_is_beyond_the_ends(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as database:
        Writer(database).write(numbered(1, published="2024-05-03"))
        with database.reading() as connection:
            (only,) = newest(connection, ARTICLES, Asked(), limit=9)
            assert newest(connection, ARTICLES, Asked(), limit=9, edge=only) == []
            assert newest(connection, ARTICLES, Asked(), limit=9, edge=only, back=True) == []
            below = Place(None, only.number)
            assert newest(connection, ARTICLES, Asked(), limit=9, edge=below, back=True) == [only]


def test_the_code_of_a_state_is_part_of_no_name(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as database:
        Writer(database).write(renamed(numbered(1, published="2024-05-04"), "Srb Ben Zap"))
        with database.reading() as connection:
            assert keys_of(connection, "SRB") == ("iso-SRB",)
            assert keys_of(connection, " BEN ") == ("iso-BEN",)
            assert keys_of(connection, "srb") == ("name:srb ben zap",)
            assert keys_of(connection, "ZAP") == ("name:srb ben zap", "iso-ZAP"), "there is no such state"
