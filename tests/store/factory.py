"""Readings for tests: made by hand (`reading`) and by Hypothesis (`readings`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeVar

from hypothesis import strategies as st

from dateline.model import (
    BLOCK_SEPARATOR,
    Article,
    Author,
    Auxiliary,
    BlockKind,
    Bounds,
    Candidate,
    Claim,
    ClaimResult,
    DateEstimate,
    Entity,
    EntityName,
    Event,
    EventType,
    Furniture,
    FurnitureKind,
    Held,
    Link,
    Listing,
    ListingThen,
    Mention,
    MentionKind,
    NameType,
    Office,
    OfficeKind,
    OfficeThen,
    Page,
    Paragraph,
    Participant,
    Polarity,
    Precision,
    Profile,
    Provenance,
    Reading,
    Repair,
    Sentence,
    Sourced,
    Span,
    Statement,
    StatementKind,
    Term,
    TimeExpression,
    Weighed,
)

T = TypeVar("T")

FIRST = Provenance(code="0.1.0", ontology="2.0-a", models=(("lines", "1"), ("roots", "3")))
NEWER = Provenance(code="0.2.0", ontology="2.0-a", models=(("lines", "1"), ("roots", "4")))

HEADLINE = "Minister of Freedonia promises Sylvania a new bridge"
BODY = (
    "Freedonia's Foreign Minister, Željko Marić, met President Ana Duval in Port Selby on 3 May. "
    "Marić assured Duval that Freedonia would not close the border. "
    "Sylvania imposed sanctions on Marić last year."
)


def day(text: str, *, stated: bool = True, reason: str = "stated") -> DateEstimate:
    """An exact day."""
    exact = date.fromisoformat(text)
    return DateEstimate(
        earliest=exact, latest=exact, precision=Precision.DAY, stated=stated, reasons=(reason,)
    )


def place(text: str, words: str, occurrence: int = 0) -> Span:
    """Where these words stand in the text."""
    start = [match.start() for match in re.finditer(re.escape(words), text)][occurrence]
    return Span(start, start + len(words))


def page(address: str = "https://gazette.example/bridge", *, version: int = 1, hour: int = 8) -> Page:
    """A page whose bytes differ with ``version``."""
    return Page(
        address=address,
        content=f"<h1>{HEADLINE}</h1><p>{BODY}</p><!-- {version} -->".encode(),
        fetched=datetime(2024, 5, 4, hour, 30, tzinfo=UTC),
        content_type="text/html; charset=utf-8",
    )


def _sentences(text: str) -> tuple[Sentence, ...]:
    spans = [Span(0, len(HEADLINE))]
    for match in re.finditer(r"\S.*?\.(?= |$)", BODY):
        spans.append(Span(*match.span()).shift(len(HEADLINE) + len(BLOCK_SEPARATOR)))
    return tuple(Sentence(index=i, span=span, paragraph=min(i, 1)) for i, span in enumerate(spans))


def _mentions(text: str) -> tuple[Mention, ...]:
    person, country = MentionKind.PERSON, MentionKind.COUNTRY
    minister, president = "Foreign Minister", "President"
    found = [
        # written, head, occurrence, sentence, kind, name, title, country, role, refers_to
        ("Freedonia", "Freedonia", 0, 0, country, "Freedonia", None, "FRE", None, 0),
        ("Sylvania", "Sylvania", 0, 0, country, "Sylvania", None, "SYL", None, 1),
        ("Freedonia's Foreign Minister, Željko Marić", "Željko Marić", 0, 1, person, "Željko Marić", minister,
         "FRE", "GOV", 2),
        ("President Ana Duval", "Ana Duval", 0, 1, person, "Ana Duval", president, "SYL", "GOV", 3),
        ("Port Selby", "Port Selby", 0, 1, MentionKind.PLACE, "Port Selby", None, "SYL", None, 4),
        ("Marić", "Marić", 1, 2, person, "Željko Marić", None, "FRE", "GOV", 2),
        ("Duval", "Duval", 1, 2, person, "Ana Duval", None, "SYL", "GOV", 3),
        ("Freedonia", "Freedonia", 2, 2, country, "Freedonia", None, "FRE", None, 0),
        ("Sylvania", "Sylvania", 1, 3, country, "Sylvania", None, "SYL", None, 1),
        ("Marić", "Marić", 2, 3, person, "Željko Marić", None, "FRE", "GOV", 2),
    ]  # fmt: skip
    mentions = []
    for index, (written, head, occurrence, sentence, kind, name, title, code, role, first) in enumerate(
        found
    ):
        span = place(text, written, occurrence)
        inner = place(written, head).shift(span.start)
        mentions.append(
            Mention(
                index=index,
                span=span,
                head=inner,
                sentence=sentence,
                kind=kind,
                name=name,
                title=title,
                country=code,
                role=role,
                refers_to=first,
                rule="test",
                score=0.9,
            )
        )
    return tuple(mentions)


def _events(text: str, mentions: Sequence[Mention]) -> tuple[Event, ...]:
    def who(*indexes: int) -> tuple[Participant, ...]:
        return tuple(Participant(span=mentions[index].span, mention=index) for index in indexes)

    met, close, sanctions = (place(text, words) for words in ("met", "close", "imposed sanctions"))
    return (
        Event(
            index=0,
            type=EventType.CONSULT,
            mode="visit",
            contexts=("diplomatic",),
            actors=who(2, 3),
            reciprocal=True,
            place=4,
            date=day("2024-05-03"),
            sentence=1,
            trigger=met,
            evidence=(met, place(text, "in Port Selby")),
            rule="meet",
            score=0.93,
        ),
        Event(
            index=1,
            type=EventType.COERCE,
            mode="restrict",
            contexts=("diplomatic", "military"),
            actors=who(7),
            recipients=(Participant(span=place(text, "the border")),),
            auxiliaries=(Auxiliary.FUTURE, Auxiliary.NEGATION),
            sentence=2,
            trigger=close,
            evidence=(close,),
            rule="close border",
            score=0.7,
        ),
        Event(
            index=2,
            type=EventType.SANCTION,
            actors=who(8),
            recipients=who(9),
            auxiliaries=(Auxiliary.HISTORICAL,),
            date=DateEstimate(
                earliest=date(2023, 1, 1),
                latest=date(2023, 12, 31),
                precision=Precision.YEAR,
                reasons=("last year", "published 2024-05-04"),
            ),
            sentence=3,
            trigger=sanctions,
            evidence=(sanctions,),
            rule="impose sanctions",
            score=0.88,
        ),
    )


MARIC = Profile(
    entity=Entity(
        id="Q100",
        schema="Person",
        names=(
            EntityName(text="Željko Marić", kind=NameType.PRIMARY),
            EntityName(text="Жељко Марић", kind=NameType.NATIVE, script="Cyrl"),
        ),
        countries=("SRB",),
        wikidata="Q100",
        gender="m",
        born=Bounds.parse("1971-03"),
        source="the gazette",
        snapshot="shipped@2024-05-01",
    ),
    first=date(2024, 5, 4),
    last=date(2024, 5, 4),
    offices=(
        OfficeThen(
            office=Office(
                holder="Q100",
                position="Foreign Minister",
                kind=OfficeKind.FOREIGN,
                country="SRB",
                term=Term(start=Bounds.parse("2020-10"), as_of=date(2024, 5, 1)),
                source="the gazette",
                snapshot="shipped@2024-05-01",
            ),
            held=Held.UNKNOWN,
        ),
    ),
    listings=(
        ListingThen(
            listing=Listing(
                entity="Q100",
                list="us",
                programme="BALKANS",
                entry="9",
                term=Term(start=Bounds(None, date(2023, 7, 11)), as_of=date(2024, 5, 1)),
                source="the list",
                snapshot="us-sdn@2024-05-01",
            ),
            held=Held.YES,
        ),
    ),
    lists=(("us", date(2024, 5, 1)),),
)
"""Who Marić is, for readings with links."""


def linked(wanted: Reading) -> Reading:
    """The same reading with links, a profile and a claim: Marić is known, Duval is not, Freedonia lies somewhere."""
    maric = Candidate(
        entity="Q100",
        name="Željko Marić",
        score=0.97,
        features=(Weighed(feature="full-name", amount=2.2, says="the full name is one of its names"),),
    )
    state = Candidate(entity="iso-SRB", name="Serbia", score=0.99, features=(), latitude=44.8, longitude=20.5)
    other = Candidate(entity="Q200", name="Ana Duval", score=0.4, features=())
    links = [Link(mention=index, chosen=maric, rule="name") for index in (2, 5, 9)]
    links.append(Link(mention=3, chosen=None, rejected=(other,), rule="name"))
    links.append(Link(mention=0, chosen=state, rule="state"))
    span = place(wanted.article.text, "imposed sanctions on Marić")
    claim = Claim(
        mention=9,
        start=span.start,
        end=span.end,
        sentence=3,
        list="us",
        result=ClaimResult.CONFIRMED,
        says="on the US list since 2023-07-11",
    )
    return replace(
        wanted, links=tuple(sorted(links, key=lambda link: link.mention)), profiles=(MARIC,), claims=(claim,)
    )


def reading(
    wanted: Page | None = None,
    *,
    provenance: Provenance = FIRST,
    events: int = 3,
    published: str | None = "2024-05-04",
) -> Reading:
    """A small article with all kinds of facts in it."""
    text = HEADLINE + BLOCK_SEPARATOR + BODY
    mentions = _mentions(text)
    statement = Statement(
        index=0,
        speaker=Participant(span=mentions[5].span, mention=5),
        cue=place(text, "assured"),
        content=(place(text, "that Freedonia would not close the border"),),
        addressee=Participant(span=mentions[6].span, mention=6),
        kind=StatementKind.PLEDGE,
        polarity=Polarity.NEGATED,
        sentence=2,
        events=(1,) if events > 1 else (),
        rule="assure",
        score=0.95,
    )
    return Reading(
        page=wanted or page(),
        article=Article(
            text=text,
            paragraphs=(
                Paragraph(kind=BlockKind.HEADLINE, span=Span(0, len(HEADLINE))),
                Paragraph(kind=BlockKind.PARAGRAPH, span=Span(len(HEADLINE) + 2, len(text))),
            ),
            headline=Sourced(value=HEADLINE, source="h1"),
            authors=(Author(name="Pat Rowe", handle="@patrowe", source="json-ld"),),
            published=day(published) if published else None,
            site=Sourced(value="The Gazette", source="og:site_name"),
            language=Sourced(value="en", source="html lang"),
            furniture=(
                Furniture(text="Win £50", kind=FurnitureKind.PROMOTION, rule="line model", score=0.97),
            ),
            repairs=(
                Repair(
                    span=place(text, "Marić"),
                    original="Mari?",
                    result="Marić",
                    rule="lost letter",
                    evidence="named so elsewhere",
                ),
            ),
        ),
        sentences=_sentences(text),
        mentions=mentions,
        times=(
            TimeExpression(span=place(text, "3 May"), sentence=1, date=day("2024-05-03"), rule="day month"),
        ),
        events=_events(text, mentions)[:events],
        statements=(statement,),
        provenance=provenance,
    )


# --- any reading at all -------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
WORDS = st.text(LETTERS, max_size=12)
NAMES = st.text(LETTERS, min_size=1, max_size=12)
SCORES = st.floats(0, 1)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def spans(text: str) -> st.SearchStrategy[Span]:
    """A place in this text."""
    pair = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return pair.map(lambda ends: Span(min(ends), max(ends)))


def optional_index(items: Sequence[object]) -> st.SearchStrategy[int | None]:
    """An index into these items, or none."""
    return st.none() | st.integers(0, len(items) - 1) if items else st.none()


def tuples(elements: st.SearchStrategy[T], size: int = 3, least: int = 0) -> st.SearchStrategy[tuple[T, ...]]:
    """A tuple of a few."""
    return st.lists(elements, min_size=least, max_size=size).map(tuple)


@st.composite
def dates(draw: st.DrawFn) -> DateEstimate:
    """Any estimate of a date."""
    ends = sorted([draw(st.dates()), draw(st.dates())])
    return DateEstimate(
        earliest=draw(st.sampled_from([ends[0], None])),
        latest=draw(st.sampled_from([ends[1], None])),
        precision=draw(st.sampled_from(Precision)),
        moment=draw(st.none() | st.datetimes(timezones=ZONES) | st.datetimes()),
        stated=draw(st.booleans()),
        reasons=draw(tuples(WORDS, least=1)),
    )


SOURCED = st.none() | st.builds(Sourced, value=WORDS, source=WORDS)
AUTHORS = st.builds(
    Author,
    name=NAMES,
    handle=st.none() | WORDS,
    avatar=st.none() | WORDS,
    profile=st.none() | WORDS,
    source=WORDS,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article."""
    text = draw(st.text(LETTERS, max_size=60))
    where = spans(text)
    return Article(
        text=text,
        paragraphs=draw(tuples(st.builds(Paragraph, kind=st.sampled_from(BlockKind), span=where))),
        headline=draw(SOURCED),
        authors=draw(tuples(AUTHORS)),
        published=draw(st.none() | dates()),
        modified=draw(st.none() | dates()),
        site=draw(SOURCED),
        language=draw(SOURCED),
        canonical=draw(SOURCED),
        furniture=draw(
            tuples(
                st.builds(
                    Furniture, text=WORDS, kind=st.sampled_from(FurnitureKind), rule=WORDS, score=SCORES
                )
            )
        ),
        repairs=draw(
            tuples(st.builds(Repair, span=where, original=WORDS, result=WORDS, rule=WORDS, evidence=WORDS))
        ),
    )


