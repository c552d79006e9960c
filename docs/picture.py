"""Draws the picture of the README: the beginning of a sample page as it was read."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

from rich.console import Console

from dateline.cli.render import render_reading
from dateline.collect.files import read_file
from dateline.extract.article import ArticleExtractor
from dateline.read import Reader

DOCS = Path(__file__).resolve().parent
PAGE = DOCS.parent / "samples" / "pages" / "us-sanctions-vulin.html.gz"
BLOCKS = 3


def main() -> None:
    """Read the page, keep its first blocks, and write ``docs/reading.svg``."""
    page = read_file(PAGE, max_bytes=1_000_000)
    page = dataclasses.replace(page, address="us-sanctions-vulin.html.gz")
    article = ArticleExtractor.load().extract(page)
    kept = article.paragraphs[:BLOCKS]
    short = dataclasses.replace(article, text=article.text[: kept[-1].span.end], paragraphs=kept)
    console = Console(
        record=True, width=112, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    render_reading(console, Reader.load().understand(page, short))
    console.save_svg(
        str(DOCS / "reading.svg"), title="dateline read us-sanctions-vulin.html.gz", unique_id="reading"
    )


if __name__ == "__main__":
    main()
