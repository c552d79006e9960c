"""From the query string of a page to the articles that it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection, Select, union

from dateline.errors import UsageError
from dateline.serve import search_view
from dateline.serve.asked import fact_filter_in, said_filter_in
from dateline.serve.filtering import NAMES as HEADLINE_NAMES
from dateline.serve.filtering import read_filter
from dateline.serve.plain import fact_line, key_line, said_line
from dateline.store import search as words
from dateline.store.facts import FactFilter, SaidFilter, facts_of, said_of, with_facts, with_statements
from dateline.store.headlines import with_stories
from dateline.store.outbox import Search
from dateline.store.query import Query, understand
from dateline.store.watches import Watch, WatchKind

MOST_LETTERS = 2_000
_NAMES: Mapping[WatchKind, tuple[str, ...]] = {
    WatchKind.EVENTS: ("actor", "recipient", "type", "since", "until", "text", "place", "source"),
    WatchKind.STATEMENTS: ("speaker", "addressee", "kind", "since", "until", "about", "source"),
    WatchKind.HEADLINES: HEADLINE_NAMES,
    WatchKind.SEARCH: ("q",),
}
_PAGES = {WatchKind.HEADLINES: "/", WatchKind.EVENTS: "/events", WatchKind.STATEMENTS: "/statements"}


@lru_cache(maxsize=1000)
def normal(kind: WatchKind, query: str) -> str:
    """The search of a query string, with nothing in it but what is searched for.

    Only of headlines all may be watched.

    Raises:
        UsageError: it cannot be understood, or searches for nothing.
    """
    if len(query) > MOST_LETTERS:
        raise UsageError("is too long", where="query", action=f"at most {MOST_LETTERS} letters")
    try:
        pairs = dict(parse_qsl(query.removeprefix("?"), max_num_fields=50))
    except ValueError:
        raise UsageError("has too many fields", where="query", action="leave some out") from None
    given = _given(kind, pairs)
    if not given and kind is not WatchKind.HEADLINES:
        known = ", ".join(_NAMES[kind])
        raise UsageError("searches for nothing", where="query", action=f"set one of {known}")
    _articles(kind, given, None)
    return urlencode(given)


def watchable(kind: WatchKind, shown: Mapping[str, str]) -> str | None:
    """The path of the form for a watch of what a page shows; None where that is no search.

    Args:
        kind: what the page shows.
        shown: the query of the page.
    """
    try:
        query = normal(kind, urlencode(_given(kind, shown)))
    except UsageError:
        return None
    return f"/watches/new?{urlencode({'kind': kind.value, 'query': query})}"


def page_of(kind: WatchKind, query: str) -> str:
    """The path of the page that shows the same."""
    path = _PAGES.get(kind, "/search")
    return f"{path}?{query}" if query else path


def in_words(kind: WatchKind, query: str) -> str:
    """A search as a person reads it: "events: actor Vulin, type SANCTION"."""
    given = dict(parse_qsl(query))
    told = ", ".join(value if name == "q" else f"{name} {value}" for name, value in given.items())
    return f"{kind.value}: {told or 'all'}"


def articles_of(watch: Watch, among: Sequence[int] | None = None) -> Select[Any]:
    """A query for the numbers of the articles that a watch is about; only of those in ``among``, where that is given.

    Raises:
        UsageError: its search cannot be understood any more.
    """
    return _articles(watch.kind, dict(parse_qsl(watch.query)), among)


def found_in(connection: Connection, watch: Watch, articles: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """The first event or statement that a watch finds in each of these articles, in one line, and its sentence.

    Raises:
        UsageError: its search cannot be understood any more.
    """
    events, said = _facts_asked(watch.kind, dict(parse_qsl(watch.query)))
    found: dict[int, tuple[str, str]] = {}
    if events:
        for fact in facts_of(connection, events, articles):
            found.setdefault(fact.source.article, (fact_line(fact), fact.sentence))
    if said:
        for one in said_of(connection, said, articles):
            found.setdefault(one.source.article, (said_line(one), one.sentence))
    return found


SEARCH = Search(
    articles=articles_of,
    page=lambda watch: page_of(watch.kind, watch.query),
    lines=found_in,
    line=key_line,
)
"""What the outbox is told of the searches."""


def _given(kind: WatchKind, pairs: Mapping[str, str]) -> dict[str, str]:
    return {name: pairs[name].strip() for name in _NAMES[kind] if pairs.get(name, "").strip()}


def _articles(kind: WatchKind, given: Mapping[str, str], among: Sequence[int] | None) -> Select[Any]:
    queries = list(_queries(kind, given))
    if among is not None:
        queries = [query.where(query.selected_columns[0].in_(among)) for query in queries]
    return queries[0] if len(queries) == 1 else union(*queries).subquery().select()


def _queries(kind: WatchKind, given: Mapping[str, str]) -> Iterator[Select[Any]]:
    """The queries for the numbers of articles; what meets one of them is meant."""
    if kind is WatchKind.HEADLINES:
        yield with_stories(read_filter(given))
    elif kind is WatchKind.EVENTS:
        yield with_facts(fact_filter_in(given))
    elif kind is WatchKind.STATEMENTS:
        yield with_statements(said_filter_in(given))
    else:
        yield from _searched(understand(given.get("q", "")))


def _facts_asked(kind: WatchKind, given: Mapping[str, str]) -> tuple[FactFilter | None, SaidFilter | None]:
    """Which events and which statements are asked for."""
    if kind is WatchKind.EVENTS:
        return fact_filter_in(given), None
    if kind is WatchKind.STATEMENTS:
        return None, said_filter_in(given)
    if kind is WatchKind.HEADLINES:
        return None, None
    query = understand(given.get("q", ""))
    events = search_view.fact_filter_of(query) if search_view.asks_events(query) else None
    return events, search_view.said_filter_of(query) if search_view.asks_statements(query) else None


def _searched(query: Query) -> Iterator[Select[Any]]:
    """What the search page shows."""
    if not (query.words or set(query.conditions()) - {"since", "until"}):
        raise UsageError("searches for nothing", where="q", action="give words, or who or what to search for")
    if search_view.asks_articles(query):
        yield words.articles_matching(words.parse(query.words), query.since, query.until)
    if search_view.asks_events(query):
        yield with_facts(search_view.fact_filter_of(query))
    if search_view.asks_statements(query):
        yield with_statements(search_view.said_filter_of(query))
