"""Wikidata: what its query service answers, in JSON or CSV. One row for each person, position and other name.

Columns (only the first three must be there):

- ``person``, ``personLabel``: the item and its English name; ``position``: the item of the position;
- ``positionLabel``, ``positionCountry`` (alpha-3 or name), ``start``, ``end``: the term;
- ``replacedBy``: the item of whoever came after: the term is over, even where its end is not told;
- ``personAltLabel``: other names, with commas or bars between; ``nativeName``;
- ``born``, ``died``, ``gender`` (item, label or letter), ``citizenship`` (alpha-3, name or item);
- ``startPrecision``, ``endPrecision``, ``bornPrecision``, ``diedPrecision``: Wikidata's numbers, 9 for a year, 10 for
  a month, 11 for a day. The service writes a year as its first of January; without the number, a first of a month is
  taken for the month, and a first of January for the year.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, ended, names
from dateline.collect.lists.places import country_code, country_codes, wikidata_states
from dateline.collect.lists.rows import named_rows
from dateline.collect.lists.shelf import Shelf
from dateline.lexicon.office_titles import is_acting, kind_of_post, without_country
from dateline.model import Bounds, Entity, NameType, Office, Record, Term

NEEDED = ("person", "personLabel", "position")
_ITEM = re.compile(r"(?:^|/)(Q\d+)$")
_TIME = re.compile(r"[+]?(-?\d{4,})-(\d\d)-(\d\d)")
_CHUNK = 1 << 16
_LONGEST = 5_000_000
GENDERS = {"Q6581097": "m", "Q6581072": "f", "male": "m", "female": "f", "m": "m", "f": "f"}


class _Row(msgspec.Struct, frozen=True):
    line: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.values.get(column, "").strip()


def read_sparql_json(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The people of a SPARQL result in JSON.

    Raises:
        ListRejectedError: it is not such a result, is cut off, or a date in it is none.
    """
    with Shelf(_Row) as shelf:
        for number, binding in enumerate(_bindings(stream, origin), start=1):
            values = {
                name: str(cell.get("value", "")) for name, cell in binding.items() if isinstance(cell, dict)
            }
            _put(_Row(number, values), shelf, origin)
        yield from _people(shelf, origin, tally)


