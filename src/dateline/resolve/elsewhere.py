"""Names of states and places that stand for something else: a team, a person, part of another name, a building."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.lexicon.countries import load_countries
from dateline.lexicon.name_keys import plain_words
from dateline.lexicon.sports import reports_games, speaks_of_a_game
from dateline.model import Candidate, Mention, MentionKind, Span, Weighed

MEANINGS: dict[str, str] = {
    "team": "in a report of a game, or beside a word for one, a team is meant",
    "person": "somebody of this name is in the article",
    "longer-name": "is part of another name",
    "building": "is where something happens, and not who does it",
}
"""What a name of a state or place can mean instead, and why."""
_AGAINST = -6.0
# "lost to Brazil", "the captain of Brazil" are of the team.
_IN = re.compile(
    r"\b(?:in|at|from|near|around|across|outside|inside|within|throughout)\s+(?:the\s+)?\Z", re.IGNORECASE
)
_TO = re.compile(r"\b(?:to|towards?|via|of)\s+(?:the\s+)?\Z", re.IGNORECASE)
_AT_A_BUILDING = re.compile(
    r"\b(?:in|at|to|near|outside|inside|around|from|leav\w+|enter\w*)\s+(?:the\s+)?\Z", re.IGNORECASE
)
# "Korean People's Army": an adjective begins the name of a body. Offices are told by mentions of their own.
_BEGINS_A_NAME = re.compile(r"(?:\s[A-Z][\w’'-]*){2}")
_OF_A_TEAM = re.compile(r"(?:\s\w+){0,2}?\s(?:teams?|squads?|athletes?|players?)\b")
_MORE_OF_IT = re.compile(r"\s(?:East|West|North|South|Central)\b")
_LISTED_BEFORE = re.compile(r"([A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*),\s\Z")
_LISTED_AFTER = re.compile(r",\s[A-Z]")
_PART = re.compile(r"\b(?:East|West|North|South|Upper|Lower|Old|Greater|Little|Port|Fort|Saint|St\.)\s\Z")
_STATES = frozenset({MentionKind.COUNTRY, MentionKind.PLACE})
_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Tells what the names of states and places in an article stand for.

    Attributes:
        games: whether the article reports of games.
        people: the words of the names of people in it who are called by two words or more.
    """

    text: str
    games: bool
    people: frozenset[str]

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention]) -> Elsewhere:
        """Look at an article once."""
        names = [
            plain_words(text[m.head.start : m.head.end])
            for m in mentions
            if m.kind is MentionKind.PERSON and m.rule not in ("pronoun", "office")
        ]
        people = frozenset(word for words in names if len(words) > 1 for word in words)
        return cls(text, reports_games(text), people)

    def meaning(self, mention: Mention) -> str | None:
        """What a mention stands for, if not for the state or place of that name: a key of ``MEANINGS``."""
        if mention.kind not in _STATES or mention.rule == "pronoun":
            return None
        head = mention.head
        if mention.rule == "adjective":
            return self._of_an_adjective(head)
        before = self.text[max(0, head.start - _BEFORE) : head.start]
        if _PART.search(before) or _MORE_OF_IT.match(self.text, head.end):
            return "longer-name"
        if mention.rule == "known seat":
            return "building" if _AT_A_BUILDING.search(before) else None
        if _IN.search(before):
            return None
        if self._is_in_a_game(head) and not (mention.kind is MentionKind.PLACE and self._is_of_a_list(head)):
            return "team"
        words = plain_words(self.text[head.start : head.end])
        if len(words) == 1 and words[0] in self.people and not _TO.search(before):
            return "person"
        return None

    def _of_an_adjective(self, head: Span) -> str | None:
        """ "the Afghan team", "the Italian Episcopal Conference": neither is the state."""
        if _OF_A_TEAM.match(self.text, head.end):
            return "team"
        return "longer-name" if _BEGINS_A_NAME.match(self.text, head.end) else None

    def _is_of_a_list(self, head: Span) -> bool:
        """ "Toronto, Canada": where it is, rather than who plays; not "Belgium, England": no state lies in a place."""
        listed = _LISTED_BEFORE.search(self.text, max(0, head.start - _BEFORE), head.start)
        if listed:
            return load_countries().by_name(listed[1]) is None
        return _LISTED_AFTER.match(self.text, head.end) is not None

    def _is_in_a_game(self, head: Span) -> bool:
        return self.games and speaks_of_a_game(self.text, head.start, head.end)


def turned_down(candidate: Candidate, meaning: str) -> Candidate:
    """A candidate that the name does not stand for, with the reason."""
    reason = Weighed(feature=meaning, amount=_AGAINST, says=MEANINGS[meaning])
    return replace(candidate, score=round(1 - candidate.score, 4), features=(*candidate.features, reason))
