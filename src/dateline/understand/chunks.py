"""Base noun phrases, verb groups and quotations of a tagged sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.understand.analysis import NounPhrase, Tense, Token, VerbGroup

NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS"})
VERBAL = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
_MODIFIERS = frozenset({"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "CD", "$", "POS", "WP$"}) | NOMINAL
_ADJECTIVAL = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "CD"})
_ALONE = frozenset({"PRP", "EX"})
_OPENERS = frozenset({"DT", "PRP$", "PDT", "WP$"})
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan.",
        "feb.",
        "mar.",
        "apr.",
        "jun.",
        "jul.",
        "aug.",
        "sep.",
        "sept.",
        "oct.",
        "nov.",
        "dec.",
    ]
)
_TIME_UNITS = frozenset(
    [
        "second",
        "minute",
        "hour",
        "day",
        "night",
        "week",
        "weekend",
        "month",
        "year",
        "decade",
        "century",
        "morning",
        "afternoon",
        "evening",
        "today",
        "yesterday",
        "tomorrow",
        "tonight",
        "noon",
        "midnight",
        "time",
        "moment",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "quarter",
    ]
)
_FARTHEST = 12  # tokens from one verb of a group to the next: more are no text
_NEGATIONS = frozenset({"not", "n't", "never"})
_PREDETERMINERS = frozenset({"all", "both", "half", "such", "quite", "many"})


def is_time(tokens: Sequence[Token], phrase: NounPhrase) -> bool:
    """Whether the phrase names a time ("last week", "Monday", "Sept. 5", "two days")."""
    head = tokens[phrase.head]
    low = head.text.lower()
    return low in _DAYS or low in _MONTHS or head.lemma in _TIME_UNITS or (head.tag == "CD" and _is_year(low))


def _is_year(low: str) -> bool:
    return len(low) == 4 and low.isdigit() and low[:2] in ("18", "19", "20")


def noun_phrases(tokens: Sequence[Token]) -> tuple[NounPhrase, ...]:
    """The base noun phrases of a sentence, in order: no of-phrases, no relative clauses, genitives inside."""
    phrases: list[NounPhrase] = []
    index = 0
    while index < len(tokens):
        end = _run_end(tokens, index)
        phrase = _phrase(tokens, index, end) if end > index else None
        if phrase:
            phrases.append(phrase)
        index = max(end, index + 1)
    return tuple(phrases)


def _run_end(tokens: Sequence[Token], start: int) -> int:
    """Where the run of tokens that can be one base noun phrase ends."""
    if tokens[start].tag in _ALONE:
        return start + 1
    index, nominal = start, False
    while index < len(tokens):
        tag = tokens[index].tag
        if tag == "POS":
            if not nominal:
                break
            nominal = False
        elif index > start and _breaks(tokens, index, nominal):
            break
        elif tag in _MODIFIERS:
            nominal = nominal or tag in NOMINAL
        elif not _joins(tokens, start, index, nominal):
            break
        index += 1
    while index > start and tokens[index - 1].tag in ("RB", "RBR", "RBS", "CC", ",", "``", "VBG", "IN"):
        index -= 1
    return index


def _breaks(tokens: Sequence[Token], index: int, nominal: bool) -> bool:
    """Whether a new noun phrase begins here although the tag could go on."""
    token, last = tokens[index], tokens[index - 1]
    if token.tag in _OPENERS:
        return last.lemma not in _PREDETERMINERS and last.tag not in ("PDT", "RB")
    if last.tag == "POS":
        return False
    if not nominal:
        return False
    low = token.text.lower()
    if low in _DAYS and last.tag in NOMINAL and last.text.lower() not in _DAYS:
        return True
    if (
        last.text.lower() in _DAYS
        and token.tag in NOMINAL
        and token.text.lower() not in _TIME_UNITS | _MONTHS
    ):
        return token.tag == "NNP"
    if low in _TIME_UNITS and token.tag == "NN" and low in ("today", "yesterday", "tomorrow", "tonight"):
        return True
    if token.tag in ("JJ", "JJR", "JJS", "$"):
        return last.tag in NOMINAL and not _nominal_follows(tokens, index, last)
    return token.tag == "CD" and last.tag == "NNS"


def _nominal_follows(tokens: Sequence[Token], index: int, last: Token) -> bool:
    """ "Serbia Russian" are two phrases, "European Central Bank" and "state-owned" are one."""
    following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
    if tokens[index].lemma in ("last", "next", "early", "late", "earlier"):
        return False
    return last.tag in ("NN", "NNP") and following in NOMINAL


def _joins(tokens: Sequence[Token], start: int, index: int, nominal: bool) -> bool:
    """Whether a token that is no modifier by its tag belongs to the phrase all the same."""
    token = tokens[index]
    last = tokens[index - 1].tag if index > start else ""
    following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
    after = tokens[index + 2].tag if index + 2 < len(tokens) else ""
    if token.tag in ("VBN", "VBG"):
        return (
            last in ("DT", "PRP$", "JJ", "POS", "CD", "RB")
            and not nominal
            and following in NOMINAL | _ADJECTIVAL
        )
    if token.tag in ("RB", "RBR", "RBS"):
        return token.lemma != "dead" and (
            (index == start or last in _OPENERS | {"POS"})
            and not nominal
            and (following in ("JJ", "CD", "VBN") and after in NOMINAL | _ADJECTIVAL)
        )
    if token.tag == "CC":
        if token.text == "&":
            return nominal and following in NOMINAL
        return last in ("JJ", "CD") and not nominal and following in ("JJ", "CD") and after in NOMINAL
    if token.tag == ",":
        return last == "JJ" and not nominal and following == "JJ" and after in NOMINAL | {"JJ"}
    if token.tag in ("``", "''"):
        return index > start and not nominal and token.tag == "``" and following in NOMINAL | {"JJ"}
    return token.text.lower() == "than" and last in ("JJR", "RBR") and following == "CD"


def _phrase(tokens: Sequence[Token], start: int, end: int) -> NounPhrase | None:
    run = range(start, end)
    genitives = [index for index in run if tokens[index].tag == "POS"]
    possessor = (start, genitives[-1] + 1) if genitives else None
    body = range(genitives[-1] + 1 if genitives else start, end)
    nouns = [index for index in body if tokens[index].tag in NOMINAL]
    if nouns:
        return NounPhrase(start, end, nouns[-1], possessor)
    if genitives and not len(body):
        owners = [index for index in run if tokens[index].tag in NOMINAL]
        return NounPhrase(start, end - 1, owners[-1]) if owners else None
    if tokens[start].tag in _ALONE:
        return NounPhrase(start, start + 1, start)
    tags = {tokens[index].tag for index in run}
    if tags & {"DT", "CD"} and tokens[start].text.lower() not in ("no",):
        return NounPhrase(start, end, end - 1, possessor)
    return None


def verb_groups(tokens: Sequence[Token], phrases: Sequence[NounPhrase]) -> tuple[VerbGroup, ...]:
    """The verb groups of a sentence, in order: a main verb with its auxiliaries, negation and particle."""
    inside = {index for phrase in phrases for index in range(phrase.first, phrase.last)}
    groups: list[VerbGroup] = []
    index = 0
    while index < len(tokens):
        group = _verb_group(tokens, index, inside) if index not in inside else None
        if group:
            groups.append(group)
        index = group.last if group else index + 1
    return tuple(_with_shared(tokens, groups))


def _with_shared(tokens: Sequence[Token], groups: Sequence[VerbGroup]) -> Iterator[VerbGroup]:
    """Bare verbs get the modal, "do" or "to" that they share: "would not join NATO, arm rebels or leave"."""
    source: VerbGroup | None = None
    for group in groups:
        if _is_bare(group) and source and _is_joined(tokens, group):
            yield _sharing(tokens, source, group)
            continue
        shares = group.form == "VB" and (group.first < group.head or group.modal != "")
        if shares or group.tense is not Tense.NONE or group.modal:
            source = group if shares else None
        yield group


def _is_bare(group: VerbGroup) -> bool:
    return group.head == group.first and group.form in ("VB", "VBP")


def _is_joined(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Whether a comma or a conjunction stands before the verb, and no subject."""
    before = group.first - 1
    while before > 0 and tokens[before].tag == "RB":
        before -= 1
    return before > 0 and (tokens[before].text == "," or tokens[before].tag == "CC")


