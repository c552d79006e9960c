"""Who may be meant: the records that have one of a chain's names, or held the office that it is called by."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.lexicon.office_kinds import office_kind, title_words
from dateline.lexicon.standing import merge_records
from dateline.model import Judgement, Judgements, MentionKind, OfficeKind, Record
from dateline.resolve.chains import Chain
from dateline.resolve.identity import NOBODY_JUDGED, judge
from dateline.resolve.likeness import most_alike
from dateline.resolve.match import Setting, office_answers
from dateline.resolve.reference import Reference

# Kinds that hold many offices, told apart by the words of their titles.
_TOLD_BY_WORDS = (OfficeKind.MINISTER, OfficeKind.OTHER, OfficeKind.GOVERNOR)
# Offices that bodies other than the state have too: a spokesman may be anybody's.
_OF_A_BODY = frozenset(
    {OfficeKind.SPOKESPERSON, OfficeKind.AMBASSADOR, OfficeKind.OTHER, OfficeKind.PARTY, OfficeKind.GOVERNOR}
    | {OfficeKind.MAYOR, OfficeKind.COURT, OfficeKind.PROSECUTOR, OfficeKind.HEAD_OF_ORGANISATION}
)
_SHORT = 4
_NOT_PEOPLE = frozenset({MentionKind.ORGANISATION, MentionKind.GROUP})


def candidates(
    chain: Chain, reference: Reference, setting: Setting, judgements: Judgements = NOBODY_JUDGED
) -> list[Record]:
    """All records that may be meant by a chain, each entity once; not those of whom people said that they are not."""
    if chain.kind is MentionKind.PERSON:
        found = list(_people(chain, reference) if chain.names else _holders(chain, reference, setting))
    elif chain.kind in _NOT_PEOPLE:
        found = list(_bodies(chain, reference))
    else:
        found = []
    others = {key for name in chain.names for key in judgements.not_called.get(entity_key(name), ())}
    groups: list[list[Record]] = []
    for record in _unique(found):
        if record.entity.id in others:
            continue
        for group in groups:
            if judge(group[0], record, judgements) is Judgement.SAME:
                group.append(record)
                break
        else:
            groups.append([record])
    return [merge_records(group) for group in groups]


def _unique(records: list[Record]) -> list[Record]:
    seen: dict[tuple[str, str], Record] = {}
    for record in records:
        seen.setdefault((record.entity.id, record.entity.snapshot), record)
    return list(seen.values())


def _people(chain: Chain, reference: Reference) -> Iterator[Record]:
    keys = {key for name in chain.names for key in name_keys(name)}
    named = reference.named({key for key in keys if " " in key})
    people = [r for records in named.values() for r in records if r.entity.schema == "Person"]
    if people:
        yield from people
        return
    if any(" " in entity_key(name) for name in chain.names):
        # A full name: a surname alone would only mislead.
        yield from most_alike(chain.names[0], reference.like(chain.names[0]))
        return
    for name in chain.names:
        words = plain_words(name)
        if len(words) == 1:
            yield from reference.surnamed(words[0])


def name_keys(name: str) -> Iterator[str]:
    """The key of a name, and those of its first and last words without what stands between."""
    words = plain_words(name)
    yield " ".join(sorted(words))
    if len(words) > 2:
        yield " ".join(sorted((words[0], words[-1])))
        yield " ".join(sorted(words[-2:]))
        yield " ".join(sorted(words[:2]))


def _holders(chain: Chain, reference: Reference, setting: Setting) -> Iterator[Record]:
    """Who held the office that is all the text says ("Serbia's president"), on the article's day.

    Those whose title is the very one go before those whose office is of the same kind: the attorney general of Ohio is
    not that of the United States.
    """
    if setting.first is None or setting.last is None:
        return
    for title in chain.titles:
        country = title.country or chain.country
        if country is None or title.former:
            continue
        kind = office_kind(title.title, country)
        words = title_words(title.title)
        then = [
            (record, office)
            for one in dict.fromkeys((kind, *_TOLD_BY_WORDS))
            for record, office in reference.holders(one, country)
            if office.term.may_overlap(setting.first, setting.last)
        ]
        told = title.title.casefold()
        exact = [record for record, office in then if office.position.casefold() == told]
        exact = exact or [record for record, office in then if title_words(office.position) == words]
        if exact or kind in _OF_A_BODY:
            yield from exact if kind not in _OF_A_BODY or len(words) > 1 else ()
            continue
        yield from (record for record, office in then if office_answers(office, kind, title.title))


def _bodies(chain: Chain, reference: Reference) -> Iterator[Record]:
    """Bodies of that name. An abbreviation must be written as theirs is: "Olá" is no OLA."""
    bare = [name.removeprefix("the ").removeprefix("The ") for name in chain.names]
    by_key = {key: name for name in reversed(bare) if len(key := entity_key(name)) > 1}
    for key, records in reference.named(set(by_key)).items():
        for record in records:
            short = len(key) <= _SHORT
            same = any(name.text == by_key[key] for name in record.entity.names)
            if record.entity.schema != "Person" and (same or not short):
                yield record
