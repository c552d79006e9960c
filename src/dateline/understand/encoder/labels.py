"""The labels that the trained encoder gives: what training writes and decoding reads.

The order of each tuple is the order of the model's outputs, so an entry may only be added together with new weights.
"""

from __future__ import annotations

from dateline.model import Auxiliary, EventType, StatementKind

MENTION_KINDS = (
    "person",
    "government",
    "military",
    "police",
    "court",
    "armed",
    "party",
    "organisation",
    "civilians",
    "country",
    "place",
    "thing",
)
TYPES = tuple(kind.value for kind in EventType)
AUXILIARIES = tuple(auxiliary.value for auxiliary in Auxiliary)
STATEMENT_KINDS = tuple(kind.value for kind in StatementKind)
# Modes of the ontology by type, in the order of the head that chooses among them; a test holds them to the ontology.
MODES = tuple(
    (kind, mode)
    for kind, names in {
        "CONSULT": "multilateral phone third-party visit",
        "RETREAT": "access ceasefire disarm release resign withdraw",
        "REQUEST": "assist change meet yield",
        "ACCUSE": "allege disapprove investigate",
        "REJECT": "assist change meet yield",
        "THREATEN": "arrest expel relations restrict territory violence",
        "PROTEST": "boycott demo hunger obstruct riot strike vandalize",
        "SANCTION": "convict discontinue expel withdraw",
        "MOBILIZE": "militia police troops weapons",
        "COERCE": "arrest censor curfew cyber deport martial-law misinformation restrict seize withhold",
        "ASSAULT": "abduct aerial beat crowd-control destroy drone explosives firearms heavy-weapons primitive "
        "sexual suicide-attack targeted torture unconventional",
    }.items()
    for mode in names.split()
)
PARTIES = ("S", "T", "R")
PART = ("",)

ROLES = ("none", "actor", "recipient", "reciprocal", "place")
LINKS = ("none", "source", "content", "addressee")
# The heads that say how a word and a span go together.
PAIRS = ("roles", "links", "plain_links")
ROOTS = ("none", *TYPES)
PLV_ROOTS = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
QUADS = ("0", "1", "2", "3", "4")


def bio(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """``O``, and for each kind its ``B-`` and ``I-``."""
    return ("O", *(f"{letter}-{kind}" for kind in kinds for letter in "BI"))


TAGS: dict[str, tuple[str, ...]] = {
    "mention": bio(MENTION_KINDS),
    "trigger": ("O", *TYPES),
    "party": bio(PARTIES),
    # Attributions as PolNeAR draws them, with attitudes and relative clauses; and as the project's own corpus does.
    "source": bio(PART),
    "cue": bio(PART),
    "content": bio(PART),
    "plain_source": bio(PART),
    "plain_cue": bio(PART),
    "plain_content": bio(PART),
}
