"""Facts as rows of a table, for CSV and Parquet: one row an event or a statement."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dateline.errors import UsageError
from dateline.store.cells import harmless
from dateline.store.codebook import codebook
from dateline.store.export_records import models_in_words, public_id
from dateline.store.records import Fact, Party, Said, Source

BATCH = 1000
LIST_JOINT = "; "

EVENT_COLUMNS = {
    "id": "text",
    "event": "text",
    "mode": "text",
    "context": "texts",
    "auxiliary": "texts",
    "actor": "texts",
    "actor_text": "texts",
    "actor_country": "texts",
    "actor_sector": "texts",
    "recipient": "texts",
    "recipient_text": "texts",
    "recipient_country": "texts",
    "recipient_sector": "texts",
    "reciprocal": "flag",
    "date": "day",
    "enddate": "day",
    "date_source": "text",
    "place": "text",
    "place_country": "text",
    "quad_code": "number",
    "event_scale": "decimal",
    "text": "text",
    "rule": "text",
    "score": "decimal",
}
"""Column → kind of value. A list has one entry for each participant, empty where it is not known."""

STATEMENT_COLUMNS = {
    "id": "text",
    "kind": "text",
    "polarity": "text",
    "quoted": "flag",
    "speaker": "text",
    "speaker_text": "text",
    "speaker_country": "text",
    "addressee": "text",
    "addressee_text": "text",
    "addressee_country": "text",
    "content": "text",
    "text": "text",
    "rule": "text",
    "score": "decimal",
}

SOURCE_COLUMNS = {
    "headline": "text",
    "url": "text",
    "publication": "text",
    "language": "text",
    "published_earliest": "day",
    "published_latest": "day",
    "code": "text",
    "ontology": "text",
    "models": "text",
}

TableRow = dict[str, Any]


def event_rows(facts: Iterable[Fact]) -> Iterator[TableRow]:
    """One row an event, under the names of EVENT_COLUMNS and SOURCE_COLUMNS."""
    codes = codebook()
    for fact in facts:
        yield {
            "id": public_id(fact.source, "E", fact.position),
            "event": fact.type.value,
            "mode": fact.mode,
            "context": list(fact.contexts),
            "auxiliary": [auxiliary.value for auxiliary in fact.auxiliaries],
            **_parties("actor", fact.actors),
            **_parties("recipient", fact.recipients),
            "reciprocal": fact.reciprocal,
            "date": fact.earliest,
            "enddate": fact.latest if fact.latest != fact.earliest else None,
            "date_source": fact.dated_by,
            "place": fact.place.name if fact.place else None,
            "place_country": fact.place.country if fact.place else None,
            "quad_code": codes.quads[fact.type],
            "event_scale": codes.score(fact.type, fact.mode),
            "text": fact.sentence,
            "rule": fact.rule,
            "score": fact.score,
            **_source(fact.source),
        }


def statement_rows(statements: Iterable[Said]) -> Iterator[TableRow]:
    """One row a statement, under the names of STATEMENT_COLUMNS and SOURCE_COLUMNS."""
    for said in statements:
        yield {
            "id": public_id(said.source, "S", said.position),
            "kind": said.kind.value,
            "polarity": said.polarity.value,
            "quoted": said.quoted,
            **_party("speaker", said.speaker),
            **_party("addressee", said.addressee),
            "content": said.content,
            "text": said.sentence,
            "rule": said.rule,
            "score": said.score,
            **_source(said.source),
        }


def write_csv(path: Path, columns: dict[str, str], rows: Iterable[TableRow]) -> int:
    """Write a CSV file (UTF-8, RFC 4180, a header; entries of a list joined by "; "); the number of rows.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for count, row in enumerate(rows, start=1):  # noqa: B007 -- the last one is the number of rows
            writer.writerow([harmless(cell(row[name])) for name in columns])
    return count


def parquet_can_be_written() -> bool:
    """Whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def arrow_schema(columns: dict[str, str]) -> Any:
    """The columns as a schema of Arrow."""
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "number": pa.int32(),
        "decimal": pa.float64(),
    }
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])


def write_parquet(path: Path, columns: dict[str, str], rows: Iterable[TableRow]) -> int:
    """Write a Parquet file, a thousand rows at a time; the number of rows.

    Raises:
        UsageError: pyarrow, which writes it, is not installed.
    """
    if not parquet_can_be_written():
        raise UsageError(
            "Parquet is written by pyarrow, which is not installed",
            where="format",
            action="pip install pyarrow, or take csv or jsonl",
        )
    import pyarrow as pa
    import pyarrow.parquet as pq

    form = arrow_schema(columns)
    count = 0
    with pq.ParquetWriter(path, form, compression="zstd") as writer:
        for batch in batches(rows):
            writer.write_table(pa.Table.from_pylist(batch, schema=form))
            count += len(batch)
    return count


def batches(rows: Iterable[TableRow]) -> Iterator[list[TableRow]]:
    """The rows, a thousand at a time."""
    batch: list[TableRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def cell(value: Any) -> Any:
    """A value as it stands in CSV."""
    if isinstance(value, list):
        return LIST_JOINT.join("" if item is None else str(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _parties(side: str, parties: tuple[Party, ...]) -> TableRow:
    return {
        side: [party.name for party in parties],
        f"{side}_text": [party.text for party in parties],
        f"{side}_country": [party.country for party in parties],
        f"{side}_sector": [party.role for party in parties],
    }


def _party(name: str, party: Party | None) -> TableRow:
    return {
        name: party.name if party else None,
        f"{name}_text": party.text if party else None,
        f"{name}_country": party.country if party else None,
    }


def _source(source: Source) -> TableRow:
    return {
        "headline": source.headline,
        "url": source.address,
        "publication": source.site,
        "language": source.language,
        "published_earliest": source.published.earliest if source.published else None,
        "published_latest": source.published.latest if source.published else None,
        "code": source.provenance.code,
        "ontology": source.provenance.ontology,
        "models": models_in_words(source.provenance),
    }
