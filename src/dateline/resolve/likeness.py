"""Of the people who may be meant by a name in another spelling, or with letters lost, those whose names agree."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.lexicon.name_keys import entity_key
from dateline.model import Record
from dateline.resolve.damaged import DamagedNames, is_damaged
from dateline.resolve.names import NameKind, compare_words, name_words

ALIKE = 0.85
"""From this score on, two names are one, spelled in two ways."""
_MOST = 5


def most_alike(name: str, records: Iterable[Record]) -> list[Record]:
    """At most five of the records: those that have a name like ``name``, the most alike first.

    If letters of it are lost, the one name is like it that can have become it.
    """
    if is_damaged(name):
        return _restored(name, list(records))
    words = name_words(name, NameKind.PERSON)
    scored: list[tuple[float, int, Record]] = []
    for place, record in enumerate(records):
        names = [one.text for one in record.entity.names]
        score = max(
            compare_words(words, name_words(one, NameKind.PERSON), NameKind.PERSON).score for one in names
        )
        if score >= ALIKE:
            scored.append((-score, place, record))
    return [record for _, _, record in sorted(scored, key=lambda one: one[:2])[:_MOST]]


def _restored(damaged: str, records: list[Record]) -> list[Record]:
    """Those that have the one name that can have become this."""
    restored = DamagedNames(name.text for record in records for name in record.entity.names).restore(damaged)
    if restored is None:
        return []
    key = entity_key(restored.name)
    return [
        record for record in records if any(entity_key(name.text) == key for name in record.entity.names)
    ][:_MOST]
