"""What the API answers: one type for each thing, shared by the site, which fills them, and the client."""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Problem(_Model):
    """What went wrong."""

    error: str = Field(description="in words, with what to do", examples=["no article 99"])


class Page(_Model, Generic[T]):
    """One page of a list. ``next`` is the cursor of the page after it; null on the last one."""

    items: list[T]
    next: str | None = Field(description="give it as `cursor`; null where no more follow")


class Day(_Model):
    """A date as far as it is known: the first and the last day that it can be."""

    earliest: date | None = Field(examples=["2024-05-03"])
    latest: date | None = Field(examples=["2024-05-03"])
    stated: bool = Field(description="stated on the page or in the text; else inferred")


class Article(_Model):
    """An article in a list."""

    article: int = Field(description="its number", examples=[12])
    address: str = Field(examples=["https://gazette.example/bridge"])
    headline: str | None = Field(examples=["Minister of Freedonia promises Sylvania a new bridge"])
    site: str | None = Field(examples=["The Gazette"])
    published: Day | None
    authors: list[str] = Field(examples=[["Pat Rowe"]])
    events: int = Field(description="how many events it tells", examples=[3])
    statements: int = Field(description="how many statements it tells", examples=[1])


class Sentence(_Model):
    """A sentence of an article."""

    position: int = Field(description="its number in the article, from 0", examples=[2])
    text: str = Field(examples=["Sylvania imposed sanctions on Marić last year."])


class Actor(_Model):
    """Who takes part, under the names of PLOVER's JSON form."""

    code: str | None = Field(description="ISO 3166-1 alpha-3 code of its state", examples=["FRE"])
    sector: str | None = Field(description="PLOVER sector", examples=["GOV"])
    entity_text: str = Field(description="as written", examples=["Marić"])
    name: str = Field(description="fullest form in the article", examples=["Željko Marić"])
    office: str | None = Field(description="office or title as written", examples=["Foreign Minister"])
    kind: str | None = Field(description="person, organisation, country, place or group", examples=["person"])


class Location(_Model):
    """Where an event was."""

    extracted_place: str = Field(examples=["Port Selby"])
    resolved_place: str = Field(examples=["Port Selby"])
    country_code: str | None = Field(examples=["SYL"])


class TextInfo(_Model):
    """Where the sentence stands in the article's text: first character, and the one after the last."""

    start: int
    end: int


class CiteInfo(_Model):
    """The article that a fact stands in."""

    url: str = Field(examples=["https://gazette.example/bridge"])
    title: str | None
    publication: str | None = Field(examples=["The Gazette"])
    language: str | None = Field(examples=["en"])
    published: list[date | None] = Field(description="the first and the last day it can be of")


class Provenance(_Model):
    """What made a fact: versions of code, ontology and models."""

    code: str = Field(examples=["0.1.0"])
    ontology: str
    models: dict[str, str]


class _Fact(_Model):
    id: str = Field(
        description="the same in every database that has read this page", examples=["9f3c04a1b2d4e5f6-E0"]
    )
    number: int = Field(description="in this database, for its address", examples=[17])
    article: int = Field(description="number of its article", examples=[12])
    text: str = Field(description="the sentence it rests on")
    text_info: TextInfo
    cite_info: CiteInfo
    provenance: Provenance
    rule: str
    score: float = Field(description="how sure, 0 to 1", examples=[0.93])


class Event(_Fact):
    """Who did what to whom: PLOVER's fields under their names."""

    record: Literal["event"]
    date: str | None = Field(description="the day, or the first day it can be", examples=["2024-05-03"])
    enddate: str | None = Field(description="the last day it can be, where that is another; null if open")
    date_source: str | None = Field(description="text or published", examples=["text"])
    date_stated: bool | None
    event: list[str] = Field(description="PLOVER type", examples=[["CONSULT"]])
    mode: list[str] = Field(examples=[["visit"]])
    context: list[str] = Field(examples=[["diplomatic"]])
    auxiliary: list[str] = Field(description="empty if it happened", examples=[[]])
    actor: list[Actor]
    recipient: list[Actor]
    reciprocal: bool
    event_loc: Location | None
    quad_code: int = Field(examples=[1])
    quad: str = Field(examples=["verbal cooperation"])
    event_scale: float
    event_text: list[str] = Field(description="the words that told it", examples=[["met"]])


