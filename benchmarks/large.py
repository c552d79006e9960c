"""A large database, written in bulk: the articles of ten years, with all tables, indexes and links in place.

What is in it is drawn at random, always the same for a seed, and spread as news are: a few states, people and outlets
are in very many articles, most are in few (Zipf's law); years later in time have more. An article is short, five
sentences or so, with about two events, one statement and eight mentions; each person has the offices and lists of the
shipped reference data. Run: ``python -m benchmarks.large FILE [--articles N] [--seed S]``.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.store import WEIGHTS, WORDS
from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer import locate_country
from dateline.lexicon.reference import load_records
from dateline.lexicon.standing import profile_of
from dateline.model import BLOCK_SEPARATOR, EventType
from dateline.store.database import open_database
from dateline.store.keys import file_everything
from dateline.store.rows import name_key
from dateline.store.schema import metadata
from dateline.store.sqlite import connect
from dateline.store.who import encode_profile

FIRST = date(2015, 1, 1)
DAYS = 3650
AT_ONCE = 10_000
PEOPLE, OUTLETS, AUTHORS = 4000, 2000, 20_000
UNKNOWN = 5000
"""So many people who are named, but stand in no reference data."""

BUSY = ("USA", "RUS", "CHN", "UKR", "GBR", "FRA", "DEU", "ISR", "IRN", "TUR", "IND", "POL", "SRB", "SYR")
VERBS = {
    "met": EventType.CONSULT, "accused": EventType.ACCUSE, "attacked": EventType.ASSAULT,
    "backed": EventType.SUPPORT, "sanctioned": EventType.SANCTION, "threatened": EventType.THREATEN,
    "aided": EventType.AID, "rejected": EventType.REJECT, "protested against": EventType.PROTEST,
    "agreed with": EventType.AGREE,
}  # fmt: skip
AUXILIARIES = ["[]"] * 7 + ['["future"]', '["negation"]', '["hypothetical"]']
SAID = ("say", "accuse", "pledge", "ask")
CONTENT = zlib.compress(random.Random(1).randbytes(400))
"""Stands for the bytes of a page; real ones are longer, but no page of the site reads them, save to export them."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that articles name."""

    name: str
    kind: str
    country: str | None
    entity: str | None
    profile: tuple[str, str] | None = None
    point: tuple[float, float] = (0.0, 0.0)
    key: str = ""


@dataclass(slots=True)
class Cast:
    """Who can be named, each list with the most frequent first, and how often they are."""

    states: list[Named]
    people: list[Named]
    unknown: list[Named]
    places: list[Named]
    weights: dict[int, list[float]] = field(default_factory=dict)

    def draw(self, among: Sequence[Any], chance: random.Random) -> Any:
        """One of them, by Zipf's law."""
        size = len(among)
        if size not in self.weights:
            self.weights[size] = list(itertools.accumulate(1 / (rank + 3) for rank in range(size)))
        return chance.choices(among, cum_weights=self.weights[size])[0]

    def party(self, chance: random.Random) -> Named:
        """One who acts: a state, somebody of the reference data, or somebody else."""
        dice = chance.random()
        among = self.states if dice < 0.4 else self.people if dice < 0.8 else self.unknown
        named: Named = self.draw(among, chance)
        return named


def cast_of(chance: random.Random) -> Cast:
    """States, people with their profiles, and places."""
    codes = [country.code for country in load_countries().all]
    codes.sort(key=lambda code: BUSY.index(code) if code in BUSY else len(BUSY))
    countries = {country.code: country.name for country in load_countries().all}
    states: list[Named] = []
    places: list[Named] = []
    for number, code in enumerate(codes):
        at = locate_country(code)
        point = (at.latitude, at.longitude) if at else (0.0, 0.0)
        states.append(_named(countries[code], "country", code, f"iso-{code}", point=point))
        for place in range(5):
            name = f"{chance.choice(WORDS)}{chance.choice(WORDS)}".capitalize()
            key = f"geonames-{number * 5 + place + 1}"
            places.append(_named(name, "place", code, key, point=(point[0] + place / 3, point[1])))
    records = list(load_records())
    chance.shuffle(records)
    day = date(2024, 5, 4)
    people: list[Named] = []
    for record in records[:PEOPLE]:
        entity = record.entity
        kind = "person" if entity.schema == "Person" else "organisation"
        state = entity.countries[0] if entity.countries else None
        profile = (entity.schema, encode_profile(profile_of(record, day, day, {})))
        people.append(_named(entity.name, kind, state, entity.id, profile=profile))
    unknown: list[Named] = []
    for _ in range(UNKNOWN):
        name = f"{chance.choice(WORDS)} {chance.choice(WORDS)}".title()
        unknown.append(_named(name, "person", chance.choice([*codes, None]), None))
    return Cast(states, people, unknown, places)


def _named(name: str, kind: str, country: str | None, entity: str | None, **more: Any) -> Named:
    return Named(name, kind, country, entity, key=name_key(name), **more)


