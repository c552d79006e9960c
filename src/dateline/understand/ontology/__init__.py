"""The PLOVER ontology: types, modes, contexts and frames, as data with a typed loader."""

from dateline.understand.ontology.examples import Example, load_examples
from dateline.understand.ontology.loader import load_ontology
from dateline.understand.ontology.schema import (
    Embedding,
    Frame,
    FrameKind,
    Mode,
    Ontology,
    Operator,
    TypeEntry,
)

__all__ = [
    "Embedding",
    "Example",
    "Frame",
    "FrameKind",
    "Mode",
    "Ontology",
    "Operator",
    "TypeEntry",
    "load_examples",
    "load_ontology",
]
