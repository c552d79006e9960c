"""Writing and searching the store, against plain SQLite that keeps each reading as one JSON text.

Both write one page a transaction, in write-ahead mode with ``synchronous = FULL``; the peer has no columns,
no keys and no full-text index, and searches by looking through all texts. Words are as frequent as in real
texts (Zipf's law). Run: ``python -m benchmarks.store [--articles N]``.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.model import (
    BLOCK_SEPARATOR,
    Article,
    BlockKind,
    Event,
    EventType,
    Mention,
    MentionKind,
    Page,
    Paragraph,
    Participant,
    Provenance,
    Reading,
    Sentence,
    Sourced,
    Span,
    Statement,
    StatementKind,
)
from dateline.store.database import open_database
from dateline.store.view import View
from dateline.store.writer import Writer

T = TypeVar("T")

SENTENCES = 30
PEOPLE = [
    f"{first} {last}"
    for first in ("Ana", "Pat", "Željko", "Ivo", "Mara")
    for last in ("Duval", "Rowe", "Marić")
]
VERBS = {"met": EventType.CONSULT, "accused": EventType.ACCUSE, "praised": EventType.SUPPORT, "told": None}
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
WORDS = [
    first + second + third for third in ("", "n", "r", "st") for first in SYLLABLES for second in SYLLABLES
]
WEIGHTS = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(WORDS))))


def make_reading(number: int, chance: random.Random) -> Reading:
    """An article of thirty sentences with two people in each, an event or a statement in every one."""
    text = f"Report {number} on {chance.choice(WORDS)} and {chance.choice(WORDS)}"
    headline = Sourced(value=text, source="h1")
    sentences = [Sentence(index=0, span=Span(0, len(text)), paragraph=0)]
    mentions: list[Mention] = []
    events: list[Event] = []
    statements: list[Statement] = []
    text += BLOCK_SEPARATOR
    start = len(text)
    for index in range(1, SENTENCES + 1):
        who, whom = chance.sample(PEOPLE, 2)
        verb = chance.choice(list(VERBS))
        rest = " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=14))
        sentence = f"{who} {verb} {whom} about {rest}."
        at = len(text)
        first, cue = Span(at, at + len(who)), Span(at + len(who) + 1, at + len(who) + 1 + len(verb))
        second = Span(cue.end + 1, cue.end + 1 + len(whom))
        for span, name in ((first, who), (second, whom)):
            mentions.append(_mention(len(mentions), span, index, name))
        actor, other = (Participant(span=m.span, mention=m.index) for m in mentions[-2:])
        kind = VERBS[verb]
        if kind is None:
            content = Span(second.end + 1, at + len(sentence) - 1)
            statements.append(_statement(len(statements), actor, cue, content, other, index))
        else:
            events.append(_event(len(events), kind, actor, other, cue, index))
        sentences.append(Sentence(index=index, span=Span(at, at + len(sentence)), paragraph=1))
        text += sentence + " "
    paragraphs = (
        Paragraph(kind=BlockKind.HEADLINE, span=sentences[0].span),
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(start, len(text))),
    )
    markup = "".join(
        f"<p class='body block-{chance.random()}'>{word}</p>" for word in chance.choices(WORDS, k=400)
    )
    return Reading(
        page=Page(
            address=f"https://gazette.example/{number}",
            content=f"<html>{markup}{text}</html>".encode(),
            fetched=datetime(2024, 5, 4, tzinfo=UTC),
            content_type="text/html",
        ),
        article=Article(text=text, paragraphs=paragraphs, headline=headline),
        sentences=tuple(sentences),
        mentions=tuple(mentions),
        times=(),
        events=tuple(events),
        statements=tuple(statements),
        provenance=Provenance(code="0.1.0", ontology="1", models=(("roots", "1"),)),
    )


def _mention(index: int, span: Span, sentence: int, name: str) -> Mention:
    return Mention(
        index=index, span=span, head=span, sentence=sentence, kind=MentionKind.PERSON, name=name,
        country="SRB", role="GOV", refers_to=index, rule="name", score=0.9,
    )  # fmt: skip


def _event(
    index: int, kind: EventType, actor: Participant, other: Participant, cue: Span, sentence: int
) -> Event:
    return Event(
        index=index, type=kind, contexts=("diplomatic",), actors=(actor,), recipients=(other,),
        sentence=sentence, trigger=cue, evidence=(cue,), rule="verb", score=0.9,
    )  # fmt: skip


def _statement(
    index: int, speaker: Participant, cue: Span, content: Span, addressee: Participant, sentence: int
) -> Statement:
    return Statement(
        index=index, speaker=speaker, cue=cue, content=(content,), addressee=addressee,
        kind=StatementKind.SAY, sentence=sentence, rule="tell", score=0.9,
    )  # fmt: skip


def plain_database(path: Path) -> sqlite3.Connection:
    """The peer: a table of JSON texts and pages."""
    link = sqlite3.connect(path, isolation_level=None)
    link.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE readings (address TEXT PRIMARY KEY, page BLOB, reading TEXT)"
    )
    return link


def plain_write(link: sqlite3.Connection, reading: Reading) -> None:
    """One reading as JSON, in a transaction of its own."""
    fields = {name: getattr(reading, name) for name in reading.__dataclass_fields__ if name != "page"}
    text = msgspec.json.encode(fields).decode()
    link.execute("INSERT INTO readings VALUES (?, ?, ?)", (reading.page.address, reading.page.content, text))


def seconds(items: Iterable[T], action: Callable[[T], object]) -> list[float]:
    """How long each call took."""
    taken = []
    for item in items:
        start = time.perf_counter()
        action(item)
        taken.append(time.perf_counter() - start)
    return taken


def report(what: str, ours: list[float], peers: list[float]) -> None:
    """Median and 95th percentile of ours, and the ratio of the medians."""
    median = statistics.median(ours)
    tail = sorted(ours)[int(len(ours) * 0.95)]
    ratio = median / statistics.median(peers)
    print(
        f"{what:<34} {median * 1000:8.2f} ms median {tail * 1000:8.2f} ms p95   {ratio:6.2f} × plain SQLite"
    )


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    count = parser.parse_args().articles
    chance = random.Random(3)
    readings = [make_reading(number, chance) for number in range(count)]
    queries = [" ".join(chance.sample(WORDS[30:600], 2)) for _ in range(50)]
    with tempfile.TemporaryDirectory() as name:
        ours_at, peer_at = Path(name) / "ours.db", Path(name) / "peer.db"
        link = plain_database(peer_at)
        with open_database(ours_at) as database:
            writer, view = Writer(database), View(database)
            writes: tuple[list[float], list[float]] = ([], [])
            for reading in readings:  # turn and turn about, so that both meet the same load
                writes[0].extend(seconds([reading], writer.write))
                writes[1].extend(seconds([reading], lambda item: plain_write(link, item)))
            again = seconds(readings, writer.write)
            newer = Provenance(code="0.2.0", ontology="1", models=())
            replaced = seconds(
                [dataclasses.replace(reading, provenance=newer) for reading in readings[:100]], writer.write
            )
            search = seconds(queries, view.search)
            facts = seconds(PEOPLE, lambda who: view.facts(actor=who, event_type=EventType.ACCUSE))
            whole = seconds(range(1, min(count, 100)), view.article)
        both = "SELECT address FROM readings WHERE reading LIKE ? AND reading LIKE ? LIMIT 20"
        scan = seconds(
            queries, lambda query: link.execute(both, [f"%{word}%" for word in query.split()]).fetchall()
        )
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        link.close()
        sizes = ours_at.stat().st_size, peer_at.stat().st_size
    first = readings[0]
    found = len(first.events) + len(first.statements)
    size = len(first.page.content)
    print(f"{count} articles of {SENTENCES} sentences and {found} facts, pages of {size} bytes")
    rates = [1 / statistics.mean(taken) for taken in writes]
    print(f"writes per second: {rates[0]:.0f}, plain SQLite {rates[1]:.0f}")
    report("write a new page", *writes)
    report("write the same page again", again, writes[1])
    report("replace the facts of a page", replaced, writes[1])
    report("search two words", search, scan)
    report("facts by actor and type", facts, scan)
    report("read a whole article back", whole, scan)
    each = [size / count for size in sizes]
    print(f"bytes per article: {each[0]:.0f}, plain SQLite {each[1]:.0f}, {each[0] / each[1]:.2f} ×")


if __name__ == "__main__":
    main()
