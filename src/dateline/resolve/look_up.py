"""A person's question: who is called so?"""

from __future__ import annotations

from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.model import Judgements, OfficeKind, Record
from dateline.resolve.candidates import name_keys
from dateline.resolve.identity import NOBODY_JUDGED, Gathered, gather
from dateline.resolve.likeness import most_alike
from dateline.resolve.reference import Reference

_HIGH = (OfficeKind.HEAD_OF_STATE, OfficeKind.HEAD_OF_GOVERNMENT)


def look_up(name: str, reference: Reference, judgements: Judgements = NOBODY_JUDGED) -> list[Gathered]:
    """Who has a name, the best known first, each with what all sources say of them.

    Args:
        name: in any script; whole, or a family name alone.
        reference: where to look.
        judgements: what people said of entities.

    Returns:
        those that have it whole; else those that have its first and last words; else those of that family name, or of
        a name spelled nearly so.
    """
    named = reference.named([entity_key(name)]).get(entity_key(name), ())
    found = list(named) or [r for records in reference.named(list(name_keys(name))).values() for r in records]
    words = plain_words(name)
    if not found:
        found = list(
            reference.surnamed(words[0]) if len(words) == 1 else most_alike(name, reference.like(name))
        )

    def counting(record: Record) -> Record:
        """What the entity counts as."""
        one = judgements.counts_as(record.entity.id)
        return record if one == record.entity.id else next(iter(reference.record(one)), record)

    gathered: list[Gathered] = []
    taken: set[str] = set()
    for record in found:
        if record.entity.id not in taken:
            gathered.append(gather(counting(record), reference, judgements))
            taken.update(gathered[-1].ids)
    return sorted(gathered, key=lambda one: (-_standing(one.record), one.record.entity.name))


def _standing(record: Record) -> int:
    high = sum(office.kind in _HIGH for office in record.offices)
    return 10 * high + len(record.offices) + len(record.listings)
