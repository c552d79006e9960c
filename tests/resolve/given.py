"""Reference data of an invented world, for the tests of this room."""

from __future__ import annotations

from datetime import date

from dateline.model import (
    Bounds,
    Entity,
    EntityName,
    Listing,
    Mention,
    MentionKind,
    NameType,
    Office,
    OfficeKind,
    Record,
    Sentence,
    Span,
    Term,
)

AS_OF = date(2025, 1, 31)


def term(start: str | None, end: str | None = None) -> Term:
    return Term(
        start=Bounds.parse(start) if start else None, end=Bounds.parse(end) if end else None, as_of=AS_OF
    )


def person(
    name: str,
    country: str,
    *offices: tuple[str, OfficeKind, str, str | None],
    also: tuple[str, ...] = (),
    gender: str | None = None,
    born: str | None = None,
    listed: tuple[tuple[str, str, str | None], ...] = (),
) -> Record:
    """A person: ``offices`` as (position, kind, from, to), ``listed`` as (list, from, to)."""
    key = f"test-{name.lower().replace(' ', '-')}-{country.lower()}"
    names = (
        EntityName(text=name, kind=NameType.PRIMARY),
        *(EntityName(text=n, kind=NameType.ALIAS) for n in also),
    )
    return Record(
        entity=Entity(
            id=key,
            schema="Person",
            names=names,
            countries=(country,),
            gender=gender,
            born=Bounds.parse(born) if born else None,
            source="test",
            snapshot="test@1",
        ),
        offices=tuple(
            Office(
                holder=key, position=position, kind=kind, country=country, term=term(start, end), source="test",
                snapshot="test@1",
            )
            for position, kind, start, end in offices
        ),
        listings=tuple(
            Listing(
                entity=key, list=name, programme="TEST", term=term(start, end), source="test", snapshot="test@1"
            )
            for name, start, end in listed
        ),
    )  # fmt: skip


def body(name: str, *also: str, role: str = "IGO", countries: tuple[str, ...] = ()) -> Record:
    names = (
        EntityName(text=name, kind=NameType.PRIMARY),
        *(EntityName(text=n, kind=NameType.ALIAS) for n in also),
    )
    key = f"test-{name.lower().replace(' ', '-')}"
    return Record(
        entity=Entity(
            id=key,
            schema="Organization",
            names=names,
            role=role,
            countries=countries,
            source="test",
            snapshot="test@1",
        )
    )


def mention(
    text: str,
    words: str,
    index: int,
    *,
    kind: MentionKind = MentionKind.PERSON,
    head: str | None = None,
    title: str | None = None,
    country: str | None = None,
    refers_to: int | None = None,
    rule: str = "name",
    sentence: int = 0,
    nth: int = 0,
) -> Mention:
    """A mention of ``words``, which stand in ``text`` (for the ``nth`` time)."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    head = head or words
    begin = start + words.index(head)
    return Mention(
        index=index,
        span=Span(start, start + len(words)),
        head=Span(begin, begin + len(head)),
        sentence=sentence,
        kind=kind,
        name=head,
        title=title,
        country=country,
        refers_to=index if refers_to is None else refers_to,
        rule=rule,
        score=1.0,
    )


def one_sentence(text: str) -> tuple[Sentence, ...]:
    return (Sentence(index=0, span=Span(0, len(text)), paragraph=0),)