def read_sparql_csv(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The people of a SPARQL result in CSV.

    Raises:
        ListRejectedError: it is not such a result, or a date in it is none.
    """
    with Shelf(_Row) as shelf:
        for line, row in named_rows(stream, origin, NEEDED):
            _put(_Row(line, {name: value for name, value in row.items() if value}), shelf, origin)
        yield from _people(shelf, origin, tally)


def _put(row: _Row, shelf: Shelf[_Row], origin: Origin) -> None:
    item = item_of(row.get("person"))
    if item is None:
        raise origin.fault(
            f"{row.get('person')!r} is no item of Wikidata in the column person", line=row.line
        )
    shelf.put(item, row)


def _bindings(stream: BinaryIO, origin: Origin) -> Iterator[Mapping[str, Any]]:
    """The objects of ``results.bindings``, one by one."""
    decoder, utf8 = json.JSONDecoder(), codecs.getincrementaldecoder("utf-8")()
    buffer, inside = "", False
    try:
        while True:
            chunk = stream.read(_CHUNK)
            buffer += utf8.decode(chunk, final=not chunk)
            if not inside:
                begin = re.search(r'"bindings"\s*:\s*\[', buffer)
                if begin:
                    buffer, inside = buffer[begin.end() :], True
            while inside:
                buffer = buffer.lstrip(" \t\r\n,")
                if buffer.startswith("]"):
                    _see_the_end(buffer + utf8.decode(stream.read(), final=True), origin)
                    return
                try:
                    value, used = decoder.raw_decode(buffer)
                except json.JSONDecodeError:
                    break
                if not isinstance(value, dict):
                    raise origin.fault("a result is no object")
                buffer = buffer[used:]
                yield value
            if len(buffer) > _LONGEST:
                raise origin.fault("is no SPARQL result: an object has no end")
            if not chunk:
                raise origin.fault("is no SPARQL result in JSON, or is cut off")
    except UnicodeDecodeError as error:
        raise origin.fault(f"is not UTF-8: {error.reason}") from None


def _see_the_end(rest: str, origin: Origin) -> None:
    if not re.fullmatch(r"\]\s*\}\s*\}\s*", rest):
        raise origin.fault("is cut off at its end")


def _people(shelf: Shelf[_Row], origin: Origin, tally: Tally) -> Iterator[Record]:
    for item, rows in shelf.groups():
        record = _record(item, rows, origin, tally)
        if record is not None:
            yield record


def _record(item: str, rows: list[_Row], origin: Origin, tally: Tally) -> Record | None:
    label = next((row.get("personLabel") for row in rows if not item_of(row.get("personLabel"))), "")
    also = [
        (part.strip(), NameType.ALIAS)
        for row in rows
        for part in re.split(r"[|,]", row.get("personAltLabel"))
    ]
    named = names(label, *also, *((row.get("nativeName"), NameType.NATIVE) for row in rows))
    if not label or not named:
        tally.count("people without a name in the language of the query")
        return None
    states = (row.get("citizenship") for row in rows)
    try:
        born = days.hull({_day(row, "born") for row in rows})
        died = days.hull({_day(row, "died") for row in rows})
        offices = [_office(item, row, died, origin) for row in rows]
    except ValueError as error:
        raise origin.fault(f"{item}: {error}", entity=item) from None
    entity = Entity(
        id=item,
        schema="Person",
        names=named,
        countries=country_codes(state_code(state) or state for state in states),
        wikidata=item,
        gender=next((found for row in rows if (found := gender_of(row.get("gender")))), None),
        born=born,
        source=f"https://www.wikidata.org/wiki/{item}",
        snapshot=origin.snapshot,
    )
    return Record(entity=entity, offices=tuple(dict.fromkeys(office for office in offices if office)))


def _office(item: str, row: _Row, died: Bounds | None, origin: Origin) -> Office | None:
    title = row.get("positionLabel")
    if not title or item_of(title):
        return None
    state = row.get("positionCountry")
    term = term_of(
        _day(row, "start"), _day(row, "end"), died=died, over=bool(row.get("replacedBy")), taken=origin.taken
    )
    return office_of(item, title, state_code(state) or (country_code(state) if state else None), term, origin)


def office_of(holder: str, title: str, country: str | None, term: Term, origin: Origin) -> Office:
    """An office of Wikidata's by its title."""
    position = without_country(title, country)
    return Office(
        holder=holder,
        position=position[:1].upper() + position[1:],
        kind=kind_of_post(position, country),
        country=country,
        acting=is_acting(title),
        term=term,
        source=f"https://www.wikidata.org/wiki/{holder}",
        snapshot=origin.snapshot,
    )


def term_of(
    start: Bounds | None, end: Bounds | None, *, died: Bounds | None, over: bool, taken: date
) -> Term:
    """A term; where its end is not told, a death or somebody who came after bounds it.

    Raises:
        ValueError: it ends before it starts.
    """
    if start and end and start.earliest and end.latest and end.latest < start.earliest:
        raise ValueError(f"a term that ends on {end}, before its start on {start}")
    end = ended(end, taken)
    if end is None and (died or over):
        latest = (died.latest if died else None) or taken
        first = start.earliest if start else None
        end = Bounds(first if first and first <= latest else None, latest)
    return Term(start=start, end=end, as_of=taken)


def _day(row: _Row, column: str) -> Bounds | None:
    precision = row.get(f"{column}Precision")
    return day_of(row.get(column), int(precision) if precision.isdigit() else None)


def day_of(text: str, precision: int | None) -> Bounds | None:
    """A time of Wikidata's with its precision: 11 a day, 10 a month, 9 a year, below that nothing that we can keep.

    Raises:
        ValueError: no such day exists.
    """
    match = _TIME.match(text)
    if match is None or match[1].startswith("-") or len(match[1]) != 4:
        return days.iso(text) if re.fullmatch(r"\d{4}(-\d\d)?", text) else None
    year, month, day = match.groups()
    if precision is None:
        precision = 11 if day not in ("00", "01") else 10 if month not in ("00", "01") or day != "01" else 9
    if precision < 9:
        return None
    return days.iso("-".join((year, month, day)[: precision - 8]))


def item_of(text: str) -> str | None:
    """The item of an address or text that is one."""
    match = _ITEM.search(text.strip())
    return match[1] if match else None


def state_code(text: str) -> str | None:
    """The alpha-3 code of a state by its item."""
    item = item_of(text)
    return wikidata_states().get(item) if item else None


def gender_of(text: str) -> str | None:
    """The letter of a gender by its item, label or letter."""
    return GENDERS.get(item_of(text) or text.casefold())
