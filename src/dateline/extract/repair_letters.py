"""Words that have lost letters beyond ASCII: which word each of them was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import simplemma

from dateline.extract.repair_edits import Edit, address_places
from dateline.lexicon.given_names import load_given_names
from dateline.lexicon.letters import LOST, LetterLexicon, load_people

RULE = "lost letter"

_MARK = "[?\ufffd]"
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(rf"{_MARK}+(?:s|S)$")
_MARKS = re.compile(_MARK)
_WORD = re.compile(rf"(?:[^\W\d_]|{_MARK})+")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|The)\b")
_TOO_SHORT = 40
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)[“\"'‘(]?$")
_GOES_ON = re.compile(r"[,;:'’)-](?!\s*$)|\.(?=\s|$)| [^\W\d_A-Z]")
_NAME_NEXT = re.compile(r" ([A-Z][^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a token: ``damaged`` was a word, the ``kept`` marks behind it are question marks."""

    start: int
    end: int
    damaged: str
    fitting: tuple[str, ...]
    inside: bool


class LetterRepairer:
    """Finds the words that lost letters belong to.

    Args:
        letters: words with letters beyond ASCII.
    """

    def __init__(self, letters: LetterLexicon) -> None:
        self._letters = letters

    def edits(self, blocks: Sequence[str]) -> list[list[Edit]]:
        """For each block the words to restore. What is settled in one place is evidence in the others."""
        document = LetterLexicon(_words_beyond_ascii(blocks))
        settled: dict[str, tuple[str, str]] = {}
        alone = _may_be_english(blocks)
        readings = [list(self._readings(block, document)) for block in blocks]
        for block, found in zip(blocks, readings, strict=True):
            for reading in found:
                if (result := _beside(reading, block)) is not None:
                    settled.setdefault(reading.damaged, result)
        return [
            [
                edit
                for reading in found
                if (edit := _decided(reading, block, document, settled, alone)) is not None
            ]
            for block, found in zip(blocks, readings, strict=True)
        ]

    def _readings(self, block: str, document: LetterLexicon) -> Iterator[_Reading]:
        """The damaged words of a block that some known word fits."""
        if not _MARKS.search(block):
            return
        addresses = address_places(block)
        for start, end in _damaged_tokens(block):
            if start in addresses:
                continue
            reading = self._reading(block[start:end], start, document)
            if reading is not None:
                yield reading

    def _reading(self, token: str, start: int, document: LetterLexicon) -> _Reading | None:
        """The reading that takes most marks as letters. Marks before a possessive s may be an apostrophe."""
        for text in _shortened(token):
            damaged = text.replace("\ufffd", LOST)
            fitting = tuple(dict.fromkeys((*document.fitting(damaged), *self._letters.fitting(damaged))))
            if fitting:
                inside = LOST in damaged.rstrip(LOST)
                return _Reading(start, start + len(text), damaged, fitting, inside)
        return None


def _words_beyond_ascii(blocks: Sequence[str]) -> set[str]:
    return {
        word
        for block in blocks
        if not block.isascii()
        for word in _LETTERS.findall(block)
        if not word.isascii()
    }


def _damaged_tokens(block: str) -> Iterator[tuple[int, int]]:
    """Where words with marks in, before or behind them stand."""
    place = 0
    for match in _MARKS.finditer(block):
        if match.start() < place:
            continue
        start, end = match.span()
        while start > place and _belongs(block[start - 1]):
            start -= 1
        while end < len(block) and _belongs(block[end]):
            end += 1
        place = end
        whole = not (_is_word(block[start - 1 : start]) or _is_word(block[end : end + 1]))
        if whole and end - start > 1:
            yield start, end


def _belongs(letter: str) -> bool:
    return letter.isalpha() or letter in "?\ufffd"


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _shortened(token: str) -> Iterator[str]:
    """The token, and what is left of it as its last marks are taken for question marks or an apostrophe."""
    yield token
    text = token
    while _MARKS.match(text[-1]) and len(text) > 1:
        text = text[:-1]
        if _MARKS.search(text):
            yield text
    stem = _ENDING.sub("", token)
    if stem != token:
        marks = len(token) - len(stem) - 1
        for left in range(marks, -1, -1):
            text = token[: len(stem) + left - 1] if left else stem
            if _MARKS.search(text):
                yield text


