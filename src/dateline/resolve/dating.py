"""An article without a date, dated by who was what: offices that it gives to people, listings that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.lexicon.occasions import occasions_in
from dateline.lexicon.office_kinds import office_kind
from dateline.model import DateEstimate, Link, OfficeKind, Precision, Record, Sentence
from dateline.resolve.chains import Chain
from dateline.resolve.claims import ClaimFound, listings_of
from dateline.resolve.match import office_answers

_SURE = 0.8
_LAST_YEAR = re.compile(r"\blast year\b", re.IGNORECASE)
_THIS_YEAR = re.compile(r"\b(?:earlier )?this year\b", re.IGNORECASE)
_LAST_MONTH = re.compile(r"\blast month\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clue:
    """Days between which the article was written, by one piece of evidence; None is an open side."""

    first: date | None
    last: date | None
    reason: str


def date_article(
    published: DateEstimate | None,
    sentences: Sequence[Sentence],
    text: str,
    chains: Sequence[Chain],
    links: Sequence[Link],
    records: Mapping[str, Record],
    claims: Sequence[ClaimFound],
) -> DateEstimate | None:
    """Narrow the date of an article that states none.

    The latest beginning of an office that the text gives to somebody is a floor: the article is not older. The end of
    an office is a ceiling unless it lies before the floor, for people of the past keep their titles.

    Returns:
        ``published`` as it is if it is stated, or if nothing narrows it; else an interval with all reasons.
    """
    if published is not None and published.stated:
        return published
    span = _Span(
        published.earliest if published else None,
        published.latest if published else None,
        list(published.reasons) if published else [],
    )
    span.narrow(
        [*_office_clues(chains, links, records), *_listing_clues(sentences, text, links, records, claims)]
    )
    span.narrow(_occasion_clues(sentences, text, span))
    first, last, reasons = span.first, span.last, span.reasons
    if published and (first, last) == (published.earliest, published.latest):
        return published
    if first is None and last is None:
        return published
    estimate = published or DateEstimate(
        earliest=None, latest=None, precision=Precision.INTERVAL, stated=False, reasons=("offices held",)
    )
    return replace(
        estimate,
        earliest=first,
        latest=last,
        precision=Precision.DAY if first == last else Precision.INTERVAL,
        stated=False,
        reasons=tuple(dict.fromkeys(reasons)),
    )


@dataclass(slots=True)
class _Span:
    """The days that are left, and why."""

    first: date | None
    last: date | None
    reasons: list[str]

    def narrow(self, clues: Iterable[Clue]) -> None:
        """Take the latest floor, then every ceiling that is not below it."""
        told = list(clues)
        for clue in sorted(told, key=lambda clue: clue.first or date.min, reverse=True):
            above = clue.first and (self.first is None or clue.first > self.first)
            if clue.first and above and not (self.last and clue.first > self.last):
                self.first = clue.first
                self.reasons.append(clue.reason)
        for clue in sorted(told, key=lambda clue: clue.last or date.max):
            below = clue.last and (self.last is None or clue.last < self.last)
            if clue.last and below and not (self.first and clue.last < self.first):
                self.last = clue.last
                self.reasons.append(clue.reason)


def _occasion_clues(sentences: Sequence[Sentence], text: str, span: _Span) -> Iterator[Clue]:
    """The first day of the only edition of a summit or forum that the days left allow."""
    for sentence in sentences:
        for told in occasions_in(text[sentence.span.start : sentence.span.end]):
            open_ones = [
                e
                for e in told.editions
                if not (span.first and e.last < span.first) and not (span.last and e.first > span.last)
            ]
            if len(open_ones) == 1:
                days = f"{open_ones[0].first} to {open_ones[0].last} in {open_ones[0].place}"
                yield Clue(open_ones[0].first, None, f"“{told.words}” was held {days} ({told.source})")


def _office_clues(
    chains: Sequence[Chain], links: Sequence[Link], records: Mapping[str, Record]
) -> Iterator[Clue]:
    by_mention = {link.mention: link for link in links}
    for chain in chains:
        link = by_mention.get(chain.mentions[0])
        if link is None or link.chosen is None or not chain.names or link.chosen.score < _SURE:
            continue
        record = records.get(link.chosen.entity)
        if record is None:
            continue
        for title in chain.titles:
            kind = office_kind(title.title, title.country)
            if not title.former and kind not in (OfficeKind.OTHER, OfficeKind.MINISTER):
                yield from _term_clue(record, kind, title.title)


def _term_clue(record: Record, kind: OfficeKind, title: str) -> Iterator[Clue]:
    """All terms of one office as one interval, for the text does not say which."""
    held = [o for o in record.offices if office_answers(o, kind, title) and not o.acting]
    if not held:
        return
    starts = [o.term.start.earliest for o in held if o.term.start]
    ends = [o.term.end.latest if o.term.end else None for o in held]
    first = min((day for day in starts if day), default=None) if all(starts) and starts else None
    last = max(day for day in ends if day) if ends and all(ends) else None
    terms = "; ".join(str(o.term) for o in held[:3])
    yield Clue(first, last, f"{record.entity.name} is called {title}: in office {terms}")


def _listing_clues(
    sentences: Sequence[Sentence],
    text: str,
    links: Sequence[Link],
    records: Mapping[str, Record],
    claims: Sequence[ClaimFound],
) -> Iterator[Clue]:
    chosen = {link.mention: link.chosen.entity for link in links if link.chosen}
    for claim in claims:
        record = records.get(chosen.get(claim.mention, ""))
        if record is None or claim.denied:
            continue
        days = [(listing, listing.term.start) for listing in listings_of(claim, record) if listing.term.start]
        if len(days) != 1:
            continue
        listing, start = days[0]
        earliest, latest = start.earliest, start.latest
        if earliest is None or latest is None:
            continue
        what = f"{record.entity.name} is on the {listing.list.upper()} list since {start}"
        span = sentences[claim.sentence].span
        yield _relative(text[span.start : span.end], claim, earliest, latest, what)


def _relative(words: str, claim: ClaimFound, earliest: date, latest: date, what: str) -> Clue:
    if claim.act and earliest.year == latest.year:
        if _LAST_YEAR.search(words):
            year = earliest.year + 1
            return Clue(date(year, 1, 1), date(year, 12, 31), f"{what}, which the text puts in “last year”")
        if _THIS_YEAR.search(words):
            return Clue(earliest, date(earliest.year, 12, 31), f"{what}, which the text puts in “this year”")
        if _LAST_MONTH.search(words) and earliest.month == latest.month:
            begin = (earliest.replace(day=1) + timedelta(days=32)).replace(day=1)
            end = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            return Clue(begin, end, f"{what}, which the text puts in “last month”")
    return Clue(earliest, None, what)
