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
- A state inside a longer mention ("US" of "US Secretary of State") is linked by the state of that mention.
- Chains, whether or not anybody of them is known: of the pronouns (he, she, and their forms), of the names of one word,
  and of the titles in small letters ("the prime minister") that stand on somebody who is named in full before, the
  share whose chain holds a full name of the same person, and no other full name before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.mentions import Entity, Gold, aligned, read_gold
from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer import locate
from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.model import Link, Mention, Record
from dateline.resolve.link import STATE, Linked, link_mentions
from dateline.resolve.reference import Reference, shipped_reference
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst

_STATES = frozenset(entity_key(name) for country in load_countries() for name in country.names)
_KINDS = ("person", "organization", "place")
_SINGULAR = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_BRACKETS = re.compile(r"\s*\(.*?\)|,.*")


def evaluate(directory: Path) -> dict[str, float | int]:
    """Measure on the ``*.conllu`` files of a directory.

    Returns:
        ``precision recall f1 known recall_of_known`` over all, then ``person_…``, ``organisation_…``, ``place_…``
        precision and recall, ``pronoun_accuracy`` and ``short_name_accuracy`` (of the pronouns and one-word names of
        people whose chain has a link: those with the right one), of ``pronoun``, ``short_name`` and ``title`` each
        ``…_chain_accuracy`` and of how many (``…_chains``), and ``documents``.

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
        counts += _count(gold, mentions, linked, aligned(mentions, gold.entities), reference)
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
    for what in ("pronoun", "short_name", "title"):
        figures[f"{what}_chain_accuracy"] = _share(
            counts[f"{what} in_right_chain"], counts[f"{what} in_chain"]
        )
        figures[f"{what}_chains"] = counts[f"{what} in_chain"]
    return figures | {"documents": documents}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def title_key(title: str) -> str:
    """The title of an article as the key of a name: "Georgia (country)" is Georgia's."""
    return entity_key(_BRACKETS.sub("", title))


def _count(
    gold: Gold,
    mentions: Sequence[Mention],
    linked: Linked,
    standing: Mapping[int, Entity],
    reference: Reference,
) -> Counter[str]:
    titles: dict[str, str] = {}
    for entity in gold.entities:
        if entity.title:
            titles.setdefault(entity.identity, title_key(entity.title))
    named = set(reference.named(set(titles.values()))) | _STATES
    known = dict.fromkeys(_KINDS, named) | {"place": named | {key for key in titles.values() if locate(key)}}
    counts: Counter[str] = Counter()
    for entity in gold.entities:
        if entity.type in _KINDS and (entity.named or entity.pronoun) and entity.identity in titles:
            counts[f"{entity.type} gold"] += 1
            counts[f"{entity.type} known"] += titles[entity.identity] in known[entity.type]
    counts += _chains(gold, mentions, standing)
    counts += _states_inside(gold, mentions, titles, standing)
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


def _states_inside(
    gold: Gold, mentions: Sequence[Mention], titles: Mapping[str, str], standing: Mapping[int, Entity]
) -> Counter[str]:
    """States named inside a mention of ours that stands on something else, told by its state."""
    counts: Counter[str] = Counter()
    stood_on = {id(entity) for entity in standing.values()}
    for entity in gold.entities:
        if entity.type != "place" or not entity.named or id(entity) in stood_on:
            continue
        around = next(
            (
                m
                for m in mentions
                if m.country and m.span.start <= entity.core.start and entity.core.end <= m.span.end
            ),
            None,
        )
        written = entity_key(gold.text[entity.core.start : entity.core.end])
        if around is None or written not in _STATES:
            continue
        names = {entity_key(name) for name in state_names(f"{STATE}{around.country}")}
        counts["place found"] += 1
        counts["place right"] += titles.get(entity.identity) in names
    return counts


def _chains(gold: Gold, mentions: Sequence[Mention], standing: Mapping[int, Entity]) -> Counter[str]:
    """Pronouns, short names and titles of people who were named in full before: whose chain they are in."""
    counts: Counter[str] = Counter()
    latest: dict[int, str] = {}  # whom a chain was called by a full name last
    named: set[str] = set()
    for mention in mentions:
        own = standing.get(mention.index)
        if own is None or own.type != "person":
            continue
        written = gold.text[mention.head.start : mention.head.end]
        what = _short_form(mention, own, written)
        if what and own.identity in named:
            counts[f"{what} in_chain"] += 1
            counts[f"{what} in_right_chain"] += latest.get(mention.refers_to) == own.identity
        elif what is None and own.named and len(plain_words(written)) > 1:
            named.add(own.identity)
            latest[mention.refers_to] = own.identity
    return counts


def _short_form(mention: Mention, own: Entity, written: str) -> str | None:
    """What a mention of a person is, if it is no full name."""
    if mention.rule == "pronoun":
        return "pronoun" if written.casefold() in _SINGULAR else None
    if mention.rule == "office":
        return "title"
    return "short_name" if own.named and len(plain_words(written)) == 1 else None


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
