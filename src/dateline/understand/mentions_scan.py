"""Reads one sentence from left to right into drafts of mentions that do not overlap."""

from __future__ import annotations

from dataclasses import replace

from dateline.model import MentionKind, Span
from dateline.understand.mentions_groups import group_at
from dateline.understand.mentions_known import known_draft
from dateline.understand.mentions_lexicon import Gazetteer, Known, Match, straighten
from dateline.understand.mentions_names import SMALL_BEGINNINGS, Name, NameReader
from dateline.understand.mentions_titles import TitleReader
from dateline.understand.mentions_view import Draft, View
from dateline.understand.people import People

_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "p", "them": "p", "their": "p", "theirs": "p", "themselves": "p",
}  # fmt: skip
_OBJECTS = frozenset({"him", "her", "them"})
_LIST = 16  # tokens of a list of names that are looked back over
_LOCATIVE = frozenset({"in", "near", "into", "outside", "around", "across"})
_SAID = frozenset({"said", "says", "added", "asked", "explained", "told", "wrote", "tweeted"})
_IDLE = frozenset({"CC", "DT", "EX", "MD", "PDT", "PRP", "PRP$", "RP", "TO", "VB", "VBD", "VBP", "VBZ", "WDT",
    "WP", "WRB", "POS", ",", ".", ":", "``", "''", "-LRB-", "-RRB-"})  # fmt: skip
_OWNERS = frozenset({Known.COUNTRY, Known.ADJECTIVE, Known.CAPITAL, Known.CITY, Known.REGION})
_PAIRED = frozenset({Known.COUNTRY, Known.ADJECTIVE, Known.ORGANISATION, Known.CAPITAL})
_FOUND = tuple[Draft | None, int]


