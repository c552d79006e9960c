"""The body of an article on an HTML page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.extract.furniture import LineModel, Said, explain, repeats_headline
from dateline.extract.furniture_certain import certain_wording, is_byline, notes_on_authors
from dateline.extract.html import HtmlDocument
from dateline.extract.lines import MARKED_TAGS, Line, Place, ancestors
from dateline.extract.lines_article import is_article
from dateline.extract.lines_match import tokens
from dateline.extract.lines_names import bit
from dateline.extract.lines_window import PageView, view
from dateline.model import Author, Block, BlockKind, Furniture, FurnitureKind

_BORDER = 10
"""So many lines before and after the article are told of as furniture; the rest of the page is not."""

_HIDDEN_TEXT_WORDS = 100
_TEI_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE,
}
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_POSTS = ("twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed", "telegram-post")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and spaces without width."""

_SIGNED = re.compile(r"^[—–-] ?.{1,60} ?\(@\w{2,30}\)")
_QUOTED = 1 << MARKED_TAGS.index("blockquote")
_LISTED = 1 << MARKED_TAGS.index("li")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was found on a page.

    Attributes:
        blocks: the article's text in reading order, without its headline; empty if there is no article.
        furniture: what was set aside in the article and around it, each with its reason.
        notes: what was done that a reader of the result should know, in words.
    """

    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads bodies; load one and use it for all pages."""

    model: LineModel

    @classmethod
    def load(cls) -> BodyReader:
        """The reader with the shipped model.

        Raises:
            DataError: the model does not fit the rules beside it.
        """
        return cls(LineModel.load())

    def read(
        self, document: HtmlDocument, headline: str | None = None, authors: Sequence[Author] = ()
    ) -> Body:
        """The body of the article on a page.

        trafilatura reads the page first; then a model looks at each line of the page itself, with what
        trafilatura made of it, and decides which are the article: so lines that trafilatura left in are
        dropped, and lines that it lost are found again.

        Args:
            document: the parsed page; not changed.
            headline: the article's headline where it is known; a block that repeats it is furniture.
            authors: who signed it, where that is known; a byline and a note on them are furniture.
        """
        page = view(document.tree, headline)
        scores = self.model.scores(page.features)
        choice = choose(page, scores, self.model.threshold, names_of_authors(authors))
        taken = choice.taken
        hidden = _hidden_text(page, taken)
        if hidden:
            return Body(blocks=hidden, furniture=(), notes=("the text stands only in data for machines",))
        if not any(taken):
            return Body(blocks=(), furniture=(), notes=("no article found",))
        return Body(
            blocks=_blocks(page.lines, taken),
            furniture=_furniture(page, choice, scores),
            notes=_notes(page, taken),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which lines of a page are the article.

    Attributes:
        taken: for each line whether it is.
        certain: the kind and the rule of those that are furniture whatever the model says, by their number.
    """

    taken: tuple[bool, ...]
    certain: Mapping[int, tuple[FurnitureKind, str]]


def names_of_authors(authors: Sequence[Author]) -> tuple[str, ...]:
    """The names of those authors who have one."""
    return tuple(author.name for author in authors if author.name)


def choose(page: PageView, scores: Sequence[float], threshold: float, authors: Sequence[str] = ()) -> Choice:
    """Which lines are the article; none, if they make no article.

    Args:
        page: the lines.
        scores: how sure the model is of each.
        threshold: from which score on a line is taken.
        authors: the names of the article's authors, where they are known.
    """
    title = tokens(page.marks.headline)
    taken = [
        score >= threshold and not repeats_headline(words, title)
        for score, words in zip(scores, page.words, strict=True)
    ]
    taken = _with_posts(page.lines, _with_whole_tables(page.lines, taken))
    certain = _certain(page, taken, authors)
    taken = [flag and number not in certain for number, flag in enumerate(taken)]
    chosen = [
        (line, len(words)) for line, words, flag in zip(page.lines, page.words, taken, strict=True) if flag
    ]
    if not is_article(page.signs, chosen, page.lines):
        taken = [False] * len(taken)
    return Choice(taken=tuple(taken), certain=certain)


def _certain(
    page: PageView, taken: Sequence[bool], authors: Sequence[str]
) -> dict[int, tuple[FurnitureKind, str]]:
    """The lines that are furniture though they were taken."""
    found: dict[int, tuple[FurnitureKind, str]] = {}
    left: list[int] = []
    for number in (number for number, flag in enumerate(taken) if flag):
        text = page.lines[number].text
        worded = certain_wording(text, len(page.words[number]))
        if worded is None and is_byline(text, authors):
            worded = FurnitureKind.BYLINE, "names the author"
        if worded is None:
            left.append(number)
        else:
            found[number] = worded
    for place in notes_on_authors([page.lines[number].text for number in left], authors):
        found[left[place]] = FurnitureKind.AUTHOR_BIOGRAPHY, "tells of the author at the end"
    return found


def _with_posts(lines: Sequence[Line], taken: Sequence[bool]) -> list[bool]:
    """The choice of lines, with the posts that are embedded between chosen lines."""
    chosen = [number for number, flag in enumerate(taken) if flag]
    if not chosen:
        return list(taken)
    posts = _posts(lines)
    return [
        flag or (chosen[0] < number < chosen[-1] and _is_post(line, posts))
        for number, (line, flag) in enumerate(zip(lines, taken, strict=True))
    ]


def _with_whole_tables(lines: Sequence[Line], taken: Sequence[bool]) -> list[bool]:
    """The choice of lines, with each data table whole or not at all, as most of its rows go."""
    rows: dict[Place, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.row >= 0 and line.place.parent is not None:
            rows[line.place.parent].append(number)
    result = list(taken)
    for numbers in rows.values():
        whole = 2 * sum(taken[number] for number in numbers) > len(numbers)
        for number in numbers:
            result[number] = whole
    return result


def _posts(lines: Sequence[Line]) -> frozenset[Place]:
    """The quotations that are posts of a network: by their names, or signed with a handle."""
    return frozenset(
        place
        for line in lines
        if line.place.within & _QUOTED
        for place in ancestors(line.place)
        if place.tag == "blockquote"
        and (any(name in place.signature for name in _POSTS) or _SIGNED.search(line.text))
    )


def _is_post(line: Line, posts: frozenset[Place]) -> bool:
    return bool(line.place.within & _QUOTED) and any(place in posts for place in ancestors(line.place))


def _hidden_text(page: PageView, taken: Sequence[bool]) -> tuple[Block, ...]:
    """The text of a page that is drawn by a script, where the first reading found it in the page's data."""
    shown = sum(len(words) for words, flag in zip(page.words, taken, strict=True) if flag)
    read = sum(len(tokens(block)) for block in page.first.blocks)
    seen = sum(len(words) * share for words, share in zip(page.words, page.kept, strict=True))
    if read < _HIDDEN_TEXT_WORDS or shown > 0.3 * read or seen > 0.3 * read:
        return ()
    title = tokens(page.marks.headline)
    return tuple(
        Block(kind=_TEI_KINDS.get(tag, BlockKind.PARAGRAPH), text=text)
        for text, tag in zip(page.first.blocks, page.first.tags, strict=True)
        if not repeats_headline(tokens(text), title)
    )


def _blocks(lines: Sequence[Line], taken: Sequence[bool]) -> tuple[Block, ...]:
    chosen = [line for line, flag in zip(lines, taken, strict=True) if flag]
    live, posts = _live_places(chosen), _posts(lines)
    texts = [_UNSEEN.sub("", line.text).strip() for line in chosen]
    return tuple(
        Block(kind=_kind(line, posts, live=live), text=text)
        for line, text in zip(chosen, texts, strict=True)
        if text
    )


def _live_places(lines: Sequence[Line]) -> bool:
    """Whether the lines stand in the entries of a live blog: several places named so, one after another."""
    entries = {
        id(place)
        for line in lines
        for place in ancestors(line.place)
        if place.names & bit("live") and place.tag in {"article", "li", "section", "div"}
    }
    return len(entries) >= 3


def _kind(line: Line, posts: frozenset[Place], *, live: bool) -> BlockKind:
    place = line.place
    if place.tag in _HEADING_TAGS:
        return BlockKind.HEADING
    if _is_post(line, posts):
        return BlockKind.EMBED
    if line.row >= 0:
        return BlockKind.TABLE
    if place.within & _QUOTED:
        return BlockKind.QUOTE
    if live and place.around & bit("live"):
        return BlockKind.LIVE_ENTRY
    if place.within & _LISTED:
        return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


def _furniture(page: PageView, choice: Choice, scores: Sequence[float]) -> tuple[Furniture, ...]:
    chosen = [number for number, flag in enumerate(choice.taken) if flag]
    low, high = chosen[0] - _BORDER, chosen[-1] + _BORDER
    pieces, said = [], Said.of(page.marks)
    for number, line in enumerate(page.lines):
        if choice.taken[number] or not (low <= number <= high or page.kept[number] >= 0.5):
            continue
        if number in choice.certain:
            kind, rule = choice.certain[number]
            pieces.append(Furniture(text=line.text, kind=kind, rule=rule, score=1.0))
        else:
            pieces.append(explain(line, scores[number], said, page.worded[number]))
    return tuple(pieces)


def _notes(page: PageView, taken: Sequence[bool]) -> tuple[str, ...]:
    notes = []
    if page.first.mode != "fast":
        notes.append(f"first reading: {page.first.mode}")
    regained = sum(flag and kept < 0.5 for flag, kept in zip(taken, page.kept, strict=True))
    if regained:
        notes.append(f"{regained} lines that the first reading had lost")
    return tuple(notes)
