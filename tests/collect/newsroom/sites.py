"""The hosts of the newsroom: what each lists, in its own form, with its own faults."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.collect.newsroom.plan import HTML, KINDS, Piece, plain, tag_of
from tests.collect.newsroom.server import Answer, Asked, Server, Site

GAZETTE, HERALD, COURIER, TRIBUNE, POST, WIRE = HOSTS = (
    "gazette.example",
    "herald.example",
    "courier.example",
    "tribune.example",
    "post.example",
    "wire.example",
)
DOWN = (60, 150)
"""When nothing can be reached at the Herald."""
FAILS, CUT_OFF = (110, 130), (230, 250)
"""When the Gazette's feed fails, and when it is cut off."""
NO_ROBOTS = 50
"""Until when the Courier's robots.txt fails."""
ROBOTS = b"User-agent: *\nDisallow: /private/\n"
TDMREP = b'[{"location": "/reserved/*", "tdm-reservation": 1, "tdm-policy": "https://policy.example/"}]'

Listing = Callable[[Sequence[Piece], Asked], Answer]


def build(server: Server, pieces: Sequence[Piece]) -> None:
    """Open the newsroom."""
    start = server.clock.start
    listings: dict[str, dict[str, Listing]] = {
        GAZETTE: {"/feed.rss": lambda mine, asked: _rss(server, mine, asked)},
        HERALD: {"/atom.xml": lambda mine, asked: _atom(server, mine, asked)},
        COURIER: {
            "/sitemap.xml": lambda mine, asked: _index(server, asked),
            "/news.xml.gz": lambda mine, asked: _sitemap(server, mine, asked),
        },
        TRIBUNE: {"/world": lambda mine, asked: _section(mine, asked)},
        POST: {"/feed.json": lambda mine, asked: _json(server, mine, asked)},
        WIRE: {},
    }
    for host in HOSTS:
        mine = tuple(piece for piece in pieces if piece.host == host)
        server.sites[host] = _site(mine, listings[host], start)
    server.down = lambda host, second: host == HERALD and DOWN[0] <= second < DOWN[1]


def sources(server: Server) -> tuple[str, ...]:
    """The addresses to add, the plain list apart."""
    paths = ((GAZETTE, "/feed.rss"), (HERALD, "/atom.xml"), (COURIER, "/sitemap.xml"))
    return tuple(server.at(host, path) for host, path in (*paths, (TRIBUNE, "/world"), (POST, "/feed.json")))


def plain_list(server: Server, pieces: Sequence[Piece]) -> str:
    """All of the wire, and two of the Gazette's in other words."""
    wire = [server.at(WIRE, piece.path) for piece in pieces if piece.host == WIRE]
    others = [piece for piece in pieces if piece.host == GAZETTE and piece.born <= 0 and piece.kind != "old"]
    again = [f"HTTP://Gazette.Example:{server.port}{piece.path}?utm_source=list#top" for piece in others[:2]]
    return "\n".join(["# the wire", *wire, *wire[:2], *again, "ftp://wire.example/x"])


