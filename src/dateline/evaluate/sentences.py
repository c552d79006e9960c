"""How well sentences are cut: their ends against a treebank in CoNLL-U (GUM news)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dateline.evaluate.conllu import Document, read_directory
from dateline.understand.sentences import split_sentences

Counts = tuple[int, int, int]


def evaluate(directory: Path) -> dict[str, float | int]:
    """Measure on a directory of ``*.conllu`` files.

    The raw text is put together from the tokens and ``SpaceAfter=No``, with the treebank's own paragraphs and
    headings. A boundary is the place after a sentence's last character; the ends of paragraphs count in
    ``f1``, ``precision`` and ``recall`` and are left out of ``inside_f1``.

    Raises:
        DataError: if the directory holds no CoNLL-U that can be read.
    """
    documents = read_directory(directory)
    every = _sum(_counts(document, inside=False) for document in documents)
    inside = _sum(_counts(document, inside=True) for document in documents)
    precision, recall, f1 = _scores(every)
    return {
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "inside_f1": _scores(inside)[2],
        "sentences": every[2],
    }


def _counts(document: Document, *, inside: bool) -> Counts:
    """Right, predicted and true boundaries."""
    text, paragraphs, gold = document.text()
    edges = {paragraph.span.end for paragraph in paragraphs} if inside else set()
    truth = {span.end for span in gold} - edges
    found = {sentence.span.end for sentence in split_sentences(text, paragraphs)} - edges
    return len(truth & found), len(found), len(truth)


def _sum(counts: Iterable[Counts]) -> Counts:
    right, found, truth = (sum(column) for column in zip(*counts, strict=True))
    return right, found, truth


def _scores(counts: Counts) -> tuple[float, float, float]:
    right, found, truth = counts
    precision, recall = right / max(found, 1), right / max(truth, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
