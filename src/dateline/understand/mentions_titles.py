"""Offices around names: what stands before a name, what stands behind it, and offices without a name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.model import MentionKind, Span
from dateline.understand.mentions_lexicon import Known, Match
from dateline.understand.mentions_names import Name, NameReader
from dateline.understand.mentions_view import Draft, View
from dateline.understand.people import Office, People

_CLOSERS = frozenset({",", ".", ";", ")", "-", "—", "–", ":", "?", "!", ""})
_BEFORE_OFFICE = frozenset({"JJ", "JJS", "VBN", "NN", "NNP", "CD"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_GOVERNED = frozenset(
    {"leader", "chief", "spokesman", "spokeswoman", "spokesperson", "boss", "aide", "counterpart"}
)
_SENT = frozenset({"ambassador", "envoy", "representative"})
_POSTS = frozenset({"GOV", "UNK", "BUS"})
_BY_BODY = frozenset({"UNK", "CVL", "BUS"})  # offices of which the body they head tells the sector
_MOST_MODIFIERS = 3
_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "my"})
_CITIES = frozenset({Known.CAPITAL, Known.CITY, Known.REGION})


@dataclass(frozen=True, slots=True)
class Post:
    """An office with the state or body it belongs to, at tokens ``first`` to ``last`` (excluded)."""

    office: Office
    first: int
    last: int
    title_last: int
    country: str | None
    role: str | None
    prefixed: bool


class TitleReader:
    """Reads offices with their states, alone and around names."""

    def __init__(self, people: People, names: NameReader) -> None:
        self._people = people
        self._names = names

    def post(self, view: View, first: int) -> Post | None:
        """ "Serbia's prime minister", "president of France", "Gen.": the office phrase at ``first``."""
        prefix = view.known.get(first)
        index = first
        if prefix:
            index = prefix.last + (1 if view.is_genitive(prefix.last) else 0)
            if prefix.entry.known is Known.PEOPLE and index == prefix.last:
                prefix, index = None, first
        office = self._people.office(view.lowers, index)
        skipped = 0
        while prefix and office is None and skipped < _MOST_MODIFIERS and view.tag(index) in _BEFORE_OFFICE:
            if index in view.known or view.is_name(index):
                return None
            skipped, index = skipped + 1, index + 1
            office = self._people.office(view.lowers, index) if index < len(view) else None
        if office is None or not self._is_noun(view, office):
            return None
        if prefix is None and self._is_given_name(view, office):
            return None
        return self._complete(view, first, prefix, office)

    def _is_given_name(self, view: View, office: Office) -> bool:
        """ "Marine Le Pen": what is a rank elsewhere is her name."""
        alone = office.last - office.first == 1 and view.low(office.first) in self._people.rules.names_first
        if not alone or not (view.is_name(office.last) and view.words[office.first][0].isupper()):
            return False
        before = view.low(office.first - 1)
        return before not in _ARTICLES and self._people.office(view.lowers, office.last) is None

    def _is_noun(self, view: View, office: Office) -> bool:
        if office.courtesy or view.words[office.head][0].isupper():
            return view.words[office.head][0].isupper()
        known = view.known.get(office.first)
        if known and known.last > office.last:
            return False
        return view.tag(office.head) in _NOUNS

    def _complete(self, view: View, first: int, prefix: Match | None, office: Office) -> Post:
        last, title_last = office.last, office.last
        of_match: Match | None = None
        match = prefix
        after = self._of(view, office.last)
        if after:
            last, of_match = after
            state = of_match and of_match.entry.known is Known.COUNTRY and of_match.last == last
            title_last = office.last if state else last
            match = prefix or of_match
        country = match.entry.country if match else None
        if country == "GEO" and prefix and view.low(office.head) in self._people.rules.american:
            country = "USA"  # "Georgia Gov. Brian Kemp"
        role = office.role
        if match and match.entry.known is Known.ORGANISATION and role in _POSTS:
            role = match.entry.role or role
        elif not office.known and match and self._governs(view, office, match):
            role = "GOV"
        if after and of_match and last > of_match.last and role in _BY_BODY:
            role = self._role_of_body(view, of_match.last, last) or role
        if role in {"GOV", "LEG"} and view.low(first - 1) in self._people.rules.former:
            role = "ELI"  # "former U.S. President"
        start = first if prefix else office.first
        return Post(office, start, last, title_last, country, None if role == "UNK" else role, bool(prefix))

    def _role_of_body(self, view: View, first: int, last: int) -> str | None:
        """The sector of "Security Intelligence Agency": by a word before its last, or by that."""
        rules = self._people.rules
        told = (rules.modifier_roles.get(view.lowers[i]) for i in range(first, last))
        return next((role for role in told if role), None) or rules.organisation_words.get(view.low(last - 1))

    def _governs(self, view: View, office: Office, match: Match) -> bool:
        return match.entry.known in {Known.COUNTRY, Known.ADJECTIVE} and view.low(office.head) in _GOVERNED

    def _of(self, view: View, index: int) -> tuple[int, Match | None] | None:
        """The end of "of France", "of foreign affairs" at ``index``, and the known name in it."""
        if view.low(index) not in {"of", "for", "to"}:
            return None
        start = index + (2 if view.low(index + 1) in {"the", "its", "his"} else 1)
        match = view.known.get(start)
        if match:
            if view.low(index) == "to":
                return (match.last, None) if view.low(index - 1) in _SENT else None
            if view.tag(match.last) in {"NN", "NNS"}:
                return None
            name = self._names.read(view, match.last) if view.is_name(match.last) else None
            if name and name.kind is not MentionKind.PERSON:
                return None
            return self._with_body(view, match), match
        phrase = view.phrase_of.get(start)
        if (
            view.low(index) != "to"
            and phrase
            and all(view.low(i) in self._people.rules.modifiers for i in range(start, phrase.last))
        ):
            return phrase.last, None
        name = self._names.read(view, start) if view.is_name(start) else None
        if name and name.kind is not MentionKind.PERSON and not name.is_other and view.low(index) == "of":
            return self._with_kind_of_body(view, name.last), None
        return None

    def _with_body(self, view: View, match: Match) -> int:
        """The end of "Serbia's Security Intelligence Agency", "Hong Kong's legislative council"."""
        if not view.is_genitive(match.last):
            return self._with_kind_of_body(view, match.last)
        index = match.last + 1
        name = self._names.read(view, index) if view.is_name(index) else None
        if name and name.kind is not MentionKind.PERSON and not name.is_other:
            return name.last
        phrase = view.phrase_of.get(index)
        if phrase and view.low(phrase.head) in self._people.rules.organisation_words:
            return phrase.head + 1
        return match.last

    def _with_kind_of_body(self, view: View, last: int) -> int:
        """ "of the CFDT union": the common noun behind the name says what it is."""
        noun = view.tag(last) == "NN" and view.low(last) in self._people.rules.organisation_words
        return last + 1 if noun else last

    def titled(self, view: View, post: Post | None) -> tuple[Draft, int] | None:
        """ "President Vladimir Putin", "Serbia's premier, Ana Brnabić": a name behind its office."""
        if post is None or self._is_in_a_name(view, post):
            return None
        name = self._name_behind(view, post)
        if name is None or post.office.plural:
            return None
        draft = self._person(view, post.first, name)
        title = None if post.office.courtesy else view.span(post.office.first, post.title_last).of(view.text)
        gender = post.office.gender if post.office.gender != "u" else draft.gender
        draft = replace(
            draft,
            title=title,
            country=post.country,
            role=post.role,
            gender=gender,
            rule="title and name",
            score=0.95,
        )
        return self.with_apposition(view, draft, name.last)

    def _is_in_a_name(self, view: View, post: Post) -> bool:
        """ "King County", "General Motors", "Prince Edward Island": the title is part of another name."""
        if not view.is_name(post.office.first):
            return False
        known = view.known.get(post.office.first)
        if known and known.last > post.office.last:
            return True
        name = self._names.read(view, post.office.first)
        return bool(name and name.last > post.office.last and (name.is_other or name.kind in _NOT_PEOPLE))

    def _name_behind(self, view: View, post: Post) -> Name | None:
        index = post.last
        comma = view.low(index) == "," and not post.office.courtesy
        if comma:
            if not (post.prefixed or post.last > post.office.last or self._is_told_apart(view, post.first)):
                return None
            index += 1
        if view.low(index) in self._people.rules.honorifics and view.is_name(index + 1):
            index += 1  # "Labour leader Sir Keir Starmer"
        if not view.is_name(index):
            return None
        name = self._names.read(view, index)
        if name is None or name.is_other or name.kind in _NOT_PEOPLE or self._is_known_word(view, name):
            return None
        if comma and (name.last - index < 2 or view.low(name.last) not in _CLOSERS):
            return None
        return name

    def _is_told_apart(self, view: View, first: int) -> bool:
        """ "the minister", "its spokesman", "a sanctioned arms dealer", "WeWork's founder"."""
        index = first - 1
        while index > first - _MOST_MODIFIERS and view.tag(index) in {"JJ", "VBN", "NN"}:
            index -= 1
        return view.low(index) in _ARTICLES or view.is_genitive(index)

    def _is_known_word(self, view: View, name: Name) -> bool:
        match = view.known.get(name.first)
        return match is not None and match.last == name.last and match.entry.known is not Known.CITY

    def _person(self, view: View, first: int, name: Name) -> Draft:
        return Draft(
            sentence=view.analysis.sentence.index,
            span=view.span(first, name.last),
            head=view.span(name.first, name.last),
            kind=MentionKind.PERSON,
            name=view.span(name.first, name.last).of(view.text),
            gender=self._people.gender_of_name(view.words[name.first : name.last]),
            subject=view.verb_follows(name.last),
            rule=name.rule,
            score=name.score,
        )

    def person(self, view: View, name: Name) -> tuple[Draft, int]:
        """The person that a name without a title before it names, with what stands behind it."""
        return self.with_apposition(view, self._person(view, name.first, name), name.last)

    def with_apposition(self, view: View, draft: Draft, last: int) -> tuple[Draft, int]:
        """ "Sergei Lavrov, Russia's foreign minister,": the office behind the name, within its span."""
        if view.low(last) != ",":
            return draft, last
        index = last + 1
        if view.tag(index) == "CD" and view.low(index + 1) == ",":
            index += 2
        if view.low(index) in _ARTICLES:
            index += 1
        post = self.post(view, index) if index < len(view) else None
        if post is None or post.office.plural or post.office.courtesy or view.is_name(post.last):
            return draft, last
        after = view.tag(post.last)
        if view.low(post.last) not in _CLOSERS and after not in {"WP", "VBD", "VBZ", "MD"}:
            described = view.low(index - 1) in _ARTICLES and " " in draft.name
            if not described or after not in {"IN", "TO"}:
                return draft, last
        title = view.span(post.office.first, post.title_last).of(view.text)
        gender = post.office.gender if draft.gender == "u" else draft.gender
        found = replace(
            draft,
            span=Span(draft.span.start, view.analysis.tokens[post.last - 1].span.end),
            title=draft.title or title,
            country=draft.country or post.country,
            role=draft.role or post.role,
            gender=gender,
            rule="name and apposition",
            score=0.95,
            subject=draft.subject or view.verb_follows(post.last + 1),
        )
        return found, post.last

    def _names_no_one(self, view: View, post: Post) -> bool:
        """ "her neighbour", "the Brussels correspondent", "the coast guard": no person to know by that."""
        rules, head = self._people.rules, view.low(post.office.head)
        whole = " ".join(view.lowers[post.office.first : post.office.last])
        if f"{view.low(post.office.head - 1)} {head}" in rules.groups:
            return True
        if whole in rules.no_one or (head in rules.no_one and post.office.role == "CVL"):
            return not (post.country or post.last > post.office.last)
        place = view.known.get(post.first) if post.prefixed else None
        return post.role == "JRN" and place is not None and place.entry.known in _CITIES

    def alone(self, view: View, post: Post | None) -> tuple[Draft, int] | None:
        """ "the Serbian president", "a spokesman for the ministry": an office without a name."""
        if post is None or post.office.plural or post.office.courtesy or self._is_in_a_name(view, post):
            return None
        if self._names_no_one(view, post):
            return None
        phrase = view.phrase_of.get(post.office.head)
        if phrase and phrase.head != post.office.head and post.last == post.office.last:
            return None
        if view.tag(post.office.last) in _NOUNS or view.is_genitive(post.first):
            return None
        span = view.span(post.first, post.last)
        draft = Draft(
            sentence=view.analysis.sentence.index,
            span=span,
            head=span,
            kind=MentionKind.PERSON,
            name=span.of(view.text),
            title=view.span(post.office.first, post.title_last).of(view.text),
            country=post.country,
            role=post.role,
            gender=post.office.gender,
            named=False,
            subject=view.verb_follows(post.last),
            rule="office",
            score=0.7,
        )
        return draft, post.last


_NOT_PEOPLE = frozenset({MentionKind.ORGANISATION, MentionKind.PLACE})
