"""Windows as if the encoder had seen them: what it saw is given by words of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import cast

from dateline.model import Auxiliary, BlockKind, Mention, Paragraph, Sentence, Span
from dateline.understand.analysis import Analysis
from dateline.understand.encoder.proposals import Proposal
from dateline.understand.encoder.reader import SeenEvent, SeenMention, SeenStatement, SeenWindow
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences


@cache
def tools() -> tuple[Analyst, MentionFinder]:
    return Analyst.load(), MentionFinder.load()


@dataclass(frozen=True)
class Read:
    """A text of one paragraph, taken apart."""

    text: str
    sentences: tuple[Sentence, ...]
    analyses: tuple[Analysis, ...]
    mentions: tuple[Mention, ...]

    @classmethod
    def of(cls, text: str) -> Read:
        analyst, finder = tools()
        paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
        sentences = split_sentences(text, (paragraph,))
        analyses = analyst.analyse(text, sentences)
        return cls(text, sentences, analyses, finder.find(text, analyses))

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def window(
        self,
        mentions: Sequence[tuple[str, str]] = (),
        events: Sequence[SeenEvent] = (),
        statements: Sequence[SeenStatement] = (),
        loose: Sequence[str] = (),
    ) -> SeenWindow:
        """The whole text as one window; mentions are words with their kinds."""
        given = SimpleNamespace(
            window=SimpleNamespace(sentences=self.sentences),
            mentions=tuple(SeenMention(self.span(words), kind, 0.9) for words, kind in mentions),
            events=tuple(events),
            statements=lambda lean=0.0, plain=True: tuple(statements),
            loose_content=lambda lean=0.0, plain=True: tuple(self.span(words) for words in loose),
        )
        return cast("SeenWindow", given)

    def act(
        self,
        trigger: str,
        kind: str,
        actors: tuple[int, ...] = (),
        recipients: tuple[int, ...] = (),
        *,
        place: int | None = None,
        mode: tuple[str, float] | None = None,
        auxiliaries: tuple[Auxiliary, ...] = (),
        reciprocal: bool = False,
        proposed: str | None = None,
    ) -> SeenEvent:
        """An act; ``proposed`` is the mode that the lexicon proposes for it."""
        place_of = self.span(trigger)
        proposal = Proposal(trigger=place_of, type=kind, mode=proposed, rule="given") if proposed else None
        return SeenEvent(
            place_of, kind, 0.9, actors, recipients, reciprocal, place, auxiliaries, mode, proposal
        )

    def saying(
        self,
        cue: str,
        source: str | None,
        *content: str,
        kind: str = "say",
        addressee: int | None = None,
        score: float = 0.9,
    ) -> SeenStatement:
        pieces = tuple(self.span(words) for words in content)
        return SeenStatement(
            self.span(cue), self.span(source) if source else None, pieces, addressee, kind, score
        )
