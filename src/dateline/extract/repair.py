"""Restores letters that a page has lost on its way: mojibake, and ``?`` or U+FFFD where a letter stood."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import ftfy
from ftfy.badness import is_bad

from dateline.extract.repair_edits import Edit
from dateline.extract.repair_letters import LetterRepairer
from dateline.extract.repair_marks import punctuation_edits
from dateline.lexicon.letters import LetterLexicon, load_letters
from dateline.model import Repair, Span

_LONG_BLOCK = 1_000
_LOST_CHARACTER = "\ufffd"
# A question mark beside a letter; the sign that letters may have been lost.
_SUSPECT = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
# Text of these characters alone is no mojibake, which has accented letters in it.
_SOUND = re.compile(r"[\x00-\x7f‘’“”–—…•]*")
_PIECE = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedBlock:
    """A block's text after its repairs, and the repairs, with spans in this text, in order."""

    text: str
    repairs: tuple[Repair, ...]


class Repairer:
    """Restores letters, and keeps what stood there and why it was changed.

    Args:
        letters: the words that lost letters may belong to.
    """

    def __init__(self, letters: LetterLexicon) -> None:
        self._letters = LetterRepairer(letters)

    @classmethod
    def load(cls) -> Repairer:
        """A repairer with the shipped lexicon.

        Raises:
            DataError: the lexicon does not have its form.
        """
        return cls(load_letters())

    def repair(self, blocks: Sequence[str]) -> tuple[RepairedBlock, ...]:
        """Repairs the blocks of one document; each block may serve as evidence for the others.

        Mojibake comes first (ftfy, its encoding fixes alone). Then words with lost letters, if exactly one
        known word fits, or one fits its neighbours far better; then apostrophes and quotation marks that were
        lost beyond doubt. A block without damage comes back as it is.
        """
        repaired = [_without_mojibake(block) for block in blocks]
        texts = [block.text for block in repaired]
        if not any(_LOST_CHARACTER in text or ("?" in text and _SUSPECT.search(text)) for text in texts):
            return tuple(repaired)
        letters = self._letters.edits(texts)
        repaired = [_apply(block, edits) for block, edits in zip(repaired, letters, strict=True)]
        marks = punctuation_edits([block.text for block in repaired], damaged=any(letters))
        return tuple(_apply(block, edits) for block, edits in zip(repaired, marks, strict=True))


def _without_mojibake(text: str) -> RepairedBlock:
    """The block with text decoded wrongly decoded rightly; ftfy's other changes are left out."""
    if text.isascii() or _SOUND.fullmatch(text) or not is_bad(text):
        return RepairedBlock(text=text, repairs=())
    fixed = ftfy.fix_encoding(text)
    if fixed == text or fixed.count(_LOST_CHARACTER) > text.count(_LOST_CHARACTER):
        return RepairedBlock(text=text, repairs=())
    before, after = _PIECE.findall(text), _PIECE.findall(fixed)
    # In a long block the frequent pieces are no anchors: with them the time grows with its square.
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=len(before) > _LONG_BLOCK)
    starts = [0]
    for piece in before:
        starts.append(starts[-1] + len(piece))
    evidence = "its bytes make sense in another encoding"
    edits = [
        Edit(starts[i], starts[j], "".join(after[first:last]), "mojibake", evidence)
        for tag, i, j, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]
    return _apply(RepairedBlock(text=text, repairs=()), edits)


def _apply(block: RepairedBlock, edits: Iterable[Edit]) -> RepairedBlock:
    """The block after the edits; earlier repairs move with their text, and grow with edits inside them."""
    pieces: list[str] = []
    repairs = list(block.repairs)
    made: list[Repair] = []
    end = shift = 0
    for edit in sorted(edits, key=lambda each: each.start):
        pieces += [block.text[end : edit.start], edit.result]
        span = Span(edit.start + shift, edit.start + shift + len(edit.result))
        made.append(
            Repair(
                span=span,
                original=block.text[edit.start : edit.end],
                result=edit.result,
                rule=edit.rule,
                evidence=edit.evidence,
            )
        )
        grown = len(edit.result) - (edit.end - edit.start)
        repairs = [_moved(repair, edit.start + shift, grown) for repair in repairs]
        shift += grown
        end = edit.end
    if not made:
        return block
    text = "".join([*pieces, block.text[end:]])
    kept = [replace(repair, result=repair.span.of(text)) for repair in repairs]
    return RepairedBlock(text=text, repairs=tuple(sorted([*kept, *made], key=lambda each: each.span)))


def _moved(repair: Repair, place: int, grown: int) -> Repair:
    """A repair after a change of ``grown`` characters at ``place``."""
    start, end = repair.span.start, repair.span.end
    if place < start:
        return replace(repair, span=Span(start + grown, end + grown))
    return replace(repair, span=Span(start, max(start, end + grown))) if place < end else repair