def _decided(
    reading: _Reading,
    block: str,
    document: LetterLexicon,
    settled: dict[str, tuple[str, str]],
    alone: bool,
) -> Edit | None:
    """What is to stand there, if it is certain; ``alone``: that only one known word fits is enough."""
    result = _beside(reading, block)
    if result is None and reading.damaged in settled:
        word, why = settled[reading.damaged]
        result = word, f"elsewhere in the document {why}"
    if result is None:
        same = document.fitting(reading.damaged)
        if len(same) == 1:
            result = same[0], f'"{same[0]}" stands undamaged elsewhere in the document'
    if result is None and alone and len(reading.fitting) == 1 and _is_certain(reading, block):
        word = reading.fitting[0]
        result = word, f'"{word}" is the only known word that fits "{reading.damaged}"'
    if result is None:
        return None
    word = result[0]
    if reading.damaged.startswith(LOST) and _SENTENCE_START.search(block, 0, reading.start):
        word = word[:1].upper() + word[1:]
    return Edit(reading.start, reading.end, word, RULE, result[1])


def _may_be_english(blocks: Sequence[str]) -> bool:
    """Whether the document is in English or too short to tell; elsewhere too many words are unknown to us."""
    words = sum(len(block.split()) for block in blocks)
    return words < _TOO_SHORT or sum(len(_ENGLISH.findall(block)) for block in blocks) > 0.05 * words


def _is_certain(reading: _Reading, block: str) -> bool:
    """Whether the mark cannot be a question mark or an apostrophe."""
    original = block[reading.start : reading.end]
    if "\ufffd" in original:
        return True
    if reading.inside:
        stem = _ENDING.sub("", original)
        return stem == original or LOST in stem or not _is_plain(stem)
    stem = original.rstrip(LOST)
    if _is_plain(stem):
        return False
    if _GOES_ON.match(block, reading.end):
        return True
    # "Jos? Tello": before another word that is no English one.
    following = _NAME_NEXT.match(block, reading.end)
    return following is not None and not _is_english(following.group(1))


def _is_plain(word: str) -> bool:
    """Whether a word without its lost letter is an English word or a given name itself."""
    return _is_english(word) or word in load_given_names() or len(word) < 3


def _is_english(word: str) -> bool:
    known: bool = bool(word) and simplemma.is_known(word.lower(), lang="en")
    return known


def _beside(reading: _Reading, block: str) -> tuple[str, str] | None:
    """The one fitting word that makes a known full name with the words beside it."""
    before = _WORD.findall(block[max(0, reading.start - 60) : reading.start])[-3:]
    after = _WORD.findall(block[reading.end : reading.end + 60])[:3]
    found: dict[str, str] = {}
    for word in reading.fitting:
        for name in load_people().get(_titled(word), ()):
            if _stands_beside(name, _titled(word), before, after):
                found.setdefault(word, " ".join(name))
    if len(found) != 1:
        return None
    word, full = next(iter(found.items()))
    return word, f"with the words beside it this is the name {full}"


def _titled(word: str) -> str:
    return word.capitalize() if word.isupper() else word


def _stands_beside(name: Sequence[str], word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the word's neighbour in the name is its neighbour in the text, damaged or not."""
    place = name.index(word)
    pairs: Iterable[tuple[str, str]] = [
        *([(name[place - 1], before[-1])] if place and before else []),
        *([(name[place + 1], after[0])] if place + 1 < len(name) and after else []),
    ]
    return any(_same(known, seen) for known, seen in pairs)


def _same(known: str, seen: str) -> bool:
    """Whether a word of the text is a known one, or what damage left of it."""
    plain = _MARKS.sub(LOST, seen)
    if plain.rstrip(LOST).casefold() == known.casefold() or plain.casefold() == known.casefold():
        return True
    return LOST in plain and bool(LetterLexicon([known]).fitting(plain))
