"""How well mentions are found and tied together (GUM's layout).

The corpus: Zeldes, "The GUM corpus" (Language Resources and Evaluation 51, 2017); entities and coreference
stand in the ``Entity`` attribute of the last column of its CoNLL-U files.

Conventions, so that the figures can be had again:

- The raw text is given to Dateline, sentence limits too; its tokens, tags and phrases are its own.
- The minimal span of an annotated entity is its first piece, where it has gaps ("Aceh" of "Aceh, Indonesia").
- An annotated entity counts as named if it is a person, an organisation or a place and the last token
  of its minimal span is tagged NNP or NNPS. Nested names count, also where Dateline makes one mention of them
  ("Serbia" in "Serbia's president").
- Dateline's mention counts as named unless it is a pronoun, an office alone in small letters, a group or an
  adjective; states and places are places, peoples are persons. It is right if its head shares a character
  with the minimal span of an entity of its type, the most alike first; each entity is matched once.
- Links: of the annotated names and third-person pronouns (he, she, they and their forms), those that have
  an earlier mention of the same entity are to be found. A link is right if the nearest earlier mention of the
  same chain that stands on any annotated entity stands on the same one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from dateline.errors import DataError
from dateline.model import BLOCK_SEPARATOR, BlockKind, Mention, MentionKind, Paragraph, Sentence, Span
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst

TYPES = {
    MentionKind.PERSON: "person",
    MentionKind.GROUP: "person",
    MentionKind.ORGANISATION: "organization",
    MentionKind.COUNTRY: "place",
    MentionKind.PLACE: "place",
}
_UNNAMED = frozenset({"pronoun", "group", "adjective"})
_PRONOUNS = frozenset(
    {
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
    }
)
_BRACKET = re.compile(r"\(([^()]+)(\))?|([^()]+)\)")
_ENTITY_FIELDS = 6
_WRITTEN = re.compile(r"^# meta::dateCreated = (\d{4}-\d\d-\d\d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entity:
    """An annotated mention: its entity, type and minimal span, whether it is a name or a pronoun.

    ``title`` is the Wikipedia article that the annotators linked it to, if there is one.
    """

    identity: str
    type: str
    core: Span
    named: bool
    pronoun: bool
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated document: raw text, sentences, entities in order of their minimal spans."""

    name: str
    text: str
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[Paragraph, ...]
    entities: tuple[Entity, ...]
    written: date | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    form: str
    tag: str
    entity: str


def evaluate(directory: Path, *, only: Iterable[str] = ()) -> dict[str, float | int]:
    """Measure on the ``*.conllu`` files of a directory.

    Args:
        directory: where they are.
        only: the ends of the file names to measure on ("afghan"); all if empty.

    Returns:
        ``person_f1``, ``organisation_f1``, ``place_f1``, ``f1`` (of all named mentions), ``precision``,
        ``recall``, ``coreference_f1``, ``coreference_precision``, ``coreference_recall``, ``documents``.

    Raises:
        DataError: there is no such file, or a line of one is not CoNLL-U.
    """
    wanted = tuple(only)
    paths = [p for p in sorted(directory.glob("*.conllu")) if not wanted or p.stem.endswith(wanted)]
    if not paths:
        raise DataError("no .conllu file", where=str(directory), action="give a folder of GUM's documents")
    analyst, finder = Analyst.load(), MentionFinder.load()
    counts: Counter[str] = Counter()
    for path in paths:
        gold = read_gold(path)
        found = finder.find(gold.text, analyst.analyse(gold.text, gold.sentences))
        counts += _named(gold, found)
        counts += _links(gold, found)
    return _figures(counts, len(paths))


