"""A sentence as the finder of statements looks at it: its words, and what stands at each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dateline.model import Span
from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup
from dateline.understand.cues import CueLexicon
from dateline.understand.quotations import Quotation

OPENING = frozenset("“\"„‟«‘'") | {"``", "''"}
CLOSING = frozenset("”\"»’'") | {"''"}
FINAL = frozenset({".", "!", "?", "…", "...", ";"})
DASHES = frozenset({"-", "--", "–", "—"})
RELATIVES = frozenset({"who", "which", "that", "whom"})


@dataclass(frozen=True)
class View:
    """One sentence.

    Attributes:
        analysis: its tokens, phrases and verb groups.
        quotations: the direct speech that lies in it, wholly or in part.
        lexicon: the cues that are looked for.
    """

    analysis: Analysis
    quotations: tuple[Quotation, ...]
    lexicon: CueLexicon

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens in lower case."""
        return tuple(token.text.lower() for token in self.analysis.tokens)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The Penn Treebank tags."""
        return tuple(token.tag for token in self.analysis.tokens)

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The lemmas in lower case."""
        return tuple(token.lemma.lower() for token in self.analysis.tokens)

    @cached_property
    def groups(self) -> dict[int, VerbGroup]:
        """The verb group that each of its tokens lies in."""
        return {i: group for group in self.analysis.verb_groups for i in range(group.first, group.last)}

    @cached_property
    def phrases(self) -> dict[int, NounPhrase]:
        """The noun phrase that each of its tokens lies in."""
        return {i: phrase for phrase in self.analysis.noun_phrases for i in range(phrase.first, phrase.last)}

    @cached_property
    def end(self) -> int:
        """The first token of the closing punctuation."""
        last = len(self.words)
        while last > 0 and (self.words[last - 1] in FINAL or self.words[last - 1] in CLOSING):
            last -= 1
        return last

    @cached_property
    def quotes(self) -> tuple[tuple[int, int, Quotation], ...]:
        """First and last (excluded) token of each quotation, as far as it lies in this sentence."""
        starts = [token.span.start for token in self.analysis.tokens]
        ends = [token.span.end for token in self.analysis.tokens]
        found = []
        for quotation in self.quotations:
            first = bisect_right(ends, quotation.span.start)
            last = bisect_left(starts, quotation.span.end)
            if first < last:
                found.append((first, last, quotation))
        return tuple(found)

    @cached_property
    def _quote_at(self) -> dict[int, Quotation]:
        return {i: quotation for first, last, quotation in self.quotes for i in range(first, last)}

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The token at ``i`` in lower case; empty beyond the sentence."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def tag(self, i: int) -> str:
        """The tag of the token at ``i``; empty beyond the sentence."""
        return self.tags[i] if 0 <= i < len(self.tags) else ""

    def quotation(self, i: int) -> Quotation | None:
        """The quotation that the token at ``i`` lies in."""
        return self._quote_at.get(i)

    def opens_quote(self, i: int) -> bool:
        """Whether a quotation begins with the token at ``i``."""
        return any(first == i for first, _, _ in self.quotes)

    def closes_quote(self, i: int) -> bool:
        """Whether a quotation ends with the token at ``i``."""
        return any(last == i + 1 for _, last, _ in self.quotes)

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` to ``last`` (excluded)."""
        return self.analysis.span(first, last)


def views(
    analyses: Sequence[Analysis], quotations: Sequence[Quotation], lexicon: CueLexicon
) -> tuple[View, ...]:
    """One view for each sentence, with the quotations that touch it."""
    result: list[View] = []
    place = 0
    for analysis in analyses:
        span = analysis.sentence.span
        while place < len(quotations) and quotations[place].span.end <= span.start:
            place += 1
        last = place
        while last < len(quotations) and quotations[last].span.start < span.end:
            last += 1
        result.append(View(analysis, tuple(quotations[place:last]), lexicon))
    return tuple(result)