def _numbered_mentions(
    draw: st.DrawFn, where: st.SearchStrategy[Span], sentences: int
) -> tuple[Mention, ...]:
    count = draw(st.integers(0, 3))
    return tuple(
        Mention(
            index=index,
            span=draw(where),
            head=draw(where),
            sentence=draw(st.integers(0, sentences - 1)),
            kind=draw(st.sampled_from(MentionKind)),
            name=draw(WORDS),
            title=draw(st.none() | WORDS),
            country=draw(st.sampled_from([None, "SRB", "USA"])),
            role=draw(st.sampled_from([None, "GOV", "MIL"])),
            refers_to=draw(st.integers(0, count - 1)),
            rule=draw(WORDS),
            score=draw(SCORES),
        )
        for index in range(count)
    )


def _numbered_events(
    draw: st.DrawFn, where: st.SearchStrategy[Span], sentences: int, mentions: Sequence[Mention]
) -> tuple[Event, ...]:
    who = tuples(st.builds(Participant, span=where, mention=optional_index(mentions)))
    return tuple(
        Event(
            index=index,
            type=draw(st.sampled_from(EventType)),
            mode=draw(st.none() | WORDS),
            contexts=draw(tuples(WORDS)),
            actors=draw(who),
            recipients=draw(who),
            reciprocal=draw(st.booleans()),
            auxiliaries=draw(tuples(st.sampled_from(Auxiliary))),
            place=draw(optional_index(mentions)),
            date=draw(st.none() | dates()),
            sentence=draw(st.integers(0, sentences - 1)),
            trigger=draw(where),
            evidence=draw(tuples(where)),
            rule=draw(WORDS),
            score=draw(SCORES),
        )
        for index in range(draw(st.integers(0, 3)))
    )