def _figures(counts: Counter[str], documents: int) -> dict[str, float | int]:
    figures: dict[str, float | int] = {}
    for kind, key in (("person", "person_f1"), ("organization", "organisation_f1"), ("place", "place_f1")):
        figures[key] = _scores(counts, kind)[2]
    for kind in ("person", "organization", "place"):
        for what in ("right", "gold", "found"):
            counts[f"all {what}"] += counts[f"{kind} {what}"]
    figures["precision"], figures["recall"], figures["f1"] = _scores(counts, "all")
    precision, recall, f1 = _scores(counts, "link")
    return figures | {
        "coreference_f1": f1,
        "coreference_precision": precision,
        "coreference_recall": recall,
        "documents": documents,
    }


def _scores(counts: Counter[str], kind: str) -> tuple[float, float, float]:
    right, gold, found = (counts[f"{kind} {what}"] for what in ("right", "gold", "found"))
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * right / (gold + found) if gold + found else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)


def _named(gold: Gold, found: Sequence[Mention]) -> Counter[str]:
    counts: Counter[str] = Counter()
    entities = [e for e in gold.entities if e.named]
    for entity in entities:
        counts[f"{entity.type} gold"] += 1
    names = list(named_mentions(found))
    for mention in names:
        counts[f"{TYPES[mention.kind]} found"] += 1
    for mention, _ in match_names(names, entities):
        counts[f"{TYPES[mention.kind]} right"] += 1
    return counts


def match_names(names: Iterable[Mention], entities: Iterable[Entity]) -> list[tuple[Mention, Entity]]:
    """Pairs of a mention and the entity of its type that it is most like, each used once."""
    by_place: dict[int, list[Entity]] = {}
    for entity in entities:
        for place in range(entity.core.start, entity.core.end):
            by_place.setdefault(place, []).append(entity)
    pairs = {
        (mention.index, id(entity)): (_difference(mention.head, entity.core), mention, entity)
        for mention in names
        for place in range(mention.head.start, mention.head.end)
        for entity in by_place.get(place, ())
        if entity.type == TYPES[mention.kind]
    }
    used: set[int] = set()
    matched: list[tuple[Mention, Entity]] = []
    for (number, key), (_, mention, entity) in sorted(pairs.items(), key=lambda p: (p[1][0], p[0][0])):
        if -number - 1 not in used and key not in used:
            used |= {-number - 1, key}
            matched.append((mention, entity))
    return matched


def _difference(one: Span, other: Span) -> int:
    return abs(one.start - other.start) + abs(one.end - other.end)


