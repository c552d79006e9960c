"""Pages damaged on purpose, the same way for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_SNIPPETS = (
    b"<div>" * 300,
    b"</div>" * 300,
    b"<p>",
    b"<script>",
    b"</script>",
    b"<!--",
    b"]]>",
    b"<table><tr><td>",
    b"<![CDATA[",
    b'<meta charset="utf-16">',
    b'<meta http-equiv="Content-Type" content="text/html; charset=klingon">',
    b'<base href="//[">',
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbf\xbd?",
    b"&#x110000;&#0;&bogus;",
    b'<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"author":[[null]]}',
    b'<time datetime="99999-99-99T99:99">',
    b"\xe2\x80\xae\xf0\x9f\x98\x80" * 50,
    b"x" * 20_000,
    b"? " * 5_000,
    b"\xe2\x80\x9c" * 2_000,
    b"Mr. U.S. A. B. " * 500,
)


def _cut(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data) + 1)
    return data[:at]


def _drop(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data) + 1)
    return data[:at] + data[at + source.randrange(1, 5000) :]


def _double(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data) + 1)
    piece = data[at : at + source.randrange(1, 3000)]
    return data[:at] + piece * source.randrange(2, 20) + data[at:]


def _flip(data: bytes, source: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(source.randrange(1, 200)):
        if changed:
            changed[source.randrange(len(changed))] = source.randrange(256)
    return bytes(changed)


def _insert(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data) + 1)
    return data[:at] + source.choice(_SNIPPETS) * source.randrange(1, 4) + data[at:]


def _unquote(data: bytes, source: random.Random) -> bytes:
    return data.replace(source.choice([b'"', b">", b"<", b"/", b"=", b" "]), b"", source.randrange(1, 50))


def _recode(data: bytes, source: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        source.choice(["utf-16", "cp1251", "shift_jis", "utf-7", "utf-8-sig", "ascii"]), "replace"
    )


MUTATIONS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    _cut,
    _drop,
    _double,
    _flip,
    _insert,
    _insert,
    _unquote,
    _recode,
)


def mutate(page: bytes, other: bytes, seed: int) -> bytes:
    """One to four mutations of a page; sometimes it is spliced with another one first."""
    source = random.Random(seed)
    if source.random() < 0.15:
        page = page[: source.randrange(len(page) + 1)] + other[source.randrange(len(other) + 1) :]
    for _ in range(source.randrange(1, 5)):
        page = source.choice(MUTATIONS)(page, source)
    return page[:3_000_000]
