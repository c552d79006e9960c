"""Titles of offices as reference data write them: without the name of the state, acting or not, of a region or not."""

from __future__ import annotations

import re
from functools import lru_cache

from dateline.lexicon.countries import load_countries
from dateline.lexicon.office_kinds import office_kind
from dateline.model import OfficeKind

_ACTING = re.compile(r"\b(acting|interim|caretaker|provisional)\b|\bad interim\b", re.IGNORECASE)
_OF = re.compile(r" (?:of|for|in) (?:the )?", re.IGNORECASE)
# "Governor of the Bank of England" is not the office "Governor of the Bank".
_BOUND_WORDS = frozenset(
    {"bank", "church", "university", "kingdom", "republic", "union", "archbishop", "bishop"}
)
# Whoever heads a region holds no office of the state.
_OF_REGIONS = {
    OfficeKind.MAYOR: OfficeKind.MAYOR,
    OfficeKind.GOVERNOR: OfficeKind.GOVERNOR,
    OfficeKind.HEAD_OF_GOVERNMENT: OfficeKind.GOVERNOR,
    OfficeKind.HEAD_OF_STATE: OfficeKind.GOVERNOR,
}


def kind_of_post(title: str, country: str | None, *, regional: bool = False) -> OfficeKind:
    """The kind of an office in reference data.

    Args:
        title: its English title, without the country.
        country: alpha-3 code of the state.
        regional: the office is of a region or city: the premier of a province is a governor to the state.
    """
    kind = office_kind(title, country)
    return _OF_REGIONS.get(kind, OfficeKind.OTHER) if regional else kind


def is_acting(title: str) -> bool:
    """Whether the title says that the office was held for the time being."""
    return bool(_ACTING.search(title))


@lru_cache(maxsize=20_000)
def without_country(title: str, country: str | None) -> str:
    """The title without the name of the state: ``President of France``, ``FRA`` → ``President``.

    A title that would not stand without it ("Governor of the Bank of England") stays whole.
    """
    known = load_countries()
    state = known.by_code(country) if country else None
    if state is None:
        return title
    for of in _OF.finditer(title):
        head, rest = title[: of.start()], title[of.end() :]
        if (
            known.by_name(rest) == state
            and head.split()[-1:]
            and head.split()[-1].casefold() not in _BOUND_WORDS
        ):
            return head
    for name in sorted((*state.names, *state.adjectives), key=len, reverse=True):
        if len(name) > 2 and title.casefold().startswith(f"{name.casefold()} "):
            rest = title[len(name) + 1 :].strip()
            return rest[:1].upper() + rest[1:] if rest else title
    return title
