"""Who is who within one article: surnames, short forms, pronouns, "the minister".

Mentions are read once from first to last; each joins an earlier chain or opens one. Names join by their
words, descriptions by the office they name, pronouns by recency, subjecthood, gender and number. A pronoun
that fits none, or two equally well, stays alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from dateline.model import Mention, MentionKind
from dateline.understand.coreference_pairs import Pairs
from dateline.understand.mentions_view import Draft, without_article
from dateline.understand.people import People

_REACH = 3  # sentences that a pronoun looks back
_ALIKE = 6  # chains with the same word that a name is compared with, most recent first
_NOT_ONESELF = 1.2  # "Starmer criticised him": the subject does it to another
_CLAUSE = 20  # characters between a subject and the object of the same verb, at most
_MARGIN = 0.01
_WINDOW = 40  # chains that a pronoun looks at, most recent first
_NAMED_IN_FULL = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION})
_TITLED = frozenset({"title and name", "name and apposition", "body, title and name"})
# "Ana Duval, a retired USI" judge.
_APPOSITION = re.compile(
    r",\s(?:(an?|the|its|their)\s)?(?:(?!(?:and|or|but|with|by|to|who|whose|said|told|as|from|in|for|when)\s)"
    r"[\w’'.-]+\s){0,2}"
)
_NEW = re.compile(  # at the end of what stands before a description
    r"\b(?:an?|another|other|several|some|many|more|(?:dozens|hundreds|thousands) of|\d[\d,]*|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\s(?:[a-z-]+\s)?$",
    re.IGNORECASE,
)
_BEFORE = 40
_ACCORDING = "ccording to "
_OWNED = re.compile(r"[\w.-]+(?:['’]s|s['’])\s")
_OF = re.compile(r"\s(?:of|at|for|in)\b")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to"})


@dataclass(slots=True, eq=False)
class _Chain:
    """The mentions of one and the same, while they are collected."""

    first: int
    kind: MentionKind
    name: str
    named: bool
    gender: str
    plural: bool
    country: str | None
    role: str | None
    titles: set[str] = field(default_factory=set)
    last: int = 0
    last_sentence: int = 0
    subject_in: int = -1
    subject_end: int = -1000
    count: int = 0
    taken_up: bool = False
    told: bool = False  # what it is: by more than pronouns


def link(drafts: Sequence[Draft], people: People, text: str = "") -> tuple[Mention, ...]:
    """Turn drafts, in order of their spans, into mentions that say which they refer to.

    "They" and "both sides" after two who were named together are two mentions at one place, one for each.

    Args:
        drafts: all of one article, each with its kind settled.
        people: the word lists that tell gender.
        text: the article, which tells who is named together ("Vučić and Kurti").
    """
    linker = _Linker(people, text)
    kept: list[tuple[Draft, _Chain]] = []
    for index, draft in enumerate(drafts):
        if both := linker.both(draft):
            kept += ((replace(draft, rule="pronoun", role=None, country=None), chain) for chain in both)
        else:
            kept.append((draft, linker.add(index, draft)))
    kept = [(draft, chain) for draft, chain in kept if _counts(draft, chain)]
    first: dict[int, int] = {}
    for index, (_, chain) in enumerate(kept):
        first.setdefault(chain.first, index)
    return tuple(
        _mention(index, draft, chain, first[chain.first]) for index, (draft, chain) in enumerate(kept)
    )


def _counts(draft: Draft, chain: _Chain) -> bool:
    """Whether a draft is a mention: "people" and "sides" are none, unless something else takes them up."""
    return not draft.vague or chain.taken_up or draft.rule == "pronoun"


def _mention(index: int, draft: Draft, chain: _Chain, first: int) -> Mention:
    is_name_of_state = draft.kind is MentionKind.COUNTRY
    pronoun = draft.rule == "pronoun"
    person = chain.kind is MentionKind.PERSON
    return Mention(
        index=index,
        span=draft.span,
        head=draft.head,
        sentence=draft.sentence,
        kind=chain.kind if pronoun else draft.kind or chain.kind,
        name=draft.name if is_name_of_state or (pronoun and not chain.told) else chain.name,
        title=draft.title,
        country=draft.country or (chain.country if person or pronoun else None),
        role=draft.role
        or (chain.role if person or pronoun or chain.kind is MentionKind.ORGANISATION else None),
        refers_to=first,
        rule=draft.rule,
        score=draft.score,
    )


class _Linker:
    """Keeps the chains of one article, and indexes to find them in constant time."""

    def __init__(self, people: People, text: str) -> None:
        self._people = people
        self._text = text
        self._pairs: Pairs[_Chain] = Pairs(people.rules, text)
        self._apposed = False  # whether the draft at hand describes the one just named
        self._recent: dict[int, _Chain] = {}  # by their first mention, the most recent one last
        self._by_name: dict[tuple[MentionKind | None, str], _Chain] = {}
        self._by_word: dict[str, list[_Chain]] = {}
        self._by_office: dict[str, _Chain] = {}

    def add(self, index: int, draft: Draft) -> _Chain:
        """The chain that the draft joins or opens."""
        self._apposed = False
        chain = self._find(draft)
        if chain is None:
            chain = _Chain(
                index, draft.kind or MentionKind.GROUP, draft.name, draft.named, draft.gender, draft.plural,
                draft.country, draft.role,
            )  # fmt: skip
        self._join(chain, index, draft)
        self._pairs.note(draft, chain)
        return chain

    def both(self, draft: Draft) -> tuple[_Chain, ...]:
        """The two who were last named together, if the draft stands for both of them; else none.

        "He" is hardly one of two who were "they" just now: to him they are no nearer by it.
        """
        rival = self._ranked(draft)[0] if draft.rule == "pronoun" and draft.plural else None
        return self._pairs.both(draft, rival)

    def _find(self, draft: Draft) -> _Chain | None:
        if draft.rule == "pronoun":
            return self._antecedent(draft)
        if draft.kind is MentionKind.PERSON:
            return self._person(draft) if draft.named else self._office(draft)
        if draft.rule == "group" and self._is_new(draft):
            return None
        found = self._by_name.get((draft.kind, _key(draft)))
        if found is None and draft.kind is MentionKind.ORGANISATION:
            found = self._by_name.get((draft.kind, draft.name)) or self._organisation(draft)
        elif draft.rule == "group" and draft.country is None and " " not in draft.name:
            found = self._latest(f"org {draft.name.lower()}") or found  # "the ministry"
        return found

    def _latest(self, word: str) -> _Chain | None:
        chains = self._by_word.get(word)
        return chains[-1] if chains else None

    def _organisation(self, draft: Draft) -> _Chain | None:
        chains = self._by_word.get(f"org {_last_word(draft.name)}", ())
        return next((c for c in reversed(chains[-_ALIKE:]) if _same_organisation(c, draft)), None)

    def _person(self, draft: Draft) -> _Chain | None:
        words = draft.name.split()
        exact = self._by_name.get((MentionKind.PERSON, draft.name))
        if exact and (len(words) > 1 or _agree(exact, draft)):
            return exact
        for word in dict.fromkeys((without_article(words[-1]), words[0])):
            for chain in reversed(self._by_word.get(word, [])[-_ALIKE:]):
                if _agree(chain, draft) and _compatible(_plain(chain.name), _plain(draft.name)):
                    return chain
        return None

    def _office(self, draft: Draft) -> _Chain | None:
        """ "the minister" is whoever was last called a minister, of the same state if it is told.

        "Fuad Basya, spokesman for the army" is who was just named.
        """
        if (named := self._just_named(draft)) is not None:
            self._apposed = True
            return named
        if self._is_new(draft):
            return None
        head = (draft.title or draft.name).lower().split()
        for words in (head, head[-1:]):
            found = self._by_office.get(" ".join(words))
            if found and (draft.country is None or found.country == draft.country):
                exact = len(words) == len(head) or draft.country is None
                return found if exact and _genders_agree(found.gender, draft.gender) else None
        return None

    def _is_new(self, draft: Draft) -> bool:
        """Whether a description tells of somebody new: "another man", "seven people"."""
        before = self._text[max(0, draft.span.start - _BEFORE) : draft.span.start]
        return _NEW.search(before) is not None

    def _just_named(self, draft: Draft) -> _Chain | None:
        """The person whose name stands before a description, parted from it by a comma."""
        before = self._pairs.previous
        if before is None or before.kind is not MentionKind.PERSON or not before.named:
            return None
        gap = self._text[before.span.end : draft.span.start]
        # "Kerry, the secretary of state, contacted Thailand's minister"
        owned = _OWNED.match(draft.span.of(self._text)) is not None
        between = None if owned and gap != ", " else _APPOSITION.fullmatch(gap)
        after = self._text[draft.span.end : draft.span.end + 5]
        told_by = self._text[max(0, before.span.start - len(_ACCORDING)) : before.span.start] == _ACCORDING
        if between is None or told_by or (between[1] == "the" and not _OF.match(after)):
            return None
        chain = next(reversed(self._recent.values()))
        return chain if _genders_agree(chain.gender, draft.gender) else None

    def _antecedent(self, draft: Draft) -> _Chain | None:
        best, margin = self._ranked(draft)
        return best if margin > _MARGIN else None

    def _ranked(self, draft: Draft) -> tuple[_Chain | None, float]:
        """The chain that fits a pronoun best, and by how much."""
        best: _Chain | None = None
        best_score = second = 0.0
        for chain in islice(reversed(self._recent.values()), _WINDOW):
            score = _fit(chain, draft)
            if score > best_score:
                best, best_score, second = chain, score, best_score
            elif score > second:
                second = score
        return best, best_score - second

    def _join(self, chain: _Chain, index: int, draft: Draft) -> None:
        chain.last, chain.last_sentence, chain.count = index, draft.sentence, chain.count + 1
        if draft.subject:
            chain.subject_in, chain.subject_end = draft.sentence, draft.span.end
        chain.taken_up = chain.taken_up or not draft.vague
        self._recent.pop(chain.first, None)
        self._recent[chain.first] = chain
        if draft.rule == "pronoun":
            if chain.gender == "u":
                chain.gender = draft.gender
            return
        self._learn(chain, draft)

    def _learn(self, chain: _Chain, draft: Draft) -> None:
        """What the draft tells of the chain, and under which words it is found from now on."""
        chain.told = True
        longer = chain.kind in _NAMED_IN_FULL and len(draft.name) > len(chain.name)
        if draft.named and (longer or not chain.named):
            chain.name, chain.named = draft.name, True
        if chain.gender == "u" or (longer and draft.gender != "u"):
            chain.gender = draft.gender
        if draft.rule in _TITLED:
            chain.titles.add((draft.title or draft.rule).lower())
        chain.country = chain.country or draft.country
        chain.role = chain.role or draft.role
        self._by_name.setdefault((draft.kind, _key(draft)), chain)
        if draft.kind is MentionKind.PERSON:
            self._learn_person(chain, draft)
        elif draft.rule == "group" and " " in draft.name:
            self._remember(f"org {_last_word(draft.name)}", chain)
        elif draft.kind is MentionKind.ORGANISATION:
            for name in (draft.name, draft.alias, _initials(draft.name)):
                if len(name) > 1:
                    self._by_name.setdefault((draft.kind, name), chain)
            self._remember(f"org {_last_word(draft.name)}", chain)

    def _remember(self, word: str, chain: _Chain) -> None:
        chains = self._by_word.setdefault(word, [])
        if not chains or chains[-1] is not chain:
            chains.append(chain)

    def _learn_person(self, chain: _Chain, draft: Draft) -> None:
        if draft.named:
            words = draft.name.split()
            self._remember(without_article(words[-1]), chain)
            if len(words) > 1:
                self._remember(words[0], chain)
        # "Duval, a detective": there are more of them in the article, unlike ministers.
        if draft.title and not (self._apposed and draft.role != "GOV"):
            words = draft.title.lower().split()
            self._by_office[" ".join(words)] = chain
            self._by_office[words[-1]] = chain


def _key(draft: Draft) -> str:
    return draft.key or (draft.name if draft.named else draft.name.lower())


def _last_word(name: str) -> str:
    return name.split()[-1].lower()


def _initials(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word.lower() not in _SMALL]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _same_organisation(chain: _Chain, draft: Draft) -> bool:
    """ "the Defence Ministry" after "Serbian Defence Ministry": one's words are the other's, states agree."""
    one, other = set(chain.name.lower().split()), set(draft.name.lower().split())
    if chain.country and draft.country and chain.country != draft.country:
        return False
    return one == other or (min(len(one), len(other)) > 1 and (one <= other or other <= one))


def _genders_agree(one: str, other: str) -> bool:
    return one == other or "u" in (one, other)


def _agree(chain: _Chain, draft: Draft) -> bool:
    if chain.kind is not MentionKind.PERSON or not chain.named:
        return False
    surname = " " not in draft.name and draft.rule not in _TITLED and chain.name.endswith(f" {draft.name}")
    if " " not in chain.name and not chain.titles and draft.name.endswith(f" {chain.name}"):
        return True  # a surname alone told nothing of the gender
    return surname or _genders_agree(chain.gender, draft.gender)  # "Warren" is a man's name, and hers


def _plain(name: str) -> list[str]:
    """The words of a name, the article before the surname left out."""
    *given, surname = name.split()
    return [*given, without_article(surname)]


def _compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether both can be one person's: "Vulin", "Aleksandar Vulin"; not "Bill" and "Hillary Clinton"."""
    if len(one) == 1 or len(other) == 1:
        return one[-1] == other[-1] or one[0] == other[0]
    short, long = sorted((list(one), list(other)), key=len)
    if long[-len(short) :] == short:
        return True
    return one[-1] == other[-1] and (one[0] == other[0] or one[0].rstrip(".") == other[0][0])


def _fit(chain: _Chain, draft: Draft) -> float:
    """How well a chain fits a pronoun; 0 if it cannot be the one."""
    distance = draft.sentence - chain.last_sentence
    if distance > (1 if draft.plural else _REACH):
        return 0.0
    if draft.plural:
        if not (chain.plural or chain.kind in {MentionKind.GROUP, MentionKind.ORGANISATION}):
            return 0.0
        score = 2.0 if chain.plural else 0.6
    else:
        if chain.kind is not MentionKind.PERSON or not _genders_agree(chain.gender, draft.gender):
            return 0.0
        score = 2.0 if chain.gender == draft.gender else 1.4
    score -= 0.55 * distance
    if draft.objective and draft.span.start - chain.subject_end < _CLAUSE:
        score -= _NOT_ONESELF
    score += 0.5 if chain.subject_in == chain.last_sentence else 0.0
    score += 0.3 if chain.named else 0.0
    score += min(chain.count, 4) * 0.06
    return max(score + chain.last * 0.0005, 0.0)
