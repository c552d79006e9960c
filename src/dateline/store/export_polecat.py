"""Events in the 40 tab-separated columns of the POLECAT data release (Harvard Dataverse).

What Dateline does not know (Wikipedia and GeoNames numbers, coordinates, districts) is left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from dateline.model import MentionKind
from dateline.store.cells import harmless
from dateline.store.codebook import QUADS, codebook
from dateline.store.export_records import models_in_words, public_id
from dateline.store.records import Fact, Party, Source

JOINT = "; "
"""Stands between the entries of a column that holds several."""

Story = dict[MentionKind, tuple[str, ...]]


def write_polecat(path: Path, facts: Iterable[Fact], story: Callable[[int], Story]) -> int:
    """Write the events to a tab-separated file with a header.

    Args:
        path: the file.
        facts: the events.
        story: gives the names that an article mentions, by kind, for its number.

    Returns:
        The number of events.
    """
    columns = codebook().columns
    count, article, names = 0, -1, Story()
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(columns) + "\n")
        for fact in facts:
            if fact.source.article != article:
                article = fact.source.article
                names = story(article)
            row = polecat_row(fact, names)
            stream.write("\t".join(harmless(" ".join(row.get(name, "").split())) for name in columns) + "\n")
            count += 1
    return count


def polecat_row(fact: Fact, story: Story) -> dict[str, str]:
    """The columns that are known, by name. ``Event Date`` is empty unless it is one day."""
    codes = codebook()
    day = fact.earliest if fact.earliest == fact.latest else None
    return {
        "Event ID": public_id(fact.source, "E", fact.position),
        "Event Date": day.isoformat() if day else "",
        "Event Type": fact.type.value,
        "Event Mode": fact.mode or "",
        "Intensity": f"{codes.score(fact.type, fact.mode):g}",
        "Quad Code": QUADS[codes.quads[fact.type] - 1].value.upper(),
        "Contexts": JOINT.join(fact.contexts),
        **_side("Actor", fact.actors),
        **_side("Recipient", fact.recipients),
        **_place(fact.place),
        "Source": fact.source.site or "",
        "Publication Date": _published(fact.source),
        "Story People": JOINT.join(story.get(MentionKind.PERSON, ())),
        "Story Organizations": JOINT.join(story.get(MentionKind.ORGANISATION, ())),
        "Story Locations": JOINT.join(
            (*story.get(MentionKind.COUNTRY, ()), *story.get(MentionKind.PLACE, ()))
        ),
        "Language": fact.source.language or "",
        "Version": _version(fact.source),
    }


def _side(name: str, parties: tuple[Party, ...]) -> dict[str, str]:
    """One side; where several take part, their entries stand in the same order in every column."""
    cow = codebook().cow
    sectors = [party.role or "" for party in parties]
    return {
        f"{name} Name": _joined([party.name for party in parties]),
        f"{name} Country": _joined([party.country or "" for party in parties]),
        f"{name} COW": _joined([str(cow.get(party.country or "", "")) for party in parties]),
        f"Primary {name} Sector": next((sector for sector in sectors if sector), ""),
        f"{name} Sectors": _joined(sectors),
        f"{name} Title": _joined([party.title or "" for party in parties]),
        f"{name} Name Raw": _joined([party.text for party in parties]),
    }


def _joined(entries: list[str]) -> str:
    return JOINT.join(entries) if any(entries) else ""


def _place(place: Party | None) -> dict[str, str]:
    if place is None:
        return {}
    return {"Placename": place.name, "Country": place.country or "", "Raw Placename": place.text}


def _published(source: Source) -> str:
    """The day of publication, where it is one day."""
    published = source.published
    if published is None or published.earliest is None or published.earliest != published.latest:
        return ""
    return published.earliest.isoformat()


def _version(source: Source) -> str:
    made_by = source.provenance
    models = models_in_words(made_by)
    return f"dateline {made_by.code}, ontology {made_by.ontology}" + (f", {models}" if models else "")
