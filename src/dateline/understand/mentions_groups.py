"""Groups in a sentence: protesters, officials, troops, governments, with their sector and state."""

from __future__ import annotations

from dateline.model import MentionKind
from dateline.understand.analysis import NounPhrase
from dateline.understand.mentions_lexicon import Known, Match
from dateline.understand.mentions_view import Draft, View
from dateline.understand.people import People

_OPENERS = frozenset({"DT", "PRP$", "PDT", "WP$", "CD"})
_ABOUT = frozenset(
    {"least", "most", "more", "fewer", "less", "than", "about", "around", "nearly", "almost", "over", "some"}
)
_MANY = frozenset({"dozens", "hundreds", "thousands", "millions", "scores", "tens", "majority"})
_GENERAL = frozenset({"UNK", "CVL"})


def group_at(view: View, first: int, people: People) -> tuple[Draft, int] | None:
    """The group whose noun phrase, less its article, begins at ``first``; and the token after it."""
    phrase = view.phrase_of.get(first)
    if phrase is None or first != _start(view, phrase):
        return None
    role = _role(view, phrase, people)
    if role is None:
        return None
    last = phrase.head + 1
    match = _state(view, first, last)
    if match is None and view.low(last) in {"of", "from", "in"}:
        match = view.known.get(last + (2 if view.low(last + 1) == "the" else 1))
        match = match if match and match.entry.known in {Known.COUNTRY, Known.REGION, Known.CITY} else None
    vague = match is None and _names_nobody(view, phrase, people)
    if role in _GENERAL and match and match.entry.role and match.entry.known is Known.ORGANISATION:
        role = match.entry.role
    span = view.span(first, last)
    return (
        Draft(
            sentence=view.analysis.sentence.index,
            span=span,
            head=span,
            kind=MentionKind.GROUP,
            name=span.of(view.text),
            country=match.entry.country if match else None,
            role=role,
            plural=True,
            named=False,
            subject=view.verb_follows(last),
            vague=vague,
            rule="group",
            score=0.8 if match or role not in _GENERAL else 0.65,
        ),
        last,
    )


def _names_nobody(view: View, phrase: NounPhrase, people: People) -> bool:
    """ "both sides", "the authors", "people" without their number: no actor of their own."""
    rules = people.rules
    head = view.lowers[phrase.head]
    both = f"{view.low(phrase.head - 1)} {head}" if phrase.head > phrase.first else ""
    if both in rules.vague:
        return True
    if both in rules.groups and both not in rules.counted:
        return False
    if head in rules.vague:
        return not any(view.lowers[i] in rules.modifier_roles for i in range(phrase.first, phrase.head))
    return head in rules.counted and not _is_counted(view, phrase)


def _is_counted(view: View, phrase: NounPhrase) -> bool:
    """ "217 people", "hundreds of people"."""
    if any(view.tags[i] == "CD" for i in range(phrase.first, phrase.head)):
        return True
    before = view.low(phrase.first - 2)
    return view.low(phrase.first - 1) == "of" and before in _MANY


def _start(view: View, phrase: NounPhrase) -> int:
    """The first token that belongs to the group's name: behind the article, and behind "Putin's" or "his"."""
    start = phrase.first
    if phrase.possessor:
        start = phrase.possessor[0]
    start = _after_number(view, start, phrase.head)
    while start < phrase.head and view.tags[start] in _OPENERS:
        start += 1
    if phrase.possessor and start not in view.known:
        start = phrase.possessor[1]
        while start < phrase.head and (view.tags[start] in _OPENERS or view.is_genitive(start)):
            start += 1
    return start


def _after_number(view: View, start: int, head: int) -> int:
    """Behind "least 83" of "at least 83 people", "more than two" and the like; ``start`` where none is counted so."""
    place = start
    while place < head and view.lowers[place] in _ABOUT:
        place += 1
    return place if start < place < head and view.tags[place] == "CD" else start


def _role(view: View, phrase: NounPhrase, people: People) -> str | None:
    """The sector that the last words of the phrase tell; None if they name no group."""
    head = phrase.head
    proper = view.tags[head] == "NNP" or any(i in view.known for i in range(phrase.first, head))
    if proper and view.is_name(head) and not _is_plural_acronym(view.words[head]):
        return None
    if not view.tags[head].startswith("NN"):
        return None
    groups = people.rules.groups
    if head - 1 >= phrase.first:
        two = groups.get(f"{view.lowers[head - 1]} {view.lowers[head]}")
        if two:
            return two
    role = groups.get(view.lowers[head])
    if role is None:
        office = people.heads.get(view.lowers[head], ())
        role = next((r for parts, r, plural in office if plural and len(parts) == 1), None)
    if role in _GENERAL:
        for index in range(phrase.first, head):
            told = people.rules.modifier_roles.get(view.lowers[index])
            if told:
                return told
    return role


def _is_plural_acronym(word: str) -> bool:
    """ "MPs", "NGOs"."""
    return len(word) > 2 and word.endswith("s") and word[:-1].isupper()


def _state(view: View, first: int, last: int) -> Match | None:
    """The known name within the group's words that tells whose it is."""
    return next((view.known[i] for i in range(first, last) if i in view.known), None)
