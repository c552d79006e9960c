"""Verdicts on names: kept for good, the newest counts; what follows from them is looked up, not stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select

from dateline.lexicon.name_keys import entity_key
from dateline.model import Judgement, Verdict
from dateline.store.database import Database
from dateline.store.schema_reference import verdicts

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The judgements in a database."""

    database: Database

    def add(self, verdict: Verdict) -> None:
        """Keep a judgement. Earlier ones on the same name and entity stay, and count no more.

        Raises:
            StoreError: the database cannot be written.
        """
        row = {
            "name_key": entity_key(verdict.name),
            "name": verdict.name,
            "entity": verdict.entity,
            "judgement": verdict.judgement.value,
            "who": verdict.who,
            "judged": verdict.judged,
            "why": verdict.why,
        }
        with self.database.writing() as connection:
            connection.execute(insert(verdicts).values(row))

    def on(self, name: str) -> dict[str, Verdict]:
        """The judgements that count on a name, by entity. Spelling, script and order of its words do not matter."""
        return self.on_each([name])[name]

    def on_each(self, names: Iterable[str]) -> dict[str, dict[str, Verdict]]:
        """The judgements that count on each of some names, by name and entity."""
        keys = {name: entity_key(name) for name in names}
        found: dict[str, dict[str, Verdict]] = {key: {} for key in keys.values()}
        with self.database.reading() as connection:
            wanted = list(found)
            for start in range(0, len(wanted), _AT_ONCE):
                some = verdicts.c.name_key.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(verdicts).where(some).order_by(verdicts.c.id)):
                    found[row.name_key][row.entity] = _verdict(row)
        return {name: found[key] for name, key in keys.items()}

    def history(self) -> tuple[Verdict, ...]:
        """All judgements ever given, the oldest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(verdicts).order_by(verdicts.c.id)).all()
        return tuple(_verdict(row) for row in rows)


def _verdict(row: object) -> Verdict:
    values = row._mapping  # type: ignore[attr-defined]
    return Verdict(
        name=values["name"],
        entity=values["entity"],
        judgement=Judgement(values["judgement"]),
        who=values["who"],
        judged=values["judged"],
        why=values["why"],
    )
