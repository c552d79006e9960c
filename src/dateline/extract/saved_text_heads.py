"""The matter around a saved article: its headline, byline and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.extract.author_names import clean_names
from dateline.extract.dates_printed import find_dates
from dateline.extract.saved_text_features import LineFacts
from dateline.lexicon.given_names import load_given_names
from dateline.model import Author

# How far above the first paragraph the headline may stand, and how far around the article a byline.
_HEADLINE_REACH = 25
_BYLINE_ABOVE, _BYLINE_BELOW = 10, 12
_WORD = re.compile(r"\w{4,}")
# Columns of the features: sentence end, phrase weight; length of a line that is prose.
_ENDS, _PHRASE = 3, 24
_PROSE = 80
_LEAST_SCORE = 1.5

_HANDLE = re.compile(r"(?<![\w.])@([A-Za-z0-9_]{2,30})\b")
_HANDLE_LINE = re.compile(r"^@[A-Za-z0-9_]{2,30}$")
_BOX = re.compile(
    r"^(?:author(?:'s|’s)? )?"
    r"(?:avatar|(?:profile|author) (?:picture|photo|image)|headshot|author bio|gravatar)"
    r"(?: (?:of|for) .{2,60})?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:story|text|words|written|reporting|reported|report|analysis|opinion|posted|published|interview|"
    r"review)"
    r"(?: and (?:photos?|photographs|pictures|video|interview))?\s+by|"
    r"by|von|par|por|di|av|af|door|autor(?:in)?:|author:)"
    r"\s*:?\s+(?=\W?\w)",
    re.IGNORECASE,
)
_NAME_PART = re.compile(
    r"^(?:[A-ZÀ-ÞĀ-Ž][\w'’-]*[.]?|de|van|von|der|den|da|di|del|della|la|le|bin|al|ben|el|dos|du|ter|Mc\w+|[A-Z]\.)$"
)
_DATE_WORDS = re.compile(
    r"\b(?:published|updated|posted|last (?:modified|updated)|modified|created|date|first published|on|at|by|"
    r"am|pm|a\.m\.|p\.m\.|gmt|utc|e[sd]t|p[sd]t|c[ed]?st|bst|ist|cet|edt|est|et|pt|uhr|"
    r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 120
_LONGEST_BYLINE = 120
_SURE_PHRASE = 0.6


def find_headline(facts: LineFacts, kept: NDArray[np.bool_]) -> int | None:
    """The line that is the article's headline.

    It stands above the first paragraph, has words that come back in the article, is neither a sentence nor a
    phrase of furniture, and is often told twice.

    Args:
        facts: the lines.
        kept: which of them were taken for the article.

    Returns:
        Its index; None if no line is like a headline.
    """
    lines = facts.texts
    article = [int(index) for index in np.flatnonzero(kept)]
    prose = [index for index in article if len(lines[index]) >= _PROSE and facts.rows[index, _ENDS]]
    first = prose[0] if prose else article[0]
    topic = {word for index in article if index >= first for word in _WORD.findall(lines[index].casefold())}
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.casefold()] = counts.get(line.casefold(), 0) + 1
    best, best_score = None, _LEAST_SCORE
    for index in range(max(0, first - _HEADLINE_REACH), first):
        phrase = float(facts.rows[index, _PHRASE])
        score = _headline_score(lines[index], topic, counts, phrase) - 0.03 * (first - index)
        if score > best_score:
            best, best_score = index, score
    return best


def _headline_score(line: str, topic: set[str], counts: dict[str, int], phrase: float) -> float:
    words = set(_WORD.findall(line.casefold()))
    if len(line.split()) < 3 or len(line) > 250 or not words:
        return -1.0
    if _BY.match(line) or is_date_line(line):
        return -1.0
    score = 2.5 * len(words & topic) / len(words)
    score += 1.0 if 25 <= len(line) <= 160 else 0.0
    score += -0.7 if line.endswith((".", ":", ",", ";")) else 0.4
    score += 0.5 if counts[line.casefold()] > 1 else 0.0
    score += min(len(words), 8) * 0.1
    return score - 2.0 * phrase


def is_date_line(line: str) -> bool:
    """Whether a line is a date of publication and little else ("Published 4 September 2024, 10:03 BST")."""
    if len(line) > _LONGEST_DATE_LINE:
        return False
    spans = list(find_dates(line))
    if not spans:
        return False
    rest = line
    for start, end, _ in reversed(spans):
        rest = rest[:start] + " " + rest[end:]
    rest = _DATE_WORDS.sub(" ", rest)
    return len(re.findall(r"[^\W\d_]{2,}", rest)) <= 4


def find_bylines(
    facts: LineFacts, kept: NDArray[np.bool_], headline: int | None
) -> dict[int, tuple[Author, ...]]:
    """The lines that say who wrote the article, and whom they name.

    "By Jane Doe", "Story by …", "JANE DOE and JOHN ROE" below the headline, "Jane Doe @jdoe", a handle by
    itself, and author boxes ("author avatar" and the lines that follow).

    Args:
        facts: the lines.
        kept: which of them are the article.
        headline: index of the headline.

    Returns:
        From the index of a line to its authors; the mark of an author box has none of its own.
    """
    lines = facts.texts
    found: dict[int, tuple[Author, ...]] = {}
    boxed: int | None = None
    for index in _byline_places(len(lines), kept, headline):
        line = lines[index]
        if index == headline or len(line) > _LONGEST_BYLINE:
            continue
        if _BOX.match(line):
            found[index] = ()
            boxed = index
            continue
        in_box = boxed is not None and index - boxed <= 2
        if facts.rows[index, _PHRASE] > _SURE_PHRASE and not (_BY.match(line) or "@" in line):
            continue
        below = headline is not None and headline < index <= headline + 4
        authors = _named(line, in_box=in_box, below_headline=below)
        if authors and (not kept[index] or _BY.match(line)):
            found[index] = authors
    return found if any(found.values()) else {}


def _byline_places(count: int, kept: NDArray[np.bool_], headline: int | None) -> Iterator[int]:
    """Where a byline may stand: around the headline, above the first paragraph, and below the last one."""
    body = np.flatnonzero(kept)
    first, last = int(body[0]), int(body[-1])
    top = headline if headline is not None else first - _BYLINE_ABOVE
    yield from range(max(0, top - 3), first + 1)
    yield from range(max(first + 1, last), min(count, last + _BYLINE_BELOW))


def _named(line: str, *, in_box: bool, below_headline: bool) -> tuple[Author, ...]:
    """The authors that a line names, () if it is no byline."""
    source = "author box" if in_box else "byline"
    handles = [f"@{name}" for name in _HANDLE.findall(line)]
    if _HANDLE_LINE.match(line):
        return (Author(handle=line, source=source),)
    plain = _without_dates(_HANDLE.sub(" ", line))
    signed = bool(_BY.match(plain))
    names = [name for name in clean_names(plain) if looks_like_name(name)]
    if not names or not (signed or in_box or handles or (below_headline and _only_names(plain, names))):
        return ()
    if len(names) == 1 and len(handles) == 1:
        return (Author(name=_capitals(names[0]), handle=handles[0], source=source),)
    return tuple(Author(name=_capitals(name), source=source) for name in names)


def _without_dates(line: str) -> str:
    for start, end, _ in reversed(list(find_dates(line))):
        line = f"{line[:start]} {line[end:]}"
    return re.sub(
        r"\s*[|•·–—/-]?\s*(?:\b\d{1,2}[:.]\d\d\b.*|\b(?:updated|published|posted)\b.*)?$",
        "",
        line,
        flags=re.IGNORECASE,
    ).strip(" ,|•·–—-")


def looks_like_name(name: str) -> bool:
    """Whether a piece of a byline has the form of a person's name: two to five words with capitals."""
    parts = name.replace(",", " ").split()
    return 2 <= len(parts) <= 5 and all(_NAME_PART.match(part) for part in parts)


def _only_names(line: str, names: Sequence[str]) -> bool:
    """Whether a line is names and nothing else, one of them with a given name that we know."""
    rest = line
    for name in names:
        rest = rest.replace(name, " ")
    if re.search(r"\w", re.sub(r"\b(?:and|und|et|y|e)\b", " ", rest)):
        return False
    return any(_capitals(name).split()[0] in load_given_names() for name in names)


def _capitals(name: str) -> str:
    """A name printed in capitals, as it is written otherwise."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), name)
