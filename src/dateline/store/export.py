"""Exports: all facts, or those that meet conditions, into files that other programs read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import msgspec

from dateline.errors import StoreError, UsageError
from dateline.store import export_tables
from dateline.store.corrections import write_corrections
from dateline.store.export_ftm import write_ftm
from dateline.store.export_polecat import write_polecat
from dateline.store.export_records import Record, event_record, statement_record
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.view import View


class Format(StrEnum):
    """What an export can be written as."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    POLECAT = "polecat"
    FTM = "ftm"
    CORRECTIONS = "corrections"


class Content(StrEnum):
    """What an export holds."""

    EVENTS = "events"
    STATEMENTS = "statements"
    ALL = "all"


CORRECTIONS_NAME = "corrections.jsonl"
"""What a file of verdicts is called in a directory."""

SUFFIXES = {Format.JSONL: "jsonl", Format.CSV: "csv", Format.PARQUET: "parquet", Format.POLECAT: "txt"}

FTM_NAME = "entities.ftm.json"
"""What a file of FollowTheMoney is called in a directory: such a file holds everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One file that was written."""

    path: Path
    content: Content
    rows: int
    form: Format


def export(
    view: View, form: Format, out: Path, wanted: FactFilter, *, content: Content | None = None
) -> tuple[Exported, ...]:
    """Write the facts that meet the conditions.

    A file appears under its name only when it is whole. A directory (one that exists, or a name without a
    suffix) gets one file for events and one for statements. In one file, JSON lines hold both; the other
    forms hold one of them. FollowTheMoney is always one file, with the articles, mentions and entities too.

    Args:
        view: the database.
        form: the format.
        out: the file or the directory.
        wanted: which events; ``since`` and ``until`` hold for statements too.
        content: events, statements or all; by default all where that fits, and events where it does not.

    Returns:
        The files that were written.

    Raises:
        UsageError: the format cannot hold that content, or the conditions do not fit statements.
        StoreError: the database cannot be read, or the file cannot be written.
    """
    directory = out.is_dir() or not out.suffix
    if form is Format.CORRECTIONS:
        _check_unconditional(wanted, content)
        if directory:
            _make_directory(out)
        return (_write(view, form, out / CORRECTIONS_NAME if directory else out, wanted, Content.ALL),)
    kinds = contents_of(form, wanted, content, directory=directory)
    if not directory:
        joined = Content.ALL if len(kinds) > 1 else kinds[0]
        return (_write(view, form, out, wanted, joined),)
    _make_directory(out)
    if form is Format.FTM:
        joined = Content.ALL if len(kinds) > 1 else kinds[0]
        return (_write(view, form, out / FTM_NAME, wanted, joined),)
    return tuple(_write(view, form, out / f"{kind}.{SUFFIXES[form]}", wanted, kind) for kind in kinds)


def export_to_stream(
    view: View, form: Format, stream: BinaryIO, wanted: FactFilter, *, content: Content | None = None
) -> int:
    """Write to a stream what :func:`export` would write to one file; the number of rows.

    Raises:
        UsageError: as :func:`export`, or the format needs a file.
        StoreError: the database cannot be read.
    """
    if form is Format.CORRECTIONS:
        _check_unconditional(wanted, content)
        return write_corrections(view.database, stream)
    kinds = contents_of(form, wanted, content, directory=False)
    joined = Content.ALL if len(kinds) > 1 else kinds[0]
    if form is Format.JSONL:
        return write_json_lines(view, stream, wanted, joined)
    if form is Format.FTM:
        return _write_ftm(view, stream, wanted, joined)
    if form is Format.PARQUET:
        raise UsageError("Parquet needs a file", where="--out", action="name one")
    with tempfile.TemporaryDirectory() as directory:
        written = _write(view, form, Path(directory) / "export", wanted, joined)
        with written.path.open("rb") as part:
            shutil.copyfileobj(part, stream)
    return written.rows


def as_line(record: Record) -> str:
    """A record as one line of JSON."""
    return msgspec.json.encode(record).decode()


def write_json_lines(view: View, stream: BinaryIO, wanted: FactFilter, content: Content) -> int:
    """Write JSON lines, events first; the number of lines.

    Raises:
        StoreError: the database cannot be read.
    """
    encoder = msgspec.json.Encoder()
    count = 0
    if content is not Content.STATEMENTS:
        with view.all_facts(wanted) as facts:
            for fact in facts:
                stream.write(encoder.encode(event_record(fact)) + b"\n")
                count += 1
    if content is not Content.EVENTS:
        with view.all_statements(said_filter(wanted)) as statements:
            for said in statements:
                stream.write(encoder.encode(statement_record(said)) + b"\n")
                count += 1
    return count


