"""OPML 2.0: the subscriptions of feed readers, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml import etree

from dateline.collect.addresses import normalised
from dateline.collect.feeds import refuse_entities
from dateline.errors import InputRejectedError, Reason
from dateline.model import NewSource, SourceKind

NAMESPACE = "https://dateline.example/opml"
_KIND = f"{{{NAMESPACE}}}kind"
_DEEPEST = 20


def read_opml(content: bytes, where: str) -> tuple[tuple[NewSource, ...], tuple[str, ...]]:
    """The sources in an OPML file, each once, with the outlines they lie in as folder.

    Returns:
        the sources, and the addresses in it that cannot be fetched.

    Raises:
        InputRejectedError: UNREADABLE, if it is no OPML.
    """
    refuse_entities(content, where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    body = None if root is None else root.find("body")
    if root is None or root.tag != "opml" or body is None:
        raise InputRejectedError(
            Reason.UNREADABLE, "is no OPML file", where=where, action="export it from the feed reader again"
        )
    sources: dict[str, NewSource] = {}
    unusable = []
    for outline, folder in _outlines(body, ()):
        given = outline.get("xmlUrl") or (outline.get("url") if outline.get(_KIND) else None)
        if not given:
            continue
        address = normalised(given)
        if address is None:
            unusable.append(given)
        else:
            sources.setdefault(address, _source(outline, address, folder))
    return tuple(sources.values()), tuple(unusable)


def _outlines(
    element: etree._Element, path: tuple[str, ...]
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    for outline in element.findall("outline"):
        yield outline, path
        if len(path) < _DEEPEST and len(outline):
            name = outline.get("text") or outline.get("title") or ""
            yield from _outlines(outline, (*path, name.replace("/", "∕").strip()))


def _source(outline: etree._Element, address: str, folder: tuple[str, ...]) -> NewSource:
    kind = outline.get(_KIND) or SourceKind.FEED
    name = " ".join((outline.get("text") or outline.get("title") or "").split())
    return NewSource(
        address=address,
        kind=SourceKind(kind) if kind in set(SourceKind) else SourceKind.AUTO,
        name=name or None,
        folder="/".join(part for part in folder if part) or None,
    )


def write_opml(sources: Iterable[NewSource]) -> bytes:
    """An OPML file of sources, by folder. Feeds as all readers know them, others as links that Dateline knows."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"dateline": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Sources of Dateline"
    body = etree.SubElement(root, "body")
    ordered = sorted(sources, key=lambda source: (source.folder or "", source.address))
    for folder, group in groupby(ordered, key=lambda source: source.folder or ""):
        place = _folder(body, folder)
        for source in group:
            etree.SubElement(place, "outline", _attributes(source))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _folder(body: etree._Element, folder: str) -> etree._Element:
    place = body
    for name in filter(None, folder.split("/")):
        found = [one for one in place.findall("outline") if one.get("text") == name and not one.get("type")]
        place = found[0] if found else etree.SubElement(place, "outline", {"text": name})
    return place


def _attributes(source: NewSource) -> dict[str, str]:
    name = _xml_text(source.name or source.address)
    if source.kind in (SourceKind.FEED, SourceKind.AUTO):
        marks = {} if source.kind is SourceKind.FEED else {_KIND: source.kind.value}
        return {"type": "rss", "text": name, "xmlUrl": source.address, **marks}
    return {"type": "link", "text": name, "url": source.address, _KIND: source.kind.value}


def _xml_text(text: str) -> str:
    """What XML cannot hold is left out."""
    return "".join(
        letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff")
    )
