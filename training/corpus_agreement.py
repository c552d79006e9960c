"""How far two labellings of the same sentences agree: ``python -m training.corpus_agreement``.

Both lie in ``training/corpus/second``; the second was made from the guideline without a look at the first. What was
decided where they differ is in the corpus itself.
Agreement is the F1 of one against the other, as chance hardly makes two people mark the same span: for a type, of
triggers that overlap and have it. For participants and modes it is the share of the events on which both agree. A whole
event is its type with all its parties, whichever word tells it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from dateline.evaluate.labelled import count_matches, pairs_alike
from dateline.evaluate.labelled_rows import EventLabel, Place, Row, read_rows
from dateline.understand.encoder.labels import AUXILIARIES, TYPES

FOLDER = Path(__file__).parent / "corpus" / "second"


def agreement(first: list[Row], second: list[Row]) -> dict[str, float | int]:
    """Compare rows with the same text; those that only one side has are left out."""
    by_text = {row.text: row for row in first}
    pairs = [(by_text[row.text], row) for row in second if row.text in by_text]
    counts: Counter[tuple[str, str]] = Counter()
    for one, other in pairs:
        _count(one, other, counts)
    return {"rows": len(pairs), **_figures(counts)}


def _figures(counts: Counter[tuple[str, str]]) -> dict[str, float]:
    names = ["mention", "trigger", "trigger and type", "whole event", "cue", *TYPES, *AUXILIARIES]
    shares = ["mode", "actors", "recipients"]
    return {
        **{name: _f1(counts, name) for name in names},
        **{name: round(counts[name, "both"] / max(counts[name, "asked"], 1), 3) for name in shares},
    }


def _f1(counts: Counter[tuple[str, str]], name: str) -> float:
    total = counts[name, "one"] + counts[name, "other"]
    return round(2 * counts[name, "both"] / total, 3) if total else 0.0


def _count(one: Row, other: Row, counts: Counter[tuple[str, str]]) -> None:
    for side, row in (("one", one), ("other", other)):
        counts["mention", side] += len(row.mentions)
        counts["cue", side] += len(row.statements)
        for event in row.events:
            counts.update((name, side) for name in ("trigger", "trigger and type", "whole event", event.type))
            counts.update((name, side) for name in event.auxiliaries)
    spans = {(m.span, m.kind) for m in other.mentions}
    counts["mention", "both"] += sum((m.span, m.kind) in spans for m in one.mentions)
    counts["cue", "both"] += sum(any(_meet(s.cue, t.cue) for t in other.statements) for s in one.statements)
    counts["whole event", "both"] += _whole(one, other)
    free = list(other.events)
    for event in one.events:
        match = next((e for e in free if _meet(e.trigger, event.trigger)), None)
        if match is not None:
            free.remove(match)
            _count_pair(one, event, other, match, counts)


def _count_pair(
    one: Row, event: EventLabel, other: Row, match: EventLabel, counts: Counter[tuple[str, str]]
) -> None:
    counts["trigger", "both"] += 1
    counts.update((name, "both") for name in set(event.auxiliaries) & set(match.auxiliaries))
    if event.type != match.type:
        return
    counts.update([("trigger and type", "both"), (event.type, "both")])
    same = {
        "actors": _same(one, event.actors, other, match.actors),
        "recipients": _same(one, event.recipients, other, match.recipients),
        "mode": event.mode == match.mode,
    }
    counts.update((name, "asked") for name in same)
    counts.update((name, "both") for name, agreed in same.items() if agreed)


def _whole(one: Row, other: Row) -> int:
    """How many events of one side the other has with the same type and parties; each is taken once."""
    return count_matches(
        one.events, other.events, lambda a, b: a.type == b.type and _same_parties(one, a, other, b)
    )


def _same_parties(one: Row, event: EventLabel, other: Row, match: EventLabel) -> bool:
    if event.reciprocal or match.reciprocal:
        return _same(one, event.actors + event.recipients, other, match.actors + match.recipients)
    return _same(one, event.actors, other, match.actors) and _same(
        one, event.recipients, other, match.recipients
    )


def _same(one: Row, these: tuple[int, ...], other: Row, those: tuple[int, ...]) -> bool:
    ours, theirs = ([row.mentions[n].span for n in group] for row, group in ((one, these), (other, those)))
    return len(ours) == len(theirs) == pairs_alike(ours, theirs)


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


if __name__ == "__main__":
    print(json.dumps(agreement(read_rows(FOLDER / "first.jsonl"), read_rows(FOLDER / "second.jsonl"))))
