"""Settles what kind of thing an unknown name is by what the rest of the article says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import simplemma

from dateline.model import MentionKind
from dateline.understand.mentions_view import Draft, View, without_article
from dateline.understand.people import People

_MANY_WORDS = 4
_SHOUTED = 4  # letters
_OFTEN = 3  # an ordinary word that is capitalised so often is a name
_CITIES = frozenset({"metonym", "known city"})


def settle_kinds(drafts: Sequence[Draft], people: People, text: str) -> list[Draft]:
    """Give each draft a kind: that of the same name elsewhere, of a person's surname, or by its context.

    A capitalised word that is an ordinary word of the language, and nothing else speaks for, is left out.
    A city's name that is also the surname of somebody in the article is taken for the latter ("Paris said").
    """
    surnames = _surnames(drafts)
    written = Counter(draft.name for draft in drafts)
    kinds = _kinds(drafts)
    hints: dict[str, Counter[MentionKind | None]] = {}
    for draft in drafts:
        if draft.kind is None:
            hints.setdefault(draft.name, Counter())[draft.hint] += 1
    own = {name.split()[-1] for name, kind in kinds.items() if kind is MentionKind.PERSON and " " in name}
    drafts = [draft for draft in drafts if not _is_shouted(draft, written)]
    settled = (_settled(_not_the_city(draft, own, text), surnames, kinds, hints, people) for draft in drafts)
    return [draft for draft in settled if draft]


def surnames_of(drafts: Iterable[Draft]) -> frozenset[str]:
    """The last words of the names of people who are named in full, or by their office."""
    return frozenset(
        without_article(draft.name.split()[-1])
        for draft in drafts
        if draft.kind is MentionKind.PERSON and draft.named and (" " in draft.name or draft.title)
    )


def missed_surnames(view: View, surnames: frozenset[str]) -> list[int]:
    """Where a surname stands that the tags do not show as a name, as at the beginning of a sentence."""
    return [
        index
        for index, word in enumerate(view.words)
        if word in surnames and not view.names[index] and index not in view.known and _acts(view, index)
    ]


def _acts(view: View, index: int) -> bool:
    """ "Guterres called", "Young's lawyer"; not "Young people"."""
    if view.verb_follows(index + 1) or view.is_genitive(index + 1):
        return True
    return not _is_ordinary(view.words[index])


@lru_cache(maxsize=4096)
def _is_ordinary(word: str) -> bool:
    """Whether the word, or each part of it, is in the dictionary."""
    return all(simplemma.is_known(part.lower(), lang="en") for part in word.split("-"))


def _is_shouted(draft: Draft, written: Counter[str]) -> bool:
    """ "SURRENDER is the only option": one ordinary word in capitals, once, is no abbreviation."""
    if draft.rule != "acronym" or written[draft.name] > 1 or draft.alias:
        return False
    return len(draft.name) >= _SHOUTED and all(_is_ordinary(word) for word in draft.name.split())


def _not_the_city(draft: Draft, surnames: set[str], text: str) -> Draft:
    written = draft.head.of(text)
    if draft.rule not in _CITIES or written not in surnames:
        return draft
    return replace(
        draft,
        kind=MentionKind.PERSON,
        name=written,
        country=None,
        role=None,
        key="",
        rule="surname",
        score=0.7,
    )


def _surnames(drafts: Sequence[Draft]) -> set[str]:
    """First and last words of the names of people (the first is the surname in some cultures)."""
    found: set[str] = set()
    for draft in drafts:
        if draft.kind is MentionKind.PERSON and draft.named:
            words = draft.name.split()
            found |= {words[0], words[-1], without_article(words[-1])}
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
    hints: dict[str, Counter[MentionKind | None]],
    people: People,
) -> Draft | None:
    if draft.kind is not None:
        return draft
    words = draft.name.split()
    if draft.name in kinds:
        return replace(draft, kind=kinds[draft.name], rule="same name", score=0.8)
    if words[-1] in surnames and (len(words) == 1 or draft.hint is MentionKind.PERSON):
        return replace(draft, kind=MentionKind.PERSON, rule="surname", score=0.85)
    if len(words) == 1 and people.is_given(words[0]) and draft.hint is not MentionKind.PLACE:
        return replace(draft, kind=MentionKind.PERSON, rule="given name alone", score=0.6)
    kind = _by_context(words, hints.get(draft.name, Counter()), people)
    return replace(draft, kind=kind, rule="context", score=0.5) if kind else None


def _by_context(
    words: Sequence[str], votes: Counter[MentionKind | None], people: People
) -> MentionKind | None:
    """The kind that the words around a name, here and elsewhere, speak for."""
    ordinary = all(_is_ordinary(word) for word in words)
    winner = _winner(votes)
    if words[-1] in people.surnames and winner is not MentionKind.ORGANISATION:
        return MentionKind.PERSON
    if len(words) == 1:
        chance = ordinary and votes.total() < _OFTEN
        return winner or (None if chance else MentionKind.ORGANISATION)
    if votes[MentionKind.ORGANISATION] or ordinary or len(words) >= _MANY_WORDS:
        return MentionKind.ORGANISATION
    return winner or MentionKind.PERSON


def _winner(votes: Counter[MentionKind | None]) -> MentionKind | None:
    """The kind that a third of the name's occurrences speak for, the most of them."""
    kinds = [(count, kind) for kind, count in votes.items() if kind and count * 3 >= votes.total()]
    return max(kinds, key=lambda pair: pair[0])[1] if kinds else None
