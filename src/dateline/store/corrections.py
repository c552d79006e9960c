"""Verdicts of reviewers: given, taken back, applied to what a view shows. The newest on a fact counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, insert, select

from dateline.agreement import nominal_alpha
from dateline.errors import UsageError
from dateline.model import Link
from dateline.store import correction_sql as sql
from dateline.store import correction_targets as targets
from dateline.store.audit import record
from dateline.store.correction_records import (
    Correction,
    Given,
    Judgeable,
    Judged,
    JudgedKind,
    Target,
    checked,
    corrected_link,
    judged_fact,
    judged_said,
)
from dateline.store.database import Database
from dateline.store.people import User
from dateline.store.records import Fact, Said
from dateline.store.schema_people import corrections, users

_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far reviewers agree.

    Attributes:
        facts: how many facts two or more have judged.
        alpha: Krippendorff's alpha of their verdicts (accept, reject, correct); None if there are no such facts.
    """

    facts: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Corrections:
    """The verdicts in a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def judgeable(self, ref: str) -> Judgeable | None:
        """A fact of a newest version; None if there is none.

        Raises:
            UsageError: ``ref`` is no identifier.
        """
        with self.database.reading() as connection:
            return targets.judgeable(connection, ref)

    def give(
        self,
        ref: str,
        verdict: Given,
        user: User,
        *,
        reason: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> Correction:
        """Judge a fact.

        Args:
            ref: its identifier, e12, s7 or l3.5.
            verdict: accept, reject or correct.
            user: who judges.
            reason: why; has to be given unless it is accepted.
            fields: what is right, as written in a form; fields that say what the fact says already do not count.

        Raises:
            UsageError: there is no such fact, no reason, or nothing is corrected.
        """
        why = " ".join(reason.split())[:1000]
        if verdict is not Given.ACCEPT and not why:
            raise UsageError("a reason is missing", where=ref, action="say why, in a few words")
        with self.database.writing() as connection:
            fact = targets.judgeable(connection, ref)
            if fact is None:
                raise UsageError("there is no such fact in a newest version", where=ref, action="look again")
            values: dict[str, Any] = {}
            if verdict is Given.CORRECT:
                wanted = checked(fact.target.kind, fields or {})
                values = {name: value for name, value in wanted.items() if fact.values[name] != value}
                if not values:
                    raise UsageError("nothing is changed", where=ref, action="accept it, or change a value")
            row = _row(fact, verdict, user, why, values)
            key = connection.execute(insert(corrections).values(row)).inserted_primary_key
            assert key is not None  # noqa: S101  # an insert of one row has a key
            record(connection, user.actor, verdict.value, f"{ref}, {fact.target.address}", why)
            return _read(connection, corrections.c.id == key[0])[0]

    def undo(self, number: int, user: User, *, anybody: bool = False) -> bool:
        """Take a verdict back: the one before it counts again.

        Args:
            number: of the verdict.
            user: who takes it back.
            anybody: whether it may be another's.

        Returns:
            False if there is no such verdict of the user, or it is taken back already.
        """
        with self.database.writing() as connection:
            conditions = [corrections.c.id == number]
            if not anybody:
                conditions.append(corrections.c.user_id == user.id)
            found = _read(connection, and_(*conditions))
            if not found:
                return False
            query = select(corrections).where(corrections.c.id == number)
            row = dict(connection.execute(query).one()._mapping)
            del row["id"]
            row |= {"verdict": "undo", "user_id": user.id, "moment": datetime.now(UTC), "undoes": number}
            connection.execute(insert(corrections).values(row))
            record(connection, user.actor, "undo", f"verdict {number}, {row['address']}")
        return True

    def history(self, target: Target) -> tuple[Correction, ...]:
        """The verdicts on a fact that were not taken back, the newest first."""
        with self.database.reading() as connection:
            return tuple(reversed(_read(connection, _is(target))))

    def of_user(self, number: int, *, limit: int = 20) -> tuple[Correction, ...]:
        """A reviewer's last verdicts that were not taken back, the newest first."""
        with self.database.reading() as connection:
            return tuple(reversed(_read(connection, corrections.c.user_id == number, newest=limit)))

    def facts(self, found: Sequence[Fact]) -> tuple[Judged[Fact], ...]:
        """Events as they were read (``FactFilter.as_read``), with the verdicts on them applied."""
        with self.database.reading() as connection:
            standing = sql.standing(connection, JudgedKind.EVENT, [fact.id for fact in found])
        return tuple(judged_fact(fact, standing.get((fact.id, 0))) for fact in found)

    def statements(self, found: Sequence[Said]) -> tuple[Judged[Said], ...]:
        """Statements as they were read (``SaidFilter.as_read``), with the verdicts on them applied."""
        with self.database.reading() as connection:
            standing = sql.standing(connection, JudgedKind.STATEMENT, [said.id for said in found])
        return tuple(judged_said(said, standing.get((said.id, 0))) for said in found)

    def links(self, article: int, found: Sequence[Link]) -> tuple[Judged[Link], ...]:
        """The links of an article, with the verdicts on them applied."""
        with self.database.reading() as connection:
            standing = sql.standing(connection, JudgedKind.LINK, [article])
        return tuple(_judged_link(link, standing.get((article, link.mention))) for link in found)

    def queue(
        self, user: User, *, kind: JudgedKind | None = None, second: bool = False, limit: int = 20
    ) -> tuple[Judgeable, ...]:
        """The facts that wait for this reviewer, the least sure first.

        Args:
            user: the reviewer.
            kind: only of this kind.
            second: facts that others have judged and this one has not, in place of those nobody has.
            limit: at most so many.
        """
        found: list[Judgeable] = []
        with self.database.reading() as connection:
            for each in (kind,) if kind else JudgedKind:
                query = _waiting(each, user, second=second).limit(limit)
                found += targets.fill(connection, each, connection.execute(query).all())
        return tuple(sorted(found, key=lambda fact: (fact.score, fact.ref))[:limit])

    def agreement(self) -> Agreement:
        """How far the reviewers agree, each with the newest verdict on a fact."""
        by_fact: defaultdict[Target, dict[int, Given]] = defaultdict(dict)
        for one in self.all():
            by_fact[one.target][one.user] = one.verdict
        pairs: defaultdict[tuple[Given, Given], float] = defaultdict(float)
        shared = [list(verdicts.values()) for verdicts in by_fact.values() if len(verdicts) > 1]
        for verdicts in shared:
            for one_verdict, other in combinations(verdicts, 2):
                pairs[one_verdict, other] += 1 / (len(verdicts) - 1)
        return Agreement(facts=len(shared), alpha=nominal_alpha(pairs) if shared else None)

    def all(self) -> Iterator[Correction]:
        """All verdicts that were not taken back, the oldest first."""
        with self.database.reading() as connection:
            last = 0
            while found := _read(connection, corrections.c.id > last, oldest=_AT_ONCE):
                yield from found
                last = found[-1].id


