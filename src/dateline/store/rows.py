"""From a reading to the rows of the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anyascii import anyascii

from dateline.model import (
    Article,
    Auxiliary,
    DateEstimate,
    Event,
    Participant,
    Reading,
    Sourced,
    Span,
    Statement,
)

Row = dict[str, Any]

CONTENT_JOINT = " … "
"""Stands between the pieces of what was said, in ``statements.content_text``."""


def name_key(name: str) -> str:
    """The name for comparison: plain small letters, words apart by one space, a space at each end.

    ``Aleksandar Vučić`` → ``" aleksandar vucic "``; so ``LIKE '% vucic %'`` finds whole words only.
    """
    words = re.findall(r"[a-z0-9]+", anyascii(name).casefold())
    return f" {' '.join(words)} "


def date_columns(name: str, estimate: DateEstimate | None) -> Row:
    """A DateEstimate as its six columns, all None where there is none."""
    if estimate is None:
        parts = ("earliest", "latest", "precision", "moment", "stated", "reasons")
        return {f"{name}_{part}": None for part in parts}
    return {
        f"{name}_earliest": estimate.earliest,
        f"{name}_latest": estimate.latest,
        f"{name}_precision": estimate.precision.value,
        f"{name}_moment": estimate.moment,
        f"{name}_stated": estimate.stated,
        f"{name}_reasons": estimate.reasons,
    }


def span_columns(name: str, span: Span) -> Row:
    """A span as its two columns."""
    return {f"{name}_start": span.start, f"{name}_end": span.end}


def article_row(article: Article) -> Row:
    """The row of ``articles``, without its keys."""
    return {
        "text": article.text,
        **_sourced_columns("headline", article.headline),
        **_sourced_columns("site", article.site),
        **_sourced_columns("language", article.language),
        **_sourced_columns("canonical", article.canonical),
        **date_columns("published", article.published),
        **date_columns("modified", article.modified),
    }


def article_parts(article: Article) -> dict[str, list[Row]]:
    """Table name → rows of what belongs to the article itself, without ``article_id``."""
    return {
        "authors": [
            {
                "position": position,
                "name": author.name,
                "handle": author.handle,
                "avatar": author.avatar,
                "profile": author.profile,
                "source": author.source,
            }
            for position, author in enumerate(article.authors)
        ],
        "paragraphs": [
            {"position": position, "kind": paragraph.kind.value, **span_columns("span", paragraph.span)}
            for position, paragraph in enumerate(article.paragraphs)
        ],
        "furniture": [
            {
                "position": position,
                "text": piece.text,
                "kind": piece.kind.value,
                "rule": piece.rule,
                "score": piece.score,
            }
            for position, piece in enumerate(article.furniture)
        ],
        "repairs": [
            {
                "position": position,
                **span_columns("span", repair.span),
                "original": repair.original,
                "result": repair.result,
                "rule": repair.rule,
                "evidence": repair.evidence,
            }
            for position, repair in enumerate(article.repairs)
        ],
    }


def fact_parts(reading: Reading) -> dict[str, list[Row]]:
    """Table name → rows of sentences, mentions and times, without ``article_id`` and ``provenance_id``."""
    text = reading.article.text
    return {
        "sentences": [
            {
                "position": sentence.index,
                **span_columns("span", sentence.span),
                "paragraph": sentence.paragraph,
                "text": sentence.span.of(text),
            }
            for sentence in reading.sentences
        ],
        "mentions": [
            {
                "position": mention.index,
                **span_columns("span", mention.span),
                **span_columns("head", mention.head),
                "sentence": mention.sentence,
                "kind": mention.kind.value,
                "text": mention.span.of(text),
                "name": mention.name,
                "name_key": name_key(mention.name),
                "title": mention.title,
                "country": mention.country,
                "role": mention.role,
                "refers_to": mention.refers_to,
                "rule": mention.rule,
                "score": mention.score,
            }
            for mention in reading.mentions
        ],
        "times": [
            {
                "position": position,
                **span_columns("span", time.span),
                "sentence": time.sentence,
                "text": time.span.of(text),
                **date_columns("date", time.date),
                "rule": time.rule,
            }
            for position, time in enumerate(reading.times)
        ],
    }


def event_row(event: Event, reading: Reading) -> Row:
    """The row of ``events``, without its keys."""
    place = None if event.place is None else reading.mentions[event.place].name
    return {
        "position": event.index,
        "type": event.type.value,
        "mode": event.mode,
        "contexts": event.contexts,
        "auxiliaries": tuple(auxiliary.value for auxiliary in event.auxiliaries),
        "reciprocal": event.reciprocal,
        "place": event.place,
        "place_name": place,
        **date_columns("date", event.date),
        **_when_columns(event, reading.article.published),
        "sentence": event.sentence,
        **span_columns("trigger", event.trigger),
        "trigger_text": event.trigger.of(reading.article.text),
        "rule": event.rule,
        "score": event.score,
    }


def participant_rows(event: Event, reading: Reading) -> list[Row]:
    """The rows of ``participants`` of one event, without ``event_id``."""
    rows = []
    for side, participants in (("actor", event.actors), ("recipient", event.recipients)):
        for position, participant in enumerate(participants):
            mention = None if participant.mention is None else reading.mentions[participant.mention]
            text = participant.span.of(reading.article.text)
            name = mention.name if mention else text
            rows.append(
                {
                    "side": side,
                    "position": position,
                    **span_columns("span", participant.span),
                    "text": text,
                    "mention": participant.mention,
                    "name": name,
                    "name_key": name_key(name),
                    "kind": mention.kind.value if mention else None,
                    "title": mention.title if mention else None,
                    "country": mention.country if mention else None,
                    "role": mention.role if mention else None,
                }
            )
    return rows


def span_rows(spans: Sequence[Span]) -> list[Row]:
    """The rows of ``evidence`` or ``contents``, without the key of what they belong to."""
    return [{"position": position, **span_columns("span", span)} for position, span in enumerate(spans)]


def statement_row(statement: Statement, reading: Reading) -> Row:
    """The row of ``statements``, without its keys."""
    text = reading.article.text
    return {
        "position": statement.index,
        **_speaker_columns("speaker", statement.speaker, reading),
        **_speaker_columns("addressee", statement.addressee, reading),
        **span_columns("cue", statement.cue),
        "cue_text": statement.cue.of(text),
        "content_text": CONTENT_JOINT.join(span.of(text) for span in statement.content),
        "kind": statement.kind.value,
        "polarity": statement.polarity.value,
        "quoted": statement.quoted,
        "sentence": statement.sentence,
        "rule": statement.rule,
        "score": statement.score,
    }


def misplaced(reading: Reading) -> str | None:
    """What in the reading refers to something that is not there, in words; None if all is in place."""
    lists: Mapping[str, Sequence[Any]] = {
        "sentence": reading.sentences,
        "mention": reading.mentions,
        "event": reading.events,
        "statement": reading.statements,
    }
    for name, items in lists.items():
        for position, item in enumerate(items):
            if item.index != position:
                return f"{name} {position} calls itself {item.index}"
    mentions, events = len(reading.mentions), len(reading.events)
    for event in reading.events:
        references = [participant.mention for participant in (*event.actors, *event.recipients)] + [
            event.place
        ]
        if any(index is not None and not 0 <= index < mentions for index in references):
            return f"event {event.index} refers to a mention that is not there"
    spoken_of = [link.mention for link in reading.links] + [claim.mention for claim in reading.claims]
    if any(not 0 <= index < mentions for index in spoken_of):
        return "a link or claim refers to a mention that is not there"
    for statement in reading.statements:
        speakers = [who.mention for who in (statement.speaker, statement.addressee) if who is not None]
        if any(index is not None and not 0 <= index < mentions for index in speakers):
            return f"statement {statement.index} refers to a mention that is not there"
        if any(not 0 <= index < events for index in statement.events):
            return f"statement {statement.index} refers to an event that is not there"
    return None


def _sourced_columns(name: str, sourced: Sourced | None) -> Row:
    if sourced is None:
        return {name: None, f"{name}_source": None}
    return {name: sourced.value, f"{name}_source": sourced.source}


def _speaker_columns(name: str, who: Participant | None, reading: Reading) -> Row:
    if who is None:
        parts = ("start", "end", "text", "mention", "name", "key", "country")
        return {f"{name}_{part}": None for part in parts}
    mention = None if who.mention is None else reading.mentions[who.mention]
    text = who.span.of(reading.article.text)
    known = mention.name if mention else text
    return {
        **span_columns(name, who.span),
        f"{name}_text": text,
        f"{name}_mention": who.mention,
        f"{name}_name": known,
        f"{name}_key": name_key(known),
        f"{name}_country": mention.country if mention else None,
    }


def _when_columns(event: Event, published: DateEstimate | None) -> Row:
    """The days to search an event by.

    Its own date; else the article's, as event data sets do, but not for what is told as long past.
    """
    choices: list[tuple[str, DateEstimate | None]] = [("text", event.date)]
    if Auxiliary.HISTORICAL not in event.auxiliaries:
        choices.append(("published", published))
    for source, estimate in choices:
        if estimate is not None and (estimate.earliest or estimate.latest):
            return _when(estimate.earliest, estimate.latest, source)
    return _when(None, None, None)


def _when(earliest: date | None, latest: date | None, source: str | None) -> Row:
    return {"when_earliest": earliest, "when_latest": latest, "when_source": source}
