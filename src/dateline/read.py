"""Page → everything: the library's one call.

>>> from dateline.read import Reader
>>> reader = Reader.load()
>>> reading = reader.read(page)  # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources

from dateline import __version__
from dateline.errors import InputRejectedError
from dateline.extract.article import ArticleExtractor
from dateline.lexicon.reference import shipped_snapshot
from dateline.model import Article, Judgements, Page, Provenance, Reading, Rejected
from dateline.resolve.identity import NOBODY_JUDGED
from dateline.resolve.reference import JoinedReference, Reference, shipped_reference
from dateline.resolve.resolver import Resolver
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.events import EventCoder
from dateline.understand.mentions import MentionFinder
from dateline.understand.ontology import load_ontology
from dateline.understand.parse import Analyst
from dateline.understand.proposals import Proposer
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder
from dateline.understand.times import find_times

_WEIGHTS = (".onnx", ".json.gz", ".npz")


@cache
def model_versions() -> tuple[tuple[str, str], ...]:
    """The shipped weights by file name, each with the first twelve digits of its SHA-256."""
    files = [
        file for file in (resources.files("dateline") / "models" / "en").iterdir() if _is_weights(file.name)
    ]
    return tuple(
        (file.name, hashlib.sha256(file.read_bytes()).hexdigest()[:12])
        for file in sorted(files, key=lambda file: file.name)
    )


def _is_weights(name: str) -> bool:
    return name.endswith(_WEIGHTS)


class Reader:
    """Reads pages; loads its models, lexicons and ontology once, and keeps nothing of a page."""

    def __init__(
        self,
        extractor: ArticleExtractor,
        encoder: WindowReader,
        analyst: Analyst,
        proposer: Proposer,
        mentions: MentionFinder,
        events: EventCoder,
        statements: StatementFinder,
        resolver: Resolver,
        provenance: Provenance,
    ) -> None:
        self._extractor = extractor
        self._encoder = encoder
        self._analyst = analyst
        self._proposer = proposer
        self._mentions = mentions
        self._events = events
        self._statements = statements
        self._resolver = resolver
        self.provenance = provenance

    @classmethod
    def load(
        cls,
        reference: Reference | None = None,
        snapshots: tuple[tuple[str, str], ...] = (),
        judgements: Judgements = NOBODY_JUDGED,
    ) -> Reader:
        """A reader with everything that is shipped.

        Args:
            reference: reference data besides the shipped one, if any.
            snapshots: their sources and versions, for the provenance of what is read.
            judgements: what people said of entities.
        """
        shipped = (("reference", shipped_snapshot().version), *snapshots)
        provenance = Provenance(
            code=__version__, ontology=load_ontology().version, models=(*model_versions(), *shipped)
        )
        known = shipped_reference()
        return cls(
            ArticleExtractor.load(),
            WindowReader.load(),
            Analyst.load(),
            Proposer.load(),
            MentionFinder.load(),
            EventCoder.load(),
            StatementFinder.load(),
            Resolver(JoinedReference((known, reference)) if reference else known, judgements),
            provenance,
        )

    def read(self, page: Page) -> Reading:
        """Read one page.

        Raises:
            InputRejectedError: the page cannot be read, or there is no article on it.
        """
        return self.understand(page, self._extractor.extract(page))

    def understand(self, page: Page, article: Article) -> Reading:
        """Find the facts in an article that was extracted from ``page``."""
        sentences = split_sentences(article.text, article.paragraphs)
        analyses = self._analyst.analyse(article.text, sentences)
        seen = self._proposer.propose(self._encoder.look(article.text, sentences), analyses)
        named = self._mentions.find(article.text, analyses, seen)
        resolved = self._resolver.resolve(article, sentences, named)
        article, mentions = replace(article, published=resolved.published), resolved.mentions
        times = find_times(article.text, analyses, article.published)
        events = self._events.code(seen, analyses, mentions, times, article.published)
        statements = self._statements.find(article.text, seen, analyses, mentions, events)
        return Reading(
            page=page,
            article=article,
            sentences=sentences,
            mentions=mentions,
            times=times,
            events=events,
            statements=statements,
            links=resolved.links,
            profiles=resolved.profiles,
            claims=resolved.claims,
            provenance=self.provenance,
        )

    def stream(self, pages: Iterable[Page]) -> Iterator[Reading | Rejected]:
        """Read pages one after the other; one that cannot be read comes out as Rejected, with its reason."""
        for page in pages:
            try:
                yield self.read(page)
            except InputRejectedError as error:
                yield Rejected(address=page.address, reason=error.reason, message=str(error), page=page)
