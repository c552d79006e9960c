"""How well an entity fits what the article says: a visible table of weighed features.

A candidate's score is the logistic function of ``BIAS`` plus the weights of the features that it has, so that each
weight is a gain or loss in log-odds, and a score tells its reasons.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.lexicon.office_kinds import office_kind, title_words
from dateline.model import Candidate, NameType, Office, OfficeKind, Record, Weighed
from dateline.resolve.chains import Chain, GivenTitle

BIAS = -1.0
LEAST = 0.55
"""A candidate below this is not linked."""
MARGIN = 0.4
"""The best must be this much, in log-odds, before the second."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds to the log-odds, and what it says."""

    weight: float
    says: str


FEATURES: dict[str, Feature] = {
    "full-name": Feature(2.2, "the full name is one of its names"),
    "near-name": Feature(1.6, "the name is one of its names but for words left out"),
    "like-name": Feature(-0.5, "the name is one of its names, spelled in another way"),
    "short-name": Feature(0.5, "an abbreviation or short name of it"),
    "known-body": Feature(1.0, "is an international organisation, which is known everywhere"),
    "weak-name": Feature(-0.8, "the name is a weak one, which many may have"),
    "surname": Feature(-0.9, "only the family name is told"),
    "given-name": Feature(-1.2, "the one name told is rather its given name"),
    "office-held": Feature(2.2, "held the office that the text gives, on the day"),
    "office-other-time": Feature(0.2, "held that office at another time"),
    "office-past": Feature(1.4, "held the office before that the text calls a former one"),
    "office-never": Feature(-1.2, "is not known to have held such an office"),
    "country-told": Feature(1.2, "is of the state that is told with the name"),
    "country-other": Feature(-3.0, "is of another state than the one told with the name"),
    "country-spoken-of": Feature(0.8, "its state is spoken of in the article"),
    "country-silent": Feature(-1.6, "its state is not spoken of, and it never held a high office"),
    "in-office": Feature(0.7, "held an office on the day"),
    "high-office": Feature(0.9, "is or was head of state or government, or foreign minister"),
    "senior-office": Feature(0.45, "is or was a minister, speaker, or head of the forces or services"),
    "long-gone": Feature(-0.9, "left its last office more than ten years before"),
    "not-yet": Feature(-1.2, "held no office until more than five years after"),
    "only-one": Feature(0.7, "is the only one of that name who may have held an office then"),
    "no-states": Feature(-0.7, "the article speaks of no state"),
    "gender": Feature(-2.5, "the pronouns are of the other gender"),
    "no-office": Feature(-0.6, "is a person known only from a list"),
    "too-young": Feature(-3.0, "was not yet grown up"),
}

