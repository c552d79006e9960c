"""What happens in the newsroom: articles that appear, change, break and repeat, each with what must come of it."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import brotli
from backports import zstd

from dateline.errors import Reason
from dateline.model import UrlState
from tests.collect.newsroom.server import Answer, Asked

WHO = (
    "Freedonia's foreign minister",
    "The president of Serbia",
    "Turkey's prime minister",
    "The Kremlin",
    "NATO",
)
DID = ("met", "accused", "praised", "warned", "thanked", "criticised")
WHOM = (
    "the president of Kosovo",
    "Poland's defence minister",
    "the United Nations",
    "Hungary",
    "China's envoy",
)
THEN = (
    "said that the border would not be closed",
    "promised more aid to the region",
    "denied that talks had failed",
    "demanded the release of two prisoners",
    "announced an agreement on trade",
)


@dataclass(frozen=True)
class Piece:
    """A page of the newsroom.

    Attributes:
        born: second at which it is first listed.
        changes: seconds at which its text changes.
        told: whether its source tells of the changes.
        kind: which behaviour it has, see KINDS.
    """

    host: str
    path: str
    born: int
    changes: tuple[int, ...]
    told: bool
    kind: str

    def version(self, second: float) -> int:
        return sum(1 for change in self.changes if change <= second)

    def dated(self, start: datetime, second: float) -> datetime:
        """What its source says of its last change."""
        known = [change for change in self.changes if change <= second] if self.told else []
        return start + timedelta(seconds=max(known, default=self.born))

    def html(self, start: datetime, version: int, extra: str = "", head: str = "") -> bytes:
        chance = random.Random(f"{self.path} {version}")
        sentences = [
            f"{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHOM)} on Friday, and {chance.choice(THEN)}."
            for _ in range(3)
        ]
        title = f"Report {self.path.rpartition('/')[2].replace('-', ' ')}, edition {version + 1}"
        published = (start + timedelta(seconds=self.born)).isoformat()
        paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
            f'<meta property="article:published_time" content="{published}"></head><body><article><h1>{title}</h1>'
            f"{paragraphs}</article>{extra}</body></html>"
        ).encode()


Serve = Callable[[Piece, Asked, bytes, datetime], Answer]
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Kind:
    """A behaviour: how a piece is served, and what must come of it."""

    serve: Serve
    state: UrlState = UrlState.READ
    reason: Reason | None = None
    changes: bool = False
    tagged: bool = True
    opt_outs: tuple[str, ...] = ()
    listed_by_date: int = 0


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def plain(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
    tag = tag_of(body)
    if asked.headers.get("If-None-Match") == tag:
        return Answer(304, headers={"ETag": tag})
    return Answer(body=body, headers={**HTML, "ETag": tag})


def untagged(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
    return Answer(body=body, headers=HTML)


def noisy(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
    """Something beside the article is different each time."""
    noise = f"<script>var token = {asked.before};</script></body>".encode()
    return Answer(body=body.replace(b"</body>", noise), headers=HTML)


def packed(pack: Callable[[bytes], bytes], name: str) -> Serve:
    def serve(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
        answer = plain(piece, asked, body, start)
        if answer.status == 304:
            return answer
        return Answer(body=pack(body), headers={**answer.headers, "Content-Encoding": name})

    return serve


def after(times: int, fault: Callable[[bytes], Answer]) -> Serve:
    """A fault so many times, and then the page."""

    def serve(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
        return fault(body) if asked.before < times else plain(piece, asked, body, start)

    return serve


def always(fault: Callable[[bytes], Answer]) -> Serve:
    def serve(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
        return fault(body)

    return serve


def leads(status: int, tail: Callable[[Asked], str]) -> Serve:
    def serve(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
        return Answer(status, headers={"Location": tail(asked)})

    return serve


def with_head(head: str) -> Serve:
    def serve(piece: Piece, asked: Asked, body: bytes, start: datetime) -> Answer:
        return plain(piece, asked, body.replace(b"</title>", b"</title>" + head.encode()), start)

    return serve


def _broken_gzip(body: bytes) -> Answer:
    return Answer(body=gzip.compress(body)[:-20], headers={**HTML, "Content-Encoding": "gzip"})


def _bomb(_: bytes) -> Answer:
    return Answer(body=gzip.compress(b" " * 5_000_000), headers={**HTML, "Content-Encoding": "gzip"})


def _cut(body: bytes) -> Answer:
    return Answer(body=body[:200], headers=HTML, told=len(body))


def _slow_down(_: bytes) -> Answer:
    return Answer(429, headers={"Retry-After": "20"})


FORM = b"<html><head><title>Sign in</title></head><body><form><input name=user></form></body></html>"

KINDS = {
    "plain": Kind(plain),
    "changing": Kind(plain, changes=True),
    "changing, untold": Kind(plain, changes=True),
    "untagged": Kind(untagged, tagged=False),
    "noisy": Kind(noisy, tagged=False),
    "gzip": Kind(packed(gzip.compress, "gzip")),
    "brotli": Kind(packed(brotli.compress, "br")),
    "zstd": Kind(packed(zstd.compress, "zstd")),
    "twice 503": Kind(after(2, lambda _: Answer(503))),
    "once cut off": Kind(after(1, _cut)),
    "once broken": Kind(after(1, _broken_gzip)),
    "once 429": Kind(after(1, _slow_down)),
    "no image mining": Kind(with_head('<meta name="robots" content="noimageai">'), opt_outs=("noimageai",)),
    "no mining": Kind(with_head('<meta name="robots" content="noai">'), UrlState.REFUSED, Reason.OPTED_OUT),
    "header reserves": Kind(
        always(lambda body: Answer(body=body, headers={**HTML, "TDM-Reservation": "1"})),
        UrlState.REFUSED,
        Reason.OPTED_OUT,
    ),
    "reserved": Kind(plain, UrlState.REFUSED, Reason.OPTED_OUT),
    "private": Kind(plain, UrlState.REFUSED, Reason.FORBIDDEN_BY_ROBOTS),
    "gone": Kind(always(lambda _: Answer(410)), UrlState.FAILED, Reason.NOT_FOUND),
    "forbidden": Kind(always(lambda _: Answer(403)), UrlState.FAILED, Reason.FETCH_FAILED),
    "always 500": Kind(always(lambda _: Answer(500)), UrlState.FAILED, Reason.FETCH_FAILED),
    "picture": Kind(
        always(lambda body: Answer(body=body, headers={"Content-Type": "image/png"})),
        UrlState.FAILED,
        Reason.UNSUPPORTED_TYPE,
    ),
    "bomb": Kind(always(_bomb), UrlState.FAILED, Reason.TOO_LARGE),
    "moved": Kind(leads(301, lambda asked: f"{asked.path}-now"), UrlState.MOVED),
    "circle": Kind(leads(302, lambda asked: f"{asked.path}-now"), UrlState.MOVED),
    "endless": Kind(leads(302, lambda asked: f"{asked.path}x"), UrlState.MOVED),
    "form": Kind(always(lambda _: Answer(body=FORM, headers=HTML)), UrlState.REJECTED, Reason.NO_ARTICLE),
    "old": Kind(plain, UrlState.PASSED_OVER),
}
"""Behaviours by name."""

_FOLDERS = {"private": "/private", "reserved": "/reserved"}


def plan(hosts: tuple[str, ...], seed: int) -> tuple[Piece, ...]:
    """Each behaviour on some host, and more of the common ones on all."""
    chance = random.Random(seed)
    kinds = [*KINDS, *chance.choices(["plain", "changing", "changing, untold", "untagged", "gzip"], k=14)]
    chance.shuffle(kinds)
    pieces = []
    for number, kind in enumerate(kinds):
        host = hosts[number % len(hosts)]
        common = kind in ("plain", "gzip", "zstd", "brotli")
        born = chance.randrange(-3000, 380) if common else chance.randrange(-3000, 0)
        if kind == "old":
            born = -40 * 86_400
        changes = tuple(sorted(chance.sample(range(180, 420, 120), k=2))) if "changing" in kind else ()
        path = f"{_FOLDERS.get(kind, '')}/2024/05/report-on-{chance.choice('abcdefgh')}-number-{number}"
        pieces.append(Piece(host, path, born, changes, kind != "changing, untold", kind))
    return tuple(pieces)
