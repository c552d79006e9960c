"""Which format a file has, what day it tells, and which parser reads it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from dateline.collect.lists import days, eu, opensanctions, tenures, uk, un, wikidata
from dateline.collect.lists.ftm import read_ftm
from dateline.collect.lists.ofac_advanced import read_ofac_advanced
from dateline.collect.lists.ofac_csv import read_ofac_csv
from dateline.collect.lists.origin import Origin, Tally
from dateline.collect.lists.rows import named_rows
from dateline.collect.lists.wikidata_dump import read_wikidata_dump
from dateline.model import Record

_HEAD = 65_536


class Format(StrEnum):
    """A form in which reference data are published."""

    FTM = "ftm"
    OPENSANCTIONS_SIMPLE = "opensanctions-simple"
    OPENSANCTIONS_STATEMENTS = "opensanctions-statements"
    OFAC_CSV = "ofac-csv"
    OFAC_ADVANCED = "ofac-advanced"
    UN_XML = "un-xml"
    EU_XML = "eu-xml"
    EU_CSV = "eu-csv"
    UK_CSV = "uk-csv"
    OFSI_CSV = "ofsi-csv"
    WIKIDATA_JSON = "wikidata-json"
    WIKIDATA_CSV = "wikidata-csv"
    WIKIDATA_DUMP = "wikidata-dump"
    TENURES = "tenures"


Parser = Callable[[BinaryIO, Origin, Tally], Iterator[Record]]

PARSERS: dict[Format, Parser] = {
    Format.FTM: read_ftm,
    Format.OPENSANCTIONS_SIMPLE: opensanctions.read_simple,
    Format.OPENSANCTIONS_STATEMENTS: opensanctions.read_statements,
    Format.OFAC_CSV: read_ofac_csv,
    Format.OFAC_ADVANCED: read_ofac_advanced,
    Format.UN_XML: un.read_un,
    Format.EU_XML: eu.read_eu_xml,
    Format.EU_CSV: eu.read_eu_csv,
    Format.UK_CSV: uk.read_uk,
    Format.OFSI_CSV: uk.read_ofsi,
    Format.WIKIDATA_JSON: wikidata.read_sparql_json,
    Format.WIKIDATA_CSV: wikidata.read_sparql_csv,
    Format.WIKIDATA_DUMP: read_wikidata_dump,
    Format.TENURES: tenures.read_tenures,
}

_ROOTS = {un.ROOT: Format.UN_XML, eu.ROOT: Format.EU_XML, "Sanctions": Format.OFAC_ADVANCED}
_ROOT = re.compile(r"<(?![?!])(?:\w+:)?(\w+)([^>]*)>")
_HEADS: tuple[tuple[str, tuple[str, ...], Format], ...] = (
    (",", opensanctions.SIMPLE_COLUMNS, Format.OPENSANCTIONS_SIMPLE),
    (",", opensanctions.STATEMENT_COLUMNS, Format.OPENSANCTIONS_STATEMENTS),
    (";", ("Entity_LogicalId", "NameAlias_WholeName"), Format.EU_CSV),
    (",", ("Unique ID", "Name 6"), Format.UK_CSV),
    (",", ("Group ID", "Name 6"), Format.OFSI_CSV),
    (",", tenures.COLUMNS, Format.TENURES),
    (",", wikidata.NEEDED, Format.WIKIDATA_CSV),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the beginning of a file tells.

    Attributes:
        format: None if it is none that we know.
        version: what the file calls its version.
        day: the day it says it stands for.
    """

    format: Format | None
    version: str | None = None
    day: date | None = None


def look(stream: BinaryIO) -> Seen:
    """Tell the format of a file by its first bytes; the stream is set back to where it was."""
    place = stream.tell()
    head = stream.read(_HEAD).decode("utf-8", errors="replace").removeprefix("\ufeff")
    stream.seek(place)
    start = head.lstrip()
    if start.startswith("<"):
        return _look_at_xml(start)
    if start.startswith(("{", "[")):
        return Seen(format=_look_at_json(start))
    return _look_at_csv(head)


def last_day(stream: BinaryIO, form: Format, origin_name: str) -> date | None:
    """The newest day that a table without a day of its own tells in its rows; the stream is set back.

    Raises:
        ListRejectedError: the table is broken.
    """
    columns = {
        Format.TENURES: ("first_seen", "end"),
        Format.OPENSANCTIONS_SIMPLE: ("last_seen",),
        Format.OPENSANCTIONS_STATEMENTS: ("last_seen",),
    }.get(form)
    if columns is None:
        return None
    place = stream.tell()
    origin = Origin(source="", version="", taken=date.min, file=origin_name)
    found = (row.get(column, "")[:10] for _, row in named_rows(stream, origin, ()) for column in columns)
    newest = max(found, default="")
    stream.seek(place)
    return _day(newest)


def _look_at_xml(head: str) -> Seen:
    root = _ROOT.search(head)
    form = _ROOTS.get(root[1]) if root else None
    if root is None or form is None:
        return Seen(format=None)
    made = re.search(r'(?:dateGenerated|generationDate)="([^"]*)"', root[2])
    if made:
        return Seen(format=form, version=made[1] or None, day=_day(made[1]))
    issued = re.search(
        r"<DateOfIssue[^>]*>\s*<Year>(\d+)</Year>\s*<Month>(\d+)</Month>\s*<Day>(\d+)</Day>", head
    )
    day = _day("-".join(part.zfill(2) for part in issued.groups())) if issued else None
    return Seen(format=form, day=day)


def _look_at_json(head: str) -> Format | None:
    line = next((one for one in head.splitlines() if one.strip(" \t,[")), "")
    if '"schema"' in line and '"id"' in line:
        return Format.FTM
    if re.search(r'"type"\s*:\s*"item"', line) or ('"claims"' in line and '"labels"' in line):
        return Format.WIKIDATA_DUMP
    if re.search(r'^\s*\{\s*"head"\s*:', head):
        return Format.WIKIDATA_JSON
    return None


def _look_at_csv(head: str) -> Seen:
    lines = head.splitlines()[:5]
    note = next((found for line in lines[:2] if (found := re.search(r"\d\d/\d\d/\d{4}", line))), None)
    for line in lines:
        for delimiter, columns, form in _HEADS:
            cells = {cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])}
            if cells.issuperset(columns):
                return Seen(format=form, day=_told_day(form, lines, note[0] if note else ""))
    first = next(csv.reader(lines[:1]), [])
    if len(first) == 12 and first[0].strip().isdigit():
        return Seen(format=Format.OFAC_CSV)
    return Seen(format=None)


def _told_day(form: Format, lines: list[str], note: str) -> date | None:
    if form in (Format.UK_CSV, Format.OFSI_CSV):
        # Above the head: "Report Date: 01/10/2026", "Last Updated,29/09/2026".
        return _day(note) if re.match(r'"?(report date|last updated)\W+\d', lines[0], re.IGNORECASE) else None
    if form is Format.EU_CSV and len(lines) > 1:
        return _day(lines[1].partition(";")[0].strip('" '))
    return None


def _day(text: str) -> date | None:
    try:
        found = days.slashed(text)
    except ValueError:
        return None
    return found.earliest if found and found.earliest == found.latest else None
