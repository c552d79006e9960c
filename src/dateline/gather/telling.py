"""Reading → Telling: what of an article is compared with other articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from dateline.gather.credits import credit_of, host_of
from dateline.gather.shingles import band_keys, key_of, shingles, signature_of
from dateline.gather.words import Rarity, rarity, terms_of, weigh
from dateline.model import Article, Mention, MentionKind, Reading, Telling, Weights

LEAD_SHARE = 0.35
"""The first part of a text, whose words count twice."""

LEAD_SENTENCES = 3
WORDS_KEPT = 90
NAMES_KEPT = 40
KEYS = 20
_NOON = time(12, tzinfo=UTC)
_YEAR = re.compile(r"(?:19|20)\d\d")
_KIND_WEIGHT = {
    MentionKind.PERSON: 1.2,
    MentionKind.PLACE: 1.0,
    MentionKind.ORGANISATION: 1.0,
    MentionKind.GROUP: 0.6,
    MentionKind.COUNTRY: 0.5,
}


def telling_of(reading: Reading, article: int) -> Telling:
    """What of a reading is compared; ``article`` is the number it is known by."""
    text, head = reading.article.text, reading.article.headline
    headline = head.value if head else ""
    body = text[len(headline) :].lstrip() if text.startswith(headline) else text
    known = rarity()
    words, names = _words(body, known), _names(reading, known)
    runs = shingles([word.lower() for word in re.findall(r"\w+", body)])
    signature = signature_of(runs)
    moment, exact = _moment(reading)
    site = _site(reading)
    return Telling(
        article=article,
        address=reading.page.address,
        canonical=reading.article.canonical.value if reading.article.canonical else None,
        site=site,
        moment=moment,
        exact=exact,
        credit=credit_of(body, _signed(reading.article), host_of(reading.page.address) or site),
        headline=_kept(weigh(terms_of(headline), known), WORDS_KEPT),
        words=_kept(words, WORDS_KEPT),
        names=_kept(names, NAMES_KEPT),
        numbers=_numbers(body),
        days=_days(reading),
        shingles=len(runs),
        signature=signature,
        keys=tuple(sorted({*band_keys(signature), *_keys(words, names)})),
    )


def _words(body: str, known: Rarity) -> dict[str, float]:
    terms = [term for term in terms_of(body) if not term[0].isdigit()]
    lead = terms[: max(40, int(len(terms) * LEAD_SHARE))]
    return weigh([*terms, *lead], known)


def _names(reading: Reading, known: Rarity) -> dict[str, float]:
    """Who and what is named, by the entity they are linked to or by name; a person by the last word of it."""
    chosen = {link.mention: link.chosen.entity for link in reading.links if link.chosen}
    weights: dict[str, float] = {}
    for mention in reading.mentions:
        if mention.refers_to == mention.index:
            key = chosen.get(mention.index) or _name(mention)
            rarest = max((known.of(term) for term in terms_of(mention.name)), default=0.0)
            weight = rarest * _KIND_WEIGHT[mention.kind]
            weights[key] = max(weights.get(key, 0.0), weight)
    return weights


def _name(mention: Mention) -> str:
    words = mention.name.lower().split()
    return words[-1] if mention.kind is MentionKind.PERSON and words else " ".join(words)


def _numbers(body: str) -> tuple[str, ...]:
    found = {term for term in terms_of(body) if term[0].isdigit() and not _YEAR.fullmatch(term)}
    return tuple(sorted(found))


def _days(reading: Reading) -> tuple[date, ...]:
    """The exact days that the first sentences speak of, in their order."""
    days: dict[date, None] = {}
    for one in reading.times:
        when = one.date
        if one.sentence <= LEAD_SENTENCES and when and when.earliest and when.earliest == when.latest:
            days[when.earliest] = None
    return tuple(days)


def _moment(reading: Reading) -> tuple[datetime, bool]:
    published = reading.article.published
    if published and published.moment:
        moment = published.moment
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), True
    day = published and (published.latest or published.earliest)
    if day and published and published.earliest == published.latest:
        return datetime.combine(day, _NOON), False
    return datetime.combine(day, _NOON) if day else reading.page.fetched.astimezone(UTC), False


def _site(reading: Reading) -> str:
    named = reading.article.site
    return named.value if named else host_of(reading.page.address) or reading.page.address


def _signed(article: Article) -> list[str]:
    return [author.name for author in article.authors if author.name]


def _kept(weights: dict[str, float], most: int) -> Weights:
    """The weightiest, with weights that are the same wherever they are computed."""
    ranked = sorted(weights.items(), key=lambda item: (-round(item[1], 3), item[0]))
    return tuple((term, round(weight, 3)) for term, weight in ranked[:most] if weight > 0)


def _keys(words: dict[str, float], names: dict[str, float]) -> Iterator[int]:
    for term in _weightiest(words):
        yield key_of(f"word {term}")
    for name in _weightiest(names):
        yield key_of(f"name {name}")


def _weightiest(weights: dict[str, float]) -> Iterable[str]:
    return (term for term, _ in _kept(weights, KEYS))
