"""The room's one call: an article and its mentions → who they are, as of the article's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.lexicon.office_kinds import BESIDE, office_kind
from dateline.lexicon.standing import profile_of
from dateline.model import (
    Article,
    Claim,
    DateEstimate,
    Judgements,
    Link,
    Mention,
    MentionKind,
    Office,
    OfficeKind,
    Profile,
    Record,
    Sentence,
)
from dateline.resolve.chains import GivenTitle
from dateline.resolve.claims import check_claims, find_claims
from dateline.resolve.dating import date_article
from dateline.resolve.elsewhere import MEANINGS
from dateline.resolve.identity import NOBODY_JUDGED
from dateline.resolve.link import Linked, link_mentions
from dateline.resolve.match import office_answers
from dateline.resolve.reference import Reference

# PLOVER sectors (manual 2.0) by kind of office; other state offices are GOV.
_SECTORS = {
    OfficeKind.PARLIAMENT: "LEG",
    OfficeKind.COURT: "JUD",
    OfficeKind.PROSECUTOR: "JUD",
    OfficeKind.ARMED_FORCES: "MIL",
    OfficeKind.INTELLIGENCE: "SPY",
    OfficeKind.OPPOSITION: "OPP",
    OfficeKind.PARTY: "PTY",
    OfficeKind.HEAD_OF_ORGANISATION: "IGO",
}
# Offices that go with others, those that tell least last: who heads a government and a party acts for the former.
_NO_SECTOR = frozenset({OfficeKind.OTHER})
_FORMER = "ELI"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the reference data add to an article.

    Attributes:
        published: its date, narrowed by who was what.
        mentions: with the state and sector of the entities that they name.
        links: of the mentions that name, or may name, somebody in the reference data.
        profiles: of the people, organisations and groups chosen, as of the article's days.
        claims: about sanctions lists, checked.
    """

    published: DateEstimate | None
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    profiles: tuple[Profile, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Tells who is who; keeps nothing of an article."""

    reference: Reference
    judgements: Judgements = NOBODY_JUDGED

    def resolve(
        self, article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]
    ) -> Resolved:
        """Link the mentions of an article, date it if it states no date, and check its claims."""
        text, published = article.text, article.published
        linked = self._link(text, mentions, published)
        found = find_claims(text, sentences, mentions)
        narrowed = date_article(
            published, sentences, text, linked.chains, linked.links, linked.records, found
        )
        if narrowed != published:
            linked = self._link(text, mentions, narrowed)
        linked = _by_titles(linked)
        first, last = _days(narrowed)
        lists = self.reference.lists()
        return Resolved(
            published=narrowed,
            mentions=_enriched(mentions, linked, first, last),
            links=linked.links,
            profiles=tuple(
                profile_of(record, first, last, closed(lists, linked.open_lists[key]))
                for key, record in linked.records.items()
            ),
            claims=check_claims(found, linked, first, last, lists),
        )

    def _link(self, text: str, mentions: Sequence[Mention], published: DateEstimate | None) -> Linked:
        return link_mentions(text, mentions, self.reference, *_days(published), self.judgements)


def closed(lists: Mapping[str, date], doubtful: frozenset[str]) -> dict[str, date]:
    """The lists of which it can be told that somebody is not on them."""
    return {name: day for name, day in lists.items() if name not in doubtful}


def _by_titles(linked: Linked) -> Linked:
    """With the offices of each record in the order that the titles of the text give them."""
    titles = _titles(linked)
    return replace(
        linked, records={key: by_title(record, titles[key]) for key, record in linked.records.items()}
    )


def _titles(linked: Linked) -> Mapping[str, Sequence[GivenTitle]]:
    """The titles that the text gives to the entities, by their ids."""
    chosen = {link.mention: link.chosen.entity for link in linked.links if link.chosen}
    found: dict[str, list[GivenTitle]] = {key: [] for key in linked.records}
    for chain in linked.chains:
        entity = next((chosen[index] for index in chain.mentions if index in chosen), None)
        if entity in found:
            found[entity] += chain.titles
    return found


def by_title(record: Record, titles: Sequence[GivenTitle]) -> Record:
    """A record with the offices first that the text's titles name, and those last that tell least."""

    def rank(office: Office) -> tuple[bool, int]:
        named = any(
            not title.former and office_answers(office, office_kind(title.title, office.country), title.title)
            for title in titles
        )
        return not named, BESIDE.get(office.kind, 0)

    return replace(record, offices=tuple(sorted(record.offices, key=rank)))


def _days(published: DateEstimate | None) -> tuple[date | None, date | None]:
    """The days an article may be of; nothing where a side is open."""
    if published is None or published.earliest is None or published.latest is None:
        return None, None
    return published.earliest, published.latest


def _enriched(
    mentions: Sequence[Mention], linked: Linked, first: date | None, last: date | None
) -> tuple[Mention, ...]:
    """The mentions with what their entities tell: state and sector, where the text left them open."""
    chosen = {link.mention: link.chosen.entity for link in linked.links if link.chosen}
    not_states = {link.mention for link in linked.links if link.rule in MEANINGS}
    return tuple(
        replace(mention, role=None)
        if mention.index in not_states
        else _with_entity(mention, linked.records, chosen.get(mention.index, ""), first, last)
        for mention in mentions
    )


def _with_entity(
    mention: Mention, records: Mapping[str, Record], entity: str, first: date | None, last: date | None
) -> Mention:
    record = records.get(entity)
    if record is None:
        return mention
    country, role = mention.country, mention.role
    if mention.kind is MentionKind.PERSON:
        then_country, then_role = _office_then(record, first, last)
        country = country or then_country
        role = role or then_role
    else:
        countries = record.entity.countries
        armed = record.entity.role != "IGO"
        country = country or (countries[0] if armed and len(countries) == 1 else None)
        role = role or record.entity.role
    return replace(mention, country=country, role=role)


def _office_then(record: Record, first: date | None, last: date | None) -> tuple[str | None, str | None]:
    """State and sector of a person on a day: of the office held then; a past one makes an elite."""
    nationality = record.entity.countries[0] if record.entity.countries else None
    offices = [o for o in record.offices if o.kind not in _NO_SECTOR]
    if not offices or first is None or last is None:
        return nationality, None
    held = [office for office in offices if office.term.may_overlap(first, last)]
    if held:
        office = min(held, key=lambda one: BESIDE.get(one.kind, 0))
        sector = "IGO" if office.organisation else _SECTORS.get(office.kind, "GOV")
        return (None if office.organisation else office.country or nationality), sector
    began = any(o.term.start and o.term.start.earliest and o.term.start.earliest <= last for o in offices)
    return nationality, _FORMER if began else None
