from __future__ import annotations

import pytest

from dateline.errors import UsageError
from dateline.store.database import Database
from dateline.store.identify import FactId, FactIds, FactKind
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import page, reading


def test_a_fact_comes_with_its_reading(database: Database) -> None:
    first, second = reading(), reading(page("https://gazette.example/two"))
    for one in (first, second):
        Writer(database).write(one)
    view = View(database)
    located = view.fact(FactId(FactKind.EVENT, 5))
    assert located is not None
    assert (located.article, located.current, located.reading) == (2, True, second)
    assert located.fact == second.events[1]
    assert located.ids.label(located.fact) == "e5"
    said = view.fact(FactId(FactKind.STATEMENT, 1))
    assert said is not None
    assert (said.article, said.fact) == (1, first.statements[0])
    assert view.fact(FactId(FactKind.EVENT, 7)) is None


def test_a_fact_of_an_older_version_says_so(database: Database) -> None:
    Writer(database).write(reading())
    Writer(database).write(reading(page(version=2, hour=9)))
    view = View(database)
    versions = [view.fact(FactId(FactKind.EVENT, number)) for number in (1, 4)]
    assert [located and located.current for located in versions] == [False, True]


def test_identifiers_of_an_article(database: Database) -> None:
    Writer(database).write(reading())
    Writer(database).write(reading(page(version=2, hour=9), events=1))
    view = View(database)
    assert view.version(page().address, page().digest) == 1
    assert view.version(page().address, page(version=2).digest) == 2
    assert view.version(page().address, "") is None
    ids = view.fact_ids(2)
    assert [str(number) for number in (*ids.events, *ids.statements)] == ["e4", "s2"]
    assert view.fact_ids(3) == FactIds()
    assert FactIds().label(reading().events[0]) == ""


@pytest.mark.parametrize("text", ["", "e", "12", "e 12", "E12x", "t1"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not the identifier"):
        FactId.parse(text)
