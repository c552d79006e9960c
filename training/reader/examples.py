"""What the network learns from: word pieces with labels, made from each of the sets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.understand.encoder.labels import TAGS
from dateline.understand.encoder.wordpieces import CLS, SEP, Pieces

UNKNOWN = -100
MOST_PIECES = 190

Place = tuple[int, int]


@dataclass(slots=True)
class Example:
    """One window for the encoder.

    Attributes:
        words, cases: with the marks at both ends; labels below count from the mark at the start.
        tags: for each group that is labelled, the number of the tag at each piece (``UNKNOWN`` where not told).
        quad: class of the main event, 0 to 4.
        root, plv: for a window with two marked parties, the types that are allowed; PLV's roots that are.
        roles: trigger's piece, first and last piece of a mention, role.
        links, plain_links: cue's piece, first and last piece of a span, link; PolNeAR's way, and the corpus's.
        auxiliaries: trigger's piece and 0 or 1 for each mode. modes: trigger's piece and the mode's number.
        kinds: cue's piece and the kind of the statement.
        fold: which tenth of the data the sentence belongs to, by its letters.
    """

    words: list[int]
    cases: list[int]
    fold: int
    tags: dict[str, list[int]] = field(default_factory=dict)
    quad: int = UNKNOWN
    root: tuple[int, ...] = ()
    plv: tuple[int, ...] = ()
    roles: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: list[tuple[int, int, int, int]] = field(default_factory=list)
    plain_links: list[tuple[int, int, int, int]] = field(default_factory=list)
    auxiliaries: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    modes: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[tuple[int, int]] = field(default_factory=list)


def fold_of(text: str) -> int:
    """One of ten folds; the same for texts with the same letters, however they are cut or marked."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"</?[st]>", "", text).lower())
    return int(hashlib.sha256(letters.encode()).hexdigest()[:8], 16) % 10


def framed(pieces: Pieces, text: str) -> Example:
    """A window with the marks at both ends and no labels."""
    return Example(
        words=[CLS, *pieces.words, SEP],
        cases=[0, *pieces.cases, 0],
        fold=fold_of(text),
    )


def pieces_of(pieces: Pieces, place: Place) -> Place | None:
    """The first and the last piece that a place of the text covers, counted from the mark at the start."""
    inside = [i for i in range(len(pieces)) if pieces.starts[i] < place[1] and place[0] < pieces.ends[i]]
    return (inside[0] + 1, inside[-1] + 1) if inside else None


def tag_row(group: str, pieces: Pieces, spans: Iterable[tuple[Place, str]]) -> list[int]:
    """Numbers of the tags of one group; of spans that overlap the longer one counts."""
    names = TAGS[group]
    row = [0] * (len(pieces) + 2)
    row[0] = row[-1] = UNKNOWN
    for place, kind in sorted(spans, key=lambda item: item[0][0] - item[0][1]):
        covered = pieces_of(pieces, place)
        if covered is None or any(row[covered[0] : covered[1] + 1]):
            continue
        for index in range(covered[0], covered[1] + 1):
            letter = "B" if index == covered[0] else "I"
            row[index] = names.index(kind if group == "trigger" else f"{letter}-{kind}")
    return row


def batches(
    examples: Sequence[Example], pieces: int, order: Sequence[int], block: int = 256
) -> list[list[Example]]:
    """Batches of windows of about the same length, at most ``pieces`` word pieces with their padding."""
    found: list[list[Example]] = []
    for start in range(0, len(order), block):
        chunk = sorted((examples[i] for i in order[start : start + block]), key=lambda e: len(e.words))
        batch: list[Example] = []
        for example in chunk:
            if batch and (len(batch) + 1) * len(example.words) > pieces:
                found.append(batch)
                batch = []
            batch.append(example)
        if batch:
            found.append(batch)
    return found
