"""The public sets as examples: PLV pairs, Multi-CoPED classes and spans, PolNeAR attributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dateline.evaluate.brat import Relation
from dateline.evaluate.events import join_tokens, read_blocks, read_classes
from dateline.evaluate.relations import read_marks, read_rows
from dateline.evaluate.statements import read_corpus
from dateline.understand.encoder.labels import PLV_ROOTS, ROOTS
from dateline.understand.encoder.wordpieces import Pieces, Wordpieces, marked, slice_pieces
from training.reader.examples import MOST_PIECES, Example, Place, fold_of, framed, pieces_of, tag_row

# PLV joins two types of PLOVER in one label (Hu et al., ACL 2024).
_YIELD = ("CONCEDE", "RETREAT")
# The quads of the two sets differ in SANCTION, which is verbal conflict in Multi-CoPED.
_PLV_QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "COOPERATE": 2, "AID": 2, "YIELD": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "SANCTION": 3, "PROTEST": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
# In these the set marks one of two who do it together as the target; Multi-CoPED would mark both R.
_TOGETHER = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE"})


def plv_examples(path: Path, cutter: Wordpieces) -> Iterator[Example]:
    """A marked window for each row, and an unmarked one with its main parties and quad."""
    for sentence, root in read_rows(path):
        marks = read_marks(sentence)
        if marks is None or marks.source is None or marks.target is None:
            continue
        pieces = cutter.cut(marks.text)
        source, target = (marks.source.start, marks.source.end), (marks.target.start, marks.target.end)
        words, cases = marked(slice_pieces(pieces, 0, MOST_PIECES), source, target)
        roots = tuple(ROOTS.index(name) for name in (_YIELD if root == "YIELD" else (root,)))
        yield Example(
            words=words, cases=cases, fold=fold_of(marks.text), root=roots, plv=(PLV_ROOTS.index(root),)
        )
        plain = framed(slice_pieces(pieces, 0, MOST_PIECES), marks.text)
        plain.quad = _PLV_QUAD[root]
        if root not in _TOGETHER:
            spans = [(source, "S"), (target, "T")]
            plain.tags["party"] = tag_row("party", slice_pieces(pieces, 0, MOST_PIECES), spans)
        yield plain


def coped_examples(classes: Path, spans: Path, cutter: Wordpieces) -> Iterator[Example]:
    """The class of each sentence and the spans of its actors; with both, also a marked window."""
    quads: dict[str, int] = {}
    for text, quad in read_classes(classes):
        quads[_letters(text)] = quad
    seen: set[str] = set()
    for block in read_blocks(spans):
        text, places = join_tokens([token for token, _ in block])
        found = list(_runs([tag for _, tag in block], [(p.start, p.end) for p in places]))
        pieces = slice_pieces(cutter.cut(text), 0, MOST_PIECES)
        example = framed(pieces, text)
        example.tags["party"] = tag_row("party", pieces, found)
        example.quad = quads.get(_letters(text), example.quad)
        seen.add(_letters(text))
        yield example
        yield from _weak_pair(text, pieces, found, example.quad)
    for text, quad in read_classes(classes):
        if _letters(text) not in seen:
            example = framed(slice_pieces(cutter.cut(text), 0, MOST_PIECES), text)
            example.quad = quad
            yield example


def _weak_pair(text: str, pieces: Pieces, found: list[tuple[Place, str]], quad: int) -> Iterator[Example]:
    """The first source and target as a marked pair: its quad is known, its root is one of several."""
    first = {kind: place for place, kind in reversed(found)}
    together = [place for place, kind in found if kind == "R"]
    source, target = [*together, None, None][:2] if together else (first.get("S"), first.get("T"))
    if source is None or target is None or quad < 1:
        return
    allowed = {root for root, number in _PLV_QUAD.items() if number == quad}
    words, cases = marked(pieces, source, target)
    yield Example(
        words=words,
        cases=cases,
        fold=fold_of(text),
        plv=tuple(i for i, root in enumerate(PLV_ROOTS) if root in allowed),
    )


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _runs(tags: list[str], places: list[Place]) -> Iterator[tuple[Place, str]]:
    """The spans that BIO tags make."""
    start: int | None = None
    for index, tag in enumerate([*tags, "O"]):
        if start is not None and tag[0] != "I":
            yield (places[start][0], places[index - 1][1]), tags[start][-1]
            start = None
        if tag[0] == "B" or (tag[0] == "I" and start is None):
            start = index


def polnear_examples(directory: Path, cutter: Wordpieces) -> Iterator[Example]:
    """A window for each paragraph, or for as much of it as one holds."""
    for text, marks in read_corpus(directory):
        for line in re.finditer(r"[^\n]*\S[^\n]*", text):
            for place in _windows(text, line.start(), line.end(), cutter):
                yield _statements(text, place, marks[0], cutter)


def _windows(text: str, start: int, end: int, cutter: Wordpieces) -> Iterator[Place]:
    """A line whole, or cut at the ends of sentences."""
    ends = [m.end() for m in re.finditer(r"[.?!][\"”’']*(?=\s)", text[start:end])] + [end - start]
    begin, last = start, start
    for stop in ends:
        if last > begin and len(cutter.cut(text[begin : start + stop])) > MOST_PIECES - 30:
            yield begin, last
            begin = last
        last = start + stop
    yield begin, last


def _statements(text: str, window: Place, relations: tuple[Relation, ...], cutter: Wordpieces) -> Example:
    begin, end = window
    part = text[begin:end]
    pieces = slice_pieces(cutter.cut(part), 0, MOST_PIECES)
    example = framed(pieces, part)
    spans: dict[str, list[Place]] = {"source": [], "cue": [], "content": []}
    groups: list[dict[str, list[Place]]] = []
    for relation in relations:
        group: dict[str, list[Place]] = {}
        for role in spans:
            found = [(s.start - begin, s.end - begin) for s in relation.spans(role.title())]
            group[role] = [(max(a, 0), min(b, end - begin)) for a, b in found if a < end - begin and b > 0]
            spans[role] += group[role]
        groups.append(group)
    for role, places in spans.items():
        example.tags[role] = tag_row(role, pieces, [(place, "") for place in set(places)])
    _link(example, pieces, spans, groups)
    return example


def _link(
    example: Example, pieces: Pieces, spans: dict[str, list[Place]], groups: list[dict[str, list[Place]]]
) -> None:
    for group in groups:
        if not group["cue"] or (cue := pieces_of(pieces, group["cue"][0])) is None:
            continue
        for number, role in ((1, "source"), (2, "content")):
            for place in dict.fromkeys(spans[role]):
                if (covered := pieces_of(pieces, place)) is not None:
                    example.links.append((cue[0], *covered, number if place in group[role] else 0))
