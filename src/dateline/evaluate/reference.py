"""How well the shipped office holders agree with a table of terms kept by others.

The table is as for :mod:`dateline.evaluate.officials`. Its terms of heads of state and government and of ministers of
foreign affairs, defence, interior, finance and justice are looked up among the shipped people.

Conventions, so that the figures can be had again:

- A term is known if its person is shipped (the same Wikidata item, or the same name and state) with an office of that
  kind.
- A beginning agrees if it is within three days of that of one of these offices, as exactly as both are told.
- A term is covered if one of these offices may have been held on the day in the middle of the term. The table begins a
  term anew when a minister is appointed again, so that this says more than the beginnings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from dateline.evaluate.officials import questions_of, read_table
from dateline.lexicon.name_keys import entity_key
from dateline.lexicon.reference import load_records
from dateline.model import Bounds, Office, OfficeKind, Record

_KINDS = frozenset(
    {OfficeKind.HEAD_OF_STATE, OfficeKind.HEAD_OF_GOVERNMENT, OfficeKind.FOREIGN, OfficeKind.DEFENCE}
    | {OfficeKind.INTERIOR, OfficeKind.FINANCE, OfficeKind.JUSTICE}
)
_NEAR = timedelta(days=3)


def evaluate(path: Path) -> dict[str, float | int]:
    """Look the terms of a table up among the shipped people.

    Returns:
        ``known`` (share of the terms), ``starts_agree`` and ``covered`` (shares of those known), ``terms``, and the
        numbers of ``people`` and ``offices`` that are shipped.

    Raises:
        DataError: the file is no such table.
    """
    shipped = [record for record in load_records() if record.entity.schema == "Person"]
    by_key = _by_key(shipped)
    counts: Counter[str] = Counter()
    for record, office, middle in questions_of(read_table(path)):
        if office.kind not in _KINDS:
            continue
        counts["terms"] += 1
        held = [o for key in _keys(record) for o in by_key.get(key, ()) if o.kind is office.kind]
        if held:
            counts["known"] += 1
            counts["starts"] += any(_agree(o.term.start, office.term.start) for o in held)
            counts["covered"] += any(o.term.may_overlap(middle, middle) for o in held)
    known = max(counts["known"], 1)
    return {
        "known": counts["known"] / max(counts["terms"], 1),
        "starts_agree": counts["starts"] / known,
        "covered": counts["covered"] / known,
        "terms": counts["terms"],
        "people": len(shipped),
        "offices": sum(len(record.offices) for record in shipped),
    }


def _keys(record: Record) -> Iterator[str]:
    entity = record.entity
    if entity.wikidata:
        yield entity.wikidata
    states = {office.country for office in record.offices} | set(entity.countries)
    for name in entity.names:
        for state in sorted(state for state in states if state):
            yield f"{entity_key(name.text)} {state}"


def _by_key(records: list[Record]) -> dict[str, list[Office]]:
    found: dict[str, list[Office]] = {}
    for record in records:
        for key in _keys(record):
            found.setdefault(key, []).extend(record.offices)
    return found


def _agree(one: Bounds | None, other: Bounds | None) -> bool:
    if one is None or other is None:
        return False
    first, last = (one.earliest or date.min), (one.latest or date.max)
    other_first, other_last = (other.earliest or date.min), (other.latest or date.max)
    return first - _NEAR <= other_last and other_first <= last + _NEAR
