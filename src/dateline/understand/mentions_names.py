"""Proper names in a sentence: where they begin and end, and what kind of thing their words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.model import MentionKind
from dateline.understand.mentions_lexicon import Known, Match
from dateline.understand.mentions_view import View
from dateline.understand.people import People

_ACRONYM = re.compile(r"^[A-Z][A-Z&.-]*[A-Z]\.?s?$")
_INITIAL = re.compile(r"^(?:[A-Z]\.-?)+$")
_SURNAMES_OR_THINGS = frozenset({"day", "law", "bill", "cross", "crown", "prince"})
_SURNAMES_TOO = frozenset(
    {"hill", "park", "church", "house", "castle", "hall", "lane", "rock", "lake", "forest"}
)
_NUMERAL = re.compile(r"^[IVX]{2,}$")
_SITES = (".com", ".org", ".net", ".gov", ".edu")
_PLACES = frozenset({Known.COUNTRY, Known.CAPITAL, Known.CITY, Known.REGION})
_LONGEST = 12  # tokens of a name, so that a list of names without commas is not read again and again
SMALL_BEGINNINGS = frozenset({"von", "van", "bin", "al", "el", "de", "ibn"})
_COMPANY_ENDS = frozenset({"inc", "inc.", "corp", "corp.", "ltd", "ltd.", "llc", "plc", "co.", "ag", "gmbh"})
_HONOURS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "xvi", "vi", "v"})


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name at tokens ``first`` to ``last`` (excluded).

    ``kind`` is None where the words do not tell; ``is_other`` for things that are neither actors nor places.
    """

    first: int
    last: int
    kind: MentionKind | None
    rule: str
    score: float
    role: str | None = None
    country: str | None = None
    is_other: bool = False