class Statement(_Fact):
    """Who is reported to have said what, and to whom."""

    record: Literal["statement"]
    date: str | None = Field(description="day of the article", examples=["2024-05-04"])
    speaker: Actor | None
    addressee: Actor | None
    kind: str = Field(examples=["pledge"])
    polarity: str = Field(examples=["negated"])
    quoted: bool
    content: str = Field(examples=["that Freedonia would not close the border"])


class ArticleWhole(Article):
    """An article with its facts, and with those of its sentences that facts rest on (or with all of them)."""

    language: str | None
    modified: Day | None
    full_text: bool = Field(description="whether all sentences are given, or only those that facts rest on")
    sentences: list[Sentence]
    event_list: list[Event]
    statement_list: list[Statement]


class Linked(_Model):
    """An entity that articles name."""

    id: str = Field(examples=["Q11074974"])
    name: str = Field(examples=["Željko Marić"])
    schema_: str = Field(alias="schema", description="FollowTheMoney schema", examples=["Person"])
    articles: int = Field(description="how many articles name it", examples=[4])


class Standing(_Model):
    """An office or an entry on a list, as it stood on a day."""

    says: str = Field(description="in words", examples=["Deputy Prime Minister of Serbia since 2024-05-02"])
    held: Literal["yes", "no", "unknown"]
    source: str
    snapshot: str = Field(examples=["shipped@2026-07-01"])


class Known(Linked):
    """An entity with what the reference data say of it as of a day."""

    names: list[str]
    countries: list[str]
    day: date = Field(description="the day asked about")
    offices: list[Standing]
    listings: list[Standing]
    lists: dict[str, date] = Field(description="the complete lists that were looked at, with the day of each")


class Pair(_Model):
    """What one side did to the other, in numbers."""

    actor: str = Field(examples=["FRE"])
    recipient: str = Field(examples=["SYL"])
    events: int = Field(examples=[14])
    happened: int = Field(
        description="of these, told as having happened: not denied, planned or supposed", examples=[11]
    )
    quads: dict[str, int] = Field(examples=[{"verbal cooperation": 9, "material conflict": 5}])


class Piece(_Model):
    """A piece of a passage, and whether it is what was searched for."""

    text: str
    match: bool


class Hit(_Model):
    """An article that a search found."""

    article: int
    address: str
    headline: str | None
    published: date | None
    passages: list[list[Piece]]


class HitPage(Page[Hit]):
    """One page of articles that were searched for."""

    capped: int | None = Field(
        default=None,
        description="where very many articles hold the words: how many were ranked, those read last; the others are on"
        " no page (ask by days, or for more words); null where all were",
    )


class Snapshot(_Model):
    """A version of reference data."""

    id: str = Field(examples=["us-sdn@2026-07-01"])
    source: str = Field(examples=["us-sdn"])
    version: str
    taken: date = Field(description="the day it stands for")
    address: str
    sha256: str
    records: int
    lists: list[str] = Field(description="sanctions lists that are complete in it")
    newest: bool = Field(description="whether it is the one in force")


class ReadRequest(_Model):
    """A page to read: its HTML, or its text. The address is only kept beside it: nothing is fetched from it."""

    address: str = Field(default="-", max_length=2048, examples=["https://gazette.example/bridge"])
    html: str | None = Field(
        default=None, examples=["<h1>Talks begin</h1><p>Ana Duval met Željko Marić on 3 May.</p>"]
    )
    text: str | None = None


class Reading(_Model):
    """What was read from a page: the article, its mentions, events, statements; spans are places in its text."""

    model_config = ConfigDict(frozen=True, extra="allow")

    page: dict[str, Any]
    article: dict[str, Any]
    sentences: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    times: list[dict[str, Any]]
    events: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    provenance: dict[str, Any]
