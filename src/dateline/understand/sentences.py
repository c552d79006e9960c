"""Where sentences end: paragraphs are cut after ``.``, ``!``, ``?`` and ``…`` where that ends a sentence.

The words that carry a full stop without ending a sentence are data, in ``rules/abbreviations.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from dateline.errors import DataError
from dateline.model import BlockKind, Paragraph, Sentence, Span

_LOOK_BACK = 40
_LOOK_AHEAD = 80
_TERMINATOR = re.compile(
    r"(?P<mark>\.(?: \.){2,}|[.!?…]+)(?P<close>[\"”’'»)\]]*(?:\[\d+\])*)(?=(?P<next>\s|$|[“«A-Z]))"
)
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+(?:[./-][^\W_]+)*$|\d+$")
_TWO_WORDS_BEFORE = re.compile(r"[A-Za-z]+\.?[ -][A-Za-z]+$")
_NEXT = re.compile(r"\s*(?P<open>[\"“‘'«(\[—–-]*)\s*(?P<word>[^\W_]+(?:[’'-][^\W_]+)*)?")
_LOWER_NAME = re.compile(r"(?:(?:al|el|as|ash|an|ad|ul|bin|ibn|de|d|van|von)[-’' ])?[A-Z]|[ie][A-Z]")
_INITIAL = re.compile(r"[^\W\d_]$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_NAME_BEFORE = re.compile(r"(?:^|[\s(“\"])(?:[^\W\d_]\.[ -]?)*$")
# "BELGRADE, Serbia (Wire) —": where and by whom a report was filed, up to the dash before its first sentence.
_DATELINE = re.compile(
    r"[A-Z][A-Z’'.-]+(?: [A-Z][A-Z’'.-]+){0,3}(?:/[A-Z][A-Z -]+)?"
    r"(?:, [A-Z][\w.’-]+(?: [A-Z][\w.’-]+)?){0,2}(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r"(?: ?\([A-Z][^()\n]{1,40}\))? ?(?:—|–|--|-) ?(?=[A-Z“\"‘'])"
)
_MISSING_SPACE = re.compile(r"[a-z]{2,}$")
_SPEECH = re.compile(r"(?:[A-Z][\w’'.-]*\s+){1,4}(?P<verb>[a-z]+)\b")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The word lists of ``rules/abbreviations.yaml``."""

    titles: frozenset[str]
    before_number: frozenset[str]
    never: frozenset[str]
    perhaps: frozenset[str]
    cased: frozenset[str]
    lower_ends: frozenset[str]
    starters: frozenset[str]
    speech_verbs: frozenset[str]


@cache
def _rules() -> _Rules:
    source = resources.files("dateline.understand") / "rules" / "abbreviations.yaml"
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    names = _Rules.__dataclass_fields__
    if not isinstance(data, dict) or set(data) != set(names):
        raise DataError(
            f"needs exactly the lists {', '.join(names)}", where=str(source), action="reinstall Dateline"
        )
    return _Rules(**{name: frozenset(data[name]) for name in names})


def split_sentences(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Cut an article into sentences.

    Args:
        text: ``Article.text``.
        paragraphs: ``Article.paragraphs``; no sentence crosses them. A headline and a heading are one
        sentence each; a table has one sentence a line; a dateline stands by itself.

    Returns:
        The sentences in order, without the white space around them, numbered from 0.
    """
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        for start, end in _pieces(text, paragraph):
            sentences.append(Sentence(index=len(sentences), span=Span(start, end), paragraph=number))
    return tuple(sentences)


def _pieces(text: str, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The trimmed, non-empty sentence spans of one paragraph."""
    start = paragraph.span.start
    for end in [*_boundaries(text, paragraph), paragraph.span.end]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(stripped)
        start = end


def _boundaries(text: str, paragraph: Paragraph) -> Iterator[int]:
    start, end = paragraph.span.start, paragraph.span.end
    if paragraph.kind in (BlockKind.HEADLINE, BlockKind.HEADING):
        return
    if paragraph.kind is BlockKind.TABLE:
        yield from (match.end() for match in re.compile(r"\n+").finditer(text, start, end))
        return
    dateline = _DATELINE.match(text, start, end)
    if dateline:
        yield dateline.end()
        start = dateline.end()
    for match in _TERMINATOR.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, match, start, end):
            yield match.end()


def _ends_sentence(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether the sentence ends with this terminator and the closing marks after it."""
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    after = text[match.end() : min(end, match.end() + _LOOK_AHEAD)]
    following = _NEXT.match(after)
    word = (following["word"] or "") if following else ""
    if (
        match["next"] not in "“«"
        and not match["next"].isspace()
        and not _space_is_missing(before, match, word)
    ):
        return False
    opened = bool(following and following["open"])
    if word and word[0].islower() and not _LOWER_NAME.match(word):
        return False
    if match["mark"] != ".":
        return not _report_follows(match, after)
    if match["close"]:
        return word == "" or opened or not _is_abbreviation(before, word) or _starts(word)
    return not _goes_on(before, word, opened, start_of_paragraph=match.start() - len(before) == start)


def _space_is_missing(before: str, match: re.Match[str], word: str) -> bool:
    """``Monday.The`` is two sentences, ``Node.JS`` and ``U.S.A`` are words."""
    return (bool(_MISSING_SPACE.search(before)) and len(word) > 1 and word[1:].islower()) or bool(
        match["close"]
    )


def _report_follows(match: re.Match[str], after: str) -> bool:
    """A question in quotation marks with "Peskov asked" after it is not the end of the sentence."""
    if not match["close"]:
        return False
    speech = _SPEECH.match(after.lstrip())
    return bool(speech and speech["verb"] in _rules().speech_verbs)


def _starts(word: str) -> bool:
    return word.lower() in _rules().starters


def _is_abbreviation(before: str, word: str) -> bool:
    found = _WORD_BEFORE.search(before)
    return bool(found) and _kind(found.group(), before, word) != "word" if found else False


def _kind(token: str, before: str, word: str) -> str:
    """What the word before the full stop is: title, number, never, perhaps, initial, or an ordinary word."""
    rules = _rules()
    lowered = token.lower()
    pair = _TWO_WORDS_BEFORE.search(before)
    if token.islower() and lowered in rules.lower_ends:
        return "word"
    if lowered in rules.titles or (pair and pair.group().lower() in rules.titles):
        return "title"
    if lowered in rules.before_number and word[:1].isdigit():
        return "number"
    if lowered in rules.never and not (token.isupper() and len(token) > 1):
        return "never"
    if lowered in rules.perhaps or _DOTTED.match(token):
        return "perhaps"
    if _INITIAL.match(token) and token.isupper():
        return "initial"
    return "word"


def _goes_on(before: str, word: str, opened: bool, *, start_of_paragraph: bool) -> bool:
    """Whether the full stop after ``before`` belongs to an abbreviation, an initial or a list number."""
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    token = found.group()
    if token.isdigit():
        return start_of_paragraph and before.strip() == token and len(token) <= 2
    kind = _kind(token, before, word)
    if kind == "word":
        return False
    if kind in ("title", "number", "never"):
        return True
    if word == "":
        return False
    if kind == "initial":
        return not _starts(word) and not opened
    return not (_starts(word) or opened)
