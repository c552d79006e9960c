"""FollowTheMoney proxies: values as its types accept them, so that none is lost when a program cleans what it loads."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import pycountry

from dateline.lexicon.countries import load_countries
from dateline.model import Bounds

DATASET = "dateline"
CAPTIONS = ("full", "name", "title", "fileName", "program")

_YEARS = range(1002, 3000)  # what FollowTheMoney takes for a year; 1001 is its "long ago"
_LONGEST_STRING = 1024
_LONGEST_TEXT = 65_000
_ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]{0,240}[0-9a-zA-Z])?")
_LABEL = re.compile(r"(?=.*[^\W_])[\w-]{1,63}")

# What a property holds, where that is not a short string.
_TEXTS = frozenset({"bodyText", "description", "notes", "summary"})
_NAMES = frozenset({"alias", "name", "weakAlias", "companiesMentioned", "namesMentioned", "peopleMentioned"})

_WHOLE = frozenset({"authorityId", "sourceUrl"})
"""What means nothing if it is cut."""
_LONGEST = dict.fromkeys(_NAMES, 384) | dict.fromkeys(("full", "location", "locationMentioned"), 250)
_LONGEST |= {"authorityId": 64, "sourceUrl": 4096}

_GONE = {"CSK": "cshh", "DDR": "dd", "SCG": "csxx", "SUN": "suhh", "YUG": "yucs"}

_LANGUAGES = """
afr amh ara aze bel ben bos bul cat ces cnr dan deu ell eng est fas fil fin fra gle heb hin hrv hun hye ind isl ita jpn
kan kat kaz khm kir kor lao lav lit ltz mkd mlt mon msa mul mya nep nld nor pol por pus ron rus sin slk slv spa sqi srp
swa swe tam tel tgk tgl tha tuk tur ukr urd uzb vie zho
"""
LANGUAGES = frozenset(_LANGUAGES.split())
"""The languages that FollowTheMoney knows, by their ISO 639-3 codes."""

Values = str | None | Iterable[str | None]


@dataclass(frozen=True, slots=True)
class Proxy:
    """One thing or link of FollowTheMoney: property → values, none of them empty, each once."""

    id: str
    schema: str
    properties: dict[str, tuple[str, ...]]

    @property
    def caption(self) -> str:
        """What it is called; its schema if it has no name."""
        return next((self.properties[name][0] for name in CAPTIONS if name in self.properties), self.schema)

    def as_object(self) -> dict[str, Any]:
        """What stands on its line of JSON."""
        return {
            "id": self.id,
            "caption": self.caption,
            "schema": self.schema,
            "properties": self.properties,
            "datasets": [DATASET],
        }


def proxy(key: str, schema: str, **properties: Values) -> Proxy:
    """A proxy of these values; what is None or empty is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name, given in properties.items():
        values = [given] if given is None or isinstance(given, str) else given
        cleaned = tuple(dict.fromkeys(clean for value in values if value for clean in _clean(name, value)))
        if cleaned:
            found[name] = cleaned
    return Proxy(key, schema, found)


