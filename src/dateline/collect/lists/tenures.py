"""Tables of who held which office, one term a row, kept by looking at the offices again and again.

A row was there when its office was looked at on ``first_seen``, and was gone on ``end``. So the term ended between
``end`` and the look before it. The days of the looks are told by all rows together: the table is read twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import Seat, seat_of
from dateline.collect.lists.rows import named_rows
from dateline.collect.lists.shelf import Shelf
from dateline.lexicon.name_keys import plain_words
from dateline.lexicon.office_titles import is_acting, kind_of_post, without_country
from dateline.model import Bounds, Entity, NameType, Office, Record, Term

COLUMNS = ("country_slug", "office", "name", "wikidata_id", "start", "first_seen", "end")


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    slug: str
    office: str
    name: str
    item: str
    start: str
    first_seen: str
    end: str


def read_tenures(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The people of a table of terms, each with the offices held.

    Such tables are kept by hand: rows without a name, of a place that is not known, with a start that is no day, and of
    terms that do not end after their start are counted and left out.

    Args:
        stream: must be seekable: it is read twice.

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    beginning = stream.tell()
    looks: set[date] = set()
    for line, row in named_rows(stream, origin, COLUMNS):
        looks.update(day for text in (row["first_seen"], row["end"]) if (day := _day(text, line, origin)))
    stream.seek(beginning)
    with Shelf(_Row) as shelf:
        for line, row in named_rows(stream, origin, COLUMNS):
            if not row["name"].strip():
                tally.count("rows without a name", line)
                continue
            if not _is_day(row["start"]):
                tally.count("rows with a start that is no day", line)
                continue
            values = {
                column: row[column].strip() for column in ("office", "name", "start", "first_seen", "end")
            }
            one = _Row(line=line, slug=row["country_slug"].strip(), item=row["wikidata_id"].strip(), **values)
            shelf.put(one.item or f"{one.slug}-{'-'.join(plain_words(one.name))}", one)
        ordered = sorted(looks)
        for key, rows in shelf.groups():
            record = _record(key, rows, ordered, origin, tally)
            if record is not None:
                yield record


def _day(text: str, line: int, origin: Origin) -> date | None:
    bounds = _bounds(text, line, origin)
    return bounds.latest if bounds else None


def _is_day(text: str) -> bool:
    try:
        days.iso(text)
    except ValueError:
        return False
    return True


def _bounds(text: str, line: int, origin: Origin) -> Bounds | None:
    try:
        return days.iso(text)
    except ValueError as error:
        raise origin.fault(str(error), line=line) from None


def _record(key: str, rows: list[_Row], looks: list[date], origin: Origin, tally: Tally) -> Record | None:
    item = rows[0].item or None
    identity = item or origin.id(key)
    named = names(rows[-1].name, *((row.name, NameType.ALIAS) for row in rows))
    offices: dict[tuple[str, str, str], Office] = {}
    for row in rows:
        office = _office(row, identity, looks, origin, tally)
        if office is not None:
            # A row that was closed and opened again, as where a name was respelled, is one term.
            same = (row.slug, row.office, row.start)
            offices[same] = _longer(offices.get(same), office)
    if not named or not offices:
        return None
    states = dict.fromkeys(office.country for office in offices.values() if office.country)
    entity = Entity(
        id=identity,
        schema="Person",
        names=named,
        countries=tuple(states) if len(states) == 1 else (),
        wikidata=item,
        source=_source(item, origin),
        snapshot=origin.snapshot,
    )
    return Record(entity=entity, offices=tuple(dict.fromkeys(offices.values())))


def _source(item: str | None, origin: Origin) -> str:
    return f"https://www.wikidata.org/wiki/{item}" if item else origin.file


def _longer(one: Office | None, other: Office) -> Office:
    if one is None or other.term.end is None:
        return other
    if one.term.end is None:
        return one
    ends = [(office.term.end.latest or date.max) if office.term.end else date.max for office in (one, other)]
    return one if ends[0] > ends[1] else other


def _office(row: _Row, holder: str, looks: list[date], origin: Origin, tally: Tally) -> Office | None:
    seat = seat_of(row.slug)
    if seat is None:
        tally.count("rows of a place that is not known", row.line)
        return None
    first_seen = _day(row.first_seen, row.line, origin)
    start = _bounds(row.start, row.line, origin) or days.by(first_seen)
    end = _end(_day(row.end, row.line, origin), start, looks)
    if start and end and start.earliest and end.latest and end.latest <= start.earliest:
        tally.count("rows whose term does not end after its start", row.line)
        return None
    return _placed(row, holder, seat, Term(start=start, end=end, as_of=origin.taken), origin)


def _end(gone: date | None, start: Bounds | None, looks: list[date]) -> Bounds | None:
    if gone is None:
        return None
    before = bisect_left(looks, gone) - 1
    last = looks[before] if before >= 0 else None
    if start and start.earliest and start.earliest <= gone and (last is None or last < start.earliest):
        last = start.earliest
    return Bounds(last, gone)


def _placed(row: _Row, holder: str, seat: Seat, term: Term, origin: Origin) -> Office:
    position = without_country(row.office, seat.country)
    kind = kind_of_post(position, seat.country, regional=seat.region is not None)
    if seat.region and seat.region.casefold() not in position.casefold():
        position = f"{position} of {seat.region}"
    return Office(
        holder=holder,
        position=position[:1].upper() + position[1:],
        kind=kind,
        country=seat.country,
        organisation=seat.body,
        acting=is_acting(row.office),
        term=term,
        source=_source(row.item or None, origin),
        snapshot=origin.snapshot,
    )
