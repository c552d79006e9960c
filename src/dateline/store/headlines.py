"""All headlines: articles that meet conditions, newest first, each with its key event and who is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, not_, or_, select, true

from dateline.model import Auxiliary, DateEstimate, EventType, MentionKind
from dateline.store import schema, schema_keys, schema_reference
from dateline.store.conditions import within
from dateline.store.filed import ARTICLES, Asked, Under, is_filed, keys_beginning, newest
from dateline.store.keys import STATE
from dateline.store.load import date_of
from dateline.store.schema_gathered import story_articles
from dateline.store.stories import Spread, spreads
from dateline.store.verdicts import on_entities

BEGINNING = 80
CHIPS = 6
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineFilter:
    """Which articles to give; what is None does not matter.

    Attributes:
        country: alpha-3 code of a state that the article names, or that somebody in it belongs to.
        entity: id of an entity that a mention of the article is linked to.
        type: the article tells of an event of this type.
        source: name of the site (case does not matter), or the host that the article was read from.
        language: code of the language; ``en`` stands for ``en-GB`` too.
        since, until: days, both included; the article may be of one of them.
        author: name or handle of one who signed it.
    """

    country: str | None = None
    entity: str | None = None
    type: EventType | None = None
    source: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Somebody in an article who is in the reference data: id, name, and what the mention names."""

    entity: str
    name: str
    kind: MentionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """An event in one line: who, what, whom. In a reciprocal one all are actors."""

    id: int
    position: int
    type: EventType
    mode: str | None
    auxiliaries: tuple[Auxiliary, ...]
    reciprocal: bool
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    score: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, as one or more articles tell it.

    Attributes:
        article: number of the article that is shown for it.
        headline: None if that has none; ``beginning`` then helps.
        fetched: when that was fetched.
        events, statements: how many are in it.
        key: the event that says best what happened: not hypothetical, with both sides, rather named ones, rather as
            having happened, of the best score; None if there is none.
        chips: the people and states that are named most.
        story: number of the story, if it is told by several articles.
        articles, sources: how many articles tell it, and how many independent sources: copies count once.
        outlets: some of the sites that tell it, the first first.
    """

    article: int
    address: str
    headline: str | None
    beginning: str
    site: str | None
    language: str | None
    published: DateEstimate | None
    fetched: datetime | None
    authors: tuple[str, ...]
    events: int
    statements: int
    key: KeyEvent | None
    chips: tuple[Chip, ...]
    story: int | None = None
    articles: int = 1
    sources: int = 1
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a filter can be set to: codes of states, sites, languages that are in the articles."""

    countries: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]


def find_stories(
    connection: Connection, wanted: HeadlineFilter, *, limit: int, offset: int = 0
) -> tuple[Story, ...]:
    """The stories of which an article meets all of the conditions, newest first.

    Of the articles of a story that do, the one that told it first stands for it.
    """
    under = tuple(_under(connection, wanted))
    more = (not_(_told_before(under, wanted)),)
    asked = Asked(under=under, since=wanted.since, until=wanted.until, more=more)
    places = newest(connection, ARTICLES, asked, limit=limit, offset=offset)
    return stories_of(connection, [place.number for place in places], wanted.type)


def _told_before(under: Sequence[Under], wanted: HeadlineFilter) -> ColumnElement[bool]:
    """That another article of the same story meets the same conditions, and told it before this one."""
    this, other = story_articles.alias("this"), story_articles.alias("other")
    earlier = (
        select(this.c.article_id)
        .join(other, and_(other.c.story_id == this.c.story_id, other.c.place < this.c.place))
        .where(this.c.article_id == schema.articles.c.id, this.c.place > 0)
    )
    if under or wanted.since or wanted.until:
        first = schema.articles.alias("first")
        days = within(first.c.published_earliest, first.c.published_latest, wanted.since, wanted.until)
        earlier = earlier.join(first, first.c.id == other.c.article_id).where(
            first.c.current == true(), *days, *(is_filed(ARTICLES, other.c.article_id, one) for one in under)
        )
    return earlier.correlate(schema.articles).exists()


def with_stories(wanted: HeadlineFilter) -> Select[Any]:
    """The numbers of the same articles, in no order: for use in another query, which narrows them down."""
    articles, files = schema.articles.c, schema_keys.article_keys.c
    filed = (exists().where(files.article_id == articles.id, key) for key in _keys_meant(wanted))
    days = within(articles.published_earliest, articles.published_latest, wanted.since, wanted.until)
    return select(articles.id).where(articles.current == true(), *filed, *days)


