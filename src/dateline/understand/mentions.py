"""Mentions: the people, states, organisations, groups and places that an article names.

>>> finder = MentionFinder.load()
>>> finder.find(text, analyses)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import Mention
from dateline.understand.analysis import Analysis
from dateline.understand.coreference import link
from dateline.understand.encoder.reader import SeenWindow
from dateline.understand.mentions_kinds import missed_surnames, settle_kinds, surnames_of
from dateline.understand.mentions_lexicon import Gazetteer, load_gazetteer, straighten
from dateline.understand.mentions_scan import SentenceScanner
from dateline.understand.mentions_seen import drafts_seen
from dateline.understand.mentions_states import give_states
from dateline.understand.mentions_view import Draft, View, view_of
from dateline.understand.people import People, load_people


class MentionFinder:
    """Finds mentions by known names, titles, the words of names, and the rest of the article."""

    def __init__(self, gazetteer: Gazetteer, people: People) -> None:
        self._gazetteer = gazetteer
        self._people = people
        self._scanner = SentenceScanner(people, gazetteer)

    @classmethod
    def load(cls) -> MentionFinder:
        """A finder with the shipped lexicon.

        Raises:
            DataError: a data file does not have the form that it should.
        """
        return cls(load_gazetteer(), load_people())

    def find(
        self, text: str, analyses: Sequence[Analysis], seen: Sequence[SeenWindow] = ()
    ) -> tuple[Mention, ...]:
        """The mentions of an article.

        Args:
            text: the article's text.
            analyses: its sentences, taken apart, in order.
            seen: what the encoder saw in it; whoever takes part in an act and is not known is added from there.

        Returns:
            Mentions in order of their spans, tied together by ``refers_to``; without overlap, but that "they" may be
            two at one place.
        """
        plain = straighten(text)
        views: list[View] = []
        found: list[list[Draft]] = []
        for analysis in analyses:
            tokens = [(token.span.start, token.span.end) for token in analysis.tokens]
            views.append(view_of(analysis, text, self._gazetteer.matches(plain, tokens)))
            found.append(self._scanner.scan(views[-1]))
        surnames = surnames_of(draft for drafts in found for draft in drafts)
        for number, view in enumerate(views):
            missed = missed_surnames(view, surnames)
            if missed:
                found[number] = self._scanner.scan(view.with_names(missed))
        drafts = [draft for drafts in found for draft in drafts]
        added = drafts_seen(seen, drafts, text)
        drafts = give_states(sorted([*drafts, *added], key=lambda draft: draft.span), text)
        return link(settle_kinds(drafts, self._people, text), self._people, text)
