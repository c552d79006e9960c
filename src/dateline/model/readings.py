"""All that was read from one page."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.errors import Reason
from dateline.model.articles import Article
from dateline.model.entities import Claim, Link, Profile
from dateline.model.facts import Event, Mention, Sentence, Statement, TimeExpression
from dateline.model.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made the facts: the versions of the code, the ontology and each model (name → version)."""

    code: str
    ontology: str
    models: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page, its article and the facts in it; indexes in the facts are positions in these tuples."""

    page: Page
    article: Article
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    links: tuple[Link, ...] = ()
    profiles: tuple[Profile, ...] = ()
    claims: tuple[Claim, ...] = ()
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An input that could not be read, kept with why. ``page`` is None if no bytes could be had."""

    address: str
    reason: Reason
    message: str
    page: Page | None = None
