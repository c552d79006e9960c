"""Claims in the text that somebody is on a sanctions list, held against the lists as of the article's day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from dateline.lexicon.data_files import read_yaml
from dateline.model import (
    Claim,
    ClaimResult,
    Held,
    Listing,
    Mention,
    MentionKind,
    Record,
    Sentence,
)
from dateline.resolve.link import Linked

_NEAR_OBJECT = 60
_NEAR_SUBJECT = 120
_LISTED = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.GROUP})
_STATES = frozenset({MentionKind.COUNTRY, MentionKind.PLACE})


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    keepers: dict[str, list[str]]
    words: list[str]
    on: list[str]
    states: list[str]
    denials: list[str]


@dataclass(frozen=True, slots=True)
class _Patterns:
    word: re.Pattern[str]
    on: re.Pattern[str]
    state: re.Pattern[str]
    denial: re.Pattern[str]
    keepers: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """A claim as the text makes it: whom it is about, where it stands, whose list, and whether it is denied.

    ``act`` is True where the text tells the listing itself ("imposed sanctions on"), not that it stands.
    """

    mention: int
    start: int
    end: int
    sentence: int
    list: str | None
    denied: bool
    act: bool


def find_claims(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[ClaimFound]:
    """The claims of an article, in order. One about a state's sanctions on another state is none."""
    here: dict[int, list[Mention]] = {}
    for mention in mentions:
        here.setdefault(mention.sentence, []).append(mention)
    found: list[ClaimFound] = []
    for sentence in sentences:
        words = text[sentence.span.start : sentence.span.end]
        if sentence.index in here and _patterns().word.search(words):
            found += _in_sentence(text, sentence, here[sentence.index])
    return found


def check_claims(
    claims: Iterable[ClaimFound],
    linked: Linked,
    first: date | None,
    last: date | None,
    lists: Mapping[str, date],
) -> tuple[Claim, ...]:
    """Hold claims against the lists, as of the article's days; claims about those not linked are left out."""
    chosen = {link.mention: link.chosen.entity for link in linked.links if link.chosen}
    checked: list[Claim] = []
    for claim in claims:
        entity = chosen.get(claim.mention, "")
        record = linked.records.get(entity)
        if record is not None:
            doubtful = linked.open_lists[entity]
            told = {name: day for name, day in lists.items() if name not in doubtful}
            result, says = _verdict(claim, record, first, last, told)
            checked.append(
                Claim(
                    mention=claim.mention,
                    start=claim.start,
                    end=claim.end,
                    sentence=claim.sentence,
                    list=claim.list,
                    result=result,
                    says=says,
                )
            )
    return tuple(checked)


def listings_of(claim: ClaimFound, record: Record) -> list[Listing]:
    """The listings that a claim may speak of."""
    return [listing for listing in record.listings if claim.list in (None, listing.list)]


def _verdict(
    claim: ClaimFound,
    record: Record,
    first: date | None,
    last: date | None,
    lists: Mapping[str, date],
) -> tuple[ClaimResult, str]:
    listings = listings_of(claim, record)
    whose = f"the {claim.list.upper()} list" if claim.list else "a list"
    if first is None or last is None:
        if listings:
            return ClaimResult.UNKNOWN, f"on {_told(listings[0])}, but the article has no date"
        return ClaimResult.UNKNOWN, "the article has no date"
    held = {listing.term.on(first, last): listing for listing in reversed(listings)}
    if Held.YES in held:
        told = _told(held[Held.YES])
        return (ClaimResult.CONTRADICTED if claim.denied else ClaimResult.CONFIRMED), f"on {told}"
    if Held.UNKNOWN in held:
        return (
            ClaimResult.UNKNOWN,
            f"on {_told(held[Held.UNKNOWN])}; whether on the article's day is not known",
        )
    if listings:
        result = ClaimResult.CONFIRMED if claim.denied else ClaimResult.CONTRADICTED
        return result, f"not then: on {_told(listings[0])}"
    looked = {name: day for name, day in lists.items() if claim.list in (None, name)}
    if not looked:
        return (
            ClaimResult.UNKNOWN,
            f"no complete copy of {whose} is loaded that can tell (dateline reference import)",
        )
    days = ", ".join(f"{name.upper()} as of {day}" for name, day in looked.items())
    return ClaimResult.NOT_FOUND, f"not found on the lists looked at: {days}"