def named_mentions(found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions that count as names."""
    return (
        m for m in found if m.rule not in _UNNAMED and (m.rule != "office" or (m.title or "")[:1].isupper())
    )


def _links(gold: Gold, found: Sequence[Mention]) -> Counter[str]:
    """Links right, to be found, and found."""
    aligned_to = aligned(found, gold.entities)
    counts: Counter[str] = Counter()
    wanted: set[int] = set()
    seen: set[str] = set()
    for entity in gold.entities:
        if (entity.named or entity.pronoun) and entity.identity in seen:
            wanted.add(id(entity))
        seen.add(entity.identity)
    counts["link gold"] = len(wanted)
    latest: dict[int, Entity] = {}
    for mention in found:
        own = aligned_to.get(mention.index)
        before = latest.get(mention.refers_to)
        if own and (own.named or own.pronoun) and mention.refers_to != mention.index:
            counts["link found"] += 1
            if before and before.identity == own.identity and id(own) in wanted:
                counts["link right"] += 1
        if own:
            latest[mention.refers_to] = own
    return counts


def aligned(found: Sequence[Mention], entities: Sequence[Entity]) -> dict[int, Entity]:
    """The entity that each mention stands on: the one most alike of its type, else of another."""
    by_place: dict[int, list[Entity]] = {}
    for entity in entities:
        for place in range(entity.core.start, entity.core.end):
            by_place.setdefault(place, []).append(entity)
    standing: dict[int, Entity] = {}
    for mention in found:
        here = [e for place in range(mention.head.start, mention.head.end) for e in by_place.get(place, ())]
        kind = TYPES[mention.kind]
        best = min(here, key=lambda e: (e.type != kind, _difference(mention.head, e.core)), default=None)
        if best:
            standing[mention.index] = best
    return standing


def read_gold(path: Path) -> Gold:
    """Read a document of GUM.

    Raises:
        DataError: a line is not CoNLL-U.
    """
    pieces: list[str] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    paragraphs: list[Span] = []
    place = 0
    for text, rows, opens in _sentences(path):
        if not sentences or opens:
            place += len(BLOCK_SEPARATOR) if sentences else 0
            pieces.append((BLOCK_SEPARATOR if sentences else "") + text)
            paragraphs.append(Span(place, place + len(text)))
        else:
            pieces.append(f" {text}")
            place += 1
            paragraphs[-1] = Span(paragraphs[-1].start, place + len(text))
        span = Span(place, place + len(text))
        sentences.append(Sentence(index=len(sentences), span=span, paragraph=len(paragraphs) - 1))
        entities += _entities(rows, _places(text, rows, place, path))
        place = span.end
    marked = sorted(entities, key=lambda e: e.core.start)
    return Gold(
        path.stem,
        "".join(pieces),
        tuple(sentences),
        tuple(Paragraph(kind=BlockKind.PARAGRAPH, span=span) for span in paragraphs),
        tuple(marked),
        _written(path),
    )


def _written(path: Path) -> date | None:
    """The day the document says it was written."""
    match = _WRITTEN.search(path.read_text(encoding="utf-8"))
    return date.fromisoformat(match[1]) if match else None


def _sentences(path: Path) -> Iterator[tuple[str, list[_Row], bool]]:
    text, opens, rows = "", False, list[_Row]()
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.startswith("# newpar"):
            opens = True
        elif line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != 10:
                raise DataError(f"{len(columns)} columns, not 10", where=f"{path}:{number}")
            if columns[0].isdigit():
                entity = next((a[7:] for a in columns[9].split("|") if a.startswith("Entity=")), "")
                rows.append(_Row(columns[1], columns[4], entity))
        elif not line and rows:
            yield text, rows, opens
            text, opens, rows = "", False, []


def _places(text: str, rows: Sequence[_Row], offset: int, path: Path) -> list[Span]:
    places: list[Span] = []
    start = 0
    for row in rows:
        found = text.find(row.form, start)
        if found < 0:
            raise DataError(f"token {row.form!r} is not in its sentence", where=str(path))
        start = found + len(row.form)
        places.append(Span(offset + found, offset + start))
    return places


def _entities(rows: Sequence[_Row], places: Sequence[Span]) -> Iterator[Entity]:
    open_ones: list[tuple[str, int]] = []
    for index, row in enumerate(rows):
        for match in _BRACKET.finditer(row.entity):
            opened, closed_at_once, closed = match.groups()
            if opened:
                open_ones.append((opened, index))
            name = opened if closed_at_once else closed
            if name:
                identity = name.split("-")[0]
                for position in range(len(open_ones) - 1, -1, -1):
                    if open_ones[position][0].split("-")[0] == identity:
                        attributes, first = open_ones.pop(position)
                        yield from _entity(attributes, first, rows, places)
                        break


def _entity(attributes: str, first: int, rows: Sequence[_Row], places: Sequence[Span]) -> Iterator[Entity]:
    parts = attributes.split("-")
    if len(parts) < _ENTITY_FIELDS or parts[1] not in set(TYPES.values()):
        return
    core = [first + int(place) - 1 for place in parts[5].split(",") if place.isdigit()] or [first]
    core = [min(place, len(rows) - 1) for place in core]
    core = [place for number, place in enumerate(core) if place - core[0] == number]
    named = rows[core[-1]].tag in {"NNP", "NNPS"}
    pronoun = rows[core[0]].form.lower() in _PRONOUNS
    span = Span(places[core[0]].start, places[core[-1]].end)
    title = unquote(parts[7]).replace("_", " ") if len(parts) > 7 and parts[7] else None
    yield Entity(parts[0].split("[")[0], parts[1], span, named, pronoun, title)
