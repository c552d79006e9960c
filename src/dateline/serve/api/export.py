"""``/api/v1/…/export``: all facts that meet the conditions, as a file that is sent while it is made."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from dateline.errors import StoreError
from dateline.serve.accounts.viewer import may_read_all
from dateline.serve.api.asked import EventsAsked, StatementsAsked
from dateline.serve.api.routes import PROBLEMS, Api, CurrentApi, ten_requests
from dateline.serve.site import CurrentSite
from dateline.store import export_tables
from dateline.store.cells import harmless
from dateline.store.codebook import codebook
from dateline.store.export_ftm import write_ftm
from dateline.store.export_polecat import polecat_row
from dateline.store.export_records import event_record, statement_record
from dateline.store.export_stream import WithoutText
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.records import Fact, Said
from dateline.store.view import View

router = APIRouter(
    prefix="/api/v1",
    tags=["Exports"],
    dependencies=[Depends(ten_requests)],
    responses=PROBLEMS,
    default_response_class=StreamingResponse,
)
CHUNK = 64 * 1024
_MEMORY = 4_000_000


class EventsForm(StrEnum):
    """What events can be exported as."""

    CSV = "csv"
    JSONL = "jsonl"
    POLECAT = "polecat"
    FTM = "ftm"
    PARQUET = "parquet"


class StatementsForm(StrEnum):
    """What statements can be exported as."""

    CSV = "csv"
    JSONL = "jsonl"
    FTM = "ftm"
    PARQUET = "parquet"


_TYPES = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "jsonl": ("application/x-ndjson", "jsonl"),
    "polecat": ("text/tab-separated-values; charset=utf-8", "txt"),
    "ftm": ("application/x-ndjson", "ftm.json"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
}


@router.get("/events/export", summary="All such events as a file")
def export_events(
    request: Request,
    site: CurrentSite,
    api: CurrentApi,
    wanted: EventsAsked,
    form: Annotated[EventsForm, Query(alias="format")] = EventsForm.JSONL,
) -> StreamingResponse:
    """CSV and POLECAT put an apostrophe before a cell that a spreadsheet would run as a formula.

    FollowTheMoney holds the texts of articles only for those who may see them whole.
    """
    columns = export_tables.EVENT_COLUMNS | export_tables.SOURCE_COLUMNS
    whole = may_read_all(request)
    makers: dict[str, Callable[[], Iterator[bytes]]] = {
        "jsonl": lambda: _events(site.view, wanted, lambda facts: _json(map(event_record, facts))),
        "csv": lambda: _events(
            site.view, wanted, lambda facts: _csv(columns, export_tables.event_rows(facts))
        ),
        "polecat": lambda: _events(site.view, wanted, lambda facts: _polecat(site.view, facts)),
        "ftm": lambda: _spooled(
            lambda file: write_ftm(site.view, file, wanted, None, everything=wanted == FactFilter()),
            whole=whole,
        ),
        "parquet": lambda: _events(
            site.view, wanted, lambda facts: _parquet(columns, export_tables.event_rows(facts))
        ),
    }
    return sent(api, makers[form.value], form.value, "events")


@router.get("/statements/export", summary="All such statements as a file")
def export_statements(
    request: Request,
    site: CurrentSite,
    api: CurrentApi,
    wanted: StatementsAsked,
    form: Annotated[StatementsForm, Query(alias="format")] = StatementsForm.JSONL,
) -> StreamingResponse:
    """CSV puts an apostrophe before a cell that a spreadsheet would run as a formula.

    FollowTheMoney holds the texts of articles only for those who may see them whole.
    """
    columns = export_tables.STATEMENT_COLUMNS | export_tables.SOURCE_COLUMNS
    whole = may_read_all(request)
    makers: dict[str, Callable[[], Iterator[bytes]]] = {
        "jsonl": lambda: _statements(site.view, wanted, lambda said: _json(map(statement_record, said))),
        "csv": lambda: _statements(
            site.view, wanted, lambda said: _csv(columns, export_tables.statement_rows(said))
        ),
        "ftm": lambda: _spooled(
            lambda file: write_ftm(site.view, file, None, wanted, everything=wanted == SaidFilter()),
            whole=whole,
        ),
        "parquet": lambda: _statements(
            site.view, wanted, lambda said: _parquet(columns, export_tables.statement_rows(said))
        ),
    }
    return sent(api, makers[form.value], form.value, "statements")


def sent(api: Api, make: Callable[[], Iterator[bytes]], form: str, what: str) -> StreamingResponse:
    """The file; the first piece is made before anything is sent, so that what is wrong is told by the status.

    Raises:
        HTTPException: 503, if as many exports run already as may.
    """
    api.exports.enter()
    try:
        pieces = make()
        first = next(pieces, b"")
    except BaseException:
        api.exports.leave()
        raise
    media, suffix = _TYPES[form]
    headers = {
        "Content-Disposition": f'attachment; filename="dateline-{what}.{suffix}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_Sending(api, first, pieces), media_type=media, headers=headers)


class _Sending:
    """The pieces of a file; gives its place back when the last one is sent, or nobody takes them any more."""

    def __init__(self, api: Api, first: bytes, pieces: Iterator[bytes]) -> None:
        self._api = api
        self._first: bytes | None = first
        self._pieces = pieces
        self._until = time.monotonic() + api.settings.export_seconds
        self._open = True

    def __iter__(self) -> _Sending:
        return self

    def __next__(self) -> bytes:
        try:
            if time.monotonic() > self._until:
                raise StoreError("the export takes too long", action="ask for fewer days")
            piece, self._first = self._first, None
            return next(self._pieces) if piece is None else piece
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give everything back; more than once does no harm."""
        if self._open:
            self._open = False
            self._pieces.close()  # type: ignore[attr-defined]  # all of them are generators
            self._api.exports.leave()

    def __del__(self) -> None:
        self.close()