def _told(listing: Listing) -> str:
    parts = [f"the {listing.list.upper()} list"]
    if listing.programme:
        parts.append(f"({listing.programme})")
    if listing.term.start:
        parts.append(f"since {listing.term.start}")
    if listing.term.end:
        parts.append(f"until {listing.term.end}")
    parts.append(f"[{listing.snapshot}]")
    return " ".join(parts)


def _in_sentence(text: str, sentence: Sentence, here: Sequence[Mention]) -> Iterator[ClaimFound]:
    patterns = _patterns()
    start, end = sentence.span.start, sentence.span.end
    words = text[start:end]
    seen: set[int] = set()
    for match in patterns.word.finditer(words):
        place = (start + match.start(), start + match.end())
        listed, act = _listed(text, place, here, end)
        for mention in listed:
            if mention.index in seen:
                continue
            seen.add(mention.index)
            first, last = min(place[0], mention.span.start), max(place[1], mention.span.end)
            lead = text[max(start, first - 25) : last]
            around = words[max(0, match.start() - 60) : match.end() + 80]
            keeper = _keeper(around, match[0])
            denied = bool(patterns.denial.search(lead))
            yield ClaimFound(mention.index, first, last, sentence.index, keeper, denied, act)


def _listed(
    text: str, place: tuple[int, int], here: Sequence[Mention], end: int
) -> tuple[list[Mention], bool]:
    """Whom a word of listing is about: those after "sanctions on", else the one before "is under … sanctions"."""
    patterns = _patterns()
    after = text[place[1] : min(end, place[1] + _NEAR_OBJECT)]
    on = patterns.on.match(after)
    verb = text[place[0] : place[1]].lower().endswith(("ed", "ing"))
    if on or (verb and (follows := _right_after(place[1], here, text))):
        begin = place[1] + (on.end() if on else 0)
        objects = [m for m in here if m.span.start >= begin and m.span.start - begin < _NEAR_OBJECT]
        if objects and objects[0].kind in _STATES:
            return [], True
        if on or follows:
            return [m for m in objects[:1] if m.kind in _LISTED], True
    if text[place[0] - 1 : place[0]] == "-":  # "US-sanctioned Serbian official"
        objects = [m for m in here if m.span.end > place[1] and m.kind in _LISTED]
        return objects[:1], False
    before = text[max(0, place[0] - 40) : place[0]]
    if not (verb or patterns.state.search(before)):
        return [], False
    subjects = [
        m
        for m in here
        if m.span.end <= place[0] and place[0] - m.span.end < _NEAR_SUBJECT and m.kind in _LISTED
    ]
    return subjects[-1:], verb


def _right_after(place: int, here: Sequence[Mention], text: str) -> bool:
    return any(
        m.kind in _LISTED and m.span.start >= place and not text[place : m.span.start].strip() for m in here
    )


def _keeper(around: str, word: str) -> str | None:
    """The list whose keeper is named nearest to the word of listing."""
    place = around.find(word)
    best: tuple[int, str] | None = None
    for name, pattern in _patterns().keepers.items():
        for match in pattern.finditer(around):
            distance = min(abs(match.start() - place), abs(match.end() - place))
            if best is None or distance < best[0]:
                best = (distance, name)
    return best[1] if best else None


@cache
def _patterns() -> _Patterns:
    rules = read_yaml("claims.yaml", _Rules, "dateline.resolve", "rules")
    keepers = {name: _words(words, before=r"(?<![\w.])") for name, words in rules.keepers.items()}
    return _Patterns(
        _words(rules.words),
        re.compile(rf"\s+(?:{'|'.join(map(re.escape, rules.on))})\s+", re.IGNORECASE),
        _words(rules.states),
        _words(rules.denials),
        keepers,
    )


def _words(words: Sequence[str], before: str = r"(?<!\w)") -> re.Pattern[str]:
    """Any of some words; ``us`` in small letters is the pronoun, so short ones are matched as capitals."""
    parts = [
        re.escape(word.upper()) if len(word) <= 3 and before != r"(?<!\w)" else f"(?i:{re.escape(word)})"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"{before}(?:{'|'.join(parts)})(?!\w)")