def _site(mine: Sequence[Piece], listings: dict[str, Listing], start: datetime) -> Site:
    by_path = {piece.path: piece for piece in mine}

    def answer(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return _robots(asked)
        if asked.path == "/.well-known/tdmrep.json":
            return Answer(body=TDMREP, headers={"Content-Type": "application/json"})
        if asked.path in listings:
            return listings[asked.path](mine, asked)
        piece = by_path.get(asked.path)
        if piece is None:
            return _beyond(asked, by_path, start)
        body = piece.html(start, piece.version(asked.second))
        return KINDS[piece.kind].serve(piece, asked, body, start)

    return answer


def _beyond(asked: Asked, by_path: dict[str, Piece], start: datetime) -> Answer:
    """What redirects lead to."""
    piece = by_path.get(asked.path.rstrip("x").removesuffix("-now"))
    if piece is None:
        return Answer(404)
    if piece.kind == "endless":
        return Answer(302, headers={"Location": f"{asked.path}x"})
    if piece.kind == "circle":
        return Answer(302, headers={"Location": piece.path})
    return plain(piece, asked, piece.html(start, 0), start)


def _robots(asked: Asked) -> Answer:
    if asked.host == COURIER and asked.second < NO_ROBOTS:
        return Answer(503)
    if asked.host == TRIBUNE:
        return Answer(body=ROBOTS.replace(b"Disallow", b"Allow: /private/open\nDisallow"))
    delay = b"Crawl-delay: 3\n" if asked.host == POST else b""
    return Answer(body=ROBOTS + delay, headers={"Content-Type": "text/plain"})


def _listed(mine: Sequence[Piece], asked: Asked) -> list[Piece]:
    return [piece for piece in mine if piece.born <= asked.second]


def _tagged(asked: Asked, body: bytes, kind: str) -> Answer:
    tag = tag_of(body)
    if asked.headers.get("If-None-Match") == tag:
        return Answer(304, headers={"ETag": tag})
    return Answer(body=body, headers={"Content-Type": kind, "ETag": tag})


def _rss(server: Server, mine: Sequence[Piece], asked: Asked) -> Answer:
    """A feed that fails for a while, is cut off for a while, and lists two things that cannot be fetched."""
    if FAILS[0] <= asked.second < FAILS[1]:
        return Answer(500)
    items = "".join(
        f"<item><title>x</title><link>{server.at(piece.host, piece.path)}?utm_campaign=feed</link>"
        f"<pubDate>{format_datetime(piece.dated(server.clock.start, asked.second))}</pubDate></item>"
        for piece in reversed(_listed(mine, asked))
    )
    strange = (
        "<item><title>y</title><link>mailto:desk@gazette.example</link></item><item><title>z</title></item>"
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{strange}{items}</channel></rss>'
    if CUT_OFF[0] <= asked.second < CUT_OFF[1]:
        body = body[: len(body) * 2 // 3]
    return _tagged(asked, body.encode(), "application/rss+xml")


def _atom(server: Server, mine: Sequence[Piece], asked: Asked) -> Answer:
    entries = "".join(
        f'<entry><id>{piece.path}</id><title>x</title><link href="{piece.path}"/>'
        f"<updated>{piece.dated(server.clock.start, asked.second).isoformat()}</updated></entry>"
        for piece in _listed(mine, asked)
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title>{entries}</feed>'
    return _tagged(asked, feed.encode(), "application/atom+xml")


def _json(server: Server, mine: Sequence[Piece], asked: Asked) -> Answer:
    items = [
        {
            "id": server.at(piece.host, piece.path),
            "date_modified": piece.dated(server.clock.start, asked.second).isoformat(),
        }
        for piece in _listed(mine, asked)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": items}
    return _tagged(asked, json.dumps(feed).encode(), "application/feed+json")


def _index(server: Server, asked: Asked) -> Answer:
    body = f"<sitemapindex><sitemap><loc>{server.at(COURIER, '/news.xml.gz')}</loc></sitemap></sitemapindex>"
    return _tagged(asked, body.encode(), "application/xml")


def _sitemap(server: Server, mine: Sequence[Piece], asked: Asked) -> Answer:
    rows = "".join(
        f"<url><loc>{escape(server.at(piece.host, piece.path))}</loc><n:news><n:publication_date>"
        f"{piece.dated(server.clock.start, asked.second).isoformat()}</n:publication_date></n:news></url>"
        for piece in _listed(mine, asked)
    )
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    body = gzip.compress(f"<urlset {names}>{rows}</urlset>".encode(), mtime=0)
    return _tagged(asked, body, "application/gzip")


def _section(mine: Sequence[Piece], asked: Asked) -> Answer:
    """No date, no ETag; each article linked twice, among links to what are none."""
    links = "".join(
        f'<a href="{piece.path}"><img></a><h2><a href="{piece.path}#c">Report on a number of things</a></h2>'
        for piece in _listed(mine, asked)
    )
    rest = '<a href="/tag/foreign-affairs-of-serbia">More on foreign affairs</a><a href="/about">About us</a>'
    page = f"<html><head><title>World - Tribune</title></head><body>{rest}{links}</body></html>"
    return Answer(body=page.encode(), headers=HTML)
