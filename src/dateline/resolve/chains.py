"""The mentions of one and the same, gathered: the names it goes by, the titles it is given, its pronouns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.model import Mention, MentionKind

_FORMER = re.compile(r"\b(?:former|ex|late|then|one-?time|ousted|deposed)\b[\s-]*\Z", re.IGNORECASE)
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_MALE = frozenset({"he", "him", "his", "himself"})


@dataclass(frozen=True, slots=True)
class GivenTitle:
    """A title as the text gives it: the words, the state beside it, and whether it is a former one."""

    title: str
    country: str | None
    former: bool
    sentence: int


@dataclass(slots=True)
class Chain:
    """One actor or place of the article.

    Attributes:
        mentions: indexes of its mentions, in order.
        names: what it is called, the fullest first; empty where it has only titles ("the minister").
        country: the state told with it.
        gender: ``m``, ``f`` or ``u``, from its pronouns.
    """

    kind: MentionKind
    mentions: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    titles: list[GivenTitle] = field(default_factory=list)
    country: str | None = None
    gender: str = "u"


def chains_of(text: str, mentions: Sequence[Mention]) -> list[Chain]:
    """Gather the mentions of an article into chains, in the order of their first mention."""
    chains: dict[int, Chain] = {}
    for mention in mentions:
        chain = chains.setdefault(mention.refers_to, Chain(mention.kind))
        chain.mentions.append(mention.index)
        _learn(chain, mention, text)
    for chain in chains.values():
        chain.names.sort(key=lambda name: -len(name.split()))
    return list(chains.values())


def _learn(chain: Chain, mention: Mention, text: str) -> None:
    chain.country = chain.country or mention.country
    word = text[mention.span.start : mention.span.end].lower()
    if mention.rule == "pronoun":
        chain.gender = "f" if word in _FEMALE else "m" if word in _MALE else chain.gender
        return
    if mention.title:
        before = text[max(0, mention.span.start - 12) : mention.span.start]
        title = mention.title
        former = bool(_FORMER.search(before)) or bool(re.match(r"(?:former|ex)\b", title, re.IGNORECASE))
        chain.titles.append(GivenTitle(title, mention.country, former, mention.sentence))
    if mention.rule == "office":
        return
    head = text[mention.head.start : mention.head.end]
    for name in (mention.name, head):
        if name and name not in chain.names:
            chain.names.append(name)