def _events(
    view: View, wanted: FactFilter, write: Callable[[Iterator[Fact]], Iterator[bytes]]
) -> Iterator[bytes]:
    with view.all_facts(wanted) as facts:
        yield from write(facts)


def _statements(
    view: View, wanted: SaidFilter, write: Callable[[Iterator[Said]], Iterator[bytes]]
) -> Iterator[bytes]:
    with view.all_statements(wanted) as said:
        yield from write(said)


def _json(records: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    yield from _joined(encoder.encode(record) + b"\n" for record in records)


def _csv(columns: dict[str, str], rows: Iterable[export_tables.TableRow]) -> Iterator[bytes]:
    def lines() -> Iterator[bytes]:
        yield _line(columns)
        for row in rows:
            yield _line(harmless(export_tables.cell(row[name])) for name in columns)

    yield from _joined(lines())


def _line(cells: Iterable[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def _polecat(view: View, facts: Iterable[Fact]) -> Iterator[bytes]:
    columns = codebook().columns

    def lines() -> Iterator[bytes]:
        yield ("\t".join(columns) + "\n").encode()
        article, names = -1, view.story(-1)
        for fact in facts:
            if fact.source.article != article:
                article = fact.source.article
                names = view.story(article)
            row = polecat_row(fact, names)
            cells = (harmless(" ".join(row.get(name, "").split())) for name in columns)
            yield ("\t".join(cells) + "\n").encode("utf-8", "replace")

    yield from _joined(lines())


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines, put together into pieces of some size."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= CHUNK:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _parquet(columns: dict[str, str], rows: Iterator[export_tables.TableRow]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "export.parquet"
        export_tables.write_parquet(path, columns, rows)
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece


def _spooled(write: Callable[[Any], int], *, whole: bool) -> Iterator[bytes]:
    """What is written to a file, which lies on the disk if it is large, once it is whole.

    Args:
        write: writes lines of FollowTheMoney.
        whole: with the texts of articles.
    """
    with closing(tempfile.SpooledTemporaryFile(_MEMORY)) as file:
        write(file if whole else WithoutText(file))
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece
