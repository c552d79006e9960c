"""The body of an article on an HTML page."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import trafilatura

from dateline.extract.html import HtmlDocument
from dateline.model import Block, BlockKind, Furniture


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was found on a page.

    Attributes:
        blocks: the article's text in reading order, without its headline; empty if there is no article.
        furniture: what was set aside, each with its reason.
        notes: what was done that a reader of the result should know, in words.
    """

    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads bodies; load one and use it for all pages."""

    @classmethod
    def load(cls) -> BodyReader:
        """The reader with the shipped model."""
        return cls()

    def read(self, document: HtmlDocument, headline: str | None = None) -> Body:
        """The body of the article on a page.

        Args:
            document: the parsed page; not changed.
            headline: the article's headline where it is known; a block that repeats it is furniture.
        """
        found = trafilatura.bare_extraction(
            deepcopy(document.tree), include_comments=False, with_metadata=False
        )
        if found is None or isinstance(found, dict) or found.body is None:
            return Body(blocks=(), furniture=())
        blocks = tuple(
            Block(kind=BlockKind.HEADING if element.tag == "head" else BlockKind.PARAGRAPH, text=text)
            for element in found.body
            if (text := " ".join("".join(map(str, element.itertext())).split())) and text != headline
        )
        return Body(blocks=blocks, furniture=())
