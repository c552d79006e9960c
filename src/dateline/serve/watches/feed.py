"""The feed of a watch (Atom, RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from xml.etree import ElementTree

from dateline.store.outbox import Item
from dateline.store.watches import Watch

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(watch: Watch, items: Sequence[Item], site: str) -> bytes:
    """The feed: the newest articles first, each under a name that stays.

    Args:
        watch: whose feed.
        items: the articles.
        site: how the site is reached.
    """
    root = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _add(root, "id", f"{site}/watches/{watch.id}")
    _add(root, "title", watch.name)
    _add(root, "updated", _moment(max((item.published or "" for item in items), default=""), watch))
    _add(root, "generator", "Dateline")
    for item in items:
        entry = ElementTree.SubElement(root, "entry")
        address = f"{site}/articles/{item.article}"
        _add(entry, "id", address)
        _add(entry, "title", item.headline or item.address)
        _add(entry, "updated", _moment(item.published or "", watch))
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
        _add(ElementTree.SubElement(entry, "author"), "name", item.site or "unknown")
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _FORBIDDEN.sub("\ufffd", text)


def _moment(day: str, watch: Watch) -> str:
    moment = datetime.combine(datetime.fromisoformat(day), time(), UTC) if day else watch.created
    return moment.astimezone(UTC).isoformat(timespec="seconds")
