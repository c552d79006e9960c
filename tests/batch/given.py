"""WARCs of pages for the tests and benchmarks: of the project's samples, and of the public pages where they are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from dateline.model import Page

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "pages"
PUBLIC = ROOT.parent / "shared" / "data" / "extraction"
WHEN = datetime(2024, 9, 5, 6, 7, 8, tzinfo=UTC)


def sample_pages() -> list[Page]:
    """The project's samples; one of them is no article."""
    return [
        _page(f"https://samples.example/{path.name.removesuffix('.gz')}", path)
        for path in sorted(SAMPLES.iterdir())
        if path.suffix in (".html", ".gz")
    ]


def public_pages() -> Iterator[Page]:
    """The pages of the public extraction set, under their addresses; none where the folder is missing."""
    truth = PUBLIC / "ground-truth.json"
    if not truth.exists():
        return
    addresses = {key: entry.get("url") for key, entry in json.loads(truth.read_bytes()).items()}
    for path in sorted((PUBLIC / "html").glob("*.html.gz")):
        key = path.name.removesuffix(".html.gz")
        yield _page(addresses.get(key) or f"https://pages.example/{key}", path)


def _page(address: str, path: Path) -> Page:
    content = path.read_bytes()
    plain = gzip.decompress(content) if path.suffix == ".gz" else content
    return Page(address=address, content=plain, fetched=WHEN, content_type="text/html; charset=utf-8")


def warc_record(
    address: str,
    body: bytes,
    *,
    headers: str = "Content-Type: text/html; charset=utf-8",
    status: str = "200 OK",
    kind: str = "response",
) -> bytes:
    """One record of an HTTP answer, not compressed."""
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    return record(block, address, kind=kind, media="application/http; msgtype=response")


def record(block: bytes, address: str, *, kind: str, media: str) -> bytes:
    """One record of any kind, not compressed."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0b5b3a0e-7d5a-4f1b-8c8e-2f6f3a1b0c4d>\r\n"
        f"WARC-Target-URI: {address}\r\nWARC-Date: {WHEN:%Y-%m-%dT%H:%M:%SZ}\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_warc(path: Path, pages: Iterable[Page], *, other: bool = True) -> Path:
    """A WARC.gz of pages as crawlers write it: a member a record, with requests and pictures between (``other``)."""
    with path.open("wb") as stream:
        for page in pages:
            if other:
                asked = record(
                    b"GET / HTTP/1.1\r\n\r\n", page.address, kind="request", media="application/http"
                )
                picture = warc_record(
                    f"{page.address}.png", b"\x89PNG\r\n", headers="Content-Type: image/png"
                )
                stream.write(gzip.compress(asked, mtime=0) + gzip.compress(picture, mtime=0))
            headers = f"Content-Type: {page.content_type}"
            stream.write(gzip.compress(warc_record(page.address, page.content, headers=headers), 6, mtime=0))
    return path
