"""What the tagger learns from: treebanks brought to Dateline's own tokens.

A treebank's tokens and ours are matched by their places in the raw text. Where ours holds several of the
treebank's (``all-girl``), it takes the place in the tree of the piece that has its head outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.understand.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Row:
    """A token of a treebank: its place, its tag, its head (index in the sentence, -1 for the root), its label."""

    start: int
    end: int
    tag: str
    head: int
    label: str


@dataclass(slots=True)
class Tree:
    """A sentence: its raw text and its rows, in order."""

    text: str
    rows: list[Row] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The tokens' texts."""
        return [self.text[row.start : row.end] for row in self.rows]


_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod", "nummod"})
_LEAF = re.compile(r"\(([^\s()]+) ([^\s()]+)\)")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
_TAGS = {"SYM": "SYM", "-LSB-": "-LRB-", "-RSB-": "-RRB-", "(": "-LRB-", ")": "-RRB-", "ADD": "NN", "NFP": ":", "XX": "FW",
         "AFX": "JJ", "GW": "NN", "_SP": ":", "": "NN", "HYPH": ":", "LS": "CD"}  # fmt: skip


def normal_tag(tag: str, word: str) -> str:
    """The tag in the set that the tagger uses: the Treebank's without tags for hyphens and white space."""
    if word in ("-", "–", "—", "--"):
        return ":"
    return _TAGS.get(tag, tag)


def read_conllu(path: Path) -> Iterator[list[Tree]]:
    """The paragraphs of a CoNLL-U document, each a list of trees over raw text with ``SpaceAfter=No`` applied."""
    paragraph: list[Tree] = []
    lines: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# newpar") and "newpar_block" not in line and paragraph:
            yield paragraph
            paragraph = []
        elif line and not line.startswith("#"):
            lines.append(line.split("\t"))
        elif not line and lines:
            paragraph.append(_tree(lines))
            lines = []
    if paragraph:
        yield paragraph


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
        rows.append(Row(len(text), len(text) + len(word), columns[4], int(columns[6]) - 1, columns[7]))
        text += word
        inside = number < glued_until
        closed = number == glued_until and glued
        if not (inside or closed or "SpaceAfter=No" in columns[9]):
            text += " "
    return Tree(text.rstrip(), rows)


def to_own_tokens(tree: Tree) -> Tree:
    """The same tree over the tokens that Dateline cuts."""
    spans = tokenise(tree.text, 0, len(tree.text))
    owner = _owners(tree.rows, spans)
    pieces: list[list[int]] = [[] for _ in spans]
    for index, own in enumerate(owner):
        pieces[own].append(index)
    rows = []
    for number, (start, end) in enumerate(spans):
        rows.append(_merged(tree, owner, pieces[number], number, start, end))
    return Tree(tree.text, rows)


def _owners(rows: Sequence[Row], spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each row the number of the last own token that it shares a character with."""
    owner, own = [], 0
    for row in rows:
        while own + 1 < len(spans) and spans[own + 1][0] < row.end:
            own += 1
        owner.append(own)
    return owner


def _merged(
    tree: Tree, owner: Sequence[int], pieces: Sequence[int], number: int, start: int, end: int
) -> Row:
    if not pieces:  # part of a longer token of the treebank
        following = next((index for index, own in enumerate(owner) if own > number), len(owner) - 1)
        tag = normal_tag(tree.rows[following].tag, tree.text[start:end])
        return Row(start, end, tag, owner[following], "dep")
    top = next((piece for piece in pieces if tree.rows[piece].head not in pieces), pieces[-1])
    row = tree.rows[top]
    head = -1 if row.head < 0 else owner[row.head]
    tag = normal_tag(row.tag, tree.text[start:end])
    if len(pieces) > 1:
        tag = _compound_tag([tree.rows[piece].tag for piece in pieces], tag, row.label)
    return Row(start, end, tag, head if head != number else -1, row.label)


def _compound_tag(tags: Sequence[str], top: str, label: str) -> str:
    if tags[0].startswith("NNP") and tags[-1].startswith("NNP"):
        return tags[-1]
    if top == ":":
        top = tags[-1]
    return "JJ" if label in _ATTRIBUTIVE and top not in ("NNP", "NNPS", "CD", "POS") else top


def read_petr(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The words and tags of the parses among PETRARCH's unit records."""
    for parse in re.findall(r"<Parse>(.*?)</Parse>", path.read_text(encoding="utf-8"), re.DOTALL):
        leaves = [(tag, word) for tag, word in _LEAF.findall(parse) if tag != "-NONE-"]
        if leaves:
            words = [_BRACKETS.get(word, word) for _, word in leaves]
            yield words, [normal_tag(tag, word) for (tag, _), word in zip(leaves, words, strict=True)]
