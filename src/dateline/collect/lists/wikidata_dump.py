"""Wikidata's JSON dump, or part of one: an item a line. Two looks at the file.

People are items that are instances of human (P31 Q5) and have held a position (P39). The names of the positions and
the codes of states come from their own items, so these must be in the file; states are known without.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_code, wikidata_states
from dateline.collect.lists.rows import json_lines
from dateline.collect.lists.shelf import Shelf
from dateline.collect.lists.wikidata import GENDERS, day_of, office_of, term_of
from dateline.model import Bounds, Entity, NameType, Office, Record

_HUMAN = "Q5"
_NATIVE_NAME = "P1559"


class _Value(msgspec.Struct, frozen=True):
    value: Any = None


class _Snak(msgspec.Struct, frozen=True):
    snaktype: str = "value"
    datavalue: _Value | None = None

    @property
    def value(self) -> Any:
        return self.datavalue.value if self.datavalue and self.snaktype == "value" else None


class _Claim(msgspec.Struct, frozen=True):
    mainsnak: _Snak
    rank: str = "normal"
    qualifiers: dict[str, list[_Snak]] = {}


class _Text(msgspec.Struct, frozen=True):
    value: str


class _Item(msgspec.Struct, frozen=True):
    id: str
    labels: dict[str, _Text] = {}
    aliases: dict[str, list[_Text]] = {}
    claims: dict[str, list[_Claim]] = {}

    def values(self, prop: str) -> list[Any]:
        """The values of a property, those of the best rank."""
        claims = [claim for claim in self.claims.get(prop, ()) if claim.rank != "deprecated"]
        best = [claim for claim in claims if claim.rank == "preferred"] or claims
        return [claim.mainsnak.value for claim in best if claim.mainsnak.value is not None]

    def items(self, prop: str) -> list[str]:
        """The items that a property names."""
        return [value["id"] for value in self.values(prop) if isinstance(value, dict) and value.get("id")]

    @property
    def label(self) -> str:
        """Its English name, or the one for all languages."""
        return next((self.labels[code].value for code in ("en", "mul", "en-gb") if code in self.labels), "")


class _Post(msgspec.Struct, frozen=True):
    label: str
    state: str = ""
    code: str = ""


def read_wikidata_dump(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The people of a dump who have held a position.

    Args:
        stream: must be seekable: it is read twice.

    Raises:
        ListRejectedError: a line is no item, or a date in it is none.
    """
    beginning = stream.tell()
    decoder: Any = msgspec.json.Decoder(_Item)
    with Shelf(_Post) as posts:
        for _, item in json_lines(stream, origin, decoder):
            assert isinstance(item, _Item)  # noqa: S101  # the decoder makes nothing else
            if _HUMAN not in item.items("P31") and item.label:
                states = item.items("P1001") + item.items("P17")
                code = next((str(value) for value in item.values("P298")), "")
                posts.put(item.id, _Post(item.label, next(iter(states), ""), code))
        stream.seek(beginning)
        for line, item in json_lines(stream, origin, decoder):
            assert isinstance(item, _Item)  # noqa: S101
            if _HUMAN in item.items("P31") and "P39" in item.claims:
                record = _record(item, line, posts, origin, tally)
                if record is not None:
                    yield record


def _record(item: _Item, line: int, posts: Shelf[_Post], origin: Origin, tally: Tally) -> Record | None:
    aliases = [(alias.value, NameType.ALIAS) for alias in item.aliases.get("en", ())]
    native = [
        (str(value["text"]), NameType.NATIVE)
        for value in item.values(_NATIVE_NAME)
        if isinstance(value, dict) and value.get("text")
    ]
    named = names(item.label, *aliases, *native)
    if not item.label or not named:
        tally.count("people without an English name")
        return None
    try:
        born = days.hull(_time(value) for value in item.values("P569"))
        died = days.hull(_time(value) for value in item.values("P570"))
        offices = [_office(item.id, claim, died, posts, origin, tally) for claim in item.claims["P39"]]
    except ValueError as error:
        raise origin.fault(f"{item.id}: {error}", line=line) from None
    states = (_state(one, posts) for one in item.items("P27"))
    entity = Entity(
        id=item.id,
        schema="Person",
        names=named,
        countries=tuple(dict.fromkeys(state for state in states if state)),
        wikidata=item.id,
        gender=next((GENDERS[one] for one in item.items("P21") if one in GENDERS), None),
        born=born,
        source=f"https://www.wikidata.org/wiki/{item.id}",
        snapshot=origin.snapshot,
    )
    return Record(entity=entity, offices=tuple(dict.fromkeys(office for office in offices if office)))


def _state(item: str, posts: Shelf[_Post]) -> str | None:
    own = next((post for post in posts.of(item) if post.code), None)
    return (country_code(own.code) if own else None) or wikidata_states().get(item)


def _time(value: Any) -> Bounds | None:
    if not isinstance(value, dict):
        return None
    return day_of(str(value.get("time", "")), int(value.get("precision", 11)))


def _office(
    holder: str, claim: _Claim, died: Bounds | None, posts: Shelf[_Post], origin: Origin, tally: Tally
) -> Office | None:
    target = claim.mainsnak.value
    if claim.rank == "deprecated" or not isinstance(target, dict):
        return None
    post = next(iter(posts.of(str(target.get("id", "")))), None)
    if post is None:
        tally.count("offices whose position is not in the file")
        return None

    def qualified(prop: str) -> Bounds | None:
        return days.hull(_time(snak.value) for snak in claim.qualifiers.get(prop, ()))

    # A qualifier "unknown value" for the end says that it is over.
    over = "P1366" in claim.qualifiers or "P582" in claim.qualifiers
    term = term_of(qualified("P580"), qualified("P582"), died=died, over=over, taken=origin.taken)
    return office_of(holder, post.label, _state(post.state, posts) if post.state else None, term, origin)
