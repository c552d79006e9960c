"""Downloads of large files: taken up where they were cut off, checked, and not fetched again unchanged."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import msgspec

from dateline.collect.compression import inflated
from dateline.errors import InputRejectedError, Reason
from dateline.settings import Settings

Progress = Callable[[int, int | None], None]
"""Told how many bytes there are so far, and of how many, if that is known."""

_CHUNK = 1 << 17
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 30.0


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file beside it: where it came from, and what its server calls it.

    ``length`` and ``sha256`` are those of the file; None for one that is not complete.
    """

    address: str
    etag: str | None = None
    modified: str | None = None
    encoding: str | None = None
    length: int | None = None
    sha256: str | None = None

    @property
    def validator(self) -> str | None:
        """What tells that the rest belongs to the part: a strong ETag, or the time of the last change."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A file that is complete.

    Attributes:
        sha256: of its bytes.
        changed: the day of its last change, as the server tells.
        fresh: False if the server said that it has not changed since it was fetched before.
    """

    path: Path
    address: str
    sha256: str
    changed: date | None
    fresh: bool


class _CutOffError(Exception):
    """The connection ended before the file did, or the server is not ready; worth another try."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(what)


class _StartOverError(Exception):
    """The part that is there is no beginning of what the server has now."""


class Downloader:
    """Downloads files; one connection pool. Use it as a context manager.

    Args:
        settings: what it calls itself, how long it waits for a server, how large a file may be.
        attempts: how often a file is tried, each time from where it was cut off.
        pause: seconds before the second try; twice as many before each one after it.
    """

    def __init__(self, settings: Settings, *, attempts: int = 5, pause: float = 1.0) -> None:
        self._settings, self._attempts, self._pause = settings, attempts, pause
        self._client = httpx.Client(
            headers={"User-Agent": settings.user_agent, "Accept-Encoding": "identity"},
            follow_redirects=True,
            max_redirects=settings.max_redirects,
            timeout=httpx.Timeout(settings.fetch_seconds, connect=min(10.0, settings.fetch_seconds)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def download(
        self,
        address: str,
        target: Path,
        *,
        checksum: str | None = None,
        size: int | None = None,
        progress: Progress | None = None,
    ) -> Downloaded:
        """Fetch a file, or find that the one that is there is still the newest.

        What was fetched of a file that was cut off stays beside the target as ``.part`` for the next try.

        Args:
            checksum: ``sha256:…`` or ``sha1:…`` in hexadecimal; without a name, by its length.
            size: how many bytes it must have.

        Raises:
            InputRejectedError: TOO_LARGE, NOT_FOUND, TOO_SLOW, BROKEN_COMPRESSION, UNREADABLE, or FETCH_FAILED, also
                if its length or checksum is another.
        """
        place = _Place(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            return self._persist(address, place, checksum, size, progress or _silent)
        except OSError as error:
            raise InputRejectedError(
                Reason.UNREADABLE,
                f"cannot be written: {(error.strerror or str(error)).lower()}",
                where=str(target),
                action="check the folder and its free space, or set DATELINE_REFERENCE_DIR",
            ) from None

    def _persist(
        self, address: str, place: _Place, checksum: str | None, size: int | None, progress: Progress
    ) -> Downloaded:
        wait, last = self._pause, ""
        for attempt in range(self._attempts):
            if attempt:
                time.sleep(wait)
            try:
                return self._once(address, place, checksum, size, progress)
            except _StartOverError as error:
                place.drop_part()
                wait, last = 0.0, str(error)
            except _CutOffError as error:
                wait = min(error.wait or self._pause * 2**attempt, _LONGEST_WAIT)
                last = str(error)
        raise InputRejectedError(
            Reason.FETCH_FAILED,
            f"{last}, in {self._attempts} tries",
            where=address,
            action="try again; what was fetched is taken up from there",
        )

    def _once(
        self, address: str, place: _Place, checksum: str | None, size: int | None, progress: Progress
    ) -> Downloaded:
        whole, part = place.whole(address), place.part(address)
        try:
            with self._client.stream("GET", address, headers=_asked(whole, part, place)) as response:
                if response.status_code == 304 and whole is not None:
                    return _downloaded(place.target, whole, fresh=False)
                part = _checked(response, address, part, place)
                self._receive(response, address, part, place, progress)
        except httpx.TimeoutException:
            raise _CutOffError(f"sends nothing for {self._settings.fetch_seconds:g} s") from None
        except httpx.TooManyRedirects:
            raise _refused(address, "redirects too often", "give the last address itself") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise _refused(
                address, f"is no address that can be fetched: {error}", "check the address"
            ) from None
        except httpx.HTTPError as error:
            what = str(error).rstrip(".") or type(error).__name__
            raise _CutOffError(f"the connection broke: {what}") from None
        return self._finish(part, place, checksum, size)

    def _receive(
        self, response: httpx.Response, address: str, part: Kept, place: _Place, progress: Progress
    ) -> None:
        """Write what comes behind what is there, and see that it is all."""
        there = place.part_size()
        told = response.headers.get("content-length", "")
        total = there + int(told) if told.isdigit() else None
        limit = self._settings.max_list_bytes
        if total is not None and total > limit:
            raise _too_large(address, limit)
        place.keep_part(part)
        with place.part_path.open("ab") as file:
            # As the pieces come: what waits for a larger piece to fill is lost when the connection breaks.
            for chunk in response.iter_raw():
                there += len(chunk)
                if there > limit:
                    file.close()
                    place.drop_part()
                    raise _too_large(address, limit)
                file.write(chunk)
                progress(there, total)
        if total is not None and there != total:
            raise _CutOffError(f"{there:,} of {total:,} bytes came")

    def _finish(self, part: Kept, place: _Place, checksum: str | None, size: int | None) -> Downloaded:
        """Undo the compression of the transport, check, and put the file in its place."""
        if part.encoding == "gzip":
            place.inflate(part.address, self._settings.max_list_bytes)
        elif part.encoding not in (None, "identity"):
            place.drop_part()
            raise _refused(
                part.address, f"comes as {part.encoding}, which was not asked for", "try another address"
            )
        length, digests = place.measured()
        wrong = _wrong(length, digests, checksum, size)
        if wrong:
            # The bytes were damaged, or belong to two versions of the file: none of them can be kept.
            place.drop_part()
            raise _StartOverError(wrong)
        whole = msgspec.structs.replace(part, length=length, sha256=digests["sha256"], encoding=None)
        place.settle(whole)
        return _downloaded(place.target, whole, fresh=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """A file, the part of it that was fetched, and what is known of each."""

    target: Path

    @property
    def part_path(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    def whole(self, address: str) -> Kept | None:
        """What is known of the complete file, if it is there and from this address."""
        kept = _read(self._notes(self.target))
        if kept is None or kept.address != address or not self.target.is_file():
            return None
        return kept if kept.length == self.target.stat().st_size else None

    def part(self, address: str) -> Kept | None:
        """What is known of the part, if the rest of it can be asked for."""
        kept = _read(self._notes(self.part_path))
        return kept if kept and kept.address == address and kept.validator and self.part_size() else None

    def part_size(self) -> int:
        return self.part_path.stat().st_size if self.part_path.is_file() else 0

    def keep_part(self, kept: Kept) -> None:
        self._notes(self.part_path).write_bytes(msgspec.json.encode(kept))

    def drop_part(self) -> None:
        self.part_path.unlink(missing_ok=True)
        self._notes(self.part_path).unlink(missing_ok=True)

    def inflate(self, address: str, limit: int) -> None:
        """Undo gzip, by way of another file."""
        plain = self.part_path.with_name(f"{self.part_path.name}.plain")
        with self.part_path.open("rb") as packed, plain.open("wb") as file:
            try:
                for piece in inflated(iter(lambda: packed.read(_CHUNK), b""), where=address, limit=limit):
                    file.write(piece)
            except InputRejectedError:
                plain.unlink()
                self.drop_part()
                raise
        plain.replace(self.part_path)

    def measured(self) -> tuple[int, dict[str, str]]:
        """Length and digests of the part."""
        length, sums = 0, {"sha256": hashlib.sha256(), "sha1": hashlib.sha1(usedforsecurity=False)}
        with self.part_path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                length += len(chunk)
                for one in sums.values():
                    one.update(chunk)
        return length, {name: one.hexdigest() for name, one in sums.items()}

    def settle(self, whole: Kept) -> None:
        """Make the part the file. If this is cut off in between, the notes do not fit, and it is fetched again."""
        with self.part_path.open("rb") as file:
            os.fsync(file.fileno())
        self.part_path.replace(self.target)
        self._notes(self.target).write_bytes(msgspec.json.encode(whole))
        self._notes(self.part_path).unlink(missing_ok=True)

    @staticmethod
    def _notes(path: Path) -> Path:
        return path.with_name(f"{path.name}.json")


def _read(path: Path) -> Kept | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return None


def _asked(whole: Kept | None, part: Kept | None, place: _Place) -> dict[str, str]:
    """What a request says of what is there: the part to go on with, or else the file that may be the newest."""
    if part is not None and part.validator:
        return {"Range": f"bytes={place.part_size()}-", "If-Range": part.validator}
    if whole is None:
        return {}
    asked = {"If-None-Match": whole.etag, "If-Modified-Since": whole.modified}
    return {name: value for name, value in asked.items() if value}


def _checked(response: httpx.Response, address: str, part: Kept | None, place: _Place) -> Kept:
    """What the answer is part of; the part that is there is dropped if the answer does not go on with it.

    Raises:
        InputRejectedError, _CutOffError, _StartOverError
    """
    status = response.status_code
    if status == 206 and part is not None and _goes_on(response, part, place):
        return part
    if status in (206, 416):
        raise _StartOverError("the server does not go on with the part that is there")
    if status in _TRY_AGAIN:
        after = response.headers.get("retry-after", "")
        raise _CutOffError(f"the server answered {status}", float(after) if after.isdigit() else None)
    if status in (404, 410):
        raise InputRejectedError(
            Reason.NOT_FOUND, f"the server answered {status}", where=address, action="check the address"
        )
    if status != 200:
        raise _refused(
            address, f"the server answered {status}", "check the address, or fetch the file by hand"
        )
    place.drop_part()
    return Kept(
        address=address,
        etag=response.headers.get("etag"),
        modified=response.headers.get("last-modified"),
        encoding=response.headers.get("content-encoding"),
    )


def _goes_on(response: httpx.Response, part: Kept, place: _Place) -> bool:
    """Whether an answer is the rest of the part: it begins where the part ends, and is of the same version."""
    begins = response.headers.get("content-range", "").startswith(f"bytes {place.part_size()}-")
    etag = response.headers.get("etag")
    return begins and (etag is None or part.etag is None or etag == part.etag)


def _wrong(length: int, digests: dict[str, str], checksum: str | None, size: int | None) -> str | None:
    if size is not None and length != size:
        return f"has {length:,} bytes, and must have {size:,}"
    if checksum:
        name, colon, value = checksum.rpartition(":")
        kind = name if colon else "sha1" if len(value) == 40 else "sha256"
        if kind in digests and digests[kind] != value.lower():
            return f"has another {kind} checksum than it must"
    return None


def _downloaded(target: Path, whole: Kept, *, fresh: bool) -> Downloaded:
    return Downloaded(
        path=target,
        address=whole.address,
        sha256=whole.sha256 or "",
        changed=_day(whole.modified),
        fresh=fresh,
    )


def _day(modified: str | None) -> date | None:
    try:
        moment: datetime = parsedate_to_datetime(modified or "")
    except ValueError:
        return None
    return moment.astimezone(UTC).date()


def _refused(address: str, what: str, action: str) -> InputRejectedError:
    return InputRejectedError(Reason.FETCH_FAILED, what, where=address, action=action)


def _too_large(address: str, limit: int) -> InputRejectedError:
    return InputRejectedError(
        Reason.TOO_LARGE,
        f"more than {limit:,} bytes",
        where=address,
        action="set DATELINE_MAX_LIST_BYTES higher to fetch it",
    )


def _silent(there: int, total: int | None) -> None:
    """Nobody is told."""