def stories_of(
    connection: Connection, found: Sequence[int], rather: EventType | None = None
) -> tuple[Story, ...]:
    """The articles with these numbers, newest first; key events of the type ``rather`` come before others."""
    articles, pages = schema.articles.c, schema.pages.c
    day = func.coalesce(articles.published_latest, articles.published_earliest)
    # What is counted and cut out of the texts is so for those shown only.
    query = (
        select(
            *(column for name, column in articles.items() if name != "text"),
            func.substr(articles.text, 1, BEGINNING).label("beginning"),
            pages.address,
            pages.fetched,
            _count(schema.events),
            _count(schema.statements),
        )
        .join(schema.pages, pages.id == articles.page_id)
        .where(articles.id.in_(found))
        .order_by(day.desc().nulls_last(), articles.id.desc())
    )
    rows = connection.execute(query).all()
    keys = key_events(connection, found, rather)
    chips = _chips(connection, found)
    authors = _authors(connection, found)
    told = spreads(connection, found)
    return tuple(
        _story(row, keys.get(row.id), chips.get(row.id, ()), authors.get(row.id, ()), told.get(row.id))
        for row in rows
    )


def choices(connection: Connection) -> Choices:
    """What the filters can be set to."""
    countries, sources, languages = (
        tuple(sorted(keys_beginning(connection, prefix, MOST_CHOICES)))
        for prefix in (STATE, "site:", "language:")
    )
    return Choices(countries=countries, sources=sources, languages=languages)


def entity_called(connection: Connection, text: str) -> tuple[str, str] | None:
    """The id and the name of the entity that has this id or, if none has it, this name; None if none is linked.

    Capitals do not matter, but for letters beyond ASCII.
    """
    links = schema_reference.links.c
    text = on_entities(connection).counts_as(text)
    for condition in (links.entity == text, func.lower(links.name) == text.lower()):
        query = select(links.entity, links.name).where(condition, links.entity.is_not(None)).limit(1)
        row = connection.execute(query).first()
        if row is not None:
            return row.entity, row.name or row.entity
    return None


def key_events(
    connection: Connection, articles: Sequence[int], rather: EventType | None = None
) -> dict[int, KeyEvent]:
    """Of each of these articles the event that says best what happened, by the number of the article.

    Args:
        rather: events of this type come before all others.
    """
    events, part, sentences = schema.events.c, schema.participants.c, schema.sentences.c
    sides = (
        select(part.event_id, part.side, func.count().label("size"), func.count(part.mention).label("named"))
        .group_by(part.event_id, part.side)
        .join(schema.events, events.id == part.event_id)
        .where(events.article_id.in_(articles))
        .subquery()
    )

    def side(name: str, least: int) -> ColumnElement[bool]:
        return exists().where(sides.c.event_id == events.id, sides.c.side == name, sides.c.size >= least)

    def named(name: str, least: int) -> ColumnElement[bool]:
        return exists().where(sides.c.event_id == events.id, sides.c.side == name, sides.c.named >= least)

    rank = func.row_number().over(
        partition_by=events.article_id,
        order_by=(
            (events.type == (rather.value if rather else "")).desc(),
            # "It attacked hundreds" says little: those come first of which both sides have a name.
            (
                named("actor", 1)
                & (named("recipient", 1) | (events.reciprocal == true()) & named("actor", 2))
            ).desc(),
            (events.auxiliaries == ()).desc(),
            events.score.desc(),
            events.position,
        ),
    )
    ranked = (
        select(events.id, rank.label("rank"))
        .where(
            events.article_id.in_(articles),
            events.auxiliaries.notlike(f'%"{Auxiliary.HYPOTHETICAL}"%'),
            or_(side("actor", 1) & side("recipient", 1), (events.reciprocal == true()) & side("actor", 2)),
        )
        .subquery()
    )
    query = (
        select(schema.events, sentences.text.label("sentence_text"))
        .join(ranked, (ranked.c.id == events.id) & (ranked.c.rank == 1))
        .join(
            schema.sentences,
            (sentences.article_id == events.article_id) & (sentences.position == events.sentence),
        )
    )
    rows = connection.execute(query).all()
    names = _names(connection, [row.id for row in rows])
    return {
        row.article_id: KeyEvent(
            id=row.id,
            position=row.position,
            type=EventType(row.type),
            mode=row.mode,
            auxiliaries=tuple(Auxiliary(value) for value in row.auxiliaries),
            reciprocal=row.reciprocal,
            actors=tuple(names[row.id, "actor"]),
            recipients=tuple(names[row.id, "recipient"]),
            score=row.score,
            sentence=row.sentence_text,
        )
        for row in rows
    }


