"""What the line model knows of a line: its text, its place in the page, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dateline.extract.furniture_places import HEADINGS, Masses, article_of
from dateline.extract.furniture_rules import wordings
from dateline.extract.lines import MARKED_TAGS, Line, Place
from dateline.extract.lines_match import overlap, repeated, tokens
from dateline.extract.lines_names import container_headings

_LINE_TAGS = (
    "p",
    "div",
    "li",
    "td",
    "tr",
    "figcaption",
    "blockquote",
    "span",
    "section",
    "article",
    "dd",
    "pre",
)
_GROUP = ("kept", "linked", "link_first", "end", "words", "worded")
_NEAR = ("words", "linked", "kept", "heading", "end", "same")
_TEXT = (
    "chars", "words", "linked", "links", "all_link", "strong", "end", "colon", "ellipsis", "lower", "quote",
    "upper", "title_case", "digits", "commas", "bar", "handle", "question", "word_length", "unbalanced",
    "link_first",
)  # fmt: skip
_PLACE = (
    "heading", "hidden", "row", "depth", "index", "siblings", "tag_other", "inline_names", "climb",
    "siblings_mass", "signature_mass", "uncle_mass", "parent_mass", "grandparent_mass", "p_inside",
    "parent_linked", "grandparent_linked", "parent_words", "grandparent_words", "grandparent_headings",
    "alike_parents", "alike_lines", "article_mass",
)  # fmt: skip
_PAGE = (
    "kept", "position", "mass_before", "mass_after", "gap_before", "gap_after", "long_gap_before",
    "long_gap_after", "kept_near", "repeats_earlier", "repeats_later", "in_headline", "headline_in",
    "in_description", "description_in", "author", "heading_words", "heading_gap", "heading_level",
    "heading_mass", "under_title", "after_last", "before_first", "title_words", "title_known",
    "kept_share",
    "link_run", "short_run", "covered_words",
)  # fmt: skip

Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMarks:
    """What the head of the page says, for comparing lines with it."""

    headline: str = ""
    description: str = ""
    author: str = ""


@cache
def feature_names() -> tuple[str, ...]:
    """The columns of ``describe``, in their order."""
    headings = container_headings()
    worded = [wording.name for wording in wordings()]
    return (
        *(f"text.{name}" for name in _TEXT),
        *(f"place.{name}" for name in _PLACE),
        *(f"tag.{tag}" for tag in _LINE_TAGS),
        *(f"page.{name}" for name in _PAGE),
        *(f"alike.{name}" for name in _GROUP),
        *(f"beside.{name}" for name in _GROUP),
        *(f"near.{name}" for name in headings),
        *(f"in.{tag}" for tag in MARKED_TAGS),
        *(f"worded.{name}" for name in worded),
        *(f"headed.{name}" for name in worded),
        *(f"{side}.{name}" for side in ("before2", "before", "after", "after2") for name in _NEAR),
        *(f"{side}.worded" for side in ("before", "after")),
    )


def describe(
    lines: Sequence[Line],
    words: Sequence[Sequence[str]],
    coverage: Sequence[float],
    worded: Sequence[int],
    marks: PageMarks,
) -> Table:
    """One row of features a line.

    Args:
        lines: the lines in question, in document order.
        words: the words of each.
        coverage: how much of each the first reading of the page kept, 0 to 1.
        worded: the headings of ``phrases.yaml`` that each matches, as bits.
        marks: the headline, description and author of the page.
    """
    if not lines:
        return np.zeros((0, len(feature_names())), dtype=np.float32)
    kept = np.array(coverage, dtype=np.float32)
    counts = np.array([len(found) for found in words], dtype=np.float32)
    masses = Masses(lines, kept, counts)
    text = np.array([_text_row(line, len(found)) for line, found in zip(lines, words, strict=True)])
    place = np.array([_place_row(line, masses) for line in lines])
    tags = np.array([[line.place.tag == tag for tag in _LINE_TAGS] for line in lines], dtype=np.float32)
    headed, page = _page_columns(lines, words, kept, counts, worded, marks)
    bits = _bit_columns(lines, masses, worded, headed)
    near = _near_columns(lines, text, place, kept, worded)
    group = _group_columns(lines, text, kept, worded)
    return np.hstack([text, place, tags, page, group, bits, near]).astype(np.float32)


def _text_row(line: Line, words: int) -> list[float]:
    text = line.text
    size = len(text)
    upper = sum(map(str.isupper, text[:200]))
    initials = sum(1 for word in text[:200].split() if word[0].isupper())
    spaced = text[:200].count(" ") + 1
    last = text.rstrip("\"'”’»)] ")[-1:]
    return [
        min(size, 2000),
        min(words, 300),
        line.linked / size,
        min(line.links, 20),
        float(line.linked >= size * 0.9),
        line.strong / size,
        float(last in {".", "!", "?", "。", "।", "…", "։"}),
        float(last == ":"),
        float(text.endswith(("…", "...", "»", "›", "→", ">"))),
        float(text[0].islower()),
        float(text[0] in "\"“”'‘«„"),
        upper / min(size, 200),
        initials / spaced,
        sum(map(str.isdigit, text[:200])) / min(size, 200),
        text.count(",") / (words + 1),
        float("|" in text or "•" in text or "·" in text or " / " in text),
        float("@" in text or "http" in text or "www." in text),
        float(last == "?"),
        size / (words + 1),
        float(text.count("(") != text.count(")")),
        float(line.link_first),
    ]


def _place_row(line: Line, masses: Masses) -> list[float]:
    place = line.place
    parent = place.parent or place
    grandparent = parent.parent or parent
    total = masses.total
    shape = (place.signature, parent.signature)
    article = article_of(place)
    climb = 0
    current: Place | None = place
    while current is not None and masses.under.get(current, 0.0) < 0.5 * total:
        climb += 1
        current = current.parent
    return [
        float(HEADINGS.get(place.tag, 0)),
        float(place.hidden),
        float(line.row >= 0),
        float(place.depth),
        float(min(place.index, 60)),
        float(min(parent.blocks, 60)),
        float(place.tag not in _LINE_TAGS and place.tag not in HEADINGS),
        float(line.names != 0),
        float(climb),
        masses.own.get(parent, 0.0) / total,
        masses.signed.get((place.signature, parent.signature), 0.0) / total,
        masses.alike.get(parent.signature, 0.0) / total,
        masses.under.get(parent, 0.0) / total,
        masses.under.get(grandparent, 0.0) / total,
        float(place.blocks),
        masses.linked[parent] / max(1, masses.chars[parent]),
        masses.linked[grandparent] / max(1, masses.chars[grandparent]),
        masses.words[parent],
        masses.words[grandparent],
        float(masses.headings[grandparent]),
        float(masses.alike_parents[shape]),
        float(masses.alike_lines[shape]),
        masses.under.get(article, 0.0) / total if article is not None else -1.0,
    ]


def _bit_columns(
    lines: Sequence[Line], masses: Masses, worded: Sequence[int], headed: Sequence[int]
) -> Table:
    """Bit fields spread out into columns: names near and around, tags within, wordings."""
    names, tags, wording = len(container_headings()), len(MARKED_TAGS), len(wordings())
    near, within = [], []
    for line in lines:
        place = line.place
        parent = place.parent or place
        own = line.names | place.names
        if parent is not masses.main:
            own |= parent.names
        near.append(own)
        within.append(place.within & ~masses.common_within)
    return np.hstack(
        [
            _spread(near, names),
            _spread(within, tags),
            _spread(worded, wording),
            _spread(headed, wording),
        ]
    )


def _spread(fields: Sequence[int], width: int) -> Table:
    column = np.array(fields, dtype=np.int64)[:, None]
    bits: Table = ((column >> np.arange(width)) & 1).astype(np.float32)
    return bits


def _page_columns(
    lines: Sequence[Line],
    words: Sequence[Sequence[str]],
    kept: Table,
    counts: Table,
    worded: Sequence[int],
    marks: PageMarks,
) -> tuple[list[int], Table]:
    number = len(lines)
    index = np.arange(number)
    mass = np.where(kept >= 0.5, counts, 0.0)
    total = max(1.0, float(mass.sum()))
    before = np.cumsum(mass) - mass
    is_kept = (kept >= 0.5) & (counts >= 4)
    is_long = is_kept & (counts >= 25)
    linked = np.array([line.linked >= 0.8 * len(line.text) for line in lines])
    first = int(np.argmax(is_kept)) if is_kept.any() else 0
    last = number - 1 - int(np.argmax(is_kept[::-1])) if is_kept.any() else number - 1
    headed, heading = _heading_columns(lines, words, worded, mass, total)
    repeats = np.array(repeated(words), dtype=np.float32).T
    columns = [
        kept, index / number, before / total, (total - before - mass) / total,
        _gap(is_kept), _gap(is_kept[::-1])[::-1], _gap(is_long), _gap(is_long[::-1])[::-1],
        _mean_around(is_kept.astype(np.float32), 3), *repeats, *_likeness(words, marks), *heading,
        np.clip(index - last, 0, 30), np.clip(first - index, 0, 30),
        *_title_columns(lines, words, counts, marks),
        np.full(number, total / max(1.0, float(counts.sum()))),
        _mean_around(linked.astype(np.float32), 3), _mean_around((counts < 8).astype(np.float32), 3),
        kept * counts,
    ]  # fmt: skip
    return headed, np.column_stack(columns).astype(np.float32)


def _gap(flags: npt.NDArray[np.bool_]) -> Table:
    """How many lines ago the flag was last set, 40 at most."""
    index = np.arange(len(flags))
    latest = np.maximum.accumulate(np.where(flags, index, -40))
    shifted = np.concatenate([[-40], latest[:-1]])
    gaps: Table = np.minimum(index - shifted, 40).astype(np.float32)
    return gaps


def _mean_around(values: Table, reach: int) -> Table:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    index = np.arange(len(values))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    means: Table = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return means


def _likeness(words: Sequence[Sequence[str]], marks: PageMarks) -> tuple[Table, ...]:
    """How far a line is made of the headline's, the description's and the author's words, and they of it."""
    columns = []
    for text in (marks.headline, marks.description):
        other = tokens(text)
        among = frozenset(other)
        columns.append([overlap(found, among) for found in words])
        size = max(1, len(among))
        columns.append([len(among.intersection(found)) / size for found in words])
    author = frozenset(word for word in tokens(marks.author) if len(word) > 2)
    columns.append(
        [float(bool(author) and len(author.intersection(found)) >= min(2, len(author))) for found in words]
    )
    return tuple(np.array(column, dtype=np.float32) for column in columns)


