"""What hosts and pages allow, which addresses are the same, and how long to wait."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.addresses import normalised
from dateline.collect.exchange import Client
from dateline.collect.opt_outs import opt_outs
from dateline.collect.robots import Rules, fetch_policy
from dateline.collect.timing import Timing, retry_after
from dateline.errors import InputRejectedError, Reason
from dateline.model import HostPolicy
from dateline.settings import Settings
from tests.collect.hostile import HostileServer, hostile, page, sends
from tests.hangs import ends

NOW = datetime(2024, 5, 4, 12, 0, tzinfo=UTC)
SETTINGS = Settings(fetch_seconds=0.5, user_agent="Dateline/test")


def rules(robots: str | None = "", tdmrep: str | None = None) -> Rules:
    policy = HostPolicy(
        origin="https://n.example", robots=robots, robots_status=200, tdmrep=tdmrep, checked=NOW, expires=NOW
    )
    return Rules(policy, "Dateline/test")


def policy_of(server: HostileServer) -> HostPolicy:
    with Client(SETTINGS, allow_private=True) as client:
        return fetch_policy(client, server.base, NOW, seconds=0.5, most_redirects=3)


def test_robots_and_pauses() -> None:
    found = rules("User-agent: *\nDisallow: /private\nCrawl-delay: 7\nRequest-rate: 1/10\n")
    assert found.allows("https://n.example/a")
    assert not found.allows("https://n.example/private/a")
    assert found.pause == 10.0
    assert rules(None).pause == 0.0
    assert not rules(None).allows("https://n.example/a")


@pytest.mark.parametrize(("delay", "pause"), [("1e99", 86_400.0), ("nan", 0.0), ("-3", 0.0), ("x", 0.0)])
def test_strange_pauses(delay: str, pause: float) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {delay}\n").pause == pause


TDMREP = """[{"location": "/open/*", "tdm-reservation": 0}, {"location": "/*.html$", "tdm-reservation": 1,
"tdm-policy": "https://n.example/policy.json"}, {"location": 7}, "x", {"location": "/all", "tdm-reservation": "1"}]"""


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/open/a.html", False),
        ("/a.html", True),
        ("/a/b.html", True),
        ("/a.html?x=1", False),
        ("/b", False),
        ("/all/b", True),
        ("/.html", True),
    ],
)
def test_tdmrep(path: str, reserved: bool) -> None:
    why = rules("", TDMREP).reserved(f"https://n.example{path}")
    assert (why is not None) is reserved


def test_tdmrep_that_means_harm() -> None:
    pattern = '[{"location": "/' + "*a" * 50_000 + '$", "tdm-reservation": 1}]'
    with ends("a pattern of stars", 5):
        assert rules("", pattern).reserved("https://n.example/" + "a" * 1900) is None
        assert rules("", "[" * 100_000).reserved("https://n.example/") is None
        assert rules("", "not json").reserved("https://n.example/") is None


@given(st.text("ab*/", max_size=8), st.text("ab/", max_size=8), st.booleans())
def test_patterns_mean_what_robots_means(pattern: str, path: str, whole: bool) -> None:
    """The same as a regular expression in which a star is any run."""
    text = f'[{{"location": "/{pattern}{"$" if whole else ""}", "tdm-reservation": 1}}]'
    wanted = re.match(
        "/" + ".*".join(map(re.escape, pattern.split("*"))) + ("$" if whole else ""), f"/{path}"
    )
    assert (rules("", text).reserved(f"https://n.example/{path}") is not None) is (wanted is not None)


@pytest.mark.parametrize(
    ("answer", "robots"),
    [
        (page(b"User-agent: *\nDisallow: /", kind="text/plain"), "User-agent: *\nDisallow: /"),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ""),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ""),
        (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", None),
        (b"HTTP/1.1 429 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", None),
        (
            b"HTTP/1.1 301 No\r\nLocation: /robots.txt?\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            None,
        ),
        (page(b"#" * 600_000), None),
        (page(b"x", "Content-Encoding: gzip"), None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nDisallow", None),
        (b"nonsense\r\n\r\n", None),
    ],
    ids=["given", "none", "closed", "broken", "busy", "endless", "large", "damaged", "cut off", "no HTTP"],
)
def test_robots_of_a_host(answer: bytes, robots: str | None) -> None:
    with hostile() as server:
        server.does["*"] = sends(answer)
        server.does["/.well-known/tdmrep.json"] = sends(page(b"[]", kind="application/json"))
        policy = policy_of(server)
    assert policy.robots == robots
    assert policy.reachable
    assert policy.tdmrep == ("[]" if robots is not None else None)
    assert bool(policy.message) is (robots is None)
    assert policy.expires == NOW + timedelta(days=1)


def test_a_slow_robots_forbids_and_a_dead_host_is_told() -> None:
    with hostile() as server:
        server.does["*"] = lambda *_: (server.ending.wait(10), None)[1]
        assert policy_of(server).robots is None
    dead = policy_of(server)
    assert (dead.robots, dead.reachable) == (None, False)


def test_the_robots_of_a_private_host_are_not_asked_for() -> None:
    with hostile() as server, Client(SETTINGS, allow_private=False) as client:
        with pytest.raises(InputRejectedError) as caught:
            fetch_policy(client, server.base, NOW, seconds=1, most_redirects=3)
        assert server.heads == []
    assert caught.value.reason is Reason.PRIVATE_ADDRESS


# --- opt-outs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "body", "refuses", "said"),
    [
        ({}, "<p>noai is a word", False, ()),
        ({}, "<meta name=robots content='noindex, NOAI'>", True, ("noai",)),
        ({}, "<META NAME='ROBOTS' CONTENT='noimageai'>", False, ("noimageai",)),
        ({}, "<meta name='tdm-reservation' content='1'>", True, ("tdm-reservation",)),
        ({}, "<meta name='tdm-reservation' content='0'>", False, ()),
        ({}, "<meta name='Dateline' content='noai'>", True, ("noai",)),
        ({}, "<meta name='otherbot' content='noai'>", False, ()),
        ({"TDM-Reservation": "1", "TDM-Policy": "https://p.example"}, "", True, ("tdm-reservation",)),
        ({"X-Robots-Tag": "noai, noimageai"}, "", True, ("noai", "noimageai")),
        ({"X-Robots-Tag": "otherbot: noai"}, "", False, ()),
        ({"X-Robots-Tag": "dateline: noai"}, "", True, ("noai",)),
        ({"Content-Type": "text/plain"}, "<meta name=robots content=noai>", False, ()),
    ],
)
def test_opt_outs(headers: dict[str, str], body: str, refuses: bool, said: tuple[str, ...]) -> None:
    found = opt_outs(httpx.Headers({"Content-Type": "text/html", **headers}), body.encode(), "Dateline")
    assert (bool(found.refuses), found.said) == (refuses, said)


@given(st.binary(max_size=200))
def test_opt_outs_of_anything(body: bytes) -> None:
    opt_outs(
        httpx.Headers({"content-type": "text/html"}), b"<meta name=robots content=noai" + body, "Dateline"
    )


# --- addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ("HTTP://News.Example:80/A?utm_source=x&b=1&fbclid=2#top", "http://news.example/A?b=1"),
        (" https://news.example ", "https://news.example/"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/ä%20b"),
        ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443/"),
        ("https://news.example./a\r\nX: y", "https://news.example/aX:%20y"),
        ("//news.example/a", None),
        ("https://user:secret@news.example/", None),
        ("https://news.example:0/", None),
        ("https://news.example:99999/", None),
        ("javascript:alert(1)", None),
        ("https://[::1", None),
        ("https://news.example/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_addresses(given_address: str, kept: str | None) -> None:
    assert normalised(given_address) == kept


@given(st.text(max_size=60), st.sampled_from(["", "https://news.example/a/b?c"]))
def test_an_address_that_is_kept_stays_as_it_is(text: str, base: str) -> None:
    for address in (text, f"https://{text}", f"http://h.example/{text}"):
        kept = normalised(address, base)
        assert kept is None or normalised(kept) == kept


# --- waits --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sat, 04 May 2024 12:01:00 GMT", 60),
        ("Sat, 04 May 2024 11:00:00 GMT", 0),
        ("99999999999999999999", 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: int | None) -> None:
    found = retry_after(value, NOW)
    assert found == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_waits_grow_and_end() -> None:
    timing = Timing(
        retry_first=10, retry_factor=2, most_tries=3, recheck_first=60, recheck_most=200, recheck_for=3600
    )
    waits = [timing.retry(failures, NOW) for failures in (1, 2, 3)]
    assert waits == [NOW + timedelta(seconds=10), NOW + timedelta(seconds=20), None]
    rhythms, before = [], 0
    for _ in range(4):
        _, before = timing.recheck(NOW, NOW, before, changed=False)
        rhythms.append(before)
    assert rhythms == [60, 120, 200, 200]
    assert timing.recheck(NOW, NOW, 200, changed=True)[1] == 60
    assert timing.recheck(NOW - timedelta(hours=1), NOW, 0, changed=True)[0] is None
    assert timing.hold(100, NOW) == NOW + timedelta(seconds=timing.hold_most)
