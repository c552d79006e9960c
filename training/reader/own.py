"""The labelled corpus as examples: all that a sentence tells, and pairs with marks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from dateline.evaluate.labelled_rows import EventLabel, Row
from dateline.understand.encoder.labels import AUXILIARIES, LINKS, MODES, ROLES, ROOTS, STATEMENT_KINDS
from dateline.understand.encoder.wordpieces import Pieces, Wordpieces, marked
from training.reader.examples import UNKNOWN, Example, Place, fold_of, framed, pieces_of, tag_row


def own_examples(
    rows: Sequence[Row], cutter: Wordpieces, *, seed: int, joined: float = 0.25
) -> Iterator[Example]:
    """Each row as a window; some joined with the row that follows in a shuffled order, as paragraphs are."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    while order:
        row = order.pop()
        example = _example(row, cutter)
        if order and random.Random(row.id).random() < joined:
            example = _join(example, _example(order.pop(), cutter))
        yield example


def own_pairs(rows: Iterable[Row], cutter: Wordpieces, *, seed: int) -> Iterator[Example]:
    """Each actor and recipient of an event as marked pairs, and some pairs that no event joins."""
    for row in rows:
        pieces = cutter.cut(row.text)
        tied: dict[tuple[int, int], set[str]] = {}
        for event in row.events:
            for pair in _pairs(event):
                tied.setdefault(pair, set()).add(event.type)
        free = [
            (a, b)
            for a in range(len(row.mentions))
            for b in range(len(row.mentions))
            if a != b and (a, b) not in tied and (b, a) not in tied
        ]
        random.Random(f"{seed}{row.id}").shuffle(free)
        for pair, types in [*tied.items(), *((pair, {"none"}) for pair in free[:1])]:
            source, target = (row.mentions[number].span for number in pair)
            if source[0] < target[1] and target[0] < source[1]:
                continue
            words, cases = marked(pieces, source, target)
            roots = tuple(sorted(ROOTS.index(name) for name in types))
            yield Example(words=words, cases=cases, fold=fold_of(row.text), root=roots)


def _pairs(event: EventLabel) -> list[tuple[int, int]]:
    if event.reciprocal:
        return list(zip(event.actors, event.actors[1:], strict=False))
    return [(a, r) for a in event.actors for r in event.recipients if a != r]


def _example(row: Row, cutter: Wordpieces) -> Example:
    pieces = cutter.cut(row.text)
    example = framed(pieces, row.text)
    example.tags["mention"] = tag_row("mention", pieces, [(m.span, m.kind) for m in row.mentions])
    example.tags["trigger"] = tag_row("trigger", pieces, [(e.trigger, e.type) for e in row.events])
    for event in row.events:
        _add_event(example, pieces, row, event)
    _add_statements(example, pieces, row)
    return example


def _add_event(example: Example, pieces: Pieces, row: Row, event: EventLabel) -> None:
    trigger = pieces_of(pieces, event.trigger)
    if trigger is None:
        return
    flags = tuple(int(name in event.auxiliaries) for name in AUXILIARIES)
    example.auxiliaries.append((trigger[0], flags))
    if event.mode is not None:
        example.modes.append((trigger[0], MODES.index((event.type, event.mode))))
    for number, mention in enumerate(row.mentions):
        covered = pieces_of(pieces, mention.span)
        if covered is not None:
            example.roles.append((trigger[0], *covered, ROLES.index(_role(event, number))))


def _role(event: EventLabel, number: int) -> str:
    if number in event.actors:
        return "reciprocal" if event.reciprocal else "actor"
    if number in event.recipients:
        return "recipient"
    return "place" if number == event.place else "none"


def _add_statements(example: Example, pieces: Pieces, row: Row) -> None:
    outer = [
        one
        for one in row.statements
        if not any(
            _within(one.cue, piece) for other in row.statements if other is not one for piece in other.content
        )
    ]
    sources = [s.source for s in outer if s.source]
    contents = [piece for s in outer for piece in s.content]
    for group, places in (("source", sources), ("cue", [s.cue for s in outer]), ("content", contents)):
        example.tags[f"plain_{group}"] = tag_row(f"plain_{group}", pieces, [(place, "") for place in places])
    for statement in outer:
        cue = pieces_of(pieces, statement.cue)
        if cue is None:
            continue
        example.kinds.append((cue[0], STATEMENT_KINDS.index(statement.kind)))
        addressee = None if statement.addressee is None else row.mentions[statement.addressee].span
        for place in dict.fromkeys([*sources, *contents, *(m.span for m in row.mentions)]):
            covered = pieces_of(pieces, place)
            if covered is not None:
                link = (
                    "source"
                    if place == statement.source
                    else "content"
                    if place in statement.content
                    else "addressee"
                    if place == addressee
                    else "none"
                )
                example.plain_links.append((cue[0], *covered, LINKS.index(link)))


def _within(inner: Place, outer: Place) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _join(first: Example, second: Example) -> Example:
    """Two windows as one."""
    shift = len(first.words) - 2
    return Example(
        words=first.words[:-1] + second.words[1:],
        cases=first.cases[:-1] + second.cases[1:],
        fold=first.fold,
        tags={group: [*row[:-1], *second.tags[group][1:-1], UNKNOWN] for group, row in first.tags.items()},
        roles=first.roles + [(t + shift, a + shift, b + shift, r) for t, a, b, r in second.roles],
        plain_links=first.plain_links
        + [(t + shift, a + shift, b + shift, r) for t, a, b, r in second.plain_links],
        auxiliaries=first.auxiliaries + [(t + shift, flags) for t, flags in second.auxiliaries],
        modes=first.modes + [(t + shift, mode) for t, mode in second.modes],
        kinds=first.kinds + [(t + shift, kind) for t, kind in second.kinds],
    )