def _title_columns(
    lines: Sequence[Line], words: Sequence[Sequence[str]], counts: Table, marks: PageMarks
) -> tuple[Table, Table]:
    """How many words after the article's title a line stands (before it: negative)."""
    among = frozenset(tokens(marks.headline))
    best, best_score = -1, 0.5
    for number, (line, found) in enumerate(zip(lines, words, strict=True)):
        if not found or len(found) > 60:
            continue
        shared = len(among.intersection(found)) / max(1, len(among | set(found)))
        score = shared + {"h1": 0.5, "h2": 0.2}.get(line.place.tag, 0.0)
        if (shared > 0.4 or line.place.tag == "h1") and score > best_score:
            best, best_score = number, score
    before = np.cumsum(counts) - counts
    if best < 0:
        return np.zeros_like(counts), np.zeros_like(counts)
    offset = before - before[best]
    return np.sign(offset) * np.log1p(np.abs(offset)), np.ones_like(counts)


def _heading_columns(
    lines: Sequence[Line], words: Sequence[Sequence[str]], worded: Sequence[int], mass: Table, total: float
) -> tuple[list[int], list[Table]]:
    """For each line the heading that it stands under: its wording, and how far away it is."""
    headed, sizes, gaps, levels, masses, titled = [], [], [], [], [], []
    current, current_size, since, level, passed, under = 0, 0, 40, 0, 0.0, 0
    for number, line in enumerate(lines):
        headed.append(current)
        sizes.append(current_size)
        gaps.append(min(since, 40))
        levels.append(level)
        masses.append(passed / total)
        titled.append(under)
        since += 1
        passed += float(mass[number])
        rank = HEADINGS.get(line.place.tag, 0)
        bold = line.strong >= 0.9 * len(line.text) and len(words[number]) <= 8
        if rank or bold or (line.text.endswith(":") and len(words[number]) <= 5):
            current, current_size, since = worded[number], len(words[number]), 0
            level, passed = rank or 7, 0.0
            if rank == 1:
                under = 1
    columns = (sizes, gaps, levels, masses, titled)
    return headed, [np.array(column, dtype=np.float32) for column in columns]


