"""Trains the gate after the reader, whose findings it learns to foresee.

It learns from the sentences of PolNeAR and of the corpus, each labelled by whether the reader finds an act or a
statement in it. The threshold is set on sentences that people labelled: those of the corpus, PLV, Multi-CoPED and
PolNeAR's development part that hold a fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from dateline.evaluate.events import read_classes
from dateline.evaluate.labelled_rows import read_rows
from dateline.evaluate.relations import read_marks
from dateline.evaluate.relations import read_rows as read_pairs
from dateline.evaluate.statements import paragraphs_of, read_corpus
from dateline.model import Sentence, Span
from dateline.understand.encoder.gate import BUCKETS, features
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.encoder.session import Encoder
from dateline.understand.sentences import split_sentences

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
RECALL = 0.9965
_TEXTS = 330  # of PolNeAR's training part; more changed nothing


def silver(reader: WindowReader) -> tuple[list[str], list[bool]]:
    """Sentences, and whether the reader finds a fact in them."""
    texts: list[str] = []
    labels: list[bool] = []
    for number, (text, _) in enumerate(read_corpus(DATA / "statements" / "polnear" / "train")):
        if number >= _TEXTS:
            break
        sentences = split_sentences(text, paragraphs_of(text))
        found = _told(reader, text, sentences)
        texts += [sentence.span.of(text) for sentence in sentences]
        labels += [sentence.index in found for sentence in sentences]
    for row in read_rows(ROOT / "training" / "corpus"):
        if row.split == "train":
            texts.append(row.text)
            labels.append(bool(row.events or row.statements))
    return texts, labels


def _told(reader: WindowReader, text: str, sentences: Sequence[Sentence]) -> set[int]:
    found: set[int] = set()
    for window in reader.look(text, sentences):
        spans = list(window.possible_acts)
        for plain in (True, False):
            for statement in window.statements(plain=plain):
                spans += [statement.cue, *statement.content]
        found |= {s.index for s in window.window.sentences if any(span.overlaps(s.span) for span in spans)}
    return found


def gold() -> Iterator[str]:
    """Sentences that were labelled with a fact."""
    for row in read_rows(ROOT / "training" / "corpus"):
        if row.events or row.statements:
            yield row.text
    for marked, _ in read_pairs(DATA / "events" / "plv_train.tsv"):
        if (pair := read_marks(marked)) is not None:
            yield pair.text
    yield from (text for text, quad in read_classes(DATA / "events" / "cameo_class_train.tsv") if quad)
    for text, marks in read_corpus(DATA / "statements" / "polnear" / "dev"):
        cues = [cue for relation in marks[0] for cue in relation.spans("Cue")]
        for sentence in split_sentences(text, paragraphs_of(text)):
            if any(sentence.span.overlaps(Span(cue.start, cue.end)) for cue in cues):
                yield sentence.span.of(text)


def matrix(texts: Sequence[str]) -> csr_matrix:
    """One row a text, one column a bucket."""
    found = [sorted(features(re.sub(r"\s+", " ", text))) for text in texts]
    columns = np.concatenate([np.array(row, dtype=np.int64) for row in found])
    starts = np.cumsum([0, *map(len, found)])
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(texts), BUCKETS))


def train_gate(folder: Path, log: Callable[[str], None]) -> None:
    """Train on what the reader of ``folder`` finds, set the threshold, write ``gate.npz`` there."""
    texts, labels = silver(WindowReader(Encoder.load(folder)))
    model = LogisticRegression(C=0.3, max_iter=300).fit(matrix(texts), labels)
    weights = model.coef_[0].astype(np.float16).astype(np.float32)
    scores = np.sort(matrix(list(gold())) @ weights)
    threshold = float(scores[int(len(scores) * (1 - RECALL))])
    passed = matrix(texts) @ weights >= threshold
    np.savez_compressed(folder / "gate.npz", weights=weights.astype(np.float16), threshold=threshold)
    told = {
        "gold sentences": len(scores),
        "let through": round(float((scores >= threshold).mean()), 4),
        "all sentences": len(texts),
        "let through of all": round(float(passed.mean()), 4),
    }
    log(f"gate {json.dumps(told)}")
