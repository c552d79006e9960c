"""Who stands where in an analysed sentence: subjects, objects, agents, complements, coordination."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup
from dateline.understand.chunks import NOMINAL, is_time

_RELATIVES = frozenset({"who", "which", "that", "whom"})
_SPEECH = frozenset({"say", "add", "tell", "ask", "write", "reply", "warn", "claim", "explain", "note", "insist", "argue",
                     "continue", "announce", "declare", "conclude", "state", "comment"})  # fmt: skip
_CONDITIONALS = frozenset({"if", "unless", "whether", "lest", "provided"})
_OBJECT_CONTROL = frozenset({"urge", "ask", "tell", "order", "force", "call", "allow", "invite", "want", "expect", "press",
    "pressure", "warn", "persuade", "convince", "encourage", "help", "require", "instruct", "beg", "permit", "enable",
    "advise", "compel", "command", "direct"})  # fmt: skip
_SUBORDINATORS = frozenset({"that", "because", "although", "though", "while", "if", "when", "where", "as", "since", "whether",
    "after", "before", "unless", "until", "once", "so"})  # fmt: skip


def _phrase_ending_before(analysis: Analysis, token: int) -> NounPhrase | None:
    return next((phrase for phrase in reversed(analysis.noun_phrases) if phrase.last <= token), None)


def _phrase_at(analysis: Analysis, token: int) -> NounPhrase | None:
    return next((phrase for phrase in analysis.noun_phrases if phrase.first <= token < phrase.last), None)


def _is_finite(group: VerbGroup) -> bool:
    return not group.infinitive and (bool(group.modal) or group.tense != "none")


def _earlier(analysis: Analysis, group: VerbGroup) -> Iterator[VerbGroup]:
    return (other for other in reversed(analysis.verb_groups) if other.last <= group.first)


def _case(analysis: Analysis, phrase: NounPhrase) -> str:
    """The preposition that the phrase stands behind, or ""."""
    index = phrase.first - 1
    while index >= 0 and analysis.tokens[index].tag in ("RB", "``", "''"):
        index -= 1
    token = analysis.tokens[index] if index >= 0 else None
    if (
        token is None
        or token.tag not in ("IN", "TO")
        or token.lemma in _SUBORDINATORS - {"as", "after", "before", "since"}
    ):
        return ""
    return token.lemma


def subject(analysis: Analysis, verb_group: VerbGroup) -> NounPhrase | None:
    """The phrase that does it (in a passive: that it is done to), also across relative clauses and control."""
    return _subject(analysis, verb_group, 0)


def _subject(analysis: Analysis, group: VerbGroup, depth: int) -> NounPhrase | None:
    if depth > 6:
        return None
    tokens = analysis.tokens
    index = group.first - 1
    while index >= 0 and tokens[index].tag in ("RB", "``", "''", "MD"):
        index -= 1
    inverted = _inverted(analysis, group)
    if inverted:
        return inverted
    if index >= 0 and tokens[index].lemma in _RELATIVES and tokens[index].tag in ("WDT", "WP"):
        return _phrase_ending_before(analysis, index)
    if not _is_finite(group):
        return _subject_of_nonfinite(analysis, group, index, depth)
    if index >= 0 and tokens[index].tag == "CC":
        earlier = next((other for other in _earlier(analysis, group) if _is_finite(other)), None)
        return _subject(analysis, earlier, depth + 1) if earlier else None
    left = next((other.last for other in _earlier(analysis, group) if _is_finite(other)), 0)
    between = [
        phrase for phrase in analysis.noun_phrases if left <= phrase.first and phrase.last <= group.first
    ]
    bare = [phrase for phrase in between if not _case(analysis, phrase)]
    for phrase in reversed(bare):
        if not is_time(tokens, phrase) and not (
            phrase.first and tokens[phrase.first - 1].text == "," and phrase != bare[0]
        ):
            return phrase
    if bare:
        return bare[-1]
    earlier = next((other for other in _earlier(analysis, group) if _is_finite(other)), None)
    return _subject(analysis, earlier, depth + 1) if earlier else None


def _inverted(analysis: Analysis, group: VerbGroup) -> NounPhrase | None:
    """The subject behind a verb of saying: "…," said Peskov."""
    tokens = analysis.tokens
    if (
        group.lemma not in _SPEECH
        or group.first == 0
        or tokens[group.first - 1].text not in (",", "”", '"', "?", "!")
    ):
        return None
    return next((phrase for phrase in analysis.noun_phrases if phrase.first == group.last), None)


def _subject_of_nonfinite(analysis: Analysis, group: VerbGroup, index: int, depth: int) -> NounPhrase | None:
    tokens = analysis.tokens
    ending = next((phrase for phrase in reversed(analysis.noun_phrases) if phrase.last == index + 1), None)
    if group.passive and not group.infinitive and ending:
        return ending
    above = next(_earlier(analysis, group), None)
    if above is None:
        if ending:
            return ending
        later = next(
            (other for other in analysis.verb_groups if other.first >= group.last and _is_finite(other)), None
        )
        return _subject(analysis, later, depth + 1) if later else None
    if (
        group.infinitive
        and above.lemma.split(" ")[0] in _OBJECT_CONTROL
        and ending
        and ending.first >= above.last
    ):
        return ending
    if (
        index >= 0
        and tokens[index].tag in NOMINAL
        and group.form == "VBG"
        and ending
        and ending.first >= above.last
    ):
        return ending
    return _subject(analysis, above, depth + 1)


def objects(analysis: Analysis, verb_group: VerbGroup) -> tuple[NounPhrase, ...]:
    """The direct and indirect objects, in order; of a passive the retained object only."""
    found: list[NounPhrase] = []
    index = verb_group.last
    skip = {"RB", "``", "RP"}
    if _inverted(analysis, verb_group):
        return ()
    while index < len(analysis.tokens) and len(found) < 2:
        phrase = _phrase_at(analysis, index)
        if phrase and phrase.first == index and not is_time(analysis.tokens, phrase):
            following = next((group for group in analysis.verb_groups if group.first >= phrase.last), None)
            if following and following.first == phrase.last and _is_finite(following):
                break
            found.append(phrase)
            index = phrase.last
        elif analysis.tokens[index].tag in skip:
            index += 1
        else:
            break
    return tuple(found)


def agent(analysis: Analysis, verb_group: VerbGroup) -> NounPhrase | None:
    """Who did it in a passive ("by")."""
    if not verb_group.passive:
        return None
    return next((phrase for name, phrase in prepositional(analysis, verb_group) if name == "by"), None)


def prepositional(analysis: Analysis, verb_group: VerbGroup) -> tuple[tuple[str, NounPhrase], ...]:
    """The prepositional phrases that go with the verb: preposition and its object, in order."""
    limit = next((g.first for g in analysis.verb_groups if g.first >= verb_group.last), len(analysis.tokens))
    found = []
    for phrase in analysis.noun_phrases:
        if verb_group.last <= phrase.first < limit:
            name = _case(analysis, phrase)
            if name and name != "of":
                found.append((name, phrase))
    return tuple(found)


def prepositions_of_noun(analysis: Analysis, noun_phrase: NounPhrase) -> tuple[tuple[str, NounPhrase], ...]:
    """The prepositional phrases that follow a noun phrase: "talks between A and B", "ban on imports from C"."""
    found = []
    last = noun_phrase.last
    for phrase in analysis.noun_phrases:
        if phrase.first < last:
            continue
        name = _case(analysis, phrase)
        if not name or phrase.first - last > 2:
            break
        found.append((name, phrase))
        last = phrase.last
    return tuple(found)


def coordinated(analysis: Analysis, noun_phrase: NounPhrase) -> tuple[NounPhrase, ...]:
    """The phrase and those it is joined with: "Germany, France and Poland"."""
    phrases = analysis.noun_phrases
    place = phrases.index(noun_phrase)
    found = [noun_phrase]
    pending: list[NounPhrase] = []
    last = noun_phrase.last
    for phrase in phrases[place + 1 :]:
        gap = [token.text.lower() for token in analysis.tokens[last : phrase.first]]
        if gap in (["and"], [",", "and"], ["or"], ["as", "well", "as"]):
            found += [*pending, phrase]
            pending = []
        elif gap == [","]:
            pending.append(phrase)
        else:
            break
        last = phrase.last
    return tuple(found)


def full_phrase(analysis: Analysis, noun_phrase: NounPhrase) -> tuple[int, int]:
    """The token range of the phrase with its of-phrases and appositions."""
    last = noun_phrase.last
    for phrase in analysis.noun_phrases:
        if phrase.first < last:
            continue
        gap = [token.text for token in analysis.tokens[last : phrase.first]]
        apposed = gap == [","] and {
            analysis.tokens[phrase.head].tag,
            analysis.tokens[noun_phrase.head].tag,
        } == {"NN", "NNP"}
        if gap != ["of"] and not apposed:
            break
        last = phrase.last
    return noun_phrase.first, last


def clause_of(analysis: Analysis, token: int) -> tuple[int, int]:
    """The token range of the clause that a token stands in."""
    first = token
    while (
        first > 0
        and analysis.tokens[first - 1].text not in (",", ";", "—", "–")
        and not (
            analysis.tokens[first].lemma in _SUBORDINATORS and analysis.tokens[first].tag in ("IN", "WRB")
        )
    ):
        first -= 1
    last = token + 1
    while last < len(analysis.tokens) and analysis.tokens[last].text not in (",", ";", "—", "–", "."):
        last += 1
    return first, last


def complement(analysis: Analysis, verb_group: VerbGroup) -> tuple[int, int] | None:
    """The token range of the that-clause, infinitive or quotation that is what the verb says."""
    tokens = analysis.tokens
    end = len(tokens) - 1 if tokens[-1].tag == "." else len(tokens)
    for quote in analysis.quotes:
        if quote[0] >= verb_group.last and quote[0] - verb_group.last <= 3:
            return quote
    for index in range(verb_group.last, min(verb_group.last + 8, end)):
        if tokens[index].lemma in ("that", "whether") and tokens[index].tag == "IN":
            return index, end
        if any(group.first == index and group.infinitive for group in analysis.verb_groups):
            return index, end
        if tokens[index].text in (",", ";"):
            break
    following = next((group for group in analysis.verb_groups if group.first >= verb_group.last), None)
    if following and _is_finite(following):
        inner = subject(analysis, following)
        if inner and inner.first == verb_group.last:
            return inner.first, end
    return None


def governor(analysis: Analysis, verb_group: VerbGroup) -> VerbGroup | None:
    """The verb whose complement this verb stands in."""
    for other in _earlier(analysis, verb_group):
        inner = complement(analysis, other)
        if inner and inner[0] <= verb_group.head < inner[1]:
            return other
    return None


def is_conditional(analysis: Analysis, verb_group: VerbGroup) -> bool:
    """Whether the verb is in an if-clause or depends on one ("if", "unless", "would")."""
    if verb_group.modal in ("would", "could", "might"):
        return True
    first, _ = clause_of(analysis, verb_group.head)
    return any(token.lemma in _CONDITIONALS for token in analysis.tokens[first : verb_group.first])
