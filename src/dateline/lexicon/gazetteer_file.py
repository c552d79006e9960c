"""The shipped gazetteer: lines sorted by name, held as they are in the file, so that loading is quick and small.

A line is ``key, id, name, country, latitude, longitude, population, feature``, or ``key, @other key, id, kind`` where
another name leads to the line of a place. ``=SRB`` is the key of a state.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from dateline.errors import DataError
from dateline.lexicon.name_keys import plain_words

COLUMNS = ("key", "id", "name", "country", "latitude", "longitude", "population", "feature")
_REFERENCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place under one of its names.

    Attributes:
        id: its number in GeoNames; None for a place that was added by hand.
        name: its usual name.
        country: ISO 3166-1 alpha-3 code; None if it lies in none or in several.
        population: 0 if it is not known.
        feature: GeoNames feature code (``PPL``, ``PPLC`` for a capital, ``ADM1``, ``PCL`` for a state …).
        also: the name asked for is another one of its names, not its usual one.
        in_news: the lexicon has it among the places of the news.
    """

    id: int | None
    name: str
    country: str | None
    latitude: float
    longitude: float
    population: int = 0
    feature: str = "PPL"
    also: bool = False
    in_news: bool = False


@dataclass(frozen=True, slots=True)
class GazetteerFile:
    """The lines of the file."""

    _lines: bytes

    def entries(self, key: str) -> Sequence[Entry]:
        """The places of this name (see :func:`name_key`), each once."""
        found: dict[tuple[int | None, str], Entry] = {}
        for entry in self._read(key):
            same = (entry.id, entry.name)
            known = found.get(same, entry)
            found[same] = replace(
                known, also=known.also and entry.also, in_news=known.in_news or entry.in_news
            )
        return tuple(found.values())

    def _read(self, key: str) -> Iterator[Entry]:
        for fields in self._find(key):
            if len(fields) == _REFERENCE:
                _, other, number, kind = fields
                for line in self._find(other.removeprefix("@")):
                    if len(line) == len(COLUMNS) and line[1] == number:
                        entry = _entry(line)
                        yield replace(entry, also=other != f"@{key}", in_news=kind == "news")
            else:
                yield _entry(fields)

    def _find(self, key: str) -> Iterator[list[str]]:
        begin = f"{key}\t".encode()
        place = self._first_at_or_after(begin)
        while self._lines.startswith(begin, place):
            end = self._lines.index(b"\n", place)
            yield self._lines[place:end].decode().split("\t")
            place = end + 1

    def _first_at_or_after(self, begin: bytes) -> int:
        """Where the first line stands that does not come before these letters."""
        low, high = 0, len(self._lines)
        while low < high:
            line = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._lines[line : line + len(begin)] < begin:
                low = self._lines.index(b"\n", line) + 1
            else:
                high = line
        return low


def name_key(name: str) -> str:
    """What a name is looked up by: plain small words in their order, without a leading "the"."""
    return " ".join(plain_words(name)).removeprefix("the ")


def is_latin_name(name: str) -> bool:
    """Whether it is a name as one writes it in Latin letters: no code, and no transcript in small letters."""
    if not name[:1].isupper() or name.isupper() or any(map(str.isdigit, name)):
        return False
    return all(not letter.isalpha() or "LATIN" in unicodedata.name(letter, "") for letter in name)


@cache
def load_gazetteer() -> GazetteerFile:
    """The shipped places.

    Raises:
        DataError: the file is damaged.
    """
    packed = (resources.files("dateline.lexicon") / "data" / "gazetteer.tsv.gz").read_bytes()
    try:
        return GazetteerFile(gzip.decompress(packed))
    except (OSError, EOFError) as error:
        raise DataError(str(error), where="data/gazetteer.tsv.gz", action="install Dateline anew") from error


@lru_cache(maxsize=2048)
def entries_of(key: str) -> Sequence[Entry]:
    """The shipped places of this name; the last names asked for are kept."""
    return load_gazetteer().entries(key)


def _entry(fields: Sequence[str]) -> Entry:
    _, number, name, country, latitude, longitude, population, feature = fields
    return Entry(
        id=int(number) or None,
        name=name,
        country=country or None,
        latitude=float(latitude),
        longitude=float(longitude),
        population=int(population),
        feature=feature,
        in_news=number == "0",
    )