def _sharing(tokens: Sequence[Token], source: VerbGroup, group: VerbGroup) -> VerbGroup:
    own_negation = any(tokens[index].lemma == "but" for index in range(source.last, group.first))
    return replace(
        group,
        negated=group.negated or (source.negated and not own_negation),
        modal=source.modal,
        tense=source.tense,
        form="VB",
        infinitive=source.infinitive,
    )


def _verb_group(tokens: Sequence[Token], start: int, inside: set[int]) -> VerbGroup | None:
    """The group that begins at ``start``, if one does."""
    tag = tokens[start].tag
    if tag == "TO":
        verb = _next_verb(tokens, start, inside)
        if verb is None or tokens[verb].tag not in ("VB", "VBP", "VBN"):
            return None
        chain = [verb]
    elif tag in VERBAL:
        chain = [start]
    else:
        return None
    while (following := _next_verb(tokens, chain[-1], inside)) is not None and _continues(
        tokens, chain[-1], following
    ):
        chain.append(following)
    return _build(tokens, start, chain)


def _next_verb(tokens: Sequence[Token], index: int, inside: set[int]) -> int | None:
    """The verb after ``index``, over adverbs, negation and the ``to`` of "is to", "going to"."""
    index += 1
    end = min(len(tokens), index + _FARTHEST)
    while index < end and index not in inside:
        tag = tokens[index].tag
        if tag in VERBAL:
            return index
        if tag not in ("RB", "RBR", "TO"):
            return None
        index += 1
    return None


