"""OpenSanctions' tables: ``targets.simple.csv`` and the statements CSV."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.ftm import SCHEMATA, Item, read_ftm
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_codes, keeper_of
from dateline.collect.lists.rows import Row, named_rows
from dateline.collect.lists.shelf import Shelf
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

SIMPLE_COLUMNS = (
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "sanctions",
    "dataset",
    "first_seen",
)
STATEMENT_COLUMNS = ("canonical_id", "entity_id", "prop", "schema", "value", "dataset")
# Where the statements of a merged entity name several schemata, the most special one is its own.
_GENERAL = ("Thing", "LegalEntity", "Organization")
_LONGEST_PROGRAMME = 300


def read_simple(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The targets of ``targets.simple.csv``. Addresses, telephone numbers and identity numbers are left where they are.

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    for line, row in named_rows(stream, origin, SIMPLE_COLUMNS):
        if row["schema"] not in SCHEMATA:
            tally.count("entries that are no people or bodies")
            continue
        named = names(row["name"], *((text, NameType.ALIAS) for text in _split(row["aliases"])))
        if not named:
            tally.count("entries without a name")
            continue
        own = row["id"]
        item = own if own[:1] == "Q" and own[1:].isdigit() else None
        key = item or origin.id(own)
        try:
            born = days.hull(days.iso(text) for text in _split(row["birth_date"]))
            seen = days.iso(row["first_seen"])
        except ValueError as error:
            raise origin.fault(str(error), line=line) from None
        source = f"https://www.opensanctions.org/entities/{own}/"
        entity = Entity(
            id=key,
            schema=row["schema"],
            names=named,
            countries=country_codes(_split(row["countries"])),
            wikidata=item,
            born=born,
            source=source,
            snapshot=origin.snapshot,
        )
        yield Record(entity=entity, listings=_simple_listings(row, key, seen, source, origin))


def _split(cell: str) -> list[str]:
    """The values of a cell: a row of CSV in itself, with semicolons."""
    if not cell.strip():
        return []
    try:
        values = next(csv.reader([cell], delimiter=";", strict=True))
    except csv.Error:
        values = cell.split(";")
    return [value.strip() for value in values if value.strip()]


def _simple_listings(
    row: Row, key: str, seen: Bounds | None, source: str, origin: Origin
) -> tuple[Listing, ...]:
    """One listing for each data set that is a list; the row tells of dates only when it was first seen."""
    titles = _split(row["dataset"])
    keepers = {keeper.short: keeper for title in titles if (keeper := keeper_of(title=title))}
    programmes = "; ".join(" ".join(text.split()) for text in _split(row["sanctions"]))
    alone = len(titles) == 1
    return tuple(
        Listing(
            entity=key,
            list=keeper.short,
            authority=keeper.name,
            programme=(programmes[:_LONGEST_PROGRAMME] or None) if alone else None,
            term=Term(start=days.by(seen.latest) if seen and alone else None, as_of=origin.taken),
            source=source,
            snapshot=origin.snapshot,
        )
        for keeper in keepers.values()
    )


class _Statement(msgspec.Struct, frozen=True):
    schema: str
    prop: str
    value: str
    dataset: str
    first_seen: str


def read_statements(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entities of a statements CSV: one property of one entity a row, in any order.

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    with Shelf(_Statement) as shelf, tempfile.TemporaryFile() as lines:
        for line, row in named_rows(stream, origin, STATEMENT_COLUMNS):
            if not row["canonical_id"] or not row["schema"]:
                raise origin.fault("a statement without an entity or schema", line=line)
            parts = (row["schema"], row["prop"], row["value"], row["dataset"], row.get("first_seen", ""))
            shelf.put(row["canonical_id"], _Statement(*parts))
        for key, statements in shelf.groups():
            lines.write(msgspec.json.encode(_assembled(key, statements)) + b"\n")
        lines.seek(0)
        yield from read_ftm(lines, origin, tally)


def _assembled(key: str, statements: list[_Statement]) -> Item:
    schemata = sorted({one.schema for one in statements}, key=lambda s: (s in _GENERAL, -_rank(s), s))
    properties: dict[str, list[str]] = {}
    for one in statements:
        values = properties.setdefault(one.prop, [])
        if one.prop != "id" and one.value not in values:
            values.append(one.value)
    seen = [one.first_seen for one in statements if one.first_seen]
    datasets = dict.fromkeys(one.dataset for one in statements)
    return Item(
        id=key,
        schema=schemata[0],
        properties=properties,
        datasets=list(datasets),
        first_seen=min(seen) if seen else None,
    )


def _rank(schema: str) -> int:
    return _GENERAL.index(schema) if schema in _GENERAL else -1
