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
    """Words with the types of acts that they are known to tell.

    Attributes:
        types: for each word the types, with the share of its uses that tell one (of 0 to 1).
    """

    types: Mapping[str, Mapping[EventType, float]]

    @classmethod
    def load(cls, ontology: Ontology) -> TriggerWords:
        """Those of the ontology's frames and operators, and of the shipped list.

        Raises:
            DataError: the list is broken.
        """
        found: defaultdict[str, dict[EventType, float]] = defaultdict(dict)
        for word, types in _listed().items():
            found[word].update(types)
        for frame in ontology.frames:
            for lemma in frame.lemmas:
                found[lemma[0]][frame.type] = 1.0
        return cls(dict(found))

    def share(self, analysis: Analysis, trigger: Span, kind: EventType) -> float:
        """How often the word of the trigger that is best known for it tells an act of this type, of all its uses.

        1 for words of the ontology, and where no word can tell any act; 0 where none is known to.
        """
        words = list(telling_words(analysis, trigger))
        return max((self.types.get(word, {}).get(kind, 0.0) for word in words), default=1.0)


@cache
def _listed() -> dict[str, dict[EventType, float]]:
    text = (resources.files("dateline.understand") / _RULES).read_text("utf-8")
    found: dict[str, dict[EventType, float]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        word, *types = line.split("\t")
        try:
            found[word] = {EventType(kind): float(share) for kind, share in (one.split() for one in types)}
        except ValueError as error:
            raise DataError(str(error), where=f"{_RULES}:{number}", action="write it anew") from error
        if not found[word]:
            raise DataError("names no type", where=f"{_RULES}:{number}", action="write it anew")
    return found
