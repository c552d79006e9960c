"""A page as a person saves it: its text, one line for each block element."""

from __future__ import annotations

import re

from lxml import etree, html
from trafilatura.utils import decode_file

# Elements that never show text in a browser.
_UNSEEN = frozenset({"head", "script", "style", "noscript", "template", "svg", "iframe", "object", "math"})
_BLOCK_NAMES = (
    "address article aside blockquote body button canvas center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol optgroup option p pre section select summary table tbody td textarea tfoot th thead title tr ul"
)
_BLOCK = frozenset(_BLOCK_NAMES.split())
_SPACES = re.compile(r"\s+")


def page_as_text(content: bytes | str, *, breaks: bool = True) -> str:
    """Turns an HTML page into the plain text that is left of it when it is saved as text.

    Args:
        content: the page, as bytes or decoded.
        breaks: whether ``<br>`` starts a new line, as it does in a browser.

    Returns:
        One line for each block element that has text of its own, white space folded; "" for a page
        that holds none.
    """
    text = content if isinstance(content, str) else decode_file(content)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return ""
    pieces: list[str] = []
    _walk(root, pieces, breaks)
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\v"))
    return "\n".join(line for line in lines if line)


def _walk(root: etree._Element, pieces: list[str], breaks: bool) -> None:
    """Adds the text of ``root`` to ``pieces``, a vertical tab wherever a line ends."""
    skipping = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            if not skipping and node.tail:
                pieces.append(node.tail)
            continue
        tag = node.tag
        unseen = tag in _UNSEEN
        new_line = tag in _BLOCK or (breaks and tag == "br")
        if event == "start":
            skipping += unseen
            if not skipping:
                pieces.append("\v" if new_line else "")
                pieces.append(node.text or "")
        else:
            skipping -= unseen
            if not skipping:
                pieces.append("\v" if new_line else "")
                pieces.append(node.tail or "")
