"""Which questions a text is about: "join NATO", "sanctions on Russia"; the words are data (``data/questions.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dateline.errors import DataError
from dateline.gather.data_files import load, words
from dateline.gather.words import terms_of
from dateline.model import Mention, MentionKind, Span

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_FILE = "questions.yaml"
_REACH = 7
"""What the question is about stands at most so many words after the word that names it."""

_DOING_REACH = 6
_OTHERS = 2
_BREAKS = frozenset(
    {"after", "while", "which", "who", "that", "before", "because", "as", "until", "whose", "where"}
)
_PREPOSITIONS = frozenset(
    {"in", "at", "on", "from", "by", "of", "for", "with", "to", "under", "against", "between", "over"}
)
_PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "us", "them", "its", "their", "his", "her", "our", "who"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A kind of question; see the data for what its words are."""

    name: str
    says: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    doing: frozenset[str]
    undoing: frozenset[str]
    leaving: frozenset[str]
    needs_doing: bool
    links: frozenset[str]
    kinds: frozenset[MentionKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in a text.

    Attributes:
        mention: what it is about.
        start: where the words that name the question begin.
        sign: -1 where the words undo it ("lift sanctions"), else 1.
        undone: where the undoing word begins.
        done: whether a word carries it out ("impose sanctions").
        words: the words that name it.
    """

    issue: Issue
    mention: Mention
    start: int
    sign: int
    undone: int | None
    done: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Word:
    term: str
    span: Span


@cache
def issues() -> Mapping[str, Issue]:
    """The kinds of questions by name.

    Raises:
        DataError: the file does not have its form.
    """
    raw = load(_FILE)
    try:
        return {
            name: Issue(
                name=name,
                says=row["says"],
                verbs=words(row["verbs"]),
                nouns=words(row["nouns"]),
                doing=words(row.get("doing", ())),
                undoing=words(row["undoing"]),
                leaving=words(row.get("leaving", ())),
                needs_doing=bool(row.get("needs_doing", False)),
                links=words(row["links"]),
                kinds=frozenset(MentionKind(kind) for kind in row["kinds"]),
            )
            for name, row in raw.items()
        }
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"a question is broken: {error!r}", where=_FILE, action="see its comments for its form"
        ) from error


def questions_in(text: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Asked]:
    """The questions that a stretch of an article is about, in order.

    Args:
        text: of the article.
        span: the stretch.
        mentions: of the article.
    """
    words = [
        _Word((terms_of(match[0]) or (match[0].lower(),))[0], Span(match.start(), match.end()))
        for match in _TOKEN.finditer(text, span.start, span.end)
    ]
    inside = [
        mention
        for mention in mentions
        if span.contains(mention.head) and mention.head.of(text).lower() not in _PRONOUNS
    ]
    for place, word in enumerate(words):
        for issue in issues().values():
            asked = _asked(text, words, place, word, issue, inside)
            if asked is not None:
                yield asked


def _asked(
    text: str,
    words: Sequence[_Word],
    place: int,
    word: _Word,
    issue: Issue,
    mentions: Sequence[Mention],
) -> Asked | None:
    before = words[max(0, place - _DOING_REACH) : place]
    undone = next((one.span.start for one in reversed(before) if one.term in issue.undoing), None)
    done = any(one.term in issue.doing for one in before)
    if word.term in issue.nouns:
        if issue.needs_doing and not (undone is not None or done):
            return None
        mention = _after(words, place, issue, mentions) or _before(words, place, issue, mentions)
    elif word.term in issue.verbs:
        done = True
        mention = _after(words, place, issue, mentions)
    elif word.term in issue.leaving:
        undone = word.span.start
        mention = _after(words, place, issue, mentions)
    else:
        return None
    if mention is None:
        return None
    start, end = min(word.span.start, mention.head.start), max(word.span.end, mention.head.end)
    return Asked(
        issue=issue,
        mention=mention,
        start=word.span.start,
        sign=1 if undone is None else -1,
        undone=undone,
        done=done,
        words=text[start:end],
    )


def _after(words: Sequence[_Word], place: int, issue: Issue, mentions: Sequence[Mention]) -> Mention | None:
    """The first fitting mention that follows, with few words between that do not link them."""
    starts = {mention.head.start: mention for mention in mentions if mention.kind in issue.kinds}
    names = [mention.span for mention in mentions]
    other = 0
    for word in words[place + 1 : place + 1 + _REACH]:
        strange = word.term in _PREPOSITIONS - issue.links
        if strange or word.term in _BREAKS or any(word.term in one.verbs for one in issues().values()):
            return None
        if word.span.start in starts:
            return starts[word.span.start]
        other += not (word.term in issue.links or any(span.contains(word.span) for span in names))
        if other > _OTHERS:
            return None
    return None


def _before(words: Sequence[_Word], place: int, issue: Issue, mentions: Sequence[Mention]) -> Mention | None:
    """The fitting mention that ends just before: "NATO membership", "Kosovo's independence"."""
    if not place:
        return None
    last = words[place - 1].span
    for mention in mentions:
        if mention.kind in issue.kinds and mention.head.overlaps(last):
            return mention
    return None


def parse_question(text: str) -> tuple[Issue | None, str]:
    """What a person asks: the kind of question that the words name, and what else they say ("NATO")."""
    found: Issue | None = None
    rest: list[str] = []
    for word in _TOKEN.findall(text):
        term = (terms_of(word) or (word.lower(),))[0]
        issue = next(
            (
                one
                for one in issues().values()
                if term in one.nouns | one.verbs or term == one.name or term in one.leaving
            ),
            None,
        )
        if issue is not None and found is None:
            found = issue
        elif issue is None and not _is_small(term):
            rest.append(word)
    return found, " ".join(rest)


def _is_small(term: str) -> bool:
    return any(term in issue.links for issue in issues().values()) or term in ("a", "an", "be", "open")
