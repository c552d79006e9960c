"""How well office holders are told from a family name, or from a title, as of a day.

The table: one term of office a row (``country_slug,office,name,wikidata_id,start,first_seen,end``), as kept by sites
that follow governments through Wikidata. It is taken as the reference data, so the figures tell how well the linker
decides among all who are known, not how complete the shipped data are.

Conventions, so that the figures can be had again:

- A question is asked for each term that has a beginning, on the day in its middle (an open end counts as the last day
  that any row tells).
- By name: the last word of the person's name (the first in China, Taiwan and Korea) and the state. Right if the person
  chosen is the term's.
- By title: the office's title as the table writes it and the state. Right if the person chosen held an office of that
  title there on that day: several people are deputy prime ministers at once.
- To say nobody is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from dateline.collect.lists.origin import Origin, Tally
from dateline.collect.lists.tenures import read_tenures
from dateline.errors import DataError
from dateline.lexicon.name_keys import plain_words
from dateline.model import MentionKind, Office, Record
from dateline.resolve.chains import Chain, GivenTitle
from dateline.resolve.link import decide
from dateline.resolve.match import Setting, family_names
from dateline.resolve.reference import MemoryReference


def evaluate(path: Path) -> dict[str, float | int]:
    """Ask for every term of a table by name and by title.

    Returns:
        ``surname_accuracy``, ``surname_precision`` (of those answered), ``surname_unique`` (the share of terms whose
        family name nobody else in office there had that day) and ``surname_accuracy_of_unique`` (of these), the same
        for ``title_…``, ``people``, ``terms``.

    Raises:
        DataError: the file is no such table.
    """
    records = _read(path)
    if not records:
        raise DataError("has no terms of office", where=str(path), action="give a table of terms")
    reference = MemoryReference.of(records)
    last = max(_known_days(records))
    counts: Counter[str] = Counter()
    by_state = _by_state(records)
    for record, office, day in _questions(records, last):
        counts["terms"] += 1
        there = [pair for pair in by_state[office.country] if pair[1].term.may_overlap(day, day)]
        counts.update(_by_name(record, office, day, reference, there))
        counts.update(_by_title(office, day, reference, there))
    return _figures(counts, len(records))


def _figures(counts: Counter[str], people: int) -> dict[str, float | int]:
    terms = max(counts["terms"], 1)
    figures: dict[str, float | int] = {}
    for name in ("surname", "title"):
        figures[f"{name}_accuracy"] = counts[f"{name} right"] / terms
        figures[f"{name}_precision"] = counts[f"{name} right"] / max(counts[f"{name} answered"], 1)
        figures[f"{name}_unique"] = counts[f"{name} unique"] / terms
        figures[f"{name}_accuracy_of_unique"] = counts[f"{name} unique right"] / max(
            counts[f"{name} unique"], 1
        )
    return figures | {"people": people, "terms": counts["terms"]}


def _read(path: Path) -> Sequence[Record]:
    origin = Origin(source="tenures", version="1", taken=date.today(), file=str(path))
    with path.open("rb") as stream:
        return tuple(read_tenures(stream, origin, Tally()))


def _known_days(records: Sequence[Record]) -> Iterator[date]:
    for record in records:
        for office in record.offices:
            for bounds in (office.term.start, office.term.end):
                if bounds and bounds.latest:
                    yield bounds.latest


def _by_state(records: Sequence[Record]) -> dict[str | None, list[tuple[Record, Office]]]:
    found: dict[str | None, list[tuple[Record, Office]]] = defaultdict(list)
    for record in records:
        for office in record.offices:
            found[office.country].append((record, office))
    return found


def _questions(records: Sequence[Record], last: date) -> Iterator[tuple[Record, Office, date]]:
    for record in records:
        for office in record.offices:
            start = office.term.start.latest if office.term.start else None
            end = (office.term.end.earliest if office.term.end else None) or last
            if start and office.country and start <= end:
                yield record, office, start + timedelta(days=(end - start).days // 2)


def _by_name(
    record: Record,
    office: Office,
    day: date,
    reference: MemoryReference,
    there: Sequence[tuple[Record, Office]],
) -> Iterator[str]:
    word = _family_name(record)
    same = {r.entity.id for r, _ in there if word == _family_name(r)}
    if same == {record.entity.id}:
        yield "surname unique"
    chain = Chain(MentionKind.PERSON, names=[word], country=office.country)
    yield from _answer("surname", chain, day, reference, {record.entity.id}, unique=len(same) == 1)


def _family_name(record: Record) -> str:
    """The last word of a name; the first where only that is a family name."""
    words = plain_words(record.entity.name)
    return words[-1] if words[-1] in family_names(record) else words[0]


def _by_title(
    office: Office, day: date, reference: MemoryReference, there: Sequence[tuple[Record, Office]]
) -> Iterator[str]:
    right = {r.entity.id for r, o in there if o.position == office.position}
    if len(right) == 1:
        yield "title unique"
    title = GivenTitle(office.position, office.country, former=False, sentence=0)
    chain = Chain(MentionKind.PERSON, titles=[title], country=office.country)
    yield from _answer("title", chain, day, reference, right, unique=len(right) == 1)


def _answer(
    name: str, chain: Chain, day: date, reference: MemoryReference, right: set[str], *, unique: bool
) -> Iterator[str]:
    country = frozenset({chain.country} if chain.country else ())
    chosen, _ = decide(chain, reference, Setting(day, day, country), {})
    if chosen:
        yield f"{name} answered"
        if chosen.entity in right:
            yield f"{name} right"
            if unique:
                yield f"{name} unique right"
