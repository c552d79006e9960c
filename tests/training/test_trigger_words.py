"""The shipped list of words is what the corpus makes it."""

from __future__ import annotations

from dateline.evaluate.labelled_rows import read_rows
from dateline.understand.parse import Analyst
from training.trigger_words import LIST, ROOT, types_of_words


def test_the_list_has_the_words_of_the_corpus() -> None:
    rows = [row for row in read_rows(ROOT / "training" / "corpus") if row.split == "train"][::150]
    listed = dict(line.split("\t") for line in LIST.read_text("utf-8").splitlines()[1:])
    for word, types in types_of_words(rows, Analyst.load()).items():
        assert types <= set(listed[word].split()), word
