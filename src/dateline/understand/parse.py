"""From a text and its sentences to analyses: words, tags, lemmas, phrases, verb groups, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from dateline.model import Sentence
from dateline.model import Span as _Span
from dateline.understand.analysis import Analysis, Arcs, Token
from dateline.understand.chunks import noun_phrases, quotes, verb_groups
from dateline.understand.dependencies import DependencyParser
from dateline.understand.lemmas import lemma
from dateline.understand.tagger import Tagger
from dateline.understand.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Analyst:
    """Takes sentences apart."""

    tagger: Tagger
    parser: DependencyParser

    @staticmethod
    def load() -> Analyst:
        """An analyst with the shipped models.

        Raises:
            DataError: if a model file is missing or damaged.
        """
        return Analyst(Tagger.load(), DependencyParser.load())

    def analyse(self, text: str, sentences: Sequence[Sentence]) -> tuple[Analysis, ...]:
        """One analysis for each sentence; a quotation that is not closed runs on within its paragraph."""
        analyses: list[Analysis] = []
        opened, paragraph = False, -1
        for sentence in sentences:
            if sentence.paragraph != paragraph:
                opened, paragraph = False, sentence.paragraph
            analysis, opened = self._analyse(text, sentence, opened)
            analyses.append(analysis)
        return tuple(analyses)

    def _analyse(self, text: str, sentence: Sentence, opened: bool) -> tuple[Analysis, bool]:
        tokens = self._tokens(text, sentence, opened)
        phrases = noun_phrases(tokens)
        quoted, opened = quotes(tokens, opened=opened)
        groups = verb_groups(tokens, phrases)
        analysis = Analysis(
            sentence=sentence,
            tokens=tokens,
            noun_phrases=phrases,
            verb_groups=groups,
            quotes=quoted,
            parse=cache(partial(self._parse, tokens)),
        )
        return analysis, opened

    def _parse(self, tokens: Sequence[Token]) -> Arcs:
        return self.parser.parse([token.lemma for token in tokens], [token.tag for token in tokens])

    def _tokens(self, text: str, sentence: Sentence, opened: bool) -> tuple[Token, ...]:
        spans = tokenise(text, sentence.span.start, sentence.span.end)
        words = [text[start:end] for start, end in spans]
        tags = self.tagger.tag(words)
        if opened:
            _swap_straight_marks(words, tags)
        return tuple(
            Token(_Span(start, end), word, lemma(word, tag), tag)
            for (start, end), word, tag in zip(spans, words, tags, strict=True)
        )


def _swap_straight_marks(words: Sequence[str], tags: list[str]) -> None:
    """In a sentence that begins within a quotation the first straight mark closes."""
    for index, word in enumerate(words):
        if word == '"':
            tags[index] = "''" if tags[index] == "``" else "``"
