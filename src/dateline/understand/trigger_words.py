"""Which words are known to tell an act of which type: by the frames of the ontology, and in the labelled corpus.

The corpus's words are data (``rules/trigger_words.tsv``), written by ``training.trigger_words``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dateline.errors import DataError
from dateline.model import EventType, Span
from dateline.understand.analysis import Analysis
from dateline.understand.ontology import Ontology

_TELLING = ("N", "V", "J", "R")  # nouns, verbs, adjectives; adverbs and particles ("off")
_LENDING = frozenset({"be", "have", "do", "not"})  # auxiliaries tell nothing themselves
_RULES = "rules/trigger_words.tsv"


def telling_words(analysis: Analysis, trigger: Span) -> Iterator[str]:
    """The words of a trigger that can tell an act: lemmas in lower case, and hyphened ones as they stand."""
    for token in analysis.tokens:
        if token.span.overlaps(trigger) and token.tag[:1] in _TELLING and token.lemma not in _LENDING:
            yield token.lemma.lower()


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """Words with the types of acts that they are known to tell."""

    types: Mapping[str, frozenset[EventType]]

    @classmethod
    def load(cls, ontology: Ontology) -> TriggerWords:
        """Those of the ontology's frames and operators, and of the shipped list.

        Raises:
            DataError: the list is broken.
        """
        found: defaultdict[str, set[EventType]] = defaultdict(set)
        for word, types in _listed().items():
            found[word] |= types
        for frame in ontology.frames:
            for lemma in frame.lemmas:
                found[lemma[0]].add(frame.type)
        return cls({word: frozenset(types) for word, types in found.items()})

    def tells(self, analysis: Analysis, trigger: Span, kind: EventType) -> bool:
        """Whether any word of the trigger is known to tell an act of this type; True where none can tell any."""
        words = list(telling_words(analysis, trigger))
        return not words or any(kind in self.types.get(word, ()) for word in words)


@cache
def _listed() -> dict[str, frozenset[EventType]]:
    text = (resources.files("dateline.understand") / _RULES).read_text("utf-8")
    found: dict[str, frozenset[EventType]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        word, tab, types = line.partition("\t")
        try:
            found[word] = frozenset(EventType(name) for name in types.split())
        except ValueError as error:
            raise DataError(str(error), where=f"{_RULES}:{number}", action="write it anew") from error
        if not tab or not found[word]:
            raise DataError("names no type", where=f"{_RULES}:{number}", action="write it anew")
    return found
