"""What understanding costs beside the bare encoder, part by part, as sentences per second on one core.

Reads the articles of the public pages in ``../shared/data/extraction/html`` if they are there, else the samples'.
The peer is spaCy's tokenizer with its rule-based sentence splitter and a matcher, where spaCy is installed (it
comes with the training environment): the least that any pipeline over spaCy costs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.reading import load_pages
from dateline.errors import InputRejectedError
from dateline.extract.article import ArticleExtractor
from dateline.model import Article, Page
from dateline.read import Reader
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.encoder.session import Encoder
from dateline.understand.encoder.windows import windows
from dateline.understand.encoder.wordpieces import Pieces
from dateline.understand.events import EventCoder
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.proposals import Proposer
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder
from dateline.understand.times import find_times

T = TypeVar("T")
_MOST = 30
_BARE = "encoder on every paragraph, nothing else"


def articles() -> list[tuple[Page, Article]]:
    """Pages with their articles."""
    extractor = ArticleExtractor.load()
    found = []
    for page in load_pages()[:_MOST]:
        try:
            found.append((page, extractor.extract(page)))
        except InputRejectedError:
            continue
    return found


@dataclass
class _Clock:
    """Processor time by part."""

    spent: dict[str, float] = field(default_factory=dict)

    def run(self, name: str, work: Callable[..., T], *given: object) -> T:
        start = time.process_time()
        result = work(*given)
        self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - start
        return result


def parts(texts: Sequence[Article]) -> dict[str, float]:
    """Seconds of processor time that each part takes over all articles, one after the other."""
    reader, analyst, finder = WindowReader.load(), Analyst.load(), MentionFinder.load()
    coder, sayings, proposer = EventCoder.load(), StatementFinder.load(), Proposer.load()
    clock = _Clock()
    for article in texts:
        text = article.text
        sentences = clock.run("sentences", split_sentences, text, article.paragraphs)
        bare = [window.pieces for window in windows(text, sentences, reader.encoder.cut)]
        clock.run(_BARE, _look_at_all, reader.encoder, bare)
        seen = clock.run("encoder behind the gate, with word pieces", reader.look, text, sentences)
        analyses = clock.run("tags and phrases", analyst.analyse, text, sentences)
        seen = clock.run("lexicon on possible acts, with parses", proposer.propose, seen, analyses)
        mentions = clock.run("mentions, with decoding", finder.find, text, analyses, seen)
        times = clock.run("times", find_times, text, analyses, article.published)
        events = clock.run("events", coder.code, seen, analyses, mentions, times)
        clock.run("statements", sayings.find, text, seen, analyses, mentions, events)
    return clock.spent


def _look_at_all(encoder: Encoder, pieces: Sequence[Pieces]) -> None:
    for part in pieces:
        encoder.look(part)


def spacy_floor(texts: Sequence[Article]) -> float | None:
    """Processor time of spaCy's tokenizer, sentence splitter and one matcher, or None without spaCy."""
    try:
        import spacy
        from spacy.matcher import Matcher
    except ImportError:
        return None
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    matcher = Matcher(nlp.vocab)
    matcher.add("said", [[{"LOWER": {"IN": ["said", "told", "accused", "attacked", "met"]}}]])
    start = time.process_time()
    for article in texts:
        matcher(nlp(article.text))
    return time.process_time() - start


def main() -> None:
    """Print the parts, and the whole against the bare encoder."""
    pairs = articles()
    texts = [article for _, article in pairs]
    reader = Reader.load()
    sentences = sum(len(split_sentences(a.text, a.paragraphs)) for a in texts)
    spent = parts(texts)
    start = time.process_time()
    for page, article in pairs:
        reader.understand(page, article)
    whole = time.process_time() - start
    bare = spent[_BARE]
    for name, seconds in spent.items():
        print(f"  {name:<44} {1000 * seconds / len(texts):7.1f} ms an article")
    print(f"  {'understanding, all of it':<44} {1000 * whole / len(texts):7.1f} ms an article")
    print(
        f"  bare encoder {sentences / bare:.0f} sentences/s, understanding {sentences / whole:.0f} sentences/s"
    )
    print(f"  understanding / bare encoder: {whole / bare:.2f}")
    floor = spacy_floor(texts)
    if floor is not None:
        print(
            f"  spaCy's tokenizer, sentencizer and a matcher: {1000 * floor / len(texts):.1f} ms an article"
        )


if __name__ == "__main__":
    main()