def _numbered_statements(
    draw: st.DrawFn,
    where: st.SearchStrategy[Span],
    sentences: int,
    mentions: Sequence[Mention],
    events: Sequence[Event],
) -> tuple[Statement, ...]:
    who = st.none() | st.builds(Participant, span=where, mention=optional_index(mentions))
    within = tuples(st.integers(0, len(events) - 1)) if events else st.just(())
    return tuple(
        Statement(
            index=index,
            speaker=draw(who),
            cue=draw(where),
            content=draw(tuples(where)),
            addressee=draw(who),
            kind=draw(st.sampled_from(StatementKind)),
            polarity=draw(st.sampled_from(Polarity)),
            quoted=draw(st.booleans()),
            sentence=draw(st.integers(0, sentences - 1)),
            events=draw(within),
            rule=draw(WORDS),
            score=draw(SCORES),
        )
        for index in range(draw(st.integers(0, 2)))
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading whose facts refer to what is in it."""
    article = draw(articles())
    where = spans(article.text)
    count = draw(st.integers(0, 3))
    sentences = tuple(
        Sentence(index=index, span=draw(where), paragraph=draw(st.integers(0, 5))) for index in range(count)
    )
    mentions = _numbered_mentions(draw, where, count) if count else ()
    events = _numbered_events(draw, where, count, mentions) if count else ()
    times = st.builds(
        TimeExpression,
        span=where,
        sentence=st.integers(0, max(count - 1, 0)),
        date=st.none() | dates(),
        rule=WORDS,
    )
    return Reading(
        page=draw(
            st.builds(
                Page,
                address=NAMES,
                content=st.binary(max_size=60),
                fetched=st.datetimes(timezones=st.just(UTC)),
                content_type=st.none() | WORDS,
            )
        ),
        article=article,
        sentences=sentences,
        mentions=mentions,
        times=draw(tuples(times)) if count else (),
        events=events,
        statements=_numbered_statements(draw, where, count, mentions, events) if count else (),
        provenance=Provenance(
            code=draw(WORDS), ontology=draw(WORDS), models=draw(tuples(st.tuples(WORDS, WORDS)))
        ),
    )
