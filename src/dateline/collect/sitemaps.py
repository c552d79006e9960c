"""Sitemaps, news sitemaps and indexes of them, read element by element."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from dateline.collect.feeds import is_whole, moment_of, refuse_entities
from dateline.errors import InputRejectedError, Reason
from dateline.model import Entry, Listed, SourceKind

MOST_SITEMAPS = 1000
_ENDS = (b"urlset>", b"sitemapindex>")


def read_sitemap(content: bytes, address: str, *, most: int) -> Listed:
    """What a sitemap lists; a damaged one as far as it can be read.

    Args:
        most: how many entries are taken; the rest is counted.

    Raises:
        InputRejectedError: UNREADABLE, if it declares entities, or there is nothing in it that can be read.
    """
    refuse_entities(content, address)
    pages: list[Entry] = []
    sitemaps: list[Entry] = []
    more = unusable = 0
    whole = True
    try:
        for place, element in _elements(content):
            if len(pages) >= most and place == "url":
                more += 1
                continue
            entry = _entry(element)
            if entry is None:
                unusable += 1
            else:
                (sitemaps if place == "sitemap" else pages).append(entry)
    except etree.XMLSyntaxError:
        whole = False
    if not is_whole(content, _ENDS):
        del (pages or sitemaps)[-1:]
    if not whole and not pages and not sitemaps:
        raise InputRejectedError(
            Reason.UNREADABLE,
            "is no sitemap that can be read",
            where=address,
            action="look at it in a browser",
        )
    # Those that changed last come first; what has no date may be anything.
    sitemaps.sort(key=lambda one: one.dated.timestamp() if one.dated else float("inf"), reverse=True)
    return Listed(
        kind=SourceKind.SITEMAP,
        entries=tuple(pages),
        sitemaps=tuple(sitemaps[:MOST_SITEMAPS]),
        more=more + max(len(sitemaps) - MOST_SITEMAPS, 0),
        unusable=unusable,
    )


def _elements(content: bytes) -> Iterator[tuple[str, etree._Element]]:
    parser = etree.iterparse(
        BytesIO(content),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        recover=True,
        huge_tree=False,
    )
    for _, element in parser:
        yield ("sitemap" if element.tag.endswith("sitemap") else "url"), element
        element.clear()
        # The root keeps its children otherwise, however empty.
        while element.getprevious() is not None:
            del element.getparent()[0]


def _entry(element: etree._Element) -> Entry | None:
    texts = {
        etree.QName(child).localname: (child.text or "").strip()
        for child in element.iter(etree.Element)
        if child.text
    }
    if not texts.get("loc"):
        return None
    dated = [
        moment
        for name in ("lastmod", "publication_date")
        if (moment := moment_of(texts.get(name))) is not None
    ]
    return Entry(address=texts["loc"], dated=max(dated, default=None))