def write_corrections(database: Database, stream: BinaryIO) -> int:
    """Write the verdicts as JSON lines for training; the number of lines.

    Each line has the page's address, the sentence, the span and its place in the sentence, what the fact said, the
    verdict, what is right, the reason, the number of the reviewer, and whether it is the verdict that counts.

    Raises:
        StoreError: the database cannot be read.
    """
    verdicts = Corrections(database)
    newest = {one.target: one.id for one in verdicts.all()}
    count = 0
    for one in verdicts.all():
        line = {
            "address": one.target.address,
            "kind": one.target.kind,
            "sentence": one.target.sentence,
            "span": one.target.span,
            "place": one.target.place,
            "ordinal": one.target.ordinal,
            "given": one.given,
            "verdict": one.verdict,
            "values": one.values,
            "right": None if one.verdict is Given.REJECT else {**one.given, **one.values},
            "reason": one.reason,
            "reviewer": one.user,
            "moment": one.moment,
            "models": one.models,
            "counts": newest[one.target] == one.id,
        }
        stream.write(msgspec.json.encode(line) + b"\n")
        count += 1
    return count


def _waiting(kind: JudgedKind, user: User, *, second: bool) -> Select[Any]:
    query = sql.rows(kind)

    def judged(*conditions: Any) -> ColumnElement[bool]:
        table = corrections.alias()
        mine = [condition(table) for condition in conditions]
        return exists().where(table.c.kind == kind.value, sql.on(table, query), sql.effective(table), *mine)

    own = judged(lambda table: table.c.user_id == user.id)
    if second:
        others = judged(lambda table: table.c.user_id != user.id)
        query = query.where(others, ~own)
    else:
        query = query.where(~judged())
    columns = {column.name: column for column in query.selected_columns}
    return query.order_by(columns["score"], columns["number"], columns["mention"])


def _judged_link(link: Link, correction: Correction | None) -> Judged[Link]:
    if correction is None:
        return Judged(link)
    stale = dict(correction.given) != targets.link_values(link)
    if correction.verdict is not Given.CORRECT:
        return Judged(link, correction, stale)
    return Judged(corrected_link(link, correction.values, correction.who), correction, stale)


def _is(target: Target) -> ColumnElement[bool]:
    values = (target.address, target.kind.value, target.sentence, target.span, target.place, target.ordinal)
    return and_(*(corrections.c[name] == value for name, value in zip(sql.KEY, values, strict=True)))


def _row(fact: Judgeable, verdict: Given, user: User, why: str, values: Mapping[str, Any]) -> dict[str, Any]:
    target = fact.target
    return {
        "address": target.address,
        "kind": target.kind.value,
        "sentence": target.sentence,
        "span": target.span,
        "place": target.place,
        "ordinal": target.ordinal,
        "verdict": verdict.value,
        "given": targets.encode(fact.values),
        "values": targets.encode(values),
        "reason": why,
        "user_id": user.id,
        "moment": datetime.now(UTC),
        "models": targets.encode(fact.models),
        "undoes": None,
    }


def _read(
    connection: Connection,
    *conditions: ColumnElement[bool],
    newest: int | None = None,
    oldest: int | None = None,
) -> list[Correction]:
    """The verdicts that were not taken back and meet the conditions, the oldest first."""
    query = (
        select(corrections, users.c.name.label("who"))
        .join(users, users.c.id == corrections.c.user_id)
        .where(*conditions, sql.effective(corrections))
    )
    if newest is not None:
        rows = connection.execute(query.order_by(corrections.c.id.desc()).limit(newest)).all()[::-1]
    else:
        rows = connection.execute(query.order_by(corrections.c.id).limit(oldest)).all()
    return [sql.correction_of(row) for row in rows]
