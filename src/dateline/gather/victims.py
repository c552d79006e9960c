"""How many were killed or hurt, from the words of a sentence; the words are data (``data/victims.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dateline.errors import DataError
from dateline.gather.data_files import load, words
from dateline.model import Harm, Span, Victims

_TOKEN = re.compile(r"\d+(?:,\d{3})*(?!\d)|[^\W\d_]+(?:-[^\W\d_]+)*|[.;:%]")
_BEFORE = 5
"""A number may stand so many words before the harm: "nine day workers were killed"."""
_AFTER = 4
_TOLL = 8
_FILE = "victims.yaml"
_STOP = frozenset({".", ";", ":"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    verbs: Mapping[str, Harm]
    nouns: Mapping[str, Harm]
    tolls: frozenset[str]
    about: tuple[tuple[str, ...], ...]
    vague: Mapping[str, int]
    numbers: Mapping[str, int]
    not_people: frozenset[str]
    not_so: frozenset[str]
    passive: frozenset[str]
    blocking: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: int
    exact: bool


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span


def victims_in(text: str, span: Span) -> tuple[Victims, ...]:
    """The dead and the injured that a sentence tells of: of each harm the largest number.

    Args:
        text: of the article.
        span: of the sentence.
    """
    words = _words()
    tokens = [
        _Token(match[0].lower(), Span(match.start() + span.start, match.end() + span.start))
        for match in _TOKEN.finditer(span.of(text))
    ]
    numbers = list(_numbers(tokens, words))
    found: dict[Harm, Victims] = {}
    for one in _told(tokens, numbers, words):
        if one.harm not in found or one.least > found[one.harm].least:
            found[one.harm] = one
    return tuple(found[harm] for harm in Harm if harm in found)


def _told(tokens: Sequence[_Token], numbers: Sequence[_Number], words: _Words) -> Iterator[Victims]:
    taken: set[int] = set()
    for place, token in enumerate(tokens):
        harm = words.verbs.get(token.text) or words.nouns.get(token.text)
        if harm is None or (place and tokens[place - 1].text in words.not_so):
            continue
        number = _near(tokens, numbers, place, words, taken)
        if number is not None:
            taken.add(number.start)
            first, last = min(number.start, place), max(number.end - 1, place)
            yield Victims(
                harm=harm,
                least=number.value,
                exact=number.exact,
                span=Span(tokens[first].span.start, tokens[last].span.end),
            )


def _near(
    tokens: Sequence[_Token], numbers: Sequence[_Number], place: int, words: _Words, taken: set[int]
) -> _Number | None:
    """The number that a harm word counts with: just after it, else before it, else after "toll"."""

    def fits(number: _Number, gap: Sequence[_Token]) -> bool:
        after = tokens[number.end].text if number.end < len(tokens) else ""
        clean = not any(one.text in _STOP for one in gap)
        return number.start not in taken and after not in words.not_people and clean

    harm = words.verbs.get(tokens[place].text) or words.nouns.get(tokens[place].text)
    before = [(place - number.end, number, tokens[number.end : place]) for number in reversed(numbers)]
    after = [(number.start - place - 1, number, tokens[place + 1 : number.start]) for number in numbers]
    passive = place > 0 and tokens[place - 1].text in words.passive
    toll = any(one.text in words.tolls for one in tokens[max(0, place - 5) : place + 1])
    # "wounding 22" and "killed at least nine" count what follows, "nine were killed" what stands before.
    orders = (
        [(1, before), (_TOLL if toll else -1, after), (_BEFORE, before)]
        if passive
        else [(1, before), (_TOLL if toll else _AFTER, after), (_BEFORE, before)]
    )
    for most, ways in orders:
        for distance, number, gap in ways:
            if 0 <= distance <= most:
                blocked = any(one.text in words.blocking for one in gap) and not toll
                if fits(number, gap) and not blocked and not any(_other(one, harm, words) for one in gap):
                    return number
                break
    return None


def _other(token: _Token, harm: Harm | None, words: _Words) -> bool:
    found = words.verbs.get(token.text) or words.nouns.get(token.text)
    return found is not None and found is not harm


def _numbers(tokens: Sequence[_Token], words: _Words) -> Iterator[_Number]:
    place = 0
    while place < len(tokens):
        value, exact, size = _number_at(tokens, place, words)
        if size:
            start = place
            for phrase in words.about:
                before = tuple(token.text for token in tokens[max(0, place - len(phrase)) : place])
                if before == phrase:
                    start, exact = place - len(phrase), False
            yield _Number(start, place + size, value, exact)
        place += size or 1


def _number_at(tokens: Sequence[_Token], place: int, words: _Words) -> tuple[int, bool, int]:
    """Value, whether it is exact, and how many tokens it takes; 0 tokens if there is no number."""
    text = tokens[place].text
    if text[0].isdigit():
        return int(text.replace(",", "")), True, 1
    for name, value in words.vague.items():
        parts = name.split()
        if [token.text for token in tokens[place : place + len(parts)]] == parts:
            return value, False, len(parts)
    if "-" in text:
        tens, _, ones = text.partition("-")
        if tens in words.numbers and ones in words.numbers:
            return words.numbers[tens] + words.numbers[ones], True, 1
    if text in words.numbers:
        following = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if following in ("hundred", "thousand"):
            return words.numbers[text] * (100 if following == "hundred" else 1000), True, 2
        return words.numbers[text], True, 1
    return 0, True, 0


@cache
def _words() -> _Words:
    raw = load(_FILE)
    try:
        return _Words(
            verbs={word: Harm(harm) for harm, forms in raw["harms"].items() for word in forms["verbs"]},
            nouns={word: Harm(harm) for harm, forms in raw["harms"].items() for word in forms["nouns"]},
            tolls=words(raw["tolls"]),
            about=tuple(tuple(phrase.split()) for phrase in raw["about"]),
            vague={str(name): int(value) for name, value in raw["vague"].items()},
            numbers={str(name): int(value) for name, value in raw["numbers"].items()},
            not_people=frozenset(map(str, raw["not_people"])),
            not_so=words(raw["not_so"]),
            passive=words(raw["passive"]),
            blocking=words(raw["blocking"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the words for victims are broken: {error!r}",
            where=_FILE,
            action="see its comments for its form",
        ) from error