class NameReader:
    """Reads proper names."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._rules = people.rules

    def read(self, view: View, first: int) -> Name | None:
        """The proper name that begins at token ``first``, or None if none does."""
        last = self._end(view, first)
        if last is None:
            return None
        if last < len(view) and view.is_compound(last) and view.words[last][0].isupper():
            return Name(first, last + 1, None, "compound", 0.5, is_other=True)  # "Hong Kong-based"
        last = self._with_of(view, last)
        return self._classify(view, first, last)

    def longer(self, view: View, match: Match) -> Name | None:
        """ "The Independent Greeks": the whole run behind a newspaper's name of one word is another name."""
        first = match.first + (view.lowers[match.first] == "the")
        if match.last - first != 1 or first == match.first or not view.is_name(match.last):
            return None
        if self._people.is_given(view.words[match.last]) or self._people.office(view.lowers, match.last):
            return None
        after = view.known.get(match.last)
        if after and after.entry.known not in {Known.PEOPLE, Known.ADJECTIVE}:
            return None
        end = self._plain_end(view, match.last)
        return Name(first, end, MentionKind.ORGANISATION, "capitalised run", 0.6)

    def _end(self, view: View, first: int) -> int | None:
        """Where the run of capitalised words from ``first`` ends."""
        index = first
        if not view.is_name(first):
            if not self._begins_small(view, first):
                return None
            index += 1
        while index < min(len(view), first + _LONGEST):
            match = view.known.get(index)
            if match and index > first:
                if match.entry.known not in _PLACES and match.last - match.first > 1:
                    if not self._is_part(view, first, index, match):
                        break
                    index = match.last
                    continue
                if match.entry.known in {Known.ADJECTIVE, Known.PEOPLE} and not self._names_body(
                    view, match.last
                ):
                    break
                index = match.last
            elif view.is_name(index):
                if index > first and self._starts_office(view, first, index):
                    break
                index += 1
            elif index > first and (view.low(index) in _HONOURS or self._connects(view, index)):
                index += 1
            else:
                break
        return index if index > first else None

    def _is_part(self, view: View, first: int, index: int, match: Match) -> bool:
        """ "New People's Party": a known name within a longer one, and not behind somebody's name."""
        if match.entry.known is not Known.ORGANISATION or self._people.is_given(view.words[first]):
            return False
        return index == first + 1 and view.low(match.last - 1) in self._rules.organisation_words

    def _begins_small(self, view: View, first: int) -> bool:
        """ "von der Leyen", "bin Salman" without a given name."""
        small = view.low(first) in SMALL_BEGINNINGS and not view.is_name(first - 1)
        return small and (view.is_name(first + 1) or view.is_name(first + 2)) and self._connects(view, first)

    def _names_body(self, view: View, index: int) -> bool:
        return view.low(index) in self._rules.organisation_words and view.is_name(index)

    def _starts_office(self, view: View, first: int, index: int) -> bool:
        """ "NATO Secretary-General Jens Stoltenberg": the office ends the name before it."""
        office = self._people.office(view.lowers, index)
        if office is None or office.courtesy or office.plural or not view.is_name(office.last):
            return False
        return view.low(index) not in self._rules.organisation_words and not self._people.is_given(
            view.words[first]
        )

    def _connects(self, view: View, index: int) -> bool:
        """Small words within a name: "Ursula von der Leyen", "Johnson & Johnson"."""
        word = view.low(index)
        if word in {"&"}:
            return view.is_name(index + 1)
        if word not in self._rules.lower_name_parts:
            return False
        following = index + 1
        while view.low(following) in self._rules.lower_name_parts and following < index + 3:
            following += 1
        return view.is_name(following) and following not in view.known

    def _with_of(self, view: View, last: int) -> int:
        """ "Ministry of Foreign Affairs", "Center for Policy Studies", "Bank of Serbia"."""
        word = view.low(last - 1)
        body = word in self._rules.organisation_words or word in self._rules.place_words
        if not body or view.low(last) not in {"of", "for", "on", "to"}:
            return last
        index = last + 1
        if view.low(index) == "the":
            index += 1
        end = self._plain_end(view, index)
        if (
            view.low(end) in {"and", "&"}
            and view.is_name(end + 1)
            and end > index
            and end + 1 not in view.known
        ):
            more = self._plain_end(view, end + 1)
            if not view.verb_follows(more) or not self._people.is_given(view.words[end + 1]):
                end = more
        return end if end > index else last

    def _plain_end(self, view: View, index: int) -> int:
        limit = index + _LONGEST
        while view.is_name(index) and index < limit:
            match = view.known.get(index)
            index = match.last if match else index + 1
        return index

    def _classify(self, view: View, first: int, last: int) -> Name:
        lowers = view.lowers[first:last]
        by_word = self._by_word(view, first, last)
        if by_word:
            return by_word
        count = last - first
        words = view.words[first:last]
        if self._people.is_given(words[0]) and count > 1:
            return Name(first, last, MentionKind.PERSON, "given name", 0.9)
        if count > 1 and any(_INITIAL.match(word) for word in words[:-1]):
            return Name(first, last, MentionKind.PERSON, "initial", 0.8)
        if count > 1 and (
            lowers[-1] in _HONOURS or any(w in self._rules.lower_name_parts for w in lowers[:-1])
        ):
            return Name(first, last, MentionKind.PERSON, "name parts", 0.75)
        if _NUMERAL.match(words[0]) and count == 1:
            return Name(first, last, None, "numeral", 0.5, is_other=True)
        if words[-1].lower().endswith(_SITES):
            return Name(first, last, MentionKind.ORGANISATION, "web site", 0.7)
        if len(words[0]) > 1 and _ACRONYM.match(words[0]) and not (count > 1 and words[1].isupper()):
            return Name(first, last, MentionKind.ORGANISATION, "acronym", 0.6)
        return Name(first, last, None, "proper name", 0.5)

    def _by_word(self, view: View, first: int, last: int) -> Name | None:
        """What the words of the name themselves tell: "Ministry", "River", "Agreement"."""
        lowers = view.lowers[first:last]
        core = (
            next((i for i, w in enumerate(lowers) if w in {"of", "for", "on", "to"} and i), len(lowers)) - 1
        )
        head = lowers[core]
        count = last - first
        known = view.known.get(first)
        country = known.entry.country if known else None
        if lowers[-1] in _COMPANY_ENDS and count > 1:
            return Name(first, last, MentionKind.ORGANISATION, "company", 0.9, "BUS", country)
        short = count == 2 or (count == 3 and head in _SURNAMES_TOO)
        given = short and self._people.is_given(view.words[first])
        if head in self._rules.other_words and not (given and head in _SURNAMES_OR_THINGS):
            return Name(first, last, None, "thing", 0.5, is_other=True)
        if (
            count > 1
            and head in self._rules.organisation_words
            and not (given and head in {"guard", "bank", "co."})
        ):
            role = self._rules.organisation_words[head]
            return Name(first, last, MentionKind.ORGANISATION, "organisation word", 0.85, role, country)
        if given and head in _SURNAMES_TOO:
            return None
        if count > 1 and (
            head in self._rules.place_words or (lowers[0] in self._rules.place_first and not known)
        ):
            return Name(first, last, MentionKind.PLACE, "place word", 0.8, None, country)
        return None
