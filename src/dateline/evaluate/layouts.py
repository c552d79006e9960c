"""Pages with their truth, in the layouts that public sets of pages come in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import DataError

LAYOUTS = ("seb", "wcxb", "fundus")
"""The names that ``load`` takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthPage:
    """One page of a test set.

    Attributes:
        id: unique in its set.
        layout: the set's layout, one of ``LAYOUTS``.
        html: the page's bytes, decompressed.
        address: its http(s) address.
        body: the article's text without its headline; None where the set gives no body for the page.
        title: the headline, where the set has headlines.
        authors: the names of the authors, in order; None where the set does not say.
        published: the publication date as the set writes it (ISO 8601), where it has one.
        summary: the standfirst, where the set keeps it apart from the body.
    """

    id: str
    layout: str
    html: bytes
    address: str
    body: str | None
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    summary: str | None = None

    @property
    def domain(self) -> str:
        """The site, for splitting a set so that no site is on both sides."""
        return (urlsplit(self.address).hostname or self.id).removeprefix("www.")


def load(directory: Path, layout: str = "seb") -> Iterator[TruthPage]:
    """The pages of a set, in the order of their ids.

    Args:
        directory: where the set lies, as its publisher lays it out.
        layout: ``seb`` (scrapinghub/article-extraction-benchmark: ``ground-truth.json`` and
            ``html/*.html.gz``), ``wcxb`` (Murrough-Foley/web-content-extraction-benchmark:
            ``html/*.html.gz`` and ``ground-truth/*.json``) or ``fundus`` (flairNLP/fundus test data: a
            folder for each country).

    Raises:
        DataError: unknown layout, or a file of the set is missing or not of its form.
    """
    readers: dict[str, Callable[[Path], Iterator[TruthPage]]] = {
        "seb": _seb,
        "wcxb": _wcxb,
        "fundus": _fundus,
    }
    if layout not in readers:
        raise DataError(f"unknown layout {layout!r}", action=f"use one of {', '.join(LAYOUTS)}")
    return readers[layout](directory)


def _seb(directory: Path) -> Iterator[TruthPage]:
    truth = _json(directory / "ground-truth.json")
    for key in sorted(truth):
        yield TruthPage(
            id=key,
            layout="seb",
            html=_bytes(directory / "html" / f"{key}.html.gz"),
            address=truth[key].get("url", ""),
            body=truth[key].get("articleBody", ""),
        )


def _wcxb(directory: Path) -> Iterator[TruthPage]:
    folder = directory / "ground-truth"
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise DataError("no ground truth found", where=str(folder), action="give a folder in the wcxb layout")
    for path in paths:
        record = _json(path)
        truth = record.get("ground_truth", {})
        author = truth.get("author")
        yield TruthPage(
            id=path.stem,
            layout="wcxb",
            html=_bytes(directory / "html" / f"{path.stem}.html.gz"),
            address=record.get("url", ""),
            body=truth.get("main_content"),
            title=truth.get("title") or None,
            authors=(author,) if author else None,
            published=truth.get("publish_date") or None,
        )


def _fundus(directory: Path) -> Iterator[TruthPage]:
    folders = sorted(path.parent for path in directory.glob("*/meta.info"))
    if not folders:
        raise DataError(
            "no meta.info found", where=str(directory), action="give a folder in the fundus layout"
        )
    for folder in folders:
        addresses = {name: entry["url"] for name, entry in _json(folder / "meta.info").items()}
        for path in sorted(folder.glob("*.json")):
            yield from _fundus_publisher(path, addresses)


def _fundus_publisher(path: Path, addresses: dict[str, str]) -> Iterator[TruthPage]:
    """One publisher: its parsers' versions in order, and as many pages, named by the day they were saved."""
    versions = _json(path)
    pages = sorted(path.parent.glob(f"{path.stem}_[0-9]*.html.gz"))
    if len(pages) != len(versions):
        raise DataError(f"{len(versions)} records for {len(pages)} pages", where=str(path))
    for page, version in zip(pages, sorted(versions, key=_version_key), strict=True):
        record = versions[version]
        body = record.get("body") or {}
        authors = record.get("authors")
        yield TruthPage(
            id=f"{path.parent.name}/{page.name.removesuffix('.html.gz')}",
            layout="fundus",
            html=_bytes(page),
            address=addresses.get(page.name, ""),
            body="\n\n".join(_fundus_lines(body)) if body else None,
            title=record.get("title") or None,
            authors=tuple(authors) if authors is not None else None,
            published=record.get("publishing_date") or None,
            summary="\n\n".join(body.get("summary", ())) or None,
        )


def _fundus_lines(body: dict[str, Any]) -> Iterator[str]:
    yield from body.get("summary", ())
    for section in body.get("sections", ()):
        yield from section.get("headline", ())
        yield from section.get("paragraphs", ())


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("V").split("_"))


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError("cannot be read", where=str(path), action="check the folder and --layout") from error
    except ValueError as error:
        raise DataError(f"not JSON: {error}", where=str(path)) from error
    if not isinstance(value, dict):
        raise DataError("not a JSON object", where=str(path))
    return value


def _bytes(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except OSError as error:
        raise DataError("the page cannot be read", where=str(path)) from error
    except (EOFError, ValueError) as error:
        raise DataError("the page is not a whole .gz file", where=str(path)) from error
