"""Page → Article: everything of this room put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.errors import InputRejectedError, Reason
from dateline.extract.body import BodyReader
from dateline.extract.compose import compose, with_headline
from dateline.extract.dates import date_from_evidence
from dateline.extract.html import parse, read_text
from dateline.extract.metadata import read_metadata
from dateline.extract.repair import Repairer
from dateline.extract.saved_text import SavedTextReader
from dateline.model import Article, Author, Block, DateEstimate, Furniture, Page, Sourced

_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|p|span|table|article|section|a|br)\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_SNIFFED_BYTES = 4096


MAX_LETTERS = 150_000
"""A longer text is no article (25,000 words; a book has 500,000 letters) and takes long to understand."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page says, before repairs."""

    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]
    headline: Sourced | None
    authors: tuple[Author, ...]
    date_lines: tuple[str, ...] = ()
    published: DateEstimate | None = None
    modified: DateEstimate | None = None
    site: Sourced | None = None
    language: Sourced | None = None
    canonical: Sourced | None = None


class ArticleExtractor:
    """Turns pages into articles; loads its models once and keeps nothing of a page."""

    def __init__(self, body: BodyReader, saved_text: SavedTextReader, repairer: Repairer) -> None:
        self._body = body
        self._saved_text = saved_text
        self._repairer = repairer

    @classmethod
    def load(cls) -> ArticleExtractor:
        """An extractor with the shipped models and lexicons."""
        return cls(BodyReader.load(), SavedTextReader.load(), Repairer.load())

    def extract(self, page: Page) -> Article:
        """Find the article on a page, HTML or saved text.

        Raises:
            InputRejectedError: the page cannot be read, there is no article on it (NO_ARTICLE), or it is too
                long to be one (TOO_LARGE).
        """
        found = self._read_html(page) if is_html(page) else self._read_saved_text(page)
        if not found.blocks:
            raise InputRejectedError(
                Reason.NO_ARTICLE,
                "no article on this page",
                where=page.address,
                action="give the address of an article, not of a front page or a form",
            )
        if sum(len(block.text) for block in found.blocks) > MAX_LETTERS:
            raise InputRejectedError(
                Reason.TOO_LARGE,
                f"the text on this page has more than {MAX_LETTERS:,} letters",
                where=page.address,
                action="cut it into parts; no news article is that long",
            )
        return self._repaired(page, found)

    def _read_html(self, page: Page) -> _Found:
        document = parse(page)
        metadata = read_metadata(document)
        headline = metadata.headline
        body = self._body.read(document, headline.value if headline else None, metadata.authors)
        return _Found(
            blocks=body.blocks,
            furniture=body.furniture,
            headline=headline,
            authors=metadata.authors,
            published=metadata.published,
            modified=metadata.modified,
            site=metadata.site,
            language=metadata.language,
            canonical=metadata.canonical,
        )

    def _read_saved_text(self, page: Page) -> _Found:
        text = read_text(page).text
        try:
            saved = self._saved_text.read(text)
        except InputRejectedError as error:
            raise InputRejectedError(
                error.reason, error.what, where=page.address, action=error.action
            ) from None
        headline = Sourced(value=saved.headline, source="first lines") if saved.headline else None
        return _Found(
            blocks=saved.blocks,
            furniture=saved.furniture,
            headline=headline,
            authors=saved.authors,
            date_lines=saved.dates,
        )

    def _repaired(self, page: Page, found: _Found) -> Article:
        headline = found.headline
        blocks = with_headline(headline.value if headline else None, found.blocks)
        repaired = self._repairer.repair([block.text for block in blocks])
        blocks = tuple(
            Block(kind=block.kind, text=new.text) for block, new in zip(blocks, repaired, strict=True)
        )
        composed = compose(blocks, [new.repairs for new in repaired])
        if headline is not None:
            headline = Sourced(value=blocks[0].text, source=headline.source)
        return Article(
            text=composed.text,
            paragraphs=composed.paragraphs,
            headline=headline,
            authors=found.authors,
            published=found.published or self._date(page, composed.text, found.date_lines),
            modified=found.modified,
            site=found.site,
            language=found.language,
            canonical=found.canonical,
            furniture=found.furniture,
            repairs=composed.repairs,
        )

    def _date(self, page: Page, text: str, date_lines: Sequence[str]) -> DateEstimate | None:
        return date_from_evidence(text, address=page.address, fetched=page.fetched, date_lines=date_lines)


def is_html(page: Page) -> bool:
    """Whether a page is HTML: by its declared type, else by tags near its beginning.

    What is declared plain text but begins like an HTML document was saved under a wrong name.
    """
    declared = (page.content_type or "").partition(";")[0].strip().lower()
    if declared in {"text/html", "application/xhtml+xml"}:
        return True
    if declared == "text/plain":
        return _DOCUMENT.match(page.content[:_SNIFFED_BYTES]) is not None
    return _MARKUP.search(page.content[:_SNIFFED_BYTES]) is not None
