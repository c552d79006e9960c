"""Articles with links, profiles and claims, and a site over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from lxml import html

from dateline.model import (
    Article,
    Bounds,
    Candidate,
    Claim,
    ClaimResult,
    Entity,
    EntityName,
    Held,
    Link,
    Listing,
    ListingThen,
    NameType,
    Office,
    OfficeKind,
    OfficeThen,
    Profile,
    Reading,
    Sourced,
    Term,
    Weighed,
)
from dateline.serve.app import ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.store.factory import day, page, place, reading

DAY = date(2024, 5, 4)
MARIC, DUVAL = "Q100", "shipped-syl-ana-duval"
NAMES = (
    EntityName(text="Željko Marić", kind=NameType.PRIMARY),
    EntityName(text="Жељко Марић", kind=NameType.NATIVE, script="Cyrl"),
)


def candidate(entity: str, name: str, score: float = 0.9) -> Candidate:
    features = (Weighed(feature="name", amount=score, says="has this name"),)
    return Candidate(entity=entity, name=name, score=score, features=features)


def profile(entity: str = MARIC, names: tuple[EntityName, ...] = NAMES) -> Profile:
    about: dict[str, Any] = {"source": "https://people.example", "snapshot": "test@1"}
    return Profile(
        entity=Entity(id=entity, schema="Person", names=names, countries=("SRB",), **about),
        first=DAY,
        last=DAY,
        offices=(
            OfficeThen(
                office=Office(
                    holder=entity,
                    position="Foreign Minister",
                    kind=OfficeKind.FOREIGN,
                    country="SRB",
                    term=Term(start=Bounds.parse("2020-05"), as_of=DAY),
                    **about,
                ),
                held=Held.YES,
            ),
        ),
        listings=(
            ListingThen(
                listing=Listing(entity=entity, list="us", programme="SDGT", term=Term(as_of=DAY), **about),
                held=Held.UNKNOWN,
            ),
        ),
        lists=(("us", DAY), ("eu", DAY)),
    )


def linked(wanted: Reading | None = None) -> Reading:
    """The article of the factory with its people and states linked, and a claim held against a list."""
    known = wanted or reading()
    chosen = {
        0: ("iso-FRE", "Freedonia"),
        1: ("iso-SYL", "Sylvania"),
        2: (MARIC, "Željko Marić"),
        3: (DUVAL, "Ana Duval"),
        5: (MARIC, "Željko Marić"),
        7: ("iso-FRE", "Freedonia"),
    }
    links = [
        Link(
            mention=mention,
            chosen=candidate(*who),
            rejected=(candidate("Q999", "Another Marić", 0.4),) if who[0] == MARIC else (),
            rule="name",
        )
        for mention, who in chosen.items()
    ]
    claim = place(known.article.text, "imposed sanctions on Marić")
    return replace(
        known,
        links=(*links, Link(mention=8, chosen=None, rule="name")),
        profiles=(profile(), profile(DUVAL, (EntityName(text="Ana Duval", kind=NameType.PRIMARY),))),
        claims=(
            Claim(
                mention=9,
                start=claim.start,
                end=claim.end,
                sentence=3,
                list="us",
                result=ClaimResult.CONFIRMED,
                says="on the US list since 2023-07-11",
            ),
        ),
    )


def other(number: int, published: str | None = "2024-05-01", **changes: Any) -> Reading:
    """Another article of the same facts, without links."""
    known = reading(page(f"https://other.example/{number}"), published=published)
    site = Sourced(value="The Other", source="test")
    article = replace(known.article, site=site, language=Sourced(value="en-GB", source="test"), **changes)
    return replace(known, article=article)


def with_headline(text: str) -> Article:
    """An article that is nothing but this headline."""
    return replace(
        reading().article,
        text=text,
        headline=Sourced(value=text, source="test"),
        paragraphs=(),
        repairs=(),
        published=day("2024-05-02"),
    )


def site_of(path: Path, *readings: Reading, full_text: bool = False) -> TestClient:
    """A client of a site over a new database with these articles; errors of the site are raised."""
    with open_database(path) as database:
        for each in readings:
            Writer(database).write(each)
    return TestClient(
        create_app(ServeSettings(database=path, full_text=full_text, address="https://news.example/"))
    )


def parsed_page(text: str) -> Any:
    """A page as a tree that can be asked by XPath; what that answers depends on the question."""
    return html.fromstring(text)