@dataclass(slots=True)
class Batch:
    """Rows by table; each is a tuple in the order of the columns that ``COLUMNS`` tells."""

    rows: defaultdict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    events: int = 0
    statements: int = 0


COLUMNS = {
    "pages": "id address digest content size fetched content_type status",
    "articles": "id page_id provenance_id current headline headline_source text published_earliest published_latest "
    "published_precision published_stated published_reasons site site_source language language_source",
    "authors": "article_id position name source",
    "paragraphs": "article_id position kind span_start span_end",
    "sentences": "article_id position span_start span_end paragraph text provenance_id",
    "mentions": "article_id position span_start span_end head_start head_end sentence kind text name name_key country "
    "refers_to rule score provenance_id",
    "links": "article_id mention entity name score features latitude longitude rejected rule",
    "profiles": "article_id entity name schema profile",
    "events": "id article_id position type contexts auxiliaries reciprocal place place_name when_earliest when_latest "
    "when_source sentence trigger_start trigger_end trigger_text rule score provenance_id",
    "participants": "event_id side position span_start span_end text mention name name_key kind country",
    "evidence": "event_id position span_start span_end",
    "statements": "id article_id position speaker_start speaker_end speaker_text speaker_mention speaker_name "
    "speaker_key speaker_country addressee_start addressee_end addressee_text addressee_mention addressee_name "
    "addressee_key addressee_country cue_start cue_end cue_text content_text kind polarity quoted sentence rule score "
    "provenance_id",
    "contents": "statement_id position span_start span_end",
}


@dataclass(slots=True)
class Draft:
    """An article that is being written."""

    number: int
    day: str
    batch: Batch
    text: str = ""
    sentences: int = 0
    first: dict[str, int] = field(default_factory=dict)
    mentions: int = 0
    events: int = 0
    statements: int = 0

    def sentence(self, parts: Sequence[str | Named]) -> list[tuple[int, int, int | None]]:
        """Write a sentence; where each part stands, with the number of its mention."""
        start, places = len(self.text), []
        pieces, at = [], start
        for part in parts:
            words = part if isinstance(part, str) else part.name
            end = at + len(words)
            places.append((at, end, None if isinstance(part, str) else self._mention(part, at, end)))
            pieces.append(words)
            at = end + 1
        written = f"{' '.join(pieces)}."
        self.text += written + (BLOCK_SEPARATOR if self.sentences == 0 else " ")
        row = (self.number, self.sentences, start, start + len(written), min(self.sentences, 1), written, 1)
        self.batch.rows["sentences"].append(row)
        self.sentences += 1
        return places

    def _mention(self, who: Named, start: int, end: int) -> int:
        number, rows = self.mentions, self.batch.rows
        refers = self.first.setdefault(who.name, number)
        rows["mentions"].append(
            (self.number, number, start, end, start, end, self.sentences, who.kind, who.name, who.name, who.key,
             who.country, refers, "name", 0.9, 1)
        )  # fmt: skip
        features = f'[["name", 0.5, "{who.name} is its name"], ["country", 0.2, "told in the text"]]'
        known = who.entity is not None
        rows["links"].append(
            (self.number, number, who.entity, who.name if known else None, 0.9 if known else None,
             features if known else "[]", *who.point, "[]", "sum")
        )  # fmt: skip
        if who.profile and refers == number:
            rows["profiles"].append((self.number, who.entity, who.name, *who.profile))
        self.mentions += 1
        return number


def write_article(draft: Draft, cast: Cast, chance: random.Random) -> None:
    """All rows of one article."""
    number, rows = draft.number, draft.batch.rows
    headline = f"{cast.party(chance).name}: {_words(chance, 5)}"
    draft.sentence([headline])
    for _ in range(chance.choice((3, 4, 5, 6, 7))):
        dice = chance.random()
        if dice < 0.4:
            _event(draft, cast, chance)
        elif dice < 0.62:
            _statement(draft, cast, chance)
        else:
            draft.sentence([_words(chance, 7), cast.party(chance), _words(chance, 6)])
    head = len(headline) + 1
    rows["paragraphs"].append((number, 0, "headline", 0, head))
    rows["paragraphs"].append((number, 1, "paragraph", head + len(BLOCK_SEPARATOR), len(draft.text)))
    outlet = cast.draw(range(OUTLETS), chance)
    address = f"https://outlet{outlet}.example/{number}"
    rows["pages"].append(
        (number, address, f"{number:064x}", CONTENT, 20_000, f"{draft.day} 12:00:00.000000", "text/html", "read")
    )  # fmt: skip
    language = chance.choices(("en", "en-GB", "en-US"), (6, 2, 2))[0]
    rows["articles"].append(
        (number, number, 1, 1, headline, "h1", draft.text, draft.day, draft.day, "day", 1, '["meta"]',
         f"Outlet {outlet}", "meta", language, "html")
    )  # fmt: skip
    if chance.random() < 0.8:
        rows["authors"].append((number, 0, f"Writer {cast.draw(range(AUTHORS), chance)}", "meta"))


