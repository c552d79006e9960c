"""Whether the lines that were chosen are an article at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from dateline.extract.lines import Line, Place

_FEW_WORDS = 25
_PROSE_WORDS = 40
_NOT_FOUND_WORDS = 200
_FORM_WORDS = 120
_SENTENCE_WORDS = 8
_TEASERS = 4
_LINES_A_TEASER = 1.5
_WORDS_A_TEASER = 45

_NOT_FOUND = re.compile(
    r"\b(404|410)\b|page (not|cannot be|can't be|could not be) found|not found|no longer (available|exists)|"
    r"access denied|forbidden|something went wrong|does ?n[o']t exist|seite nicht gefunden|page introuvable|"
    r"página no encontrada|pagina non trovata|are you a robot|just a moment|attention required|captcha",
    re.IGNORECASE,
)
_ARTICLE_DATA = re.compile(r'"@type"\s*:\s*\[?\s*"[A-Za-z]*(Article|Posting|Report|Review)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSigns:
    """What a page says of itself.

    Attributes:
        declared: it says that it is an article (``og:type``, schema.org).
        missing: its title or first heading says that the page was not found, or is not for everybody.
        password: it asks for a password.
    """

    declared: bool
    missing: bool
    password: bool


def signs_of(tree: html.HtmlElement) -> ArticleSigns:
    """Look for the signs on a page.

    Args:
        tree: its root; not changed.
    """
    return ArticleSigns(
        declared=_is_declared(tree),
        missing=_NOT_FOUND.search(_first_heading(tree)) is not None,
        password=any((field.get("type") or "").lower() == "password" for field in tree.iter("input")),
    )


def is_article(signs: ArticleSigns, chosen: Sequence[tuple[Line, int]], lines: Sequence[Line]) -> bool:
    """Whether the chosen lines are an article, not the teasers of a front page, a form or an error message.

    Args:
        signs: what the page says of itself.
        chosen: the lines, each with the number of its words.
        lines: all lines that were looked at.
    """
    total = sum(size for _, size in chosen)
    if total < _FEW_WORDS or (total < _NOT_FOUND_WORDS and signs.missing):
        return False
    longest = max(size for _, size in chosen)
    if signs.password and not signs.declared and max(total, 3 * longest) < _FORM_WORDS:
        return False
    prose = sum(size for line, size in chosen if _is_sentence(line, size))
    if prose < (_FEW_WORDS if signs.declared else _PROSE_WORDS) and total < 4 * _PROSE_WORDS:
        return False
    return signs.declared or not _is_front(chosen, total, lines)


def _is_sentence(line: Line, words: int) -> bool:
    ends = line.text.rstrip("\"'”’»)] ").endswith((".", "!", "?", "。", "…", "।", "؟", "։", ":"))
    return words >= _SENTENCE_WORDS and (ends or words >= 30) and line.linked < 0.5 * len(line.text)


def _is_declared(tree: html.HtmlElement) -> bool:
    """Whether the page says of itself that it is an article."""
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:type" and "article" in (meta.get("content") or "").lower():
            return True
    return any(
        script.get("type") == "application/ld+json" and _ARTICLE_DATA.search(script.text or "")
        for script in tree.iter("script")
    )


def _first_heading(tree: html.HtmlElement) -> str:
    texts = []
    for tag in ("title", "h1"):
        element = next(tree.iter(tag), None)
        texts.append(str(element.text_content()).strip()[:200] if element is not None else "")
    return " ".join(texts)


def _is_front(chosen: Sequence[tuple[Line, int]], total: int, lines: Sequence[Line]) -> bool:
    """Many boxes of the same shape, each with a linked line and few words, that hold most of the words."""
    with_link: set[Place] = set()
    for line in lines:
        if line.linked >= 0.8 * len(line.text):
            parent = line.place.parent or line.place
            with_link.update((line.place, parent))
    parents: dict[tuple[str, str], set[Place]] = defaultdict(set)
    words: dict[tuple[str, str], int] = defaultdict(int)
    count: dict[tuple[str, str], int] = defaultdict(int)
    for line, size in chosen:
        parent = line.place.parent or line.place
        shape = (line.place.signature, parent.signature)
        if parent in with_link or line.link_first:
            parents[shape].add(line.place if line.link_first else parent)
            words[shape] += size
            count[shape] += 1
    teasers = sum(
        words[shape]
        for shape, found in parents.items()
        if len(found) >= _TEASERS
        and count[shape] <= _LINES_A_TEASER * len(found)
        and words[shape] < _WORDS_A_TEASER * count[shape]
    )
    return teasers > 0.75 * total
