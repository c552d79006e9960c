"""The state of an office named without one: from terms of office, the paragraph, or the dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dateline.lexicon.office_holders import holder_state
from dateline.model import MentionKind
from dateline.understand.mentions_view import Draft

_INSTITUTIONS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
_BODIES = frozenset({MentionKind.GROUP, MentionKind.ORGANISATION})
_OF_A_STATE = re.compile(
    r"(?:(?:deputy|vice|acting|interim)[- ])*(?:prime minister|president|premier|chancellor|king|queen"
    r"|emperor|[\w ]*\bminister|secretary of state|\w+ secretary|attorney general|speaker)$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[^\n]{2,50}?\s*(?:\([^)\n]{2,30}\)\s*)?(?:--|—|–|\s-\s)")
_BREAK = re.compile(r"\n+")
_FIRST = 20  # mentions among which that place is
_FAR = 3  # paragraphs of which one may begin with a dateline
_BODY_TOLD = "body, title and name"
_RULES = frozenset({"title and name", "name and apposition"})


def give_states(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Give people with an office of state but no state the one that the text leaves no doubt about.

    Whoever is known to hold or have held that office has its state. Else the state is the only one of
    which the same paragraph names an institution, if it names no other's office; else that of the dateline,
    if the article names institutions of that state and of no other.
    """
    given = [
        _of_body(draft, drafts[i - 1], text) if i and _lacks_state(draft) else draft
        for i, draft in enumerate(drafts)
    ]
    asked = [i for i, draft in enumerate(given) if _lacks_state(draft) and draft.rule != _BODY_TOLD]
    if not asked:
        return given
    breaks = _paragraphs(drafts, text)
    told = _told(drafts, breaks)
    bodies = set().union(*told.values())
    home = _dateline(drafts, text) if len(bodies) == 1 else None
    home = home if home in bodies else None
    for i in asked:
        draft = given[i]
        states = told.get(breaks[i], set())
        state = holder_state(draft.title or "", draft.name)
        if state is None and _OF_A_STATE.match(draft.title or ""):
            state = next(iter(states)) if len(states) == 1 else home
        given[i] = replace(draft, country=state)
    return given


def _of_body(draft: Draft, before: Draft, text: str) -> Draft:
    """ "Teachers Association President Keith Gambill": the body right before the title has the office."""
    if before.kind is not MentionKind.ORGANISATION or text[before.span.end : draft.span.start] != " ":
        return draft
    return replace(draft, country=before.country, role=before.role or draft.role, rule=_BODY_TOLD)


def _lacks_state(draft: Draft) -> bool:
    if draft.kind is not MentionKind.PERSON or not draft.named or draft.country or not draft.title:
        return False
    return draft.role in {"GOV", "LEG"} and draft.rule in _RULES


def _paragraphs(drafts: Sequence[Draft], text: str) -> list[int]:
    """The number of line breaks before each draft."""
    numbers, seen, number = [], 0, 0
    for draft in drafts:
        number += text.count("\n", seen, draft.span.start)
        seen = max(seen, draft.span.start)
        numbers.append(number)
    return numbers


def _told(drafts: Sequence[Draft], paragraphs: Sequence[int]) -> dict[int, set[str]]:
    """The states whose institutions each paragraph names, and no other state's office."""
    told: dict[int, set[str]] = {}
    offices: dict[int, set[str]] = {}
    for draft, paragraph in zip(drafts, paragraphs, strict=True):
        if draft.country and draft.role in _INSTITUTIONS and draft.kind in _BODIES:
            told.setdefault(paragraph, set()).add(draft.country)
        if draft.country and draft.title and draft.kind is MentionKind.PERSON:
            offices.setdefault(paragraph, set()).add(draft.country)
    return {number: states | offices.get(number, set()) for number, states in told.items()}


def _dateline(drafts: Sequence[Draft], text: str) -> str | None:
    """The state of the place with which one of the first paragraphs begins: "ATHENS (Wire) —"."""
    start = 0
    for _ in range(_FAR):
        match = _DATELINE.match(text, start)
        if match:
            places = [
                draft
                for draft in drafts[:_FIRST]
                if start <= draft.span.start < match.end() and draft.country and not draft.title
            ]
            if places and places[0].span.start == start:
                return places[-1].country
        following = _BREAK.search(text, start)
        if following is None:
            return None
        start = following.end()
    return None