def _continues(tokens: Sequence[Token], verb: int, following: int) -> bool:
    """Whether ``following`` is in the same group as the auxiliary ``verb``."""
    lemma, tag = tokens[verb].lemma, tokens[following].tag
    if any(tokens[index].tag == "TO" for index in range(verb + 1, following)):
        semi = lemma == "be" or (lemma in ("go",) and tokens[verb].text == "going")
        return tag == "VB" and (semi or (lemma == "have" and tokens[verb].tag in ("VB", "VBP", "VBZ", "VBD")))
    if tokens[verb].tag == "MD" or lemma == "do":
        return tag in ("VB", "VBP", "VBN") or (tag == "VBD" and tokens[verb].tag == "MD")
    if lemma == "be":
        return tag in ("VBG", "VBN", "VBD")
    return lemma == "have" and tag in ("VBN", "VBD")


def _build(tokens: Sequence[Token], start: int, chain: Sequence[int]) -> VerbGroup:
    head, auxiliaries = chain[-1], chain[:-1]
    last, particle = _particle(tokens, head)
    first = start
    negated = any(tokens[index].lemma in _NEGATIONS for index in range(start, head))
    negated = negated or _no_longer(tokens, start, head)
    if start and tokens[start - 1].lemma in _NEGATIONS:
        first, negated = start - 1, True
    modal = next((tokens[index].lemma for index in auxiliaries if tokens[index].tag == "MD"), "")
    lemma = tokens[head].lemma
    return VerbGroup(
        first=first,
        last=last,
        head=head,
        lemma=f"{lemma} {particle}" if particle else lemma,
        passive=_is_passive(tokens, auxiliaries, head),
        negated=negated,
        modal=modal,
        tense=_tense(tokens, start, chain, modal),
        form=tokens[head].tag,
        perfect=any(tokens[index].lemma == "have" for index in auxiliaries),
        infinitive=tokens[start].tag == "TO",
    )


def _particle(tokens: Sequence[Token], head: int) -> tuple[int, str]:
    if head + 1 < len(tokens) and tokens[head + 1].tag == "RP":
        return head + 2, tokens[head + 1].lemma
    for index in range(head + 1, min(head + 5, len(tokens))):
        if tokens[index].tag == "RP":
            return head + 1, tokens[index].lemma
        if tokens[index].tag not in _MODIFIERS | {"PRP"}:
            break
    return head + 1, ""


def _no_longer(tokens: Sequence[Token], start: int, head: int) -> bool:
    for index in range(max(0, start - 2), head):
        if tokens[index].lemma == "no" and tokens[index + 1].text.lower() == "longer":
            return True
    return False


def _is_passive(tokens: Sequence[Token], auxiliaries: Sequence[int], head: int) -> bool:
    if tokens[head].tag not in ("VBN", "VBD") or tokens[head].lemma == "be":
        return False
    if not auxiliaries:
        return tokens[head].tag == "VBN"
    return tokens[auxiliaries[-1]].lemma == "be"


def _tense(tokens: Sequence[Token], start: int, chain: Sequence[int], modal: str) -> Tense:
    first = tokens[chain[0]]
    if tokens[start].tag == "TO":
        return Tense.FUTURE if _is_headline_future(tokens, start) else Tense.NONE
    if modal:
        return (
            Tense.FUTURE if modal in ("will", "shall") else Tense.PRESENT if modal != "would" else Tense.NONE
        )
    to_follows = any(tokens[index].tag == "TO" for index in range(chain[0], chain[-1]))
    if to_follows and first.lemma == "be" and first.tag in ("VBZ", "VBP"):
        return Tense.FUTURE
    return {"VBD": Tense.PAST, "VBZ": Tense.PRESENT, "VBP": Tense.PRESENT}.get(first.tag, Tense.NONE)


def _is_headline_future(tokens: Sequence[Token], start: int) -> bool:
    """ "Vulin to visit Moscow": an infinitive with only a noun phrase before it."""
    return (
        0 < start <= 6
        and tokens[start - 1].tag in ("NNP", "NNPS")
        and all(tokens[index].tag in _MODIFIERS for index in range(start))
    )


def quotes(tokens: Sequence[Token], *, opened: bool) -> tuple[tuple[tuple[int, int], ...], bool]:
    """The token ranges within quotation marks, marks included.

    Args:
        tokens: of the sentence.
        opened: whether a quotation runs on from the sentence before.

    Returns:
        The ranges, and whether a quotation runs on into the next sentence.
    """
    ranges: list[tuple[int, int]] = []
    start = 0 if opened else None
    for index, token in enumerate(tokens):
        if token.tag == "``" and start is None:
            start = index
        elif token.tag == "''" and start is not None:
            ranges.append((start, index + 1))
            start = None
        elif token.tag == "''" and token.text in ('"', "”") and index == 0:
            ranges.append((0, 1))
    if start is not None:
        ranges.append((start, len(tokens)))
    return tuple(ranges), start is not None
