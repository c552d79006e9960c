"""Apostrophes and quotation marks that became ``?`` or U+FFFD."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import zip_longest

import simplemma

from dateline.extract.repair_edits import Edit, address_places

APOSTROPHE = "lost apostrophe"
QUOTE = "lost quotation mark"

_MARK = "[?\ufffd]"
_SHORT = re.compile(
    rf"(?<!\w)(?:"
    rf"(?:do|is|are|was|were|does|did|wo|would|could|should|ca|have|has|had|need|must|ai|might)n(?P<nt>{_MARK}{{1,3}})t|"
    rf"(?:we|you|they)(?P<re>{_MARK}{{1,3}})re|"
    rf"(?:i|we|you|they|could|should|would|might|must)(?P<ve>{_MARK}{{1,3}})ve|"
    rf"(?:i|we|you|he|she|it|they|that|there|this)(?P<ll>{_MARK}{{1,3}})ll|"
    rf"(?:i|we|you|he|she|it|they|there)(?P<d>{_MARK}{{1,3}})d|"
    rf"i(?P<m>{_MARK}{{1,3}})m)(?!\w)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(rf"(?<![\w?\ufffd])(?P<stem>[^\W\d_]{{2,}})(?P<s>{_MARK}{{1,3}})[sS](?![\w?\ufffd])")
_ASKING = frozenset(["what", "who", "where", "how", "why", "when", "which", "whose"])
_OPENING = re.compile(rf"(?:^|(?<=[\s(\[])){_MARK}{{1,3}}(?=[^\W_])")
_CLOSING = re.compile(
    rf"(?<=[,.!?…])(?:\?|\ufffd{{1,3}})(?=[\s)\],;]|$)|(?<=\w){_MARK}{{1,3}}(?=[\s)\],.;:]|$)"
)
_GOES_ON = re.compile(r"[,;:.)]| [^\W\d_A-Z]")


def punctuation_edits(blocks: Sequence[str], *, damaged: bool) -> list[list[Edit]]:
    """For each block the apostrophes and quotation marks that were lost beyond doubt.

    Args:
        blocks: after words with lost letters were restored.
        damaged: whether such words were found in the document.

    Returns:
        Contractions ("don?t"), possessives ("Serbia?s"; "What?s" only in a document damaged elsewhere)
        and quotation marks that open before a word and close in the same block.
    """
    found = [_apostrophes(block) for block in blocks]
    quotes = [_quotes(block) for block in blocks]
    damaged = damaged or any(quotes) or any("\ufffd" in block for block in blocks)
    damaged = damaged or any(sure for edits in found for _, sure in edits)
    edits = [[edit for edit, sure in some if sure or damaged] for some in found]
    return [[*some, *quoted] for some, quoted in zip(edits, quotes, strict=True)]


def _apostrophes(block: str) -> list[tuple[Edit, bool]]:
    """The apostrophes of a block, each with whether it is sure by itself."""
    found: list[tuple[Edit, bool]] = []
    if not re.search(_MARK, block):
        return found
    for match in _SHORT.finditer(block):
        start, end = match.span(match.lastgroup or 0)
        found.append((Edit(start, end, "’", APOSTROPHE, f'"{match.group()}" is a contraction'), True))
    addresses = address_places(block)
    taken = {edit.start for edit, _ in found} | addresses
    for match in _POSSESSIVE.finditer(block):
        start, end = match.span("s")
        if start not in taken:
            sure = match["stem"].lower() not in _ASKING or "\ufffd" in match["s"]
            found.append((Edit(start, end, "’", APOSTROPHE, f'"{match.group()}" ends in ’s'), sure))
    return [(edit, sure) for edit, sure in found if edit.start not in addresses]


def _quotes(block: str) -> list[Edit]:
    """Pairs of lost quotation marks: one opens before a word, one closes behind a stop or in mid-sentence."""
    edits: list[Edit] = []
    openings = list(_OPENING.finditer(block))
    closings = [match for match in _CLOSING.finditer(block) if _closes(match, block)] if openings else []
    closing_starts = [match.start() for match in closings]
    place = 0
    for opening, again in zip_longest(openings, openings[1:]):
        at = bisect_left(closing_starts, opening.end())
        if opening.start() < place or at == len(closings):
            continue
        closing = closings[at]
        another_first = again is not None and again.start() < closing.start()
        if another_first or not _starts_word(block, opening.end()):
            continue
        evidence = "it opens before a word and closes in the same block"
        edits.append(Edit(opening.start(), opening.end(), "“", QUOTE, evidence))
        edits.append(Edit(closing.start(), closing.end(), "”", QUOTE, evidence))
        place = closing.end()
    return edits


def _starts_word(block: str, place: int) -> bool:
    """Whether a whole English word starts there, not what is left of a word that lost its first letter."""
    match = re.compile(r"[^\W_]+").match(block, place)
    word = match.group() if match else ""
    known: bool = word[:1].isupper() or word.isdigit() or simplemma.is_known(word, lang="en")
    return known


def _closes(mark: re.Match[str], block: str) -> bool:
    """Whether a mark cannot be a question mark: it follows a stop, or the sentence goes on behind it."""
    if "\ufffd" in mark.group() or block[mark.start() - 1] in ",.!?…":
        return True
    return _GOES_ON.match(block, mark.end()) is not None
