"""One and the same in several sources: records that share a name are held against one another by birth and state.

Lists number their entries for themselves, so that a person is in each source under another id. To say that somebody is
*not* on a list, all entries with one of the person's names must have been ruled out; where one can be neither told the
same nor another, the list is left open.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.lexicon.name_keys import entity_key
from dateline.lexicon.standing import merge_records
from dateline.model import Bounds, Judgement, Judgements, Record
from dateline.resolve.reference import Reference

_DAY = 1
NOBODY_JUDGED = Judgements()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A record with all that other sources say of the same entity.

    Attributes:
        ids: of all records that were taken together, the first one's first.
        open_lists: lists with an entry of that name of which it is not known whether it is the same entity.
    """

    record: Record
    ids: tuple[str, ...]
    open_lists: frozenset[str]


def gather(record: Record, reference: Reference, judgements: Judgements = NOBODY_JUDGED) -> Gathered:
    """Find what other sources say of the same entity, as people judged it or, where nobody did, as the data tell.

    Records found by the ones that are the same are not followed further: a chain of likenesses is no identity.
    """
    keys = {entity_key(name.text) for name in record.entity.names}
    found: dict[tuple[str, str], Record] = {}
    for records in reference.named(
        [key for key in keys if " " in key or record.entity.schema != "Person"]
    ).values():
        for other in records:
            found.setdefault((other.entity.id, other.entity.snapshot), other)
    for member in judgements.members(record.entity.id):
        for other in reference.record(member):
            found.setdefault((other.entity.id, other.entity.snapshot), other)
    found.pop((record.entity.id, record.entity.snapshot), None)
    same: list[Record] = [record]
    doubtful: set[str] = set()
    for other in found.values():
        judged = judge(record, other, judgements)
        if judged is Judgement.SAME:
            same.append(other)
        elif judged is Judgement.UNSURE:
            doubtful |= {listing.list for listing in other.listings}
    listed = {listing.list for one in same for listing in one.listings}
    ids = tuple(dict.fromkeys(one.entity.id for one in same))
    return Gathered(merge_records(same), ids, frozenset(doubtful - listed))


def judge(one: Record, other: Record, judgements: Judgements) -> Judgement:
    """Whether two records that share a name are of one entity: what people said of it goes before ``compare``."""
    return judgements.between(one.entity.id, other.entity.id) or compare(one, other)


def compare(one: Record, other: Record) -> Judgement:
    """Whether two records that share a name are of one entity.

    Of people: the same Wikidata item or day of birth says so, another item or another year denies it; the same year
    and a common state say so too. Of bodies a common name is enough, unless their states differ.
    """
    first, second = one.entity, other.entity
    if first.id == second.id:
        return Judgement.SAME
    if (first.schema == "Person") != (second.schema == "Person"):
        return Judgement.DIFFERENT
    if first.wikidata and second.wikidata:
        return Judgement.SAME if first.wikidata == second.wikidata else Judgement.DIFFERENT
    states = bool(set(first.countries) & set(second.countries))
    if first.schema != "Person":
        apart = first.countries and second.countries and not states
        return Judgement.UNSURE if apart else Judgement.SAME
    if first.born and second.born:
        if _apart(first.born, second.born):
            return Judgement.DIFFERENT
        if _exact(first.born) and _exact(second.born):
            return Judgement.SAME
        return Judgement.SAME if states else Judgement.UNSURE
    return Judgement.UNSURE


def _exact(born: Bounds) -> bool:
    return born.earliest is not None and born.latest is not None and (born.latest - born.earliest).days < _DAY


def _apart(one: Bounds, other: Bounds) -> bool:
    """Whether two births cannot be one."""
    return bool(
        (one.latest and other.earliest and one.latest < other.earliest)
        or (other.latest and one.earliest and other.latest < one.earliest)
    )
