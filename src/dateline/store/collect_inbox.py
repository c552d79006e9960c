"""From the inbox to the articles: a page leaves the one in the transaction that writes it into the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dateline.model import Reading, Rejected, Staged, Trouble
from dateline.store.collect_days import Came
from dateline.store.collect_urls import Urls, settle_read, settle_rejected
from dateline.store.columns import storable
from dateline.store.database import Database
from dateline.store.schema import articles, pages, provenances
from dateline.store.writer import Outcome, Writer


@dataclass(frozen=True, slots=True)
class Inbox:
    """Pages that wait to be read; all calls raise StoreError if the database cannot be read or written."""

    database: Database

    def waiting(self, limit: int) -> tuple[Staged, ...]:
        """Pages that wait to be read, oldest first."""
        return Urls(self.database).waiting(limit)

    def settle(self, staged: Staged, result: Reading | Rejected, now: datetime) -> Came:
        """Write what was read of a page, and take it out of the inbox.

        A page whose bytes have changed but whose article has not (a counter, an advertisement, a list of the most
        read) makes no new version: it is unchanged.
        """
        writer = Writer(self.database)
        if isinstance(result, Rejected):
            trouble = Trouble(reason=result.reason, message=result.message)

            def reject(connection: Connection, _: Outcome) -> None:
                settle_rejected(connection, staged, trouble, now=now)

            writer.reject(result, along=reject)
            return Came.REJECTED
        if self._is_the_same(result):
            with self.database.writing() as connection:
                settle_read(connection, staged, came=Came.UNCHANGED, now=now, characters=None)
            return Came.UNCHANGED
        characters = len(result.article.text)
        had = self._has_article(result.page.address)

        def settle(connection: Connection, outcome: Outcome) -> None:
            settle_read(connection, staged, came=_came(outcome, had), now=now, characters=characters)

        return _came(writer.write(result, along=settle), had)

    def _has_article(self, address: str) -> bool:
        query = select(articles.c.id).join(pages, pages.c.id == articles.c.page_id)
        with self.database.reading() as connection:
            return connection.execute(query.where(pages.c.address == address).limit(1)).first() is not None

    def _is_the_same(self, reading: Reading) -> bool:
        """Whether the article is the current one at its address, made by the same code and models."""
        query = (
            select(articles.c.text, provenances.c.code, provenances.c.ontology, provenances.c.models)
            .join(pages, pages.c.id == articles.c.page_id)
            .join(provenances, provenances.c.id == articles.c.provenance_id)
            .where(
                pages.c.address == reading.page.address,
                articles.c.current,
                pages.c.digest != reading.page.digest,
            )
        )
        made = reading.provenance
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return False
        same_maker = (row.code, row.ontology, row.models) == (made.code, made.ontology, made.models)
        return same_maker and bool(row.text == storable(reading.article.text))


def _came(outcome: Outcome, had: bool) -> Came:
    if outcome is Outcome.UNCHANGED:
        return Came.UNCHANGED
    return Came.CHANGED if had else Came.NEW