def _group_columns(lines: Sequence[Line], text: Table, kept: Table, worded: Sequence[int]) -> Table:
    """What the lines of the same shape, and those in the same parent, are like on the whole."""
    own = np.column_stack(
        [kept, text[:, 2], text[:, 20], text[:, 6], text[:, 1], [float(bits != 0) for bits in worded]]
    )
    shapes: dict[tuple[str, str], int] = {}
    parents: dict[Place, int] = {}
    shape, beside = [], []
    for line in lines:
        parent = line.place.parent or line.place
        shape.append(shapes.setdefault((line.place.signature, parent.signature), len(shapes)))
        beside.append(parents.setdefault(parent, len(parents)))
    return np.hstack([_group_means(own, np.array(shape)), _group_means(own, np.array(beside))])


def _group_means(values: Table, groups: npt.NDArray[np.int64]) -> Table:
    sizes = np.bincount(groups)[:, None]
    sums = np.column_stack([np.bincount(groups, weights=column) for column in values.T])
    means: Table = (sums / sizes)[groups].astype(np.float32)
    return means


def _near_columns(
    lines: Sequence[Line], text: Table, place: Table, kept: Table, worded: Sequence[int]
) -> Table:
    """What the two lines on each side are like; -1 where there is none."""
    parents = [line.place.parent for line in lines]
    own = np.column_stack([text[:, 1], text[:, 2], kept, place[:, 0], text[:, 6]])
    any_wording = np.array([float(bits != 0) for bits in worded])
    columns: list[Table] = []
    for shift in (-2, -1, 1, 2):
        columns.append(_shifted(own, shift))
        same = [
            float(0 <= other < len(lines) and parents[other] is parents[number])
            for number, other in enumerate(range(shift, len(lines) + shift))
        ]
        columns.append(np.array(same)[:, None])
    columns.extend(_shifted(any_wording[:, None], shift) for shift in (-1, 1))
    return np.hstack(columns)


def _shifted(values: Table, by: int) -> Table:
    """Row ``i`` of the result is row ``i + by``."""
    result = np.full_like(values, -1.0)
    if abs(by) >= len(values):
        return result
    if by < 0:
        result[-by:] = values[:by]
    else:
        result[:-by] = values[by:]
    return result