class SentenceScanner:
    """Finds the mentions of one sentence."""

    def __init__(self, people: People, gazetteer: Gazetteer) -> None:
        self._people = people
        self._gazetteer = gazetteer
        self._names = NameReader(people)
        self._titles = TitleReader(people, self._names)

    def scan(self, view: View) -> list[Draft]:
        """The mentions in order of their spans, without overlap."""
        in_capitals = view.in_capitals()
        if in_capitals:
            view = self._without_shouting(view)
        drafts: list[Draft] = []
        index = 0
        while index < len(view):
            if "-" in view.words[index] and index not in view.known:
                pair = self._pair(view, index)
                if pair:
                    drafts += pair
                    index += 1
                    continue
            draft, after = self._at(view, index)
            if draft:
                drafts.append(draft)
            index = max(after, index + 1)
        return [_in_small_letters(draft) for draft in drafts] if in_capitals else drafts

    def _without_shouting(self, view: View) -> View:
        """In a headline in capitals only names of people that are known, and known names, are names."""
        people = self._people
        names = [
            index in view.known
            or word.title() in people.surnames
            or (view.names[index] and people.is_given(word.title()))
            for index, word in enumerate(view.words)
        ]
        return replace(view, names=tuple(names))

    def _at(self, view: View, index: int) -> _FOUND:
        if view.lowers[index] in _PRONOUNS and view.tags[index].startswith("PRP"):
            return self._pronoun(view, index), index + 1
        known = view.known.get(index)
        if known is None and self._is_idle(view, index):
            return None, index + 1
        if not view.words[index][0].isalnum():
            return None, index + 1
        post = self._titles.post(view, index)
        return (
            self._titles.titled(view, post)
            or self._organisation(view, index, known)
            or self._titles.alone(view, post)
            or group_at(view, index, self._people)
            or self._known(view, index, known)
            or self._name(view, index)
            or (None, index + 1)
        )

    def _pair(self, view: View, index: int) -> list[Draft]:
        """ "U.S.-China" talks name two states; "U.S.-led" forces none."""
        span = view.analysis.tokens[index].span
        place, drafts = span.start, list[Draft]()
        for part in straighten(view.words[index]).split("-"):
            entry = self._gazetteer.exact(part)
            if entry is None or entry.known not in _PAIRED:
                return []
            match = Match(index, index + 1, place, place + len(part), entry)
            draft = known_draft(view, match, self._people.rules)
            drafts += [draft] if draft else []
            place += len(part) + 1
        return drafts

    def _is_idle(self, view: View, index: int) -> bool:
        """Whether the token cannot begin a mention: a verb or a small word."""
        if view.tags[index] not in _IDLE or view.words[index][0].isupper():
            return False
        return view.lowers[index] not in SMALL_BEGINNINGS

    def _pronoun(self, view: View, index: int) -> Draft:
        gender = _PRONOUNS[view.lowers[index]]
        span = view.analysis.tokens[index].span
        return Draft(
            sentence=view.analysis.sentence.index,
            span=span,
            head=span,
            kind=MentionKind.GROUP if gender == "p" else MentionKind.PERSON,
            name=view.words[index],
            gender="u" if gender == "p" else gender,
            plural=gender == "p",
            named=False,
            subject=view.verb_follows(index + 1),
            objective=view.lowers[index] in _OBJECTS and view.tags[index] == "PRP",
            rule="pronoun",
            score=0.5,
        )

    def _organisation(self, view: View, index: int, known: Match | None) -> _FOUND | None:
        """ "Russia's Defence Ministry", "the Serbian Foreign Ministry", "Belgrade University"."""
        if known is None or known.entry.known not in _OWNERS:
            return None
        whole = self._names.read(view, index)
        if whole and whole.last > known.last and whole.kind in {MentionKind.ORGANISATION, MentionKind.PLACE}:
            return self._named(view, whole, index)
        start = known.last + (1 if view.is_genitive(known.last) else 0)
        name = self._names.read(view, start) if start < len(view) and start not in view.known else None
        if name is None or name.rule != "organisation word":
            return None
        return self._named(view, replace(name, country=known.entry.country), index)

    def _known(self, view: View, index: int, known: Match | None) -> _FOUND | None:
        if known is None:
            return None
        name = self._names.read(view, index)
        if name and name.last > known.last:
            if name.kind is MentionKind.PERSON and known.entry.known is not Known.ADJECTIVE:
                return self._titles.person(view, name)
            if name.kind is MentionKind.ORGANISATION or name.is_other:
                return self._named(view, name, index) if not name.is_other else self._first_part(view, known)
        if known.entry.known is Known.ORGANISATION and known.entry.role == "JRN":
            longer = self._names.longer(view, known)
            if longer:
                return self._named(view, longer, longer.first)
        draft = known_draft(view, known, self._people.rules)
        if draft and draft.kind is MentionKind.ORGANISATION:
            return self._with_alias(view, draft, known.last)
        return draft, known.last

    def _first_part(self, view: View, known: Match) -> _FOUND:
        """ "Russian Revolution" names the state, "Paris Agreement" no place."""
        if known.entry.known in {Known.CAPITAL, Known.CITY}:
            return None, known.last + 1
        return known_draft(view, known, self._people.rules), known.last

    def _name(self, view: View, index: int) -> _FOUND | None:
        name = self._names.read(view, index)
        if name is None:
            return None
        if name.is_other:
            return None, name.last
        return self._named(view, name, index)

    def _named(self, view: View, name: Name, first: int) -> _FOUND:
        if name.kind is MentionKind.PERSON:
            return self._titles.person(view, name)
        if name.kind is None:
            return self._unknown(view, name)
        draft = self._draft(view, name, first)
        if name.kind is MentionKind.ORGANISATION:
            return self._with_alias(view, draft, name.last)
        return draft, name.last

    def _unknown(self, view: View, name: Name) -> _FOUND:
        draft, last = self._titles.person(view, name)
        if last > name.last:
            return draft, last
        if view.words[last : last + 1] and view.words[last] in self._people.rules.place_after:
            return replace(draft, kind=MentionKind.PLACE, rule="place word", score=0.8), last
        return replace(draft, kind=None, hint=self._hint(view, name)), last

    def _hint(self, view: View, name: Name) -> MentionKind | None:
        """What the words around an unknown name speak for."""
        before = view.low(name.first - 1)
        if self._is_example_of_people(view, name.first):
            return MentionKind.PERSON
        if before in _LOCATIVE and name.last - name.first == 1 and not view.is_genitive(name.last):
            return MentionKind.PLACE
        if before == "the":
            acts = view.verb_follows(name.last) or view.is_genitive(name.last)
            return MentionKind.ORGANISATION if acts or name.last - name.first > 1 else None
        if before in _SAID:
            return MentionKind.PERSON
        if name.last - name.first in {2, 3}:
            return MentionKind.PERSON
        return MentionKind.PERSON if view.tag(name.last) == "WP" else None

    def _is_example_of_people(self, view: View, index: int) -> bool:
        """ "leaders such as Macron and Scholz": the names are people because the leaders are."""
        start = index - 1
        while start > max(0, index - _LIST) and (
            view.is_name(start) or view.low(start) in {",", "and", "or"}
        ):
            start -= 1
        if view.low(start) not in {"as", "like", "including"}:
            return False
        start -= 2 if view.low(start - 1) == "such" else 1
        start -= 1 if view.low(start) == "," else 0
        offices = self._people.heads.get(view.low(start), ())
        return any(plural and len(parts) == 1 for parts, _, plural in offices)

    def _draft(self, view: View, name: Name, first: int) -> Draft:
        head = view.span(name.first, name.last)
        return Draft(
            sentence=view.analysis.sentence.index,
            span=view.span(first, name.last),
            head=head,
            kind=name.kind,
            name=head.of(view.text),
            country=name.country,
            role=name.role,
            subject=view.verb_follows(name.last),
            rule=name.rule,
            score=name.score,
        )

    def _with_alias(self, view: View, draft: Draft, last: int) -> _FOUND:
        """ "Islamic Revolutionary Guard Corps (IRGC)": the short form belongs to the span."""
        if view.low(last) not in {"(", "-lrb-"} or view.low(last + 2) not in {")", "-rrb-"}:
            return draft, last
        alias = view.words[last + 1]
        if not (alias.isupper() or (alias[0].isupper() and alias in draft.name)):
            return draft, last
        end = view.analysis.tokens[last + 2].span.end
        return replace(draft, span=Span(draft.span.start, end), alias=alias), last + 3


def _in_small_letters(draft: Draft) -> Draft:
    """A person's name from a headline in capitals, as it is written elsewhere."""
    if draft.rule == "acronym":
        return replace(draft, kind=None, name=draft.name.title(), rule="proper name")
    if draft.kind in {MentionKind.PERSON, None} and draft.named and draft.name.isupper():
        return replace(draft, name=draft.name.title())
    return draft
