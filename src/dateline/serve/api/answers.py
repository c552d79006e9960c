"""From what the store gives to what the API answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateline.client import models
from dateline.lexicon.words_who import listing_in_words, office_in_words
from dateline.model import DateEstimate, Profile, Reading, Record
from dateline.store.export_records import event_record, statement_record
from dateline.store.linked import LinkedEntity
from dateline.store.pairs import Pair
from dateline.store.records import Fact, Headline, Said
from dateline.store.reference import StoredSnapshot
from dateline.store.search import Hit


def day(estimate: DateEstimate | None) -> models.Day | None:
    """A date."""
    if estimate is None:
        return None
    return models.Day(earliest=estimate.earliest, latest=estimate.latest, stated=estimate.stated)


def event(fact: Fact) -> models.Event:
    """An event."""
    return models.Event.model_validate(
        {**event_record(fact), "number": fact.id, "article": fact.source.article}
    )


def statement(said: Said) -> models.Statement:
    """A statement."""
    return models.Statement.model_validate(
        {**statement_record(said), "number": said.id, "article": said.source.article}
    )


def headline(one: Headline) -> models.Article:
    """An article in a list."""
    return models.Article(
        article=one.article,
        address=one.address,
        headline=one.headline,
        site=one.site,
        published=day(one.published),
        authors=list(one.authors),
        events=one.events,
        statements=one.statements,
    )


def article(
    number: int, reading: Reading, facts: Sequence[Fact], said: Sequence[Said], *, full_text: bool
) -> models.ArticleWhole:
    """An article with its facts."""
    whole = reading.article
    resting = {one.sentence for one in reading.events} | {one.sentence for one in reading.statements}
    return models.ArticleWhole(
        article=number,
        address=reading.page.address,
        headline=whole.headline.value if whole.headline else None,
        site=whole.site.value if whole.site else None,
        published=day(whole.published),
        authors=[author.name or author.handle or "" for author in whole.authors],
        events=len(facts),
        statements=len(said),
        language=whole.language.value if whole.language else None,
        modified=day(whole.modified),
        full_text=full_text,
        sentences=[
            models.Sentence(position=sentence.index, text=sentence.span.of(whole.text))
            for sentence in reading.sentences
            if full_text or sentence.index in resting
        ],
        event_list=[event(fact) for fact in facts],
        statement_list=[statement(one) for one in said],
    )


def linked(one: LinkedEntity) -> models.Linked:
    """An entity that articles name."""
    return models.Linked(id=one.id, name=one.name, schema=one.schema, articles=one.articles)


def known(record: Record, profile: Profile, asked: date, articles: int) -> models.Known:
    """An entity with what the reference data say of it as of a day."""
    entity = record.entity
    return models.Known(
        id=entity.id,
        name=entity.name,
        schema=entity.schema,
        articles=articles,
        names=[name.text for name in entity.names],
        countries=list(entity.countries),
        day=asked,
        offices=[
            models.Standing(
                says=office_in_words(then.office),
                held=then.held.value,
                source=then.office.source,
                snapshot=then.office.snapshot,
            )
            for then in profile.offices
        ],
        listings=[
            models.Standing(
                says=listing_in_words(then.listing),
                held=then.held.value,
                source=then.listing.source,
                snapshot=then.listing.snapshot,
            )
            for then in profile.listings
        ],
        lists=dict(profile.lists),
    )


def pair(one: Pair) -> models.Pair:
    """What one side did to the other, in numbers."""
    return models.Pair(
        actor=one.actor,
        recipient=one.recipient,
        events=one.events,
        happened=one.happened,
        quads={quad.value: count for quad, count in one.quads.items()},
    )


def hit(one: Hit) -> models.Hit:
    """An article that a search found."""
    return models.Hit(
        article=one.article,
        address=one.address,
        headline=one.headline,
        published=one.published,
        passages=[
            [models.Piece(text=piece.text, match=piece.match) for piece in passage]
            for passage in one.passages
        ],
    )


def snapshot(one: StoredSnapshot) -> models.Snapshot:
    """A version of reference data."""
    told = one.snapshot
    return models.Snapshot(
        id=told.id,
        source=told.source,
        version=told.version,
        taken=told.taken,
        address=told.address,
        sha256=told.sha256,
        records=told.records,
        lists=list(one.lists),
        newest=one.newest,
    )
