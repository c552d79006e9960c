"""Names in bylines: told from "By", offices, degrees, places and the names of sites; and handles."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

import yaml

from dateline.extract.metadata_marks import clean_text

MAX_NAME: Final = 80
"""A longer text is no name."""

_MAX_BYLINE: Final = 1_000
_SOCIAL_HOSTS: Final = ("twitter.com", "x.com", "mobile.twitter.com")
_NOT_HANDLES: Final = frozenset(
    {"intent", "share", "home", "search", "hashtag", "i", "login", "widgets", "privacy", "tos", "share.php"}
)
_HANDLE: Final = re.compile(r"^@?@?([A-Za-z0-9_]{2,30})$")


@dataclass(frozen=True, slots=True)
class _Words:
    lead: re.Pattern[str]
    lead_starts: frozenset[str]
    between: re.Pattern[str]
    role: re.Pattern[str]
    letters: frozenset[str]
    suffix: frozenset[str]
    not_names: frozenset[str]
    organisation: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    source = resources.files("dateline.extract").joinpath("data", "bylines.yaml")
    data: dict[str, list[str]] = yaml.safe_load(source.read_text(encoding="utf-8"))

    def either(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return _Words(
        lead=re.compile(rf"^(?:{either(data['lead'])})(?:\s*[:：]\s*|\s+)", re.IGNORECASE),
        lead_starts=frozenset(word.split()[0] for word in data["lead"]),
        between=re.compile(
            rf"\s*[;|•·]\s*|\s+/\s+|,\s*(?:{either(data['between'])})\s+|\s+(?:{either(data['between'])})\s+",
            re.IGNORECASE,
        ),
        role=re.compile(rf"(?<!\w)(?:{either(data['role'])})s?(?!\w)", re.IGNORECASE),
        letters=frozenset(data["letters"]),
        suffix=frozenset(data["suffix"]),
        not_names=frozenset(data["not_names"]),
        organisation=re.compile(rf"(?<!\w)(?:{either(data['organisation'])})(?!\w)", re.IGNORECASE),
    )


def lead_of(text: str) -> str | None:
    """The words before the names ("Written by") that a line begins with, if it does and a name can follow."""
    match = _words().lead.match(text + " ")
    return match[0].strip() if match else None


def may_lead(text: str) -> bool:
    """Whether the first word of a text can be one before names: a quick test before ``lead_of``."""
    return re.split(r"[\s:：]", text, maxsplit=1)[0].casefold() in _words().lead_starts


def clean_names(text: str, *, split_commas: bool = True) -> tuple[str, ...]:
    """The names in a byline, without "By", offices, degrees, e-mail addresses and handles.

    >>> clean_names("By Ana Marić and John O'Neil, Political Correspondent")
    ('Ana Marić', "John O'Neil")
    """
    text = clean_text(html.unescape(text[:_MAX_BYLINE]))
    text = re.sub(r"https?://\S+|\S+@\S+\.\w+|\(\s*@?\w*\s*\)", " ", text)
    text = clean_text(re.sub(r"(?<!\w)@\w+", " ", text))
    words = _words()
    previous = None
    while previous != text:
        previous, text = text, words.lead.sub("", text).strip()
    names: list[str] = []
    for part in words.between.split(text):
        names.extend(_comma_parts(part) if split_commas else [part])
    cleaned = (_clean_name(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _comma_parts(part: str) -> list[str]:
    """The names in a piece with commas; what is no name (office, degree, place) is dropped."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    if len(pieces) < 2:
        return pieces
    words = _words()
    names = [pieces[0]]
    for piece in pieces[1:]:
        lowered = piece.casefold().rstrip(".")
        if lowered in words.suffix or piece.casefold() in words.suffix:
            names[-1] = f"{names[-1]}, {piece}"
        elif _is_addition(piece):
            continue
        else:
            names.append(piece)
    return names


def _is_addition(piece: str) -> bool:
    """An office, degree or place behind a name, not another name."""
    words = _words()
    tokens = piece.split()
    if all(token.casefold().rstrip(",") in words.letters for token in tokens):
        return True
    if words.role.search(piece):
        return True
    return len(tokens) == 1 or not piece[0].isupper()


def _clean_name(name: str) -> str | None:
    name = name.strip(' \t,.;:|/-–—*•·"')
    name = re.sub(r"\s*\([^)]*\)\s*$", "", name)
    name = re.sub(r"\s+(?:-|–|—|/|\|)\s+.*$", "", name)
    words = _words()
    if words.role.search(name) and not words.organisation.search(name):
        name = re.sub(rf",?\s+{words.role.pattern}.*$", "", name, flags=re.IGNORECASE)
    name = clean_text(name)
    if words.role.fullmatch(name):
        return None
    if not 2 <= len(name) <= MAX_NAME or name.casefold() in words.not_names:
        return None
    if not any(letter.isalpha() for letter in name) or re.search(r"\d{3}", name):
        return None
    return name


def uninverted(name: str) -> str | None:
    """ "Brazil, Rachel" as "Rachel Brazil"."""
    last, comma, first = name.partition(",")
    return _clean_name(f"{first.strip()} {last.strip()}" if comma and "," not in first else name)


def is_person(name: str, site: str | None) -> bool:
    """Whether a name is neither the site's own nor evidently an organisation's or a team's."""
    squashed = re.sub(r"\W", "", name.casefold())
    if site and squashed in re.sub(r"\W", "", site.casefold()):
        return False
    if "." in name.rstrip(".") and " " not in name:
        return False
    if len(name.split()) < 2 and name.isascii():
        return False
    return not _words().organisation.search(name)


def looks_like_name(name: str) -> bool:
    """Whether a printed text has the form of a person's name: two to five words, capitals, no figures."""
    tokens = name.split()
    if not 2 <= len(tokens) <= 5 or any(character.isdigit() for character in name):
        return False
    return (tokens[0][0].isupper() and tokens[-1][0].isupper()) or (not name.isascii() and not name.islower())


def handle_of(text: str) -> str | None:
    """The handle in ``@name`` or in the address of a Twitter or X profile, with its ``@``.

    >>> handle_of("https://twitter.com/USLive?lang=en")
    '@USLive'
    """
    text = text.strip()
    if "/" in text:
        try:
            parts = urlsplit(text.lstrip("@"))
        except ValueError:
            return None
        if parts.netloc.lower().removeprefix("www.") not in _SOCIAL_HOSTS:
            return None
        pieces = [piece for piece in parts.path.split("/") if piece]
        if len(pieces) != 1 or pieces[0].lower() in _NOT_HANDLES:
            return None
        text = pieces[0]
    elif not text.startswith("@"):
        return None
    match = _HANDLE.match(text)
    return f"@{match[1]}" if match else None
