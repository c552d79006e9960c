"""Which inputs make one shard: an archive by itself, and pages in files by the hundred."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.batch.places import Place
from dateline.collect.archives.kinds import OF_PAGES_ALONE, ArchiveKind, archive_kind
from dateline.collect.archives.members import claimed_type
from dateline.collect.compression import GZIP_MAGIC
from dateline.collect.files import is_address
from dateline.errors import DatelineError, UsageError

FILES_A_SHARD = 500
_LISTS = (".paths", ".paths.gz")
_LONGEST_LIST = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The work of one processor: what is read from it goes into one part per table.

    Attributes:
        name: begins with the name of its first input; the same inputs always give the same name.
        inputs: one archive, or files of pages.
        archive: the kind of the archive; None for files of pages.
    """

    name: str
    inputs: tuple[str, ...]
    archive: ArchiveKind | None

    @property
    def key(self) -> str:
        """What the keys of its pages begin with."""
        return self.name.rsplit("-", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to do; ``passed_over`` files in folders are neither pages nor archives."""

    shards: tuple[Shard, ...]
    passed_over: int


def plan(inputs: Sequence[str], *, files_a_shard: int = FILES_A_SHARD, base: str | None = None) -> Plan:
    """Make shards of inputs, in order; an input that is given twice is taken once.

    Args:
        inputs: archives, pages, folders of these, and lists of these (``.paths``, ``.paths.gz``, a line each, as
            Common Crawl publishes them).
        files_a_shard: how many files of pages go into one shard.
        base: what the lines of a list are under; without it, the folder that holds ``crawl-data`` above the list, or
            the folder of the list.

    Raises:
        UsageError: a list cannot be read, an input is the address of a page, or there is nothing to read.
    """
    named: list[str] = []
    passed_over = 0
    for given in inputs:
        found, over = _expanded(given, base)
        named += found
        passed_over += over
    files = [name for name in dict.fromkeys(named) if archive_kind(name) is None]
    shards = [
        _shard((name,), archive_kind(name)) for name in dict.fromkeys(named) if archive_kind(name) is not None
    ]
    shards += [
        _shard(tuple(files[start : start + files_a_shard]), None)
        for start in range(0, len(files), files_a_shard)
    ]
    if not shards:
        raise UsageError(
            "there is nothing to read", where=" ".join(inputs)[:200], action="name archives or pages"
        )
    return Plan(shards=tuple(shards), passed_over=passed_over)


def _expanded(given: str, base: str | None) -> tuple[list[str], int]:
    place = Place(given)
    if given.lower().endswith(_LISTS):
        return _listed(given, base), 0
    if is_address(given):
        if archive_kind(given) is None:
            raise UsageError(
                "is the address of a page, not of an archive",
                where=given,
                action="fetch it by `dateline read`",
            )
        return [given], 0
    if not place.is_folder():
        return [given], 0
    files = place.files()
    kept = [name for name in files if claimed_type(name) or archive_kind(name) in OF_PAGES_ALONE]
    return kept, len(files) - len(kept)


def _listed(given: str, base: str | None) -> list[str]:
    try:
        with Place(given).opened() as stream:
            data = stream.read(_LONGEST_LIST)
        text = (gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UsageError(f"is no list of inputs: {error}", where=given, action="fetch it again") from None
    except DatelineError as error:
        raise UsageError(error.what, where=given, action=error.action) from None
    above = base if base is not None else _above(given)
    lines = [line.strip() for line in text.splitlines()]
    return [_under(above, line) for line in lines if line and not line.startswith("#")]


def _above(given: str) -> str:
    head, found, _ = given.partition("crawl-data/")
    return head if found else given[: given.rfind("/") + 1]


def _under(above: str, line: str) -> str:
    if "://" in line or line.startswith("/") or not above:
        return line
    return f"{above.rstrip('/')}/{line}"


def _shard(inputs: tuple[str, ...], kind: ArchiveKind | None) -> Shard:
    digest = hashlib.sha256("\n".join(inputs).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", inputs[0].rstrip("/").rsplit("/", 1)[-1])[:80]
    return Shard(name=f"{stem}-{digest}", inputs=inputs, archive=kind)
