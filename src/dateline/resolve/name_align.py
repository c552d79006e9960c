"""The words of two names put side by side: which stand for each other, and which are left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from dateline.resolve.name_pairs import Agreement, agree, edits
from dateline.resolve.name_rules import person_rules
from dateline.resolve.name_words import NameWords

_VARIANT = Agreement("variant", 1.0, 0.2)
_WRITTEN_TOGETHER = Agreement("joined", 1.0, 0.1)
_SHORTEST_JOINED = 5
_JOINED_EDITS = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Words that stand for each other, by their places in the two names; ``how`` is none if they are equal."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    how: Agreement | None


@dataclass(slots=True)
class Alignment:
    """Two names side by side: the links, and the places of the words left over."""

    left: list[int]
    right: list[int]
    links: list[Link] = field(default_factory=list)

    def link(self, left: tuple[int, ...], right: tuple[int, ...], how: Agreement | None) -> None:
        """Take words off what is left over."""
        self.links.append(Link(left, right, how))
        for place in left:
            self.left.remove(place)
        for place in right:
            self.right.remove(place)


def align(one: NameWords, two: NameWords, person: bool) -> Alignment:
    """Put the words of two names side by side.

    First come equal words, then words written together in one of the names ("Jong un", "Jongun"), then the
    rest by how well they agree.
    """
    aligned = Alignment(list(range(len(one.words))), list(range(len(two.words))))
    _link_equal(aligned, one.words, two.words, None)
    if not aligned.left or not aligned.right:
        return aligned
    if len(aligned.left) > 1 or len(aligned.right) > 1:
        _link_joined(aligned, one.words, two.words, person)
    _link_equal(aligned, one.same, two.same, _VARIANT)
    _link_similar(aligned, one, two, person)
    return aligned


def _link_equal(aligned: Alignment, one: Sequence[str], two: Sequence[str], how: Agreement | None) -> None:
    for i in list(aligned.left):
        for j in aligned.right:
            if one[i] == two[j]:
                aligned.link((i,), (j,), how)
                break


def _link_joined(aligned: Alignment, one: Sequence[str], two: Sequence[str], person: bool) -> None:
    for turned in (False, True):
        many, single = (two, one) if turned else (one, two)
        found = True
        while found:
            found = False
            free = aligned.right if turned else aligned.left
            whole = aligned.left if turned else aligned.right
            for places in _runs(free):
                place = _as_one([many[at] for at in places], single, whole, person)
                if place is not None:
                    left, right = ((place,), places) if turned else (places, (place,))
                    aligned.link(left, right, _WRITTEN_TOGETHER)
                    found = True
                    break


def _runs(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Two or three places next to each other, of those left over."""
    for size in (2, 3):
        for at in range(len(places) - size + 1):
            if places[at + size - 1] - places[at] == size - 1:
                yield tuple(places[at : at + size])


def _as_one(parts: Sequence[str], single: Sequence[str], whole: Sequence[int], person: bool) -> int | None:
    """The place of a word that is these parts written together, give or take a letter."""
    joined = "".join(parts)
    if len(joined) < _SHORTEST_JOINED:
        return None
    spelled = _in_pinyin(parts) if person else frozenset()
    for place in whole:
        word = single[place]
        if word == joined or word in spelled:
            return place
        if abs(len(word) - len(joined)) > _JOINED_EDITS:
            continue
        if (
            OSA.distance(word, joined, score_cutoff=_JOINED_EDITS) <= _JOINED_EDITS
            and edits(word, joined) <= 1
        ):
            return place
    return None


def _in_pinyin(parts: Sequence[str]) -> AbstractSet[str]:
    pinyin = person_rules().pinyin
    if pinyin.keys().isdisjoint(parts):
        return frozenset()
    written = {""}
    for part in parts:
        written = {before + syllable for before in written for syllable in (part, *pinyin.get(part, ()))}
    return written


def _link_similar(aligned: Alignment, one: NameWords, two: NameWords, person: bool) -> None:
    across = one.bare is not two.bare
    candidates = [
        (how.price, abs(i - j), i, j, how)
        for i in aligned.left
        for j in aligned.right
        if (how := agree(one.words[i], two.words[j], person, across)) is not None
    ]
    candidates.sort(key=lambda candidate: candidate[:2])
    for _, _, i, j, how in candidates:
        if i in aligned.left and j in aligned.right:
            aligned.link((i,), (j,), how)
