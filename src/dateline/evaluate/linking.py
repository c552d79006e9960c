"""How well mentions are linked to entities (GUM's layout, Wikipedia titles).

The corpus: Lin & Zeldes, "WikiGUM" (LAW-DMR 2021): mentions of named entities carry the title of
their Wikipedia article.

Conventions, so that the figures can be had again:

- The raw text and its day are given to Dateline; mentions, chains and links are its own.
- A mention of ours stands on the annotated mention of most alike span. An annotated entity has a title if any of its
  mentions has one. A link is right if one of the names of the entity chosen is that title, spelling, order of words and
  what stands in brackets aside.
- Precision: of our links that stand on a name or pronoun of a person, organisation or place; a link to an entity
  without a title is wrong. Recall: of all names and pronouns of such entities that have a title.
- ``known`` is the share of those whose title is a name in the reference data: no linker gets beyond it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.mentions import Entity, Gold, aligned, read_gold
from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer import locate
from dateline.lexicon.name_keys import entity_key
from dateline.model import Link, Record
from dateline.resolve.link import Linked, link_mentions
from dateline.resolve.reference import Reference, shipped_reference
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst

_STATES = frozenset(entity_key(name) for country in load_countries() for name in country.names)
_KINDS = ("person", "organization", "place")
_BRACKETS = re.compile(r"\s*\(.*?\)|,.*")


def evaluate(directory: Path) -> dict[str, float | int]:
    """Measure on the ``*.conllu`` files of a directory.

    Returns:
        ``precision recall f1 known recall_of_known`` over all, then ``person_…``, ``organisation_…``, ``place_…``
        precision and recall, ``pronoun_accuracy`` and ``short_name_accuracy`` (of the pronouns and one-word names of
        people whose chain has a link: those with the right one), and ``documents``.

    Raises:
        DataError: there is no such file, or a line of one is not CoNLL-U.
    """
    paths = sorted(directory.glob("*.conllu"))
    if not paths:
        raise DataError("no .conllu file", where=str(directory), action="give a folder of GUM's documents")
    analyst, finder, reference = Analyst.load(), MentionFinder.load(), shipped_reference()
    counts: Counter[str] = Counter()
    for path in paths:
        gold = read_gold(path)
        mentions = finder.find(gold.text, analyst.analyse(gold.text, gold.sentences))
        linked = link_mentions(gold.text, mentions, reference, gold.written, gold.written)
        counts += _count(gold, linked, aligned(mentions, gold.entities), reference)
    return _figures(counts, len(paths))


def _figures(counts: Counter[str], documents: int) -> dict[str, float | int]:
    for what in ("right", "found", "gold", "known"):
        counts[f"all {what}"] = sum(counts[f"{kind} {what}"] for kind in _KINDS)
    figures: dict[str, float | int] = {}
    for kind, name in (("all", ""), *((kind, f"{kind.replace('z', 's')}_") for kind in _KINDS)):
        right, found, gold = (counts[f"{kind} {what}"] for what in ("right", "found", "gold"))
        figures[f"{name}precision"] = _share(right, found)
        figures[f"{name}recall"] = _share(right, gold)
        figures[f"{name}f1"] = _share(2 * right, found + gold)
        figures[f"{name}known"] = _share(counts[f"{kind} known"], gold)
    for what in ("pronoun", "short_name"):
        figures[f"{what}_accuracy"] = _share(counts[f"{what} right"], counts[f"{what} found"])
    return figures | {"documents": documents}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def title_key(title: str) -> str:
    """The title of an article as the key of a name: "Georgia (country)" is Georgia's."""
    return entity_key(_BRACKETS.sub("", title))


def _count(gold: Gold, linked: Linked, standing: Mapping[int, Entity], reference: Reference) -> Counter[str]:
    titles: dict[str, str] = {}
    for entity in gold.entities:
        if entity.title:
            titles.setdefault(entity.identity, title_key(entity.title))
    known = set(reference.named(set(titles.values()))) | _STATES | {k for k in titles.values() if locate(k)}
    counts: Counter[str] = Counter()
    for entity in gold.entities:
        if entity.type in _KINDS and (entity.named or entity.pronoun) and entity.identity in titles:
            counts[f"{entity.type} gold"] += 1
            counts[f"{entity.type} known"] += titles[entity.identity] in known
    used: set[int] = set()
    for link in linked.links:
        own = standing.get(link.mention)
        if own is None or link.chosen is None or own.type not in _KINDS or id(own) in used:
            continue
        if not (own.named or own.pronoun):
            continue
        used.add(id(own))
        title = titles.get(own.identity)
        right = title is not None and (
            title in names_of(link, linked.records) or _is_place(title, link.chosen.entity)
        )
        counts[f"{own.type} found"] += 1
        counts[f"{own.type} right"] += right
        special = "pronoun" if own.pronoun else "short_name" if link.rule == "surname" else ""
        if special:
            counts[f"{special} found"] += 1
            counts[f"{special} right"] += right
    return counts


def names_of(link: Link, records: Mapping[str, Record]) -> frozenset[str]:
    """The keys of all names of the entity that a link chose."""
    if link.chosen is None:
        return frozenset()
    record = records.get(link.chosen.entity)
    names = [name.text for name in record.entity.names] if record else state_names(link.chosen.entity)
    return frozenset(entity_key(name) for name in (link.chosen.name, *names))


def _is_place(title: str, entity: str) -> bool:
    """Whether a place is the one that a title names, whichever of its names that is."""
    place = locate(title)
    return place is not None and entity == f"geonames-{place.id}"


def state_names(entity: str) -> tuple[str, ...]:
    """The names of a state, from the id of its entity; empty for any other."""
    country = load_countries().by_code(entity.removeprefix("iso-")) if entity.startswith("iso-") else None
    return country.names if country else ()