def made_id(kind: str, *parts: str | None) -> str:
    """An id made of what tells the thing from others: the same in every export."""
    digest = hashlib.sha256("\n".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()
    return f"{kind}-{digest[:24]}"


def entity_id(key: str) -> str:
    """The entity's own id (a Wikidata item is OpenSanctions' id too); a made one where it has odd characters."""
    return key if _ID.fullmatch(key) else made_id("entity", key)


def country_codes(codes: Iterable[str | None]) -> tuple[str, ...]:
    """ISO 3166-1 alpha-3 codes as FollowTheMoney writes them: ``SRB`` → ``rs``. Unknown ones are left out."""
    countries = load_countries()
    found: dict[str, None] = {}
    for code in codes:
        country = countries.by_code(code) if code else None
        if country is not None:
            short = country.alpha2.lower() if country.alpha2 else _GONE.get(country.code)
            if short:
                found[short] = None
    return tuple(found)


def language_code(tag: str | None) -> str | None:
    """``en-GB`` → ``eng``; None for a language that FollowTheMoney does not know."""
    base = re.split(r"[-_]", tag.strip().lower())[0] if tag else ""
    if len(base) == 2:
        language = pycountry.languages.get(alpha_2=base)
        base = language.alpha_3 if language else ""
    return base if base in LANGUAGES else None


def web_address(address: str | None) -> str | None:
    """The address if it is one of the web, and whole."""
    if not address or any(letter.isspace() or not letter.isprintable() for letter in address):
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # both tell of faults when they are asked for
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and host and _is_host(host) else None


def _is_host(host: str) -> bool:
    """An IP address, or labels with a letter or digit in each, the last one of two and more and not a number."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.rstrip(".").split(".")
        top = labels[-1]
        return all(map(_LABEL.fullmatch, labels)) and (
            len(labels) == 1 or (len(top) > 1 and not top.isdigit())
        )
    return True


def exact_date(bounds: Bounds | None) -> str | None:
    """The day, month or year that the bounds are, no more and no less; None if they are no such thing."""
    if bounds is None or bounds.earliest is None or bounds.latest is None:
        return None
    shared = common_date(bounds)
    return shared if shared and Bounds.parse(shared) == bounds else None


def common_date(bounds: Bounds | None) -> str | None:
    """As much of the date as both bounds agree on: 3 to 9 May 2023 → ``2023-05``."""
    if bounds is None or bounds.earliest is None or bounds.latest is None:
        return None
    first, last = bounds.earliest, bounds.latest
    if first.year != last.year or first.year not in _YEARS:
        return None
    if first.month != last.month:
        return first.isoformat()[:4]
    return first.isoformat() if first == last else first.isoformat()[:7]


def one_day(day: date | None) -> str | None:
    """A day, unless it lies too far back or ahead."""
    return day.isoformat() if day and day.year in _YEARS else None


def moment(when: datetime | None) -> str | None:
    """A time in UTC, as FollowTheMoney has no zones."""
    if when is None or when.year not in _YEARS:
        return None
    utc = when.astimezone(UTC) if when.tzinfo else when
    return utc.strftime("%Y-%m-%dT%H:%M:%S") if utc.year in _YEARS else None


def _clean(name: str, value: str) -> Iterator[str]:
    """In composed letters, without those for machines, on one line unless it is a text, and not too long."""
    value = unicodedata.normalize("NFC", value)
    if name in _TEXTS:
        yield from _pieces("".join(map(_in_text, value)).strip())
        return
    words = "".join(letter if _printable(letter) or letter.isspace() else "" for letter in value).split()
    line = " ".join(words)
    if name in _NAMES:
        line = line.strip("\"'“”‘’ ") if any(map(str.isalnum, line)) else ""
    if name in _WHOLE and len(line) > _LONGEST[name]:
        return
    line = line[: _LONGEST.get(name, _LONGEST_STRING)].rstrip()
    if line:
        yield line


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces that a value can hold, cut between paragraphs or words where that can be."""
    while len(text) > _LONGEST_TEXT:
        cuts = (text.rfind(mark, 1, _LONGEST_TEXT) for mark in ("\n\n", " "))
        cut = next((found for found in cuts if found > 0), _LONGEST_TEXT)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _in_text(letter: str) -> str:
    """The letter itself, a plain space for an odd one, or nothing."""
    if letter in "\n\t":
        return letter
    if letter.isspace():
        return "\n" if letter in "\u2028\u2029" else " "
    return letter if _printable(letter) else ""


def _printable(letter: str) -> bool:
    """Neither a control character nor half of a pair."""
    return unicodedata.category(letter) not in ("Cc", "Cs", "Cf", "Cn", "Co") or letter in "\u200c\u200d"
