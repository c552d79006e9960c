"""Sample lists of invented people, read, and told in short lines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from dateline.collect.lists.formats import PARSERS, Format
from dateline.collect.lists.origin import Origin, Tally
from dateline.model import Record

SAMPLES = Path(__file__).parent / "samples"
TAKEN = date(2024, 5, 3)


def read(content: Path | bytes, form: Format, tally: Tally | None = None) -> list[Record]:
    """The records of a sample, with the files that lie beside it."""
    origin = Origin(
        source="src", version="1", taken=TAKEN, file="list", beside=_beside(content), prefix="own"
    )
    stream = io.BytesIO(content if isinstance(content, bytes) else content.read_bytes())
    return list(PARSERS[form](stream, origin, tally or Tally()))


def _beside(content: Path | bytes):  # type: ignore[no-untyped-def]
    def opened(part: str) -> BinaryIO | None:
        file = content.with_name(f"{part}.csv") if isinstance(content, Path) else None
        return file.open("rb") if file and file.is_file() else None

    return opened


def told(records: list[Record]) -> list[str]:
    """Records in short lines: entities with their names, offices and listings under them."""
    return [line for record in records for line in _lines(record)]


def _lines(record: Record) -> Iterator[str]:
    entity = record.entity
    facts = (entity.schema, *entity.countries, entity.gender, entity.wikidata, entity.role)
    born = f" born {entity.born}" if entity.born else ""
    yield f"{entity.id}: {' '.join(filter(None, facts))}{born}"
    for name in entity.names:
        yield f"  {name.kind} {name.script}: {name.text}"
    for office in record.offices:
        where = office.country or office.organisation
        acting = " acting" if office.acting else ""
        yield f"  office {office.kind}{acting} {where}: {office.position}, {office.term}"
    for listing in record.listings:
        yield f"  list {listing.list}: {listing.programme}, {listing.entry}, {listing.term}"