def _under(connection: Connection, wanted: HeadlineFilter) -> Iterator[Under]:
    if wanted.country is not None:
        yield Under((f"{STATE}{wanted.country}",))
    if wanted.entity is not None:
        yield Under((wanted.entity,))
    if wanted.type is not None:
        yield Under((f"type:{wanted.type.value}",))
    if wanted.source is not None:
        source = wanted.source.lower()
        sites = [site for site in keys_beginning(connection, "site:") if site.lower() == source]
        yield Under((*(f"site:{site}" for site in sites), f"host:{source.removeprefix('www.')}"))
    if wanted.language is not None:
        language = wanted.language.lower()
        same = [
            known
            for known in keys_beginning(connection, "language:")
            if known.lower() == language or known.lower().startswith(f"{language}-")
        ]
        yield Under(tuple(f"language:{known}" for known in same) or ("language:?",))
    if wanted.author is not None:
        yield Under((f"author:{wanted.author}",))


def _keys_meant(wanted: HeadlineFilter) -> Iterator[ColumnElement[bool]]:
    """As :func:`_under`, of one row of the file."""
    key = schema_keys.article_keys.c.key
    if wanted.country is not None:
        yield key == f"{STATE}{wanted.country}"
    if wanted.entity is not None:
        yield key == wanted.entity
    if wanted.type is not None:
        yield key == f"type:{wanted.type.value}"
    if wanted.source is not None:
        source = wanted.source.lower()
        yield or_(func.lower(key) == f"site:{source}", key == f"host:{source.removeprefix('www.')}")
    if wanted.language is not None:
        same = f"language:{wanted.language.lower()}"
        yield or_(func.lower(key) == same, func.lower(key).startswith(f"{same}-", autoescape=True))
    if wanted.author is not None:
        yield key == f"author:{wanted.author}"


def _count(table: Any) -> Any:
    query = select(func.count()).select_from(table).where(table.c.article_id == schema.articles.c.id)
    return query.correlate(schema.articles).scalar_subquery().label(table.name)


def _names(connection: Connection, events: Sequence[int]) -> dict[tuple[int, str], list[str]]:
    """The names of the participants by event and side, each once, in their order."""
    part = schema.participants.c
    query = (
        select(part.event_id, part.side, part.name)
        .where(part.event_id.in_(events))
        .order_by(part.event_id, part.position)
    )
    names: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for row in connection.execute(query):
        if row.name not in names[row.event_id, row.side]:
            names[row.event_id, row.side].append(row.name)
    return names


def _chips(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[Chip, ...]]:
    """The people and states that are linked, those named most first, at most so many for an article."""
    links, mentions = schema_reference.links.c, schema.mentions.c
    query = (
        select(
            links.article_id,
            links.entity,
            func.min(links.name).label("name"),
            func.min(mentions.kind).label("kind"),
        )
        .join(
            schema.mentions,
            (mentions.article_id == links.article_id) & (mentions.position == links.mention),
        )
        .where(
            links.article_id.in_(articles),
            links.entity.is_not(None),
            mentions.kind.in_((MentionKind.PERSON.value, MentionKind.COUNTRY.value)),
        )
        .group_by(links.article_id, links.entity)
        .order_by(links.article_id, func.count().desc(), func.min(links.mention))
    )
    found: defaultdict[int, tuple[Chip, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        if len(found[row.article_id]) < CHIPS:
            chip = Chip(entity=row.entity, name=row.name, kind=MentionKind(row.kind))
            found[row.article_id] = (*found[row.article_id], chip)
    return found


def _authors(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[str, ...]]:
    table = schema.authors
    query = select(table).where(table.c.article_id.in_(articles))
    names: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in connection.execute(query.order_by(table.c.article_id, table.c.position)):
        names[row.article_id] = (*names[row.article_id], row.name or row.handle)
    return names


def _story(
    row: Any, key: KeyEvent | None, chips: tuple[Chip, ...], authors: tuple[str, ...], told: Spread | None
) -> Story:
    return Story(
        article=row.id,
        address=row.address,
        headline=row.headline,
        beginning=row.beginning,
        site=row.site,
        language=row.language,
        published=date_of(row, "published"),
        fetched=row.fetched,
        authors=authors,
        events=row.events,
        statements=row.statements,
        key=key,
        chips=chips,
        story=told.story if told else None,
        articles=told.articles if told else 1,
        sources=told.sources if told else 1,
        outlets=told.outlets if told else (),
    )
