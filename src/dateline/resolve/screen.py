"""Names held against reference data: who of those known may be meant, as of a day, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.lexicon.standing import profile_of
from dateline.model import Bounds, Profile, Record, Weighed
from dateline.resolve.match import states_of
from dateline.resolve.name_index import NameHit, NameIndex
from dateline.resolve.names import FEATURES, NameKind

THRESHOLD = 0.75
_MORE = 4  # names of one entity fill places that others need


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What something besides the name adds to a hit's score, and what it says."""

    weight: float
    says: str


ADJUSTMENTS: dict[str, Adjustment] = {
    "born": Adjustment(0.05, "the birth date agrees"),
    "born-differs": Adjustment(-0.35, "the birth dates differ"),
    "country": Adjustment(0.03, "the country agrees"),
    "country-differs": Adjustment(-0.12, "the countries differ"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A name to screen, with what else is known of its owner.

    Attributes:
        row: number of the row it came from, from 1.
        country: ISO 3166-1 alpha-3 code.
    """

    row: int
    name: str
    kind: NameKind = NameKind.PERSON
    country: str | None = None
    born: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entity that a name may be.

    Attributes:
        matched: the one of its names that agrees best.
        score: 0 to 1, after the adjustments.
        reasons: what the score is made of: what differs between the names, and the adjustments.
        then, now: who it was on the day asked about, and by the newest data.
    """

    query: Query
    record: Record
    matched: str
    score: float
    reasons: tuple[Weighed, ...]
    then: Profile
    now: Profile


@dataclass(frozen=True, slots=True)
class _Scored:
    hit: NameHit
    record: Record
    adjusted: tuple[Weighed, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Screener:
    """Finds the entities that a name may be.

    Attributes:
        index: all names of the reference data.
        fetch: the record of an id; None where there is none any more.
        lists: the complete lists, each with the day of its snapshot.
        newest: the day of the newest data, which "now" stands for.
        wanted: only entities that stand or stood on one of these lists; all if empty.
    """

    index: NameIndex
    fetch: Callable[[str], Record | None]
    lists: dict[str, date]
    newest: date
    wanted: frozenset[str] = frozenset()

    def screen(
        self, query: Query, day: date, *, limit: int = 5, threshold: float = THRESHOLD
    ) -> Iterator[Hit]:
        """The entities that a name may be, the likeliest first.

        Args:
            query: the name.
            day: the day asked about.
            limit: at most so many.
            threshold: the least score after the adjustments.
        """
        yield from self.screen_many([query], day, limit=limit, threshold=threshold)[0]

    def screen_many(
        self, queries: Sequence[Query], day: date, *, limit: int = 5, threshold: float = THRESHOLD
    ) -> list[list[Hit]]:
        """The entities that each of many names may be: what ``screen`` gives for each, in less time.

        Args:
            queries: the names.
            day, limit, threshold: as of ``screen``, for each name.
        """
        names = [(query.name, query.kind) for query in queries]
        found = self.index.search_many(names, limit * _MORE)
        return [
            self._hits(query, hits, day, limit, threshold) for query, hits in zip(queries, found, strict=True)
        ]

    def _hits(
        self, query: Query, found: Sequence[NameHit], day: date, limit: int, threshold: float
    ) -> list[Hit]:
        best: dict[str, NameHit] = {}
        for hit in found:
            best.setdefault(hit.id, hit)
        known = (self._scored(query, hit) for hit in best.values())
        scored = [one for one in known if one and one.score >= threshold]
        scored.sort(key=lambda one: (-one.score, one.record.entity.id))
        # Entities that are one have several ids in the index.
        each = {one.record.entity.id: one for one in reversed(scored)}
        shown = [one for one in scored if each[one.record.entity.id] is one]
        return [self._told(query, one, day) for one in shown[:limit]]

    def _scored(self, query: Query, hit: NameHit) -> _Scored | None:
        record = self.fetch(hit.id)
        if record is None or (self.wanted and not self.wanted & {item.list for item in record.listings}):
            return None
        adjusted = tuple(_adjust(query, record))
        score = hit.score.score + sum(reason.amount for reason in adjusted)
        return _Scored(hit, record, adjusted, round(min(max(score, 0.0), 1.0), 4))

    def _told(self, query: Query, scored: _Scored, day: date) -> Hit:
        reasons = [
            Weighed(feature=reason.feature, amount=-reason.amount, says=_says(reason.feature, reason.words))
            for reason in scored.hit.score.reasons
        ]
        return Hit(
            query=query,
            record=scored.record,
            matched=scored.hit.name,
            score=scored.score,
            reasons=(*reasons, *scored.adjusted),
            then=profile_of(scored.record, day, day, self.lists),
            now=profile_of(scored.record, self.newest, self.newest, self.lists),
        )


def _says(feature: str, words: tuple[str, ...]) -> str:
    """What differs between the names, with the words it is in."""
    says = FEATURES[feature].says
    return f"{says}: {', '.join(words)}" if words else says


def _adjust(query: Query, record: Record) -> list[Weighed]:
    found: list[str] = []
    born = record.entity.born
    if query.born and born:
        found.append("born" if _overlap(query.born, born) else "born-differs")
    states = states_of(record)
    if query.country and states:
        found.append("country" if query.country in states else "country-differs")
    return [Weighed(feature=n, amount=ADJUSTMENTS[n].weight, says=ADJUSTMENTS[n].says) for n in found]


def _overlap(one: Bounds, other: Bounds) -> bool:
    return not (
        (one.latest and other.earliest and one.latest < other.earliest)
        or (other.latest and one.earliest and other.latest < one.earliest)
    )


def index_of(names: Iterable[tuple[str, str, str]]) -> NameIndex:
    """An index of names, each with the id and the FollowTheMoney schema of its entity."""
    return NameIndex.build(
        (name, key, NameKind.PERSON if schema == "Person" else NameKind.BODY) for name, key, schema in names
    )
