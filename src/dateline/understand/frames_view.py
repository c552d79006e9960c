"""A sentence as the frames see it: words by lemma, clauses, and the slots that the parties stand in."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.understand import phrases, syntax
from dateline.understand.analysis import Analysis, NounPhrase, Tense, VerbGroup
from dateline.understand.chunks import is_time
from dateline.understand.frames_repairs import activated, base, joined, leader

Range = tuple[int, int]
_ASKED = frozenset({"call", "request", "demand", "appeal", "plea", "proposal", "bid", "offer", "application"})
_BORDERS = frozenset({"border", "frontier", "boundary"})
_LONGEST = 4
_CLAUSE = 28


class View:
    """One analysed sentence, with what the frames ask of it worked out once."""

    def __init__(self, analysis: Analysis) -> None:
        analysis = joined(activated(analysis))
        self.analysis = analysis
        self.lows = [token.text.lower() for token in analysis.tokens]
        self.lemmas = [base(token.lemma.lower(), token.tag) for token in analysis.tokens]
        self._known: dict[Range, frozenset[tuple[str, ...]]] = {}
        self._subjects: dict[int, NounPhrase | None] = {}
        self._objects: dict[int, tuple[NounPhrase, ...]] = {}
        self._cases = [self._case(phrase) for phrase in analysis.noun_phrases]
        self._order = {phrase: number for number, phrase in enumerate(analysis.noun_phrases)}

    def holds(self, words: frozenset[tuple[str, ...]], first: int, last: int) -> bool:
        """Whether one of the words, by form or lemma, stands in the range of tokens."""
        return not words.isdisjoint(self._grams(max(first, 0), min(last, len(self.lows))))

    def _grams(self, first: int, last: int) -> frozenset[tuple[str, ...]]:
        """The words of a range and all their runs, by form and by lemma."""
        key = (first, last)
        if key not in self._known:
            found: set[tuple[str, ...]] = set()
            for words in (self.lows[first:last], self.lemmas[first:last]):
                for length in range(1, _LONGEST + 1):
                    found.update(tuple(words[i : i + length]) for i in range(len(words) - length + 1))
            self._known[key] = frozenset(found)
        return self._known[key]

    def ends_with(self, words: tuple[str, ...], head: int) -> bool:
        """Whether the words end at a token."""
        first = head + 1 - len(words)
        return first >= 0 and (
            tuple(self.lemmas[first : head + 1]) == words or tuple(self.lows[first : head + 1]) == words
        )

    def _case(self, phrase: NounPhrase) -> str:
        index = phrase.first - 1
        tokens = self.analysis.tokens
        while index >= 0 and (tokens[index].tag in ("RB", "``", "''") or self.lows[index] == "both"):
            index -= 1
        if index >= 0 and tokens[index].tag in ("IN", "TO", "VBG") and tokens[index].tag != "VBG":
            return self.lows[index]
        return "including" if index >= 0 and self.lows[index] == "including" else ""

    def subject(self, number: int) -> NounPhrase | None:
        """The grammatical subject of a verb group."""
        if number not in self._subjects:
            led = leader(self.analysis, number)
            if led is not None:
                return self.subject(led)
            found = syntax.subject(self.analysis, self.analysis.verb_groups[number])
            self._subjects[number] = self._governing(found) if found else None
        return self._subjects[number]

    def _governing(self, phrase: NounPhrase) -> NounPhrase:
        """ "Envoys" of "envoys of Serbia and Kosovo": the noun that a joined phrase hangs on."""
        for _ in range(3):
            number = self._order.get(self.coordinated(phrase)[0])
            if number is None or not number or self._cases[number] not in ("of", "from"):
                break
            before = self.analysis.noun_phrases[number - 1]
            if self.analysis.noun_phrases[number].first - before.last > 1:
                break
            phrase = before
        return phrase

    def objects(self, number: int) -> tuple[NounPhrase, ...]:
        """The objects of a verb group; of a passive its subject."""
        if number not in self._objects:
            group = self.analysis.verb_groups[number]
            found = syntax.objects(self.analysis, group) or self._next(group)
            if group.passive:
                subject = self.subject(number)
                found = (subject,) if subject and not found else ((*found, subject) if subject else found)
            self._objects[number] = found
        return self._objects[number]

    def _next(self, group: VerbGroup) -> tuple[NounPhrase, ...]:
        """The noun phrase that stands right behind an active verb."""
        if group.passive:
            return ()
        tokens = self.analysis.tokens
        found = (phrase for phrase in self.analysis.noun_phrases if phrase.first == group.last)
        return tuple(phrase for phrase in found if not is_time(tokens, phrase))

    def following(self, phrase: NounPhrase) -> list[tuple[str, NounPhrase]]:
        """The prepositional phrases behind a noun phrase, one after the other."""
        found: list[tuple[str, NounPhrase]] = []
        last = phrase.last
        for other, case in zip(self.analysis.noun_phrases, self._cases, strict=True):
            if other.first < last:
                continue
            if not case or other.first - last > 2:
                break
            found.append((case, other))
            last = other.last
        return found

    def chain(self, phrase: NounPhrase) -> int:
        """Where a phrase ends with the of-phrases behind it, and what is asked for ("call for elections")."""
        last = phrase.last
        asked = False
        for other, case in zip(self.analysis.noun_phrases, self._cases, strict=True):
            if other.first >= last:
                asked = asked or self.lemmas[last - 1] in _ASKED
                if not (case == "of" or (case == "for" and asked)) or other.first - last > 2:
                    break
                last = other.last
        return last

    def object_zone(self, number: int) -> Range | None:
        """The tokens of the object with its of-phrases."""
        found = self.objects(number)
        return (min(p.first for p in found), max(self.chain(p) for p in found)) if found else None

    def subject_zone(self, number: int) -> Range | None:
        """The tokens of whoever acts, with of-phrases and what it is joined with."""
        if self.analysis.verb_groups[number].passive:
            found = syntax.agent(self.analysis, self.analysis.verb_groups[number])
        else:
            found = self.subject(number)
        if found is None:
            return None
        joined = self.coordinated(found)
        return joined[0].first, max(self.chain(phrase) for phrase in joined)

    def clause(self, number: int) -> Range:
        """The tokens that belong to a verb group: from its subject to the next finite verb."""
        group = self.analysis.verb_groups[number]
        subject = self.subject(number)
        first = group.first if subject else max(group.first - 2, 0)
        if subject and subject.first < group.first:
            first = max(subject.first, group.first - _CLAUSE)
        for other in self.analysis.verb_groups[number + 1 :]:
            if not other.infinitive and other.tense != Tense.NONE and other.first > group.last + 1:
                return first, min(other.first, group.last + _CLAUSE)
        return first, min(len(self.lows), group.last + _CLAUSE)

    def coordinated(self, phrase: NounPhrase) -> tuple[NounPhrase, ...]:
        """A phrase with those it is joined with, before and behind it."""
        number = self._order.get(phrase)
        if number is None:
            return (phrase,)
        phrases = self.analysis.noun_phrases
        first = number
        seen_and = False
        while first > 0:
            gap = self.lows[phrases[first - 1].last : phrases[first].first]
            if gap in (["and"], [",", "and"]):
                seen_and = True
            elif (gap == [","] and self._cases[first - 1]) or not (gap == [","] and seen_and):
                break
            first -= 1
        last = number
        for other in range(number + 1, len(phrases)):
            gap = self.lows[phrases[other - 1].last : phrases[other].first]
            if gap in (["and"], [",", "and"], ["or"], ["as", "well", "as"]):
                last = other
            elif gap != [","]:
                break
        return phrases[first : last + 1]

    def prepositions(self, number: int) -> list[tuple[str, NounPhrase]]:
        """The prepositional phrases behind a verb group, up to the next finite verb."""
        group = self.analysis.verb_groups[number]
        limit = len(self.lows)
        for other in self.analysis.verb_groups[number + 1 :]:
            if other.tense != Tense.NONE and not other.infinitive and other.first > group.last + 2:
                limit = other.first
                break
        found = [
            (case, phrase)
            for phrase, case in zip(self.analysis.noun_phrases, self._cases, strict=True)
            if case and group.last <= phrase.first < limit and not is_time(self.analysis.tokens, phrase)
        ]
        if group.passive and (subject := self.subject(number)):
            end = subject.last
            for phrase, case in zip(self.analysis.noun_phrases, self._cases, strict=True):
                if case and end <= phrase.first <= end + 2 and phrase.first < group.first:
                    found.append((case, phrase))
                    end = phrase.last
        return found

    def first_slot(
        self, number: int, slots: Sequence[str], exclude: tuple[Range, ...] = ()
    ) -> tuple[Range, ...]:
        """The participants in the first of the slots that is filled."""
        for slot in slots:
            found = tuple(place for place in self._slot(number, slot) if place not in exclude)
            if found:
                return found
        return ()

    def _slot(self, number: int, slot: str) -> tuple[Range, ...]:
        group = self.analysis.verb_groups[number]
        if slot == "subject":
            phrase = syntax.agent(self.analysis, group) if group.passive else self.subject(number)
            if phrase is None and not group.passive:
                return self._untagged_name(group)
            return self._ranges(phrase)
        if slot == "agent":
            return self._ranges(syntax.agent(self.analysis, group))
        found = self.objects(number)
        if slot == "object":
            return self._ranges(found[-1]) if found else ()
        if slot == "indirect":
            return self._ranges(found[0]) if len(found) > 1 else ()
        if slot == "possessor":
            return self._owner(found[-1]) if found else ()
        for case, phrase in self.prepositions(number):
            if case == slot:
                return self._ranges(phrase)
        return ()

    def _untagged_name(self, group: VerbGroup) -> tuple[Range, ...]:
        """A name at the start of the sentence that the tagger took for something else."""
        tokens = self.analysis.tokens
        name = (
            1 <= group.first <= 3
            and tokens[0].text[:1].isupper()
            and tokens[0].tag in ("RB", "JJ", "VBN", "VB")
        )
        last = next((i for i in range(1, group.first) if tokens[i].tag == "RB"), group.first)
        return ((0, last),) if name and not group.infinitive else ()

    def slot_after(self, index: int, slots: Sequence[str]) -> tuple[Range, ...]:
        """The prepositional phrase that begins at a token."""
        for phrase, case in zip(self.analysis.noun_phrases, self._cases, strict=True):
            if index < phrase.first <= index + 2 and case in slots:
                return self._ranges(phrase)
        return ()

    def noun_slot(
        self, phrase: NounPhrase, slots: Sequence[str], exclude: tuple[Range, ...] = ()
    ) -> tuple[Range, ...]:
        """The participants of a noun, in the first of the slots that is filled."""
        following = self.following(phrase)
        for slot in slots:
            if slot == "possessor":
                found = self._owner(phrase)
            else:
                match = next((other for case, other in following if case == slot), None)
                found = self._ranges(match)
            found = tuple(place for place in found if place not in exclude)
            if found:
                return found
        return ()

    def _owner(self, phrase: NounPhrase) -> tuple[Range, ...]:
        if phrase.possessor:
            first, last = phrase.possessor
            return ((first, last - 1 if self.analysis.tokens[last - 1].tag == "POS" else last),)
        for index in range(phrase.first, phrase.head):
            token = self.analysis.tokens[index]
            if token.tag in ("NNP", "NNPS") or (token.tag == "JJ" and token.text[:1].isupper()):
                last = index + 1
                while last < phrase.head and self.analysis.tokens[last].tag in ("NNP", "NNPS"):
                    last += 1
                return ((index, last),)
        return ()

    def _ranges(self, phrase: NounPhrase | None) -> tuple[Range, ...]:
        if phrase is None:
            return ()
        return tuple(self.full(self._beyond(other)) for other in self.coordinated(phrase))

    def _beyond(self, phrase: NounPhrase) -> NounPhrase:
        """The neighbour of "the border with Ukraine"."""
        if self.lemmas[phrase.head] in _BORDERS:
            following = self.following(phrase)
            if following and following[0][0] in ("with", "of"):
                return following[0][1]
        return phrase

    def full(self, phrase: NounPhrase) -> Range:
        """A phrase with its of-phrases and its appositions."""
        first, last = phrases.full_phrase(self.analysis, phrase)
        last = max(last, phrase.last)
        starts = {group.first for group in self.analysis.verb_groups}
        for other, case in zip(self.analysis.noun_phrases, self._cases, strict=True):
            if other.first == last + 1 and case in ("in", "from", "at", "to"):
                joined = self.coordinated(other)[-1].last
                if joined in starts:
                    last = joined
                elif other.last in starts or (self.lemmas[phrase.head] == "court" and case == "in"):
                    last = other.last
                break
            if (
                other.first == last + 1
                and self.lows[last] == "and"
                and last > phrase.last
                and other.last in starts
            ):
                last = other.last
        return first, last

    def noun_region(self, phrase: NounPhrase) -> Range:
        """The tokens of a noun phrase and of the prepositional phrases behind it."""
        following = self.following(phrase)
        return phrase.first, max((other.last for _, other in following), default=phrase.last)

    def verb_of(self, phrase: NounPhrase) -> tuple[int | None, str]:
        """The verb group that a phrase is the object (or passive subject, or prepositional object) of."""
        acting: int | None = None
        for number, group in enumerate(self.analysis.verb_groups):
            if phrase in self.objects(number):
                return number, "subject" if group.passive else "object"
            if group.tense != Tense.NONE and not group.passive and phrase == self.subject(number):
                acting = number
            following = self.lows[group.last : phrase.first]
            if len(following) <= 2 and following and following[-1] in ("in", "out", "on", "into", "up", "to"):
                return number, "object"
        return acting, "actor" if acting is not None else ""

    def verb_lemma(self, number: int) -> str:
        """The lemma of a verb group without its particle."""
        return self.lemmas[self.analysis.verb_groups[number].head]

    def is_negated(self, number: int) -> bool:
        """Whether the verb group is negated, or its object is none ("reached no agreement")."""
        group = self.analysis.verb_groups[number]
        if group.negated:
            return True
        found = self.objects(number)
        return bool(found) and not group.passive and self.lows[found[-1].first] == "no"

    def copula_before(self, index: int) -> int | None:
        """The verb group with "be", "remain" or "become" that an adjective belongs to."""
        for number, group in enumerate(self.analysis.verb_groups):
            if group.last <= index <= group.last + 2 and self.lemmas[group.head] in (
                "be", "remain", "become", "seem", "appear", "feel", "stay",
            ):  # fmt: skip
                return number
            if group.first <= index < group.last and group.head == index:
                return number
        return None

    def group_at(self, index: int) -> VerbGroup:
        """A verb group by its number."""
        return self.analysis.verb_groups[index]