def _words(chance: random.Random, size: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=size))


def _event(draft: Draft, cast: Cast, chance: random.Random) -> None:
    actor, other = cast.party(chance), cast.party(chance)
    verb = cast.draw(list(VERBS), chance)
    place = cast.draw(cast.places, chance) if chance.random() < 0.5 else None
    tail: list[str | Named] = ["in", place] if place else []
    at = draft.sentence([actor, verb, other, *tail, "over", _words(chance, 9)])
    batch, sentence = draft.batch, draft.sentences - 1
    batch.events += 1
    number, trigger = batch.events, at[1]
    batch.rows["events"].append(
        (number, draft.number, draft.events, VERBS[verb].value, '["diplomatic"]', chance.choice(AUXILIARIES),
         verb == "agreed with", at[4][2] if place else None, place.name if place else None, draft.day, draft.day,
         "published", sentence, trigger[0], trigger[1], verb, verb, round(chance.uniform(0.5, 1), 3), 1)
    )  # fmt: skip
    draft.events += 1
    sides = ("actor", "actor" if verb == "agreed with" else "recipient")
    for position, (who, span, side) in enumerate(((actor, at[0], sides[0]), (other, at[2], sides[1]))):
        batch.rows["participants"].append(
            (number, side, position if sides[0] == sides[1] else 0, span[0], span[1], who.name, span[2], who.name,
             who.key, who.kind, who.country)
        )  # fmt: skip
    batch.rows["evidence"].append((number, 0, trigger[0], trigger[1]))


def _statement(draft: Draft, cast: Cast, chance: random.Random) -> None:
    speaker, about = cast.party(chance), cast.party(chance)
    heard = cast.party(chance) if chance.random() < 0.25 else None
    to: list[str | Named] = ["told", heard] if heard else ["said"]
    at = draft.sentence([speaker, *to, "that", about, _words(chance, 8)])
    batch, sentence = draft.batch, draft.sentences - 1
    batch.statements += 1
    cue, content = at[1], (at[-2][0], at[-1][1])

    def party(who: Named | None, span: tuple[int, int, int | None]) -> tuple[Any, ...]:
        return (*span[:2], who.name, span[2], who.name, who.key, who.country) if who else (None,) * 7

    batch.rows["statements"].append(
        (batch.statements, draft.number, draft.statements, *party(speaker, at[0]), *party(heard, at[2]), cue[0],
         cue[1], to[0], draft.text[content[0] : content[1]], chance.choice(SAID), "affirmed", 0, sentence, "said",
         0.9, 1)
    )  # fmt: skip
    batch.rows["contents"].append((batch.statements, 0, *content))
    draft.statements += 1


def batches(articles: int, seed: int) -> Iterator[Batch]:
    """All rows, some thousand articles at a time."""
    chance = random.Random(seed)
    cast, batch = cast_of(chance), Batch()
    for number in range(1, articles + 1):
        # Most are read as they come out; some are of an archive that was read later.
        through = chance.random() if chance.random() < 0.1 else number / articles
        day = FIRST + timedelta(days=int(DAYS * through**0.7))
        write_article(Draft(number, day.isoformat(), batch), cast, chance)
        if number % AT_ONCE == 0 or number == articles:
            yield batch
            batch = Batch(events=batch.events, statements=batch.statements)


def write(link: sqlite3.Connection, batch: Batch) -> None:
    """Write the rows in one transaction."""
    link.execute("BEGIN")
    for table, columns in COLUMNS.items():
        names = columns.split()
        assert set(names) <= set(metadata.tables[table].c.keys()), table
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
        link.executemany(statement, batch.rows[table])
    link.execute("COMMIT")


def make(path: Path, articles: int, *, seed: int = 3, tell: Callable[[str], None] = print) -> None:
    """Make the database.

    Args:
        path: where there is no file yet.
        articles: how many.
        seed: the same gives the same rows.
        tell: is told how far it is.
    """
    open_database(path).close()
    start = time.perf_counter()
    with closing(connect(path, busy_seconds=5)) as link:
        # What is written here can be written again: speed matters more than the power supply.
        for setting in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -2000000"):
            link.execute(f"PRAGMA {setting}")
        link.execute("INSERT INTO provenances VALUES (1, '0.1.0', '1', '[[\"large\", \"1\"]]')")
        done = 0
        for batch in batches(articles, seed):
            write(link, batch)
            done += len(batch.rows["articles"])
            tell(f"{done} articles, {time.perf_counter() - start:.0f} s")
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open_database(path) as database, database.writing() as connection:
        file_everything(connection)
    tell(f"filed under their keys, {time.perf_counter() - start:.0f} s")


def main() -> None:
    """Make the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    make(given.file, given.articles, seed=given.seed)


if __name__ == "__main__":
    main()
