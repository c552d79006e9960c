"""Two who are named together, or meet: who "they", "both sides" and "the two leaders" are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dateline.model import MentionKind
from dateline.understand.mentions_rules import TitleRules
from dateline.understand.mentions_view import Draft

_THEY = 1  # sentences that "they" look back
_BOTH = 8  # sentences that "both sides" look back
_TWO = ("both ", "both the ", "the two ")
_WHERE = frozenset({"of", "from", "in", "at", "near", "across"})  # "teams from France and Italy" are they
_AND = frozenset({"and", "&"})
_MEETING_WORDS = 5  # between the two: "on Saturday met with"
_BEFORE = 40  # characters that are looked at before a mention
_PAIRED = frozenset({MentionKind.PERSON, MentionKind.COUNTRY})


class One(Protocol):
    """What is told of the mentions of one of two."""

    kind: MentionKind
    plural: bool
    last_sentence: int


T = TypeVar("T", bound=One)


@dataclass(slots=True)
class _Pair(Generic[T]):
    """Two people or states, and the sentence that last spoke of both."""

    two: tuple[T, T]
    sentence: int


class Pairs(Generic[T]):
    """Remembers the last two of an article while it is read from first to last."""

    def __init__(self, rules: TitleRules, text: str) -> None:
        self._rules = rules
        self._text = text
        self._previous: tuple[Draft, T] | None = None
        self._pair: _Pair[T] | None = None

    @property
    def previous(self) -> Draft | None:
        """What was noted last."""
        return self._previous[0] if self._previous else None

    def note(self, draft: Draft, one: T) -> None:
        """Note who is named; two people or states that are named or meet together are a pair."""
        before, self._previous = self._previous, (draft, one)
        if before is None or draft.rule == "pronoun" or draft.kind not in _PAIRED:
            return
        previous, other = before
        named = draft.named and previous.named and draft.kind is previous.kind
        if named and self._are_together(previous, draft):
            self._pair = _Pair((other, one), draft.sentence)

    def both(self, draft: Draft, rival: T | None) -> tuple[T, ...]:
        """The last two, if a draft stands for both of them; else none.

        Args:
            draft: a pronoun or a description.
            rival: whom a pronoun fits best, of all alone.
        """
        pair = self._pair
        if pair is None or not self._is_both(draft, pair, rival):
            return ()
        pair.sentence = draft.sentence
        return pair.two

    def _is_both(self, draft: Draft, pair: _Pair[T], rival: T | None) -> bool:
        distance = draft.sentence - pair.sentence
        if draft.rule == "pronoun":
            nearer = rival is None or not rival.plural or rival.last_sentence < pair.sentence
            return draft.plural and distance <= _THEY and nearer
        kind = self._rules.pairs.get(draft.name.lower())
        if kind is None or distance > _BOTH or not self._before(draft).endswith(_TWO):
            return False
        return kind in ("either", pair.two[0].kind)

    def _are_together(self, one: Draft, other: Draft) -> bool:
        """Whether two stand as "A and B", or as "A met B"; "teams from A and B" are neither."""
        joined = self._text[one.span.end : other.span.start].strip(" ,").lower()
        if joined in _AND:
            return self._before(one).rstrip().rpartition(" ")[2] not in _WHERE
        words = joined.split()
        return 0 < len(words) <= _MEETING_WORDS and any(
            words[-len(meeting) :] == meeting for meeting in self._rules.meetings
        )

    def _before(self, draft: Draft) -> str:
        return self._text[max(0, draft.span.start - _BEFORE) : draft.span.start].lower()
