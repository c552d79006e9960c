"""Files wherever they are: on the disk, or in an object store, through fsspec."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

from dateline.errors import DatelineError, InputRejectedError, Reason, UsageError

_STEP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What tells one state of a file from another without reading it: its size, and its tag or time of change."""

    path: str
    size: int
    version: str


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder.

    Attributes:
        url: as given: a path, or ``s3://…``, ``gs://…``, ``https://…``.
    """

    url: str

    def resolved(self) -> tuple[Any, str]:
        """The file system, and the path in it.

        Raises:
            UsageError: no such kind of address, or the package for it is not installed.
        """
        try:
            filesystem, path = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise UsageError(
                f"cannot be reached: {error}",
                where=self.url,
                action="install the package of fsspec for it, such as s3fs for s3://",
            ) from error
        return filesystem, str(path)

    def is_folder(self) -> bool:
        """Whether it is a folder, or a prefix under which there are files."""
        filesystem, path = self.resolved()
        with reported(self.url):
            return bool(filesystem.isdir(path))

    def files(self) -> list[str]:
        """All files under a folder, in order, as addresses of the kind that was given."""
        filesystem, path = self.resolved()
        with reported(self.url):
            found = sorted(str(name) for name in filesystem.find(path))
        if isinstance(filesystem, LocalFileSystem):
            base = Path(path)
            return [
                str(Path(self.url.removeprefix("file://")) / Path(name).relative_to(base)) for name in found
            ]
        return [str(filesystem.unstrip_protocol(name)) for name in found]

    def state(self) -> FileState:
        """Size and version.

        Raises:
            InputRejectedError: NOT_FOUND or UNREADABLE.
        """
        filesystem, path = self.resolved()
        with readable(self.url):
            info = filesystem.info(path)
        version = info.get("ETag") or info.get("mtime") or info.get("LastModified") or ""
        return FileState(path=self.url, size=int(info.get("size") or 0), version=str(version).strip('"'))

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Its bytes, as a stream that can seek.

        Raises:
            InputRejectedError: NOT_FOUND or UNREADABLE.
        """
        filesystem, path = self.resolved()
        with readable(self.url):
            stream = filesystem.open(path, "rb")
        with stream:
            yield stream


class Depot:
    """The folder that a batch writes into: files appear in it whole or not at all.

    Args:
        url: a path, or the address of a folder in an object store.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._filesystem, self._root = Place(url).resolved()
        self._local = isinstance(self._filesystem, LocalFileSystem)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the disk for files in the making, on the same disk as the depot where that has one."""
        with reported(self.url):
            if self._local:
                Path(self._root).mkdir(parents=True, exist_ok=True)
            parent = self._root if self._local else None
            with tempfile.TemporaryDirectory(prefix=".making-", dir=parent) as folder:
                yield Path(folder)

    def put(self, made: Path, name: str) -> None:
        """Move a finished file to its place under the depot."""
        target = f"{self._root}/{name}"
        with reported(self.url):
            if self._local:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                _to_disk(made)
                made.replace(target)
                _to_disk(Path(target).parent)
            else:
                self._filesystem.put_file(str(made), target)
                made.unlink()

    def read(self, name: str) -> bytes | None:
        """The bytes of a small file; None if there is none."""
        try:
            with reported(self.url):
                return bytes(self._filesystem.cat_file(f"{self._root}/{name}"))
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        try:
            with reported(self.url):
                self._filesystem.rm_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder of the depot, in order."""
        with reported(self.url):
            try:
                found = self._filesystem.ls(f"{self._root}/{folder}", detail=False)
            except FileNotFoundError:
                return []
        return sorted(str(path).rsplit("/", 1)[-1] for path in found)

    def exists(self) -> bool:
        """Whether there is such a folder."""
        with reported(self.url):
            return bool(self._filesystem.isdir(self._root))

    def open(self, name: str) -> BinaryIO:
        """A file as a stream that can seek.

        Raises:
            FileNotFoundError: there is none.
        """
        with reported(self.url):
            stream: BinaryIO = self._filesystem.open(f"{self._root}/{name}", "rb")
            return stream

    def digest(self, name: str) -> tuple[int, str] | None:
        """The size and SHA-256 of a file; None if there is none."""
        try:
            with reported(self.url), self.open(name) as stream:
                return digest_of(stream)
        except FileNotFoundError:
            return None


def digest_of(stream: BinaryIO) -> tuple[int, str]:
    """Bytes and SHA-256 of a stream."""
    hasher, size = hashlib.sha256(), 0
    while step := stream.read(_STEP):
        hasher.update(step)
        size += len(step)
    return size, hasher.hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def reported(url: str) -> Iterator[None]:
    """Turn what a file system says into one line.

    Raises:
        DatelineError: in place of any error but FileNotFoundError, which goes through.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DatelineError(
            f"cannot be read or written: {error.strerror or error}",
            where=url,
            action="check the place, its permissions and its free space",
        ) from error


@contextmanager
def readable(url: str) -> Iterator[None]:
    """Turn what a file system says of an input into a rejection.

    Raises:
        InputRejectedError: NOT_FOUND or UNREADABLE.
    """
    try:
        yield
    except FileNotFoundError:
        raise InputRejectedError(
            Reason.NOT_FOUND, "no such file", where=url, action="check the path"
        ) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise InputRejectedError(Reason.UNREADABLE, what, where=url, action="check its permissions") from None
