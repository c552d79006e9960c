"""Settles what kind of thing an unknown name is by what the rest of the article says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dateline.model import MentionKind
from dateline.understand.mentions_view import Draft
from dateline.understand.people import People

_DEFAULT = MentionKind.ORGANISATION


def settle_kinds(drafts: Sequence[Draft], people: People) -> list[Draft]:
    """Give every draft a kind: that of the same name elsewhere, of a person's surname, or by its context."""
    surnames = _surnames(drafts)
    kinds = _kinds(drafts)
    hints: dict[str, Counter[MentionKind]] = {}
    for draft in drafts:
        if draft.kind is None and draft.hint:
            hints.setdefault(draft.name, Counter())[draft.hint] += 1
    return [_settled(draft, surnames, kinds, hints, people) for draft in drafts]


def _surnames(drafts: Sequence[Draft]) -> set[str]:
    """First and last words of the names of people (the first is the surname in some cultures)."""
    found: set[str] = set()
    for draft in drafts:
        if draft.kind is MentionKind.PERSON and draft.named:
            words = draft.name.split()
            found |= {words[0], words[-1]}
    return found


def _kinds(drafts: Sequence[Draft]) -> dict[str, MentionKind]:
    kinds: dict[str, MentionKind] = {}
    for draft in drafts:
        if draft.kind is not None and draft.named:
            kinds.setdefault(draft.name, draft.kind)
            if draft.alias:
                kinds.setdefault(draft.alias, draft.kind)
    return kinds


def _settled(
    draft: Draft,
    surnames: set[str],
    kinds: dict[str, MentionKind],
    hints: dict[str, Counter[MentionKind]],
    people: People,
) -> Draft:
    if draft.kind is not None:
        return draft
    words = draft.name.split()
    if draft.name in kinds:
        return replace(draft, kind=kinds[draft.name], rule="same name", score=0.8)
    if words[-1] in surnames and (len(words) == 1 or draft.hint is MentionKind.PERSON):
        return replace(draft, kind=MentionKind.PERSON, rule="surname", score=0.85)
    if len(words) == 1 and people.is_given(words[0]) and draft.hint is not MentionKind.PLACE:
        return replace(draft, kind=MentionKind.PERSON, rule="given name alone", score=0.6)
    votes = hints.get(draft.name)
    kind = votes.most_common(1)[0][0] if votes else _DEFAULT
    return replace(draft, kind=kind, rule="context", score=0.5 if votes else 0.35)