def default_content(wanted: FactFilter) -> Content:
    """All, unless a condition is set that only events can meet."""
    about_events = (wanted.actor, wanted.recipient, wanted.type, wanted.place)
    return Content.EVENTS if any(value is not None for value in about_events) else Content.ALL


def contents_of(
    form: Format, wanted: FactFilter, content: Content | None, *, directory: bool
) -> tuple[Content, ...]:
    """What to write, one after the other.

    Raises:
        UsageError: the format cannot hold that content, or the conditions do not fit statements.
    """
    chosen = content or default_content(wanted)
    if form is Format.POLECAT:
        if content in (Content.STATEMENTS, Content.ALL):
            raise UsageError("POLECAT has no form for statements", where="--content", action="choose events")
        return (Content.EVENTS,)
    if chosen is not Content.EVENTS and default_content(wanted) is Content.EVENTS:
        raise UsageError(
            "--type, --actor and --recipient are about events", where="--content", action="choose events"
        )
    if chosen is not Content.ALL:
        return (chosen,)
    if directory or form in (Format.JSONL, Format.FTM):
        return (Content.EVENTS, Content.STATEMENTS)
    if content is None:
        return (Content.EVENTS,)
    raise UsageError(
        f"one {form} file cannot hold events and statements",
        where="--content all",
        action="name a directory by --out, or choose events or statements",
    )


def _check_unconditional(wanted: FactFilter, content: Content | None) -> None:
    if content is not None or wanted != FactFilter():
        raise UsageError(
            "corrections are written whole", where="--format corrections", action="give no conditions"
        )


def _make_directory(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"cannot be written: {error.strerror or error}", where=str(path), action="name another place by --out"
    )


def said_filter(wanted: FactFilter) -> SaidFilter:
    """The conditions as they are put to statements."""
    return SaidFilter(since=wanted.since, until=wanted.until, about=wanted.text, source=wanted.source)


def _write(view: View, form: Format, path: Path, wanted: FactFilter, content: Content) -> Exported:
    writers: dict[Format, Callable[[Path], int]] = {
        Format.JSONL: lambda part: _write_jsonl(view, part, wanted, content),
        Format.CSV: lambda part: _write_table(view, part, wanted, content, export_tables.write_csv),
        Format.PARQUET: lambda part: _write_table(view, part, wanted, content, export_tables.write_parquet),
        Format.POLECAT: lambda part: _write_polecat(view, part, wanted),
        Format.FTM: lambda part: _write_ftm_file(view, part, wanted, content),
        Format.CORRECTIONS: lambda part: _write_verdicts(view, part),
    }
    with _whole(path) as part:
        rows = writers[form](part)
    return Exported(path=path, content=content, rows=rows, form=form)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place when the block has ended well."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    part = Path(name)
    try:
        os.close(handle)
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)  # as any new file, not private as temporary files are
        yield part
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _write_jsonl(view: View, part: Path, wanted: FactFilter, content: Content) -> int:
    with part.open("wb") as stream:
        return write_json_lines(view, stream, wanted, content)


def _write_verdicts(view: View, part: Path) -> int:
    with part.open("wb") as stream:
        return write_corrections(view.database, stream)


def _write_ftm_file(view: View, part: Path, wanted: FactFilter, content: Content) -> int:
    with part.open("wb") as stream:
        return _write_ftm(view, stream, wanted, content)


def _write_ftm(view: View, stream: BinaryIO, wanted: FactFilter, content: Content) -> int:
    events = None if content is Content.STATEMENTS else wanted
    said = None if content is Content.EVENTS else said_filter(wanted)
    return write_ftm(view, stream, events, said, everything=wanted == FactFilter())


def _write_table(
    view: View,
    part: Path,
    wanted: FactFilter,
    content: Content,
    write: Callable[[Path, dict[str, str], Iterator[export_tables.TableRow]], int],
) -> int:
    if content is Content.STATEMENTS:
        columns = export_tables.STATEMENT_COLUMNS | export_tables.SOURCE_COLUMNS
        with view.all_statements(said_filter(wanted)) as statements:
            return write(part, columns, export_tables.statement_rows(statements))
    columns = export_tables.EVENT_COLUMNS | export_tables.SOURCE_COLUMNS
    with view.all_facts(wanted) as facts:
        return write(part, columns, export_tables.event_rows(facts))


def _write_polecat(view: View, part: Path, wanted: FactFilter) -> int:
    with view.all_facts(wanted) as facts:
        return write_polecat(part, facts, view.story)
