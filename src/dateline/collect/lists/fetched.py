"""A source's list from its address, or from another one in its place, into the folder of lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dateline.collect.download import Downloaded, Downloader, Progress
from dateline.collect.lists.formats import Format
from dateline.collect.lists.sources import LIST, Source, beside
from dateline.errors import InputRejectedError, Reason

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A list that was fetched.

    Attributes:
        parts: the files that belong to it.
        version, day: what the server or the source's index tells of it.
    """

    path: Path
    address: str
    parts: Mapping[str, Path]
    version: str | None = None
    day: date | None = None


class _Resource(msgspec.Struct, frozen=True):
    name: str
    checksum: str | None = None
    size: int | None = None


class _Index(msgspec.Struct, frozen=True):
    version: str | None = None
    last_export: str | None = None
    updated_at: str | None = None
    resources: list[_Resource] = []


def fetch_list(
    downloader: Downloader,
    name: str,
    source: Source,
    folder: Path,
    *,
    address: str | None,
    progress: Progress,
) -> Fetched:
    """Fetch a source's list, with the files that belong to it.

    Args:
        name: of the source: its folder is called so.
        folder: the folder of lists.
        address: in place of the source's own.

    Raises:
        InputRejectedError: it has no address, or one cannot be fetched; see :meth:`Downloader.download`.
    """
    base = folder / name
    given = address or source.address
    if given is None:
        raise InputRejectedError(
            Reason.NOT_FOUND, "has no address that is known", where=name, action="give a file or an address"
        )
    index = _index(downloader, source, base) if address is None else _Index()
    file = _file_name(given)
    resource = next((one for one in index.resources if one.name == file), _Resource(file))
    found = downloader.download(
        given, base / file, checksum=resource.checksum, size=resource.size, progress=progress
    )
    stamp = index.last_export or index.updated_at or ""
    return Fetched(
        path=found.path,
        address=given,
        parts=_parts(downloader, source, base, found, address, progress),
        version=index.version,
        day=_day(stamp) or found.changed,
    )


def _index(downloader: Downloader, source: Source, base: Path) -> _Index:
    if source.index is None:
        return _Index()
    found = downloader.download(source.index, base / "index.json")
    try:
        return msgspec.json.decode(found.path.read_bytes(), type=_Index)
    except msgspec.DecodeError as error:
        raise InputRejectedError(
            Reason.UNREADABLE, f"is no index of a list: {error}", where=source.index, action="try again later"
        ) from None


def _parts(
    downloader: Downloader,
    source: Source,
    base: Path,
    found: Downloaded,
    address: str | None,
    progress: Progress,
) -> Mapping[str, Path]:
    """OFAC's files of other names and addresses: the source's own, or those beside another address."""
    if Format.OFAC_CSV not in source.formats or not found.path.name.casefold().endswith((".csv", ".csv.gz")):
        return {}
    parts: dict[str, Path] = {}
    for part in ("alt", "add"):
        other = source.addresses.get(part) if address is None else beside(address, part)
        if other is None:
            continue
        try:
            parts[part] = downloader.download(other, base / _file_name(other), progress=progress).path
        except InputRejectedError as error:
            # Beside another address they need not be; the source's own must come.
            if address is None or error.reason is not Reason.NOT_FOUND:
                raise
    return parts


def _file_name(address: str) -> str:
    last = urlsplit(address).path.rsplit("/", 1)[-1]
    return _UNSAFE.sub("-", last).strip(".-") or LIST


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp[:10])
    except ValueError:
        return None
