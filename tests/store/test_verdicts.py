from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dateline.model import Judgement, Verdict
from dateline.store.database import open_database
from dateline.store.verdicts import Verdicts


def verdict(judgement: Judgement, hour: int, entity: str = "Q1") -> Verdict:
    return Verdict(
        name="VULIN, Aleksandar",
        entity=entity,
        judgement=judgement,
        who="ana",
        judged=datetime(2024, 5, 1, hour, tzinfo=UTC),
        why="born in another year",
    )


def test_the_newest_judgement_counts_and_all_are_kept(tmp_path: Path) -> None:
    with open_database(tmp_path / "d.db") as database:
        store = Verdicts(database)
        given = [
            verdict(Judgement.SAME, 1),
            verdict(Judgement.DIFFERENT, 2),
            verdict(Judgement.UNSURE, 3, "Q2"),
        ]
        for one in given:
            store.add(one)
        assert store.on("Aleksandar Vulin") == {"Q1": given[1], "Q2": given[2]}
        assert store.on("Александар Вулин").keys() == {"Q1", "Q2"}
        assert store.on("Somebody Else") == {}
        assert store.history() == tuple(given)
