"""Of which state somebody of a name is known to have held an office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.lexicon.office_kinds import office_kind
from dateline.lexicon.reference import load_records
from dateline.model import Office, OfficeKind


@lru_cache(maxsize=4096)
def holder_state(title: str, name: str) -> str | None:
    """The state that only one is known to have held this office of, whoever of that name it was.

    Args:
        title: without the state ("President").
        name: whole, or a family name.

    Returns:
        an alpha-3 code; None where nobody, or people of several states, held such an office.
    """
    kind = office_kind(title)
    if kind is OfficeKind.OTHER:
        return None
    states = {office.country for office in _offices().get(entity_key(name), ()) if office.kind is kind}
    return states.pop() if len(states) == 1 else None


@cache
def _offices() -> Mapping[str, Sequence[Office]]:
    """The offices of all shipped people, by the keys of their whole names and by the last words of these."""
    found: defaultdict[str, list[Office]] = defaultdict(list)
    for record in load_records():
        keys = {entity_key(name.text) for name in record.entity.names}
        keys |= {words[-1] for name in record.entity.names if (words := plain_words(name.text))}
        for office in record.offices if record.entity.schema == "Person" else ():
            for key in keys if office.country else ():
                found[key].append(office)
    return found
