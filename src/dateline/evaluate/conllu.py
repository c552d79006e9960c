"""Reads CoNLL-U treebanks into raw text with paragraphs, and brings their trees to Dateline's tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DataError
from dateline.model import BLOCK_SEPARATOR, BlockKind, Paragraph, Span
from dateline.understand.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Row:
    """A token of a treebank: place, tag, head (index in the sentence, -1 for the root), label.

    ``enhanced`` holds the heads and labels of the enhanced graph, if the treebank has one.
    """

    start: int
    end: int
    tag: str
    head: int
    label: str
    enhanced: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence: its raw text and its rows, in order."""

    text: str
    rows: tuple[Row, ...]

    @property
    def words(self) -> list[str]:
        """The tokens' texts."""
        return [self.text[row.start : row.end] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its paragraphs, each a kind and its trees."""

    name: str
    paragraphs: tuple[tuple[BlockKind, tuple[Tree, ...]], ...]

    def text(self) -> tuple[str, tuple[Paragraph, ...], tuple[Span, ...]]:
        """The raw text as ``Article.text`` is laid out, its paragraphs, and the sentences' places in it."""
        parts: list[str] = []
        paragraphs: list[Paragraph] = []
        sentences: list[Span] = []
        place = 0
        for kind, trees in self.paragraphs:
            start = place
            for tree in trees:
                sentences.append(Span(place, place + len(tree.text)))
                place += len(tree.text) + 1
            paragraphs.append(Paragraph(kind=kind, span=Span(start, place - 1)))
            parts.append(" ".join(tree.text for tree in trees))
            place += len(BLOCK_SEPARATOR) - 1
        return BLOCK_SEPARATOR.join(parts), tuple(paragraphs), tuple(sentences)


_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod", "nummod"})
_TAGS = {"-LSB-": "-LRB-", "-RSB-": "-RRB-", "(": "-LRB-", ")": "-RRB-", "ADD": "NN", "NFP": ":", "XX": "FW",
         "AFX": "JJ", "GW": "NN", "_SP": ":", "": "NN", "HYPH": ":", "LS": "CD"}  # fmt: skip


def normal_tag(tag: str, word: str) -> str:
    """The tag in the set that the tagger uses: the Treebank's without tags for hyphens and white space."""
    if word in ("-", "–", "—", "--"):
        return ":"
    return _TAGS.get(tag, tag)


def read_directory(directory: Path) -> list[Document]:
    """The ``*.conllu`` files of a directory, in order of their names.

    Raises:
        DataError: if there is none, or one cannot be read.
    """
    paths = sorted(directory.glob("*.conllu"))
    if not paths:
        raise DataError(
            "holds no .conllu file", where=str(directory), action="give a directory of CoNLL-U files"
        )
    return [read_document(path) for path in paths]


def read_document(path: Path) -> Document:
    """One CoNLL-U file; paragraphs begin at ``# newpar``, headings are those whose block is called ``head``.

    Raises:
        DataError: if a line is not CoNLL-U.
    """
    paragraphs: list[tuple[BlockKind, tuple[Tree, ...]]] = []
    trees: list[Tree] = []
    kind = BlockKind.PARAGRAPH
    lines: list[list[str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if line.startswith("# newpar") and "=" not in line and trees:
            paragraphs.append((kind, tuple(trees)))
            trees, kind = [], BlockKind.PARAGRAPH
        elif line.startswith("# newpar_block = head"):
            kind = BlockKind.HEADING if paragraphs else BlockKind.HEADLINE
        elif line and not line.startswith("#"):
            lines.append(_columns(line, f"{path}:{number}"))
        elif not line and lines:
            trees.append(_tree(lines))
            lines = []
    if trees:
        paragraphs.append((kind, tuple(trees)))
    return Document(path.stem, tuple(paragraphs))


def _columns(line: str, where: str) -> list[str]:
    columns = line.split("\t")
    if len(columns) != 10:
        raise DataError(f"has {len(columns)} columns", where=where, action="CoNLL-U has ten, divided by tabs")
    return columns


def _tree(lines: Sequence[list[str]]) -> Tree:
    text = ""
    rows: list[Row] = []
    glued_until, glued = 0, False
    for columns in lines:
        if "-" in columns[0]:
            glued_until, glued = int(columns[0].split("-")[1]), "SpaceAfter=No" in columns[9]
            continue
        if not columns[0].isdigit():
            continue
        number, word = int(columns[0]), columns[1]
        head, label = int(columns[6]) - 1, columns[7]
        rows.append(Row(len(text), len(text) + len(word), columns[4], head, label, _graph(columns[8])))
        text += word
        inside = number < glued_until
        closed = number == glued_until and glued
        if not (inside or closed or "SpaceAfter=No" in columns[9]):
            text += " "
    return Tree(text.rstrip(), tuple(rows))


def _graph(column: str) -> tuple[tuple[int, str], ...]:
    """The enhanced heads of a token; empty nodes are left out."""
    pairs = (pair.partition(":") for pair in column.split("|"))
    return tuple((int(head) - 1, label) for head, _, label in pairs if head.isdigit())


def to_own_tokens(tree: Tree) -> Tree:
    """The same tree over the tokens that Dateline cuts.

    Where one of them holds several of the treebank's (``all-girl``), it takes the place in the tree of the
    piece that has its head outside.
    """
    spans = tokenise(tree.text, 0, len(tree.text))
    owner = _owners(tree.rows, spans)
    pieces: list[list[int]] = [[] for _ in spans]
    for index, own in enumerate(owner):
        pieces[own].append(index)
    rows = [_merged(tree, owner, pieces[number], number, span) for number, span in enumerate(spans)]
    return Tree(tree.text, tuple(rows))


def _owners(rows: Sequence[Row], spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each row the number of the last own token that it shares a character with."""
    owner, own = [], 0
    for row in rows:
        while own + 1 < len(spans) and spans[own + 1][0] < row.end:
            own += 1
        owner.append(own)
    return owner


def _merged(
    tree: Tree, owner: Sequence[int], pieces: Sequence[int], number: int, span: tuple[int, int]
) -> Row:
    start, end = span
    word = tree.text[start:end]
    if not pieces:  # part of a longer token of the treebank
        following = next((index for index, own in enumerate(owner) if own > number), len(owner) - 1)
        return Row(start, end, normal_tag(tree.rows[following].tag, word), owner[following], "dep")
    top = next((piece for piece in pieces if tree.rows[piece].head not in pieces), pieces[-1])
    row = tree.rows[top]
    head = -1 if row.head < 0 else owner[row.head]
    tag = normal_tag(row.tag, word)
    if len(pieces) > 1:
        tag = _compound_tag([tree.rows[piece].tag for piece in pieces], tag, row.label)
    enhanced = tuple((owner[above] if above >= 0 else -1, label) for above, label in row.enhanced)
    return Row(start, end, tag, head if head != number else -1, row.label, enhanced)


def _compound_tag(tags: Sequence[str], top: str, label: str) -> str:
    if tags[0].startswith("NNP") and tags[-1].startswith("NNP"):
        return tags[-1]
    if top == ":":
        top = tags[-1]
    return "JJ" if label in _ATTRIBUTIVE and top not in ("NNP", "NNPS", "CD", "POS") else top


def all_trees(document: Document) -> Iterator[Tree]:
    """The trees of a document, in order."""
    for _, trees in document.paragraphs:
        yield from trees
