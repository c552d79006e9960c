"""The state of collecting: sources, addresses, what is odd; each call whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import Reason, UsageError
from dateline.model import (
    Entry,
    HostPolicy,
    Listed,
    NewSource,
    Page,
    Rejected,
    Source,
    SourceKind,
    Trouble,
    UrlState,
    Validators,
    Wanted,
)
from dateline.store import collect_flags as flags
from dateline.store.collect_alone import alone
from dateline.store.collect_days import Came
from dateline.store.collect_flags import Flag, Past
from dateline.store.collect_hosts import Hosts
from dateline.store.collect_inbox import Inbox
from dateline.store.collect_sources import Counted, Sources
from dateline.store.collect_urls import Urls
from dateline.store.collect_view import CollectView
from dateline.store.database import Database
from tests.store.factory import reading

NOW = datetime(2024, 5, 4, 12, 0, tzinfo=UTC)
HOST = "https://n.example"
TROUBLE = Trouble(reason=Reason.FETCH_FAILED, message="the server answered 500", status=500)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def source_of(database: Database, **more: object) -> Source:
    Sources(database).add(NewSource(address=f"{HOST}/feed", **more), NOW)  # type: ignore[arg-type]
    (source,) = Sources(database).due(NOW)
    return source


def lists(
    database: Database, source: Source, *entries: Entry, now: datetime = NOW, **more: object
) -> Counted:
    listed = Listed(kind=SourceKind.FEED, entries=entries, **more)  # type: ignore[arg-type]
    return Sources(database).listed(source, listed, Validators(), now=now, every=900)


def one(database: Database, now: datetime = NOW) -> Wanted:
    (wanted,) = Urls(database).wanted(HOST, now, 10)
    return wanted


def page(content: bytes = b"news", now: datetime = NOW) -> Page:
    return Page(address=f"{HOST}/a", content=content, fetched=now)


def stage(database: Database, content: bytes = b"news", now: datetime = NOW) -> None:
    made = page(content, now)
    due, kept = now + timedelta(hours=1), Validators(etag='"x"', digest=made.digest)
    Urls(database).stage(one(database, now), made, kept, now=now, due=due, rhythm=3600, opt_outs=())


def state(database: Database) -> tuple[str, str | None, datetime | None]:
    (url,) = CollectView(database).urls()
    return url.state, url.reason, url.due


def test_what_a_list_brings(database: Database) -> None:
    source = source_of(database, days=7, match="/a|/old")
    entries = (
        Entry(address=f"{HOST}/a", dated=NOW),
        Entry(address=f"{HOST}/old", dated=NOW - timedelta(days=8)),
        Entry(address=f"{HOST}/b"),
    )
    assert lists(database, source, *entries, unusable=2) == Counted(new=1, passed_over=1, first_here=2)
    assert lists(database, source, *entries, now=later(60)) == Counted()
    assert CollectView(database).states() == {"passed-over": 1, "to-fetch": 1}
    (status,) = CollectView(database).sources(NOW)
    assert (status.listed, status.unusable, status.recent["seen"], status.lag) == (2, 1, 2, None)
    assert Sources(database).next_due() == later(960)


def test_a_page_is_read_once_and_again_when_its_source_says_so(database: Database) -> None:
    source = source_of(database)
    lists(database, source, Entry(address=f"{HOST}/a", dated=NOW))
    stage(database)
    assert Urls(database).wanted(HOST, later(10**6), 10) == (), "what waits to be read is not fetched"
    (staged,) = Inbox(database).waiting(5)
    assert Inbox(database).settle(staged, reading(staged.page), NOW) is Came.NEW
    assert Inbox(database).waiting(5) == ()
    assert state(database) == ("read", None, later(3600))
    lists(database, source, Entry(address=f"{HOST}/a", dated=later(-60)), now=later(60))
    assert Urls(database).wanted(HOST, later(60), 10) == ()
    lists(database, source, Entry(address=f"{HOST}/a", dated=later(70)), now=later(80))
    stage(database, b"news, but different around", later(80))
    (staged,) = Inbox(database).waiting(5)
    assert Inbox(database).settle(staged, reading(staged.page), later(80)) is Came.UNCHANGED
    (status,) = CollectView(database).sources(later(90))
    assert (status.recent["new"], status.recent["unchanged"]) == (1, 1)


def test_a_page_that_is_rejected(database: Database) -> None:
    lists(database, source_of(database), Entry(address=f"{HOST}/a"))
    stage(database)
    (staged,) = Inbox(database).waiting(5)
    told = Rejected(address=page().address, reason=Reason.NO_ARTICLE, message="none", page=staged.page)
    assert Inbox(database).settle(staged, told, NOW) is Came.REJECTED
    assert state(database)[:2] == ("rejected", "no-article")
    assert CollectView(database).sources(NOW)[0].reasons == {"no-article": 1}


def test_what_was_refused_or_failed_is_asked_for_whole(database: Database) -> None:
    lists(database, source_of(database), Entry(address=f"{HOST}/a"))
    stage(database)
    (staged,) = Inbox(database).waiting(5)
    Inbox(database).settle(staged, reading(staged.page), NOW)
    Urls(database).failed(one(database, later(3600)), TROUBLE, now=later(3600), due=later(3700))
    assert state(database)[:2] == ("read", "fetch-failed"), "it was read, and still is"
    assert one(database, later(3700)).validators.etag == '"x"'
    Urls(database).unchanged(
        one(database, later(3700)), Validators(), status=304, now=later(3700), due=later(4000), rhythm=1
    )
    assert state(database)[:2] == ("read", None)
    Urls(database).refused(one(database, later(4000)), TROUBLE, now=later(4000), due=later(5000))
    assert state(database)[:2] == ("refused", "fetch-failed")
    assert one(database, later(5000)).validators == Validators()


def test_moves(database: Database) -> None:
    lists(database, source_of(database), Entry(address=f"{HOST}/a"))
    first = one(database)
    assert Urls(database).moved(first, f"{HOST}/b", HOST, status=301, now=NOW, due=None)
    second = one(database)
    assert (second.address, second.hops) == (f"{HOST}/b", 1)
    assert not Urls(database).moved(second, f"{HOST}/a", HOST, status=302, now=NOW, due=None), "a circle"
    assert not Urls(database).moved(second, f"{HOST}/b", HOST, status=302, now=NOW, due=None), "itself"
    assert CollectView(database).states() == {"moved": 1, "to-fetch": 1}


def test_a_host_that_is_left_alone(database: Database) -> None:
    lists(database, source_of(database), Entry(address=f"{HOST}/a"), Entry(address="https://m.example/a"))
    hosts, urls = Hosts(database), Urls(database)
    urls.put_off(HOST, TROUBLE, until=later(500), seen_since=later(-9))
    hosts.hold(HOST, later(500), 2)
    assert hosts.held(NOW) == {HOST: (later(500), 2)}
    assert urls.origins(NOW) == ("https://m.example",)
    hosts.release(later(10))
    assert set(urls.origins(later(10))) == {HOST, "https://m.example"}
    hosts.hold("https://m.example", later(500), 0)
    hosts.release(later(20))
    assert hosts.held(later(20))["https://m.example"] == (later(500), 0), "it asked for less: that holds"
    urls.put_off(HOST, TROUBLE, until=later(900), seen_since=later(900))
    found = {url.address: (url.state, url.due) for url in CollectView(database).urls()}
    assert found[f"{HOST}/a"] == ("failed", None), "given up"


def test_policies_hold_for_their_time(database: Database) -> None:
    policy = HostPolicy(
        origin=HOST, robots="", robots_status=404, tdmrep=None, checked=NOW, expires=later(60), message=""
    )
    Hosts(database).keep(policy)
    Hosts(database).keep(policy)
    assert Hosts(database).policy(HOST, NOW) == policy
    assert Hosts(database).policy(HOST, later(60)) is None
    assert Hosts(database).policy("https://m.example", NOW) is None


def test_pause_remove_and_retry(database: Database) -> None:
    source = source_of(database)
    lists(database, source, Entry(address=f"{HOST}/a"), Entry(address=f"{HOST}/b"))
    sources, urls = Sources(database), Urls(database)
    sources.pause(source.id)
    assert sources.due(NOW) == ()
    assert (urls.origins(NOW), urls.next_due()) == ((), None)
    sources.pause(source.id, active=True)
    urls.failed(urls.wanted(HOST, NOW, 1)[0], TROUBLE, now=NOW, due=None)
    assert len(urls.wanted(HOST, NOW, 10)) == 1
    Hosts(database).hold(HOST, later(500), 1)
    sources.retry(source.id, NOW)
    assert len(urls.wanted(HOST, NOW, 10)) == 2
    assert Hosts(database).held(NOW) == {}
    sources.remove(sources.find(f"{HOST}/feed"))
    assert urls.next_due() is None
    with pytest.raises(UsageError, match="no source"):
        sources.find("1")


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "ftp://n.example/", "https://me:x@n.example/", "https://[", ""]
)
def test_what_is_no_source(database: Database, address: str) -> None:
    with pytest.raises(UsageError, match="no http"):
        Sources(database).add(NewSource(address=address), NOW)
    with pytest.raises(UsageError, match="regular expression"):
        Sources(database).add(NewSource(address=HOST, match="("), NOW)
    assert Sources(database).all() == ()


def test_sitemaps_of_an_index(database: Database) -> None:
    source = source_of(database)
    recent, old, undated = (Entry(address=f"{HOST}/{name}.xml", dated=dated) for name, dated in (
        ("recent", NOW), ("old", NOW - timedelta(days=30)), ("undated", None)))  # fmt: skip
    listed = Listed(kind=SourceKind.SITEMAP, entries=(), sitemaps=(recent, old, undated))
    Sources(database).listed(source, listed, Validators(), now=NOW, every=900)
    found = {one.address.rpartition("/")[2]: one for one in Sources(database).due(NOW)}
    assert set(found) == {"recent.xml", "undated.xml"}
    for one in found.values():
        lists(database, one)
    assert Sources(database).due(later(899)) == ()
    assert [one.address for one in Sources(database).due(later(1800))] == [f"{HOST}/feed", undated.address]
    changed = Listed(
        kind=SourceKind.SITEMAP, entries=(), sitemaps=(Entry(address=recent.address, dated=later(60)),)
    )
    Sources(database).listed(source, changed, Validators(), now=later(60), every=900)
    assert [one.address for one in Sources(database).due(later(60))] == [recent.address]
    (status,) = CollectView(database).sources(NOW)
    assert status.sitemaps == 3
    Sources(database).remove(source.id)
    assert Sources(database).due(later(10**6)) == ()


def test_failures_of_a_source(database: Database) -> None:
    source = source_of(database)
    for _ in range(3):
        Sources(database).failed(source, TROUBLE, now=NOW, due=later(60))
    (status,) = CollectView(database).sources(NOW)
    assert [flagged.flag for flagged in status.flags] == [Flag.FAILING]
    assert (status.succeeded, status.recent["failed_looks"]) == (None, 3)
    lists(database, source)
    (status,) = CollectView(database).sources(NOW)
    assert [flagged.flag for flagged in status.flags] == [Flag.EMPTY]


def test_a_source_that_goes_silent() -> None:
    arrivals = [NOW - timedelta(hours=hours) for hours in (0, 3, 5, 12)]
    assert flags.silent(arrivals, NOW + timedelta(hours=13)) is None
    found = flags.silent(arrivals, NOW + timedelta(hours=15))
    assert found is not None
    assert "15 h" in found.says
    assert flags.silent(arrivals[:2], NOW + timedelta(days=99)) is None, "too little is known"


def test_a_layout_that_changes() -> None:
    usual = [Past(3000)] * 20
    assert flags.layout(usual) == ()
    assert [one.flag for one in flags.layout([Past(200)] * 10 + usual)] == [Flag.SHORT]
    assert [one.flag for one in flags.layout([Past(None)] * 10 + usual)] == [Flag.REJECTED]
    assert flags.layout([Past(None)] * 30) == (), "it always was so"
    assert flags.layout([Past(200)] * 3) == ()


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=80))
def test_flags_of_anything(lengths: list[int | None]) -> None:
    found = flags.layout([Past(length) for length in lengths])
    assert all(one.flag in (Flag.SHORT, Flag.REJECTED) and one.says for one in found)


@given(st.lists(st.sampled_from(UrlState), max_size=30))
def test_mostly_refused(states: list[UrlState]) -> None:
    amount = states.count(UrlState.REFUSED)
    assert (flags.refused(amount, len(states)) is not None) is (len(states) >= 4 and amount * 2 > len(states))


def test_one_collector_at_a_time(database: Database) -> None:
    with alone(database), pytest.raises(UsageError, match="another collector"), alone(database):
        pass
    with alone(database):
        pass  # it was given back
