"""Atom feeds (RFC 4287) of headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from xml.etree import ElementTree

from dateline.model import DateEstimate
from dateline.serve.plain import key_line, plain
from dateline.store.headlines import Story

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(stories: Sequence[Story], *, site: str, path: str, page: str, title: str) -> bytes:
    """An Atom feed.

    Args:
        stories: newest first.
        site: how the site is reached from outside, without a slash at its end.
        path: of the feed, with its query.
        page: path of the page that shows the same.
        title: of the feed.
    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM})
    _add(root, "id", f"{site}{path}")
    _add(root, "title", plain(title))
    _add(root, "updated", _moment(max((_updated(story) for story in stories), default=_NEVER)))
    _add(root, "link", rel="self", href=f"{site}{path}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{site}{page}")
    _add(root, "generator", "Dateline")
    for story in stories:
        _entry(ElementTree.SubElement(root, "entry"), story, site)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(entry: ElementTree.Element, story: Story, site: str) -> None:
    address = f"{site}/articles/{story.article}"
    _add(entry, "id", address)
    _add(entry, "title", plain(story.headline or story.beginning) or f"Article {story.article}")
    _add(entry, "updated", _moment(_updated(story)))
    published = _published(story.published)
    if published:
        _add(entry, "published", _moment(published))
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    for name in story.authors or ((story.site,) if story.site else ("unknown",)):
        _add(ElementTree.SubElement(entry, "author"), "name", plain(name) or "unknown")
    for chip in story.chips:
        _add(entry, "category", term=chip.entity, label=plain(chip.name))
    if story.key:
        _add(entry, "summary", f"{key_line(story.key)}: {plain(story.key.sentence)}")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> None:
    clean = {key: _FORBIDDEN.sub("\ufffd", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, clean)
    if text is not None:
        element.text = _FORBIDDEN.sub("\ufffd", text)


def _updated(story: Story) -> datetime:
    return story.fetched or _published(story.published) or _NEVER


def _published(estimate: DateEstimate | None) -> datetime | None:
    """The moment, or the start of the day; None where neither is known exactly."""
    if estimate is None:
        return None
    if estimate.moment and estimate.moment.tzinfo:
        return estimate.moment
    if estimate.earliest and estimate.earliest == estimate.latest:
        return datetime.combine(estimate.earliest, time(), UTC)
    return None


def _moment(moment: datetime) -> str:
    # Offsets of seconds, which datetime can have and RFC 3339 cannot, are lost in UTC.
    try:
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except OverflowError:
        return moment.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