_HIGH = frozenset({OfficeKind.HEAD_OF_STATE, OfficeKind.HEAD_OF_GOVERNMENT, OfficeKind.FOREIGN})
_JUNIOR = frozenset({OfficeKind.OTHER, OfficeKind.GOVERNOR, OfficeKind.MAYOR, OfficeKind.AMBASSADOR})
_SENIOR = frozenset(OfficeKind) - _HIGH - _JUNIOR
_TEN_YEARS, _FIVE_YEARS = timedelta(days=3652), timedelta(days=1826)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article tells besides the chain: its days, and how often each state is spoken of."""

    first: date | None
    last: date | None
    countries: frozenset[str]


def weigh(chain: Chain, record: Record, setting: Setting, *, only_one: bool = False) -> Candidate:
    """How well ``record`` fits ``chain``."""
    found = list(_features(chain, record, setting))
    if only_one and "surname" in found:
        found.append("only-one")
    total = BIAS + sum(FEATURES[name].weight for name in found)
    return Candidate(
        entity=record.entity.id,
        name=record.entity.name,
        score=round(1 / (1 + math.exp(-total)), 4),
        features=tuple(Weighed(feature=n, amount=FEATURES[n].weight, says=FEATURES[n].says) for n in found),
    )


def strength(candidate: Candidate) -> float:
    """The log-odds behind a score."""
    return sum(weighed.amount for weighed in candidate.features)


def _features(chain: Chain, record: Record, setting: Setting) -> Iterator[str]:
    entity = record.entity
    if chain.names:
        yield from _name_features(chain, record)
    if not setting.countries and entity.schema == "Person":
        yield "no-states"
    if entity.role == "IGO":
        yield "known-body"
    if chain.gender != "u" and entity.gender and chain.gender != entity.gender:
        yield "gender"
    yield from _country_features(chain, record, setting)
    if entity.schema == "Person":
        yield from _office_features(chain, record, setting)
        yield from _time_features(record, setting)


def _name_features(chain: Chain, record: Record) -> Iterator[str]:
    kinds: dict[str, NameType] = {}
    for name in record.entity.names:
        kinds.setdefault(entity_key(name.text), name.kind)
    person = record.entity.schema == "Person"
    keys = [entity_key(name) for name in chain.names]
    full = next((key for key in keys if key in kinds), None)
    if full is None and any(" " in key for key in keys):
        words = [set(key.split()) for key in kinds]
        left_out = any(
            len(w) > 1 and (w <= set(key.split()) or set(key.split()) <= w) for w in words for key in keys
        )
        yield "near-name" if left_out else "like-name"
        return
    if full is None:
        yield "surname"
        if not family_names(record) & set(keys):
            yield "given-name"
        return
    if person and " " not in full:
        yield "surname"
    elif not person and len(full) <= 4:
        yield "short-name"
    else:
        yield "full-name"
    if kinds[full] is NameType.WEAK:
        yield "weak-name"


# Where newspapers put the family name first; and where they do either, or call people by their given names.
_FAMILY_FIRST = frozenset({"CHN", "TWN", "KOR", "PRK"})
_EITHER = frozenset(
    {"HKG", "MAC", "VNM", "KHM", "SGP", "MMR", "THA", "MYS", "IDN", "JPN", "HUN", "LAO", "BTN", "ETH", "ERI"}
)


def family_names(record: Record) -> frozenset[str]:
    """The words that newspapers call a person by alone, in small plain letters."""
    states = frozenset(record.entity.countries)
    places = (0, -1) if states & _EITHER else (0,) if states & _FAMILY_FIRST else (-1,)
    return frozenset(
        words[place] for name in record.entity.names if (words := plain_words(name.text)) for place in places
    )


def states_of(record: Record) -> frozenset[str]:
    """The states that a record belongs to: its own, and those of its offices."""
    return frozenset(record.entity.countries) | {o.country for o in record.offices if o.country}


def _country_features(chain: Chain, record: Record, setting: Setting) -> Iterator[str]:
    states = states_of(record)
    if chain.country and states:
        yield "country-told" if chain.country in states else "country-other"
    elif states & setting.countries:
        yield "country-spoken-of"
    elif record.entity.schema == "Person" and states and setting.countries and not _is_high(record):
        yield "country-silent"


def _is_high(record: Record) -> bool:
    return any(office.kind in _HIGH for office in record.offices)


def _office_features(chain: Chain, record: Record, setting: Setting) -> Iterator[str]:
    best: str | None = None
    ranks = ("office-held", "office-past", "office-other-time", "office-never")
    for title in chain.titles:
        verdict = title_fits(title, record, setting)
        if verdict and (best is None or ranks.index(verdict) < ranks.index(best)):
            best = verdict
    if best:
        yield best


def title_fits(title: GivenTitle, record: Record, setting: Setting) -> str | None:
    """What the record's offices say of a title: the name of a feature, or None where the title tells nothing."""
    kind = office_kind(title.title, title.country)
    if kind is OfficeKind.OTHER and not title.former:
        return None
    held = [o for o in record.offices if office_answers(o, kind, title.title)]
    if title.former:
        bare = title.title.lower().removeprefix("former ").removeprefix("ex-")
        kind = office_kind(bare, title.country)
        past = [o for o in record.offices if office_answers(o, kind, bare)]
        return "office-past" if past else None
    if not held:
        return "office-never" if record.offices and kind is not OfficeKind.MINISTER else None
    if setting.first is None or setting.last is None:
        return "office-other-time" if len(held) > 3 else "office-held"
    if any(o.term.may_overlap(setting.first, setting.last) for o in held):
        return "office-held"
    return "office-other-time"


def office_answers(office: Office, kind: OfficeKind, title: str) -> bool:
    """Whether an office is what a title names: of one kind, or of the same words."""
    if office.kind is kind and kind not in (OfficeKind.OTHER, OfficeKind.MINISTER):
        return True
    return bool(title) and title_words(title) == title_words(office.position)


def _time_features(record: Record, setting: Setting) -> Iterator[str]:
    if not record.offices:
        yield "no-office"
        return
    if _is_high(record):
        yield "high-office"
    elif any(office.kind in _SENIOR for office in record.offices):
        yield "senior-office"
    first, last = setting.first, setting.last
    if first is None or last is None:
        return
    born = record.entity.born
    if born and born.earliest and born.earliest.year > last.year - 18:
        yield "too-young"
    if any(office.term.may_overlap(first, last) for office in record.offices):
        yield "in-office"
        return
    ends = [o.term.end.latest for o in record.offices if o.term.end and o.term.end.latest]
    starts = [o.term.start.earliest for o in record.offices if o.term.start and o.term.start.earliest]
    if ends and len(ends) == len(record.offices) and max(ends) < first - _TEN_YEARS:
        yield "long-gone"
    elif starts and min(starts) > last + _FIVE_YEARS:
        yield "not-yet"
