"""Who the parties of an act are: the mentions that its participants name, or that a thing belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.model import Mention, MentionKind, Participant, Span
from dateline.understand.analysis import NounPhrase
from dateline.understand.chunks import is_time
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology.schema import Checks

PARTIES = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.COUNTRY, MentionKind.GROUP})
_CLAUSES = frozenset({",", "who", "which", "that", "whose", "where", "when", "(", "with", "as"})
_DASHES = frozenset({"--", "\u2013", "\u2014"})


def public_entities(mentions: Iterable[Mention], checks: Checks) -> frozenset[int]:
    """The first mentions of all that are states, or have a public role in any of their mentions."""
    return frozenset(
        m.refers_to
        for m in mentions
        if m.kind is MentionKind.COUNTRY or (m.role in checks.public and m.kind is not MentionKind.PLACE)
    )


class Parties:
    """The parties of one sentence."""

    def __init__(
        self, view: View, mentions: Sequence[Mention], public: frozenset[int], checks: Checks
    ) -> None:
        self._view = view
        self._mentions = mentions
        self._public = public
        self._checks = checks
        self._by_index = {m.index: m for m in mentions}

    def find(
        self, places: Sequence[Range], *, owners: bool, taken: Sequence[Participant] = ()
    ) -> tuple[Participant, ...]:
        """The participants that stand at these places.

        Args:
            places: token ranges, as the frames filled them.
            owners: whether a thing may stand for whom its of-phrase or preposition names.
            taken: participants that are not to be found again, nor those that are the same as they.
        """
        found: list[Participant] = []
        same = {self._entity(p) for p in taken}
        if not owners and any(self._is_locality(place) for place in places):
            return ()
        for place in (part for whole in places for part in self._places(whole)):
            participant = self._party(place) or self._owner(place, taken, owners=owners)
            if participant is None or self._entity(participant) in same:
                continue
            if not owners and self.is_place(participant):
                continue
            if not any(p.span.overlaps(participant.span) for p in (*found, *taken)):
                found.append(participant)
        return tuple(found)

    def is_party(self, participant: Participant) -> bool:
        """Whether the participant is a person or a body, and no place."""
        mention = self._mention(participant)
        return mention is not None and mention.kind in PARTIES

    def is_public(self, participant: Participant) -> bool:
        """Whether the participant is a state, or one whose acts are public matters."""
        mention = self._mention(participant)
        return mention is not None and (
            mention.kind is MentionKind.COUNTRY or mention.refers_to in self._public
        )

    def is_known(self, participant: Participant) -> bool:
        """Whether the participant is a party, or a name or a noun for people that is no mention."""
        return participant.mention is None or self.is_party(participant)

    def is_named(self, participant: Participant) -> bool:
        """Whether the participant is a person of whom no role is known."""
        mention = self._mention(participant)
        return mention is None or (mention.kind is MentionKind.PERSON and mention.role is None)

    def is_place(self, participant: Participant) -> bool:
        """Whether the participant is a place and nobody."""
        mention = self._mention(participant)
        return mention is not None and mention.kind is MentionKind.PLACE

    def is_state(self, participant: Participant) -> bool:
        """Whether the participant is a country."""
        mention = self._mention(participant)
        return mention is not None and mention.kind is MentionKind.COUNTRY

    def is_group(self, participant: Participant) -> bool:
        """Whether the participant is a group of people, or a body that has a role."""
        mention = self._mention(participant)
        return mention is not None and (
            mention.kind is MentionKind.GROUP
            or (mention.kind is MentionKind.ORGANISATION and bool(mention.role))
        )

    def is_press(self, participant: Participant) -> bool:
        """Whether the participant is a journalist or a medium."""
        mention = self._mention(participant)
        return mention is not None and mention.role == "JRN"

    def _mention(self, participant: Participant) -> Mention | None:
        return None if participant.mention is None else self._by_index.get(participant.mention)

    def _entity(self, participant: Participant) -> int:
        mention = self._mention(participant)
        return -2 - participant.span.start if mention is None else mention.refers_to

    def _places(self, place: Range) -> list[Range]:
        """A place as one range for each of the parties that it joins, without a dateline before it."""
        first, last = place
        for index in range(first, last):
            if self._view.lows[index] in _DASHES:
                first = index + 1
        found: list[Range] = []
        for phrase in self._view.analysis.noun_phrases:
            if not first <= phrase.head < last:
                continue
            if not found:
                found.append((max(first, phrase.first), phrase.last))
            elif self._view.lows[found[-1][1] : phrase.first] in (["and"], [",", "and"]):
                found.append((phrase.first, phrase.last))
        if len(found) > 1:
            return found
        return [(first, last)] if first < last else []

    def _party(self, place: Range) -> Participant | None:
        """The participant whose name or noun is the head of the place."""
        main = self._main(place)
        start = main.first if main is not None else place[0]
        if main is not None and self._view.lemmas[main.head] in self._checks.quantities:
            main = self._counted(main) or main
        head = main.head if main is not None else place[0]
        mention = self.at(head)
        if mention is None:
            return self._unlisted(main, start)
        if self._is_unresolved(head, mention):
            return None
        if main is None:
            return Participant(span=mention.span, mention=mention.index)
        last = self._end(main, place) if mention.kind is MentionKind.GROUP else main.last
        behind = self._named_behind(main, place) if mention.kind is MentionKind.PERSON else None
        if behind is not None and not self._view.analysis.tokens[head].tag.startswith("NNP"):
            mention, last = behind
        span = self._view.analysis.span(max(start, min(place[0], main.head)), last)
        return Participant(
            span=Span(min(span.start, mention.span.start), max(span.end, mention.span.end)),
            mention=mention.index,
        )

    def _end(self, main: NounPhrase, place: Range) -> int:
        """Where a group ends: with the phrases behind it ("doctors in Nigeria"), without its clauses."""
        between = self._view.lows[main.last : place[1]]
        if between and not _CLAUSES & set(between):
            return place[1]
        return max(min(self._view.chain(main), place[1]), main.last)

    def _is_locality(self, place: Range) -> bool:
        main = self._main(place)
        mention = self.at(main.head) if main is not None else None
        return mention is not None and mention.kind is MentionKind.PLACE

    def _named_behind(self, main: NounPhrase, place: Range) -> tuple[Mention, int] | None:
        """The name in apposition ("its spokesman, Dmitry Peskov"), and where it ends."""
        if main.last + 1 >= place[1] or self._view.lows[main.last] != ",":
            return None
        for phrase in self._view.analysis.noun_phrases:
            mention = self.at(phrase.head) if phrase.first == main.last + 1 else None
            if mention is not None and mention.kind is MentionKind.PERSON:
                named = self._view.analysis.tokens[phrase.head].tag.startswith("NNP")
                return (mention, phrase.last) if named else None
        return None

    def _counted(self, main: NounPhrase) -> NounPhrase | None:
        following = self._view.following(main)
        return following[0][1] if following and following[0][0] == "of" else None

    def _unlisted(self, main: NounPhrase | None, start: int) -> Participant | None:
        """A name, or a noun for people, that is no mention."""
        if main is None or main.possessor is not None:
            return None
        token = self._view.analysis.tokens[main.head]
        named = token.tag in ("NNP", "NNPS") and token.text[:1].isupper()
        if is_time(self._view.analysis.tokens, main):
            return None
        if named or self._view.lemmas[main.head] in self._checks.people:
            return Participant(span=self._view.analysis.span(start, main.last), mention=None)
        return None

    def _is_unresolved(self, head: int, mention: Mention) -> bool:
        pronoun = self._view.analysis.tokens[head].tag.startswith(("PRP", "W", "DT", "EX"))
        return pronoun and mention.refers_to == mention.index

    def at(self, token: int) -> Mention | None:
        """The widest mention over a token; a party rather than a place."""
        span = self._view.analysis.tokens[token].span
        touching = [m for m in self._mentions if m.span.start <= span.start and span.end <= m.span.end]
        return max(touching, key=lambda m: (m.kind in PARTIES, len(m.span)), default=None)

    def _main(self, place: Range) -> NounPhrase | None:
        first, last = place
        inside = (p for p in self._view.analysis.noun_phrases if first <= p.head < last)
        return next(inside, None)

    def _owner(self, place: Range, taken: Sequence[Participant], *, owners: bool) -> Participant | None:
        """Whom a thing belongs to ("Hungary's bid", "Western sanctions", "the border with Ukraine")."""
        main = self._main(place)
        if main is None:
            return None
        inner = range(main.head - 1, main.first - 1, -1)
        if main.possessor is not None:
            last = main.possessor[1] - 1
            inner = range(last - (self._view.analysis.tokens[last].tag == "POS"), last - 2, -1)
        for token in inner:
            mention = self.at(token)
            if mention is not None and self._may_own(token, mention, main, owners=owners):
                return Participant(span=mention.span, mention=mention.index)
        if not owners:
            return None
        return self._its(main, taken) or self._behind(main)

    def _its(self, main: NounPhrase, taken: Sequence[Participant]) -> Participant | None:
        """Whom "its" speaks of where a person acts: the body named last ("praised its move")."""
        if self._view.lows[main.first] != "its" or self.at(main.first) is not None:
            return None
        actors = [self._mention(p) for p in taken]
        if not actors or any(m is None or m.kind is not MentionKind.PERSON for m in actors):
            return None
        start = self._view.analysis.tokens[main.first].span.start
        bodies = [
            m
            for m in self._mentions
            if m.kind in (MentionKind.COUNTRY, MentionKind.ORGANISATION)
            and m.span.end < start
            and not any(p.span.overlaps(m.span) for p in taken)
        ]
        return Participant(span=bodies[-1].span, mention=bodies[-1].index) if bodies else None

    def _may_own(self, token: int, mention: Mention, main: NounPhrase, *, owners: bool) -> bool:
        if mention.kind not in PARTIES or self._is_unresolved(token, mention):
            return False
        if not owners and mention.kind is MentionKind.PERSON:
            return False
        if mention.kind is MentionKind.GROUP and self._view.analysis.tokens[token].tag.startswith("PRP"):
            return False
        return (
            main.possessor is not None or mention.kind is MentionKind.COUNTRY or mention.country is not None
        )

    def _behind(self, main: NounPhrase) -> Participant | None:
        for case, phrase in self._view.following(main):
            mention = self.at(phrase.head)
            named = mention is not None and not self._is_unresolved(phrase.head, mention)
            if mention is not None and named and mention.kind in PARTIES and case in self._checks.owners:
                return Participant(span=mention.span, mention=mention.index)
        return None
